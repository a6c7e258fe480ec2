import { describe, expect, it } from 'vitest'
import { forbidden, isCharPoint, skipSpace } from '../../../src/xml/parse/chars.js'

const point = String.fromCodePoint

/** XML 1.0 §2.2, Char: the first and the last of each range. */
const chars = [0x9, 0xa, 0xd, 0x20, 0xd7ff, 0xe000, 0xfffd, 0x10000, 0x10ffff]
const noChars = [0x0, 0x8, 0xb, 0xc, 0xe, 0x1f, 0xd800, 0xdbff, 0xdc00, 0xdfff, 0xfffe, 0xffff]

describe('a character', () => {
  it.each(chars)('may be %d', (code) => {
    expect(forbidden.test(point(code))).toBe(false)
    expect(isCharPoint(code)).toBe(true)
  })

  it.each(noChars)('may not be %d', (code) => {
    expect(forbidden.test(`a${point(code)}b`)).toBe(true)
    expect(isCharPoint(code)).toBe(false)
  })

  it('has both halves of its pair', () => {
    const isRefused = (text: string): boolean => forbidden.test(text)
    expect(['\ud800\udbff', '\ud800\ue000', '\udbff', '\udc00\ud800'].map(isRefused)).toEqual([true, true, true, true])
    expect(['\ud800\udc00', '\udbff\udfff'].map(isRefused)).toEqual([false, false])
  })

  it.each([0x110000, Infinity])('has no code point above the last: %d', (code) => {
    expect(isCharPoint(code)).toBe(false)
  })
})

describe('white space', () => {
  it('is what XML says, and not what JavaScript does', () => {
    expect(skipSpace('a \t\r\nb', 1)).toBe(5)
    expect(skipSpace('  ', 0)).toBe(2)
    expect(['a', '\u00a0', '\v', '\f', '\ufeff', '\u2028'].map((text) => skipSpace(text, 0))).toEqual([
      0, 0, 0, 0, 0, 0,
    ])
  })
})
