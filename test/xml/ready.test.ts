import { describe, expect, it } from 'vitest'
import { el } from '../../src/xml/build.js'
import type { XmlElement } from '../../src/xml/element.js'
import { maxOutput } from '../../src/xml/limits.js'
import { fieldOf } from '../../src/protocol/data-form.js'
import { elementOf, FIELD_KINDS, type Kind, KINDS, NOTIFICATION, PUBSUB, SUBMITTED } from '../../src/xml/ready.js'
import { serializeXml } from '../../src/xml/serialize.js'
import { overJson } from '../support/fixtures.js'

/* Short cuts of the writer: that they are taken cannot be seen, that they lead to the same place can. */

const SUMMARY = 'urn:xmpp:push:summary'
const OPTIONS = 'http://jabber.org/protocol/pubsub#publish-options'

const kinds: ReadonlyArray<Kind> = [...KINDS.values()]
const wholes = [...FIELD_KINDS.values()].flatMap((kind) => kind.wholes.map(({ whole }) => whole))

describe('what is ready', () => {
  it.each(wholes)('$text is written as a copy of it is', ({ element, text }) => {
    expect(text).toBe(serializeXml(overJson(element)))
    expect(serializeXml(element)).toBe(text)
  })

  it.each([124, 125, 126, 127, 128])('is left out where a copy of it is, below %i levels', (levels) => {
    for (const { element } of wholes) {
      const below = (inner: XmlElement): string =>
        serializeXml(Array.from({ length: levels }).reduce<XmlElement>((within) => el('a', {}, [within]), inner))
      expect(below(element)).toBe(below(overJson(element)))
    }
  })

  it.each(kinds)('$start is written as a copy of it is', (kind) => {
    const { start, end, empty } = kind
    const withChildren = (...children: ReadonlyArray<string>): string => {
      const element = elementOf(kind, children)
      expect(serializeXml(element)).toBe(serializeXml(overJson(element)))
      return serializeXml(element)
    }
    expect(withChildren('x & y')).toBe(`${start}x &amp; y${end}`)
    expect(withChildren()).toBe(empty)
    expect(withChildren('')).toBe(empty)
  })

  it.each(kinds)('the attributes of $start under another name', ({ attrs, start }) => {
    const element = { name: 'a', attrs, children: ['x'] } as XmlElement
    expect(serializeXml(element)).toBe(serializeXml(overJson(element)))
    expect(serializeXml(element)).toBe(start.replace(/^<[-a-z]+/, '<a') + 'x</a>')
  })

  it('is said to be what it is', () => {
    expect([PUBSUB, NOTIFICATION, SUBMITTED].map(({ start }) => start)).toEqual([
      '<pubsub xmlns="http://jabber.org/protocol/pubsub">',
      '<notification xmlns="urn:xmpp:push:0">',
      '<x xmlns="jabber:x:data" type="submit">',
    ])
  })

  it('is known by nothing but its attributes', () => {
    expect(new Set(kinds.map(({ attrs }) => attrs)).size).toBe(kinds.length)
    expect([...KINDS].map(([attrs, kind]) => attrs === kind.attrs && Object.isFrozen(attrs))).toEqual(kinds.map(() => true))
  })

  it.each(wholes)('$text cannot be changed', ({ element }) => {
    const [value] = element.children
    const parts = [element, element.attrs, element.children, value, (value as XmlElement).attrs, (value as XmlElement).children]
    expect(parts.map((part) => Object.isFrozen(part))).toEqual(parts.map(() => true))
  })
})

describe('a field', () => {
  const plain = (name: string | undefined, type: string | undefined, value: string): XmlElement =>
    el('field', { ...(name === undefined ? {} : { var: name }), ...(type === undefined ? {} : { type }) }, [el('value', {}, value === '' ? [] : [value])])

  it.each<readonly [string, string | undefined, string]>([
    ['FORM_TYPE', 'hidden', SUMMARY],
    ['FORM_TYPE', 'hidden', OPTIONS],
    ['message-count', undefined, '1'],
    ['last-message-body', undefined, 'New Message!'],
  ])('%s of type %s: %s is made once', (name, type, value) => {
    expect(fieldOf(name, type, value)).toEqual(plain(name, type, value))
    expect(fieldOf(name, type, value)).toBe(fieldOf(name, type, value))
  })

  it.each<readonly [string | undefined, string | undefined, string]>([
    ['FORM_TYPE', undefined, SUMMARY],
    ['FORM_TYPE', 'hidden', '1'],
    ['message-count', 'hidden', '1'],
    ['message-count', undefined, '2'],
    ['last-message-sender', undefined, '1'],
    [undefined, undefined, '1'],
    [undefined, 'hidden', '1'],
    ['secret', undefined, ''],
    ['secret', 'text-single', 's'],
    ['other', undefined, 'a'],
  ])('%s of type %s: %s is made each time', (name, type, value) => {
    expect(fieldOf(name, type, value)).toEqual(plain(name, type, value))
    expect(fieldOf(name, type, value)).not.toBe(fieldOf(name, type, value))
  })
})

describe('what is ready counts as what is written', () => {
  const LONGEST = 100
  it.each(wholes)('$text, again and again', ({ element }) => {
    const text = serializeXml(el('a', {}, Array.from({ length: maxOutput / 20 }, () => element)))
    expect(text.length).toBeLessThan(maxOutput + LONGEST)
    expect(text).toMatch(/^<a>(?:<field [^]*<\/field>)<\/a>$/)
  })

  it('tags, again and again', () => {
    const text = serializeXml(el('a', {}, Array.from({ length: maxOutput / 20 }, () => elementOf(SUBMITTED, []))))
    expect(text.length).toBeLessThan(maxOutput + LONGEST)
    expect(text).toMatch(/^<a>(?:<x xmlns="jabber:x:data" type="submit"\/>)+<\/a>$/)
  })
})
