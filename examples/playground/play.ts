/**
 * Events played through the library, with a clock that stands still between them: timers fire when they are due.
 */
import { type Account, type Effect, type Event, type Options, step } from 'xmpp-push-rules'

/** Something that happens at a time; without an event, time goes by. */
export interface Entry {
  readonly at: number
  readonly event?: Event | undefined
  /** What a log says that the server sent, or that its line cannot be read. */
  readonly note?: string | undefined
  /** The device that it is about, by its place in the form. */
  readonly place?: number
}

export interface World {
  readonly account: Account
  /** When each timer is due. */
  readonly timers: ReadonlyMap<string, number>
}

/** Effects, each with the time of its event. */
type Played = ReadonlyArray<{ readonly at: number; readonly effect: Effect }>

/** What happened, with the timers that fired before the next thing happened. */
export interface Chapter {
  readonly entry: Entry
  readonly effects: Played
  readonly before: World
  readonly after: World
}

type Told = readonly [effects: Played, after: World]

const happen = (options: Options, { account, timers }: World, event: Event): Told => {
  const [effects, after] = step(options)(event)(account)
  const running = new Map(timers)
  for (const effect of effects) {
    if (effect._tag === 'StartTimer') running.set(effect.timer, event.at + effect.delayMs)
    if (effect._tag === 'StopTimer') running.delete(effect.timer)
  }
  return [effects.map((effect) => ({ at: event.at, effect })), { account: after, timers: running }]
}

/** The timers that are due fire, in the order of their time; more than a hundred is for no page. */
const fired = (options: Options, world: World, until: number, left = 100): Told => {
  const [next] = [...world.timers].filter(([, due]) => due <= until).sort(([, a], [, b]) => a - b)
  if (next === undefined || left === 0) return [[], world]
  const [timer, at] = next
  const timers = new Map([...world.timers].filter(([name]) => name !== timer))
  const [own, after] = happen(options, { ...world, timers }, { _tag: 'TimerFired', timer, at })
  const [others, end] = fired(options, after, until, left - 1)
  return [[...own, ...others], end]
}

/** Plays what happens, in order; timers fire up to `until`. */
export const play = (
  options: Options,
  start: World,
  entries: ReadonlyArray<Entry>,
  until: number,
): ReadonlyArray<Chapter> => {
  const chapters: Array<Chapter> = []
  for (const [index, entry] of entries.entries()) {
    const before = chapters.at(-1)?.after ?? start
    const [own, then]: Told = entry.event === undefined ? [[], before] : happen(options, before, entry.event)
    const [timers, after] = fired(options, then, entries[index + 1]?.at ?? until)
    chapters.push({ entry, effects: [...own, ...timers], before, after })
  }
  return chapters
}
