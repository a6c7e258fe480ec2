/**
 * The same data in every run: numbers that look random and are not.
 */
import { flat } from '../measure.js'

/** A number below 2^32 for a number (the finaliser of MurmurHash3). */
export const scramble = (seed: number): number => {
  const a = Math.imul(seed ^ (seed >>> 16), 0x85ebca6b)
  const b = Math.imul(a ^ (a >>> 13), 0xc2b2ae35)
  return (b ^ (b >>> 16)) >>> 0
}

/** One of the items, by a number. */
export const pick = <A>(items: readonly [A, ...ReadonlyArray<A>], seed: number): A =>
  items[scramble(seed) % items.length] ?? items[0]

const hex = (seed: number): string => scramble(seed).toString(16).padStart(8, '0')

/** A key in the form of a UUID; different numbers give different keys. */
export const keyOf = (index: number): string => {
  const [a, b, c] = [hex(index + 1), hex(index ^ 0x5bd1e995), hex(Math.floor(index / 0x100000000) + 77)]
  return flat(`${a}-${b.slice(0, 4)}-4${b.slice(5)}-8${c.slice(5)}-${c}${b.slice(4)}`)
}
