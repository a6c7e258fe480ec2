/**
 * What happens on a server, as data. Every event has its time: `at`, epoch milliseconds, given by the host.
 */
import type { RegistrationKey, RegistrationRef } from './state/registration.js'
import type { Counts } from './state/session.js'
import type { XmlElement } from './xml/element.js'

/**
 * What only the server knows of a stanza; nothing of it has to be given.
 *
 * @since 0.1.0
 */
export interface DeliveryContext {
  /** FIL-7: a filter of the server's own mutes it, for all registrations, or for those that `mutedFor` names. */
  readonly muted?: boolean | undefined
  readonly mutedFor?: ReadonlyArray<RegistrationKey> | undefined
  /** IMP: the account's own message, as the room reflects it. */
  readonly own?: boolean | undefined
  /** FIL-1: whether the sender is in the user's roster. */
  readonly senderKnown?: boolean | undefined
  /** MEN-1: the nick that the user has in the room. */
  readonly ownNick?: string | undefined
  /** MEN-1: the occupant id that the user has in the room (XEP-0421). */
  readonly ownOccupantId?: string | undefined
  /** SET-1: the user's own setting for the chat (XEP-0492); `chatSetting` reads it. */
  readonly chatSetting?: 'always' | 'on-mention' | 'never' | undefined
}

/**
 * A stanza and the host's stable name of it (its archive id, a UUID): copies of a stanza have the same key.
 *
 * @since 0.1.0
 */
export interface Delivery {
  readonly stanza: XmlElement
  readonly key: string
  readonly context?: DeliveryContext | undefined
}

/**
 * The push service took the publish (ERR-4).
 *
 * @since 0.1.0
 */
export interface Accepted {
  readonly _tag: 'Accepted'
}
/**
 * The push service, or a server on the way, refused it: the stanza error (RFC 6120 §8.3).
 *
 * @since 0.1.0
 */
export interface Rejected {
  readonly _tag: 'Rejected'
  readonly type: string
  readonly condition: string
  /** The condition in `http://jabber.org/protocol/pubsub#errors`, where there is one. */
  readonly pubsubCondition?: string | undefined
}
/**
 * ERR-5: no answer came in time.
 *
 * @since 0.1.0
 */
export interface TimedOut {
  readonly _tag: 'TimedOut'
}

/**
 * How a push service answered a publish (ERR); `readAnswer` reads it.
 *
 * @since 0.1.0
 */
export type Answer = Accepted | Rejected | TimedOut

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

/**
 * A resource was bound.
 *
 * @since 0.1.0
 */
export interface SessionOpened extends OfSession<'SessionOpened'> {
  /** CLI-1: the id of the client's user agent (XEP-0388), where the server knows it. */
  readonly client?: string | undefined
}
/**
 * The session is gone for good: closed, or its resume timeout ran out (TRG-10).
 *
 * @since 0.1.0
 */
export interface SessionClosed extends OfSession<'SessionClosed'>, Counts {}
/**
 * A session sent an iq to its own account; only enable and disable have an effect (REG, DIS).
 *
 * @since 0.1.0
 */
export interface IqReceived extends OfSession<'IqReceived'> {
  readonly iq: XmlElement
}
/**
 * A message was stored offline, or would be, where nothing keeps it (TRG-1).
 *
 * @since 0.1.0
 */
export type StoredOffline = OfStanza<'StoredOffline'>
/**
 * A message was archived for this account (TRG-3).
 *
 * @since 0.1.0
 */
export type Archived = OfStanza<'Archived'>
/**
 * A groupchat message reached the bare JID (TRG-2).
 *
 * @since 0.1.0
 */
export type GroupchatToBare = OfStanza<'GroupchatToBare'>
/**
 * Somebody asks to see the user's presence (TRG-12).
 *
 * @since 0.1.0
 */
export type SubscriptionRequested = OfStanza<'SubscriptionRequested'>
/**
 * The connection of a resumable session is gone; `queue` is what it has not acknowledged, oldest first (TRG-5).
 *
 * @since 0.1.0
 */
export interface HibernationStarted extends OfSession<'HibernationStarted'>, Counts {
  readonly queue: ReadonlyArray<Delivery>
  /** The session's own resume timeout, in milliseconds. */
  readonly resumeTimeoutMs: number
}
/**
 * A stanza joined the queue of a hibernating session (TRG-6).
 *
 * @since 0.1.0
 */
export interface QueuedWhileHibernating extends OfSession<'QueuedWhileHibernating'>, Counts {
  readonly delivery: Delivery
}
/**
 * A connected session does not acknowledge in time; `cause` is the stanza, where the server knows it (TRG-7).
 *
 * @since 0.1.0
 */
export interface AckDelayed extends OfSession<'AckDelayed'>, Counts {
  readonly queue: ReadonlyArray<Delivery>
  readonly cause?: Delivery | undefined
}
/**
 * A hibernating session is back (TRG-8).
 *
 * @since 0.1.0
 */
export type SessionResumed = OfSession<'SessionResumed'>
/**
 * A session sent presence (FIELD, AWY-1).
 *
 * @since 0.1.0
 */
export interface PresenceChanged extends OfSession<'PresenceChanged'> {
  readonly available: boolean
  /** `away`, `xa`, `dnd` or `chat`. */
  readonly show?: string | undefined
}
/**
 * Another part of the server wants devices woken: all, or the ones named (TRG-9).
 *
 * @since 0.1.0
 */
export interface PingRequested extends At<'PingRequested'>, Counts {
  readonly registrations?: ReadonlyArray<RegistrationKey> | undefined
}
/**
 * The unread count changed, in one of the sessions where that is known (CNT-1).
 *
 * @since 0.1.0
 */
export interface UnreadChanged extends At<'UnreadChanged'> {
  readonly unread: number
  readonly pendingSubscriptions?: number | undefined
  readonly resource?: string | undefined
}
/**
 * The answer to one publish; `from` is who really answered, absent where nobody did (ERR-1).
 *
 * @since 0.1.0
 */
export interface PublishAnswered extends At<'PublishAnswered'> {
  readonly registration: RegistrationRef
  readonly from?: string | undefined
  readonly answer: Answer
}
/**
 * A message from a push service to the account (REM-1).
 *
 * @since 0.1.0
 */
export interface ServiceMessage extends At<'ServiceMessage'> {
  readonly message: XmlElement
}
/**
 * DIS-5: the server removes registrations: the ones named, or those of a client.
 *
 * @since 0.1.0
 */
export interface RegistrationsRemoved extends At<'RegistrationsRemoved'> {
  readonly registrations?: ReadonlyArray<RegistrationKey> | undefined
  readonly client?: string | undefined
}
/**
 * A timer that an effect started has run out.
 *
 * @since 0.1.0
 */
export interface TimerFired extends At<'TimerFired'> {
  readonly timer: string
}
/**
 * The account is deleted (REM-2).
 *
 * @since 0.1.0
 */
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
  | SubscriptionRequested
  | HibernationStarted
  | QueuedWhileHibernating
  | AckDelayed
  | SessionResumed
  | PresenceChanged
  | PingRequested
  | UnreadChanged
  | PublishAnswered
  | ServiceMessage
  | RegistrationsRemoved
  | TimerFired
  | AccountDeleted

/**
 * The event of that tag.
 *
 * @since 0.1.0
 */
export type EventOf<Tag extends Event['_tag']> = Extract<Event, { readonly _tag: Tag }>

/**
 * An event without its time: `at` is given when it is fed.
 *
 * @since 0.1.0
 */
export type EventWithoutTime = { readonly [Tag in Event['_tag']]: Omit<EventOf<Tag>, 'at'> }[Event['_tag']]
