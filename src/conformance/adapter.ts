/**
 * The adapter: the one interface between the kit and an implementation, in any language and at any distance.
 */
import type { Event } from '../event.js'
import type { Options } from '../options/options.js'
import type { RegistrationKey } from '../state/registration.js'
import type { XmlElement } from '../xml/element.js'
import type { Manifest } from './capability.js'

/** What the kit lets happen. Timers are the implementation's own: for them there is `advance`. */
export type Happening = Exclude<Event, { readonly _tag: 'TimerFired' }>

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
 * What came out of an implementation.
 *
 * @since 0.1.0
 */
export type Output = Published | Replied | ResumeTimeout | Explained

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
  /** Lets time go by, in milliseconds, and collects what came out. Without `virtual-clock` it waits that long. */
  readonly advance: (instance: I, ms: number) => Awaitable<ReadonlyArray<Output>>
  /** Looks inside; for `inspect`, `disco`, `state-size`. */
  readonly inspect?: (instance: I, account: string) => Awaitable<Inspection>
  /** Makes saving fail, or succeed again; for `save-failure`. */
  readonly failSaves?: (instance: I, failing: boolean) => Awaitable<unknown>
  readonly stop: (instance: I) => Awaitable<unknown>
}

/** What is known of an implementation before it is started. */
export type Facts = Pick<Adapter<unknown>, 'capabilities' | 'options'>
