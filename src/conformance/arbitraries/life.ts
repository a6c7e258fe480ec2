/**
 * The life of a server, move by move: a table of what may happen and what follows from it as events.
 *
 * A move that is impossible where it comes (nobody to resume, nothing to answer) is no event at all, so that every
 * subset of moves is a valid life, and a life shrinks by leaving moves out.
 */
import type { Delivery } from '../../event.js'
import { NS } from '../../namespaces.js'
import type { RegistrationKey } from '../../registration.js'
import { el } from '../../xml/build.js'
import type { XmlElement } from '../../xml/element.js'
import type { Capability } from '../capability.js'
import { type Action, type Untimed } from '../scene.js'
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
  readonly flag: boolean
  readonly secret: string
}

/** A session as the server knows it. */
export interface Presence {
  readonly asleep: boolean
  /** Unacknowledged stanzas. */
  readonly queue: ReadonlyArray<Delivery>
}

/** What the server knows when a move comes. */
export interface Scenery {
  readonly sessions: ReadonlyMap<string, Presence>
  /** Publishes to this account's registrations that wait for an answer, oldest first. */
  readonly unanswered: ReadonlyArray<RegistrationKey>
}

type Play = (move: Move, scenery: Scenery) => ReadonlyArray<Untimed>

interface MoveRule {
  readonly weight: number
  readonly needs: ReadonlyArray<Capability>
  readonly play: Play
}

const when =
  (possible: (move: Move, scenery: Scenery) => boolean, play: Play): Play =>
  (move, scenery) =>
    possible(move, scenery) ? play(move, scenery) : []

const present = ({ resource }: Move, { sessions }: Scenery): boolean => sessions.has(resource)
const awake = ({ resource }: Move, { sessions }: Scenery): boolean => sessions.get(resource)?.asleep === false
const asleep = ({ resource }: Move, { sessions }: Scenery): boolean => sessions.get(resource)?.asleep === true

const queueOf = ({ resource }: Move, { sessions }: Scenery): ReadonlyArray<Delivery> => sessions.get(resource)?.queue ?? []

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
    iq: iq(move, enableElement(named(move.registration), move.flag ? [form(NS.publishOptions, [['secret', move.secret]])] : [])),
  },
]

const disable: Play = (move) => [
  { _tag: 'IqReceived', resource: move.resource, iq: iq(move, el('disable', { xmlns: NS.push, ...named(move.registration) })) },
]

/** A message comes: to sessions that are there, to queues of those that sleep, to the archive, offline where nobody is. */
const message: Play = (move, { sessions }) => [
  { _tag: 'Archived', delivery: move.delivery, ...counts(move) },
  ...(sessions.size === 0 ? [{ _tag: 'StoredOffline', delivery: move.delivery, ...counts(move) } as const] : []),
  ...[...sessions.entries()].flatMap(([resource, session]): ReadonlyArray<Untimed> =>
    session.asleep ? [{ _tag: 'QueuedWhileHibernating', resource, delivery: move.delivery }] : [],
  ),
]

const answer = (outcome: 'accepted' | 'rejected' | 'wait' | 'timeout'): Play =>
  when(
    (_, { unanswered }) => unanswered.length > 0,
    ({ number, flag }, { unanswered }) => {
      const registration = unanswered[number % unanswered.length] ?? { service: '', node: '' }
      return [
        {
          _tag: 'PublishAnswered',
          registration,
          from: registration.service,
          answer:
            outcome === 'accepted'
              ? { _tag: 'Accepted' }
              : outcome === 'timeout'
                ? { _tag: 'TimedOut' }
                : { _tag: 'Rejected', type: outcome === 'wait' ? 'wait' : flag ? 'cancel' : 'auth', condition: 'item-not-found' },
        },
      ]
    },
  )

const revoke: Play = ({ account, registration: { service, node } }) => [
  {
    _tag: 'ServiceMessage',
    message: el('message', { from: service, to: account }, [
      el('pubsub', { xmlns: NS.pubsub, ...(node === '' ? {} : { node }) }, [el('affiliation', { jid: account, affiliation: 'none' })]),
    ]),
  },
]

const archived: Play = (move) => [{ _tag: 'Archived', delivery: move.delivery, ...counts(move) }]
const toBare: Play = (move) => [{ _tag: 'GroupchatToBare', delivery: move.delivery, ...counts(move) }]
const stored: Play = (move) => [{ _tag: 'StoredOffline', delivery: move.delivery, ...counts(move) }]
const opens: Play = ({ resource }) => [{ _tag: 'SessionOpened', resource }]
const absent = (move: Move, scenery: Scenery): boolean => !present(move, scenery)

/** The table: move by move how often, what an implementation must be able to, and the events. */
export const MOVES = {
  bind: { weight: 4, needs: [], play: when(absent, opens) },
  login: { weight: 4, needs: [], play: when(absent, (move, scenery) => [...opens(move, scenery), ...enable(move, scenery)]) },
  enable: { weight: 4, needs: [], play: when(awake, enable) },
  message: { weight: 10, needs: ['offline', 'archive', 'hibernation'], play: message },
  hibernate: {
    weight: 5,
    needs: ['hibernation'],
    play: when(awake, (move, scenery) => [
      { _tag: 'HibernationStarted', resource: move.resource, queue: queueOf(move, scenery), resumeTimeoutMs: 60_000 * (1 + move.number) },
    ]),
  },
  queue: {
    weight: 6,
    needs: ['hibernation'],
    play: when(asleep, ({ resource, delivery }) => [{ _tag: 'QueuedWhileHibernating', resource, delivery }]),
  },
  'ack-delay': {
    weight: 3,
    needs: ['ack-delay'],
    play: when(
      (move, scenery) => awake(move, scenery) && queueOf(move, scenery).length > 0,
      (move, scenery) => {
        const queue = queueOf(move, scenery)
        const cause = move.flag ? queue.at(-1) : undefined
        return [{ _tag: 'AckDelayed', resource: move.resource, queue, ...(cause === undefined ? {} : { cause }) }]
      },
    ),
  },
  resume: { weight: 3, needs: ['hibernation'], play: when(asleep, ({ resource }) => [{ _tag: 'SessionResumed', resource }]) },
  offline: { weight: 3, needs: ['offline'], play: stored },
  archive: { weight: 3, needs: ['archive'], play: archived },
  groupchat: { weight: 2, needs: ['groupchat-to-bare'], play: toBare },
  ping: {
    weight: 1,
    needs: ['ping'],
    play: ({ flag, registration }) => [{ _tag: 'PingRequested', ...(flag ? { registrations: [registration] } : {}) }],
  },
  accept: { weight: 1, needs: ['errors'], play: answer('accepted') },
  reject: { weight: 4, needs: ['errors'], play: answer('rejected') },
  delay: { weight: 1, needs: ['errors'], play: answer('wait') },
  'no-answer': { weight: 1, needs: ['answer-timeout'], play: answer('timeout') },
  disable: { weight: 2, needs: [], play: when(awake, disable) },
  revoke: { weight: 1, needs: ['service-message'], play: revoke },
  close: { weight: 2, needs: [], play: when(present, ({ resource }) => [{ _tag: 'SessionClosed', resource }]) },
  takeover: { weight: 1, needs: [], play: when(present, opens) },
  delete: { weight: 1, needs: ['delete-account'], play: () => [{ _tag: 'AccountDeleted' }] },
  wait: { weight: 6, needs: [], play: () => [] },
} as const satisfies Readonly<Record<string, MoveRule>>

/** Everything that may happen. */
export type MoveName = keyof typeof MOVES

/** How long a `wait` may be: within a collection, to its end, past a day. */
const WAITS: ReadonlyArray<number> = [1, 500, 1000, 5000, 90_000_000]

/** The actions of one move. */
export const actionsOf = (move: Move, scenery: Scenery): ReadonlyArray<Action> =>
  move.name === 'wait'
    ? [{ _tag: 'Advance', ms: WAITS[move.number % WAITS.length] ?? 1 }]
    : MOVES[move.name].play(move, scenery).map((event) => ({ _tag: 'Dispatch', account: move.account, event }))
