/**
 * Decisions in words.
 */
import * as O from 'fp-ts/lib/Option.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import type { Decision } from './rules/decision.js'
import { REASONS, type ReasonText } from './rules/reason-texts.js'

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/** The text of a reason that may be of another version, or no reason at all. */
const textOf = (reason: unknown): O.Option<ReasonText> =>
  isObject(reason) && typeof reason['code'] === 'string' && Object.hasOwn(REASONS, reason['code'])
    ? O.some(REASONS[reason['code'] as keyof typeof REASONS])
    : O.none

/**
 * Says in words why a push went out or not: one sentence a rule, with rule ids and sources.
 *
 * @param decision - of a `Publish` or `Skip` effect, also one that was stored and read again; what is none is a Skip
 * @returns the sentences, joined by spaces; a reason of an unknown code is passed over
 * @example
 * explain(decision)
 * // Push (important). TRG-1: The message was stored offline, and that reaches every registration.
 * // [mod_cloud_notify, business rule (c)] IMP: It has a body. [mod_cloud_notify README] …
 * @since 0.1.0
 */
export const explain = (decision: Decision): string => {
  const given: unknown = decision
  const known = isObject(given) ? given : {}
  const reasons: ReadonlyArray<unknown> = Array.isArray(known['reasons']) ? known['reasons'] : []
  const verdict =
    known['_tag'] !== 'Push'
      ? 'Skip.'
      : known['importance'] === 'important'
        ? 'Push (important).'
        : 'Push (unimportant).'
  const sentences = pipe(
    reasons,
    RA.filterMap(textOf),
    RA.map(({ rule, sentence, source }) => `${rule}: ${sentence} [${source}]`),
  )
  return [verdict, ...sentences].join(' ')
}
