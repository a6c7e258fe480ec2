import { setImmediate } from 'node:timers/promises'

/** Computes one after the other, and lets everybody else have a turn in between: clients of another server must answer. */
export const inTurns = async <A, B>(items: ReadonlyArray<A>, compute: (item: A) => B): Promise<ReadonlyArray<B>> => {
  const results: Array<B> = []
  for (const item of items) {
    results.push(compute(item))
    await setImmediate()
  }
  return results
}
