/**
 * The push log: which stanzas were pushed to which registrations lately (DUP-1).
 *
 * A plain value that is cheap to change a little: the stanzas in the order in which they were pushed first, in pages of 32.
 * Remembering one more copies the last page and the list of pages. A page holds columns, not entries: half the memory.
 * Registrations are held by their numbers, so nothing that a client chose is in it.
 *
 * Both bounds are exact: a stanza counts while it is among the newest `maxNotified` and was told of within
 * `maxNotifiedAgeMs`. Pages go from the front once nothing on them counts.
 */
import { ownText } from './text.js'

/**
 * Up to 32 stanzas, oldest first; the columns are of one length.
 *
 * @since 0.1.0
 */
export interface LogPage {
  /** A character for each key, made of it: most pages are known not to have a key without looking at its keys. */
  readonly marks: string
  /** The host's names of the stanzas. */
  readonly keys: ReadonlyArray<string>
  /** When each was pushed last, in epoch milliseconds. */
  readonly at: ReadonlyArray<number>
  /** The numbers of the registrations that were told. */
  readonly to: ReadonlyArray<ReadonlyArray<number>>
}

/**
 * Every page but the last is full.
 *
 * @since 0.1.0
 */
export type PushLog = ReadonlyArray<LogPage>

/** The bounds, as the options give them. */
export interface LogBounds {
  readonly maxNotified: number
  readonly maxNotifiedAgeMs: number
}

const PAGE = 32

const NOBODY: ReadonlyArray<number> = Object.freeze([])

const EMPTY_PAGE: LogPage = { marks: '', keys: [], at: [], to: [] }

/**
 * Nothing was pushed yet.
 *
 * @since 0.1.0
 */
export const emptyPushLog: PushLog = Object.freeze([])

/** The last 16 characters of a key tell it from others: counters and random ids differ there. */
const HASHED = 16

const markOf = (key: string): string => {
  // hot loop: FNV-1a
  let hash = 0x811c9dc5
  for (let index = Math.max(0, key.length - HASHED); index < key.length; index += 1) {
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193)
  }
  // U+0020 to U+00FF, which engines keep in one byte
  return String.fromCharCode(32 + ((hash >>> 4) % 224))
}

/** The marks of a page's keys. */
export const marksOf = (keys: ReadonlyArray<string>): string => keys.map(markOf).join('')

interface Place {
  readonly page: number
  readonly index: number
}

/** Where the stanza is in the log: of two places, which it has when the first no longer counts, the last. */
const placeOf = (log: PushLog, mark: string, key: string): Place | undefined => {
  // hot loop: every stanza that a trigger is about
  for (let page = log.length - 1; page >= 0; page -= 1) {
    const { marks, keys } = log[page] as LogPage
    for (let index = marks.lastIndexOf(mark); index >= 0; index = index > 0 ? marks.lastIndexOf(mark, index - 1) : -1) {
      if (keys[index] === key) return { page, index }
    }
  }
  return undefined
}

const lengthOf = (log: PushLog): number =>
  log.length === 0 ? 0 : (log.length - 1) * PAGE + (log[log.length - 1] as LogPage).keys.length

const isRecent = ({ maxNotifiedAgeMs }: LogBounds, now: number, at: number): boolean => now - at <= maxNotifiedAgeMs

const counts = (bounds: LogBounds, log: PushLog, now: number, { page, index }: Place): boolean =>
  page * PAGE + index >= lengthOf(log) - bounds.maxNotified && isRecent(bounds, now, log[page]?.at[index] ?? -Infinity)

/** What is remembered of a stanza: looked up once, for what is decided and for what is remembered from then on. */
export interface Recollection {
  readonly key: string
  readonly mark: string
  /** Where it is, if it counts. */
  readonly place: Place | undefined
  /** The numbers of the registrations that were told of it. */
  readonly to: ReadonlyArray<number>
}

/** What is remembered of a stanza. */
export const recall = (bounds: LogBounds, log: PushLog, now: number, key: string): Recollection => {
  const mark = markOf(key)
  const place = placeOf(log, mark, key)
  return place !== undefined && counts(bounds, log, now, place)
    ? { key, mark, place, to: log[place.page]?.to[place.index] ?? NOBODY }
    : { key, mark, place: undefined, to: NOBODY }
}

const replaceAt = <A>(items: ReadonlyArray<A>, place: number, item: A): ReadonlyArray<A> =>
  items.map((one, index) => (index === place ? item : one))

/** Whether something on a page counts; the newest stanza of the whole log is the last of `length`. */
const isAlive =
  (bounds: LogBounds, now: number, length: number) =>
  ({ at }: LogPage, page: number): boolean =>
    at.some((told, index) => page * PAGE + index >= length - bounds.maxNotified && isRecent(bounds, now, told))

/** The log without the pages at its front on which nothing counts once there is one stanza more. */
const pruned = (bounds: LogBounds, log: PushLog, now: number): PushLog => {
  const first = log.findIndex(isAlive(bounds, now, lengthOf(log) + 1))
  return first < 0 ? emptyPushLog : log.slice(first)
}

const sameNumbers = (a: ReadonlyArray<number>, b: ReadonlyArray<number>): boolean =>
  a.length === b.length && a.every((number, index) => number === b[index])

const add = (log: PushLog, { key, mark }: Recollection, at: number, told: ReadonlyArray<number>): PushLog => {
  const last = log[log.length - 1]
  const isRoomy = last !== undefined && last.keys.length < PAGE
  const page = isRoomy ? last : EMPTY_PAGE
  // The next stanza mostly goes to the same registrations, and then they are kept only once.
  const before = last?.to[last.to.length - 1]
  const to = before !== undefined && sameNumbers(before, told) ? before : told
  // `concat`: V8 leaves room for more after a spread with something added, which is a fifth of a full log
  const filled: LogPage = {
    marks: ownText(page.marks + mark),
    keys: page.keys.concat([ownText(key)]),
    at: page.at.concat([at]),
    to: page.to.concat([to]),
  }
  return (isRoomy ? log.slice(0, -1) : log).concat([filled])
}

const change = (log: PushLog, { page, index }: Place, at: number, to: ReadonlyArray<number>): PushLog =>
  log.map((one, place) =>
    place === page ? { ...one, at: replaceAt(one.at, index, at), to: replaceAt(one.to, index, to) } : one,
  )

/** Remembers that registrations, by their numbers, were told of a stanza that was just looked up; it keeps its place. */
export const remember = (
  bounds: LogBounds,
  log: PushLog,
  { recollection, at }: { readonly recollection: Recollection; readonly at: number },
  numbers: ReadonlyArray<number>,
): PushLog => {
  const { place, to } = recollection
  const told = numbers.filter((number) => !to.includes(number))
  if (told.length === 0) return log
  if (place !== undefined) return change(log, place, at, [...to, ...told])
  const last = log[log.length - 1]
  return add(last !== undefined && last.keys.length === PAGE ? pruned(bounds, log, at) : log, recollection, at, told)
}

/** The log without what was told to registrations that are gone: their numbers go with them. */
export const forget = (log: PushLog, numbers: ReadonlyArray<number>): PushLog => {
  const isGone = (number: number): boolean => numbers.includes(number)
  return log.map((page) =>
    page.to.some((to) => to.some(isGone))
      ? { ...page, to: page.to.map((to) => (to.some(isGone) ? to.filter((number) => !isGone(number)) : to)) }
      : page,
  )
}
