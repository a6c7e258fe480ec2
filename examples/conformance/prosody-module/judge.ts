/**
 * Judges the module law by law. Where a scene does not go as the law says, the rules with `policies.prosody` play it, too:
 * what the module does has to be the same but for deviations that have a name.
 */
import * as fc from 'fast-check'
import { defaultOptions } from 'xmpp-push-rules'
import {
  type Adapter,
  type Capability,
  type Law,
  type LawResult,
  list,
  logOf,
  play,
  reference,
  type Played,
  type Scene,
  transcriptOf,
  whyNotApplicable,
} from 'xmpp-push-rules/conformance'
import { DEVIATIONS, deviationText, explainDifference } from './deviations.js'
import { type Difference, differencesAt, differenceText, parts } from './difference.js'
import { bareScene, type ByRules, playByRules } from './situation.js'

const POLICY = 'as policies.prosody has it'
const FORM = DEVIATIONS.filter(({ number }) => number === 8).map(deviationText)[0]

/** Why a scene went as it did; unexplained is what nothing explains. */
interface Judged {
  readonly reasons: ReadonlyArray<string>
  readonly unexplained: ReadonlyArray<string>
}

/** All differences up to the step from which on the two hold different things. */
const walked = (module: Played, library: ByRules): ReadonlyArray<Difference> => {
  const played = module.unplayable === undefined ? module.seen : module.seen.slice(0, -1)
  const steps = played.map((_, step) => differencesAt(step, module, library.played))
  const parting = steps.findIndex((differences) => differences.some(parts))
  return steps.slice(0, parting < 0 ? steps.length : parting + 1).flat()
}

/** Whether the rules with the policy do not do at that step what the law says either. */
const hasFault = async <I>({ capabilities, options }: Adapter<I>, scene: Scene, step: number): Promise<boolean> => {
  const { fault } = await play({ ...reference, capabilities, ...(options === undefined ? {} : { options }) }, scene)
  return fault?.step === step
}

const judgeScene = async <I>(
  adapter: Adapter<I>,
  scene: Scene,
  { fault }: Played,
  timeoutMs?: number,
): Promise<Judged> => {
  // What the adapter itself gets wrong is no policy.
  if (fault?.by !== undefined) return { reasons: [], unexplained: [fault.message] }
  // What the law is about may end early; the rest of the scene has to have its reasons, too.
  const module = await play(adapter, bareScene(scene), timeoutMs)
  const library = await playByRules(adapter, scene)
  const options = { ...defaultOptions, ...adapter.options, ...scene.options }
  const explained = walked(module, library).map((difference) => ({
    difference,
    deviation: explainDifference({ scene, options, module, library, difference }),
  }))
  const isOfPolicy = fault !== undefined && (await hasFault(adapter, scene, fault.step))
  const reasons = [
    ...(isOfPolicy ? [POLICY] : []),
    ...new Set(
      explained.flatMap(({ difference: { step }, deviation }) =>
        deviation === undefined || step > (fault?.step ?? step) ? [] : [deviationText(deviation)],
      ),
    ),
  ]
  // The form is another one in every push: it is the reason only where there is no other.
  const rest = reasons.filter((reason) => reason !== FORM)
  return {
    reasons: rest.length === 0 ? reasons : rest,
    unexplained: [
      ...explained.flatMap(({ difference, deviation }) =>
        deviation === undefined ? [differenceText(difference)] : [],
      ),
      ...(fault !== undefined && reasons.length === 0 ? ['nothing explains it'] : []),
    ],
  }
}

const scenesOf = <I>(adapter: Adapter<I>, { check }: Law, { runs, seed }: JudgeSettings): ReadonlyArray<Scene> => {
  const options = adapter.options ?? {}
  const can = (capability: Capability): boolean => adapter.capabilities[capability] === true
  return check._tag === 'Fixed'
    ? [check.scene]
    : fc.sample(check._tag === 'Model' ? check.scenes({ can, options }) : check.scenes, { seed, numRuns: runs })
}

export interface JudgeSettings {
  readonly runs: number
  readonly seed: number
  /** How long the module may take to answer; default: that of the kit. */
  readonly timeoutMs?: number
}

/** How often each reason was one, the most frequent first. */
const counted = (reasons: ReadonlyArray<string>): string =>
  [...new Set(reasons)]
    .map((reason) => ({ reason, times: reasons.filter((one) => one === reason).length }))
    .sort((a, b) => b.times - a.times)
    .map(({ reason }) => reason)
    .join('; ')

/** Plays one law, every scene of it, and says of each that does not go as the law says why not. */
export const judgeLaw =
  <I>(adapter: Adapter<I>, settings: JudgeSettings) =>
  async (law: Law): Promise<LawResult> => {
    const [summary] = list({ id: law.id })
    if (summary === undefined) throw new Error(`no law ${law.id}`)
    const missing = whyNotApplicable(adapter, law)
    if (missing !== undefined) return { law: summary, verdict: 'not-applicable', reason: missing, runs: 0 }
    const scenes = scenesOf(adapter, law, settings)
    const reasons: Array<string> = []
    const notPlayed: Array<string> = []
    for (const [index, scene] of scenes.entries()) {
      const played = await play(adapter, scene, settings.timeoutMs)
      if (played.unplayable !== undefined) notPlayed.push(played.unplayable)
      // What a law of the model expects is what the rules do.
      if (played.fault === undefined && law.check._tag !== 'Model') continue
      const judged = await judgeScene(adapter, scene, played, settings.timeoutMs)
      if (judged.unexplained.length > 0)
        return {
          law: summary,
          verdict: 'fail',
          reason: [played.fault?.message ?? 'the model does something else', ...judged.unexplained].join('; '),
          runs: index + 1,
          seed: settings.seed,
          transcript: transcriptOf(scene, played),
          log: logOf(played),
        }
      reasons.push(...new Set(judged.reasons))
    }
    const [unplayable] = notPlayed
    return {
      law: summary,
      ...(reasons.length === 0 ? { verdict: 'pass' } : { verdict: 'differs', reason: counted(reasons) }),
      runs: scenes.length - notPlayed.length,
      ...(unplayable === undefined ? {} : { notPlayed: { cases: notPlayed.length, reason: unplayable } }),
    }
  }
