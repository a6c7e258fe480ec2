/**
 * All of it for one trigger: which registrations it reaches, what was pushed before, what goes out.
 *
 * Two shapes are enough. A single stanza (or a ping) goes to every recipient; a queue goes to its session's own
 * registration, with at most one push per importance class (TRG-5).
 */
import { type Decision, type Push, reason, type Reason, type Skip } from '../decision.js'
import type { Counts } from '../event.js'
import { countBetween, type Notified, notifiedOf, recall, rememberAll, rememberMore } from '../notified.js'
import type { Notice } from '../notice.js'
import type { Options } from '../options.js'
import { findRegistration, keyOf, type Registration, type RegistrationKey } from '../registration.js'
import { concerned, REACH, type RecipientsInput, verdicts } from './recipients.js'
import { summarize, type Summary } from './summary.js'

/** What happened: a trigger with the stanzas that it is about (none for a ping). */
export interface Occasion extends Omit<RecipientsInput, 'notice' | 'sessions' | 'registrations'> {
  readonly notices: ReadonlyArray<Notice>
  readonly counts?: Counts
}

/** What the host's registries hold at that moment; `at` in epoch milliseconds. */
export interface Situation extends Pick<RecipientsInput, 'sessions' | 'registrations'> {
  readonly notified: Notified
  readonly at: number
}

/** One decision: for this registration and, but for a ping, this stanza. */
export interface Outcome {
  readonly registration: Registration
  readonly key?: string
  readonly decision: Decision
}

/** All decisions of one trigger, and what to remember of them. */
export interface Decided {
  readonly outcomes: ReadonlyArray<Outcome>
  readonly notified: Notified
}

const SECOND = 1000

const skip = (...reasons: ReadonlyArray<Reason>): Skip => ({ _tag: 'Skip', reasons })

const DUPLICATE = skip(reason('already-notified'))
const STANDS_FOR = skip(reason('stands-for'))
const ONLY_IMPORTANT = skip(reason('only-important'))
const ACCOUNT_ONLINE = skip(reason('account-online'))
const TOO_MANY = skip(reason('too-many'))
const BODY_SHOWN = reason('body-shown')
const IMPORTANT_BODY = reason('important-body')
const NO_BODY = reason('no-body')
const URGENT = reason('urgent')
const SENDER_SHOWN = reason('sender-shown')

/** Why a push goes out, and then why it says what it says. */
const reasonsOf = (options: Options, why: Reason, noticed: Notice, summary: Summary): ReadonlyArray<Reason> => {
  const cause = reason(noticed.cause)
  const body =
    summary.lastMessageBody === undefined
      ? NO_BODY
      : options.includeBody && noticed.body !== undefined
        ? BODY_SHOWN
        : IMPORTANT_BODY
  // hot loop: once a push; an array that is written out has no room to spare, one that grows has sixteen places more
  return summary.lastMessageSender === undefined
    ? noticed.urgent
      ? [why, URGENT, cause, body]
      : [why, cause, body]
    : noticed.urgent
      ? [why, URGENT, cause, body, SENDER_SHOWN]
      : [why, cause, body, SENDER_SHOWN]
}

/** The push of a stanza, or of a ping, which has none. */
const push = (options: Options, why: Reason, noticed: Notice | undefined, summary: Summary): Push =>
  noticed === undefined
    ? { _tag: 'Push', reasons: [why], importance: 'unimportant', summary }
    : { _tag: 'Push', reasons: reasonsOf(options, why, noticed, summary), importance: noticed.importance, summary }

/** FIELD: whether there is a session, but for the one that is closing (TRG-10). */
const isOnline = (
  { trigger, resource }: Pick<Occasion, 'trigger' | 'resource'>,
  sessions: Situation['sessions'],
): boolean => Object.keys(sessions).some((other) => trigger !== 'closed' || other !== resource)

/** FIELD: what a host may forbid on top of the rules; `undefined` where nothing stands against a push. */
const forbids = (
  options: Options,
  occasion: Pick<Occasion, 'trigger' | 'resource'>,
  { sessions, notified, at }: Situation,
  noticed: Notice,
): Skip | undefined =>
  options.notifyOn === 'important' && noticed.importance === 'unimportant'
    ? ONLY_IMPORTANT
    : options.sessionsSilence === 'all' && isOnline(occasion, sessions)
      ? ACCOUNT_ONLINE
      : options.maxStanzasPerSecond > 0 && countBetween(notified, at - SECOND, at) >= options.maxStanzasPerSecond
        ? TOO_MANY
        : undefined

/** What a trigger decides of a stanza for all that it reaches and that were not told before; of a ping for all. */
const decideOnce = (
  options: Options,
  occasion: Omit<Occasion, 'notices'>,
  situation: Situation,
  why: Reason,
  noticed: Notice | undefined,
): Decision => {
  const forbidden = noticed && forbids(options, occasion, situation, noticed)
  return forbidden ?? push(options, why, noticed, summarize(options)(noticed, occasion.counts))
}

/**
 * Decides for one stanza, or for a ping, which has none.
 *
 * @param key - the stanza's; `undefined` for a ping
 * @param read - reads the stanza; not where all that the trigger reaches, whatever the stanza, were told before: then its key is all that counts
 */
export const decideStanza = (
  options: Options,
  occasion: Omit<Occasion, 'notices'>,
  situation: Situation,
  key: string | undefined,
  read: () => Notice | undefined,
): Decided => {
  const { notified, at } = situation
  const early = REACH[occasion.trigger].reach === 'unbound' ? read() : undefined
  const registrations = concerned(occasion, situation)
  const verdictOf = verdicts(occasion, situation, early)
  const known = key === undefined ? undefined : recall(options, notified, at, key)
  // hot loop: every registration, for every message; all that a trigger reaches, it reaches for one reason
  let decided: Decision | undefined
  let pushes = 0
  // no test can tell if it begins empty: in its right length it has no room to spare
  // eslint-disable-next-line unicorn/no-new-array -- as above
  const outcomes = new Array<Outcome>(registrations.length)
  for (let index = 0; index < registrations.length; index += 1) {
    const registration = registrations[index] as Registration
    const verdict = verdictOf(registration)
    let decision: Decision
    if (!verdict.reached) decision = skip(verdict.reason)
    else if (known !== undefined && findRegistration(known.to, registration) !== undefined)
      decision = DUPLICATE // DUP-1
    else {
      decided ??= decideOnce(options, occasion, situation, verdict.reason, early ?? read())
      decision = decided
      if (decided._tag === 'Push') pushes += 1
    }
    outcomes[index] = key === undefined ? { registration, decision } : { registration, key, decision }
  }
  if (known === undefined || pushes === 0) return { outcomes, notified }
  const isPushed = (_: Registration, index: number): boolean => outcomes[index]?.decision === decided
  // no test can tell if all are: then nothing is left out
  const pushed = pushes === registrations.length ? registrations : registrations.filter(isPushed)
  return { outcomes, notified: rememberMore(options, notified, at, known, pushed) }
}

/**
 * `queuePushes: 'one'`: the one push is for an important stanza if there is one that was not pushed yet. If there is
 * none, all that can be pushed is of one class.
 */
const preferred = (
  options: Options,
  notices: ReadonlyArray<Notice>,
  isTold: (one: Notice) => boolean,
): string | undefined =>
  options.queuePushes === 'one' ? notices.find((one) => one.importance === 'important' && !isTold(one))?.key : undefined

/** TRG-5 to TRG-7, TRG-10: decides for a queue and the one registration that its session is bound to. */
const decideWalk = (
  options: Options,
  occasion: Occasion,
  situation: Situation,
  registration: Registration,
  why: Reason,
): Decided => {
  const key: RegistrationKey = keyOf(registration)
  const outcomes: Array<Outcome> = []
  const { notified, at } = situation
  const told = new Set<string>()
  const isTold = ({ key: stanza }: Notice): boolean =>
    told.has(stanza) || findRegistration(notifiedOf(options, notified, at, stanza), key) !== undefined
  const first = preferred(options, occasion.notices, isTold)
  const stoodFor: Array<string> = []
  const pushed: Array<Notice> = []
  // hot loop: a queue may hold ten thousand stanzas
  for (const noticed of occasion.notices) {
    const forbidden = isTold(noticed) ? DUPLICATE : forbids(options, occasion, situation, noticed)
    if (forbidden !== undefined) {
      outcomes.push({ registration, key: noticed.key, decision: forbidden })
      continue
    }
    // TRG-5: "where importantBody is empty the push service cannot tell them apart: one class, one push"
    const isTaken =
      options.importantBody === ''
        ? pushed.length > 0
        : pushed.some(({ importance }) => importance === noticed.importance)
    if (isTaken || (first !== undefined && noticed.key !== first)) {
      outcomes.push({ registration, key: noticed.key, decision: STANDS_FOR })
      stoodFor.push(noticed.key)
    } else {
      const decision = push(options, why, noticed, summarize(options)(noticed, occasion.counts))
      outcomes.push({ registration, key: noticed.key, decision })
      pushed.push(noticed)
    }
    told.add(noticed.key)
  }
  // "A push stands for every stanza of its class in that walk: they count as pushed." What was pushed itself comes last,
  // so that of a queue longer than `maxNotified` it is not what is forgotten.
  return {
    outcomes,
    notified: rememberAll(options, notified, at, [...stoodFor, ...pushed.map(({ key: stanza }) => stanza)], [key]),
  }
}

/**
 * TRG, DUP, IMP, SUM: decides for one trigger.
 *
 * @param options - all but the protocol options are read
 * @param occasion - the trigger and its stanzas, read by `notice`
 * @param situation - sessions, registrations, what was already notified, and the time
 * @returns a decision for every stanza and registration concerned, and what is remembered from now on
 * @example
 * decide(defaultOptions)({ trigger: 'stored-offline', notices: [noticed] }, situation).outcomes
 * @since 0.1.0
 */
export const decide =
  (options: Options) =>
  (occasion: Occasion, situation: Situation): Decided => {
    const { trigger, notices } = occasion
    if (REACH[trigger].reach !== 'own' || trigger === 'wake') {
      const [noticed] = notices
      return decideStanza(options, occasion, situation, noticed?.key, () => noticed)
    }
    const [registration] = concerned(occasion, situation)
    return registration === undefined
      ? { outcomes: [], notified: situation.notified }
      : decideWalk(options, occasion, situation, registration, REACH[trigger].reason)
  }
