import { type Decision, REASONS } from './decision.js'

/**
 * Says in words why a push went out or not: one sentence a rule, with rule ids and sources.
 *
 * @param decision - of a `Publish` or `Skip` effect, also one that was stored and read again
 * @returns the sentences, joined by spaces; a reason of an unknown code is passed over
 * @example
 * explain(decision)
 * // Push (important). TRG-1: The message was stored offline, and that reaches every registration.
 * // [mod_cloud_notify, business rule (c)] IMP: It has a body. [mod_cloud_notify README] …
 * @since 0.1.0
 */
export const explain = (decision: Decision): string => {
  const verdict = decision._tag === 'Push' ? `Push (${decision.importance}).` : 'Skip.'
  const sentences = decision.reasons
    .filter(({ code }) => Object.hasOwn(REASONS, code))
    .map(({ code }) => REASONS[code])
    .map(({ rule, sentence, source }) => `${rule}: ${sentence} [${source}]`)
  return [verdict, ...sentences].join(' ')
}
