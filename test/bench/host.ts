/**
 * The smallest host: feeds events to `step`, writes what goes out with ids of its own, lets timers run out at once.
 */
import {
  type Account,
  type Effect,
  emptyAccount,
  type Event,
  makeOptions,
  type Options,
  publishText,
  replyText,
  step,
  type XmlElement,
} from 'xmpp-push-rules'
import { parseXml } from 'xmpp-push-rules/xml'
import { type Either, isLeft } from 'fp-ts/lib/Either.js'
import { deviceOf, enableRequest, jidOf } from './data/requests.js'
import { consume } from './measure.js'

/** An event for the account in that slot. */
export interface Work {
  readonly slot: number
  readonly event: Event
}

export const orThrow = <A>(result: Either<unknown, A>): A => {
  if (isLeft(result)) throw new Error(JSON.stringify(result.left))
  return result.right
}

export const parse = (text: string): XmlElement => orThrow(parseXml(text))

/** The defaults, with the payloads that mod_cloud_notify is set up to write in `prosody/`: the sender is in each of them. */
export const optionsOf = (partial: Partial<Options> = {}): Options =>
  orThrow(makeOptions({ includeSender: true, quietSummary: 'full', ...partial }))

export const options = optionsOf()

/** Where a host writes to, and the ids that it gives to its requests. */
export interface Outlet {
  readonly write: (text: string) => void
  readonly nextId: () => string
}

/** An outlet whose ids count from 1. */
export const outletTo = (write: (text: string) => void): Outlet => {
  let count = 0
  return { write, nextId: () => `p${(count += 1)}` }
}

const consuming = outletTo(consume)

/** Writes what goes out on the wire. */
export const perform = (effect: Effect, { write, nextId }: Outlet): void => {
  if (effect._tag === 'Publish') write(publishText(nextId())(effect))
  else if (effect._tag === 'Reply') write(replyText(effect))
}

/** Handles events in order; accounts are replaced in their slots. */
export const handle = (
  accounts: Array<Account>,
  work: ReadonlyArray<Work>,
  outlet: Outlet = consuming,
  advance = step(options),
): void => {
  for (const { slot, event } of work) {
    const account = accounts[slot]
    if (account === undefined) throw new Error(`no account ${slot}`)
    const [effects, stepped] = advance(event)(account)
    let after = stepped
    for (const effect of effects) {
      perform(effect, outlet)
      if (effect._tag === 'StartTimer') {
        const fired = advance({ _tag: 'TimerFired', at: event.at + effect.delayMs, timer: effect.timer })(after)
        after = fired[1]
        for (const late of fired[0]) perform(late, outlet)
      }
    }
    accounts[slot] = after
  }
}

/** The simulated time starts here: a Monday in 2024. */
export const START = Date.UTC(2024, 0, 1)

/** An account as enabling makes it: its devices are enabled one after the other, from sessions that have gone. */
export const accountOf = (user: number, devices = 2, at = START, own = options): Account => {
  const accounts = [orThrow(emptyAccount(jidOf(user)))]
  for (let device = 0; device < devices; device += 1) {
    const iq = parse(enableRequest(`e${device}`, deviceOf(user, device)))
    handle(accounts, [{ slot: 0, event: { _tag: 'IqReceived', at, resource: 'setup', iq } }], consuming, step(own))
  }
  return accounts[0] ?? orThrow(emptyAccount(jidOf(user)))
}
