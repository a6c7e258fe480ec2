/**
 * The kit on programs in other languages: what it says of a right one, a wrong one, and of one that is none; and on the
 * real mod_cloud_notify, where Lua and Prosody are installed.
 */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import {
  allCapabilities,
  CAPABILITIES,
  type Law,
  type LawResult,
  type Scene,
  select,
} from 'xmpp-push-rules/conformance'
import { type Delivery, policies, type XmlElement } from 'xmpp-push-rules'
import { parseXml } from 'xmpp-push-rules/xml'
import * as E from 'fp-ts/lib/Either.js'
import { bridge } from '../../examples/conformance/bridge/adapter.js'
import { progressOn } from '../../examples/conformance/kit/progress.js'
import { missingPackage, moduleCommand, moduleFile } from '../../examples/conformance/prosody-module/command.js'
import { judgeLaw } from '../../examples/conformance/prosody-module/judge.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const PYTHON = 'python3 examples/conformance/python/push_server.py'
const place = mkdtempSync(join(tmpdir(), 'kit-'))

afterAll(() => {
  rmSync(place, { recursive: true })
})

interface Ended {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

const kit = (...args: ReadonlyArray<string>): Promise<Ended> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--import', 'tsx', 'examples/conformance/kit.ts', ...args],
      { cwd: root },
      (error, stdout, stderr) => {
        resolve({ status: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, stdout, stderr })
      },
    )
  })

describe('a small server in Python', () => {
  it('breaks no law that its manifest has the needs of', async () => {
    const junit = join(place, 'junit.xml')
    const html = join(place, 'page.html')
    const { status, stdout, stderr } = await kit('--command', PYTHON, '--runs', '5', '--junit', junit, '--html', html)
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toMatch(/a small server in Python {2}(?:[89]\d|\d{3}) passed, \d+ differ, \d+ not applicable\n/u)
    expect(readFileSync(junit, 'utf8')).toMatch(/ name="xep-0357\/enabling\/result" assertions="\d+" time="\d/u)
    const page = readFileSync(html, 'utf8')
    expect(page).toContain('a small server in Python')
    const rules = [...page.matchAll(/href="#(rule-[^"]*)"/gu)].map(([, anchor]) => anchor)
    expect(rules).toContain('rule-reg-1')
    expect(rules.filter((anchor) => !page.includes(` id="${anchor}"`))).toEqual([])
  }, 120_000)

  it('breaks one with its planted bug', async () => {
    const { status, stdout } = await kit('--command', `${PYTHON} --planted-bug`, '--laws', 'REG-4', '--runs', '30')
    expect(status).toBe(1)
    expect(stdout.match(/^✗ \S+\/.*$/gmu)).toEqual(['✗ xep-0357/enabling/node-to-the-letter'])
  }, 60_000)
})

describe('laws are named', () => {
  const ids = async (names: string): Promise<ReadonlyArray<string>> =>
    (await kit('--list', '--laws', names)).stdout.match(/(?<=^[A-Z]+ +)\S+/gmu) ?? []

  it.each(['xep-0357/enabling', 'xep-0357/enabling/'])('by the folder %s', async (folder) => {
    expect(await ids(folder)).toEqual(select({ id: 'xep-0357/enabling/' }).map(({ id }) => id))
  })

  it('by level', async () => {
    expect(await ids('MAY')).toEqual(select({ level: 'MAY' }).map(({ id }) => id))
  })
})

describe('what a failure says can be used', () => {
  it('seed and path lead to it again, and the trace has every line', async () => {
    const trace = join(place, 'trace')
    const wrong = program('say({ outputs: [] })', 'if (call === "start") console.error("begins")')
    const law = ['--command', wrong, '--laws', 'seed/stored-offline/all', '--runs', '20']
    const first = await kit(...law, '--seed', '7')
    const path = /path (\S+)/u.exec(first.stdout)?.[1] ?? ''
    expect(path).toMatch(/^\d+:/u)
    const again = await kit(...law, '--seed', '7', '--path', path, '--trace', trace)
    const failure = (text: string): string => text.slice(text.indexOf('│'), text.lastIndexOf('│'))
    expect(failure(again.stdout)).toBe(failure(first.stdout))
    const lines = readFileSync(trace, 'utf8').trim().split('\n')
    expect(lines.filter((line) => !line.startsWith('!')).slice(0, 5)).toEqual([
      '> {"call":"manifest"}',
      expect.stringMatching(/^< \{"name":"a program"/u),
      '# seed/stored-offline/all',
      expect.stringMatching(/^> \{"call":"start","options":\{/u),
      '< {}',
    ])
    expect(lines).toContain('! begins')
    expect(lines.filter((line) => !/^[#<>!] /u.test(line))).toEqual([])
  }, 60_000)
})

describe('bad usage is one line and status 2', () => {
  it.each([
    [[], 'either --command or --prosody is needed; --help says more'],
    [['--prosody', '--command', 'true'], 'either --command or --prosody is needed; --help says more'],
    [['--colour'], "Unknown option '--colour'"],
    [['--command'], "Option '--command <value>' argument missing"],
    [['--command', 'true', '--runs', 'many'], '--runs needs a whole number from 1 on, not "many"'],
    [['--command', 'true', '--timeout', '9999999'], '--timeout needs a whole number from 1 to 86400, not "9999999"'],
    [['--command', PYTHON, '--junit', '/nowhere/x.xml'], '--junit /nowhere/x.xml: there is no directory /nowhere'],
    [['--command', PYTHON, '--html', '.'], '--html .: is a directory'],
    [['--command', 'true', '--laws', 'REG-1,REG'], 'there is no law, folder, rule or level "REG"; --list lists them'],
    [
      ['--list', '--laws', 'must'],
      'there is no law, folder, rule or level "must"; perhaps MUST is meant; --list lists them',
    ],
    [
      ['--list', '--laws', 'xep-0357/enabeling'],
      'there is no law, folder, rule or level "xep-0357/enabeling"; perhaps xep-0357/enabling is meant; --list lists them',
    ],
    [['--command', 'true', '--path', '1:x', '--laws', 'DUP-1'], '--path needs numbers with colons between, not "1:x"'],
    [['--prosody', '--path', '1'], '--path is for --command: with --prosody nothing is made smaller'],
    [['--command', 'exit 3'], 'the program ended with status 3'],
    [['--command', 'echo hello; cat'], 'the program printed "hello", which is no answer'],
    [['--command', 'cat'], 'its manifest is wrong: name: a text is expected'],
    [['--command', 'sleep 60', '--timeout', '1'], 'the program did not say in 1 s what it is'],
  ])('%j', async (args, why) => {
    expect(await kit(...args)).toEqual({ status: 2, stdout: '', stderr: `kit: ${why}\n` })
  })
})

it.each([
  [['--path', '1:0', '--laws', 'xep-0357/enabling,MAY'], /^kit: --path is of one law: --laws names \d+\n$/u],
  [['--trace', 'no/such/folder'], /^kit: --trace no\/such\/folder: there is no directory no\/such\n$/u],
])('%j is bad usage too', async (args, why) => {
  const { status, stdout, stderr } = await kit('--command', 'true', ...args)
  expect([status, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(why)
})

it('standard error of a program comes through, and its last lines stand with the end', async () => {
  const ends = await kit('--command', 'echo no disk left >&2; exit 1')
  expect(ends).toEqual({
    status: 2,
    stdout: '',
    stderr: 'no disk left\nkit: the program ended with status 1: no disk left\n',
  })
  const { stderr } = await kit('--command', 'seq 1 12 >&2; exit 1')
  const lines = (from: number): string => Array.from({ length: 13 - from }, (_, index) => `${from + index}\n`).join('')
  expect(stderr).toBe(`${lines(1)}kit: the program ended with status 1:\n${lines(3)}`)
})

describe('a manifest is checked', () => {
  const says = (manifest: object): Promise<string> =>
    bridge(`echo '${JSON.stringify(manifest)}'; cat >/dev/null`, 5000).then(
      (program) => {
        program.end()
        return 'right'
      },
      (error: unknown) => (error instanceof Error ? error.message : ''),
    )

  it.each([
    [{ name: 'x' }, 'capabilities: an object is expected'],
    [{ name: 'x', capabilities: { flying: true } }, 'capabilities: there is none of the name flying'],
    [
      { name: 'x', capabilities: { offlin: true } },
      'capabilities: there is none of the name offlin; perhaps offline is meant',
    ],
    [
      { name: 'x', capabilities: { 'options:MaxErors': true } },
      'capabilities: there is none of the name options:MaxErors; perhaps options:maxErrors ',
    ],
    [{ name: 'x', capabilities: {}, polcy: 'none' }, 'there is no member polcy; expected are name, version, '],
    [{ name: 'x', capabilities: { offline: 1 } }, 'capabilities.offline: true is expected, or why not, as a text'],
    [{ name: 'x', capabilities: {}, policy: 'none' }, 'policy: one of prosody, ejabberd, '],
    [{ name: 'x', capabilities: {}, options: { maxDevices: 0 } }, 'options.maxDevices: a whole number from 1 to 1000'],
    [{ name: 'x', capabilities: {}, version: 2 }, 'version: a text is expected'],
  ])('%j', async (manifest, why) => {
    expect(await says(manifest)).toContain(`its manifest is wrong: ${why}`)
  })

  it('options are taken by their own names, and by those of mod_cloud_notify', async () => {
    const optionsOf = async (options: object): Promise<unknown> => {
      const manifest = JSON.stringify({ name: 'x', capabilities: {}, policy: 'ejabberd', options })
      const program = await bridge(`echo '${manifest}'; cat >/dev/null`, 5000)
      program.end()
      return program.adapter.options
    }
    expect(await optionsOf({ maxDevices: 2 })).toEqual({ ...policies.ejabberd, maxDevices: 2 })
    expect(await optionsOf({ push_max_devices: 2 })).toMatchObject({ ...policies.prosody, maxDevices: 2 })
    expect(await optionsOf({ push_max_devices: 2 })).not.toHaveProperty('push_max_devices')
  })

  it('and a right one is taken', async () => {
    expect(await says({ name: 'x', capabilities: { offline: true }, policy: 'ejabberd' })).toBe('right')
  })
})

it('the protocol names every capability, and says what it promises', () => {
  const text = readFileSync(join(root, 'examples/conformance/protocol.md'), 'utf8').split('## Capabilities')[1] ?? ''
  const rows = [...text.matchAll(/^\| `(?<name>[^`]+)` \| (?<promise>.*) \|$/gmu)].map(({ groups = {} }) => groups)
  expect(Object.fromEntries(rows.map(({ name = '', promise }) => [name, promise]))).toEqual(CAPABILITIES)
  const options = text.split('where NAME is one of')[1]?.split('##')[0] ?? ''
  const named = [...options.matchAll(/`([^`]+)`/gu)].map(([, name]) => `options:${name}`)
  expect([...Object.keys(CAPABILITIES), ...named]).toEqual(allCapabilities)
})

/** A program in JavaScript: what it answers to each call, and what it does before. */
const program = (answers: string, first = ''): string => {
  const path = join(place, `${answers.length}-${first.length}.mjs`)
  writeFileSync(
    path,
    `import { createInterface } from 'node:readline'
import { appendFileSync } from 'node:fs'
const manifest = { name: 'a program', capabilities: { offline: true, 'virtual-clock': true } }
createInterface({ input: process.stdin }).on('line', (line) => {
  const { call, event } = JSON.parse(line)
  const say = (answer) => console.log(JSON.stringify(answer))
  ${first}
  if (call === 'manifest') say(manifest)
  else if (call === 'stop' && process.argv.includes('hangs')) return
  else if (call === 'start' || call === 'stop') say({})
  else { ${answers} }
})`,
  )
  return `${process.execPath} ${path}`
}

describe('what a program does wrong is said in a line of the law that fails', () => {
  it.each([
    ['dies', 'console.error("out of ideas"); process.exit(7)', 'the program ended with status 7: out of ideas'],
    ['prints rubbish', 'console.log("hm")', 'the program printed "hm", which is no answer'],
    ['says why not', 'say({ error: "not today" })', 'the program says: "not today"'],
    ['forgets its outputs', 'say({})', 'the program answered without a list of outputs'],
    [
      'sends what is no output',
      'say({ outputs: [{ _tag: "Published", account: "a@b.example", iq: "<iq>" }] })',
      'the program answered wrongly, expected is outputs[0].iq: XML as XMPP allows it',
    ],
  ])('one that %s', async (_name, answers, why) => {
    const { status, stdout } = await kit('--command', program(answers), '--laws', 'xep-0357/enabling/result')
    expect(status).toBe(1)
    expect(stdout.replaceAll(/\s+/gu, ' ')).toContain(why)
  })

  it('the kit never speaks of two scenes at once, and counts no answer that it did not wait for', async () => {
    const log = join(place, 'calls')
    const slow = program(
      'setTimeout(() => say({ outputs: [] }), 30)',
      `appendFileSync(${JSON.stringify(log)}, call + '\\n')`,
    )
    const { stdout } = await kit('--command', slow, '--laws', 'model/registrations', '--runs', '3')
    expect(stdout.replaceAll(/\s+/gu, ' ')).not.toMatch(/the program was ended|did not answer/u)
    const calls = readFileSync(log, 'utf8').split('\n')
    expect(calls.filter((call) => call === 'start').length).toBeGreaterThan(5)
    const scenes = calls.filter((call) => call === 'start' || call === 'stop')
    expect(scenes.filter((call, index) => index > 0 && call === scenes[index - 1])).toEqual([])
  }, 120_000)

  it('a line without an end', async () => {
    const flood = 'setInterval(() => process.stdout.write("x".repeat(1_000_000)), 1)'
    const { status, stdout } = await kit('--command', program(flood), '--laws', 'xep-0357/enabling/result')
    expect(status).toBe(1)
    expect(stdout.replaceAll(/\s+/gu, ' ')).toContain('the program printed a line of more than 16 MB')
  }, 30_000)

  it('hangs while it stops, and what the law says is still said', async () => {
    const command = program('say({ outputs: [] })').replace(/(\S+)$/u, '$1 hangs')
    const { status, stdout } = await kit('--command', command, '--laws', 'xep-0357/enabling/result', '--timeout', '1')
    expect(status).toBe(1)
    const told = stdout.replaceAll(/\s+/gu, ' ')
    expect(told).toContain('expected the answer result')
    expect(told).not.toContain('failed at start')
  }, 60_000)

  it('no answer comes: the program is ended, and not waited for in a fourth law', async () => {
    const asked = ['--laws', 'REG-1,REG-4,seed/ping/all-or-named', '--timeout', '1']
    const { status, stdout } = await kit('--command', program('void event'), ...asked)
    expect(status).toBe(1)
    const told = stdout.replaceAll(/\s+/gu, ' ')
    expect(told).toContain('no answer within 1000 ms')
    expect(told).toContain('not played: the program did not answer in 3 laws before')
    expect(told).toMatch(/a program \d+ failed, [1-9]\d* not applicable/u)
  })

  it('a start without an answer is a silence too, and nothing else is asked of that program', async () => {
    const starts = join(place, 'starts')
    const mute = program(
      'say({ outputs: [] })',
      `appendFileSync(${JSON.stringify(starts)}, process.pid + call + '\\n')
  if (call === 'start') return`,
    )
    const { stdout } = await kit('--command', mute, '--laws', 'REG-1,REG-4', '--timeout', '1')
    expect(stdout.replaceAll(/\s+/gu, ' ')).toContain('not played: the program did not answer in 3 laws before')
    const calls = readFileSync(starts, 'utf8').trim().split('\n')
    expect(new Set(calls).size).toBe(calls.length)
  })
})

it('on a terminal one line says what is played', () => {
  const written: Array<string> = []
  const terminal = (isTTY: boolean): Parameters<typeof progressOn>[0] => ({
    isTTY,
    columns: 40,
    write: (text: string | Uint8Array) => written.push(String(text)) > 0,
  })
  const [law] = select({ id: 'xep-0357/enabling/result' })
  if (law === undefined) throw new Error('no such law')
  const shown = progressOn(terminal(true), 2)
  shown.plays(law)
  shown.played({ law, verdict: 'fail', runs: 1 })
  shown.plays(law)
  shown.says('of the program')
  shown.ends()
  expect(written).toEqual([
    '\r\u001b[K1/2  xep-0357/enabling/result',
    '\r\u001b[K2/2, 1 failed  xep-0357/enabling/result',
    '\r\u001b[K',
    'of the program\n',
    '2/2, 1 failed  xep-0357/enabling/result',
    '\r\u001b[K',
  ])
  const dumb = progressOn(terminal(false), 2)
  dumb.plays(law)
  expect(written).toHaveLength(6)
  dumb.says('of the program')
  expect(written.at(-1)).toBe('of the program\n')
})

describe.skipIf(missingPackage() !== undefined)('mod_cloud_notify itself', () => {
  const RUNS = { runs: 10, seed: 20_160_216 }

  const judged = async (law: Law, file?: string): Promise<LawResult> => {
    const played = await bridge(moduleCommand(file), 10_000)
    try {
      return await judgeLaw(played.adapter, RUNS)(law)
    } finally {
      played.end()
    }
  }

  const lawOf = (id: string): Law => {
    const [law] = select({ id })
    if (law === undefined) throw new Error(`no law ${id}`)
    return law
  }

  it('breaks no law: it passes, or differs by the policy or by a deviation with a name', async () => {
    const { status, stdout } = await kit('--prosody', '--runs', '5')
    expect(status).toBe(0)
    expect(stdout).toMatch(/mod_cloud_notify Prosody \S+ {2}\d+ passed, \d+ differ, \d+ not applicable\n/u)
  }, 120_000)

  it.each([
    ['seed/hibernation/one-push-per-class', 'notified[stanza_type] = true', ''],
    ['seed/importance/headline', 'if st_type == "headline" then return false; end', ''],
    ['seed/stored-offline/all', 'module:hook("message/offline/handle"', 'module:hook("message/offline/nowhere"'],
    ['seed/duplicates/stored-twice', 'stanza._push_notify[push_identifier] = true', ''],
    ['seed/errors/result-resets', 'push_errors[push_identifier] = 0;\n\t\t\t\t--', '--'],
    ['seed/resumed/starts-afresh', 'module:add_timer(1.0', 'module:add_timer(2.0'],
  ])('with a planted bug it breaks %s', async (id, right, wrong) => {
    const source = readFileSync(moduleFile ?? '', 'utf8')
    expect(source).toContain(right)
    const file = join(place, 'mod_cloud_notify.lua')
    writeFileSync(file, source.replace(right, wrong))
    expect(await judged(lawOf(id))).not.toMatchObject({ verdict: 'fail' })
    expect(await judged(lawOf(id), file)).toMatchObject({ verdict: 'fail' })
  })

  // What a deviation explains has its bounds: none of these is one.
  it.each<readonly [id: string, edits: ReadonlyArray<readonly [right: string, wrong: string]>]>([
    [
      'xep-0357/disabling/never-publish-after',
      [
        ['user_push_services[key] = nil;', 'dead = dead or {}; dead[key] = true; user_push_services[key] = nil;'],
        ['local send_push = true;', 'local send_push = not (dead and dead[push_identifier]);'],
      ],
    ],
    [
      'seed/resumed/starts-afresh',
      [
        [
          'process_stanza_queue(session.push_queue, session, "push");',
          `process_stanza_queue(session.push_queue, session, "push");
          for _, it in ipairs(session.resumed and session.push_queue or {}) do it._push_notify = nil; end
          if session.resumed then process_stanza_queue(session.push_queue, session, "push"); end`,
        ],
        ['local session = event.resumed;', 'local session = event.resumed; session.resumed = true;'],
      ],
    ],
    [
      'xep-0357/enabling/saved-before-reply',
      [
        [
          'local ok = push_store:flush_to_disk(origin.username);\n\tif not ok then',
          `local ok = push_store:flush_to_disk(origin.username);
          if not ok then
            local all = push_store:get(origin.username);
            for one in pairs(all) do all[one] = nil; end`,
        ],
      ],
    ],
  ])('no deviation explains away a bug that breaks %s', async (id, edits) => {
    const source = readFileSync(moduleFile ?? '', 'utf8')
    for (const [right] of edits) expect(source).toContain(right)
    const file = join(place, 'explained-away.lua')
    writeFileSync(
      file,
      edits.reduce((text, [right, wrong]) => text.replace(right, () => wrong), source),
    )
    expect(await judged(lawOf(id))).not.toMatchObject({ verdict: 'fail' })
    expect(await judged(lawOf(id), file)).toMatchObject({ verdict: 'fail' })
  })

  const JULIET = 'juliet@capulet.example'

  const element = (text: string): XmlElement => {
    const parsed = parseXml(text)
    if (E.isLeft(parsed)) throw new Error(parsed.left.message)
    return parsed.right
  }

  type Untimed = Extract<Scene['steps'][number]['action'], { readonly _tag: 'Dispatch' }>['event']

  const happens = (event: Untimed): Scene['steps'][number] => ({
    action: { _tag: 'Dispatch', account: JULIET, event },
  })
  const passes = (ms: number): Scene['steps'][number] => ({ action: { _tag: 'Advance', ms } })
  const delivery = (key: string): Delivery => ({
    key,
    stanza: element(`<message from="nurse@verona.example" to="${JULIET}" type="chat"><body>${key}</body></message>`),
  })
  const asks = (what: string): Scene['steps'][number] =>
    happens({
      _tag: 'IqReceived',
      resource: 'phone',
      iq: element(
        `<iq type="set" id="r" to="${JULIET}"><${what} xmlns="urn:xmpp:push:0" jid="push.example" node="n"/></iq>`,
      ),
    })
  const sleeps = (...keys: ReadonlyArray<string>): Scene['steps'][number] =>
    happens({ _tag: 'HibernationStarted', resource: 'phone', queue: keys.map(delivery), resumeTimeoutMs: 60_000 })
  const queued = (key: string): Scene['steps'][number] =>
    happens({ _tag: 'QueuedWhileHibernating', resource: 'phone', delivery: delivery(key) })
  const stored = (key: string): Scene['steps'][number] => happens({ _tag: 'StoredOffline', delivery: delivery(key) })
  const resumes = happens({ _tag: 'SessionResumed', resource: 'phone' })
  const opens = happens({ _tag: 'SessionOpened', resource: 'phone' })

  it('what is archived is addressed as it came, also where it was queued before', async () => {
    const { stanza } = delivery('k1')
    const elsewhere = { key: 'k1', stanza: { ...stanza, attrs: { ...stanza.attrs, to: 'romeo@montague.example' } } }
    const steps = [
      opens,
      asks('enable'),
      happens({ _tag: 'SessionOpened', resource: 'desk' }),
      happens({ _tag: 'QueuedWhileHibernating', resource: 'desk', delivery: elsewhere }),
      happens({ _tag: 'SessionClosed', resource: 'phone' }),
      happens({ _tag: 'Archived', delivery: elsewhere }),
    ]
    const law: Law = {
      ...lawOf('model/sessions'),
      check: { _tag: 'Model', scenes: () => fc.constant({ options: {}, steps }) },
    }
    expect(await judged(law)).toMatchObject({ verdict: 'pass' })
  })

  // Laws seldom get there by chance.
  it.each([
    [7, [opens, asks('enable'), sleeps(), queued('k1'), resumes, sleeps(), queued('k2'), passes(1000)]],
    [12, [opens, asks('enable'), sleeps('k1', 'k2'), resumes, sleeps('k2')]],
    [14, [opens, asks('enable'), stored('k1'), asks('disable'), asks('enable'), stored('k1')]],
  ])('deviation %i is known when it is seen', async (number, steps) => {
    const law: Law = {
      ...lawOf('model/sessions'),
      check: { _tag: 'Model', scenes: () => fc.constant({ options: { includeBody: true }, steps }) },
    }
    const { verdict, reason } = await judged(law)
    expect({ verdict, reason }).toEqual({
      verdict: 'differs',
      reason: expect.stringContaining(`deviation ${number}: `) as unknown,
    })
  })
})
