/**
 * The runner: laws one after the other against one implementation. No test framework, no I/O, no clock; the seed and
 * the number of runs decide everything.
 */
import * as fc from 'fast-check'
import { defaultOptions, type Options } from '../options/options.js'
import { policies as knownPolicies } from '../options/policies.js'
import type { Adapter, Facts } from './adapter.js'
import { type Capability, OPTION_NAMES, whyMissing } from './capability.js'
import { compare, rulesFor } from './compare.js'
import { type Given, type Law, summaryOf } from './law.js'
import { laws as allLaws } from './laws.js'
import { play, type Played } from './play.js'
import type { ImplementationReport, LawResult } from './report.js'
import type { Scene } from './scene.js'
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
  /** The laws to run; default all. See `select`. */
  readonly laws?: ReadonlyArray<Law>
  /** The policies that may explain a difference; default: those of `policies`. */
  readonly policies?: ReadonlyArray<NamedPolicy>
}

/** 2016-02-16: the day of the mail that the business rules come from. */
const SEED = 20_160_216
const RUNS = 100
const RUNS_IN_REAL_TIME = 5

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
    .map((needed) => whyMissing(adapter.capabilities, needed))
    .filter((why) => why !== undefined)
  return missing.length === 0 ? undefined : missing.join('; ')
}

/** How a scene goes on an implementation, with a fault where the law does not hold. */
type Trial = (scene: Scene) => Promise<Played>

interface Found {
  readonly scene: Scene
  readonly runs: number
  readonly seed: number
  readonly path: string
}

const tryOn =
  <I>(adapter: Adapter<I>, { check }: Law): Trial =>
  (scene) =>
    check._tag === 'Model' ? compare(adapter, scene) : play(adapter, scene)

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

/** The first scene with a fault, made as small as it gets. */
const search = async (
  scenes: fc.Arbitrary<Scene>,
  trial: Trial,
  parameters: fc.Parameters<[Scene]>,
): Promise<{ readonly runs: number; readonly found: Found | undefined }> => {
  const property = fc.asyncProperty(scenes, async (scene) => (await trial(scene)).fault === undefined)
  const { counterexample, counterexamplePath, seed, numRuns } = await fc.check(property, parameters)
  return {
    runs: numRuns,
    found:
      counterexample === null ? undefined : { scene: counterexample[0], runs: numRuns, seed, path: counterexamplePath },
  }
}

/**
 * The first policy that explains a fault: the rules with that policy have the very same fault, and give exactly what the
 * implementation gives in every scene of the law.
 */
const explaining = async <I>(
  adapter: Adapter<I>,
  law: Law,
  fault: Found & { readonly message: string },
  scenes: fc.Arbitrary<Scene>,
  parameters: fc.Parameters<[Scene]>,
  policies: ReadonlyArray<NamedPolicy>,
): Promise<string | undefined> => {
  for (const policy of policies) {
    const same =
      law.check._tag === 'Model' ||
      (await play(rulesFor(adapter, policy.options), fault.scene)).fault?.message === fault.message
    const { found } = same
      ? await search(scenes, (scene) => compare(adapter, scene, policy.options), parameters)
      : { found: fault }
    if (found === undefined) return policy.name
  }
  return undefined
}

const parametersOf = (adapter: Facts, { check }: Law, settings: Settings): fc.Parameters<[Scene]> => {
  const usual = whyMissing(adapter.capabilities, 'virtual-clock') === undefined ? RUNS : RUNS_IN_REAL_TIME
  return {
    seed: settings.seed ?? SEED,
    path: settings.path ?? '',
    numRuns: check._tag === 'Fixed' ? 1 : (settings.runs ?? usual),
    endOnFailure: settings.shrink === false,
  }
}

/**
 * Runs one law against one implementation.
 *
 * @since 0.1.0
 */
export const runLaw =
  <I>(adapter: Adapter<I>, settings: Settings = {}) =>
  async (law: Law): Promise<LawResult> => {
    const summary = summaryOf(law)
    const missing = whyNotApplicable(adapter, law)
    if (missing !== undefined) return { law: summary, verdict: 'not-applicable', reason: missing, runs: 0 }
    const given: Given = {
      can: (capability) => whyMissing(adapter.capabilities, capability) === undefined,
      options: adapter.options ?? {},
    }
    const scenes = scenesOf(law, given)
    const parameters = parametersOf(adapter, law, settings)
    const trial = tryOn(adapter, law)
    const { runs, found } = await search(scenes, trial, parameters)
    if (found === undefined) return { law: summary, verdict: 'pass', runs }
    const { path: _path, ...fresh } = parameters
    const again = await trial(found.scene)
    const message = again.fault?.message ?? 'it failed once, and not when it was played again'
    const policy = await explaining(adapter, law, { ...found, message }, scenes, { ...fresh, endOnFailure: true }, [
      OWN,
      ...(settings.policies ?? POLICIES),
    ])
    return {
      law: summary,
      verdict: policy === undefined ? 'fail' : 'differs',
      reason: policy === undefined ? message : `as the policy ${policy} has it: ${message}`,
      runs,
      seed: found.seed,
      path: found.path,
      transcript: transcriptOf(found.scene, again),
      log: logOf(found.scene, again),
    }
  }

/**
 * Runs laws against one implementation, one after the other.
 *
 * @param adapter - the implementation
 * @param settings - all optional: runs, seed, laws, policies
 * @returns a verdict for every law; the promise does not reject
 * @example
 * const report = await runConformance(reference, { runs: 20 })
 * report.results.filter(({ verdict }) => verdict === 'fail') // []
 * @since 0.1.0
 */
export const runConformance = async <I>(
  adapter: Adapter<I>,
  settings: Settings = {},
): Promise<ImplementationReport> => {
  const results: Array<LawResult> = []
  for (const law of settings.laws ?? allLaws) results.push(await runLaw(adapter, settings)(law))
  return {
    name: adapter.name,
    ...(adapter.version === undefined ? {} : { version: adapter.version }),
    results,
  }
}
