import { describe, expect, it } from 'vitest'
import { decode, normalizeValue, referenceFault } from '../../../src/xml/parse/references.js'

describe('a reference', () => {
  it.each(['&amp;', '&lt;', '&gt;', '&quot;', '&apos;', '&#65;', '&#x41;', '&#0065;', '&#x10FFFF;'])('%s', (text) => {
    expect(referenceFault(text)).toBeUndefined()
  })

  it.each([
    ['&amp', 'invalid-reference'],
    ['&', 'invalid-reference'],
    ['&;', 'invalid-reference'],
    ['& b;', 'invalid-reference'],
    ['&a:b;', 'invalid-reference'],
    ['&#;', 'invalid-reference'],
    ['&#65', 'invalid-reference'],
    ['&#X41;', 'invalid-reference'],
    ['&#6 5;', 'invalid-reference'],
    ['&nbsp;', 'undefined-entity'],
    ['&AMP;', 'undefined-entity'],
    ['&#x110000;', 'invalid-character-reference'],
    ['&#xD800;', 'invalid-character-reference'],
    [`&#${'9'.repeat(400)};`, 'invalid-character-reference'],
  ])('%s is none: %s', (text, code) => {
    expect(referenceFault(text)).toBe(code)
  })

  it('is decoded once', () => {
    expect(decode('&amp;lt; &#38;#65; &#x1F600;')).toBe('&lt; &#65; \u{1f600}')
    expect(normalizeValue('a\tb\r\nc\n&#9;')).toBe('a b c \t')
  })
})
