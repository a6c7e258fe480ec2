/**
 * One step of one account. With the room `step/`, whose parts its table puts together, this is the only place that changes
 * an account.
 *
 * Theory of operation. An account holds registrations (durable), sessions (as long as the sessions live) and what was
 * pushed lately. An event comes in, its handler asks the rules, and what follows are effects for the host and the account
 * as it is then: fp-ts's State, so that handlers are put together from smaller ones.
 *
 * - `removing` (DIS-4): registrations go, whatever the reason. Sessions bound to them are unbound, an extended hibernation
 *   goes back to its own timeout, the host hears `Drop`.
 * - `publishing` (TRG, DUP, SUM): what was decided goes out, and is remembered.
 * - `walking` (TRG-6, TRG-7): what was collected for a session is decided as one queue.
 *
 * Invariants: registrations have distinct keys and distinct numbers, and no number is given twice; there are at most
 * `maxDevices` after an enable; a session is bound only to a registration that is there; a session has a timer exactly
 * while something is collected for it.
 *
 * TRG-11: client state, archiving preferences and offline rules are the server's: an event says what the server would have
 * delivered, archived or stored.
 *
 * Effects come in this order: `Save`, `Reply`, `Drop`, `StopTimer`, `Publish` and `Skip`, `SetResumeTimeout`, `StartTimer`.
 * Nothing is told to anyone before it is saved (REG-8). An event that is handled in two parts, a device that expires and then
 * the push, has its effects put in this order at the end (`arranged`).
 */
import * as O from 'fp-ts/lib/Option.js'
import { isEvent } from './event-door.js'
import type { Event, EventOf } from './event.js'
import type { Options } from './options/options.js'
import { revoked } from './protocol/revocation.js'
import { cleared } from './rules/badges.js'
import { recordAnswer } from './rules/errors.js'
import { woken } from './rules/hibernation.js'
import { removedBy } from './rules/removal.js'
import { type Account, accountWith } from './state/account.js'
import { findRegistration, keyOf } from './state/registration.js'
import { newSession, type Session, timersOf } from './state/session.js'
import { ownText } from './state/text.js'
import { stopTimers } from './step/outcome-effect.js'
import { arranged } from './step/arranged.js'
import { deciding, publishingStanza } from './step/publishing.js'
import { closing, flushing, hibernating, pushingAtOnce, resuming, unacknowledged } from './step/queues.js'
import { expiring, removingAndSaving, seen } from './step/removing.js'
import { requesting } from './step/requests.js'
import {
  changing,
  countsOf,
  effects,
  given,
  inOrder,
  nothing,
  ofSession,
  setSession,
  type Stepped,
} from './step/stepped.js'

type Handler<Tag extends Event['_tag']> = (options: Options, event: EventOf<Tag>) => Stepped

/** CLI-1: "a session whose client enabled a registration is bound to it from the start"; of several to the newest. */
const opening: Handler<'SessionOpened'> = (options, { at, resource, client: named }) =>
  given(({ registrations }) => {
    const client = named === undefined ? undefined : ownText(named)
    const known = client === undefined ? undefined : registrations.filter((one) => one.client === client).at(-1)
    const bound = known === undefined ? O.none : O.some(keyOf(known))
    return inOrder(
      seen(options, known, at),
      // A resource that opens again was taken over: what was there closed (RFC 6120 §7.7.2.2).
      closing(options, { at, resource }),
      setSession(resource, { ...newSession, bound, ...(client === undefined ? {} : { client }) }),
    )
  })

/** ERR: an answer counts for the registration that it names, if it is still the same one. */
const answered: Handler<'PublishAnswered'> = (options, { at, registration: ref, from, answer }) =>
  given(({ registrations }) => {
    const registration = findRegistration(registrations, ref)
    if (registration === undefined) return nothing
    const recorded = recordAnswer(options)(registration, { from, answer, at })
    switch (recorded._tag) {
      case 'Unchanged':
        return nothing
      case 'Counted':
        return changing((account) => ({
          ...account,
          registrations: account.registrations.map((one) => (one === registration ? recorded.registration : one)),
        }))
      case 'Removed':
        return removingAndSaving([registration], recorded.reason)
    }
  })

/** The session that a timer belongs to. */
const sessionWith = ({ sessions }: Account, timer: string): readonly [resource: string, session: Session] | undefined =>
  Object.entries(sessions).find(([, session]) => timersOf(session).includes(timer))

/** TRG-6: the stanzas that waited go out; FIELD: or the device is woken before its hibernation ends. */
const firing: Handler<'TimerFired'> = (options, { at, timer }) =>
  given((account) => {
    const found = sessionWith(account, timer)
    if (found === undefined) return nothing
    const [resource, session] = found
    return O.isSome(session.timer) && session.timer.value === timer
      ? flushing(options, { at, resource }, session)
      : inOrder(
          setSession(resource, woken(session)),
          deciding(options, { trigger: 'wake', resource, counts: session.counts }, at),
        )
  })

/** CNT-1: the counts go to those that were told of something since the last clear. */
const unreadChanged: Handler<'UnreadChanged'> = (options, { at, resource, ...event }) =>
  given((account) => {
    const counts = countsOf(event)
    const { registrations, badges } = cleared(options, account, counts, resource)
    const clear = changing((now) => ({ ...now, badges }))
    return registrations.length === 0
      ? clear
      : inOrder(deciding(options, { trigger: 'unread', only: registrations, counts }, at), clear)
  })

/** RFC 6121 §4.7.2.1: what a `<show/>` may say; any other is as if there were none. */
const SHOWS: ReadonlyArray<string> = ['away', 'chat', 'dnd', 'xa']

/** FIELD, AWY-1: whether a session is available, and what its presence shows. */
const presenceChanged: Handler<'PresenceChanged'> = (_options, { resource, available, show: said }) =>
  ofSession(resource, ({ show: _before, ...session }) => {
    const show = SHOWS.find((one) => one === said)
    return setSession(resource, { ...session, available, ...(show === undefined ? {} : { show }) })
  })

/** The table: event by event what it does. */
const HANDLERS: { readonly [Tag in Event['_tag']]: Handler<Tag> } = {
  SessionOpened: opening, // CLI-1
  SessionClosed: closing, // TRG-10
  IqReceived: requesting, // REG, DIS
  StoredOffline: publishingStanza('stored-offline'), // TRG-1
  GroupchatToBare: publishingStanza('groupchat-to-bare'), // TRG-2
  Archived: publishingStanza('archived'), // TRG-3, TRG-4
  SubscriptionRequested: publishingStanza('subscription'), // TRG-12
  HibernationStarted: hibernating, // TRG-5, RES-1
  QueuedWhileHibernating: (options, event) =>
    options.whileHibernating === 'each'
      ? pushingAtOnce(options, event)
      : unacknowledged(options, event, [event.delivery]), // TRG-6
  AckDelayed: (options, event) =>
    unacknowledged(options, event, event.cause === undefined ? event.queue : [event.cause]), // TRG-7
  SessionResumed: resuming, // TRG-8
  PresenceChanged: presenceChanged, // AWY-1
  PingRequested: (options, { at, registrations, ...event }) =>
    inOrder(
      expiring(options, at),
      deciding(options, { trigger: 'ping', only: registrations, counts: countsOf(event) }, at), // TRG-9
    ),
  UnreadChanged: (options, event) => inOrder(expiring(options, event.at), unreadChanged(options, event)), // CNT-1
  PublishAnswered: answered,
  ServiceMessage: (_options, { message }) =>
    given(({ jid, registrations }) =>
      removingAndSaving(removedBy(registrations, { registrations: revoked(jid)(message) }), 'remote'),
    ), // REM-1
  RegistrationsRemoved: (_options, event) =>
    given(({ registrations }) => removingAndSaving(removedBy(registrations, event), 'removed')), // DIS-5
  TimerFired: firing,
  // REM-2: everything goes; numbers are not given again.
  AccountDeleted: () =>
    given(({ registrations, sessions, nextNumber }) =>
      inOrder(
        changing((account) => ({ ...account, sessions: {} })),
        removingAndSaving(registrations, 'deleted'),
        effects(...stopTimers(Object.values(sessions).flatMap(timersOf))),
        changing(({ jid }) => ({ ...accountWith(jid, []), nextNumber })),
      ),
    ),
}

/**
 * One step of one account: what an event does.
 *
 * Total: any event on any account gives a result, never an exception. One whose members are not of their types, or of a
 * tag that nobody knows, has no effect.
 *
 * @param options - made by `makeOptions`
 * @returns an fp-ts `State`, so that events compose with `traverse`: `account => [effects, account]`
 * @example
 * const [effects, after] = step(options)(event)(account)
 * @since 0.1.0
 */
export const step =
  (options: Options) =>
  (event: Event): Stepped =>
    // The table's type ties each handler to its tag; TypeScript cannot see that through a union.
    isEvent(event) ? arranged((HANDLERS[event._tag] as Handler<Event['_tag']>)(options, event)) : nothing
