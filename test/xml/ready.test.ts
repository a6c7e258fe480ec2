import { describe, expect, it } from 'vitest'
import { el } from '../../src/xml/build.js'
import type { XmlElement } from '../../src/xml/element.js'
import { maxOutput } from '../../src/xml/limits.js'
import { PUBSUB, PUSH, READY_ATTRIBUTES, READY_ELEMENTS, readyField, SUBMIT } from '../../src/xml/ready.js'
import { serializeXml } from '../../src/xml/serialize.js'
import { overJson } from '../support/fixtures.js'

/* Short cuts of the writer: that they are taken cannot be seen, that they lead to the same place can. */

const SUMMARY = 'urn:xmpp:push:summary'
const OPTIONS = 'http://jabber.org/protocol/pubsub#publish-options'

describe('what is ready', () => {
  it.each([...READY_ELEMENTS])('%j is written as a copy of it is', (element, text) => {
    expect(text).toBe(serializeXml(overJson(element)))
    expect(serializeXml(element)).toBe(text)
  })

  it.each([124, 125, 126, 127, 128])('is left out where a copy of it is, below %i levels', (levels) => {
    for (const element of READY_ELEMENTS.keys()) {
      const below = (inner: XmlElement): string =>
        serializeXml(Array.from({ length: levels }).reduce<XmlElement>((within) => el('a', {}, [within]), inner))
      expect(below(element)).toBe(below(overJson(element)))
    }
  })

  it.each([...READY_ATTRIBUTES])('attributes %j are written as a copy of them is', (attrs, text) => {
    const element = { name: 'a', attrs, children: ['x'] } as XmlElement
    expect(serializeXml(element)).toBe(serializeXml(overJson(element)))
    expect(serializeXml(element)).toBe(`<a${text}>x</a>`)
  })

  it('is said to be what it is', () => {
    expect([PUBSUB, PUSH, SUBMIT].map((attrs) => READY_ATTRIBUTES.get(attrs))).toEqual([
      ' xmlns="http://jabber.org/protocol/pubsub"',
      ' xmlns="urn:xmpp:push:0"',
      ' xmlns="jabber:x:data" type="submit"',
    ])
  })

  it.each([...READY_ELEMENTS.keys()])('%j cannot be changed', (element) => {
    const [value] = element.children
    const parts = [element, element.attrs, element.children, value, (value as XmlElement).attrs, (value as XmlElement).children]
    expect(parts.map((part) => Object.isFrozen(part))).toEqual(parts.map(() => true))
  })
})

describe('a field that is ready', () => {
  it.each<readonly [string, string | undefined, string]>([
    ['FORM_TYPE', 'hidden', SUMMARY],
    ['FORM_TYPE', 'hidden', OPTIONS],
    ['message-count', undefined, '1'],
    ['last-message-body', undefined, 'New Message!'],
  ])('%s of type %s: %s', (name, type, value) => {
    expect(readyField(name, type, value)).toEqual(
      el('field', type === undefined ? { var: name } : { var: name, type }, [el('value', {}, [value])]),
    )
  })

  it.each<readonly [string | undefined, string | undefined, string]>([
    ['FORM_TYPE', undefined, SUMMARY],
    ['FORM_TYPE', 'hidden', '1'],
    ['message-count', 'hidden', '1'],
    ['message-count', undefined, '2'],
    ['last-message-sender', undefined, '1'],
    [undefined, undefined, '1'],
  ])('not %s of type %s: %s', (name, type, value) => {
    expect(readyField(name, type, value)).toBeUndefined()
  })
})

describe('what is ready counts as what is written', () => {
  const LONGEST = 100
  it.each([...READY_ELEMENTS.keys()])('%j, again and again', (element) => {
    const text = serializeXml(el('a', {}, Array.from({ length: maxOutput / 20 }, () => element)))
    expect(text.length).toBeLessThan(maxOutput + LONGEST)
    expect(text).toMatch(/^<a>(?:<field [^]*<\/field>)<\/a>$/)
  })

  it('attributes, again and again', () => {
    const text = serializeXml(el('a', {}, Array.from({ length: maxOutput / 20 }, () => el('b', SUBMIT))))
    expect(text.length).toBeLessThan(1.2 * maxOutput)
    expect(text).toMatch(/^<a>(?:<b xmlns="jabber:x:data" type="submit"\/>)+<b\/><\/a>$/)
  })
})
