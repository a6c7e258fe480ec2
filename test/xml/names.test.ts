import { describe, expect, it } from 'vitest'
import { isName, nameEnd } from '../../src/xml/names.js'

const point = String.fromCodePoint

/** XML 1.0 §2.3, NameStartChar without colon, and without U+1680 and U+FEFF: the first and the last of each range. */
const starts: ReadonlyArray<readonly [first: number, last: number]> = [
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
  [0xc0, 0xd6],
  [0xd8, 0xf6],
  [0xf8, 0x2ff],
  [0x370, 0x37d],
  [0x37f, 0x167f],
  [0x1681, 0x1fff],
  [0x200c, 0x200d],
  [0x2070, 0x218f],
  [0x2c00, 0x2fef],
  [0x3001, 0xd7ff],
  [0xf900, 0xfdcf],
  [0xfdf0, 0xfefe],
  [0xff00, 0xfffd],
  [0x10000, 0xeffff],
]

/** §2.3, NameChar: what may follow besides those. */
const parts: ReadonlyArray<readonly [first: number, last: number]> = [
  [0x2d, 0x2e],
  [0x30, 0x39],
  [0xb7, 0xb7],
  [0x300, 0x36f],
  [0x203f, 0x2040],
]

describe('a name', () => {
  it.each(starts)('starts with all from %d to %d, and with neither neighbour', (first, last) => {
    expect(nameEnd(point(first), 0)).toBe(point(first).length)
    expect(nameEnd(point(last), 0)).toBe(point(last).length)
    expect([nameEnd(point(first - 1), 0), nameEnd(point(last + 1), 0)]).toEqual([0, 0])
  })

  it.each(starts)('goes on with all from %d to %d', (first, last) => {
    for (const text of [point(first), point(last)]) expect(nameEnd(`a${text}`, 0)).toBe(1 + text.length)
  })

  it.each(parts)('goes on, but does not start, with all from %d to %d', (first, last) => {
    for (const text of [point(first), point(last)]) expect([nameEnd(text, 0), nameEnd(`a${text}`, 0)]).toEqual([0, 2])
  })

  it.each([
    0x20, 0x2c, 0x2f, 0x3a, 0x40, 0x5b, 0x5e, 0x60, 0x7b, 0x7f, 0x80, 0xb6, 0xb8, 0xbf, 0xd7, 0xf7, 0x37e, 0x1680,
    0x2000, 0x203e, 0x2041, 0x206f, 0x3000, 0xfdd0, 0xfeff, 0xffff, 0xf0000,
  ])('ends before %d', (code) => {
    expect(nameEnd(`a${point(code)}`, 0)).toBe(1)
  })

  it.each([
    ['a high surrogate without low one', '\ud800'],
    ['the same before a letter', '\ud800a'],
    ['the same before the unit below the low ones', '\ud800\udbff'],
    ['the same before the unit above the low ones', '\ud800\ue000'],
    ['a low surrogate', '\udc00\udc00'],
    ['a low surrogate after something else', '!\udc00'],
  ])('holds no half of a pair: %s', (_, text) => {
    expect([nameEnd(text, 0), nameEnd(`a${text}`, 0)]).toEqual([0, 1])
  })

  it('starts where it is asked for', () => {
    expect(nameEnd('<ab:cd>', 1)).toBe(3)
    expect(nameEnd('<ab:cd>', 4)).toBe(6)
    expect(nameEnd('<ab:cd>', 3)).toBe(3)
  })
})

describe('a qualified name', () => {
  it.each(['a', 'a:b', 'é:語', '\u{10000}:\u{10000}', '_-.9'])('is %s', (name) => {
    expect(isName(name)).toBe(true)
  })

  it.each(['', ':', ':a', 'a:', 'a:b:c', 'a:1', '1', 'a b', 'a:b ', ' a', 'a\ud800'])('is not "%s"', (name) => {
    expect(isName(name)).toBe(false)
  })
})
