/**
 * Facts: what the rules read of a stanza, once. Plain data: no element tree of the host's can end up in stored state.
 */
import type { Cause } from './causes.js'
import type { RegistrationKey } from './registration.js'

/**
 * In what the message came that is judged: as it is, in a carbon copy, or in a notification of a room (IMP).
 *
 * @since 0.1.0
 */
export type Wrapping = 'none' | 'received' | 'sent' | 'mucsub' | 'mention-notification'

/**
 * What a call's message says (URG, CALL-2, JIN-1).
 *
 * @since 0.1.0
 */
export interface CallFacts {
  /** The element's name: `propose`, `invite`, `retract`, `finish` and so on; `session-initiate` of a Jingle request. */
  readonly action: string
  readonly id: string
  /** The media that it proposes, in order: `audio`, `video`. */
  readonly media: ReadonlyArray<string>
}

/**
 * SET-1, FIL-7: what the host knows of the stanza and the rules ask when they decide; see `DeliveryContext`.
 *
 * @since 0.1.0
 */
export interface HostFacts {
  readonly muted?: boolean | undefined
  readonly mutedFor?: ReadonlyArray<RegistrationKey> | undefined
  readonly senderKnown?: boolean | undefined
  readonly chatSetting?: 'always' | 'on-mention' | 'never' | undefined
}

/**
 * What one stanza is to the rules. Of a wrapped message everything but `addressed` is about the message inside.
 *
 * @since 0.1.0
 */
export interface Facts {
  /** The host's name of the stanza; copies have the same. */
  readonly key: string
  /** IMP: what it holds, in the order in which a policy is asked; the last one is a fixed one. */
  readonly causes: ReadonlyArray<Cause>
  readonly wrapping: Wrapping
  readonly groupchat: boolean
  /** TRG-3: addressed to this account, not the archived copy of what it sent itself. */
  readonly addressed: boolean
  /** SUM-2: the sender as it is on the stanza. */
  readonly from?: string | undefined
  /** SUM-3: the text of the body, without what is a fallback; never of an encrypted message. */
  readonly body?: string | undefined
  /** The sender's nick, where the message names it (XEP-0172). */
  readonly nickname?: string | undefined
  /** MEN-1: the user is named; `nick`: only the own nick as a word of the body. */
  readonly mention?: 'named' | 'nick' | undefined
  /** MEN-1: the nicks of its room that the message names: a device may have listed one as its own. */
  readonly namedNicks?: ReadonlyArray<string> | undefined
  readonly call?: CallFacts | undefined
  readonly host?: HostFacts | undefined
}
