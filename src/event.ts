/**
 * What happens on a server, as data. Every event has its time: `at`, epoch milliseconds, given by the host.
 */
import type { RegistrationKey } from './registration.js'
import type { XmlElement } from './xml/element.js'

/** A stanza and the host's stable name of it (its archive id, a UUID): copies of a stanza have the same key. */
export interface Delivery {
  readonly stanza: XmlElement
  readonly key: string
}

/** What the server knows of the account's unread messages and open subscription requests (SUM-1). */
export interface Counts {
  readonly unread?: number
  readonly pendingSubscriptions?: number
}

/** How a push service answered a publish (ERR). */
export type Answer =
  | { readonly _tag: 'Accepted' }
  /** `type` and `condition` of the stanza error (RFC 6120 §8.3). */
  | { readonly _tag: 'Rejected'; readonly type: string; readonly condition: string }
  | { readonly _tag: 'TimedOut' }

interface At<Tag extends string> {
  readonly _tag: Tag
  /** Epoch milliseconds. */
  readonly at: number
}

interface OfSession<Tag extends string> extends At<Tag> {
  readonly resource: string
}

interface OfStanza<Tag extends string> extends At<Tag>, Counts {
  readonly delivery: Delivery
}

/** A resource was bound. */
export type SessionOpened = OfSession<'SessionOpened'>
/** The session is gone for good: closed, or its resume timeout ran out (TRG-10). */
export type SessionClosed = OfSession<'SessionClosed'>
/** A session sent an iq to its own account; only enable and disable have an effect (REG, DIS). */
export interface IqReceived extends OfSession<'IqReceived'> {
  readonly iq: XmlElement
}
/** A message was stored offline (TRG-1). */
export type StoredOffline = OfStanza<'StoredOffline'>
/** A message was archived for this account (TRG-3). */
export type Archived = OfStanza<'Archived'>
/** A groupchat message reached the bare JID (TRG-2). */
export type GroupchatToBare = OfStanza<'GroupchatToBare'>
/** The connection of a resumable session is gone; `queue` is what it has not acknowledged, oldest first (TRG-5). */
export interface HibernationStarted extends OfSession<'HibernationStarted'> {
  readonly queue: ReadonlyArray<Delivery>
  /** The session's own resume timeout, in milliseconds. */
  readonly resumeTimeoutMs: number
}
/** A stanza joined the queue of a hibernating session (TRG-6). */
export interface QueuedWhileHibernating extends OfSession<'QueuedWhileHibernating'> {
  readonly delivery: Delivery
}
/** A connected session does not acknowledge in time; `cause` is the stanza, where the server knows it (TRG-7). */
export interface AckDelayed extends OfSession<'AckDelayed'> {
  readonly queue: ReadonlyArray<Delivery>
  readonly cause?: Delivery
}
/** A hibernating session is back (TRG-8). */
export type SessionResumed = OfSession<'SessionResumed'>
/** Another part of the server wants devices woken: all, or the ones named (TRG-9). */
export interface PingRequested extends At<'PingRequested'> {
  readonly registrations?: ReadonlyArray<RegistrationKey>
}
/** The answer to one publish; `from` is who really answered (ERR-1). */
export interface PublishAnswered extends At<'PublishAnswered'> {
  readonly registration: RegistrationKey
  readonly from: string
  readonly answer: Answer
}
/** A message from a push service to the account (REM-1). */
export interface ServiceMessage extends At<'ServiceMessage'> {
  readonly message: XmlElement
}
/** A timer that an effect started has run out. */
export interface TimerFired extends At<'TimerFired'> {
  readonly timer: string
}
/** The account is deleted (REM-2). */
export type AccountDeleted = At<'AccountDeleted'>

/**
 * Every event that a host may feed to `step`.
 *
 * @since 0.1.0
 */
export type Event =
  | SessionOpened
  | SessionClosed
  | IqReceived
  | StoredOffline
  | Archived
  | GroupchatToBare
  | HibernationStarted
  | QueuedWhileHibernating
  | AckDelayed
  | SessionResumed
  | PingRequested
  | PublishAnswered
  | ServiceMessage
  | TimerFired
  | AccountDeleted
