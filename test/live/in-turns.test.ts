import { expect, test } from 'vitest'
import { inTurns } from '../../examples/live/in-turns.js'

test('others have a turn between two computations, and results keep their order', async () => {
  const seen: Array<string> = []
  const compute = (item: number): number => {
    seen.push(`computed ${item}`)
    setImmediate(() => seen.push(`a client's turn after ${item}`))
    return item * 2
  }
  expect(await inTurns([1, 2], compute)).toEqual([2, 4])
  expect(seen).toEqual(['computed 1', "a client's turn after 1", 'computed 2', "a client's turn after 2"])
})
