/**
 * The way into a test framework: vitest, node:test, jest and whatever has the same two functions.
 */
import * as E from 'fp-ts/lib/Either.js'
import type { Adapter } from './adapter.js'
import { laws as allLaws } from './laws.js'
import { VERDICTS } from './render/verdict.js'
import type { LawResult } from './report.js'
import { runLaw, whyNotApplicable } from './run.js'
import type { Settings } from './settings.js'

/** The third is how long the test may take, in milliseconds: vitest and jest heed it, node:test has no limit. */
type Tester = (name: string, body: Body, timeoutMs?: number) => unknown

/** A test; vitest and node:test call it with a context that can skip it. It has no parameter: jest would pass a callback. */
type Body = (...context: ReadonlyArray<unknown>) => Promise<void>

/** What a test framework gives: `describe` and `test`, by their names or as they come out of `node:test`. */
export interface Framework {
  readonly describe: (name: string, body: () => void) => unknown
  readonly test: Tester & { readonly skip: Tester }
}

/**
 * How long a law may take, in milliseconds: longer than the kit waits for anything, so that it is the kit that says what
 * was wrong. Where time is real a law may wait for a minute, a few times over.
 */
const LIMIT_MS = 15 * 60_000

interface Skippable {
  readonly skip: (note: string) => unknown
}

/** vitest's context is a function with members. */
const isSkippable = (context: unknown): context is Skippable =>
  (typeof context === 'object' || typeof context === 'function') &&
  context !== null &&
  'skip' in context &&
  typeof context.skip === 'function'

/** A failure as every framework shows it: what was expected, and the transcript. */
const failureOf = ({ law, reason, transcript, seed, path }: LawResult): Error =>
  // Frameworks know a failure by a rejection, and show an Error best; this is the one place that makes one.
  new Error(
    [
      `${law.id} (${law.rules.join(', ')}, ${law.section})`,
      law.requirement,
      reason,
      ...(seed === undefined ? [] : [`seed ${seed}, path ${path ?? ''}`]),
      ...(transcript === undefined ? [] : [transcript]),
    ].join('\n'),
  )

/**
 * Defines one test for every law.
 *
 * A law that is not applicable is skipped, with its reason in the name. A difference that a named policy explains is no
 * failure: it is skipped with its reason where the framework's tests can skip themselves (vitest, node:test), and passes
 * in jest; with `policies: []` it is a failure. A failure is made smaller for `shrinkMs`, so that it is shown before a
 * framework gives up; where an adapter is slow, each test's own limit is the third argument of `test`.
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
      // What is wrong with an adapter is said by its tests, not by a suite that cannot be defined.
      const why = E.toUnion(
        E.tryCatch(
          () => whyNotApplicable(adapter, law),
          () => undefined,
        ),
      )
      const define = why === undefined ? test : test.skip
      const body: Body = async (...[context]) => {
        const result = await runLaw(adapter, settings)(law)
        if (result.verdict === 'fail') return Promise.reject(failureOf(result))
        // What could not be played, and what differs, is not green, where the framework can say so.
        if (result.verdict !== 'pass' && isSkippable(context))
          context.skip(`${VERDICTS[result.verdict].one}: ${result.reason ?? ''}`)
        return undefined
      }
      define(why === undefined ? law.id : `${law.id} (not applicable: ${why})`, body, LIMIT_MS)
    }
  })
}
