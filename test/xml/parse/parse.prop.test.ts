import { Parser } from '@xmpp/xml'
import type { Element } from '@xmpp/xml'
import fc from 'fast-check'
import { isRight, right } from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import type { XmlElement } from '../../../src/xml/element.js'
import { parseXml } from '../../../src/xml/parse/parse.js'
import { serializeXml } from '../../../src/xml/serialize.js'
import { anyText, documentWith, legalText, treeOf } from '../xml-arbitraries.js'

const document = documentWith('also first')

/** A second opinion: the parser of xmpp.js, for texts that are known to be well-formed. */
const parseWithLtx = (text: string): XmlElement | undefined => {
  const found: { root?: Element } = {}
  const errors: Error[] = []
  const parser = new Parser()
  parser.on('start', (root) => (found.root = root))
  parser.on('element', (child) => (found.root as unknown as { append: (child: Element) => void }).append(child))
  parser.on('error', (error) => errors.push(error))
  parser.write(text)
  const plain = (element: Element): XmlElement => ({
    name: element.name,
    attrs: { ...element.attrs },
    children: element.children.reduce<Array<XmlElement | string>>((merged, child) => {
      if (typeof child !== 'string') return [...merged, plain(child)]
      const last = merged.at(-1)
      return typeof last === 'string' ? [...merged.slice(0, -1), last + child] : [...merged, child]
    }, []),
  })
  return found.root === undefined || errors.length > 0 ? undefined : plain(found.root)
}

describe('a well-formed text', () => {
  it('gives the tree that it was written from', () => {
    fc.assert(
      fc.property(document, ({ tree, text }) => {
        expect(parseXml(text)).toStrictEqual(right(tree))
      }),
      { numRuns: 500 },
    )
  })

  it('gives the tree that ltx reads', () => {
    fc.assert(
      fc.property(documentWith('whole'), ({ text }) => {
        // ltx knows nothing of the XML declaration, leaves carriage returns alone, and loses text that follows CDATA
        const plain = text.replace(/^<\?xml[^>]*>\s*/, '').replace(/\r\n?/g, '\n')
        expect(parseXml(plain)).toStrictEqual(right(parseWithLtx(plain.trim())))
      }),
      { numRuns: 500 },
    )
  })

  it('comes back from serializeXml as the same tree', () => {
    fc.assert(
      fc.property(treeOf(legalText), (tree) => {
        expect(parseXml(serializeXml(tree))).toStrictEqual(right(tree))
      }),
      { numRuns: 500 },
    )
  })

  it('gives a tree that JSON carries', () => {
    fc.assert(
      fc.property(document, ({ text }) => {
        const result = parseXml(text)
        expect(JSON.parse(JSON.stringify(result))).toStrictEqual(result)
      }),
    )
  })
})

const markup = fc.constantFrom(
  '<',
  '>',
  '/',
  '</',
  '/>',
  '<a',
  '<a>',
  '</a>',
  '<a/>',
  ' ',
  '=',
  '"',
  "'",
  'a="1"',
  ' b="2"',
  'xmlns:p="u"',
  'p:',
  '&',
  '&amp;',
  '&#x',
  ';',
  '<!--',
  '-->',
  '<![CDATA[',
  ']]>',
  '<?',
  '?>',
  '<!DOCTYPE',
  '<?xml version="1.0"?>',
  'x',
  '\0',
  '\r',
  '\t',
  '\ufeff',
  '\u1680',
  '\ud83d',
  '\u{1f600}',
  '__proto__',
  'constructor',
  ':',
  '#text',
  '#cdata',
  ':@',
)

describe('any text', () => {
  const neverThrows = (text: string): void => {
    const result = parseXml(text)
    if (isRight(result)) {
      // what was accepted is XML to others too, and means the same
      expect(parseXml(serializeXml(result.right))).toStrictEqual(result)
      return
    }
    const { offset, line, column, message } = result.left
    expect(offset).toBeGreaterThanOrEqual(0)
    expect(offset).toBeLessThanOrEqual(text.length)
    const before = text.slice(0, offset).split(/\r\n?|\n/)
    expect([line, column]).toEqual([before.length, (before.at(-1) ?? '').length + 1])
    expect(message).not.toBe('')
    expect(result.left.code).not.toBe('parser-failure')
  }

  it('is an element or an error, never an exception', () => {
    fc.assert(fc.property(anyText, neverThrows), { numRuns: 500 })
  })

  it('the same for texts of markup', () => {
    fc.assert(
      fc.property(
        fc.array(markup, { maxLength: 14 }).map((parts) => parts.join('')),
        neverThrows,
      ),
      { numRuns: 2000 },
    )
    fc.assert(
      fc.property(
        fc.array(markup, { maxLength: 8 }).map((parts) => `<a>${parts.join('')}</a>`),
        neverThrows,
      ),
      { numRuns: 2000 },
    )
    fc.assert(
      fc.property(
        fc.array(markup, { maxLength: 8 }).map((parts) => `<a ${parts.join('')}/>`),
        neverThrows,
      ),
      { numRuns: 3000 },
    )
  })

  it('the same for well-formed texts with one fault put in', () => {
    const mutated = fc
      .tuple(document, fc.nat(), fc.nat({ max: 6 }), fc.oneof(markup, anyText))
      .map(([{ text }, at, length, put]) => {
        const from = at % (text.length + 1)
        return text.slice(0, from) + put + text.slice(from + length)
      })
    fc.assert(fc.property(mutated, neverThrows), { numRuns: 3000 })
  })

  it('a text cut short is never an element, unless only space was cut', () => {
    fc.assert(
      fc.property(document, fc.nat(), ({ text }, at) => {
        const whole = text.trimEnd()
        expect(parseXml(whole.slice(0, at % whole.length))._tag).toBe('Left')
      }),
    )
  })
})
