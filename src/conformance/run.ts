/**
 * The runner: laws one after the other against one implementation. No test framework, no I/O; the seed and the number of
 * runs decide everything, but for how small a failing scene gets in its time.
 */
import * as fc from 'fast-check'
import { defaultOptions } from '../options/options.js'
import type { Adapter, Facts } from './adapter.js'
import { type Capability, OPTION_NAMES, whyCannot } from './capability.js'
import { wordsOf } from './deadline.js'
import { judge, notPlayedOf, tryOn } from './judge.js'
import { type Given, type Law, summaryOf } from './law.js'
import { laws as allLaws } from './laws.js'
import type { ImplementationReport, LawResult } from './report.js'
import type { Scene } from './scene.js'
import { search } from './search.js'
import { parametersOf, type Settings } from './settings.js'

/** An adapter that did not answer in so many laws is not asked again: it would only be waited for. */
const MOST_SILENT = 3

/** Why a law is not applicable to an implementation; undefined where it is. */
export const whyNotApplicable = (adapter: Facts, { needs, options }: Law): string | undefined => {
  const configured = { ...defaultOptions, ...adapter.options }
  const fixed = OPTION_NAMES.filter(
    (name) => options[name] !== undefined && JSON.stringify(options[name]) !== JSON.stringify(configured[name]),
  )
  // A law may need an option by its name, and fix it too.
  const missing = [...new Set([...needs, ...fixed.map((name): Capability => `options:${name}`)])]
    .map((needed) => whyCannot(adapter, needed))
    .filter((why) => why !== undefined)
  return missing.length === 0 ? undefined : missing.join('; ')
}

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

interface Tried {
  readonly result: LawResult
  /** The adapter did not answer: it may never again. */
  readonly silent: boolean
}

const unheard = (law: Law): LawResult => ({
  law: summaryOf(law),
  verdict: 'fail',
  reason: `not played: the adapter did not answer in ${MOST_SILENT} laws before`,
  runs: 0,
})

const tried = async <I>(adapter: Adapter<I>, settings: Settings, law: Law, isLost: boolean): Promise<Tried> => {
  const summary = summaryOf(law)
  const spoken = (result: LawResult): Tried => ({ result, silent: false })
  const missing = whyNotApplicable(adapter, law)
  if (missing !== undefined) return spoken({ law: summary, verdict: 'not-applicable', reason: missing, runs: 0 })
  if (isLost) return { result: unheard(law), silent: true }
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
const surely = async <I>(adapter: Adapter<I>, settings: Settings, law: Law, isLost = false): Promise<Tried> => {
  const began = settings.now?.()
  const { result, silent } = await tried(adapter, settings, law, isLost).catch((failure: unknown): Tried => ({
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
    all.push(await surely(adapter, settings, law, isLost))
  }
  return {
    name: adapter.name,
    ...(adapter.version === undefined ? {} : { version: adapter.version }),
    results: all.map(({ result }) => result),
  }
}
