/**
 * DUP: what was pushed lately, so that no stanza is pushed twice to one registration.
 *
 * A plain value that is cheap to change a little: entries hang in 16 buckets by a hash of the stanza's key, so that
 * remembering one stanza copies two short arrays, however much is remembered. Both bounds are exact: an entry counts
 * while it is among the newest `maxNotified` stanzas and was told of within `maxNotifiedAgeMs`; one bucket is swept with
 * every entry that is added, so what no longer counts is gone after at most 16 of them.
 */
import { type RegistrationKey, sameKey } from './registration.js'

/** One stanza and the registrations that were told of it. */
export interface NotifiedEntry {
  readonly key: string
  /** Its place in the order of entries, for the bound in number. */
  readonly order: number
  /** When it was last pushed, in epoch milliseconds, for the bound in age. */
  readonly at: number
  readonly to: ReadonlyArray<RegistrationKey>
}

/** Everything that is remembered for DUP-1. */
export interface Notified {
  readonly next: number
  /** Who was told last: the next stanza mostly goes to the same, and then they are kept only once. */
  readonly last: ReadonlyArray<RegistrationKey>
  readonly buckets: ReadonlyArray<ReadonlyArray<NotifiedEntry>>
}

/** The bounds, as the options give them. */
export interface NotifiedBounds {
  readonly maxDevices: number
  readonly maxNotified: number
  readonly maxNotifiedAgeMs: number
}

/** How many removed registrations one entry may still name; a client that enables node after node grows it no further. */
const MAX_GONE = 64

const BUCKETS = 16
const HASHED = 16

const NO_ENTRIES: ReadonlyArray<NotifiedEntry> = []
const NO_BUCKETS: ReadonlyArray<ReadonlyArray<NotifiedEntry>> = Array.from({ length: BUCKETS }, () => NO_ENTRIES)
const NOBODY: ReadonlyArray<RegistrationKey> = []

/** Nothing was pushed yet. */
export const emptyNotified: Notified = { next: 0, last: [], buckets: [] }

const bucketOf = (key: string): number => {
  // hot loop: FNV-1a over the end of the key, where counters and random ids differ
  let hash = 0x811c9dc5
  for (let index = Math.max(0, key.length - HASHED); index < key.length; index += 1) {
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193)
  }
  return (hash ^ (hash >>> 15)) & (BUCKETS - 1)
}

const counts = (bounds: NotifiedBounds, notified: Notified, at: number, entry: NotifiedEntry): boolean =>
  entry.order >= notified.next - bounds.maxNotified && at - entry.at <= bounds.maxNotifiedAgeMs

const indexIn = (bucket: ReadonlyArray<NotifiedEntry>, key: string): number => {
  // hot loop: from the newest backwards, for a copy comes soon after its stanza
  for (let index = bucket.length - 1; index >= 0; index -= 1) if (bucket[index]?.key === key) return index
  return -1
}

/** The registrations that were told of a stanza, as far as that is remembered. */
export const notifiedOf = (
  bounds: NotifiedBounds,
  notified: Notified,
  at: number,
  key: string,
): ReadonlyArray<RegistrationKey> => {
  const bucket = notified.buckets[bucketOf(key)] ?? NO_ENTRIES
  const entry = bucket[indexIn(bucket, key)]
  return entry !== undefined && counts(bounds, notified, at, entry) ? entry.to : NOBODY
}

/** How many stanzas were pushed between two times, the second included, as far as that is remembered. */
export const countBetween = (notified: Notified, after: number, until: number): number =>
  notified.buckets.reduce((sum, bucket) => sum + bucket.filter(({ at }) => at > after && at <= until).length, 0)

const sameKeys = (a: ReadonlyArray<RegistrationKey>, b: ReadonlyArray<RegistrationKey>): boolean =>
  a.length === b.length && a.every((key, index) => sameKey(key, b[index] ?? key))

/** A bucket without what no longer counts: its entries are in order, so that is how it begins. */
const swept = (
  bounds: NotifiedBounds,
  notified: Notified,
  at: number,
  bucket: ReadonlyArray<NotifiedEntry>,
): ReadonlyArray<NotifiedEntry> => {
  const first = bucket[0]
  if (first === undefined || counts(bounds, notified, at, first)) return bucket
  const live = bucket.findIndex((entry) => counts(bounds, notified, at, entry))
  return live < 0 ? NO_ENTRIES : bucket.slice(live)
}

/** Remembers that registrations were told of a stanza. */
export const remember = (
  bounds: NotifiedBounds,
  notified: Notified,
  at: number,
  key: string,
  registrations: ReadonlyArray<RegistrationKey>,
): Notified => {
  const home = bucketOf(key)
  const buckets = notified.buckets.length === 0 ? NO_BUCKETS.slice() : notified.buckets.slice()
  const bucket = buckets[home] ?? NO_ENTRIES
  const index = indexIn(bucket, key)
  const known = bucket[index]
  if (known !== undefined && counts(bounds, notified, at, known)) {
    const told = registrations.filter((registration) => !known.to.some((other) => sameKey(other, registration)))
    if (told.length === 0) return notified
    // The stanza keeps its place: the bound in number is one of stanzas, however many registrations are told of them.
    const to = [...known.to, ...told].slice(-MAX_GONE - bounds.maxDevices)
    buckets[home] = bucket.map((entry) => (entry === known ? { ...known, at, to } : entry))
    return { ...notified, buckets }
  }
  if (registrations.length === 0) return notified
  const last = sameKeys(notified.last, registrations) ? notified.last : registrations
  const after: Notified = { next: notified.next + 1, last, buckets: notified.buckets }
  const aged = notified.next % BUCKETS
  const others = swept(bounds, after, at, index < 0 ? bucket : bucket.filter((entry) => entry !== known))
  buckets[aged] = swept(bounds, after, at, buckets[aged] ?? NO_ENTRIES)
  buckets[home] = others.concat({ key, order: notified.next, at, to: last })
  return { next: after.next, last, buckets }
}
