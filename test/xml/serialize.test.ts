import xml from '@xmpp/xml'
import { isRight } from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import type { XmlElement } from '../../src/xml/element.js'
import { parseXml } from '../../src/xml/parse/parse.js'
import { serializeXml } from '../../src/xml/serialize.js'

const element = (name: string, attrs: object = {}, ...children: ReadonlyArray<unknown>): XmlElement =>
  ({ name, attrs, children }) as XmlElement

describe('what is written', () => {
  it.each<readonly [string, XmlElement, string]>([
    ['an empty element', element('a'), '<a/>'],
    ['empty text as nothing', element('a', {}, '', ''), '<a/>'],
    [
      'attributes and children in order',
      element('a', { c: '1', b: '' }, 'x', element('p:b'), 'y'),
      '<a c="1" b="">x<p:b/>y</a>',
    ],
    ['text', element('a', {}, `&<>"']]>\t\n`), `<a>&amp;&lt;&gt;"']]&gt;\t\n</a>`],
    ['a carriage return', element('a', {}, '\r\n'), '<a>&#xD;\n</a>'],
    ['a value', element('a', { b: `&<>"'` }), '<a b="&amp;&lt;&gt;&quot;&apos;"/>'],
    ['white space of a value', element('a', { b: '\t\n\r ' }), '<a b="&#x9;&#xA;&#xD; "/>'],
    ['no entity twice', element('a', { b: '&amp;' }, '&lt;'), '<a b="&amp;amp;">&amp;lt;</a>'],
    [
      'characters above the first plane',
      element('a', { b: '\u{1f600}' }, '\u{10ffff}'),
      '<a b="\u{1f600}">\u{10ffff}</a>',
    ],
    ['characters that XML forbids', element('a', { b: '\0\x1f\ufffe' }, '\b\uffff\x0b'), '<a b="���">���</a>'],
    [
      'lone surrogates',
      element('a', { b: '\ud83d' }, '\ude00\ud83d', element('b'), '\ud83d\ud83d\ude00\ude00'),
      '<a b="�">��<b/>�\u{1f600}�</a>',
    ],
    ['U+007F and U+FFFD as they are', element('a', {}, '\x7f\x85\ufffd'), '<a>\x7f\x85\ufffd</a>'],
    ['names of other scripts', element('é:語', { 'ж·': '1' }), '<é:語 ж·="1"/>'],
    ['numbers', element('a', { b: 1.5 }, 0, 7, '0'), '<a b="1.5">070</a>'],
    ['nothing for attributes that are not there', element('a', { b: undefined, c: null, d: true, e: {} }), '<a/>'],
    [
      'nothing for children that are none',
      element('a', {}, undefined, null, true, {}, [], { name: 1 }, () => 'x', 'y'),
      '<a>y</a>',
    ],
    ['__proto__ as text', element('a', { b: '__proto__' }, '__proto__'), '<a b="__proto__">__proto__</a>'],
    [
      'names that XML forbids, repaired',
      element('a b', {}, element('1'), element(''), element('a:b:c'), element('a:'), element('x><y')),
      '<a_b><_1/><_/><a_b_c/><a_/><x__y/></a_b>',
    ],
    [
      'no attributes whose name XML forbids',
      element('a', { 'b c': '1', '': '2', '3': '3', 'd=""e': '4', 'f:': '5', g: '6' }),
      '<a g="6"/>',
    ],
  ])('%s', (_, tree, text) => {
    expect(serializeXml(tree)).toBe(text)
    expect(isRight(parseXml(text))).toBe(!text.includes(':'))
  })

  it('an element of xmpp.js, as it is', () => {
    const stanza = xml('message', { to: 'a@b', id: undefined }, xml('body', {}, 'x < y & z'), 'x')
    expect(serializeXml(stanza)).toBe('<message to="a@b"><body>x &lt; y &amp; z</body>x</message>')
  })

  it('nothing that an object inherits', () => {
    const attrs = Object.create({ evil: '1' }) as Record<string, string>
    attrs['b'] = '2'
    expect(serializeXml({ name: 'a', attrs, children: [] })).toBe('<a b="2"/>')
  })

  it.each([undefined, null, 'x', 7, {}, { name: 7 }])('nothing for what is no element: %j', (input) => {
    expect(serializeXml(input as unknown as XmlElement)).toBe('')
  })

  it('a name alone where the rest is missing', () => {
    expect(serializeXml({ name: 'a' } as XmlElement)).toBe('<a/>')
    expect(serializeXml({ name: 'a', attrs: null, children: 'x' } as unknown as XmlElement)).toBe('<a/>')
  })
})

describe('what is left out', () => {
  const nest = (levels: number): XmlElement => {
    let tree = element('z')
    for (let level = 1; level < levels; level++) tree = element('a', {}, tree)
    return tree
  }

  it('128 levels are written, the rest is left out', () => {
    expect(serializeXml(nest(128))).toBe(`${'<a>'.repeat(127)}<z/>${'</a>'.repeat(127)}`)
    const cut = `${'<a>'.repeat(127)}<a/>${'</a>'.repeat(127)}`
    expect(serializeXml(nest(129))).toBe(cut)
    expect(serializeXml(nest(100_000))).toBe(cut)
    expect(isRight(parseXml(cut))).toBe(true)
  })

  it('a cycle ends', () => {
    const children: Array<XmlElement> = []
    const cycle = { name: 'a', attrs: {}, children }
    children.push(cycle)
    expect(serializeXml(cycle)).toBe(`${'<a>'.repeat(127)}<a/>${'</a>'.repeat(127)}`)
  })

  it('what exceeds 4194304 code units is left out, with all that follows', () => {
    const huge = 'x'.repeat(5_000_000)
    expect(serializeXml(element('a', { b: huge, c: '1' }, 'x'))).toBe('<a/>')
    expect(serializeXml(element('a', { b: '1' }, 'x', huge, 'y', element('b')))).toBe('<a b="1">x</a>')
    expect(serializeXml(element('a', {}, element('b', {}, 'x'), element(huge), element('c')))).toBe('<a><b>x</b></a>')
    expect(serializeXml(element(huge))).toBe('')
    const large = '&'.repeat(4_000_000)
    expect(serializeXml(element('a', {}, large)).length).toBe(20_000_007)
  })

  it.each<readonly [string, number, (text: string) => XmlElement]>([
    ['text', 4_194_301, (text) => element('a', {}, text)],
    ['text after an element', 4_194_299, (text) => element('a', {}, element('b'), text)],
    ['text after what is no child', 4_194_300, (text) => element('a', {}, null, text)],
    ['a value', 4_194_300, (text) => element('a', { b: text })],
    ['a value after an attribute that is not there', 4_194_298, (text) => element('a', { c: undefined, b: text })],
  ])('names count as well, and one for each child and attribute: %s', (_, most, tree) => {
    const isWritten = (length: number): boolean => serializeXml(tree('x'.repeat(length))).includes('x')
    expect([isWritten(most), isWritten(most + 1)]).toEqual([true, false])
  })
})

describe('bounds', () => {
  it.each<readonly [string, ReadonlyArray<unknown>]>([
    ['elements', []],
    ['text', ['x'.repeat(100_000)]],
    ['children that are none', Array.from({ length: 10_000 }, () => null)],
  ])('a tree that shares its branches ends: %s', (_, more) => {
    const shared = Array.from({ length: 60 }).reduce<XmlElement>(
      (tree) => element('a', {}, tree, ...more, tree),
      element('a'),
    )
    const start = performance.now()
    const text = serializeXml(shared)
    expect(performance.now() - start).toBeLessThan(5000)
    expect(text.length).toBeLessThan(30_000_000)
    expect(text.endsWith('</a>')).toBe(true)
    expect(text.match(/<a>/g)?.length).toBe(text.match(/<\/a>/g)?.length)
  })

  it('a list of children without end ends', () => {
    const children = Object.assign([], { length: 4_294_967_295 })
    const start = performance.now()
    expect(serializeXml({ name: 'a', attrs: {}, children })).toBe('<a/>')
    expect(performance.now() - start).toBeLessThan(5000)
  })
})
