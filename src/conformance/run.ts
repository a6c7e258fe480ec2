/**
 * The runner: laws one after the other against one implementation. No test framework, no I/O; the seed and the number of
 * runs decide everything, but for how small a failing scene gets in its time.
 */
import * as fc from 'fast-check'
import { defaultOptions, type Options } from '../options.js'
import { policies as knownPolicies } from '../policies.js'
import type { Adapter, Facts } from './adapter.js'
import { type Capability, OPTION_NAMES, whyCannot } from './capability.js'
import { compare, rulesFor } from './compare.js'
import { TIMEOUT_MS, wordsOf } from './deadline.js'
import { type Given, type Law, summaryOf } from './law.js'
import { laws as allLaws } from './laws.js'
import { play } from './play.js'
import type { ImplementationReport, LawResult } from './report.js'
import type { Scene } from './scene.js'
import { type Found, search, type Searched, shrink, thrown, type Trial } from './search.js'
import { logOf, transcriptOf } from './transcript.js'

/** How another server decides, by its name. */
export interface NamedPolicy {
  readonly name: string
  readonly options: Partial<Options>
}

/** How the kit runs. */
export interface Settings {
  /** Scenes a law, where it generates them. Default 100; 5 without a virtual clock. */
  readonly runs?: number
  readonly seed?: number
  /** With `seed`, of an earlier result: begins at its failing scene. */
  readonly path?: string
  /** Whether a failing scene is made smaller. Default true. */
  readonly shrink?: boolean
  /** For how long, in milliseconds. Default 2000: so that a test framework sees the result before it gives up. */
  readonly shrinkMs?: number
  /** How long an adapter may take for one call, in milliseconds. Default 10 000. */
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

/** An adapter that did not answer in so many laws is not asked again: it would only be waited for. */
const MOST_SILENT = 3

const POLICIES: ReadonlyArray<NamedPolicy> = Object.entries(knownPolicies).map(([name, options]) => ({ name, options }))

/** An implementation may be configured in a way that a law's words are not about, and say so. */
const OWN: NamedPolicy = { name: 'of its own options', options: {} }

/** Why a law is not applicable to an implementation; undefined where it is. */
export const whyNotApplicable = (adapter: Facts, { needs, options }: Law): string | undefined => {
  const configured = { ...defaultOptions, ...adapter.options }
  const fixed = OPTION_NAMES.filter(
    (name) => options[name] !== undefined && JSON.stringify(options[name]) !== JSON.stringify(configured[name]),
  )
  const missing = [...needs, ...fixed.map((name): Capability => `options:${name}`)]
    .map((needed) => whyCannot(adapter, needed))
    .filter((why) => why !== undefined)
  return missing.length === 0 ? undefined : missing.join('; ')
}

const tryOn =
  <I>(adapter: Adapter<I>, { check }: Law, { timeoutMs = TIMEOUT_MS }: Settings): Trial =>
  (scene) =>
    check._tag === 'Model' ? compare(adapter, scene, {}, timeoutMs) : play(adapter, scene, timeoutMs)

const scenesOf = (law: Law, given: Given): fc.Arbitrary<Scene> => {
  switch (law.check._tag) {
    case 'Fixed':
      return fc.constant(law.check.scene)
    case 'Generated':
      return law.check.scenes
    case 'Model':
      return law.check.scenes(given)
  }
}

interface Doubt {
  readonly law: Law
  readonly found: Found
  readonly message: string
  readonly scenes: fc.Arbitrary<Scene>
}

/**
 * The first policy that explains a fault: the rules with that policy have the very same fault, and give exactly what the
 * implementation gives in every scene of the law.
 */
const explaining = async <I>(
  adapter: Adapter<I>,
  { law, found: { scene }, message, scenes }: Doubt,
  parameters: fc.Parameters<[Scene]>,
  { policies = POLICIES, timeoutMs = TIMEOUT_MS }: Settings,
): Promise<string | undefined> => {
  for (const policy of [OWN, ...policies]) {
    const same =
      law.check._tag === 'Model' || (await play(rulesFor(adapter, policy.options), scene)).fault?.message === message
    if (!same) continue
    const other = await search(scenes, (one) => compare(adapter, one, policy.options, timeoutMs), parameters)
    if (other.found === undefined) return policy.name
  }
  return undefined
}

const parametersOf = (adapter: Facts, { check }: Law, settings: Settings): fc.Parameters<[Scene]> => {
  const usual = whyCannot(adapter, 'virtual-clock') === undefined ? RUNS : RUNS_IN_REAL_TIME
  return {
    seed: settings.seed ?? SEED,
    path: settings.path ?? '',
    numRuns: check._tag === 'Fixed' ? 1 : (settings.runs ?? usual),
  }
}

const notPlayedOf = (reasons: ReadonlyArray<string>): Pick<LawResult, 'notPlayed'> =>
  reasons[0] === undefined ? {} : { notPlayed: { cases: reasons.length, reason: reasons[0] } }

const NOT_AGAIN = 'it failed once, and not when it was played again'

/** A fault that was found, as a result: smaller where it can be, and explained where a policy explains it. */
const judge = async <I>(
  adapter: Adapter<I>,
  law: Law,
  settings: Settings,
  { runs, notPlayed, found: first }: Searched & { readonly found: Found },
  scenes: fc.Arbitrary<Scene>,
): Promise<LawResult> => {
  const trial = tryOn(adapter, law, settings)
  const isSilent = first.played.fault?.by === 'silence'
  const { shrinkMs = SHRINK_MS } = settings
  const small =
    isSilent || settings.shrink === false || shrinkMs <= 0 ? first : await shrink(scenes, trial, first, shrinkMs)
  const again = isSilent ? first.played : await trial(small.scene).catch(thrown)
  const message = again.fault?.message ?? NOT_AGAIN
  const { path: _path, ...fresh } = parametersOf(adapter, law, settings)
  // What the adapter itself does wrong is no policy.
  const policy =
    again.fault?.by === undefined
      ? await explaining(adapter, { law, found: small, message, scenes }, fresh, settings)
      : undefined
  return {
    law: summaryOf(law),
    verdict: policy === undefined ? 'fail' : 'differs',
    reason: policy === undefined ? message : `as the policy ${policy} has it: ${message}`,
    runs,
    ...notPlayedOf(notPlayed),
    seed: small.seed,
    path: small.path,
    transcript: transcriptOf(small.scene, again),
    log: logOf(small.scene, again),
  }
}

interface Tried {
  readonly result: LawResult
  /** The adapter did not answer: it may never again. */
  readonly silent: boolean
}

const tried = async <I>(adapter: Adapter<I>, settings: Settings, law: Law): Promise<Tried> => {
  const summary = summaryOf(law)
  const spoken = (result: LawResult): Tried => ({ result, silent: false })
  const missing = whyNotApplicable(adapter, law)
  if (missing !== undefined) return spoken({ law: summary, verdict: 'not-applicable', reason: missing, runs: 0 })
  const given: Given = {
    can: (capability) => whyCannot(adapter, capability) === undefined,
    options: adapter.options ?? {},
  }
  const scenes = scenesOf(law, given)
  const searched = await search(scenes, tryOn(adapter, law, settings), parametersOf(adapter, law, settings))
  const { runs, notPlayed, found } = searched
  if (found !== undefined)
    return {
      result: await judge(adapter, law, settings, { ...searched, found }, scenes),
      silent: found.played.fault?.by === 'silence',
    }
  const [unplayable] = notPlayed
  return spoken(
    runs === 0 && unplayable !== undefined
      ? { law: summary, verdict: 'not-applicable', reason: unplayable, runs, ...notPlayedOf(notPlayed) }
      : { law: summary, verdict: 'pass', runs, ...notPlayedOf(notPlayed) },
  )
}

/** The same, whatever is thrown on the way, and how long it took. */
const surely = async <I>(adapter: Adapter<I>, settings: Settings, law: Law): Promise<Tried> => {
  const began = settings.now?.()
  const { result, silent } = await tried(adapter, settings, law).catch((failure: unknown): Tried => ({
    result: {
      law: summaryOf(law),
      verdict: 'fail',
      reason: `it could not be played: ${wordsOf(failure)}`,
      runs: 0,
    },
    silent: false,
  }))
  const ended = settings.now?.()
  return { result: began === undefined || ended === undefined ? result : { ...result, ms: ended - began }, silent }
}

/**
 * Runs one law against one implementation.
 *
 * @returns its result; the promise does not reject, and ends however the adapter behaves
 * @since 0.1.0
 */
export const runLaw =
  <I>(adapter: Adapter<I>, settings: Settings = {}) =>
  async (law: Law): Promise<LawResult> =>
    (await surely(adapter, settings, law)).result

const unheard = (law: Law): LawResult => ({
  law: summaryOf(law),
  verdict: 'fail',
  reason: `not played: the adapter did not answer in ${MOST_SILENT} laws before`,
  runs: 0,
})

/**
 * Runs laws against one implementation, one after the other.
 *
 * @param adapter - the implementation
 * @param settings - all optional: runs, seed, laws, policies, time limits, a clock
 * @returns a verdict for every law; the promise does not reject, and ends however the adapter behaves
 * @example
 * const report = await runConformance(reference, { runs: 20 })
 * report.results.filter(({ verdict }) => verdict === 'fail') // []
 * @since 0.1.0
 */
export const runConformance = async <I>(
  adapter: Adapter<I>,
  settings: Settings = {},
): Promise<ImplementationReport> => {
  const all: Array<Tried> = []
  for (const law of settings.laws ?? allLaws) {
    const isLost = all.filter(({ silent }) => silent).length >= MOST_SILENT
    all.push(isLost ? { result: unheard(law), silent: true } : await surely(adapter, settings, law))
  }
  return {
    name: adapter.name,
    ...(adapter.version === undefined ? {} : { version: adapter.version }),
    results: all.map(({ result }) => result),
  }
}
