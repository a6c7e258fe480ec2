/**
 * The smallest host: feeds events to `step`, writes what goes out, lets timers run out at once.
 */
import {
  type Account,
  emptyAccount,
  type Event,
  makeOptions,
  type Options,
  step,
  type XmlElement,
} from 'xmpp-push-rules'
import { parseXml, serializeXml } from 'xmpp-push-rules/xml'
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

export const optionsOf = (partial: Partial<Options> = {}): Options =>
  orThrow(makeOptions({ includeSender: true, ...partial }))

export const options = optionsOf()

/** Handles events in order; accounts are replaced in their slots. */
export const handle = (
  accounts: Array<Account>,
  work: ReadonlyArray<Work>,
  write: (text: string) => void = consume,
  advance = step(options),
): void => {
  for (const { slot, event } of work) {
    const account = accounts[slot]
    if (account === undefined) throw new Error(`no account ${slot}`)
    const [effects, stepped] = advance(event)(account)
    let after = stepped
    for (const effect of effects) {
      if (effect._tag === 'Publish' || effect._tag === 'Reply') write(serializeXml(effect.iq))
      else if (effect._tag === 'StartTimer') {
        const fired = advance({ _tag: 'TimerFired', at: event.at + effect.delayMs, timer: effect.timer })(after)
        after = fired[1]
        for (const late of fired[0]) if (late._tag === 'Publish') write(serializeXml(late.iq))
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
    handle(accounts, [{ slot: 0, event: { _tag: 'IqReceived', at, resource: 'setup', iq } }], consume, step(own))
  }
  return accounts[0] ?? orThrow(emptyAccount(jidOf(user)))
}
