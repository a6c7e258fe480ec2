/**
 * The way into a test framework: vitest, node:test, jest and whatever has the same two functions.
 */
import type { Adapter } from './adapter.js'
import { laws as allLaws } from './laws.js'
import type { LawResult } from './report.js'
import { runLaw, type Settings, whyNotApplicable } from './run.js'

type Tester = (name: string, body: () => Promise<void>) => unknown

/** What a test framework gives: `describe` and `test`, by their names or as they come out of `node:test`. */
export interface Framework {
  readonly describe: (name: string, body: () => void) => unknown
  readonly test: Tester & { readonly skip: Tester }
}

/** A failure as every framework shows it: what was expected, and the transcript. */
const failureOf = ({ law, reason, transcript, seed, path }: LawResult): Error =>
  // Frameworks know a failure by a rejection, and show an Error best; this is the one place that makes one.
  new Error(
    [
      `${law.id} (${law.rules.join(', ')}, ${law.section})`,
      law.requirement,
      reason,
      `seed ${String(seed)}, path ${String(path)}`,
      transcript,
    ].join('\n'),
  )

/**
 * Defines one test for every law.
 *
 * A law that is not applicable is skipped, with its reason in the name. A difference that a named policy explains is no
 * failure; with `policies: []` it is one.
 *
 * @param framework - `describe` and `test` of vitest, node:test or jest
 * @param adapter - the implementation
 * @param settings - as for `runConformance`
 * @example
 * import { describe, test } from 'vitest'
 * defineConformance({ describe, test }, adapter)
 * @since 0.1.0
 */
export const defineConformance = <I>(
  { describe, test }: Framework,
  adapter: Adapter<I>,
  settings: Settings = {},
): void => {
  describe(`${adapter.name}: XEP-0357 push rules`, () => {
    for (const law of settings.laws ?? allLaws) {
      const why = whyNotApplicable(adapter, law)
      const define = why === undefined ? test : test.skip
      define(why === undefined ? law.id : `${law.id} (not applicable: ${why})`, async () => {
        const result = await runLaw(adapter, settings)(law)
        return result.verdict === 'fail' ? Promise.reject(failureOf(result)) : undefined
      })
    }
  })
}
