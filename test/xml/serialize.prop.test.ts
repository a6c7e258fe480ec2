import fc from 'fast-check'
import { isRight, right } from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import type { XmlElement } from '../../src/xml/element.js'
import { parseXml } from '../../src/xml/parse/parse.js'
import { serializeXml } from '../../src/xml/serialize.js'
import { anyText, treeOf } from './xml-arbitraries.js'

const repair = (text: string): string => text.replace(/[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')

const repairTree = (tree: XmlElement): XmlElement => ({
  name: tree.name,
  attrs: Object.fromEntries(Object.entries(tree.attrs).map(([name, value]) => [name, repair(value ?? '')])),
  children: tree.children.map((child) => (typeof child === 'string' ? repair(child) : repairTree(child))),
})

const freeze = <A>(value: A): A => {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(freeze)
  return value
}

describe('serializeXml', () => {
  it('any text is written so that it reads back, but for the characters that XML forbids', () => {
    fc.assert(
      fc.property(treeOf(anyText), (tree) => {
        expect(parseXml(serializeXml(freeze(tree)))).toStrictEqual(right(repairTree(tree)))
      }),
      { numRuns: 1000 },
    )
  })

  it('any names are written so that it reads back', () => {
    // a colon would need a declaration, and the parser has reservations against one more name
    const name = anyText
      .map((text) => text.replace(/:/g, ''))
      .filter((text) => text !== '__proto__' && text !== 'xmlns')
    const tree = fc.record({
      name,
      attrs: fc.dictionary(name, anyText, { noNullPrototype: true }),
      children: fc.array(
        fc.oneof(
          anyText,
          name.map((child) => ({ name: child, attrs: {}, children: [] })),
        ),
      ),
    })
    fc.assert(
      fc.property(tree, (element) => {
        expect(isRight(parseXml(serializeXml(element)))).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  it('any value at run time is written without an exception', () => {
    fc.assert(
      fc.property(
        fc.anything({ withNullPrototype: true, withBigInt: true }),
        fc.anything(),
        fc.array(fc.anything()),
        (name, attrs, children) => {
          expect(typeof serializeXml({ name, attrs, children } as unknown as XmlElement)).toBe('string')
          const text = serializeXml({ name: 'a', attrs, children } as unknown as XmlElement)
          expect(text.startsWith('<a')).toBe(true)
        },
      ),
      { numRuns: 1000 },
    )
  })
})
