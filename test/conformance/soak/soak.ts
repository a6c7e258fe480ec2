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
import { arbitraries, type HostStep, type Scene } from 'xmpp-push-rules/conformance'
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
  private readonly rules: HostStep
  private began: number | undefined

  constructor(rules: HostStep, options: Options, jid: string) {
    this.rules = rules
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
    const [effects, after] = this.rules(this.options)(event)(before)
    this.account = after
    this.heed(effects)
    const { options, running, gone, told } = this
    const elapsed = event.at - this.began
    const fault = broken({ options, running, gone, told, event, before, after, effects, elapsed })
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
    : { ...event, at }

/** Plays any events; how many, and the first fault. */
export const playWild = (
  rules: HostStep,
  { options, events }: Soaked,
): { readonly played: number; readonly fault?: Fault } => {
  const watch = new Watch(rules, { ...defaultOptions, ...options }, JULIET)
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
const playLife = (rules: HostStep, scene: Scene): ReturnType<typeof playWild> => {
  const watches = new Map<string, Watch>()
  const events = arbitraries.eventsOf(scene)
  for (const [index, { account, event }] of events.entries()) {
    const watch = watches.get(account) ?? new Watch(rules, { ...defaultOptions, ...scene.options }, account)
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

/** How a soak is played. */
export interface Settings {
  readonly events: number
  readonly seed: number
  readonly rules?: HostStep
  /** How long a fault is made smaller. */
  readonly shrinkMs?: number
}

type Run<A> = (rules: HostStep, value: A) => ReturnType<typeof playWild>

/** One account or one server: drawn, played, and where it breaks an invariant made smaller. */
const round =
  ({ rules = step, shrinkMs = 20_000 }: Settings, seed: number) =>
  <A>(arbitrary: fc.Arbitrary<A>, run: Run<A>): Soak => {
    const [value] = fc.sample(arbitrary, { seed, numRuns: 1 })
    if (value === undefined) return { events: 0 }
    const { played, fault } = run(rules, value)
    if (fault === undefined) return { events: played }
    const { counterexample } = fc.check(
      fc.property(arbitrary, (one) => run(rules, one).fault?.invariant !== fault.invariant),
      { seed, numRuns: 1, endOnFailure: shrinkMs === 0, interruptAfterTimeLimit: shrinkMs === 0 ? 1000 : shrinkMs },
    )
    const [smallest = value] = counterexample ?? []
    return { events: played, fault: { ...(run(rules, smallest).fault ?? fault), seed, counterexample: smallest } }
  }

/** Plays so many events, of both kinds in turn. */
export const soak = (settings: Settings): Soak => {
  let events = 0
  for (let index = 0; events < settings.events; index += 1) {
    const play = round(settings, settings.seed + index)
    const { events: played, fault } =
      index % 3 === 0 ? play(arbitraries.trace({ most: 80 }), playLife) : play(wild, playWild)
    events += played
    if (fault !== undefined) return { events, fault }
  }
  return { events }
}
