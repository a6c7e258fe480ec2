/**
 * Replays a log through the library: the accounts of one server, a virtual clock, and the publishes that wait for an
 * answer. This is all that a host has to be.
 */
import * as E from 'fp-ts/lib/Either.js'
import {
  type Account,
  type Effect,
  emptyAccount,
  type Event,
  type Options,
  type RegistrationKey,
  step,
} from 'xmpp-push-rules'

interface Timer {
  readonly account: string
  readonly timer: string
  readonly due: number
}

/** One event and what it did. */
export interface Replayed {
  readonly account: string
  readonly event: Event
  readonly effects: ReadonlyArray<Effect>
  readonly before: Account
  readonly after: Account
  /** An answer that no publish was waiting for: the host dropped it (deviation 9). */
  readonly dropped: boolean
}

/** A server in memory. */
export interface World {
  readonly options: Options
  readonly accounts: Map<string, Account>
  /** By name, which has the account in it. */
  readonly timers: Map<string, Timer>
  /** PUB-2, deviation 9: how many publishes to a registration wait for their answer. */
  readonly unanswered: Map<string, number>
}

/** A server that nobody has used yet. */
export const newWorld = (options: Options): World => ({
  options,
  accounts: new Map(),
  timers: new Map(),
  unanswered: new Map(),
})

const accountOf = (world: World, jid: string): Account => {
  const known = world.accounts.get(jid)
  if (known !== undefined) return known
  const fresh = emptyAccount(jid)
  if (E.isLeft(fresh)) throw new Error(`${jid} is no user's bare JID: ${fresh.left.code}`)
  return fresh.right
}

const publishName = (account: string, { service, node }: RegistrationKey): string =>
  JSON.stringify([account, service, node])

/** Performs what a host performs, as far as a replay needs it; saving always succeeds here. */
const perform = (world: World, account: string, at: number, effect: Effect): void => {
  switch (effect._tag) {
    case 'StartTimer':
      world.timers.set(effect.timer, { account, timer: effect.timer, due: at + effect.delayMs })
      return
    case 'StopTimer':
      world.timers.delete(effect.timer)
      return
    case 'Publish':
    case 'PublishSealed': {
      const name = publishName(account, effect.registration)
      world.unanswered.set(name, (world.unanswered.get(name) ?? 0) + 1)
      return
    }
    case 'Drop':
      world.unanswered.delete(publishName(account, effect.registration))
      return
    default:
  }
}

const run = (world: World, account: string, event: Event): Replayed => {
  const before = accountOf(world, account)
  const [effects, after] = step(world.options)(event)(before)
  world.accounts.set(account, after)
  for (const effect of effects) perform(world, account, event.at, effect)
  return { account, event, effects, before, after, dropped: false }
}

/** An answer is for a publish that waits for one; a host drops any other. */
const takeAnswer = (world: World, account: string, registration: RegistrationKey): boolean => {
  const name = publishName(account, registration)
  const waiting = world.unanswered.get(name) ?? 0
  if (waiting === 0) return false
  world.unanswered.set(name, waiting - 1)
  return true
}

/** An event happens. */
export const dispatch = (world: World, account: string, event: Event): Replayed => {
  if (event._tag !== 'PublishAnswered' || takeAnswer(world, account, event.registration))
    return run(world, account, event)
  const same = accountOf(world, account)
  return { account, event, effects: [], before: same, after: same, dropped: true }
}

const isDue = ({ account, due }: Timer, to: number, only: string | undefined): boolean =>
  due <= to && (only === undefined || account === only)

const dueTimers = (world: World, to: number, only: string | undefined): ReadonlyArray<Timer> =>
  [...world.timers.values()].filter((timer) => isDue(timer, to, only)).sort((a, b) => a.due - b.due)

/** Time goes by: the timers that are due fire, in the order of their time; all, or those of one account. */
export const advance = (world: World, to: number, only?: string): ReadonlyArray<Replayed> => {
  const fired: Array<Replayed> = []
  // What one timer starts or stops is looked at again: a timer that fires may start another.
  for (let due = dueTimers(world, to, only); due.length > 0; due = dueTimers(world, to, only)) {
    for (const timer of due) {
      if (world.timers.get(timer.timer) !== timer) continue
      world.timers.delete(timer.timer)
      fired.push(run(world, timer.account, { _tag: 'TimerFired', at: timer.due, timer: timer.timer }))
    }
  }
  return fired
}
