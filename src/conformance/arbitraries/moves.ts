/**
 * The table of moves: what may happen on a server, and what follows from it as events.
 */
import type { Answer, Delivery } from '../../event.js'
import { NS } from '../../stanza/namespaces.js'
import type { RegistrationKey } from '../../state/registration.js'
import { el } from '../../xml/build.js'
import type { XmlElement } from '../../xml/element.js'
import type { Capability } from '../capability.js'
import type { Untimed } from '../scene.js'
import { enableElement, NURSE } from '../stage.js'
import { form } from '../stanzas.js'
import type { Move, Scenery } from './move.js'

type Play = (move: Move, scenery: Scenery) => ReadonlyArray<Untimed>

/** Which sessions a move is for. */
export type Who = 'anyone' | 'absent' | 'present' | 'awake' | 'asleep'

export interface MoveRule {
  readonly weight: number
  readonly needs: ReadonlyArray<Capability>
  readonly who: Who
  readonly play: Play
}

/** Who asks for a queue has a session. */
const queueOf = ({ resource }: Move, { sessions }: Scenery): ReadonlyArray<Delivery> =>
  sessions.get(resource)?.queue ?? []

const named = ({ service, node }: RegistrationKey): Readonly<Record<string, string>> =>
  node === '' ? { jid: service } : { jid: service, node }

const iq = ({ account, number }: Move, child: XmlElement): XmlElement =>
  el('iq', { type: 'set', id: `q${number}`, to: account, xmlns: NS.client }, [child])

const enable: Play = (move) => [
  {
    _tag: 'IqReceived',
    resource: move.resource,
    iq: iq(
      move,
      enableElement({ ...named(move.registration), ...move.wish.attrs }, [
        ...(move.flag ? [form(NS.publishOptions, [['secret', move.secret]])] : []),
        ...move.wish.children,
      ]),
    ),
  },
]

const disable: Play = (move) => [
  {
    _tag: 'IqReceived',
    resource: move.resource,
    iq: iq(move, el('disable', { xmlns: NS.push, ...named(move.registration) })),
  },
]

/** A message comes: to sessions that are there, to queues of those that sleep, to the archive, offline where nobody is. */
const message: Play = (move, { sessions }) => [
  { _tag: 'Archived', delivery: move.delivery, ...move.counts },
  ...(sessions.size === 0 ? [{ _tag: 'StoredOffline', delivery: move.delivery, ...move.counts } as const] : []),
  ...[...sessions.entries()].flatMap(([resource, session]): ReadonlyArray<Untimed> =>
    session.asleep ? [{ _tag: 'QueuedWhileHibernating', resource, delivery: move.delivery, ...move.counts }] : [],
  ),
]

const answer =
  (outcome: (move: Move) => Answer): Play =>
  (move, { unanswered }) => {
    const waiting = unanswered[move.number % unanswered.length]
    if (waiting === undefined) return []
    const { nth, ...registration } = waiting
    return [{ _tag: 'PublishAnswered', registration, from: registration.service, answer: outcome(move), nth }]
  }

/** RFC 6120 §8.3.3: some that say that the device is gone, and some that say that the way is broken. */
const CONDITIONS = ['item-not-found', 'not-acceptable', 'remote-server-not-found', 'service-unavailable'] as const

const rejected = (type: string, { number }: Move): Answer => ({
  _tag: 'Rejected',
  type,
  condition: CONDITIONS[number] ?? 'item-not-found',
})

const revoke: Play = ({ account, registration: { service, node } }) => [
  {
    _tag: 'ServiceMessage',
    message: el('message', { from: service, to: account }, [
      el('pubsub', { xmlns: NS.pubsub, ...(node === '' ? {} : { node }) }, [
        el('affiliation', { jid: account, affiliation: 'none' }),
      ]),
    ]),
  },
]

const archived: Play = (move) => [{ _tag: 'Archived', delivery: move.delivery, ...move.counts }]
const toBare: Play = (move) => [{ _tag: 'GroupchatToBare', delivery: move.delivery, ...move.counts }]
const stored: Play = (move) => [{ _tag: 'StoredOffline', delivery: move.delivery, ...move.counts }]
const opens: Play = ({ resource, client }) => [
  { _tag: 'SessionOpened', resource, ...(client === undefined ? {} : { client }) },
]
const closes: Play = ({ resource, counts }) => [{ _tag: 'SessionClosed', resource, ...counts }]

const login: Play = (move, scenery) => [...opens(move, scenery), ...enable(move, scenery)]

const hibernate: Play = (move, scenery) => [
  {
    _tag: 'HibernationStarted',
    resource: move.resource,
    queue: queueOf(move, scenery),
    resumeTimeoutMs: 60_000 * (1 + move.number),
    ...move.counts,
  },
]

const ackDelay: Play = (move, scenery) => {
  const queue = queueOf(move, scenery)
  const cause = move.flag ? queue.at(-1) : undefined
  return queue.length === 0
    ? []
    : [
        {
          _tag: 'AckDelayed',
          resource: move.resource,
          queue,
          ...(cause === undefined ? {} : { cause }),
          ...move.counts,
        },
      ]
}

const ping: Play = ({ flag, registration, counts }) => [
  { _tag: 'PingRequested', ...(flag ? { registrations: [registration] } : {}), ...counts },
]

/** RFC 6121 §4.7.2.1; most of the time there is none. */
const SHOWS = [undefined, undefined, 'away', 'xa', 'dnd'] as const

const presence: Play = ({ resource, flag, number }) => {
  const show = SHOWS[number]
  return [{ _tag: 'PresenceChanged', resource, available: flag, ...(show === undefined ? {} : { show }) }]
}

const unread: Play = ({ resource, number, flag, counts }) => [
  { _tag: 'UnreadChanged', ...counts, unread: flag ? 0 : number, ...(number > 2 ? { resource } : {}) },
]

/** Somebody asks to see the user's presence; the request has a name of its own. */
const subscribe: Play = ({ account, delivery: { key, stanza, context }, counts }) => [
  {
    _tag: 'SubscriptionRequested',
    delivery: {
      key: `subscribe ${key}`,
      stanza: el('presence', { type: 'subscribe', from: stanza.attrs['from'] ?? NURSE, to: account }),
      ...(context === undefined ? {} : { context }),
    },
    ...counts,
  },
]

/** DIS-5: an administrator takes devices away, or those of a client, where the server knows it. */
const remove: Play = ({ registration, client }) => [
  client === undefined
    ? { _tag: 'RegistrationsRemoved', registrations: [registration] }
    : { _tag: 'RegistrationsRemoved', client },
]

/** A wait is time that goes by, and no event. */
const none: Play = () => []

const rule = (weight: number, who: Who, needs: ReadonlyArray<Capability>, play: Play): MoveRule => ({
  weight,
  who,
  needs,
  play,
})

/** The table: move by move how often, for which sessions, what an implementation must be able to, and the events. */
export const MOVES = {
  bind: rule(1, 'absent', [], opens),
  login: rule(4, 'absent', [], login),
  enable: rule(4, 'awake', [], enable),
  message: rule(10, 'anyone', ['offline', 'archive', 'hibernation'], message),
  hibernate: rule(5, 'awake', ['hibernation'], hibernate),
  queue: rule(6, 'asleep', ['hibernation'], ({ resource, delivery, counts }) => [
    { _tag: 'QueuedWhileHibernating', resource, delivery, ...counts },
  ]),
  'ack-delay': rule(3, 'awake', ['ack-delay'], ackDelay),
  resume: rule(3, 'asleep', ['hibernation'], ({ resource }) => [{ _tag: 'SessionResumed', resource }]),
  offline: rule(3, 'anyone', ['offline'], stored),
  archive: rule(3, 'anyone', ['archive'], archived),
  groupchat: rule(2, 'anyone', ['groupchat-to-bare'], toBare),
  ping: rule(1, 'anyone', ['ping'], ping),
  accept: rule(
    1,
    'anyone',
    ['errors'],
    answer(() => ({ _tag: 'Accepted' })),
  ),
  reject: rule(
    4,
    'anyone',
    ['errors'],
    answer((move) => rejected(move.flag ? 'cancel' : 'auth', move)),
  ),
  delay: rule(
    1,
    'anyone',
    ['errors'],
    answer((move) => rejected('wait', move)),
  ),
  'no-answer': rule(
    1,
    'anyone',
    ['errors', 'answer-timeout'],
    answer(() => ({ _tag: 'TimedOut' })),
  ),
  disable: rule(2, 'awake', [], disable),
  presence: rule(2, 'awake', ['presence'], presence),
  unread: rule(2, 'anyone', ['unread'], unread),
  subscribe: rule(1, 'anyone', ['subscriptions'], subscribe),
  remove: rule(1, 'anyone', ['remove-registrations'], remove),
  revoke: rule(1, 'anyone', ['service-message'], revoke),
  close: rule(2, 'present', [], closes),
  takeover: rule(2, 'present', [], opens),
  delete: rule(1, 'anyone', ['delete-account'], () => [{ _tag: 'AccountDeleted' }]),
  wait: rule(6, 'anyone', [], none),
} as const satisfies Readonly<Record<string, MoveRule>>

/** Everything that may happen. */
export type MoveName = keyof typeof MOVES
