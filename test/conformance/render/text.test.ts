import { describe, expect, it } from 'vitest'
import { visible, widthOf, wrap } from '../../../src/conformance/render/text.js'

describe('what would act is seen instead', () => {
  it.each([
    ['\u001b[31m', '\\u{1b}[31m'],
    ['a\rb\u0000\u007f\u009b', 'a\\u{d}b\\u{0}\\u{7f}\\u{9b}'],
    ['\u202egnp.exe', '\\u{202e}gnp.exe'],
    ['\ud83d \u{1f600} \ude00', '\\u{d83d} \u{1f600} \\u{de00}'],
    ['\u{e0041}\ufeff', '\\u{e0041}\\u{feff}'],
    ['tab\tand\nline, e\u0301 and \u200d', 'tab\tand\nline, e\u0301 and \u200d'],
  ])('%j', (text, shown) => {
    expect(visible(text)).toBe(shown)
  })
})

describe('width', () => {
  it.each([
    ['', 0],
    ['abc', 3],
    ['e\u0301', 1],
    ['e\u0300', 1],
    ['東京', 4],
    ['\u{1f600}', 2],
    ['✓ ✗ ≠ –', 7],
  ])('of %j is %i', (text, width) => {
    expect(widthOf(text)).toBe(width)
  })
})

describe('lines', () => {
  it('end at spaces', () => {
    expect(wrap('one two three', 8)).toEqual(['one two', 'three'])
    expect(wrap('one two', 7)).toEqual(['one two'])
  })

  it('end at the joints of a slug', () => {
    expect(wrap('xep-0357/disabling/never-publish-after', 20, 'slug')).toEqual([
      'xep-0357/disabling/',
      'never-publish-after',
    ])
  })

  it('end at the tags of XML', () => {
    expect(wrap('<a b="1"/><c/>', 10, 'xml')).toEqual(['<a b="1"/>', '<c/>'])
  })

  it('cut what is wider, and never a character', () => {
    expect(wrap('abcdefgh ij', 3)).toEqual(['abc', 'def', 'gh', 'ij'])
    expect(wrap('東京東', 3)).toEqual(['東', '京', '東'])
    expect(wrap('東', 1)).toEqual(['東'])
  })

  it('cut nothing that fits in a line of its own', () => {
    expect(wrap('a bcd', 3)).toEqual(['a', 'bcd'])
    expect(wrap('x abc d', 3)).toEqual(['x', 'abc', 'd'])
    expect(wrap('abcd e', 3)).toEqual(['abc', 'd e'])
  })

  it('stay where they end by themselves', () => {
    expect(wrap('a\n\n\tb', 9)).toEqual(['a', '', '  b'])
  })
})
