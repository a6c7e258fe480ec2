/**
 * The life of a server, move by move: a table of what may happen and what follows from it as events.
 *
 * A move is made possible where it is not (who is to resume must sleep, who is to sleep must be there) or is no event at
 * all (nothing to answer), so that every subset of moves is a valid life, and a life shrinks by leaving moves out.
 */
import type { Answer, Delivery } from '../../event.js'
import { NS } from '../../stanza/namespaces.js'
import type { RegistrationKey } from '../../state/registration.js'
import { el } from '../../xml/build.js'
import type { XmlElement } from '../../xml/element.js'
import type { Capability } from '../capability.js'
import type { Advance, Dispatch, Untimed } from '../scene.js'
import { enableElement } from '../stage.js'
import { form } from '../stanzas.js'

/** What a move is made of; each move reads what it needs of it. */
export interface Move {
  readonly name: MoveName
  readonly account: string
  readonly resource: string
  readonly registration: RegistrationKey
  readonly delivery: Delivery
  readonly number: number
  readonly ms: number
  readonly flag: boolean
  readonly secret: string
}

/** A session as the server knows it. */
export interface Presence {
  readonly asleep: boolean
  /** Unacknowledged stanzas. */
  readonly queue: ReadonlyArray<Delivery>
}

/** A publish that waits for its answer: which one of its registration, from 0. */
export interface Waiting extends RegistrationKey {
  readonly nth: number
}

/** What the server knows when a move comes. */
export interface Scenery {
  readonly sessions: ReadonlyMap<string, Presence>
  /** Publishes to this account's registrations that wait for an answer, oldest first. */
  readonly unanswered: ReadonlyArray<Waiting>
}

type Play = (move: Move, scenery: Scenery) => ReadonlyArray<Untimed>

/** Which sessions a move is for. */
type Who = 'anyone' | 'absent' | 'present' | 'awake' | 'asleep'

interface MoveRule {
  readonly weight: number
  readonly needs: ReadonlyArray<Capability>
  readonly who: Who
  readonly play: Play
}

/** The resources of an account. */
export const RESOURCES: ReadonlyArray<string> = ['phone', 'desk', 'constructor']

const IS: Readonly<Record<Who, (session: Presence | undefined) => boolean>> = {
  anyone: () => true,
  absent: (session) => session === undefined,
  present: (session) => session !== undefined,
  awake: (session) => session?.asleep === false,
  asleep: (session) => session?.asleep === true,
}

/** The session of the move, or the next one that the move is for. */
const suited = (who: Who, { resource }: Move, { sessions }: Scenery): string | undefined =>
  [resource, ...RESOURCES].find((candidate) => IS[who](sessions.get(candidate)))

// no test can tell: who asks for a queue has a session
const queueOf = ({ resource }: Move, { sessions }: Scenery): ReadonlyArray<Delivery> =>
  sessions.get(resource)?.queue ?? []

const counts = ({ number, flag }: Move): { readonly unread?: number; readonly pendingSubscriptions?: number } => ({
  ...(flag ? { unread: number } : {}),
  ...(number % 3 === 1 ? { pendingSubscriptions: number } : {}),
})

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
      enableElement(named(move.registration), move.flag ? [form(NS.publishOptions, [['secret', move.secret]])] : []),
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
  { _tag: 'Archived', delivery: move.delivery, ...counts(move) },
  ...(sessions.size === 0 ? [{ _tag: 'StoredOffline', delivery: move.delivery, ...counts(move) } as const] : []),
  ...[...sessions.entries()].flatMap(([resource, session]): ReadonlyArray<Untimed> =>
    session.asleep ? [{ _tag: 'QueuedWhileHibernating', resource, delivery: move.delivery }] : [],
  ),
]

const answer =
  (outcome: (flag: boolean) => Answer): Play =>
  ({ number, flag }, { unanswered }) => {
    const waiting = unanswered[number % unanswered.length]
    if (waiting === undefined) return []
    const { nth, ...registration } = waiting
    return [{ _tag: 'PublishAnswered', registration, from: registration.service, answer: outcome(flag), nth }]
  }

const rejected = (type: string): Answer => ({ _tag: 'Rejected', type, condition: 'item-not-found' })

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

const archived: Play = (move) => [{ _tag: 'Archived', delivery: move.delivery, ...counts(move) }]
const toBare: Play = (move) => [{ _tag: 'GroupchatToBare', delivery: move.delivery, ...counts(move) }]
const stored: Play = (move) => [{ _tag: 'StoredOffline', delivery: move.delivery, ...counts(move) }]
const opens: Play = ({ resource }) => [{ _tag: 'SessionOpened', resource }]

const login: Play = (move, scenery) => [...opens(move, scenery), ...enable(move, scenery)]

const hibernate: Play = (move, scenery) => [
  {
    _tag: 'HibernationStarted',
    resource: move.resource,
    queue: queueOf(move, scenery),
    resumeTimeoutMs: 60_000 * (1 + move.number),
  },
]

const ackDelay: Play = (move, scenery) => {
  const queue = queueOf(move, scenery)
  const cause = move.flag ? queue.at(-1) : undefined
  return queue.length === 0
    ? []
    : [{ _tag: 'AckDelayed', resource: move.resource, queue, ...(cause === undefined ? {} : { cause }) }]
}

const ping: Play = ({ flag, registration }) => [
  { _tag: 'PingRequested', ...(flag ? { registrations: [registration] } : {}) },
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
  queue: rule(6, 'asleep', ['hibernation'], ({ resource, delivery }) => [
    { _tag: 'QueuedWhileHibernating', resource, delivery },
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
    answer((flag) => rejected(flag ? 'cancel' : 'auth')),
  ),
  delay: rule(
    1,
    'anyone',
    ['errors'],
    answer(() => rejected('wait')),
  ),
  'no-answer': rule(
    1,
    'anyone',
    ['errors', 'answer-timeout'],
    answer(() => ({ _tag: 'TimedOut' })),
  ),
  disable: rule(2, 'awake', [], disable),
  revoke: rule(1, 'anyone', ['service-message'], revoke),
  close: rule(2, 'present', [], ({ resource }) => [{ _tag: 'SessionClosed', resource }]),
  takeover: rule(1, 'present', [], opens),
  delete: rule(1, 'anyone', ['delete-account'], () => [{ _tag: 'AccountDeleted' }]),
  wait: rule(6, 'anyone', [], none),
} as const satisfies Readonly<Record<string, MoveRule>>

/** Everything that may happen. */
export type MoveName = keyof typeof MOVES

/** How long a `wait` may be: within a collection, to its end, past a day. */
export const WAITS: ReadonlyArray<number> = [1, 500, 1000, 5000, 90_000_000]

/** Where a move finds no session that it is for, it brings one about: sleep needs somebody awake, and that a login. */
const INSTEAD: Readonly<Partial<Record<Who, MoveName>>> = { asleep: 'hibernate', awake: 'login', present: 'login' }

const eventsOf = (name: MoveName, move: Move, scenery: Scenery): ReadonlyArray<Untimed> => {
  const { who, play }: MoveRule = MOVES[name]
  const resource = suited(who, move, scenery)
  const instead = INSTEAD[who]
  return resource !== undefined
    ? play({ ...move, resource }, scenery)
    : instead === undefined
      ? []
      : eventsOf(instead, move, scenery)
}

/** The actions of one move. */
export const actionsOf = (move: Move, scenery: Scenery): ReadonlyArray<Advance | Dispatch> => [
  ...(move.name === 'wait' ? [{ _tag: 'Advance', ms: move.ms } as const] : []),
  ...eventsOf(move.name, move, scenery).map((event): Dispatch => ({ _tag: 'Dispatch', account: move.account, event })),
]
