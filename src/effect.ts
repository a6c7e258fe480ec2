/**
 * What the host is to do, in order. If a `Save` fails: drop the rest, keep the old account, answer `replyOnFailure`.
 */
import type { Push, Skip } from './decision.js'
import type { Registration, RegistrationKey } from './registration.js'
import type { XmlElement } from './xml/element.js'

/** Store the registrations; everything else an account holds may be lost with the process. */
export interface Save {
  readonly _tag: 'Save'
  readonly registrations: ReadonlyArray<Registration>
  /** REG-8: the iq to send to the requester instead of the effects that follow, if saving fails. */
  readonly replyOnFailure?: Omit<Reply, '_tag'>
}
/** Send an iq to one of the account's sessions. */
export interface Reply {
  readonly _tag: 'Reply'
  readonly resource: string
  readonly iq: XmlElement
}
/** Send an iq to a push service; the host gives it an id and matches the answer to the registration (PUB-2). */
export interface Publish {
  readonly _tag: 'Publish'
  readonly registration: RegistrationKey
  readonly iq: XmlElement
  readonly decision: Push
  /** The stanza's key; absent for a ping. */
  readonly key?: string
}
/** Nothing to do: why there was no push. */
export interface SkipEffect {
  readonly _tag: 'Skip'
  readonly registration: RegistrationKey
  readonly decision: Skip
  readonly key?: string
}
/** Why a registration was removed. */
export type DropReason = 'evicted' | 'disabled' | 'errors' | 'remote' | 'deleted'
/** Nothing to do but to forget what the host itself keeps of that registration: unanswered publishes above all. */
export interface Drop {
  readonly _tag: 'Drop'
  readonly registration: RegistrationKey
  readonly reason: DropReason
}
/** Feed a `TimerFired` with this name after so many milliseconds. */
export interface StartTimer {
  readonly _tag: 'StartTimer'
  readonly timer: string
  readonly delayMs: number
}
/** Forget the timer; a `TimerFired` that comes all the same has no effect. */
export interface StopTimer {
  readonly _tag: 'StopTimer'
  readonly timer: string
}
/** From now on, wait so many milliseconds for the hibernating session to resume (RES). */
export interface SetResumeTimeout {
  readonly _tag: 'SetResumeTimeout'
  readonly resource: string
  readonly timeoutMs: number
}

/**
 * Every effect that `step` returns.
 *
 * @since 0.1.0
 */
export type Effect = Save | Reply | Publish | SkipEffect | Drop | StartTimer | StopTimer | SetResumeTimeout
