/**
 * How the kit runs, and what holds where nothing is said.
 */
import type * as fc from 'fast-check'
import type { Options } from '../options/options.js'
import { policies as knownPolicies } from '../options/policies.js'
import type { Facts } from './adapter.js'
import { whyCannot } from './capability.js'
import { limitOf } from './deadline.js'
import type { Law } from './law.js'
import type { Scene } from './scene.js'

/** How another server decides, by its name. */
export interface NamedPolicy {
  readonly name: string
  readonly options: Partial<Options>
}

/** How the kit runs. */
export interface Settings {
  /**
   * Scenes a law, where it generates them. Default 100; 5 without a virtual clock. What is no whole number above 0, as
   * `Number(process.env.RUNS)` where that is not set, counts as not given: no law passes that was not played.
   */
  readonly runs?: number
  /** Default: always the same one. NaN counts as not given. */
  readonly seed?: number
  /** With `seed`, of an earlier result: begins at its failing scene. */
  readonly path?: string
  /** Whether a failing scene is made smaller. Default true. */
  readonly shrink?: boolean
  /** For how long, in milliseconds; 0 is not at all. Default 2000: so that a test framework sees the result before it gives up. */
  readonly shrinkMs?: number
  /**
   * How long an adapter may take for one call, in milliseconds. Default 10 000, also in place of what is no number above
   * 0; at most 24 days. A function that never returns cannot be ended.
   */
  readonly timeoutMs?: number
  /** A clock, in milliseconds: with it, results say how long they took. */
  readonly now?: () => number
  /** The laws to run; default all. See `select`. */
  readonly laws?: ReadonlyArray<Law>
  /** The policies that may explain a difference; default: those of `policies`. */
  readonly policies?: ReadonlyArray<NamedPolicy>
}

/** 2016-02-16: the day of the mail that the business rules come from. */
const SEED = 20_160_216
const RUNS = 100
const RUNS_IN_REAL_TIME = 5
const SHRINK_MS = 2000

export const POLICIES: ReadonlyArray<NamedPolicy> = Object.entries(knownPolicies).map(([name, options]) => ({
  name,
  options,
}))

/** Something to play in every case: a law of no scenes would hold for every implementation. */
const runsOf = ({ runs }: Settings, usual: number): number =>
  runs !== undefined && Number.isSafeInteger(runs) && runs > 0 ? runs : usual

/** For how long a failing scene is made smaller, in milliseconds; 0 where it is not. */
export const shrinkMsOf = ({ shrink, shrinkMs = SHRINK_MS }: Settings): number =>
  shrink === false || shrinkMs <= 0 ? 0 : limitOf(shrinkMs, SHRINK_MS)

/** How a law's scenes are searched. */
export const parametersOf = (adapter: Facts, { check }: Law, settings: Settings): fc.Parameters<[Scene]> => {
  const { seed } = settings
  const usual = whyCannot(adapter, 'virtual-clock') === undefined ? RUNS : RUNS_IN_REAL_TIME
  return {
    seed: seed !== undefined && Number.isFinite(seed) ? seed : SEED,
    path: settings.path ?? '',
    numRuns: check._tag === 'Fixed' ? 1 : runsOf(settings, usual),
  }
}
