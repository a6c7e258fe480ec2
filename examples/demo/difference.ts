/**
 * A difference between the library and mod_cloud_notify, with all that is known of it.
 */
import type { Event, Importance, Registration, SkipDecision } from 'xmpp-push-rules'
import type { ObservedPush } from './observed.js'

/** What differs: the push itself, which only one side made, or one thing in a push that both made. */
export type Aspect =
  | 'only-module'
  | 'only-library'
  | 'sender'
  | 'body'
  | 'empty-fields'
  | 'publish-options'
  | 'form-type'
  | 'anything-else'

/** One difference of pushes, with the state that it arose from. */
export interface Difference {
  readonly aspect: Aspect
  readonly trigger: Event['_tag']
  readonly module: ObservedPush | undefined
  readonly library: ObservedPush | undefined
  /** The options that matter here. */
  readonly importantBody: string
  readonly includeBody: boolean
  /** The registration as the library has it, and whether the module has it. */
  readonly registration: Registration | undefined
  readonly moduleHas: boolean
  /** Whether it would be there if requests were read by the rules and errors counted for each account alone. */
  readonly isExpected: boolean
  /** The request (`id` of its deviation) for which the module holds something else than the library. */
  readonly request: string | undefined
  /** Whether the module's publish options are the first form of the last enable, as it came. */
  readonly asItCame: boolean
  /** Whether the library's session is (or was, when it closed) bound to it, where the push is for a session's queue. */
  readonly bound: boolean | undefined
  /** What became of that session since the stanza was collected. */
  readonly session: 'gone' | 'resumed' | undefined
  /** Why the library did not push this very stanza, and what it had told the registration of it before. */
  readonly skip: SkipDecision | undefined
  readonly told: 'pushed' | 'stood-for' | undefined
  /** Whether both sides told of it before, the library a registration of the same name that was removed since. */
  readonly toldBefore: boolean
  /**
   * The stanza: its importance, whether it is a carbon or only looks like one, whether the first of its bodies is empty,
   * whether it has a body that may be shown.
   */
  readonly importance: Importance
  readonly carbon: boolean
  readonly forged: boolean
  readonly emptyFirst: boolean
  readonly bodyless: boolean
}

/** Two answers to one request. */
export interface Replies {
  /** `result`, or the type and condition of the error. */
  readonly library: string
  readonly module: string
  /** The `jid` of the request, and how many forms it has. */
  readonly jid: string | undefined
  readonly forms: number
}
