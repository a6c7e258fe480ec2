/**
 * Effects out of what the rules decided: no account changes here.
 */
import * as O from 'fp-ts/lib/Option.js'
import type { Effect, Publish, PublishSealed, SetResumeTimeout, Skip, StartTimer, StopTimer } from '../effect.js'
import type { Options } from '../options/options.js'
import type { Outcome } from '../rules/decide.js'
import type { PushDecision, SkipDecision } from '../rules/decision.js'
import type { Waiting } from '../rules/hibernation.js'
import { reason, type Reason } from '../rules/reasons.js'
import { plaintextOf } from '../rules/sealed.js'
import type { Building } from '../state/defined.js'
import { keyOf, refOf, type Seal } from '../state/registration.js'
import type { Counts } from '../state/session.js'

/** What an outcome is decided with, besides the options. */
export interface Around {
  /** PUB-1: the account's domain. */
  readonly from: string
  readonly counts: Counts
}

/** What every publish request has. */
const publishing = ({ from }: Around, { registration, key }: Outcome, decision: PushDecision): Building<Publish> => {
  const { publishOptions, settings } = registration
  const publish: Building<Publish> = {
    _tag: 'Publish',
    registration: refOf(registration),
    from,
    publishOptions,
    decision,
  }
  if (key !== undefined) publish.key = key
  if (settings?.priority === true) publish.priority = decision.importance === 'important' ? 'high' : 'low'
  return publish
}

/** What the summary shows is no reason of a push that has none. */
const isOfSummary = ({ rule }: Reason): boolean => rule.startsWith('SUM-')

const sealed = (options: Options, around: Around, outcome: Outcome, seal: Seal): PublishSealed => {
  const decision = outcome.decision as PushDecision
  return {
    ...publishing(around, outcome, decision),
    _tag: 'PublishSealed',
    decision: { ...decision, reasons: [...decision.reasons.filter((one) => !isOfSummary(one)), reason('sealed')] },
    secret: seal.secret,
    plaintext: plaintextOf(options, seal, outcome.judged, around.counts),
    voip: decision.urgent === true,
  }
}

const plain = (around: Around, outcome: Outcome): Publish => {
  const publish = publishing(around, outcome, outcome.decision as PushDecision)
  const call = outcome.judged?.facts.call
  if (outcome.registration.settings?.jingle === true && call !== undefined) publish.jingle = call
  return publish
}

const skipped = ({ registration, key }: Outcome, decision: SkipDecision): Skip =>
  key === undefined
    ? { _tag: 'Skip', registration: keyOf(registration), decision }
    : { _tag: 'Skip', registration: keyOf(registration), decision, key }

/** PUB, SEAL: the effect of one decision. */
export const effectOf = (options: Options, around: Around, outcome: Outcome): Effect => {
  const { registration, decision } = outcome
  const seal = registration.settings?.seal
  return decision._tag === 'Skip'
    ? skipped(outcome, decision)
    : seal === undefined
      ? plain(around, outcome)
      : sealed(options, around, outcome, seal)
}

/** Stops timers. */
export const stopTimers = (timers: ReadonlyArray<string>): ReadonlyArray<StopTimer> =>
  timers.map((timer) => ({ _tag: 'StopTimer', timer }))

/** The timer that is not needed any more when another resume timeout runs. */
export const stopped = ({ stopWake }: Waiting): ReadonlyArray<StopTimer> =>
  O.isSome(stopWake) ? stopTimers([stopWake.value]) : []

/** RES: what a change of the resume timeout asks of the host, but for the timer that is to be stopped first. */
export const waited = (
  resource: string,
  { timeoutMs, startWake }: Waiting,
): ReadonlyArray<SetResumeTimeout | StartTimer> => [
  ...(O.isSome(timeoutMs) ? [{ _tag: 'SetResumeTimeout', resource, timeoutMs: timeoutMs.value } as const] : []),
  ...(O.isSome(startWake) ? [{ _tag: 'StartTimer', ...startWake.value } as const] : []),
]
