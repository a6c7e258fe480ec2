/**
 * The runner: laws one after the other against one implementation. No test framework, no I/O; the seed and the number of
 * runs decide everything, but for how small a failing scene gets in its time.
 */
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { defaultOptions } from '../options/options.js'
import type { Adapter, Facts } from './adapter.js'
import { type Capability, OPTION_NAMES, whyCannot } from './capability.js'
import { isObject, shown } from './copy.js'
import { wordsOf } from './deadline.js'
import { judge, notPlayedOf, tryOn } from './judge.js'
import { type Given, type Law, summaryOf } from './law.js'
import { laws as allLaws } from './laws.js'
import type { ImplementationReport, LawResult, LawSummary } from './report.js'
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

/** In place of a law that is none, as one that was looked for and not found. */
const NO_LAW: LawSummary = {
  id: 'no law',
  rules: [],
  level: 'MUST',
  section: '',
  link: '',
  requirement: 'What is played is a law.',
}

const NOTHING = 'no scene was played: there is none at this path, or fast-check was told to end before the first'

/** What is no adapter or no law at all, in words. Written in JavaScript, anything may come. */
const whyNone = (adapter: unknown, law: unknown): string | undefined =>
  !isObject(adapter)
    ? `the adapter is ${shown(adapter)}; expected an object with its functions`
    : isObject(law)
      ? undefined
      : `the law is ${shown(law)}; expected one of \`laws\``

/** What is read from outside may throw: then it is as if it were not there. */
const readFrom = <A>(read: () => A): A | undefined => E.toUnion(E.tryCatch(read, () => undefined))

const failing = (law: Law, reason: string): LawResult => ({
  law: readFrom(() => summaryOf(law)) ?? NO_LAW,
  verdict: 'fail',
  reason,
  runs: 0,
})

interface Tried {
  readonly result: LawResult
  /** The adapter did not answer: it may never again. */
  readonly silent: boolean
}

const unheard = (law: Law): LawResult =>
  failing(law, `not played: the adapter did not answer in ${MOST_SILENT} laws before`)

const tried = async <I>(adapter: Adapter<I>, settings: Settings, law: Law, isLost: boolean): Promise<Tried> => {
  const spoken = (result: LawResult): Tried => ({ result, silent: false })
  const wrong = whyNone(adapter, law)
  if (wrong !== undefined) return spoken(failing(law, wrong))
  const summary = summaryOf(law)
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
      silent: found.played.silent !== undefined,
    }
  if (runs > 0) return spoken({ law: summary, verdict: 'pass', runs, ...notPlayedOf(notPlayed) })
  // What was not played is not green: the adapter says why, or there was nothing to play, as behind a path of another law.
  const [unplayable] = notPlayed
  return spoken(
    unplayable === undefined
      ? failing(law, NOTHING)
      : { law: summary, verdict: 'not-applicable', reason: unplayable, runs, ...notPlayedOf(notPlayed) },
  )
}

/** The same, whatever is thrown on the way, and how long it took. */
const surely = async <I>(adapter: Adapter<I>, settings: Settings, law: Law, isLost = false): Promise<Tried> => {
  const began = readFrom(() => settings.now?.())
  const { result, silent } = await tried(adapter, settings, law, isLost).catch((failure: unknown): Tried => ({
    result: failing(law, `it could not be played: ${wordsOf(failure)}`),
    silent: false,
  }))
  const ended = readFrom(() => settings.now?.())
  return { result: began === undefined || ended === undefined ? result : { ...result, ms: ended - began }, silent }
}

/** Settings, or none: as an argument that may be null. */
const settingsOf = (given: Settings | null): Settings => given ?? {}

/**
 * Runs one law against one implementation.
 *
 * @returns its result; the promise does not reject, and ends however the adapter behaves
 * @since 0.1.0
 */
export const runLaw =
  <I>(adapter: Adapter<I>, settings: Settings = {}) =>
  async (law: Law): Promise<LawResult> =>
    (await surely(adapter, settingsOf(settings), law)).result

/** What is no list of laws is one law, or says that it is none. */
const lawsOf = (settings: Settings): ReadonlyArray<Law> => {
  const laws: unknown = readFrom(() => settings.laws) ?? allLaws
  return (Array.isArray(laws) ? laws : [laws]) as ReadonlyArray<Law>
}

const textFrom = (read: () => unknown): string | undefined => {
  const text = readFrom(read)
  return typeof text === 'string' && text !== '' ? text : undefined
}

/**
 * Runs laws against one implementation, one after the other.
 *
 * @param adapter - the implementation; what is none, or throws where it is read, fails every law in words
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
  const given = settingsOf(settings)
  const all: Array<Tried> = []
  for (const law of lawsOf(given)) {
    const isLost = all.filter(({ silent }) => silent).length >= MOST_SILENT
    all.push(await surely(adapter, given, law, isLost))
  }
  const version = textFrom(() => adapter.version)
  return {
    name: textFrom(() => adapter.name) ?? 'an adapter without a name',
    ...(version === undefined ? {} : { version }),
    results: all.map(({ result }) => result),
  }
}
