/**
 * One line of a file: of an event log, or a captured scenario, which is a small log of its own.
 */
import * as E from 'fp-ts/lib/Either.js'
import { type Scenario, scenarioLines } from './captures.js'
import { decodeLine, type LogLine } from './log.js'

const isScenario = (text: string): boolean => /^\{"options":.*"steps":/su.test(text)

/** Reads a line; the reason is for a person. */
export const decodeLines = (text: string): E.Either<string, ReadonlyArray<LogLine>> =>
  isScenario(text)
    ? E.tryCatch(
        () => scenarioLines(JSON.parse(text) as Scenario),
        (error) => (error instanceof Error ? error.message : String(error)),
      )
    : E.map((line: LogLine) => [line])(decodeLine(text))
