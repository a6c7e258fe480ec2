/**
 * A fault that was found, as a result: made smaller, played again, and explained where a policy of another server does.
 */
import type * as fc from 'fast-check'
import type { Options } from '../options/options.js'
import type { Adapter, Facts } from './adapter.js'
import { compare, policyFault, rulesFor } from './compare.js'
import { TIMEOUT_MS } from './deadline.js'
import { type Law, summaryOf } from './law.js'
import { type Fault, play, type Played, thrown } from './play.js'
import type { LawResult } from './report.js'
import type { Scene } from './scene.js'
import { type Found, search, type Searched, shrink, type Trial } from './search.js'
import { type NamedPolicy, parametersOf, POLICIES, type Settings, shrinkMsOf } from './settings.js'
import { logOf, transcriptOf } from './transcript.js'

/** An implementation may be configured in a way that a law's words are not about, and say so. */
const OWN: NamedPolicy = { name: 'of its own options', options: {} }

/** Plays a scene as its law wants it played. */
export const tryOn =
  <I>(adapter: Adapter<I>, { check }: Law, { timeoutMs = TIMEOUT_MS }: Settings): Trial =>
  (scene) =>
    check._tag === 'Model' ? compare(adapter, scene, {}, timeoutMs) : play(adapter, scene, timeoutMs)

interface Doubt {
  readonly law: Law
  readonly found: Found
  readonly message: string
  readonly scenes: fc.Arbitrary<Scene>
}

/** What a law finds in the rules with a policy, where they play a scene in the implementation's place. */
const faultWith = async (
  facts: Facts,
  { check }: Law,
  scene: Scene,
  policy: Partial<Options>,
): Promise<Fault | undefined> =>
  check._tag === 'Model' ? policyFault(facts, scene, policy) : (await play(rulesFor(facts, policy), scene)).fault

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
    const fault = await faultWith(adapter, law, scene, policy.options)
    if (fault?.message !== message) continue
    const other = await search(scenes, (one) => compare(adapter, one, policy.options, timeoutMs), parameters)
    if (other.found === undefined) return policy.name
  }
  return undefined
}

/** What could not be played, for a result. */
export const notPlayedOf = (reasons: ReadonlyArray<string>): Pick<LawResult, 'notPlayed'> =>
  reasons[0] === undefined ? {} : { notPlayed: { cases: reasons.length, reason: reasons[0] } }

/** What went wrong: what the law says of it, and where the adapter did not answer besides. */
const inWords = ({ fault, silent }: Played): string =>
  [...new Set([fault?.message, silent])].filter((words) => words !== undefined).join('; besides, ')

const FLAKY = 'flaky: it failed once, and not when the same scene was played again'

/** Of a flaky one: how the same scene went when it failed, and when it did not. */
const bothTimes = (scene: Scene, failed: Played, again: Played): string =>
  ['The first time:', transcriptOf(scene, failed), 'Played again:', transcriptOf(scene, again)].join('\n')

/** A fault that was found, as a result. */
export const judge = async <I>(
  adapter: Adapter<I>,
  law: Law,
  settings: Settings,
  { runs, notPlayed, found: first }: Searched & { readonly found: Found },
  scenes: fc.Arbitrary<Scene>,
): Promise<LawResult> => {
  const trial = tryOn(adapter, law, settings)
  const isSilent = first.played.silent !== undefined
  const shrinkMs = shrinkMsOf(settings)
  const small = isSilent || shrinkMs === 0 ? first : await shrink(scenes, trial, first, shrinkMs)
  const again = isSilent ? first.played : await trial(small.scene).catch(thrown)
  const result = {
    law: summaryOf(law),
    runs,
    ...notPlayedOf(notPlayed),
    seed: small.seed,
    path: small.path,
  } as const
  // A race is no policy: who explained it by one would have it pass.
  if (again.fault === undefined)
    return {
      ...result,
      verdict: 'fail',
      reason: `${FLAKY}: ${inWords(small.played)}`,
      transcript: bothTimes(small.scene, small.played, again),
      log: logOf(small.played),
    }
  const { message, by } = again.fault
  const { path: _path, ...fresh } = parametersOf(adapter, law, settings)
  // What the adapter itself does wrong is no policy.
  const policy =
    by === undefined && again.silent === undefined
      ? await explaining(adapter, { law, found: small, message, scenes }, fresh, settings)
      : undefined
  return {
    ...result,
    verdict: policy === undefined ? 'fail' : 'differs',
    reason: policy === undefined ? inWords(again) : `as the policy ${policy} has it: ${message}`,
    transcript: transcriptOf(small.scene, again),
    log: logOf(again),
  }
}
