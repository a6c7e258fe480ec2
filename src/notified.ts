/**
 * DUP: what was pushed lately, so that no stanza is pushed twice to one registration.
 *
 * A plain value that is cheap to change a little: a log of stanzas, newest last, in pages of 16, so that remembering one
 * stanza copies one page of them, however many there are. A text beside it has a mark for each stanza, one character made
 * of its key: looking for a stanza reads little more than this, and remembering one writes it anew. Both bounds are
 * exact: an entry counts while it is among the newest `maxNotified` stanzas and was told of within `maxNotifiedAgeMs`.
 * What no longer counts goes from the front of the log when a stanza is added, a page at a time where there are several.
 */
import { ownText } from './text.js'
import { keyOf, type RegistrationKey, sameKey, withoutKeys } from './registration.js'

/** One stanza and the registrations that were told of it. */
export interface NotifiedEntry {
  readonly key: string
  /** When it was last pushed, in epoch milliseconds, for the bound in age. */
  readonly at: number
  readonly to: ReadonlyArray<RegistrationKey>
}

/** Up to 16 stanzas; all pages but the last are full. */
export type NotifiedPage = ReadonlyArray<NotifiedEntry>

/** Everything that is remembered for DUP-1. */
export interface Notified {
  /** The marks, in the order of the log. */
  readonly marks: string
  /** The log, oldest first. */
  readonly pages: ReadonlyArray<NotifiedPage>
}

/** The bounds, as the options give them. */
export interface NotifiedBounds {
  readonly maxDevices: number
  readonly maxNotified: number
  readonly maxNotifiedAgeMs: number
}

/** How many removed registrations one entry may still name; a client that enables node after node grows it no further. */
const MAX_GONE = 64

/** A page holds 16 stanzas; by shifting and masking, for dividing takes longer. */
const PAGE_BITS = 4
const PAGE = 1 << PAGE_BITS
const HASHED = 16

const NOBODY: ReadonlyArray<RegistrationKey> = []
const EMPTY_PAGE: NotifiedPage = []

/** Nothing was pushed yet. */
export const emptyNotified: Notified = Object.freeze({ marks: '', pages: Object.freeze([]) })

const markOf = (key: string): string => {
  // hot loop: FNV-1a over the end of the key, where counters and random ids differ
  // no test can tell: equal keys have equal marks whatever these are made of, a worse hash only costs time
  let hash = 0x811c9dc5
  for (let index = Math.max(0, key.length - HASHED); index < key.length; index += 1) {
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193)
  }
  // U+0020 to U+00FF, which engines keep in one byte
  return String.fromCharCode(32 + ((hash >>> 4) % 224))
}

const entryAt = ({ pages }: Notified, place: number): NotifiedEntry | undefined =>
  pages[place >> PAGE_BITS]?.[place & (PAGE - 1)]

/** The place of a stanza in the log, -1 if it is not there; of two, which are there when the first no longer counts, the last. */
const placeOf = (notified: Notified, key: string, mark: string): number => {
  const { marks } = notified
  // hot loop: the stanzas of that mark, one in 224
  let found = -1
  for (let place = marks.indexOf(mark); place >= 0; place = marks.indexOf(mark, place + 1)) {
    // no test can tell if it looks for the key of nothing: each mark has its entry
    if (entryAt(notified, place)?.key === key) found = place
  }
  return found
}

const isRecent = (bounds: NotifiedBounds, at: number, entry: NotifiedEntry | undefined): entry is NotifiedEntry =>
  entry !== undefined && at - entry.at <= bounds.maxNotifiedAgeMs

/** The entry at a place, if there is one and it counts: it is among the newest, and recent. */
const counting = (bounds: NotifiedBounds, notified: Notified, at: number, place: number): NotifiedEntry | undefined => {
  const entry = place < Math.max(0, notified.marks.length - bounds.maxNotified) ? undefined : entryAt(notified, place)
  return isRecent(bounds, at, entry) ? entry : undefined
}

/** What is remembered of a stanza: looked up once, for what is decided and for what is remembered from then on. */
export interface Recollection {
  /** As the host gave it: part of a longer text perhaps, so what is remembered is a copy. */
  readonly key: string
  readonly mark: string
  /** Its entry, if there is one that counts. */
  readonly entry: NotifiedEntry | undefined
  /** The registrations that were told of it. */
  readonly to: ReadonlyArray<RegistrationKey>
}

/** What is remembered of a stanza. */
export const recall = (bounds: NotifiedBounds, notified: Notified, at: number, key: string): Recollection => {
  const mark = markOf(key)
  const entry = counting(bounds, notified, at, placeOf(notified, key, mark))
  return { key, mark, entry, to: entry === undefined ? NOBODY : entry.to }
}

/** The registrations that were told of a stanza, as far as that is remembered. */
export const notifiedOf = (
  bounds: NotifiedBounds,
  notified: Notified,
  at: number,
  key: string,
): ReadonlyArray<RegistrationKey> => recall(bounds, notified, at, key).to

/** How many stanzas were pushed between two times, the second included, as far as that is remembered: `maxNotified` for sure. */
export const countBetween = (notified: Notified, after: number, until: number): number =>
  notified.pages.reduce((sum, page) => sum + page.filter(({ at }) => at > after && at <= until).length, 0)

const sameKeys = (a: ReadonlyArray<RegistrationKey>, b: ReadonlyArray<RegistrationKey>): boolean =>
  a.length === b.length && a.every((key, index) => sameKey(key, b[index] ?? key))

/** The items from an index on, and one more. */
const append = <A>(items: ReadonlyArray<A>, from: number, item: A): ReadonlyArray<A> => {
  // hot loop: once a push
  // no test can tell if it begins empty: in its right length it has no slack; `concat` takes four times as long
  // eslint-disable-next-line unicorn/no-new-array -- as above
  const all = new Array<A>(items.length - from + 1)
  all[items.length - from] = item
  for (let index = from; index < items.length; index += 1) all[index - from] = items[index] as A
  return all
}

/** A log with one entry more, and without what begins it and no longer counts. */
const add = (bounds: NotifiedBounds, notified: Notified, mark: string, entry: NotifiedEntry): Notified => {
  const { marks, pages } = notified
  // hot loop: a few steps, for what was passed over is mostly gone the next time
  let live = Math.max(0, marks.length + 1 - bounds.maxNotified)
  while (live < marks.length && !isRecent(bounds, entry.at, entryAt(notified, live))) live += 1
  const first = Math.floor(live / PAGE)
  const last = pages[pages.length - 1] ?? EMPTY_PAGE
  const from = first === pages.length - 1 ? live % PAGE : 0
  const rest = marks.slice(first * PAGE + from) + mark
  if (first === pages.length || last.length - from === PAGE) return { marks: rest, pages: append(pages, first, [entry]) }
  const kept = pages.slice(first)
  kept[kept.length - 1] = append(last, from, entry)
  return { marks: rest, pages: kept }
}

/** A log with one entry in place of another. */
const change = ({ marks, pages }: Notified, known: NotifiedEntry, entry: NotifiedEntry): Notified => ({
  marks,
  pages: pages.map((page) => (page.includes(known) ? page.map((one) => (one === known ? entry : one)) : page)),
})

/** Remembers that registrations were told of a stanza that was just looked up; of them, their keys. */
export const rememberMore = (
  bounds: NotifiedBounds,
  notified: Notified,
  at: number,
  { key, mark, entry: known }: Recollection,
  registrations: ReadonlyArray<RegistrationKey>,
): Notified => {
  if (known !== undefined) {
    const told = withoutKeys(registrations, known.to)
    if (told.length === 0) return notified
    // The stanza keeps its place: the bound in number is one of stanzas, however many registrations are told of them.
    const to = [...known.to, ...told.map(keyOf)].slice(-MAX_GONE - bounds.maxDevices)
    return change(notified, known, { key: known.key, at, to })
  }
  if (registrations.length === 0) return notified
  // The next stanza mostly goes to the same registrations, and then they are kept only once.
  const last = entryAt(notified, notified.marks.length - 1)
  const to = last !== undefined && sameKeys(last.to, registrations) ? last.to : registrations.map(keyOf)
  return add(bounds, notified, mark, { key: ownText(key), at, to })
}

/** Remembers that registrations were told of a stanza. */
export const remember = (
  bounds: NotifiedBounds,
  notified: Notified,
  at: number,
  key: string,
  registrations: ReadonlyArray<RegistrationKey>,
): Notified => rememberMore(bounds, notified, at, recall(bounds, notified, at, key), registrations)

/**
 * Remembers that registrations were told of stanzas, each of them once, in order.
 *
 * Of the first twice `maxNotified` of them at most half were known; the others displaced all that was remembered before.
 * So of three times as many only the last `maxNotified` are looked at: they are new, and all that counts afterwards.
 */
export const rememberAll = (
  bounds: NotifiedBounds,
  notified: Notified,
  at: number,
  keys: ReadonlyArray<string>,
  registrations: ReadonlyArray<RegistrationKey>,
): Notified =>
  keys.length > 3 * bounds.maxNotified
    ? rememberAll(bounds, emptyNotified, at, keys.slice(keys.length - bounds.maxNotified), registrations)
    : keys.reduce((known, key) => remember(bounds, known, at, key, registrations), notified)
