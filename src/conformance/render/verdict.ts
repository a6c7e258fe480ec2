/**
 * How verdicts and levels are shown: each renderer reads these tables.
 */
import type { LawResult, Level, Verdict } from '../report.js'

/** Words and sign of a verdict; the sign tells it apart without colour and is one column wide. */
export interface VerdictWords {
  readonly sign: string
  /** In a cell of a table. */
  readonly short: string
  readonly one: string
  readonly many: string
}

export const VERDICTS: Readonly<Record<Verdict, VerdictWords>> = {
  pass: { sign: '✓', short: 'pass', one: 'passed', many: 'passed' },
  fail: { sign: '✗', short: 'fail', one: 'failed', many: 'failed' },
  differs: { sign: '≠', short: 'differs', one: 'differs', many: 'differ' },
  'not-applicable': { sign: '–', short: 'n/a', one: 'not applicable', many: 'not applicable' },
}

/** What a verdict stands for. */
export const MEANINGS: Readonly<Record<Verdict, string>> = {
  pass: 'no case broke the law',
  fail: 'a case broke the law; the one that is shown ends with its fault, and was made smaller for a while',
  differs: 'a named policy of another server explains the result',
  'not-applicable': 'the implementation cannot do what the law is about',
}

/** In the order in which they are shown. */
export const VERDICT_ORDER: ReadonlyArray<Verdict> = ['pass', 'fail', 'differs', 'not-applicable']

/** In the order in which they bind. */
export const LEVEL_ORDER: ReadonlyArray<Level> = ['MUST', 'SHOULD', 'MAY', 'SEED', 'FIELD']

/** What a level stands for. */
export const LEVELS: Readonly<Record<Level, string>> = {
  MUST: 'XEP-0357, or what it is built on, demands it',
  SHOULD: 'XEP-0357 recommends it',
  MAY: 'XEP-0357 allows it',
  SEED: 'documented behaviour of mod_cloud_notify',
  FIELD: 'what other servers do, behind an option',
}

/** How many results have each verdict. */
export type Counts = Readonly<Record<Verdict, number>>

/** Counts results by verdict; a verdict that does not occur counts 0. */
export const countVerdicts = (results: ReadonlyArray<LawResult>): Counts => {
  const count = (wanted: Verdict): number => results.filter(({ verdict }) => verdict === wanted).length
  return {
    pass: count('pass'),
    fail: count('fail'),
    differs: count('differs'),
    'not-applicable': count('not-applicable'),
  }
}

/** The counts in words, without those that are 0: `51 passed, 2 failed, 1 differs`. */
export const countsInWords = (counts: Counts): string => {
  const found = VERDICT_ORDER.filter((verdict) => counts[verdict] > 0)
  if (found.length === 0) return 'nothing was run'
  return found
    .map((verdict) => `${counts[verdict]} ${VERDICTS[verdict][counts[verdict] === 1 ? 'one' : 'many']}`)
    .join(', ')
}

/** A number with its noun: `1 law`, `60 laws`. */
export const amount = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
