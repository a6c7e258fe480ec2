/**
 * The adapter: the one interface between the kit and an implementation, in any language and at any distance.
 */
import type { Answer, Event } from '../event.js'
import type { Options } from '../options/options.js'
import type { RegistrationKey } from '../state/registration.js'
import type { XmlElement } from '../xml/element.js'
import type { Manifest } from './capability.js'

/** Which publish is meant. */
export interface PublishRef {
  /** Its place among all `Published` that came out of this instance, in order; the first is 0. */
  readonly number: number
  /** The id of its iq, where it had one. */
  readonly id?: string
}

/** The answer to one publish. */
export interface PublishAnswered {
  readonly _tag: 'PublishAnswered'
  readonly at: number
  /** What the publish went to. */
  readonly registration: RegistrationKey
  /** Who answers; only the service itself has a right to. */
  readonly from: string
  readonly answer: Answer
  /** The publish that is answered; absent where nothing that was published is. An answer may be late: the registration may have gone since. */
  readonly publish?: PublishRef
}

/** What the kit lets happen. Timers are the implementation's own: for them there is `advance`. */
export type Happening = Exclude<Event, { readonly _tag: 'TimerFired' | 'PublishAnswered' }> | PublishAnswered

/** A publish request, on its way to the push service. */
export interface Published {
  readonly _tag: 'Published'
  readonly account: string
  readonly iq: XmlElement
}

/** An iq to one of the account's own sessions. */
export interface Replied {
  readonly _tag: 'Replied'
  readonly account: string
  readonly resource: string
  readonly iq: XmlElement
}

/** Another time to wait for a hibernating session (capability `resume-timeout`). */
export interface ResumeTimeout {
  readonly _tag: 'ResumeTimeout'
  readonly account: string
  readonly resource: string
  readonly timeoutMs: number
}

/** A decision and the rules it rests on (capability `explain`). */
export interface Explained {
  readonly _tag: 'Explained'
  readonly account: string
  readonly registration: RegistrationKey
  readonly key?: string
  readonly pushed: boolean
  /** Rule ids of the rulebook. */
  readonly rules: ReadonlyArray<string>
}

/**
 * The adapter cannot bring about what was asked for, now: the real server, say, treats such a stanza in another way. The
 * scene ends there and counts as not played.
 */
export interface Unplayable {
  readonly _tag: 'Unplayable'
  /** Why not, in a sentence. */
  readonly reason: string
}

/**
 * What came out of an implementation.
 *
 * @since 0.1.0
 */
export type Output = Published | Replied | ResumeTimeout | Explained | Unplayable

/** What can be seen of an account from inside; every member has its capability. */
export interface Inspection {
  /** `inspect` */
  readonly registrations?: ReadonlyArray<RegistrationKey>
  /** `disco` */
  readonly features?: ReadonlyArray<string>
  /** `state-size`: in any unit, as long as it is one and the same. */
  readonly size?: number
}

/** A value now or later. */
export type Awaitable<A> = A | PromiseLike<A>

/**
 * An implementation as the kit sees it.
 *
 * Instances are used one after the other, never side by side. Nothing of an instance may reach into the next one.
 *
 * @typeParam I - whatever an instance is: a value, a handle, a connection
 * @since 0.1.0
 */
export interface Adapter<I> {
  readonly name: string
  readonly version?: string
  readonly capabilities: Manifest
  /** How it is configured where an option cannot be set; what is not named here has the library's default. */
  readonly options?: Partial<Options>
  /** A fresh instance: no account has a registration or a session. */
  readonly start: (options: Options) => Awaitable<I>
  /** Lets something happen and collects what came out because of it. */
  readonly dispatch: (instance: I, account: string, event: Happening) => Awaitable<ReadonlyArray<Output>>
  /**
   * Lets several things happen to one account at once: each before what the others save is saved; for `concurrent`.
   * Collects what came out because of all of them.
   */
  readonly dispatchTogether?: (
    instance: I,
    account: string,
    events: ReadonlyArray<Happening>,
  ) => Awaitable<ReadonlyArray<Output>>
  /** Lets time go by, in milliseconds, and collects what came out. Without `virtual-clock` it waits that long. */
  readonly advance: (instance: I, ms: number) => Awaitable<ReadonlyArray<Output>>
  /** Looks inside; for `inspect`, `disco`, `state-size`. */
  readonly inspect?: (instance: I, account: string) => Awaitable<Inspection>
  /** Makes saving fail, or succeed again; for `save-failure`. */
  readonly failSaves?: (instance: I, failing: boolean) => Awaitable<unknown>
  /**
   * Ends the server's process without notice and starts it again from what was saved; for `restart`. All sessions are
   * gone then, with all that waited for them. Collects what came out.
   */
  readonly restart?: (instance: I) => Awaitable<ReadonlyArray<Output>>
  readonly stop: (instance: I) => Awaitable<unknown>
}

/** What is known of an implementation before it is started. */
export interface Facts extends Pick<Adapter<unknown>, 'capabilities' | 'options'> {
  readonly inspect?: unknown
  readonly failSaves?: unknown
  readonly restart?: unknown
  readonly dispatchTogether?: unknown
}
