/**
 * One line of a file: of an event log, which `xmpp-push-rules/log` reads, or a captured scenario, which is a small log of
 * its own. What a server sent is reduced to what can be compared.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { decodeLine, type LogError, type LogLine } from 'xmpp-push-rules/log'
import { readScenario, scenarioLines } from './captures.js'
import type { Line } from './engine.js'
import { observe } from './observed.js'

const isScenario = (text: string): boolean => /^\{"options":.*"steps":/su.test(text)

/** The faults of a line, for a person. */
export const faultsText = (faults: ReadonlyArray<LogError>): string =>
  faults.map(({ path, expected }) => `${path === '' ? 'the line' : path}: expected ${expected}`).join('; ')

const observedLine = (line: LogLine): E.Either<string, Line> => {
  if (line._tag !== 'Sent') return E.right(line)
  const { at, account, iq } = line
  return pipe(
    observe(iq),
    E.fromNullable('sent: expected a publish or a reply'),
    E.map((observed): Line => ({ _tag: 'Sent', at, account, observed })),
  )
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Reads a line; the reason is for a person. */
export const readLines = (text: string): E.Either<string, ReadonlyArray<Line>> =>
  isScenario(text)
    ? pipe(
        E.tryCatch(() => JSON.parse(text) as unknown, wordsOf),
        E.flatMap(readScenario),
        E.flatMap((scenario) => E.tryCatch(() => scenarioLines(scenario), wordsOf)),
      )
    : pipe(
        decodeLine(text),
        E.mapLeft(faultsText),
        E.flatMap(observedLine),
        E.map((line) => [line]),
      )
