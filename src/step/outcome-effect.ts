/**
 * Effects out of what the rules decided: no account changes here.
 */
import * as O from 'fp-ts/lib/Option.js'
import type { Effect, Publish, PublishSealed, SetResumeTimeout, StartTimer, StopTimer } from '../effect.js'
import type { Options } from '../options/options.js'
import type { Outcome } from '../rules/decide.js'
import type { PushDecision } from '../rules/decision.js'
import type { Waiting } from '../rules/hibernation.js'
import { reason } from '../rules/reasons.js'
import { plaintextOf } from '../rules/sealed.js'
import { type BareJid, domainOf } from '../state/jid.js'
import { keyOf, refOf, type Seal } from '../state/registration.js'
import type { Counts } from '../state/session.js'

const keyed = (key: string | undefined): { readonly key?: string } => (key === undefined ? {} : { key })

const priorityOf = ({ registration }: Outcome, { importance }: PushDecision): { readonly priority?: 'high' | 'low' } =>
  registration.settings?.priority === true ? { priority: importance === 'important' ? 'high' : 'low' } : {}

/** What every publish request has. */
const publishing = (
  account: BareJid,
  outcome: Outcome,
  decision: PushDecision,
): Omit<Publish, '_tag' | 'jingle' | 'decision'> => ({
  registration: refOf(outcome.registration),
  from: domainOf(account),
  publishOptions: outcome.registration.publishOptions,
  ...keyed(outcome.key),
  ...priorityOf(outcome, decision),
})

/** What an outcome is decided with, besides the options. */
export interface Around {
  readonly account: BareJid
  readonly counts: Counts
}

const sealed = (options: Options, { account, counts }: Around, outcome: Outcome, seal: Seal): PublishSealed => {
  const decision = outcome.decision as PushDecision
  return {
    _tag: 'PublishSealed',
    ...publishing(account, outcome, decision),
    decision: { ...decision, reasons: [...decision.reasons, reason('sealed')] },
    secret: seal.secret,
    plaintext: plaintextOf(options, seal, outcome.judged, counts),
    voip: decision.urgent === true,
  }
}

const plain = ({ account }: Around, outcome: Outcome): Publish => {
  const decision = outcome.decision as PushDecision
  const call = outcome.judged?.facts.call
  return {
    _tag: 'Publish',
    ...publishing(account, outcome, decision),
    decision,
    ...(outcome.registration.settings?.jingle === true && call !== undefined ? { jingle: call } : {}),
  }
}

/** PUB, SEAL: the effect of one decision. */
export const effectOf =
  (options: Options, around: Around) =>
  (outcome: Outcome): Effect => {
    const { registration, decision, key } = outcome
    const seal = registration.settings?.seal
    return decision._tag === 'Skip'
      ? { _tag: 'Skip', registration: keyOf(registration), decision, ...keyed(key) }
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
