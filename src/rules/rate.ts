/**
 * RATE-1: of how many important stanzas a second an account is notified (Openfire's rule).
 */
import type { Options } from '../options/options.js'

const SECOND = 1000

type RateOptions = Pick<Options, 'maxStanzasPerSecond'>

/** Whether so many important stanzas were pushed within the last second that no other one may be. */
export const isUsedUp = ({ maxStanzasPerSecond }: RateOptions, recent: ReadonlyArray<number>, at: number): boolean =>
  maxStanzasPerSecond > 0 &&
  recent.filter((pushed) => pushed > at - SECOND && pushed <= at).length >= maxStanzasPerSecond

/** What is remembered once another one was pushed. */
export const used = (
  { maxStanzasPerSecond }: RateOptions,
  recent: ReadonlyArray<number>,
  at: number,
): ReadonlyArray<number> =>
  maxStanzasPerSecond > 0
    ? [...recent.filter((pushed) => pushed > at - SECOND), at].slice(-maxStanzasPerSecond)
    : recent
