import * as O from 'fp-ts/lib/Option.js'
import { describe, expect, it } from 'vitest'
import {
  admit,
  decide,
  defaultOptions,
  emptyNotified,
  isUrgent,
  newSession,
  notice,
  type Options,
  recipients,
  recordAnswer,
  type Registration,
  type Sessions,
  type Trigger,
  type XmlElement,
} from 'xmpp-push-rules'

/* The single rules, as a host that keeps its own registries calls them. */

const registration = (node: string, errors = 0): Registration => ({
  ...key(node),
  publishOptions: O.none,
  enabledAt: NOW,
  errors,
})
const registrations = [registration('n1'), registration('n2')]
const bound: Sessions = { phone: { ...newSession, bound: O.some(key('n1')) } }

describe('recipients: trigger × sessions', () => {
  const reached = (trigger: Trigger, sessions: Sessions, resource?: string): ReadonlyArray<string> =>
    recipients({ trigger, sessions, registrations, ...(resource === undefined ? {} : { resource }) }).map(
      ({ registration: { node }, reached: yes, reason }) => `${node} ${yes} ${reason.rule}`,
    )

  it.each<readonly [Trigger, Sessions, ReadonlyArray<string>]>([
    ['stored-offline', {}, ['n1 true TRG-1', 'n2 true TRG-1']],
    ['stored-offline', bound, ['n1 true TRG-1', 'n2 true TRG-1']],
    ['groupchat-to-bare', bound, ['n1 true TRG-2', 'n2 true TRG-2']],
    ['archived', bound, ['n1 false TRG-3', 'n2 true TRG-3']],
    ['archived', {}, ['n1 false TRG-3', 'n2 false TRG-3']],
    ['archived', { phone: newSession }, ['n1 true TRG-3', 'n2 true TRG-3']],
    ['ping', bound, ['n1 true TRG-9', 'n2 true TRG-9']],
  ])('%s', (trigger, sessions, expected) => {
    expect(reached(trigger, sessions)).toEqual(expected)
  })

  it.each<readonly [Trigger, string]>([
    ['hibernation', 'TRG-5'],
    ['queued', 'TRG-6'],
    ['ack-delayed', 'TRG-7'],
    ['closed', 'TRG-10'],
  ])('%s reaches the own registration', (trigger, rule) => {
    expect(reached(trigger, bound, 'phone')).toEqual([`n1 true ${rule}`])
    expect(reached(trigger, bound, 'constructor')).toEqual([])
    expect(reached(trigger, bound)).toEqual([])
    expect(reached(trigger, { phone: { ...newSession, bound: O.some(key('gone')) } }, 'phone')).toEqual([])
  })

  it('a resource may have any name', () => {
    const sessions: Sessions = Object.fromEntries(Object.entries(bound).map(([, session]) => ['__proto__', session]))
    expect(reached('hibernation', sessions, '__proto__')).toEqual(['n1 true TRG-5'])
    expect(reached('archived', sessions)).toEqual(['n1 false TRG-3', 'n2 true TRG-3'])
  })

  it('no resource is not a resource of the name undefined', () => {
    expect(reached('hibernation', { undefined: { ...newSession, bound: O.some(key('n1')) } })).toEqual([])
  })
})

describe('decide', () => {
  const read = notice(defaultOptions)(juliet)

  it('a ping has no key', () => {
    const { outcomes } = decide(defaultOptions)(
      { trigger: 'ping', notices: [] },
      { sessions: {}, registrations, notified: emptyNotified, at: NOW },
    )
    const decision = outcomes[0]?.decision
    expect(outcomes).toStrictEqual(registrations.map((one) => ({ registration: one, decision })))
  })

  it('what a host remembers is what decide returned', () => {
    const situation = { sessions: {}, registrations, notified: emptyNotified, at: NOW }
    const first = decide(defaultOptions)({ trigger: 'stored-offline', notices: [read(loud('m'))] }, situation)
    expect(first.outcomes.map(({ decision }) => decision._tag)).toEqual(['Push', 'Push'])
    const second = decide(defaultOptions)(
      { trigger: 'stored-offline', notices: [read(loud('m'))] },
      { ...situation, notified: first.notified },
    )
    expect(second.outcomes.map(({ decision }) => decision._tag)).toEqual(['Skip', 'Skip'])
    expect(second.notified).toBe(first.notified)
  })

  it('every decision has reasons', () => {
    const { outcomes } = decide(options({ includeBody: true, includeSender: true }))(
      {
        trigger: 'archived',
        notices: [
          notice(options({ includeBody: true, includeSender: true }))(juliet)(
            delivery('m', message({}, propose, { name: 'body', attrs: {}, children: ['x'] })),
          ),
        ],
      },
      { sessions: bound, registrations, notified: emptyNotified, at: NOW },
    )
    expect(outcomes.map(({ decision }) => decision.reasons.map(({ code }) => code))).toEqual([
      ['archived-urgent', 'urgent', 'call', 'body-shown', 'sender-shown'],
      ['archived-urgent', 'urgent', 'call', 'body-shown', 'sender-shown'],
    ])
  })
})

describe('decide: why a push says what it says', () => {
  const called = message({}, propose, body('x'))
  const encrypted = message({}, el('x', { xmlns: 'jabber:x:encrypted' }, 'q'), body('fallback'))

  it.each<readonly [string, Partial<Options>, XmlElement, ReadonlyArray<string>]>([
    ['a body, neither it nor the sender shown', {}, message({}, body('x')), ['body', 'important-body']],
    [
      'a body, both shown',
      { includeBody: true, includeSender: true },
      message({}, body('x')),
      ['body', 'body-shown', 'sender-shown'],
    ],
    [
      'what is encrypted: importantBody in place of its body',
      { includeBody: true },
      encrypted,
      ['pgp', 'important-body'],
    ],
    ['what is encrypted, with sender', { includeSender: true }, encrypted, ['pgp', 'important-body', 'sender-shown']],
    ['nothing to show', { includeBody: true }, message({}), ['nothing-to-show', 'no-body']],
    [
      'nothing to show but the sender',
      { includeSender: true },
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
    const given = options(partial)
    const { outcomes } = decide(given)(
      { trigger: 'stored-offline', notices: [notice(given)(juliet)(delivery('m', stanza))] },
      { sessions: {}, registrations: registrations.slice(1), notified: emptyNotified, at: NOW },
    )
    expect(outcomes.map(({ decision }) => decision.reasons.map(({ code }) => code))).toEqual([
      ['stored-offline', ...wanted],
    ])
  })
})

describe('admit', () => {
  it('REG-4, REG-6: the newest last, the oldest out, the error count stays', () => {
    const before = [registration('a', 3), registration('b')]
    const { errors: _, ...again } = { ...registration('a'), enabledAt: NOW + 1 }
    expect(admit({ maxDevices: 2 })(before, again)).toEqual({
      registrations: [registration('b'), { ...again, errors: 3 }],
      evicted: [],
    })
    expect(admit({ maxDevices: 1 })(before, again)).toMatchObject({
      registrations: [{ node: 'a', errors: 3 }],
      evicted: [{ node: 'b' }],
    })
  })
})

describe('recordAnswer', () => {
  it('ERR-1 to ERR-5', () => {
    const record = recordAnswer(options({ maxErrors: 2 }))
    expect(record(registration('a'), SERVICE, accepted)).toEqual({ _tag: 'Unchanged' })
    expect(record(registration('a', 1), SERVICE, accepted)).toEqual({
      _tag: 'Counted',
      registration: registration('a'),
    })
    expect(record(registration('a'), SERVICE, rejected())).toEqual({
      _tag: 'Counted',
      registration: registration('a', 1),
    })
    expect(record(registration('a', 1), SERVICE, rejected())).toEqual({ _tag: 'Exhausted' })
    expect(record(registration('a', 1), SERVICE, rejected('wait'))).toEqual({ _tag: 'Unchanged' })
    expect(record(registration('a', 1), 'evil.example', rejected())).toEqual({ _tag: 'Unchanged' })
    expect(record(registration('a', 1), SERVICE, { _tag: 'TimedOut' })).toEqual({ _tag: 'Unchanged' })
  })
})

describe('URG-1', () => {
  it('a call proposal in a message', () => {
    expect(isUrgent(message({}, propose))).toBe(true)
    expect(isUrgent({ ...message({}, propose), name: 'iq' })).toBe(false)
    expect(isUrgent(chat())).toBe(false)
    expect(isUrgent(carbon('sent', message({}, propose)))).toBe(false)
    expect(isUrgent(wild(undefined))).toBe(false)
  })

  it('a notice says so of the stanza itself, and only of a message', () => {
    const urgent = (stanza: ReturnType<typeof chat>): boolean =>
      notice(defaultOptions)(juliet)(delivery('m', stanza)).urgent
    expect(urgent(message({}, propose))).toBe(true)
    expect(urgent({ ...message({}, propose), name: 'presence' })).toBe(false)
    expect(urgent(carbon('received', message({}, propose)))).toBe(false)
  })
})
