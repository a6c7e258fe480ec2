/** Runs all tasks, never more than `limit` at a time; results in the order of the tasks. */
export const inParallel = async <T, R>(
  items: ReadonlyArray<T>,
  limit: number,
  run: (item: T) => Promise<R>,
): Promise<ReadonlyArray<R>> => {
  const results: Array<R> = []
  const queue = items.entries()
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) results[index] = await run(item)
  }
  await Promise.all(Array.from({ length: limit }, worker))
  return results
}
