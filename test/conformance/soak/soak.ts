/**
 * The soak: events by the hundred under random options, one account after the other, with every invariant after every step.
 */
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import {
  type Account,
  defaultOptions,
  type Effect,
  emptyAccount,
  type Event,
  type Options,
  step,
} from 'xmpp-push-rules'
import { arbitraries } from 'xmpp-push-rules/conformance'
import { JULIET } from '../../../src/conformance/stage.js'
import { type Soaked, wild, type Wild } from './events.js'
import { broken, toldName } from './invariants.js'

/** What a soak found. */
export interface Fault {
  readonly invariant: string
  /** Which event it was, from 0. */
  readonly index: number
  readonly event: Event
}

const fresh = (jid: string): Account => {
  const made = emptyAccount(jid)
  if (E.isLeft(made)) throw new Error(jid)
  return made.right
}

/** A host for one account that only remembers: timers, who is gone, what was told. */
class Watch {
  account: Account
  readonly running = new Set<string>()
  readonly gone = new Set<number>()
  readonly told = new Set<string>()
  readonly options: Options
  private began: number | undefined

  constructor(options: Options, jid: string) {
    this.options = options
    this.account = fresh(jid)
  }

  private heed(effects: ReadonlyArray<Effect>): void {
    for (const effect of effects) {
      if (effect._tag === 'StartTimer') this.running.add(effect.timer)
      if (effect._tag === 'StopTimer') this.running.delete(effect.timer)
    }
  }

  /** Feeds an event; the first invariant that does not hold then. */
  feed(event: Event): string | undefined {
    const before = this.account
    this.began ??= event.at
    if (event._tag === 'TimerFired') this.running.delete(event.timer)
    const [effects, after] = step(this.options)(event)(before)
    this.account = after
    this.heed(effects)
    const fault = broken({ ...this, event, before, after, effects, elapsed: event.at - this.began })
    for (const { number } of before.registrations)
      if (!after.registrations.some((one) => one.number === number)) this.gone.add(number)
    for (const one of effects)
      if ((one._tag === 'Publish' || one._tag === 'PublishSealed') && one.key !== undefined)
        this.told.add(toldName(one.key, one.registration.number))
    return fault
  }
}

const named = ({ event, timer }: Wild, at: number, { running }: Watch): Event =>
  event._tag === 'TimerFired'
    ? { _tag: 'TimerFired', at, timer: [...running][timer] ?? 'nobody/knows@1' }
    : ({ ...event, at } as Event)

/** Plays any events; how many, and the first fault. */
export const playWild = ({ options, events }: Soaked): { readonly played: number; readonly fault?: Fault } => {
  const watch = new Watch({ ...defaultOptions, ...options }, JULIET)
  let at = 0
  for (const [index, one] of events.entries()) {
    at += one.ms
    const event = named(one, at, watch)
    const invariant = watch.feed(event)
    if (invariant !== undefined) return { played: index + 1, fault: { invariant, index, event } }
  }
  return { played: events.length }
}

/** The same of a server's life, whose timers fire when they are due. */
const playLife = (scene: Parameters<typeof arbitraries.eventsOf>[0]): ReturnType<typeof playWild> => {
  const watches = new Map<string, Watch>()
  const events = arbitraries.eventsOf(scene)
  for (const [index, { account, event }] of events.entries()) {
    const watch = watches.get(account) ?? new Watch({ ...defaultOptions, ...scene.options }, account)
    watches.set(account, watch)
    const invariant = watch.feed(event)
    if (invariant !== undefined) return { played: index + 1, fault: { invariant, index, event } }
  }
  return { played: events.length }
}

/** What a soak came to. */
export interface Soak {
  readonly events: number
  readonly fault?: Fault & { readonly seed: number; readonly counterexample: unknown }
}

/** Plays so many events, of both kinds in turn; a fault is made smaller. */
export const soak = (events: number, seed: number): Soak => {
  let played = 0
  for (let round = 0; played < events; round++) {
    const play = <A>(arbitrary: fc.Arbitrary<A>, run: (value: A) => ReturnType<typeof playWild>): Soak | undefined => {
      const [value] = fc.sample(arbitrary, { seed: seed + round, numRuns: 1 })
      if (value === undefined) return undefined
      const { played: more, fault } = run(value)
      played += more
      if (fault === undefined) return undefined
      const { counterexample } = fc.check(
        fc.property(arbitrary, (one) => run(one).fault?.invariant !== fault.invariant),
        { seed: seed + round, numRuns: 1, interruptAfterTimeLimit: 20_000 },
      )
      const [smallest = value] = counterexample ?? []
      return {
        events: played,
        fault: { ...(run(smallest).fault ?? fault), seed: seed + round, counterexample: smallest },
      }
    }
    const found = round % 3 === 0 ? play(arbitraries.trace({ most: 80 }), playLife) : play(wild, playWild)
    if (found !== undefined) return found
  }
  return { events: played }
}
