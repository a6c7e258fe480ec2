import { describe, expect, it } from 'vitest'
import { referenceEnd } from '../../src/xml/references.js'

describe('a reference', () => {
  it.each([
    ['&amp;', 5],
    ['&lt;&gt;', 4],
    ['&quot;x', 6],
    ['&#65;', 5],
    ['&#65;&#66;', 5],
    ['&#x41;;', 6],
  ])('%s: ends at %d', (text, end) => {
    expect(referenceEnd(text, 0)).toBe(end)
    expect(referenceEnd(`<a>${text}`, 3)).toBe(3 + end)
  })
})
