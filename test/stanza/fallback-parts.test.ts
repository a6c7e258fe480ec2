/** IMP, XEP-0428: what of a body is only a fallback, and that a stanza full of it costs no more than its length. */
import { describe, expect, it } from 'vitest'
import { defaultOptions, readFacts, type XmlElement } from 'xmpp-push-rules'
import { body, delivery, el, juliet, message } from '../support/fixtures.js'

const NS_FALLBACK = 'urn:xmpp:fallback:0'

const range = (start?: number, end?: number): XmlElement =>
  el('body', { start: start === undefined ? undefined : `${start}`, end: end === undefined ? undefined : `${end}` })
const fallback = (...ranges: ReadonlyArray<XmlElement>): XmlElement =>
  el('fallback', { xmlns: NS_FALLBACK, for: 'urn:xmpp:reply:0' }, ...ranges)
const bodyOf = (...children: ReadonlyArray<XmlElement>): string | undefined =>
  readFacts(defaultOptions)(juliet)(delivery('k', message({ 'xmlns:f': NS_FALLBACK }, ...children))).body

describe('XEP-0428: the parts of a body that are a fallback', () => {
  it.each([
    ['one', [range(0, 2)], 'cdefgh'],
    ['two, the later one first', [range(6, 8), range(0, 2)], 'cdef'],
    ['two that overlap', [range(0, 4), range(2, 6)], 'gh'],
    ['two that touch', [range(0, 2), range(2, 4)], 'efgh'],
    ['one within another', [range(0, 6), range(2, 3)], 'gh'],
    ['one that ends before it begins', [range(6, 2), range(0, 1)], 'bcdefgh'],
    ['one without an end', [range(5)], 'abcde'],
    ['all, in two parts', [range(0, 4), range(4)], undefined],
  ])('leaves out %s', (_name, ranges, left) => {
    expect(bodyOf(body('abcdefgh'), fallback(...ranges))).toBe(left)
  })

  it('counts code points, not units', () => {
    expect(bodyOf(body('😀😀ab'), fallback(range(0, 2)))).toBe('ab')
  })
})

// Without these a single message of 256 KiB keeps the whole server busy for seconds.
describe('a message full of fallbacks', () => {
  it('is read quickly where it names thousands of parts', { timeout: 2000 }, () => {
    const ranges = Array.from({ length: 8000 }, () => range(0, 1))
    expect(bodyOf(body('a'.repeat(128_000)), fallback(...ranges))).toHaveLength(127_999)
  })

  it('is read quickly where it has thousands of them', { timeout: 2000 }, () => {
    const empty = Array.from({ length: 18_000 }, () => el('f:fallback'))
    expect(bodyOf(body('text'), ...empty)).toBe('text')
  })
})
