import { describe, expect, it } from 'vitest'
import {
  attr,
  byLocalName,
  childElements,
  childNamespace,
  enter,
  findChildren,
  findPath,
  fromOf,
  localName,
  namespaceOf,
  scopeOf,
  textOf,
  toOf,
  typeOf,
} from '../../src/xml/query.js'
import type { XmlElement } from '../../src/xml/element.js'

const el = (name: string, attrs: XmlElement['attrs'] = {}, ...children: XmlElement['children']): XmlElement => ({
  name,
  attrs,
  children,
})

/** What a tree may hold at run time, whatever the types say. */
const wild = (value: unknown): XmlElement => value as XmlElement

describe('namespaces', () => {
  it('own, by prefix, inherited along the path, none', () => {
    const inner = el('p:b')
    const outer = scopeOf(el('a', { xmlns: 'urn:a', 'xmlns:p': 'urn:p' }, inner))
    expect(namespaceOf(outer)).toBe('urn:a')
    expect(childNamespace(outer, inner)).toBe('urn:p')
    expect(namespaceOf(enter(outer, inner))).toBe('urn:p')
    expect(namespaceOf(enter(outer, el('b')))).toBe('urn:a')
    expect(namespaceOf(enter(outer, el('b', { xmlns: '' })))).toBe('')
    expect(namespaceOf(scopeOf(el('b')))).toBe('')
  })

  it('an empty prefix is not the default namespace', () => {
    expect(namespaceOf(scopeOf(el(':a', { xmlns: 'urn:a' })))).not.toBe('urn:a')
  })

  it('the nearest declaration counts', () => {
    const middle = enter(scopeOf(el('a', { 'xmlns:p': 'urn:far' })), el('b', { 'xmlns:p': 'urn:near' }))
    expect(childNamespace(middle, el('p:c'))).toBe('urn:near')
    expect(childNamespace(middle, el('p:c', { 'xmlns:p': 'urn:own' }))).toBe('urn:own')
  })

  it('through parent, however it is linked', () => {
    const root = el('r', { xmlns: 'urn:r' })
    expect(namespaceOf(scopeOf({ ...el('a'), parent: { ...el('b'), parent: root } }))).toBe('urn:r')
    expect(namespaceOf(scopeOf({ ...el('a'), parent: null }))).toBe('')
    expect(namespaceOf(scopeOf(wild({ ...el('a'), parent: 'urn:r' })))).toBe('')
    const circle: { parent?: unknown } = { ...el('a') }
    circle.parent = circle
    expect(namespaceOf(scopeOf(circle))).toBe('')
  })

  it('up to 64 levels above', () => {
    const below = (levels: number): XmlElement =>
      Array.from({ length: levels }).reduce<XmlElement>(
        (parent) => ({ ...el('a'), parent }),
        el('r', { xmlns: 'urn:r' }),
      )
    expect(namespaceOf(scopeOf(below(64)))).toBe('urn:r')
    expect(namespaceOf(scopeOf(below(65)))).toBe('')
  })
})

describe('reading', () => {
  it('attributes: text and numbers, nothing else', () => {
    const element = wild({ name: 'a', attrs: { text: 'x', number: 0, flag: true, none: null, list: [] } })
    expect(['text', 'number', 'flag', 'none', 'list', 'missing'].map((name) => attr(element, name))).toEqual([
      'x',
      '0',
      undefined,
      undefined,
      undefined,
      undefined,
    ])
    expect(attr(wild({ name: 'a' }), 'x')).toBeUndefined()
    for (const attrs of [undefined, null, {}])
      expect([typeOf, fromOf, toOf].map((of) => of(wild({ name: 'a', attrs })))).toEqual([
        undefined,
        undefined,
        undefined,
      ])
    expect(
      [typeOf, fromOf, toOf].map((of) => of(wild({ name: 'a', attrs: { type: 't', from: 1, to: true } }))),
    ).toEqual(['t', '1', undefined])
    expect(namespaceOf(scopeOf(wild({ name: 'a', attrs: null })))).toBe('')
    expect(attr(wild({ name: 'a', attrs: null }), 'x')).toBeUndefined()
  })

  it('text: what is directly inside, numbers included', () => {
    expect(textOf(el('a', {}, 'x'))).toBe('x')
    expect(textOf(el('a', {}, 'x', el('b', {}, 'no'), 'y'))).toBe('xy')
    expect(textOf(wild({ name: 'a', children: [1, null, true, 'x', 0] }))).toBe('1x0')
    expect(textOf(wild({ name: 'a' }))).toBe('')
  })

  it('children: elements alone', () => {
    expect(childElements(wild({ name: 'a', children: ['x', 1, null, { attrs: {} }, el('b')] }))).toEqual([el('b')])
    expect(childElements(wild({ name: 'a', children: 'bcd' }))).toEqual([])
  })

  it('names', () => {
    expect(['a', 'p:a', 'p:a:b', ':', ''].map(localName)).toEqual(['a', 'a', 'a:b', '', ''])
    expect(scopeOf(wild(null)).element).toEqual(el(''))
  })

  it('tables: by the local name', () => {
    const table = new Map([['a', 1]])
    expect(['a', 'p:a', 'p:b', 'a:', ''].map((name) => byLocalName(table, name))).toEqual([
      1,
      1,
      undefined,
      undefined,
      undefined,
    ])
  })

  it('paths: name and namespace together', () => {
    const tree = scopeOf(
      el('a', {}, el('b', { xmlns: 'urn:1' }, el('c')), el('b', { xmlns: 'urn:2' }, el('c', {}, 'x'))),
    )
    expect(findChildren(tree, 'b', 'urn:2')).toHaveLength(1)
    expect(findChildren(tree, 'b', '')).toEqual([])
    expect(findChildren(scopeOf(el('a', { 'xmlns:p': 'urn:p' }, el('p:b'), el('p:c'))), 'b', 'urn:p')).toHaveLength(1)
    expect(
      findPath(tree, [
        ['b', 'urn:2'],
        ['c', 'urn:2'],
      ])?.element,
    ).toEqual(el('c', {}, 'x'))
    expect(
      findPath(tree, [
        ['b', 'urn:3'],
        ['c', 'urn:3'],
      ]),
    ).toBeUndefined()
  })
})
