/**
 * Decisions: for one stanza and one registration, Push or Skip, always with the reasons.
 */
import { reason, type Reason, REASON_CODES, type ReasonCode } from './reasons.js'
import type { Importance } from './importance.js'
import type { Summary } from './summary.js'

/**
 * A push goes out: why, how important it is, and what its summary says.
 *
 * @since 0.1.0
 */
export interface PushDecision {
  readonly _tag: 'Push'
  readonly reasons: ReadonlyArray<Reason>
  readonly importance: Importance
  /** URG: a call that rings now. */
  readonly urgent?: true | undefined
  readonly summary: Summary
}

/**
 * No push goes out, and why.
 *
 * @since 0.1.0
 */
export interface SkipDecision {
  readonly _tag: 'Skip'
  readonly reasons: ReadonlyArray<Reason>
}

/**
 * What is decided for one stanza and one registration.
 *
 * @since 0.1.0
 */
export type Decision = PushDecision | SkipDecision

const SKIPS = new Map<string, SkipDecision>(
  REASON_CODES.map((code) => [code, Object.freeze({ _tag: 'Skip', reasons: Object.freeze([reason(code)]) })]),
)

/** No push, for one reason; one value for all of them. */
export const skip = (code: ReasonCode): SkipDecision => SKIPS.get(code) ?? { _tag: 'Skip', reasons: [reason(code)] }
