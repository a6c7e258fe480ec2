/**
 * Measuring: rates in rounds, the heap after a collection, and a sink that every result goes into.
 */

let checksum = 0

/**
 * Takes a text in: reading one character makes the engine join the pieces that the text was put together from, as
 * writing it to a socket would.
 */
export const consume = (text: string): void => {
  checksum = (checksum + text.length + text.charCodeAt(text.length >> 1)) & 0xfffffff
}

/** What all results together came to: printed, so that nothing that was measured can be left out as unused. */
export const consumed = (): number => checksum

/** The text as one piece of its own: not a view of a longer one, not a chain of pieces. */
export const flat = (text: string): string => Buffer.from(text).toString()

const collect = (): void => {
  const { gc } = globalThis as { readonly gc?: () => void }
  if (gc === undefined) throw new Error('run node with --expose-gc')
  gc()
}

/** Bytes of live objects. */
export const heap = (): number => {
  collect()
  collect()
  return process.memoryUsage().heapUsed
}

/** Something that takes part in a comparison: does some work and says how many messages it handled in how many ms. */
export type Contender = () => { readonly messages: number; readonly ms: number }

/**
 * Milliseconds of processor time, the engine's helper threads included: what else runs on the machine counts little,
 * and a collector that works on another core counts in full.
 */
export const time = (work: () => void): number => {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

const rateOf = (contender: Contender, leastMs: number): number => {
  let messages = 0
  let ms = 0
  while (ms < leastMs) {
    const done = contender()
    messages += done.messages
    ms += done.ms
  }
  return (messages / ms) * 1000
}

/**
 * Lets contenders run in turn, round after round, so that a noisy machine disturbs all of them alike.
 *
 * @returns the best rate of each, in messages a second
 */
export const race = <Name extends string>(
  { rounds, roundMs }: { readonly rounds: number; readonly roundMs: number },
  contenders: Readonly<Record<Name, Contender>>,
): Readonly<Record<Name, number>> => {
  const names = Object.keys(contenders) as Array<Name>
  const best = Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>
  // not before every round: a forced collection makes the engine forget what it has learnt of shapes that are gone
  collect()
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) {
      best[name] = Math.max(best[name], rateOf(contenders[name], roundMs))
    }
  }
  return best
}
