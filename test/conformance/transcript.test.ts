import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import {
  arbitraries,
  feed,
  type Host,
  laws,
  logOf,
  newHost,
  type Output,
  pass,
  play,
  reference,
  runLaw,
  type Seen,
  transcriptOf,
} from 'xmpp-push-rules/conformance'
import { describe, expect, test } from 'vitest'
import { defaultOptions, step } from 'xmpp-push-rules'
import { serializeXml } from 'xmpp-push-rules/xml'
import { type Line, timeOf } from '../../examples/demo/engine.js'
import { readLines } from '../../examples/demo/read.js'
import { lawOf, mutantOf } from './find.js'
import { mutants } from './mutants/index.js'

const { trace } = arbitraries

describe('a transcript', () => {
  test('shows options, events, XML, what came out, and the fault at its place', async () => {
    const { transcript } = await runLaw(mutantOf('one-error-too-many'))(lawOf('seed/errors/removed-and-saved'))
    expect(transcript).toContain('options {"maxErrors":2}')
    expect(transcript).toMatch(/^1\. at 0 ms: juliet@capulet\.example SessionOpened$/mu)
    expect(transcript).toContain(
      `iq: <iq type="set" id="r1" to="juliet@capulet.example" xmlns="jabber:client"><enable xmlns="urn:xmpp:push:0" jid="push.example" node="tablet"/></iq>`,
    )
    expect(transcript).toMatch(
      /^ {3}<- reply <iq type="result" from="juliet@capulet\.example" to="juliet@capulet\.example\/gone" id="r1"\/>$/mu,
    )
    expect(transcript).toMatch(
      /^ {3}<- push {2}<iq type="set" from="capulet\.example" to="push\.example" id="push-1"><pubsub/mu,
    )
    expect(transcript).toMatch(/^ {3}<- why {3}push push\.example#tablet: TRG-1, IMP, SUM-3$/mu)
    expect(transcript).toMatch(
      /: a look into juliet@capulet\.example\n {3}!! expected that push\.example#tablet is left$/u,
    )
  })

  test('shows every kind of step', async () => {
    const shown = await Promise.all(
      laws
        .flatMap(({ check }) => (check._tag === 'Fixed' ? [check.scene] : []))
        .map(async (scene) => transcriptOf(scene, await play(reference, scene))),
    )
    const all = shown.join('\n')
    for (const part of [
      'ms go by',
      'saving fails from now on',
      'saving succeeds again',
      '<- wait',
      'skip push.example#phone: DUP-1',
      'resumeTimeoutMs: 300000',
    ]) {
      expect(all).toContain(part)
    }
    expect(all).not.toContain('!!')
    expect(all).not.toContain('"children"')
  })
})

/** Timers fire when time goes by, and not because something else happens in the millisecond in which they are due. */
const isLater = (line: Exclude<Line, { readonly _tag: 'Header' }>, { state }: Host): boolean =>
  line._tag !== 'Happened' || line.event.at > state.now

/** Plays a log again, on the rules. */
const again = (texts: ReadonlyArray<string>): ReadonlyArray<string> => {
  const hosts: Array<Host> = []
  const sent: Array<string> = []
  const lines = RA.traverse(E.Applicative)(readLines)(texts)
  if (E.isLeft(lines)) return [lines.left]
  for (const line of lines.right.flat()) {
    const [host] = hosts
    const out =
      line._tag === 'Header'
        ? (hosts.unshift(newHost(step)(line.options)), [])
        : host === undefined
          ? []
          : [
              ...(isLater(line, host) ? pass(host, timeOf(line) - host.state.now) : []),
              ...(line._tag === 'Happened' ? feed(host, line.account, line.event) : []),
            ]
    sent.push(
      ...out.flatMap((one) => (one._tag === 'Published' || one._tag === 'Replied' ? [serializeXml(one.iq)] : [])),
    )
  }
  return sent
}

describe('a log', () => {
  test('begins with a header that has the options', async () => {
    const scene = { options: { maxDevices: 2 }, steps: [] }
    const [header = '', ...rest] = logOf(await play({ ...reference, options: { maxErrors: 3 } }, scene)).split('\n')
    const options = { ...defaultOptions, maxDevices: 2, maxErrors: 3 }
    expect(JSON.parse(header)).toEqual({ format: 'xmpp-push-rules/1', options })
    expect(readLines(header)).toEqual(E.right([{ _tag: 'Header', options, recorded: false }]))
    expect(rest).toEqual([''])
  })

  test('is read by the demo, and played again sends the same', async () => {
    await fc.assert(
      fc.asyncProperty(trace({ most: 15 }), async (scene) => {
        const played = await play(reference, scene)
        const lines = logOf(played).trimEnd().split('\n')
        const sent = lines.flatMap((line) => {
          const { sent: xml } = JSON.parse(line) as { readonly sent?: string }
          return xml === undefined ? [] : [xml]
        })
        expect(again(lines.filter((line) => !line.includes('"sent":')))).toEqual(sent)
        expect(lines.map(readLines).filter(E.isLeft)).toEqual([])
      }),
      { numRuns: 60, seed: 11 },
    )
  })

  test('is in the result of a law that fails, and holds nothing that the demo would not read', async () => {
    const failing = await Promise.all(
      mutants.slice(0, 24).map(({ adapter, caughtBy }) => runLaw(adapter, { policies: [] })(lawOf(caughtBy))),
    )
    for (const { log = '' } of failing) {
      const lines = log.trimEnd().split('\n').map(readLines)
      expect(lines.filter(E.isLeft)).toEqual([])
      expect(lines[0]).toMatchObject({ right: [{ _tag: 'Header' }] })
      expect(lines.length).toBeGreaterThan(1)
    }
  })
})

describe('step by step', () => {
  const JULIET = 'juliet@capulet.example'
  const iq = { name: 'iq', attrs: { id: '1' }, children: [] }
  const stanza = { name: 'message', attrs: { id: 'm' }, children: [] }
  const observed = { pushes: [], answers: [], timeouts: [], explained: [], inspected: {} }
  const outputs: ReadonlyArray<Output> = [
    { _tag: 'Published', account: JULIET, iq },
    {
      _tag: 'Explained',
      account: JULIET,
      registration: { service: 's', node: 'n' },
      pushed: false,
      rules: ['TRG-1', 'IMP'],
    },
    { _tag: 'Replied', account: JULIET, resource: 'phone', iq },
    { _tag: 'ResumeTimeout', account: JULIET, resource: 'phone', timeoutMs: 5 },
  ]
  const seen: ReadonlyArray<Seen> = [
    {
      action: {
        _tag: 'Dispatch',
        account: JULIET,
        event: { _tag: 'StoredOffline', delivery: { key: 'k', stanza }, unread: 2 },
      },
      at: 0,
      outputs,
      observed,
    },
    { action: { _tag: 'Advance', ms: 7 }, at: 10, outputs, observed },
    {
      action: { _tag: 'Dispatch', account: JULIET, event: { _tag: 'ServiceMessage', message: stanza } },
      at: 17,
      outputs: [],
      observed,
    },
    { action: { _tag: 'FailSaves', failing: true }, at: 17, outputs: [], observed },
    { action: { _tag: 'FailSaves', failing: false }, at: 17, outputs: [], observed },
    { action: { _tag: 'Inspect', account: JULIET }, at: 17, outputs: [], observed },
  ]
  const scene = { options: { maxErrors: 2 }, steps: [] }
  const played = { options: defaultOptions, seen, fault: undefined }

  const out = [
    '   <- push  <iq id="1"/>',
    '   <- why   skip s#n: TRG-1, IMP',
    '   <- reply <iq id="1"/>',
    '   <- wait  5 ms for phone',
  ]
  const lines = [
    'options {"maxErrors":2}',
    `1. at 0 ms: ${JULIET} StoredOffline`,
    `      delivery: {"key":"k","stanza":"<message id='m'/>"}`,
    '      unread: 2',
    ...out,
    '2. at 10 ms: 7 ms go by',
    ...out,
    `3. at 17 ms: ${JULIET} ServiceMessage`,
    '      message: <message id="m"/>',
    '4. at 17 ms: saving fails from now on',
    '5. at 17 ms: saving succeeds again',
    `6. at 17 ms: a look into ${JULIET}`,
  ]

  test('a transcript has a line for each thing', () => {
    expect(transcriptOf(scene, played).split('\n')).toEqual(lines)
  })

  test('what is at once, starts again or could not be brought about is told too', () => {
    const more: ReadonlyArray<Seen> = [
      {
        action: {
          _tag: 'Together',
          account: JULIET,
          events: [
            { _tag: 'SessionOpened', resource: 'a' },
            { _tag: 'SessionClosed', resource: 'b' },
          ],
        },
        at: 3,
        outputs: [],
        observed,
      },
      { action: { _tag: 'Restart' }, at: 3, outputs: [{ _tag: 'Unplayable', reason: 'no such server' }], observed },
    ]
    expect(transcriptOf(scene, { ...played, seen: more }).split('\n')).toEqual([
      'options {"maxErrors":2}',
      `1. at 3 ms: ${JULIET}, all at once:`,
      '      SessionOpened',
      '      resource: a',
      '      SessionClosed',
      '      resource: b',
      '2. at 3 ms: the server starts again from what it saved',
      '   <- not played: no such server',
    ])
    expect(
      logOf({ ...played, seen: more })
        .trimEnd()
        .split('\n')
        .slice(1)
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([
      { at: 3, account: JULIET, event: { _tag: 'SessionOpened', resource: 'a' } },
      { at: 3, account: JULIET, event: { _tag: 'SessionClosed', resource: 'b' } },
    ])
  })

  test.each([
    [0, 8],
    [1, 13],
    [5, 18],
    [6, 18],
  ])('a fault at step %i stands below what came out there', (step, line) => {
    const shown = transcriptOf(scene, { ...played, fault: { step, message: 'no' } }).split('\n')
    expect(shown).toEqual([...lines.slice(0, line), step === 6 ? '!! no' : '   !! no', ...lines.slice(line)])
  })

  test('a log has what happened, and what was sent at the time when it was', () => {
    const sent = (at: number): unknown => ({ at, account: JULIET, sent: '<iq id="1"/>' })
    expect(
      logOf(played)
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([
      { format: 'xmpp-push-rules/1', options: played.options },
      {
        at: 0,
        account: JULIET,
        event: { _tag: 'StoredOffline', delivery: { key: 'k', stanza: '<message id="m"/>' }, unread: 2 },
      },
      sent(0),
      sent(0),
      { at: 17 },
      sent(17),
      sent(17),
      { at: 17, account: JULIET, event: { _tag: 'ServiceMessage', message: '<message id="m"/>' } },
    ])
  })
})
