/** Decisions for one stanza and for one queue, as a host with registries of its own asks for them. */
import * as O from 'fp-ts/lib/Option.js'
import { describe, expect, it } from 'vitest'
import {
  decideQueue,
  decideStanza,
  defaultOptions,
  emptyPushLog,
  newSession,
  type Options,
  readFacts,
  type Sessions,
  type Situation,
  type StanzaOccasion,
  type XmlElement,
} from 'xmpp-push-rules'
import {
  body,
  chat,
  delivery,
  el,
  juliet,
  key,
  loud,
  message,
  NOW,
  options,
  propose,
  quiet,
  registration,
  ringing,
} from '../support/fixtures.js'

const registrations = [registration('n1'), registration('n2', { number: 2 })]
const sessions: Sessions = { phone: { ...newSession, bound: O.some(key('n1')) } }
const situation: Situation = { sessions: {}, registrations, pushLog: emptyPushLog, recent: [], at: NOW }

const read = readFacts(defaultOptions)(juliet)
const stanzaOf = (stanza: XmlElement, name = 'm'): NonNullable<StanzaOccasion['stanza']> => ({
  key: name,
  facts: () => read(delivery(name, stanza)),
})

describe('decideStanza', () => {
  it('a ping has no key', () => {
    const { outcomes } = decideStanza(defaultOptions)({ trigger: 'ping' }, situation)
    expect(outcomes.map(({ registration: one, key: name, judged }) => [one, name, judged])).toEqual(
      registrations.map((one) => [one, undefined, undefined]),
    )
  })

  it('what a host remembers is what was returned', () => {
    const occasion = { trigger: 'stored-offline', stanza: stanzaOf(chat()) } as const
    const first = decideStanza(defaultOptions)(occasion, situation)
    expect(first.outcomes.map(({ decision }) => decision._tag)).toEqual(['Push', 'Push'])
    const second = decideStanza(defaultOptions)(occasion, { ...situation, pushLog: first.pushLog })
    expect(second.outcomes.map(({ decision }) => decision._tag)).toEqual(['Skip', 'Skip'])
    expect(second.pushLog).toBe(first.pushLog)
  })

  it('facts are asked for once at most, and not at all where all were told', () => {
    let asked = 0
    const counted = {
      key: 'm',
      facts: () => {
        asked += 1
        return read(loud('m'))
      },
    }
    const first = decideStanza(defaultOptions)({ trigger: 'stored-offline', stanza: counted }, situation)
    expect(asked).toBe(1)
    decideStanza(defaultOptions)(
      { trigger: 'stored-offline', stanza: counted },
      { ...situation, pushLog: first.pushLog },
    )
    expect(asked).toBe(1)
  })

  it('without registrations nothing is decided, and nothing is remembered', () => {
    const nobody = { ...situation, registrations: [] }
    expect(decideStanza(defaultOptions)({ trigger: 'stored-offline', stanza: stanzaOf(chat()) }, nobody)).toEqual({
      outcomes: [],
      pushLog: emptyPushLog,
      recent: [],
    })
  })
})

describe('decideStanza: why a push says what it says', () => {
  const both = { includeBody: true, includeSender: true }
  const called = message({}, propose, body('x'))
  const encrypted = message({}, el('x', { xmlns: 'jabber:x:encrypted' }, 'q'), body('fallback'))

  it.each<readonly [string, Partial<Options>, XmlElement, ReadonlyArray<string>]>([
    ['a body, neither it nor the sender shown', {}, chat(), ['body', 'important-body']],
    ['a body, both shown', both, chat(), ['body', 'body-shown', 'sender-shown']],
    ['what is encrypted: importantBody in its place', { includeBody: true }, encrypted, ['pgp', 'important-body']],
    ['what is encrypted, with sender', { includeSender: true }, encrypted, ['pgp', 'important-body', 'sender-shown']],
    ['SUM-6: nothing to show', { includeBody: true }, message({}), ['nothing-to-show', 'no-body', 'count-only']],
    ['nothing to show, and nothing that would be', {}, message({}), ['nothing-to-show', 'no-body']],
    ['SUM-6: a bounce', both, message({ type: 'error' }, body('x')), ['error', 'no-body', 'count-only']],
    [
      'nothing to show but the sender, as mod_cloud_notify shows it',
      { includeSender: true, quietSummary: 'full' },
      message({}),
      ['nothing-to-show', 'no-body', 'sender-shown'],
    ],
    ['a call', {}, called, ['urgent', 'call', 'important-body']],
    [
      'a call with sender',
      { includeSender: true, importantBody: '' },
      called,
      ['urgent', 'call', 'no-body', 'sender-shown'],
    ],
  ])('%s', (_, partial, stanza, wanted) => {
    const { outcomes } = decideStanza(options(partial))(
      { trigger: 'stored-offline', stanza: stanzaOf(stanza) },
      { ...situation, registrations: registrations.slice(1) },
    )
    expect(outcomes.map(({ decision }) => decision.reasons.map(({ code }) => code))).toEqual([
      ['stored-offline', ...wanted],
    ])
  })
})

describe('decideQueue', () => {
  const queue = [quiet('a'), loud('b'), loud('c'), ringing('d')].map((one) => read(one))

  it('a decision for every stanza, in their order', () => {
    const decided = decideQueue(defaultOptions)(
      { trigger: 'hibernation', resource: 'phone', queue },
      { ...situation, sessions },
    )
    expect(decided.outcomes.map(({ key: name, decision }) => `${name} ${decision._tag}`)).toEqual([
      'a Push',
      'b Push',
      'c Skip',
      'd Push',
    ])
    expect(decided.outcomes.every(({ registration: { node } }) => node === 'n1')).toBe(true)
    expect(decided.tellsDevice).toBe(true)
  })

  it('no stanza that is handed in goes unanswered, however long the queue', () => {
    const long = Array.from({ length: 2000 }, (_, index) => read(loud(`m${index % 1500}`)))
    const decided = decideQueue(defaultOptions)(
      { trigger: 'queued', resource: 'phone', queue: long },
      { ...situation, sessions },
    )
    expect(decided.outcomes).toHaveLength(2000)
  })

  it('nothing for a session that is bound to nothing, or that is not there', () => {
    for (const resource of ['tablet', '__proto__', undefined]) {
      const decided = decideQueue(defaultOptions)({ trigger: 'queued', resource, queue }, { ...situation, sessions })
      expect(decided).toEqual({ outcomes: [], pushLog: emptyPushLog, recent: [], tellsDevice: false })
    }
  })

  it('RES-2: a device is told by what was pushed now or before, not by what is quiet or held back', () => {
    const tells = (partial: Partial<Options>, ...names: ReadonlyArray<ReturnType<typeof loud>>): boolean =>
      decideQueue(options(partial))(
        { trigger: 'hibernation', resource: 'phone', queue: names.map((one) => read(one)) },
        { ...situation, sessions },
      ).tellsDevice
    expect(tells({}, loud('a'))).toBe(true)
    expect(tells({}, quiet('a'))).toBe(false)
    expect(tells({ importantBody: '' }, quiet('a'))).toBe(true)
    expect(tells({}, loud('a', { muted: true }))).toBe(false)
    expect(tells({})).toBe(false)
  })
})
