/**
 * What the host is to do, in order, as data. If a `Save` fails: drop the rest, keep the old account, answer
 * `replyOnFailure`. Requests and replies are written by `publishText`, `sealedText`, `replyText` and their elements.
 */
import type { Option } from 'fp-ts/lib/Option.js'
import type { PushDecision, SkipDecision } from './rules/decision.js'
import type { CallFacts } from './state/facts.js'
import type { FormField, Registration, RegistrationKey, RegistrationRef } from './state/registration.js'

/**
 * A stanza error: its type and its defined condition (RFC 6120 §8.3).
 *
 * @since 0.1.0
 */
export interface StanzaError {
  readonly type: 'cancel' | 'modify' | 'wait'
  readonly condition:
    | 'bad-request'
    | 'feature-not-implemented'
    | 'internal-server-error'
    | 'item-not-found'
    | 'not-allowed'
    | 'policy-violation'
}

/**
 * Send an iq to one of the account's sessions: a result, or an error.
 *
 * @since 0.1.0
 */
export interface Reply {
  readonly _tag: 'Reply'
  readonly resource: string
  /** The account. */
  readonly from: string
  /** The full JID of the session. */
  readonly to: string
  /** The id of the request, where it had one. */
  readonly id?: string | undefined
  /** Absent: the empty result. */
  readonly error?: StanzaError | undefined
}

/**
 * Store the registrations; everything else an account holds may be lost with the process.
 *
 * @since 0.1.0
 */
export interface Save {
  readonly _tag: 'Save'
  readonly registrations: ReadonlyArray<Registration>
  /** REG-8: sent to the requester instead of the effects that follow, if saving fails. */
  readonly replyOnFailure?: Reply | undefined
}

interface Publishing {
  readonly registration: RegistrationRef
  /** PUB-1: the account's domain. */
  readonly from: string
  readonly publishOptions: Option<ReadonlyArray<FormField>>
  readonly decision: PushDecision
  /** The stanza's key; absent for a ping. */
  readonly key?: string | undefined
  /** PRI-1: where the client asked for it. */
  readonly priority?: 'high' | 'low' | undefined
}

/**
 * Send a publish request with an id of the host's, and feed the answer back with this registration (PUB-2).
 *
 * @since 0.1.0
 */
export interface Publish extends Publishing {
  readonly _tag: 'Publish'
  /** JIN-1: where the client asked for it. */
  readonly jingle?: CallFacts | undefined
}

/**
 * SEAL: the same with a payload that only the device can read: encrypt `plaintext` with AES-128-GCM, the key `secret` and
 * 12 random octets, tag appended, and write it with `sealedText`.
 *
 * @since 0.1.0
 */
export interface PublishSealed extends Publishing {
  readonly _tag: 'PublishSealed'
  /** 16 octets in base64. */
  readonly secret: string
  /** JSON, to be encoded in UTF-8. */
  readonly plaintext: string
  /** A call that rings now. */
  readonly voip: boolean
}

/**
 * Nothing to do: why there was no push.
 *
 * @since 0.1.0
 */
export interface Skip {
  readonly _tag: 'Skip'
  readonly registration: RegistrationKey
  readonly decision: SkipDecision
  /** The stanza's key; absent for a ping. */
  readonly key?: string | undefined
}

/**
 * Why a registration was removed.
 *
 * @since 0.1.0
 */
export type DropReason =
  'evicted' | 'disabled' | 'errors' | 'refused' | 'remote' | 'removed' | 'replaced' | 'expired' | 'deleted'

/**
 * Nothing to do but to forget what the host itself keeps of that registration: unanswered publishes above all.
 *
 * @since 0.1.0
 */
export interface Drop {
  readonly _tag: 'Drop'
  readonly registration: RegistrationKey
  readonly reason: DropReason
}

/**
 * Feed a `TimerFired` with this name after so many milliseconds; the name is unique in the whole server.
 *
 * @since 0.1.0
 */
export interface StartTimer {
  readonly _tag: 'StartTimer'
  readonly timer: string
  readonly delayMs: number
}

/**
 * Forget the timer; a `TimerFired` that comes all the same has no effect.
 *
 * @since 0.1.0
 */
export interface StopTimer {
  readonly _tag: 'StopTimer'
  readonly timer: string
}

/**
 * From now on, wait so many milliseconds for the hibernating session to resume (RES).
 *
 * @since 0.1.0
 */
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
export type Effect = Save | Reply | Publish | PublishSealed | Skip | Drop | StartTimer | StopTimer | SetResumeTimeout

/**
 * The effect of that tag.
 *
 * @since 0.1.0
 */
export type EffectOf<Tag extends Effect['_tag']> = Extract<Effect, { readonly _tag: Tag }>
