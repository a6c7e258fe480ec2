/**
 * ORD: one stanza, or none, and all the registrations that its trigger reaches.
 *
 * The questions are asked in this order, and the first that says no is the reason of the Skip: reach (TRG), what is muted
 * (FIL, SET), what the policy and the options forbid (IMP, FIELD), what was told (DUP), what is too much (RATE). DUP may
 * be asked before the others, since that never changes what is pushed: a stanza that all were told of is not even read.
 * FIL-6: only what was pushed counts as told; a stanza that was muted or held back stands for nothing.
 */
import type { Lazy } from 'fp-ts/lib/function.js'
import type { Options } from '../options/options.js'
import type { Facts } from '../state/facts.js'
import type { PushLog } from '../state/push-log.js'
import type { Registration } from '../state/registration.js'
import type { Counts, Sessions } from '../state/session.js'
import { type Decision, type PushDecision, skip } from './decision.js'
import { recollect, told, wasTold } from './duplicates.js'
import { mutedBy } from './filters.js'
import { isExempt, type Judged, judge } from './judged.js'
import { isUsedUp, used } from './rate.js'
import { reason, type Reason, type ReasonCode } from './reasons.js'
import { concerned, type Reached, reachedBy, type Reaching } from './recipients.js'
import { showsStanza, summarize, type Summary } from './summary.js'

/**
 * What the host's registries hold at that moment, and when that is. An account has all of it but the time.
 *
 * @since 0.1.0
 */
export interface Situation {
  readonly sessions: Sessions
  readonly registrations: ReadonlyArray<Registration>
  readonly pushLog: PushLog
  /** RATE-1: when important stanzas were pushed within the last second. */
  readonly recent: ReadonlyArray<number>
  /** Epoch milliseconds. */
  readonly at: number
}

/**
 * What happened, but for the stanzas.
 *
 * @since 0.1.0
 */
export interface Occasion extends Reaching {
  readonly counts?: Counts | undefined
}

/**
 * What happened, with one stanza or none.
 *
 * @since 0.1.0
 */
export interface StanzaOccasion extends Occasion {
  /** Absent for a ping. Its facts are asked for once at most, and only where they matter. */
  readonly stanza?: { readonly key: string; readonly facts: Lazy<Facts> } | undefined
}

/**
 * One decision: for this registration and, but for a ping, this stanza.
 *
 * @since 0.1.0
 */
export interface Outcome {
  readonly registration: Registration
  readonly decision: Decision
  /** What was decided about; absent for a ping, and where it was not read. */
  readonly judged?: Judged | undefined
  readonly key?: string | undefined
}

/**
 * All decisions of one trigger, and what to remember of them.
 *
 * @since 0.1.0
 */
export interface Decided {
  readonly outcomes: ReadonlyArray<Outcome>
  readonly pushLog: PushLog
  readonly recent: ReadonlyArray<number>
}

/** One stanza and one registration, about which ORD's questions are asked. */
export interface Asked {
  readonly options: Options
  readonly occasion: Occasion
  readonly situation: Pick<Situation, 'sessions'>
  readonly registration: Registration
  readonly judged: Judged
}

/** AWY-1: with `away` only a session that is available without `<show/>` counts as one that sees the stanza itself. */
const isAttended = ({ occasion: { trigger, resource }, situation: { sessions }, registration }: Asked): boolean =>
  Object.entries(sessions).some(
    ([other, { hibernation, available, show }]) =>
      hibernation._tag === 'None' &&
      available !== false &&
      !(trigger === 'closed' && other === resource) &&
      !(registration.settings?.away === true && show !== undefined),
  )

/** CALL-1, CALL-2: calls, and that they are over, are not held back by what the host has chosen. */
const isPassed = ({ options, occasion: { trigger }, judged }: Asked): boolean =>
  trigger === 'call-over' || isExempt(options, judged)

/** ORD, from what is muted to what the options forbid. */
const QUESTIONS: ReadonlyArray<(asked: Asked) => ReasonCode | undefined> = [
  ({ options, occasion: { trigger }, registration, judged }) =>
    // CALL-2: that a call is over is as urgent as the call: what let that pass lets this pass, or the device rings on.
    mutedBy(options, registration, trigger === 'call-over' ? { ...judged, urgent: true } : judged),
  ({ judged }) => (judged.never ? 'never-pushed' : undefined),
  (asked) =>
    asked.options.notifyOn === 'important' && asked.judged.importance === 'unimportant' && !isPassed(asked)
      ? 'only-important'
      : undefined,
  (asked) =>
    asked.options.sessionsSilence === 'all' && !isPassed(asked) && isAttended(asked) ? 'account-online' : undefined,
]

/** What holds a stanza back from a registration, before anything is remembered. */
export const heldBack = (asked: Asked): ReasonCode | undefined => {
  for (const question of QUESTIONS) {
    const code = question(asked)
    if (code !== undefined) return code
  }
  return undefined
}

/** RATE-1: whether another stanza would be one too many; urgent ones are exempt. */
export const isTooMany = (options: Options, judged: Judged, recent: ReadonlyArray<number>, at: number): boolean =>
  !isExempt(options, judged) && isUsedUp(options, recent, at)

/** RATE-1: "Only important pushes use it up". */
export const recentAfter = (
  options: Options,
  judged: Judged,
  recent: ReadonlyArray<number>,
  at: number,
): ReadonlyArray<number> =>
  judged.importance === 'important' && !isExempt(options, judged) ? used(options, recent, at) : recent

/** Why a push says what it says of the body. */
const bodyCode = ({ includeBody }: Options, { facts }: Judged, { lastMessageBody }: Summary): ReasonCode =>
  lastMessageBody === undefined ? 'no-body' : includeBody && facts.body !== undefined ? 'body-shown' : 'important-body'

/** Why there is a push, and why it says what it says. */
const reasonsOf = (options: Options, code: ReasonCode, judged: Judged, summary: Summary): ReadonlyArray<Reason> => {
  const reasons = [reason(code)]
  if (judged.urgent) reasons.push(reason('urgent'))
  reasons.push(reason(judged.cause), reason(bodyCode(options, judged, summary)))
  if (summary.lastMessageSender !== undefined) reasons.push(reason('sender-shown'))
  const isHidden = !showsStanza(options, judged) && (options.includeBody || options.includeSender)
  if (isHidden) reasons.push(reason('count-only'))
  return reasons
}

/** The push of a stanza, or of a ping, which has none. */
export const pushOf = (
  options: Options,
  code: ReasonCode,
  judged: Judged | undefined,
  counts: Counts,
): PushDecision => {
  const summary = summarize(options)(judged, counts)
  if (judged === undefined) return { _tag: 'Push', reasons: [reason(code)], importance: 'unimportant', summary }
  const reasons = reasonsOf(options, code, judged, summary)
  const { importance } = judged
  return judged.urgent
    ? { _tag: 'Push', reasons, importance, urgent: true, summary }
    : { _tag: 'Push', reasons, importance, summary }
}

const NO_COUNTS: Counts = {}

/**
 * TRG, FIL, IMP, DUP, RATE, SUM: decides for one stanza, or for a ping, and every registration that the trigger is about.
 *
 * @param options - all but the options of requests are read
 * @returns a decision for every registration concerned, and what is remembered from now on
 * @example
 * decideStanza(defaultOptions)({ trigger: 'stored-offline', stanza: { key, facts: () => facts } }, { ...account, at }).outcomes
 * @since 0.1.0
 */
export const decideStanza =
  (options: Options) =>
  (occasion: StanzaOccasion, situation: Situation): Decided => {
    const { stanza, counts = NO_COUNTS } = occasion
    const { pushLog, recent, at } = situation
    const memory = { bounds: options, log: pushLog, at }
    const registrations = concerned(occasion, situation)
    const recollection = stanza && recollect(memory, stanza.key)
    const isTold = (registration: Registration): boolean =>
      recollection !== undefined && wasTold(recollection, registration)
    const isOfAll = occasion.trigger !== 'archived' && occasion.trigger !== 'subscription'
    if (stanza !== undefined && isOfAll && registrations.every(isTold)) {
      const decision = skip('already-notified')
      const outcomes = registrations.map((registration) => ({
        registration,
        decision,
        judged: undefined,
        key: stanza.key,
      }))
      return { outcomes, pushLog, recent }
    }
    const judged = stanza && judge(options, stanza.facts())
    const reachedFor = reachedBy(options, occasion, situation, judged?.facts)

    /** Why a registration is not told; undefined where it is. */
    const refusal = (registration: Registration, { reached, code }: Reached): ReasonCode | undefined =>
      !reached
        ? code
        : isTold(registration)
          ? 'already-notified'
          : judged === undefined
            ? undefined
            : (heldBack({ options, occasion, situation, registration, judged }) ??
              (occasion.trigger !== 'call-over' && isTooMany(options, judged, recent, at) ? 'too-many' : undefined))

    // hot loop: what one registration is pushed the next one is, too
    let push: PushDecision | undefined
    const numbers: Array<number> = []
    const outcomes: Array<Outcome> = []
    for (const registration of registrations) {
      const reached = reachedFor(registration)
      const refused = refusal(registration, reached)
      if (refused === undefined) {
        push ??= pushOf(options, reached.code, judged, counts)
        numbers.push(registration.number)
        outcomes.push({ registration, decision: push, judged, key: stanza?.key })
      } else outcomes.push({ registration, decision: skip(refused), judged, key: stanza?.key })
    }
    return {
      outcomes,
      pushLog: recollection === undefined || push === undefined ? pushLog : told(memory, recollection, numbers),
      recent: judged === undefined || push === undefined ? recent : recentAfter(options, judged, recent, at),
    }
  }
