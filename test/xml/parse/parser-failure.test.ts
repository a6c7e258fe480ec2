import { XMLParser } from 'fast-xml-parser'
import { afterEach, expect, it, vi } from 'vitest'
import { parseXml } from '../../../src/xml/parse/parse.js'

// what a coming version of fast-xml-parser could do to texts that passed the scan
const parse = () => vi.spyOn(XMLParser.prototype, 'parse')

afterEach(() => vi.restoreAllMocks())

const failure = { _tag: 'Left', left: { code: 'parser-failure', offset: 0, line: 1, column: 1 } }

it('an exception of the parser is an error', () => {
  parse().mockImplementation(() => {
    throw new Error('no')
  })
  expect(parseXml('<a/>')).toMatchObject(failure)
})

it.each([
  ['nothing', []],
  ['text', [{ '#text': 'a' }]],
  ['a node without name', [{}]],
  ['an element too few', [{ a: [] }]],
  ['an element too many', [{ a: [{ b: [] }, { b: [] }] }]],
  ['children that are none', [{ a: 'b' }]],
  ['a child without name', [{ a: [{ b: [] }, {}] }]],
  ['CDATA without content', [{ a: [{ b: [] }, { '#cdata': [] }] }]],
  ['no list', undefined],
])('a tree that is not the one that was scanned is an error: %s', (_, nodes) => {
  parse().mockReturnValue(nodes)
  expect(parseXml('<a><b/></a>')).toMatchObject(failure)
})

it('the error is where the XML declaration ends', () => {
  parse().mockReturnValue([])
  expect(parseXml('<?xml version="1.0"\n?><a/>')).toMatchObject({
    left: { code: 'parser-failure', offset: 22, line: 2, column: 3 },
  })
})

it('a tree that fits is taken', () => {
  parse().mockReturnValue([{ a: [{ b: [] }] }])
  expect(parseXml('<a><b/></a>')).toMatchObject({ _tag: 'Right' })
})
