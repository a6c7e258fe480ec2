/** What each policy makes of the same events: the other servers, as far as a policy can say it. */
import { describe, expect, it } from 'vitest'
import { type Event, policies, type XmlElement } from 'xmpp-push-rules'
import {
  body,
  chat,
  chatState,
  codes,
  delivery,
  drops,
  el,
  enableIq,
  HOUR,
  key,
  loud,
  message,
  on,
  only,
  propose,
  pushes,
  quiet,
  rejected,
  replies,
  ringing,
  ROMEO,
  run,
  runFrom,
  SERVICE,
  skips,
  summaries,
} from '../support/fixtures.js'

const two = run(on.opened('phone'), on.enabled('phone'), on.enabled('x', key('n2'))).account
const away = run(on.enabled('phone')).account
const hint = (name: string) => el(name, { xmlns: 'urn:xmpp:hints' })
const going =
  (policy: keyof typeof policies) =>
  (...events: ReadonlyArray<Event>) =>
    runFrom(away, policies[policy])(...events)
const pushed = (policy: keyof typeof policies, stanza: ReturnType<typeof message>): boolean =>
  pushes(going(policy)(on.stored(delivery('m', stanza))).last).length > 0

const missed = { jingle: 'urn:xmpp:jingle-message:0' }
const rows: ReadonlyArray<
  readonly [string, ReturnType<typeof message>, Readonly<Record<keyof typeof policies, boolean>>]
> = [
  [
    'a chat',
    chat(),
    { prosody: true, ejabberd: true, mongooseim: true, openfire: true, tigase: true, quietPhones: true },
  ],
  [
    'a message of type normal',
    message({ type: undefined }, body('x')),
    { prosody: true, ejabberd: true, mongooseim: false, openfire: true, tigase: true, quietPhones: true },
  ],
  [
    'an error with a body',
    message({ type: 'error' }, body('x')),
    { prosody: true, ejabberd: true, mongooseim: false, openfire: true, tigase: true, quietPhones: false },
  ],
  [
    'a typing notice',
    chatState,
    { prosody: true, ejabberd: true, mongooseim: false, openfire: false, tigase: false, quietPhones: false },
  ],
  [
    'a body that is not to be stored',
    message({}, hint('no-store'), body('x')),
    { prosody: true, ejabberd: true, mongooseim: false, openfire: true, tigase: true, quietPhones: true },
  ],
  [
    'no body, to be stored',
    message({}, hint('store')),
    { prosody: true, ejabberd: true, mongooseim: false, openfire: false, tigase: false, quietPhones: true },
  ],
  [
    'a Jingle message to be stored',
    message({}, propose, hint('store')),
    { prosody: true, ejabberd: true, mongooseim: true, openfire: false, tigase: true, quietPhones: true },
  ],
  [
    'an echoed store hint in an error',
    message({ type: 'error' }, el('proceed', { xmlns: missed.jingle, id: 'c1' }), hint('store')),
    { prosody: true, ejabberd: true, mongooseim: false, openfire: false, tigase: false, quietPhones: false },
  ],
  [
    'OMEMO of today',
    message({}, el('encrypted', { xmlns: 'urn:xmpp:omemo:2' }, el('payload'))),
    { prosody: true, ejabberd: true, mongooseim: false, openfire: false, tigase: true, quietPhones: true },
  ],
  [
    'a reaction',
    message({}, el('reactions', { xmlns: 'urn:xmpp:reactions:0', id: 'm1' }, el('reaction', {}, '🌹'))),
    { prosody: true, ejabberd: true, mongooseim: false, openfire: false, tigase: false, quietPhones: false },
  ],
]

describe.each(Object.keys(policies) as ReadonlyArray<keyof typeof policies>)('IMP, policies.%s pushes', (policy) => {
  it.each(rows.map(([name, stanza, expected]) => [name, expected[policy], stanza] as const))(
    '%s: %s',
    (_, expected, stanza) => {
      expect(pushed(policy, stanza)).toBe(expected)
    },
  )
})

describe('policies.prosody is mod_cloud_notify', () => {
  const bound = runFrom(two, policies.prosody)

  it('a call in a queue is a message; archived without session is nobody told; the quiet ones show all', () => {
    expect(pushes(bound(on.hibernated('phone', [loud('a'), ringing('c')])).last)).toEqual(['a > n1'])
    expect(skips(going('prosody')(on.archived(loud('m'))).last)).toEqual(['m: archived-offline'])
    const shown = { ...policies.prosody, includeSender: true, includeBody: true }
    const bounce = delivery('m', message({ type: 'headline' }, body('x')))
    expect(summaries(runFrom(away, shown)(on.stored(bounce)).last)).toEqual([
      { messageCount: 1, lastMessageSender: ROMEO, lastMessageBody: 'x' },
    ])
  })

  it('DIS-3, REG-3: no node is taken, nothing to disable is a result', () => {
    expect(replies(bound(on.sent('x', enableIq({ jid: SERVICE }))).last)).toEqual(['result'])
    expect(replies(bound(on.disabled('x', key('gone'))).last)).toEqual(['result'])
  })
})

describe('policies.ejabberd', () => {
  const bound = runFrom(two, policies.ejabberd)

  it('a node is required, one error removes, disabling nothing is an error', () => {
    expect(replies(bound(on.sent('x', enableIq({ jid: SERVICE }))).last)).toEqual(['cancel/feature-not-implemented'])
    expect(replies(bound(on.disabled('x', key('gone'))).last)).toEqual(['cancel/item-not-found'])
    expect(bound(on.answered(key(), rejected())).account.registrations).toMatchObject([key('n2')])
  })

  it('one push a hibernation, then each its own, and woken two minutes before the end', () => {
    expect(pushes(bound(on.hibernated('phone', [quiet('a'), loud('b'), loud('c')])).last)).toEqual(['b > n1'])
    const asleep = bound(on.hibernated('phone'))
    expect(only(asleep.last, 'StartTimer')).toMatchObject([{ delayMs: 72 * HOUR - 120_000 }])
    expect(pushes(runFrom(asleep.account, policies.ejabberd)(on.queued('phone', loud('a'))).last)).toEqual(['a > n1'])
  })
})

describe('policies.mongooseim', () => {
  it('bad-request without node; cancel removes at once, nothing else does', () => {
    const { last } = going('mongooseim')(on.sent('x', enableIq({ jid: SERVICE })))
    expect(replies(last)).toEqual(['modify/bad-request'])
    expect(drops(going('mongooseim')(on.answered(key(), rejected('cancel', 'gone'))).last)).toEqual(['n1 refused'])
    expect(going('mongooseim')(on.answered(key(), rejected('auth', 'gone'))).account).toBe(away)
  })

  it('unacknowledged messages of the own device are pushed at once, each for itself', () => {
    const ran = runFrom(two, policies.mongooseim)(on.hibernated('phone', [loud('a'), loud('b'), quiet('q')]))
    expect(pushes(ran.last)).toEqual(['a > n1', 'b > n1'])
    expect(only(ran.last, 'SetResumeTimeout')).toEqual([])
    expect(pushes(runFrom(ran.account, policies.mongooseim)(on.queued('phone', loud('c'))).last)).toEqual(['c > n1'])
  })

  it('the user must be offline; sender and body are sent', () => {
    expect(skips(runFrom(two, policies.mongooseim)(on.stored(loud('a'))).last)).toEqual([
      'a: account-online',
      'a: account-online',
    ])
    expect(summaries(going('mongooseim')(on.stored(loud('a'))).last)).toEqual([
      { messageCount: 1, lastMessageSender: 'romeo@montague.example', lastMessageBody: 'text of a' },
    ])
  })
})

describe('policies.openfire', () => {
  it('only important, six a second, a node required, answers unread', () => {
    const seven = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => on.stored(loud(name)))
    expect(pushes(going('openfire')(on.stored(quiet('q')), ...seven).effects)).toHaveLength(6)
    expect(replies(going('openfire')(on.sent('x', enableIq({ jid: SERVICE }))).last)).toEqual(['modify/bad-request'])
    expect(going('openfire')(...Array.from({ length: 20 }, () => on.answered(key(), rejected()))).account).toBe(away)
  })
})

describe('policies.tigase', () => {
  it('a call comes through whoever is online; a badge is cleared', () => {
    const { effects } = runFrom(two, policies.tigase)(
      on.stored(loud('a')),
      on.stored(ringing('c')),
      on.unread(0, 'phone'),
    )
    expect(pushes(effects)).toEqual(['c > n1', 'c > n2', 'ping > n2'])
  })
})

describe('the default knows no hints', () => {
  it('as if they were not there', () => {
    expect(codes(runFrom(two)(on.stored(delivery('m', message({}, hint('no-store'), body('x'))))).last)[0]).toContain(
      'body',
    )
    expect(codes(runFrom(two)(on.stored(delivery('m', message({}, hint('store'))))).last)[0]).toContain(
      'nothing-to-show',
    )
  })
})

describe('IMP: hints inside an error are an echo, and are not read', () => {
  const { importance } = policies.mongooseim
  const errorsAsOthers = { importance: { ...importance, error: 'ignore', normal: 'ignore' } } as const
  const told = (...children: ReadonlyArray<XmlElement>): ReadonlyArray<string> | undefined =>
    codes(runFrom(away, errorsAsOthers)(on.stored(delivery('m', message({ type: 'error' }, ...children)))).last)[0]

  it('neither store nor no-store', () => {
    expect(told(propose, hint('store'))).not.toContain('stored-jingle-message')
    expect(told(body('x'), hint('no-store'))).toContain('body')
    expect(
      codes(runFrom(away, errorsAsOthers)(on.stored(delivery('m', message({}, body('x'), hint('no-store'))))).last),
    ).toEqual([['never-pushed']])
  })
})
