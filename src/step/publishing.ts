/**
 * TRG, DUP, SUM, PUB: what was decided goes out, and is remembered.
 */
import type { EventOf } from '../event.js'
import type { Options } from '../options/options.js'
import { toldOf } from '../rules/badges.js'
import { endedCall, rememberCall } from '../rules/call-ends.js'
import { type Decided, decideStanza, type Outcome, type StanzaOccasion } from '../rules/decide.js'
import type { Trigger } from '../rules/recipients.js'
import { readFacts } from '../stanza/read.js'
import type { Account } from '../state/account.js'
import type { Facts } from '../state/facts.js'
import { domainOf } from '../state/jid.js'
import type { Counts } from '../state/session.js'
import { effectOf } from './outcome-effect.js'
import { expiring } from './removing.js'
import { changing, countsOf, given, inOrder, situationOf, type Stepped } from './stepped.js'

/** CALL-2, CNT-1: what is remembered of pushes besides the stanzas themselves. */
const remembering =
  (options: Options, outcomes: ReadonlyArray<Outcome>, at: number) =>
  (account: Account): Account => {
    const pushed = outcomes.filter(({ decision, judged }) => decision._tag === 'Push' && judged !== undefined)
    const numbers = [...new Set(pushed.map(({ registration: { number } }) => number))]
    return {
      ...account,
      badges: toldOf(options, account.badges, numbers),
      calls: pushed.reduce(
        (calls, { judged, registration: { number } }) =>
          judged?.urgent === true ? rememberCall(options, calls, judged.facts, { at, to: [number] }) : calls,
        account.calls,
      ),
    }
  }

const remembersMore = ({ callEnds, clearPushes }: Options): boolean => callEnds !== 'never' || clearPushes !== 'never'

/** PUB: what was decided goes out, and is remembered. */
export const publishing =
  (options: Options, decided: Decided, counts: Counts, at: number): Stepped =>
  (account) => {
    const { outcomes, pushLog, recent } = decided
    const around = { from: domainOf(account.jid), counts }
    const out = outcomes.map((outcome) => effectOf(options, around, outcome))
    const isSame = pushLog === account.pushLog && recent === account.recent
    const after = isSame ? account : { ...account, pushLog, recent }
    return [out, remembersMore(options) ? remembering(options, outcomes, at)(after) : after]
  }

/** Decides for a stanza, or for none, and publishes. */
export const deciding =
  (options: Options, occasion: StanzaOccasion, at: number): Stepped =>
  (account) =>
    publishing(options, decideStanza(options)(occasion, situationOf(account, at)), occasion.counts ?? {}, at)(account)

/** A stanza, as it is asked about in several places. */
interface Told {
  readonly at: number
  readonly counts: Counts
  readonly key: string
  readonly facts: () => Facts
}

/** CALL-2: a stanza that ends a call goes to the devices that were told of the call, and to no other; else `otherwise`. */
export const unlessCallEnds = (options: Options, { at, counts, key, facts }: Told, otherwise: Stepped): Stepped =>
  given(({ calls, jid, registrations }) => {
    const ended = calls.length === 0 ? undefined : endedCall(calls, jid, facts(), at)
    if (ended === undefined) return otherwise
    const only = registrations.filter(({ number }) => ended.to.includes(number))
    return inOrder(
      deciding(options, { trigger: 'call-over', only, counts, stanza: { key, facts } }, at),
      changing((account) => ({ ...account, calls: account.calls.filter((one) => one !== ended) })),
    )
  })

/** TRG-1 to TRG-4, TRG-12: one stanza, all registrations or those without a session. */
export const publishingStanza =
  (trigger: Trigger) =>
  (options: Options, event: Omit<EventOf<'StoredOffline'>, '_tag'>): Stepped =>
    inOrder(
      expiring(options, event.at),
      given(({ jid }) => {
        const { at, delivery } = event
        const { key } = delivery
        const counts = countsOf(event)
        const facts = (): Facts => readFacts(options)(jid)(delivery)
        const usual = deciding(options, { trigger, counts, stanza: { key, facts } }, at)
        return unlessCallEnds(options, { at, counts, key, facts }, usual)
      }),
    )
