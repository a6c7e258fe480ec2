/**
 * DUP: what was pushed lately, so that no stanza is pushed twice to one registration.
 *
 * A plain value that is cheap to change a little: a log of stanzas, newest last, in pages of 16. Only the last page is
 * being filled, so that remembering one stanza copies that page and nothing else, but for the list of pages when it is
 * full or when a stanza on an earlier one is told again. Two texts have a mark for each stanza, one character made of its
 * key: looking for a stanza reads little more than these.
 * Both bounds are exact: an entry counts while it is among the newest `maxNotified` stanzas and was told of within
 * `maxNotifiedAgeMs`. What no longer counts goes when a stanza is added: from a page that is alone entry by entry, else
 * page by page, when the last one is full or as soon as a whole page is beyond the bound in number.
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

/** Up to 16 stanzas, oldest first. */
export type NotifiedPage = ReadonlyArray<NotifiedEntry>

/** Everything that is remembered for DUP-1. */
export interface Notified {
  /** A mark for each stanza on the full pages, in the order of the log. */
  readonly marks: string
  /** The full pages, oldest first. */
  readonly pages: ReadonlyArray<NotifiedPage>
  /** The same for the page that is being filled. */
  readonly lastMarks: string
  /** The page that is being filled. */
  readonly last: NotifiedPage
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
const EMPTY_PAGE: NotifiedPage = Object.freeze([])

/** Nothing was pushed yet. */
export const emptyNotified: Notified = Object.freeze({
  marks: '',
  pages: Object.freeze([]),
  lastMarks: '',
  last: EMPTY_PAGE,
})

const markOf = (key: string): string => {
  // hot loop: FNV-1a over the end of the key, where counters and random ids differ, a short suffix after them included
  // no test can tell: equal keys have equal marks whatever these are made of, a worse hash only costs time
  let hash = 0x811c9dc5
  for (let index = Math.max(0, key.length - HASHED); index < key.length; index += 1) {
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193)
  }
  // U+0020 to U+00FF, which engines keep in one byte
  return String.fromCharCode(32 + ((hash >>> 4) % 224))
}

/** How many stanzas the log has, whether they count or not. */
const lengthOf = ({ marks, last }: Notified): number => marks.length + last.length

const entryAt = ({ marks, pages, last }: Notified, place: number): NotifiedEntry | undefined =>
  place < marks.length ? pages[place >> PAGE_BITS]?.[place & (PAGE - 1)] : last[place - marks.length]

/** The last place from one on that has this key, by the marks of the places from there on; -1 if there is none. */
const placeFrom = (notified: Notified, first: number, marks: string, mark: string, key: string): number => {
  // hot loop: the stanzas of that mark, one in 224
  let found = -1
  for (let index = marks.indexOf(mark); index >= 0; index = marks.indexOf(mark, index + 1)) {
    // no test can tell if it looks for the key of nothing: each mark has its entry
    if (entryAt(notified, first + index)?.key === key) found = first + index
  }
  return found
}

/** The place of a stanza in the log, -1 if it is not there; of two, which are there when the first no longer counts, the last. */
const placeOf = (notified: Notified, mark: string, key: string): number => {
  const { marks, lastMarks } = notified
  const late = placeFrom(notified, marks.length, lastMarks, mark, key)
  return late < 0 ? placeFrom(notified, 0, marks, mark, key) : late
}

/** How many stanzas at the front of a log of that length are beyond the bound in number. */
const surplus = ({ maxNotified }: NotifiedBounds, length: number): number => Math.max(0, length - maxNotified)

const isRecent = (bounds: NotifiedBounds, at: number, entry: NotifiedEntry | undefined): entry is NotifiedEntry =>
  entry !== undefined && at - entry.at <= bounds.maxNotifiedAgeMs

/** What is remembered of a stanza: looked up once, for what is decided and for what is remembered from then on. */
export interface Recollection {
  /** As the host gave it: part of a longer text perhaps, so what is remembered is a copy. */
  readonly key: string
  readonly mark: string
  /** Its place in the log, and its entry there, if there is one that counts. */
  readonly place: number
  readonly entry: NotifiedEntry | undefined
  /** The registrations that were told of it. */
  readonly to: ReadonlyArray<RegistrationKey>
}

/** What is remembered of a stanza. */
export const recall = (bounds: NotifiedBounds, notified: Notified, at: number, key: string): Recollection => {
  const mark = markOf(key)
  const place = placeOf(notified, mark, key)
  const entry = place < surplus(bounds, lengthOf(notified)) ? undefined : entryAt(notified, place)
  return isRecent(bounds, at, entry)
    ? { key, mark, place, entry, to: entry.to }
    : { key, mark, place, entry: undefined, to: NOBODY }
}

/** The registrations that were told of a stanza, as far as that is remembered. */
export const notifiedOf = (
  bounds: NotifiedBounds,
  notified: Notified,
  at: number,
  key: string,
): ReadonlyArray<RegistrationKey> => recall(bounds, notified, at, key).to

/** How many stanzas were pushed between two times, the second included, as far as that is remembered: `maxNotified` for sure. */
export const countBetween = ({ pages, last }: Notified, after: number, until: number): number =>
  [...pages, last].reduce((sum, page) => sum + page.filter(({ at }) => at > after && at <= until).length, 0)

const sameKeys = (a: ReadonlyArray<RegistrationKey>, b: ReadonlyArray<RegistrationKey>): boolean => {
  if (a.length !== b.length) return false
  // hot loop: once a push
  for (let index = 0; index < a.length; index += 1)
    if (!sameKey(a[index] as RegistrationKey, b[index] as RegistrationKey)) return false
  return true
}

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

/** The items with another one at a place. */
const replace = <A>(items: ReadonlyArray<A>, place: number, item: A): ReadonlyArray<A> =>
  items.map((one, index) => (index === place ? item : one))

/** How many stanzas at the front of a page that is alone no longer count when there is one more. */
const passed = (bounds: NotifiedBounds, page: NotifiedPage, at: number): number => {
  // hot loop: a few steps, for what was passed over is gone the next time
  let count = Math.min(surplus(bounds, page.length + 1), page.length)
  while (count < page.length && !isRecent(bounds, at, page[count])) count += 1
  return count
}

/** A log of the same stanzas whose last page has room for one more, without the pages on which none counts then. */
const withRoom = (bounds: NotifiedBounds, { marks, pages, lastMarks, last }: Notified, at: number): Notified => {
  const isFull = last.length === PAGE
  const full = isFull ? append(pages, 0, last) : pages
  const gone = surplus(bounds, marks.length + last.length + 1)
  const found = full.findIndex(
    (page, index) => (index + 1) * PAGE > gone && page.some((one) => isRecent(bounds, at, one)),
  )
  const first = found < 0 ? full.length : found
  return {
    marks: ownText((isFull ? marks + lastMarks : marks).slice(first * PAGE)),
    pages: full.slice(first),
    lastMarks: isFull ? '' : lastMarks,
    last: isFull ? EMPTY_PAGE : last,
  }
}

/** A log with one entry more. */
const add = (bounds: NotifiedBounds, notified: Notified, mark: string, entry: NotifiedEntry): Notified => {
  const alone = notified.pages.length === 0 ? passed(bounds, notified.last, entry.at) : 0
  const hasRoom = notified.last.length - alone < PAGE && surplus(bounds, lengthOf(notified) + 1) < PAGE
  const { marks, pages, lastMarks, last } = hasRoom ? notified : withRoom(bounds, notified, entry.at)
  const from = hasRoom ? alone : 0
  return { marks, pages, lastMarks: lastMarks.slice(from) + mark, last: append(last, from, entry) }
}

/** A log with another entry at a place. */
const change = ({ marks, pages, lastMarks, last }: Notified, place: number, entry: NotifiedEntry): Notified =>
  place < marks.length
    ? {
        marks,
        pages: replace(
          pages,
          place >> PAGE_BITS,
          replace(pages[place >> PAGE_BITS] ?? EMPTY_PAGE, place & (PAGE - 1), entry),
        ),
        lastMarks,
        last,
      }
    : { marks, pages, lastMarks, last: replace(last, place - marks.length, entry) }

/** Remembers that registrations were told of a stanza that was just looked up; of them, their keys. */
export const rememberMore = (
  bounds: NotifiedBounds,
  notified: Notified,
  at: number,
  { key, mark, place, entry: known }: Recollection,
  registrations: ReadonlyArray<RegistrationKey>,
): Notified => {
  if (known !== undefined) {
    const told = withoutKeys(registrations, known.to)
    if (told.length === 0) return notified
    // The stanza keeps its place: the bound in number is one of stanzas, however many registrations are told of them.
    const to = [...known.to, ...told.map(keyOf)].slice(-MAX_GONE - bounds.maxDevices)
    return change(notified, place, { key: known.key, at, to })
  }
  if (registrations.length === 0) return notified
  // The next stanza mostly goes to the same registrations, and then they are kept only once.
  const last = entryAt(notified, lengthOf(notified) - 1)
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
