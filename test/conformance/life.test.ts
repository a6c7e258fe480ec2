import { defaultOptions, type XmlElement } from 'xmpp-push-rules'
import { serializeXml } from 'xmpp-push-rules/xml'
import type { Action } from 'xmpp-push-rules/conformance'
import { describe, expect, test } from 'vitest'
import { actionsOf } from '../../src/conformance/arbitraries/life.js'
import type { Move, Presence, Scenery } from '../../src/conformance/arbitraries/move.js'
import type { MoveName } from '../../src/conformance/arbitraries/moves.js'
import { actionsOfMoves } from '../../src/conformance/arbitraries/trace.js'

const JULIET = 'juliet@capulet.example'
const ROMEO = 'romeo@montague.example'
const PHONE = { service: 'push.example', node: 'n' }
const DESK = { service: 'push.example', node: 'desk' }

const stanza: XmlElement = {
  name: 'message',
  attrs: { xmlns: 'jabber:client', from: 'nurse@verona.example', to: JULIET, type: 'chat' },
  children: [{ name: 'body', attrs: {}, children: ['Hello'] }],
}

const move = (name: MoveName, members: Partial<Move> = {}): Move => ({
  name,
  account: JULIET,
  resource: 'phone',
  registration: PHONE,
  delivery: { key: 'k', stanza },
  number: 0,
  ms: 7,
  flag: false,
  secret: 's',
  counts: {},
  wish: { attrs: {}, children: [] },
  ...members,
})

/** An event in a few words, its stanzas by their keys or as text. */
const short = (_: string, value: unknown): unknown =>
  value === undefined
    ? 'there, but undefined'
    : typeof value === 'object' && value !== null && 'stanza' in value && 'key' in value
      ? value.key
      : typeof value === 'object' && value !== null && 'children' in value
        ? serializeXml(value as XmlElement).replaceAll('"', "'")
        : value

const shown = (actions: ReadonlyArray<Action>): ReadonlyArray<unknown> =>
  actions.map((action) => {
    if (action._tag !== 'Dispatch') return action
    const { _tag, ...members } = action.event
    return [_tag, JSON.parse(JSON.stringify(members, short)) as unknown]
  })

const awake = (...keys: ReadonlyArray<string>): Presence => ({
  asleep: false,
  queue: keys.map((key) => ({ key, stanza })),
})
const asleep: Presence = { asleep: true, queue: [] }

const scenery = (sessions: Readonly<Record<string, Presence>> = {}, ...unanswered: Scenery['unanswered']): Scenery => ({
  sessions: new Map(Object.entries(sessions)),
  unanswered,
})

const NOBODY = scenery()
const BOTH = scenery({ desk: asleep, phone: awake('a', 'b') })

const iq = (inner: string, number = 0): string =>
  `<iq type='set' id='q${number}' to='${JULIET}' xmlns='jabber:client'>${inner}</iq>`
const enabling = (inner = '/>'): string => iq(`<enable xmlns='urn:xmpp:push:0' jid='push.example' node='n'${inner}`)
const login = [
  ['SessionOpened', { resource: 'phone' }],
  ['IqReceived', { resource: 'phone', iq: enabling() }],
]

describe('a move as events', () => {
  test.each<readonly [move: Move, scenery: Scenery, events: ReadonlyArray<unknown>]>([
    [move('bind'), NOBODY, [['SessionOpened', { resource: 'phone' }]]],
    [move('bind'), BOTH, [['SessionOpened', { resource: 'constructor' }]]],
    [move('bind'), scenery({ phone: asleep, desk: asleep, constructor: asleep }), []],
    [move('login'), NOBODY, login],
    [move('enable'), BOTH, [['IqReceived', { resource: 'phone', iq: enabling() }]]],
    [move('enable'), NOBODY, login],
    [
      move('enable', { flag: true, number: 2 }),
      BOTH,
      [
        [
          'IqReceived',
          {
            resource: 'phone',
            iq: enabling(
              "><x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>http://jabber.org/protocol/pubsub#publish-options</value></field><field var='secret'><value>s</value></field></x></enable>",
            ).replace('q0', 'q2'),
          },
        ],
      ],
    ],
    [
      move('enable', { registration: { service: 'push.example', node: '' } }),
      BOTH,
      [['IqReceived', { resource: 'phone', iq: iq("<enable xmlns='urn:xmpp:push:0' jid='push.example'/>") }]],
    ],
    [
      move('disable', { number: 3 }),
      BOTH,
      [
        [
          'IqReceived',
          { resource: 'phone', iq: iq("<disable xmlns='urn:xmpp:push:0' jid='push.example' node='n'/>", 3) },
        ],
      ],
    ],
    [
      move('message'),
      NOBODY,
      [
        ['Archived', { delivery: 'k' }],
        ['StoredOffline', { delivery: 'k' }],
      ],
    ],
    [
      move('message', { counts: { unread: 1, pendingSubscriptions: 1 } }),
      NOBODY,
      [
        ['Archived', { delivery: 'k', unread: 1, pendingSubscriptions: 1 }],
        ['StoredOffline', { delivery: 'k', unread: 1, pendingSubscriptions: 1 }],
      ],
    ],
    [
      move('message', { counts: { pendingSubscriptions: 4 } }),
      BOTH,
      [
        ['Archived', { delivery: 'k', pendingSubscriptions: 4 }],
        ['QueuedWhileHibernating', { resource: 'desk', delivery: 'k', pendingSubscriptions: 4 }],
      ],
    ],
    [
      move('hibernate', { number: 2 }),
      BOTH,
      [['HibernationStarted', { resource: 'phone', queue: ['a', 'b'], resumeTimeoutMs: 180_000 }]],
    ],
    [move('hibernate'), NOBODY, login],
    [move('queue'), BOTH, [['QueuedWhileHibernating', { resource: 'desk', delivery: 'k' }]]],
    [
      move('queue'),
      scenery({ phone: awake() }),
      [['HibernationStarted', { resource: 'phone', queue: [], resumeTimeoutMs: 60_000 }]],
    ],
    [move('queue'), NOBODY, login],
    [move('ack-delay'), BOTH, [['AckDelayed', { resource: 'phone', queue: ['a', 'b'] }]]],
    [
      move('ack-delay', { flag: true }),
      scenery({ phone: awake('a', 'b', 'c') }),
      [['AckDelayed', { resource: 'phone', queue: ['a', 'b', 'c'], cause: 'c' }]],
    ],
    [move('ack-delay'), scenery({ phone: awake() }), []],
    [move('resume'), BOTH, [['SessionResumed', { resource: 'desk' }]]],
    [move('offline'), BOTH, [['StoredOffline', { delivery: 'k' }]]],
    [move('archive', { counts: { unread: 0 } }), BOTH, [['Archived', { delivery: 'k', unread: 0 }]]],
    [
      move('groupchat', { counts: { pendingSubscriptions: 1 } }),
      BOTH,
      [['GroupchatToBare', { delivery: 'k', pendingSubscriptions: 1 }]],
    ],
    [move('ping'), BOTH, [['PingRequested', {}]]],
    [move('ping', { flag: true }), BOTH, [['PingRequested', { registrations: [PHONE] }]]],
    [move('accept'), NOBODY, []],
    [
      move('accept', { number: 3 }),
      scenery({}, { ...PHONE, nth: 4 }, { ...DESK, nth: 1 }),
      [['PublishAnswered', { registration: DESK, from: 'push.example', answer: { _tag: 'Accepted' }, nth: 1 }]],
    ],
    [
      move('reject', { number: 2 }),
      scenery({}, { ...PHONE, nth: 4 }, { ...DESK, nth: 1 }),
      [
        [
          'PublishAnswered',
          {
            registration: PHONE,
            from: 'push.example',
            answer: { _tag: 'Rejected', type: 'auth', condition: 'remote-server-not-found' },
            nth: 4,
          },
        ],
      ],
    ],
    [
      move('reject', { flag: true }),
      scenery({}, { ...PHONE, nth: 4 }),
      [
        [
          'PublishAnswered',
          {
            registration: PHONE,
            from: 'push.example',
            answer: { _tag: 'Rejected', type: 'cancel', condition: 'item-not-found' },
            nth: 4,
          },
        ],
      ],
    ],
    [
      move('delay'),
      scenery({}, { ...PHONE, nth: 4 }),
      [
        [
          'PublishAnswered',
          {
            registration: PHONE,
            from: 'push.example',
            answer: { _tag: 'Rejected', type: 'wait', condition: 'item-not-found' },
            nth: 4,
          },
        ],
      ],
    ],
    [
      move('no-answer'),
      scenery({}, { ...PHONE, nth: 4 }),
      [['PublishAnswered', { registration: PHONE, from: 'push.example', answer: { _tag: 'TimedOut' }, nth: 4 }]],
    ],
    [
      move('revoke'),
      NOBODY,
      [
        [
          'ServiceMessage',
          {
            message: `<message from='push.example' to='${JULIET}'><pubsub xmlns='http://jabber.org/protocol/pubsub' node='n'><affiliation jid='${JULIET}' affiliation='none'/></pubsub></message>`,
          },
        ],
      ],
    ],
    [
      move('revoke', { registration: { service: 'push.example', node: '' } }),
      NOBODY,
      [
        [
          'ServiceMessage',
          {
            message: `<message from='push.example' to='${JULIET}'><pubsub xmlns='http://jabber.org/protocol/pubsub'><affiliation jid='${JULIET}' affiliation='none'/></pubsub></message>`,
          },
        ],
      ],
    ],
    [move('close', { resource: 'desk' }), BOTH, [['SessionClosed', { resource: 'desk' }]]],
    [move('close', { resource: 'constructor' }), BOTH, [['SessionClosed', { resource: 'phone' }]]],
    [move('close'), NOBODY, login],
    [move('takeover'), BOTH, [['SessionOpened', { resource: 'phone' }]]],
    [move('bind', { client: 'c' }), NOBODY, [['SessionOpened', { resource: 'phone', client: 'c' }]]],
    [
      move('enable', { wish: { attrs: { away: 'true' }, children: [{ name: 'a', attrs: {}, children: [] }] } }),
      BOTH,
      [['IqReceived', { resource: 'phone', iq: enabling(" away='true'><a/></enable>") }]],
    ],
    [
      move('hibernate', { counts: { unread: 3 } }),
      BOTH,
      [['HibernationStarted', { resource: 'phone', queue: ['a', 'b'], resumeTimeoutMs: 60_000, unread: 3 }]],
    ],
    [
      move('ack-delay', { counts: { unread: 3 } }),
      BOTH,
      [['AckDelayed', { resource: 'phone', queue: ['a', 'b'], unread: 3 }]],
    ],
    [move('close', { counts: { unread: 3 } }), BOTH, [['SessionClosed', { resource: 'phone', unread: 3 }]]],
    [move('ping', { counts: { unread: 3 } }), BOTH, [['PingRequested', { unread: 3 }]]],
    [move('presence'), BOTH, [['PresenceChanged', { resource: 'phone', available: false }]]],
    [
      move('presence', { flag: true, number: 2 }),
      BOTH,
      [['PresenceChanged', { resource: 'phone', available: true, show: 'away' }]],
    ],
    [move('presence'), NOBODY, login],
    [move('unread', { number: 2 }), BOTH, [['UnreadChanged', { unread: 2 }]]],
    [
      move('unread', { number: 3, flag: true, counts: { unread: 9, pendingSubscriptions: 1 } }),
      BOTH,
      [['UnreadChanged', { unread: 0, pendingSubscriptions: 1, resource: 'phone' }]],
    ],
    [
      move('subscribe', { counts: { unread: 3 } }),
      BOTH,
      [['SubscriptionRequested', { delivery: 'subscribe k', unread: 3 }]],
    ],
    [move('remove'), BOTH, [['RegistrationsRemoved', { registrations: [PHONE] }]]],
    [move('remove', { client: 'c' }), BOTH, [['RegistrationsRemoved', { client: 'c' }]]],
    [move('delete'), NOBODY, [['AccountDeleted', {}]]],
    [move('wait'), NOBODY, [{ _tag: 'Advance', ms: 7 }]],
  ])('%# $name', (one, given, events) => {
    expect(shown(actionsOf(one, given))).toEqual(events)
  })

  test('happens to its account', () => {
    expect(actionsOf(move('delete', { account: ROMEO }), NOBODY)).toEqual([
      { _tag: 'Dispatch', account: ROMEO, event: { _tag: 'AccountDeleted' } },
    ])
  })
})

const lived = (...moves: ReadonlyArray<Move>): ReadonlyArray<string> =>
  actionsOfMoves(defaultOptions, moves).map((action) =>
    action._tag === 'Dispatch'
      ? `${action.event._tag}${'resource' in action.event ? ` ${action.event.resource}` : ''}${'queue' in action.event ? ` [${action.event.queue.map(({ key }) => key).join()}]` : ''}`
      : action._tag,
  )

const LOGIN = ['SessionOpened phone', 'IqReceived phone']
const keyed = (name: MoveName, key: string, members: Partial<Move> = {}): Move =>
  move(name, { delivery: { key, stanza }, ...members })

describe('moves follow each other', () => {
  test.each<readonly [name: string, moves: ReadonlyArray<Move>, actions: ReadonlyArray<string>]>([
    ['a session is there after it opened', [move('login'), move('bind')], [...LOGIN, 'SessionOpened desk']],
    [
      'a session is gone after it closed',
      [move('login'), move('close'), move('bind')],
      [...LOGIN, 'SessionClosed phone', 'SessionOpened phone'],
    ],
    [
      'sessions are gone with their account',
      [move('login'), move('delete'), move('bind')],
      [...LOGIN, 'AccountDeleted', 'SessionOpened phone'],
    ],
    [
      'a session that sleeps may resume, and is awake then',
      [move('login'), move('hibernate'), move('resume'), move('hibernate')],
      [...LOGIN, 'HibernationStarted phone []', 'SessionResumed phone', 'HibernationStarted phone []'],
    ],
    [
      'sessions are those of one account',
      [move('login'), move('bind', { account: ROMEO })],
      [...LOGIN, 'SessionOpened phone'],
    ],
    [
      'what a session does not acknowledge waits in its queue',
      [move('login'), keyed('message', 'a', { flag: true }), keyed('message', 'b', { flag: true }), move('ack-delay')],
      [...LOGIN, 'Archived', 'Archived', 'AckDelayed phone [a,b]'],
    ],
    [
      'what it acknowledges empties its queue',
      [move('login'), keyed('message', 'a', { flag: true }), keyed('message', 'b'), move('ack-delay')],
      [...LOGIN, 'Archived', 'Archived'],
    ],
    [
      'only a message goes to sessions',
      [move('login'), keyed('offline', 'a', { flag: true }), move('ack-delay')],
      [...LOGIN, 'StoredOffline'],
    ],
    [
      'a queue sleeps with its session',
      [
        move('login'),
        keyed('message', 'a', { flag: true }),
        move('hibernate'),
        keyed('message', 'b', { flag: true }),
        move('resume'),
        move('ack-delay'),
      ],
      [
        ...LOGIN,
        'Archived',
        'HibernationStarted phone [a]',
        'Archived',
        'QueuedWhileHibernating phone',
        'SessionResumed phone',
      ],
    ],
    [
      'a queue holds twelve at most',
      [
        move('login'),
        ...Array.from({ length: 14 }, (_, index) => keyed('message', String(index), { flag: true })),
        move('hibernate'),
      ],
      [
        ...LOGIN,
        ...Array.from({ length: 14 }, () => 'Archived'),
        'HibernationStarted phone [2,3,4,5,6,7,8,9,10,11,12,13]',
      ],
    ],
    [
      'each publish is answered once',
      [move('login'), move('close'), move('offline'), move('accept'), move('accept')],
      [...LOGIN, 'SessionClosed phone', 'StoredOffline', 'PublishAnswered'],
    ],
    [
      'publishes wait together',
      [
        move('login'),
        move('close'),
        ...['a', 'b', 'c'].map((key) => keyed('offline', key)),
        ...Array.from({ length: 4 }, () => move('accept')),
      ],
      [
        ...LOGIN,
        'SessionClosed phone',
        ...Array.from({ length: 3 }, () => 'StoredOffline'),
        ...Array.from({ length: 3 }, () => 'PublishAnswered'),
      ],
    ],
    [
      'a publish without a node is answered',
      [
        move('login', { registration: { service: 'push.example', node: '' } }),
        move('close'),
        move('offline'),
        move('accept'),
      ],
      [...LOGIN, 'SessionClosed phone', 'StoredOffline', 'PublishAnswered'],
    ],
    [
      'a publish that comes with time is answered too',
      [
        move('login'),
        keyed('message', 'a', { flag: true }),
        move('ack-delay'),
        move('wait', { ms: 5000 }),
        move('accept'),
      ],
      [...LOGIN, 'Archived', 'AckDelayed phone [a]', 'Advance', 'PublishAnswered'],
    ],
    [
      'publishes of another account are not answered',
      [move('login'), move('close'), move('offline'), move('accept', { account: ROMEO })],
      [...LOGIN, 'SessionClosed phone', 'StoredOffline'],
    ],
    [
      'nothing is answered for a registration that is gone',
      [move('login'), move('ping'), move('disable'), move('accept')],
      [...LOGIN, 'PingRequested', 'IqReceived phone'],
    ],
    [
      'nothing is answered for an account that is gone',
      [move('login'), move('ping'), move('delete'), move('accept')],
      [...LOGIN, 'PingRequested', 'AccountDeleted'],
    ],
  ])('%s', (_, moves, actions) => {
    expect(lived(...moves)).toEqual(actions)
  })
})
