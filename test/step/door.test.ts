/** The door: an event whose members are not of their types has no effect, and the account stays the very same value. */
import { describe, expect, it } from 'vitest'
import { defaultOptions, type Event, step } from 'xmpp-push-rules'
import {
  chat,
  key,
  loud,
  message,
  nobody,
  NOW,
  on,
  pushes,
  rejected,
  runFrom,
  SERVICE,
  TIMER,
  wild,
} from '../support/fixtures.js'

const account = runFrom(nobody)(
  on.opened('phone'),
  on.enabled('phone'),
  on.hibernated('phone'),
  on.queued('phone', loud('waits')),
).account

const good = {
  opened: on.opened('phone'),
  stored: on.stored(loud('m')),
  hibernated: on.hibernated('phone', [loud('m')]),
  queued: on.queued('phone', loud('m')),
  late: on.ackDelayed('phone', [loud('m')], loud('m')),
  presence: on.presence('phone', true),
  ping: on.ping([key()]),
  unread: on.unread(1, 'phone'),
  answered: on.answered(key(), rejected()),
  service: on.serviceMessage(message({})),
  removed: on.removed({ registrations: [key()], client: 'c' }),
  fired: on.fired(TIMER),
  iq: on.enabled('phone', key('n2')),
} as const satisfies Record<string, Event>

/** An event, one of its members, and what that may not be. */
const MALFORMED: ReadonlyArray<readonly [keyof typeof good, string, ReadonlyArray<unknown>]> = [
  ['opened', 'at', [undefined, null, '1', Number.NaN, Infinity]],
  ['opened', 'resource', [undefined, null, 1, {}]],
  ['opened', 'client', [null, 1]],
  ['iq', 'iq', [undefined, null, 'iq', 1, {}, []]],
  ['stored', 'delivery', [undefined, null, [], 'm', {}, { key: 'm' }, { stanza: chat() }, { key: 5, stanza: chat() }]],
  [
    'stored',
    'delivery',
    [
      { key: 'm', stanza: null },
      { key: 'm', stanza: 'message' },
      { key: 'm', stanza: { name: 1 } },
    ],
  ],
  [
    'stored',
    'delivery',
    [null, 'x', { muted: 1 }, { own: null }, { ownNick: 1 }, { chatSetting: 'sometimes' }].map((context) => ({
      ...loud('m'),
      context,
    })),
  ],
  [
    'stored',
    'delivery',
    [{ mutedFor: {} }, { mutedFor: [null] }, { mutedFor: [{ service: 'x' }] }].map((context) => ({
      ...loud('m'),
      context,
    })),
  ],
  ['stored', 'unread', [null, '1', {}]],
  ['stored', 'pendingSubscriptions', [null, '1']],
  ['hibernated', 'queue', [undefined, null, {}, 'm', [null], [{ stanza: chat() }], [loud('m'), undefined]]],
  ['hibernated', 'resumeTimeoutMs', [undefined, null, '7', Infinity, Number.NaN]],
  ['queued', 'delivery', [undefined, null, { stanza: chat() }]],
  ['late', 'queue', [undefined, null, [null]]],
  ['late', 'cause', [null, {}, { stanza: chat() }]],
  ['presence', 'available', [undefined, null, 1, 'true']],
  ['presence', 'show', [null, 1]],
  ['ping', 'registrations', [null, {}, [null], [{ service: 'push.example' }], ['n1']]],
  ['ping', 'unread', [null, '1']],
  ['unread', 'unread', [undefined, null, '1']],
  ['unread', 'resource', [null, 1]],
  ['answered', 'registration', [undefined, null, {}, { service: SERVICE }, { ...key(), number: '1' }]],
  ['answered', 'from', [null, 1]],
  ['answered', 'answer', [undefined, null, {}, 'Accepted', { _tag: 'Other' }, { _tag: 'Rejected' }]],
  [
    'answered',
    'answer',
    [
      { ...rejected(), type: 1 },
      { ...rejected(), condition: null },
      { ...rejected(), pubsubCondition: 1 },
    ],
  ],
  ['service', 'message', [undefined, null, 'message', []]],
  ['removed', 'registrations', [null, [null], {}]],
  ['removed', 'client', [null, 1]],
  ['fired', 'timer', [undefined, null, 1, {}]],
]

describe('an event with a malformed member has no effect', () => {
  it.each(MALFORMED.flatMap(([name, member, values]) => values.map((value) => [name, member, value] as const)))(
    '%s with %s %j',
    (name, member, value) => {
      const [effects, after] = step(defaultOptions)(wild({ ...good[name], [member]: value }))(account)
      expect(effects).toEqual([])
      expect(after).toBe(account)
    },
  )

  it('and with well-formed members each has one, else the table would say nothing', () => {
    for (const event of Object.values(good)) {
      const [effects, after] = step(defaultOptions)(event)(account)
      expect(
        effects.length > 0 || after !== account || event._tag === 'UnreadChanged' || event._tag === 'ServiceMessage',
      ).toBe(true)
    }
  })

  it('optional members may be undefined', () => {
    const { last } = runFrom(account)({ ...good.stored, unread: undefined, pendingSubscriptions: undefined })
    expect(pushes(last)).toEqual(['m > n1'])
  })
})

describe('a queued delivery without key', () => {
  it('poisons nothing: the timer, a close and a new session of that resource work', () => {
    const poisoned = runFrom(account)(on.queued('phone', wild({ stanza: chat() }))).account
    expect(poisoned).toBe(account)
    expect(pushes(runFrom(poisoned)(on.fired(TIMER)).last)).toEqual(['waits > n1'])
    expect(pushes(runFrom(poisoned)(on.closed('phone')).last)).toEqual(['waits > n1'])
    expect(pushes(runFrom(poisoned)(on.opened('phone')).last)).toEqual(['waits > n1'])
  })
})

describe('what is no event at all', () => {
  it.each([undefined, null, 1, 'SessionOpened', [], {}, () => 0])('%j', (value) => {
    expect(step(defaultOptions)(wild(value))(account)).toEqual([[], account])
  })

  it.each(['Nonsense', '__proto__', 'constructor', 'toString'])('an event of the tag %s', (_tag) => {
    expect(step(defaultOptions)(wild({ _tag, at: NOW }))(account)).toEqual([[], account])
  })
})
