/**
 * DUP: what was pushed lately, so that no stanza is pushed twice to one registration.
 *
 * A plain value that is cheap to change a little: entries hang in 32 buckets by a hash of the stanza's key, so that
 * remembering one stanza copies two short arrays, however much is remembered. The bound in number is exact, the one in
 * age too: an entry counts while it is among the newest `maxNotified` and no older than `maxNotifiedAgeMs`; one bucket
 * is swept with every entry that is added, so what no longer counts is gone after at most 32 of them.
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
  readonly buckets: ReadonlyArray<ReadonlyArray<NotifiedEntry>>
}

/** The two bounds, as the options give them. */
export interface NotifiedBounds {
  readonly maxNotified: number
  readonly maxNotifiedAgeMs: number
}

/** How many registrations one entry names at least; a client that enables node after node grows it no further. */
const MAX_TOLD = 64

const BUCKETS = 32
const HASHED = 16

const NO_ENTRIES: ReadonlyArray<NotifiedEntry> = []

/** Nothing was pushed yet. */
export const emptyNotified: Notified = { next: 0, buckets: [] }

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

const find = (bounds: NotifiedBounds, notified: Notified, at: number, key: string): NotifiedEntry | undefined => {
  const entry = notified.buckets[bucketOf(key)]?.find((candidate) => candidate.key === key)
  return entry !== undefined && counts(bounds, notified, at, entry) ? entry : undefined
}

/** The registrations that were told of a stanza, as far as that is remembered. */
export const notifiedOf = (
  bounds: NotifiedBounds,
  notified: Notified,
  at: number,
  key: string,
): ReadonlyArray<RegistrationKey> => find(bounds, notified, at, key)?.to ?? []

/** How many stanzas were pushed after a time, as far as that is remembered. */
export const countAfter = (notified: Notified, after: number): number =>
  notified.buckets.reduce((sum, bucket) => sum + bucket.filter(({ at }) => at > after).length, 0)

/** Remembers that registrations were told of a stanza. */
export const remember = (
  bounds: NotifiedBounds,
  notified: Notified,
  at: number,
  key: string,
  registrations: ReadonlyArray<RegistrationKey>,
): Notified => {
  const home = bucketOf(key)
  const before = notifiedOf(bounds, notified, at, key)
  const told = registrations.filter((registration) => !before.some((known) => sameKey(known, registration)))
  if (told.length === 0) return notified
  const to = before.length === 0 ? told : [...before, ...told].slice(-Math.max(MAX_TOLD, told.length))
  const entry: NotifiedEntry = { key, order: notified.next, at, to }
  const after: Notified = { next: notified.next + 1, buckets: notified.buckets }
  const live = (candidate: NotifiedEntry): boolean => candidate.key !== key && counts(bounds, after, at, candidate)
  const swept = notified.next % BUCKETS
  return {
    next: after.next,
    buckets: Array.from({ length: BUCKETS }, (_, index) => {
      const bucket = notified.buckets[index] ?? NO_ENTRIES
      return index === home ? [...bucket.filter(live), entry] : index === swept ? bucket.filter(live) : bucket
    }),
  }
}
