import { describe, expect, it } from 'vitest'
import { cutAt, cutAtOctets, longerThan, ownText, utf8Length } from '../../src/state/text.js'

const octets = (text: string): number => new TextEncoder().encode(text).length

/** The UTF-16 units at which the number of octets changes. */
const edges = [0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xd800, 0xdbff, 0xdc00, 0xdfff, 0xe000, 0xffff].map((unit) =>
  String.fromCharCode(unit),
)

describe('the length in UTF-8', () => {
  it('is what an encoder writes, lone surrogates included', () => {
    for (const text of ['', ...edges, ...edges.flatMap((first) => edges.map((second) => first + second))]) {
      expect([text, utf8Length(text)]).toEqual([text, octets(text)])
    }
  })

  it.each(['abc', 'éa', '語', '\u{1f600}', '\ud800'])(
    '%j is longer than one octet less, and no longer than it is',
    (text) => {
      expect([longerThan(text, octets(text) - 1), longerThan(text, octets(text))]).toEqual([true, false])
    },
  )
})

describe('a text of its own', () => {
  it.each(['', 'a', 'ab', 'a longer one', '\u{1f600}', '\ud800', '\ude00\ud83d'])('%j is the same text', (text) => {
    expect(ownText(text)).toBe(text)
  })
})

describe('cutting', () => {
  it.each([
    ['abc', 2, 'ab'],
    ['abc', 3, 'abc'],
    ['abc', 0, ''],
    ['\u{1f339}\u{1f339}', 1, '\u{1f339}'],
    ['a\u{1f339}b', 2, 'a\u{1f339}'],
    ['e\u0301e', 1, 'e'],
  ])('%j to %i code points is %j', (text, count, expected) => {
    expect(cutAt(text, count)).toBe(expected)
  })

  it.each([
    ['abc', 2, 'ab'],
    ['abc', 3, 'abc'],
    ['süß', 2, 's'],
    ['süß', 3, 'sü'],
    ['\u{1f339}x', 3, ''],
    ['\u{1f339}x', 4, '\u{1f339}'],
    ['abc', 0, ''],
  ])('%j to %i octets is %j', (text, count, expected) => {
    expect(cutAtOctets(text, count)).toBe(expected)
    expect(octets(cutAtOctets(text, count))).toBeLessThanOrEqual(count)
  })
})
