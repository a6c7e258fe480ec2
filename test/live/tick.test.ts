import { expect, test } from 'vitest'
import { nextMillisecond } from '../../examples/live/laws/tick.js'

test('a step never begins within the millisecond of the one before', async () => {
  for (const _ of Array.from({ length: 100 })) {
    const before = Date.now()
    await nextMillisecond()
    expect(Date.now()).toBeGreaterThan(before)
  }
})
