import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

const demo = (
  args: ReadonlyArray<string>,
  input = '',
): { readonly status: number | null; readonly out: string; readonly err: string } => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'examples/demo/main.ts', ...args],
    {
      cwd: root,
      input,
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
      maxBuffer: 64 * 1024 * 1024,
    },
  )
  return { status, out: stdout, err: stderr }
}

const log = (...lines: ReadonlyArray<unknown>): string => lines.map((line) => JSON.stringify(line)).join('\n')

const account = 'juliet@localhost'
const header = { format: 'xmpp-push-rules/1', options: { push_max_devices: 2 } }
const enable = "<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='push.example' node='n'/></iq>"
const stored = {
  at: 1000,
  account,
  event: {
    _tag: 'StoredOffline',
    delivery: { key: 'm1', stanza: "<message from='romeo@localhost'><body>hi</body></message>" },
  },
}
const enabled = [
  { at: 0, account, event: { _tag: 'SessionOpened', resource: 'r' } },
  { at: 0, account, event: { _tag: 'IqReceived', resource: 'r', iq: enable } },
]
const reply = { at: 0, account, sent: `<iq type='result' to='${account}/r' id='1'/>` }
const push = (node: string): unknown => ({
  at: 1000,
  account,
  sent: `<iq type='set' to='push.example'><pubsub><publish node='${node}'><item><notification><x><field var='message-count'><value>1</value></field><field var='last-message-body'><value>New Message!</value></field></x></notification></item></publish></pubsub></iq>`,
})

describe('the demo', () => {
  it('explains every difference to the captured scenarios of mod_cloud_notify', () => {
    const { status, out } = demo([])
    const scenarios = readFileSync(`${root}examples/mod_cloud_notify.ndjson`, 'utf8').trim().split('\n')
    expect(scenarios).toHaveLength(80)
    expect(out).toContain('2846 steps on 80 servers')
    expect(out).toContain('2703  steps agree')
    expect(out).toMatch(/ 0 {2}unexplained/u)
    expect(status).toBe(0)
  })

  it('explains every difference to the recorded session', () => {
    const { status, out } = demo(['--summary', 'examples/recorded-session.ndjson'])
    expect(out).toMatch(/ 0 {2}unexplained/u)
    expect(out).toMatch(/[1-9]\d* {2}steps agree/u)
    expect(status).toBe(0)
  })

  it('shows push and skip stanza by stanza, with rule ids and, when asked, the XML', () => {
    const again = { ...stored, at: 2000 }
    const { status, out, err } = demo(['--xml', '-'], log(header, ...enabled, stored, again))
    expect(out).toContain('push   push.example n  m1  [TRG-1 IMP SUM-3]')
    expect(out).toContain('skip   push.example n  m1  [DUP-1]')
    expect(out).toContain('<publish node="n">')
    expect(out).not.toContain('\u001b')
    expect(err).toBe('')
    expect(status).toBe(0)
  })

  it('shows what a session collected although the log ends before its timer', () => {
    const queued = {
      at: 500,
      account,
      event: { _tag: 'QueuedWhileHibernating', resource: 'r', delivery: stored.event.delivery },
    }
    const asleep = {
      at: 400,
      account,
      event: { _tag: 'HibernationStarted', resource: 'r', queue: [], resumeTimeoutMs: 60_000 },
    }
    const { out } = demo(['-'], log(header, ...enabled, asleep, queued))
    expect(out).toContain('[TRG-6 IMP SUM-3]')
  })

  it('agrees with a recorded server that does the same', () => {
    const { status, out } = demo(['-'], log({ ...header, recorded: true }, ...enabled, reply, stored, push('n')))
    expect(out).toMatch(/ 3 {2}steps agree/u)
    expect(status).toBe(0)
  })

  it.each([
    ['a push that should not be', [reply, stored, push('n'), push('other')]],
    ['a push that is missing', [reply, stored]],
    ['a reply that is missing', [stored, push('n')]],
  ])('fails for %s', (_, lines) => {
    const { status, out } = demo(['-'], log({ ...header, recorded: true }, ...enabled, ...lines))
    expect(out).toMatch(/[1-9] {2}UNEXPLAINED/u)
    expect(status).toBe(1)
  })

  it.each([
    ['no JSON', 'nonsense'],
    ['an unknown event', JSON.stringify({ at: 0, account, event: { _tag: 'Nonsense' } })],
    ['XML that is none', JSON.stringify({ at: 0, account, event: { _tag: 'IqReceived', resource: 'r', iq: '<iq>' } })],
    ['options out of range', JSON.stringify({ ...header, options: { push_max_devices: 0 } })],
  ])('names the line that has %s, and goes on', (_, line) => {
    const { status, out, err } = demo(['-'], `${JSON.stringify(header)}\n${line}\n${log(...enabled, stored)}`)
    expect(err).toMatch(/^-:2: /u)
    expect(out).toContain('[TRG-1 IMP SUM-3]')
    expect(status).toBe(2)
  })

  it('reads several files', () => {
    const { out } = demo(['--summary', 'examples/recorded-session.ndjson', 'examples/mod_cloud_notify.ndjson'])
    expect(out).toContain('on 81 servers')
  })
})
