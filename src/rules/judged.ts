/**
 * A stanza as it is decided about: its facts, its importance, whether it is urgent.
 */
import type { Options } from '../options/options.js'
import type { Facts } from '../state/facts.js'
import { type Classification, classifyFacts } from './importance.js'
import { isUrgentBy } from './urgency.js'

/**
 * Facts with what the options make of them.
 *
 * @since 0.1.0
 */
export interface Judged extends Classification {
  readonly facts: Facts
  readonly urgent: boolean
}

/**
 * IMP, URG: what the options make of a stanza.
 *
 * @param options - `importance`, `urgent`
 * @param facts - what `readFacts` read of it
 * @returns the facts with their importance, the cause of it, and whether the stanza is urgent
 * @example
 * judge(defaultOptions, facts).importance // 'important'
 * @since 0.1.0
 */
export const judge = (options: Options, facts: Facts): Judged => {
  const { importance, cause, never } = classifyFacts(options.importance, facts)
  return { facts, importance, cause, never, urgent: isUrgentBy(options, facts) }
}

/** CALL-1: with `urgent: 'always'` an urgent stanza is never collected and never held back. */
export const isExempt = (options: Pick<Options, 'urgent'>, { urgent }: Judged): boolean =>
  urgent && options.urgent === 'always'
