/**
 * ERR: what the answer of a push service does to its registration.
 */
import type { Answer } from '../event.js'
import type { ErrorTable, ErrorVerdict } from '../options/errors.js'
import type { Options } from '../options/options.js'
import { isJid } from '../state/jid.js'
import { ownEntry } from '../state/session.js'
import type { Registration } from '../state/registration.js'

/**
 * What follows from an answer: nothing, another count of errors, or the end of the registration.
 *
 * @since 0.1.0
 */
export type Recorded =
  | { readonly _tag: 'Unchanged' }
  | { readonly _tag: 'Counted'; readonly registration: Registration }
  | { readonly _tag: 'Removed'; readonly reason: 'errors' | 'refused' }

/**
 * One answer: who really gave it, and when, in epoch milliseconds.
 *
 * @since 0.1.0
 */
export interface Answered {
  readonly from?: string | undefined
  readonly answer: Answer
  readonly at: number
}

const UNCHANGED: Recorded = { _tag: 'Unchanged' }

/**
 * ERR-2: "by the pubsub condition, else the stanza error's condition, else `type:` and its type, else the row `other`";
 * ERR-5: no answer in time is a transient error.
 */
const verdictOf = (table: ErrorTable, answer: Exclude<Answer, { readonly _tag: 'Accepted' }>): ErrorVerdict =>
  answer._tag === 'TimedOut'
    ? 'transient'
    : ((answer.pubsubCondition === undefined ? undefined : ownEntry(table, answer.pubsubCondition)) ??
      ownEntry(table, answer.condition) ??
      ownEntry(table, `type:${answer.type}`) ??
      ownEntry(table, 'other') ??
      'persistent')

/** ERR-4: "a result ends the row". */
const accepted = (registration: Registration): Recorded => {
  if (registration.errors === 0 && registration.failing === undefined) return UNCHANGED
  const { failing: _ended, ...rest } = registration
  return { _tag: 'Counted', registration: { ...rest, errors: 0 } }
}

/** ERR-3: one more error in the row. */
const failed = (options: Options, registration: Registration, isPersistent: boolean, at: number): Recorded => {
  const { since, count } = registration.failing ?? { since: at, count: 0 }
  const errors = registration.errors + (isPersistent ? 1 : 0)
  const hasLasted = count + 1 >= options.maxErrors && at - since >= options.maxFailingMs
  return errors >= options.maxErrors || hasLasted
    ? { _tag: 'Removed', reason: 'errors' }
    : { _tag: 'Counted', registration: { ...registration, errors, failing: { since, count: count + 1 } } }
}

/**
 * ERR-1 to ERR-6: records the answer to one publish.
 *
 * @param options - `maxErrors`, `maxFailingMs`, `errors`
 * @param registration - the registration that was published to, as it is now
 * @param answered - an answer from anyone but the service itself changes nothing; a time-out comes from nobody
 * @returns what becomes of the registration
 * @example
 * recordAnswer(defaultOptions)(registration, { from: 'push.example', answer: { _tag: 'Accepted' }, at })
 * @since 0.1.0
 */
export const recordAnswer =
  (options: Options) =>
  (registration: Registration, { from, answer, at }: Answered): Recorded => {
    if (answer._tag !== 'TimedOut' && !isJid(from, registration.service)) return UNCHANGED // ERR-1
    if (answer._tag === 'Accepted') return accepted(registration)
    switch (verdictOf(options.errors, answer)) {
      case 'ignored':
        return UNCHANGED
      case 'final':
        return { _tag: 'Removed', reason: 'refused' }
      case 'transient':
        return failed(options, registration, false, at)
      case 'persistent':
        return failed(options, registration, true, at)
    }
  }
