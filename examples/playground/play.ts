/** Events played through the library, with a clock that stands still between them; they come out of an event log too. */
import * as E from 'fp-ts/lib/Either.js'
import { type Account, type Effect, type Event, type Options, step } from 'xmpp-push-rules'
import { decodeLine, encodeLine } from 'xmpp-push-rules/log'
import { changesOf, optionsOf } from './scene.js'

/** Something that happens at a time, or else a note; `place` is that of the device in the form, if it is about one. */
export type Entry = Readonly<{ at: number; event?: Event; note?: string; place?: number | undefined }>

/** `timers` are when each of them is due. */
export type World = Readonly<{ account: Account; timers: ReadonlyMap<string, number> }>

/** Effects, each with the time of its event. */
type Told = ReadonlyArray<Readonly<{ at: number; effect: Effect }>>

/** What happened, with the timers that fired before the next thing happened. */
export type Chapter = Readonly<{ entry: Entry; effects: Told; before: World; after: World }>

/** More timers than that between two events are for no page. */
const MAX_TIMERS = 100

const chapter = (options: Options, before: World, entry: Entry, until: number): Chapter => {
  const effects: Array<Told[number]> = []
  const timers = new Map(before.timers)
  let { account } = before
  const happen = (event: Event): void => {
    const [own, after] = step(options)(event)(account)
    account = after
    for (const effect of own) {
      effects.push({ at: event.at, effect })
      if (effect._tag === 'StartTimer') timers.set(effect.timer, event.at + effect.delayMs)
      if (effect._tag === 'StopTimer') timers.delete(effect.timer)
    }
  }
  if (entry.event !== undefined) happen(entry.event)
  for (let left = MAX_TIMERS; left > 0; left -= 1) {
    const [next] = [...timers].filter(([, due]) => due <= until).sort(([, a], [, b]) => a - b)
    if (next === undefined) break
    timers.delete(next[0])
    happen({ _tag: 'TimerFired', timer: next[0], at: next[1] })
  }
  return { entry, effects, before, after: { account, timers } }
}

type Entries = ReadonlyArray<Entry>

/** Plays what happens, in order; timers fire up to `until`. */
export const play = (options: Options, start: World, entries: Entries, until: number): ReadonlyArray<Chapter> => {
  const chapters: Array<Chapter> = []
  for (const [index, entry] of entries.entries()) {
    const before = chapters.at(-1)?.after ?? start
    chapters.push(chapter(options, before, entry, entries[index + 1]?.at ?? until))
  }
  return chapters
}

/** A line of a log as something that happened; one that cannot be read says why. */
export const readLine = (text: string): Entry => {
  const read = decodeLine(text)
  if (E.isLeft(read))
    return { at: 0, note: `This line cannot be read: ${read.left[0].path} is not ${read.left[0].expected}` }
  const line = read.right
  if (line._tag === 'Happened') return { at: line.event.at, event: line.event }
  if (line._tag !== 'Sent') return { at: line._tag === 'Header' ? 0 : line.at }
  return { at: line.at, note: `The server sent a ${line.iq.attrs['type'] === 'set' ? 'publish' : 'reply'}` }
}

/** Something that happened as a line of a log. */
export const writeLine = (account: string, { at, event }: Entry): string =>
  encodeLine(event ? { _tag: 'Happened', account, event } : { _tag: 'Passed', at })

/** The accounts of a log, in each life of its server, the busiest first: a header begins a life. */
export const readLog = (text: string) => {
  const lines = text.split(/\r?\n/u).filter((line) => line.trim() !== '')
  const all = lines.map((line) => ({ line, read: E.getOrElseW(() => undefined)(decodeLine(line)) }))
  const headers = all.flatMap(({ read }, index) => (read?._tag === 'Header' ? [index] : []))
  const parts = [-1, ...headers].flatMap((start, life) => {
    const header = all[start]?.read
    const overrides = header?._tag === 'Header' ? changesOf(header.options, optionsOf('default', {}).options) : {}
    const told = all.slice(start + 1, headers[life]).map(({ line, read }) => {
      return { line, jid: read && 'account' in read ? read.account : undefined }
    })
    return [...new Set(told.flatMap(({ jid }) => jid ?? []))].map((jid) => {
      const own = told.filter((one) => [undefined, jid].includes(one.jid)).map(({ line }) => line)
      return { jid, lines: own, policy: 'default', overrides, fromLog: true, at: -1 }
    })
  })
  return parts.sort((a, b) => b.lines.length - a.lines.length)
}

/** One account in one life of a server, as what it makes of a scene. */
export type LogPart = ReturnType<typeof readLog>[number]
