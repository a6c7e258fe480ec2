/**
 * Effects out of what the rules decided: no account changes here.
 */
import * as O from './fp/option.js'
import type { Push } from './decision.js'
import type { Effect, Publish, SkipEffect, StopTimer } from './effect.js'
import { type BareJid, domainOf } from './jid.js'
import { errorReply, type Requester, resultReply, type StanzaError } from './protocol/iq.js'
import { itemOf, publishItem } from './protocol/publish.js'
import { keyOf, type Registration, type RegistrationKey } from './registration.js'
import type { Outcome } from './rules/decide.js'
import { type Waiting, wakeTimer } from './rules/hibernation.js'
import type { Session } from './session.js'
import type { XmlElement } from './xml/element.js'

const NONE: ReadonlyArray<never> = []

const SAVE_FAILED: StanzaError = { type: 'wait', condition: 'internal-server-error' }

/** REG-8: "registrations are saved before the reply goes out". */
export const saveAndReply = (
  requester: Requester,
  iq: XmlElement,
  registrations: ReadonlyArray<Registration>,
): ReadonlyArray<Effect> => {
  const { resource } = requester
  return [
    { _tag: 'Save', registrations, replyOnFailure: { resource, iq: errorReply(requester, iq, SAVE_FAILED) } },
    { _tag: 'Reply', resource, iq: resultReply(requester, iq) },
  ]
}

/** Stops a timer, if there is one. */
export const stopTimer = (timer: O.Option<string>): ReadonlyArray<StopTimer> =>
  O.isSome(timer) ? [{ _tag: 'StopTimer', timer: timer.value }] : NONE

/** The timers of a session that closes or was resumed. */
export const stopTimers = (session: Session): ReadonlyArray<StopTimer> => [
  ...stopTimer(session.timer),
  ...stopTimer(wakeTimer(session)),
]

/** RES: what a change of the resume timeout asks of the host, but for the timer that is to be stopped first. */
export const waitingEffects = (resource: string, { timeoutMs, startWake }: Waiting): ReadonlyArray<Effect> =>
  // no test can tell: the rest says the same, this only saves time
  O.isNone(timeoutMs) && O.isNone(startWake)
    ? NONE
    : [
        ...(O.isSome(timeoutMs) ? [{ _tag: 'SetResumeTimeout', resource, timeoutMs: timeoutMs.value } as const] : NONE),
        ...(O.isSome(startWake) ? [{ _tag: 'StartTimer', ...startWake.value } as const] : NONE),
      ]

/** PUB: `Publish` and `Skip` for the outcomes of one trigger. */
export const publishEffects = (account: BareJid, outcomes: ReadonlyArray<Outcome>): ReadonlyArray<Effect> => {
  // hot loop: once a stanza and registration; one decision goes out as one payload, shared by its requests, and what
  // was decided of one queue names its registration once
  let decided: Push | undefined
  let item: XmlElement | undefined
  let last: Registration | undefined
  let named: RegistrationKey | undefined
  // no test can tell if it begins empty: in its right length it has no room to spare
  // eslint-disable-next-line unicorn/no-new-array -- as above
  const effects = new Array<Publish | SkipEffect>(outcomes.length)
  for (let index = 0; index < outcomes.length; index += 1) {
    const { registration, key, decision } = outcomes[index] as Outcome
    // no test can tell without the first part, here and below: at the beginning the second one says it too
    if (named === undefined || last !== registration) {
      last = registration
      named = keyOf(registration)
    }
    if (decision._tag === 'Skip') {
      effects[index] =
        key === undefined
          ? { _tag: 'Skip', registration: named, decision }
          : { _tag: 'Skip', registration: named, decision, key }
      continue
    }
    if (item === undefined || decided !== decision) {
      decided = decision
      item = itemOf(decision.summary)
    }
    const iq = publishItem(domainOf(account), registration, item)
    effects[index] =
      key === undefined
        ? { _tag: 'Publish', registration: named, iq, decision }
        : { _tag: 'Publish', registration: named, iq, decision, key }
  }
  return effects
}
