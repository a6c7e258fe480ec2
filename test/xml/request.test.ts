import * as O from 'fp-ts/lib/Option.js'
import { describe, expect, it } from 'vitest'
import { publishRequest, type Registration, type Summary, withId } from 'xmpp-push-rules'
import type { XmlElement } from '../../src/xml/element.js'
import { maxOutput } from '../../src/xml/limits.js'
import { VALUE } from '../../src/xml/ready.js'
import { requestText } from '../../src/xml/request.js'
import { serializeXml } from '../../src/xml/serialize.js'
import { copied, juliet, NS_OPTIONS } from '../support/fixtures.js'

/* A short cut of the writer: a copy of a request is known by nothing, so it is written an element at a time. */

type Fields = Extract<Registration['publishOptions'], { readonly _tag: 'Some' }>['value']

const FORM_TYPE = { name: 'FORM_TYPE', type: 'hidden', values: [NS_OPTIONS] }
const SUMMARY: Summary = {
  messageCount: 1,
  lastMessageSender: 'romeo@montague.example',
  lastMessageBody: 'New Message!',
}

const request = (fields?: Fields, summary = SUMMARY, node = 'n1', service = 'push.example'): XmlElement =>
  publishRequest(juliet)({ service, node, publishOptions: fields === undefined ? O.none : O.some(fields) }, summary)
const options = (...fields: Fields): XmlElement => request([FORM_TYPE, ...fields])

const whole = options({ name: 'secret', values: ['s3cr3t'] })

describe('a request of the usual shape', () => {
  it.each<readonly [string, XmlElement]>([
    ['without publish options', request()],
    ['with publish options', whole],
    ['with an id', withId('n & "12"')(whole)],
    ['without node', request(undefined, SUMMARY, '')],
    [
      'with markup wherever a value can stand',
      request(
        [FORM_TYPE, { name: 'secret', values: ['<&>'] }],
        { ...SUMMARY, lastMessageSender: 'a&b', lastMessageBody: '</x>"\'' },
        '"n\'<',
        'push.example/<"&>',
      ),
    ],
    ['with characters that XML forbids', request(undefined, { ...SUMMARY, lastMessageBody: 'a\u0000\ud800b' })],
    ['with text outside of the first plane', request(undefined, { ...SUMMARY, lastMessageBody: '🌹 ß' })],
    ['with nothing but the count', request(undefined, { messageCount: 7 })],
    ['with every count', request(undefined, { messageCount: 2, pendingSubscriptionCount: 3 })],
    [
      'with a type that has none',
      request([
        { name: 'FORM_TYPE', values: [NS_OPTIONS] },
        { name: 'secret', values: ['s'] },
      ]),
    ],
    [
      'with fields of any name and type',
      options({ name: 'a"b', values: ['1'] }, { name: 'c', type: 'text"single', values: ['2'] }),
    ],
    ['with publish options that do not begin with their type', request([{ name: 'secret', values: ['s'] }, FORM_TYPE])],
    ['with publish options of nothing but their type', options()],
  ])('%s is known, and written as a copy of it is', (_, iq) => {
    expect(requestText(iq)).toBe(serializeXml(copied(iq)))
    expect(serializeXml(iq)).toBe(requestText(iq))
    expect(requestText(copied(iq))).toBeUndefined()
  })
})

/** The request with something else in the place of what a path of children leads to. */
const at = (iq: XmlElement, path: ReadonlyArray<number>, change: (found: XmlElement) => unknown): XmlElement => {
  const [first, ...rest] = path
  if (first === undefined) return change(iq) as XmlElement
  const children = iq.children.map((child, index) => (index === first ? at(child as XmlElement, rest, change) : child))
  return { ...iq, children }
}

const PUBSUB = [0]
const PUBLISH = [0, 0]
const ITEM = [0, 0, 0]
const NOTIFICATION = [0, 0, 0, 0]
const FORM = [0, 0, 0, 0, 0]
const SENDER = [...FORM, 2]
const OPTIONS = [0, 1]
const OPTIONS_FORM = [0, 1, 0]
const SECRET = [0, 1, 0, 1]
const PATHS = {
  PUBSUB,
  PUBLISH,
  ITEM,
  NOTIFICATION,
  FORM,
  SENDER,
  OPTIONS,
  OPTIONS_FORM,
  SECRET,
  VALUE: [...SENDER, 0],
}

const withAttrs =
  (attrs: unknown) =>
  (found: XmlElement): unknown => ({ ...found, attrs })
const inherited = (attrs: object): unknown => Object.create(attrs) as unknown

describe('a request of another shape', () => {
  const expectUnknown = (path: ReadonlyArray<number>, change: (found: XmlElement) => unknown): void => {
    const iq = at(whole, path, change)
    expect(requestText(iq)).toBeUndefined()
    expect(serializeXml(iq)).toBe(serializeXml(copied(iq)))
  }

  describe.each(Object.entries(PATHS))('%s', (_, path) => {
    it.each<readonly [string, (found: XmlElement) => unknown]>([
      ['another name', (found) => ({ ...found, name: 'other' })],
      ['other attributes', (found) => ({ ...found, attrs: { other: 'x' } })],
      ['attributes that are none', withAttrs(null)],
      ['no attributes', withAttrs(undefined)],
      ['text for attributes', withAttrs('xy')],
      ['no children', (found) => ({ ...found, children: [] })],
      ['children that are none', (found) => ({ ...found, children: undefined })],
      ['a text for children', (found) => ({ ...found, children: 'x' })],
      ['a child more', (found) => ({ ...found, children: [...found.children, 'x', 'y'] })],
      ['a child that is none', (found) => ({ ...found, children: [null] })],
      ['a number for a child', (found) => ({ ...found, children: [1] })],
      ['an empty text for a child', (found) => ({ ...found, children: [''] })],
      ['nothing in its place', () => null],
      ['text in its place', () => 'text'],
      ['a number in its place', () => 5],
    ])('%s', (_name, change) => {
      expectUnknown(path, change)
    })
  })

  it.each<readonly [string, ReadonlyArray<number>, unknown]>([
    ['another type', [], { type: 'get', from: 'a', to: 'b' }],
    ['no service', [], { type: 'set', from: 'a' }],
    ['another order', [], { from: 'a', type: 'set', to: 'b' }],
    ['the id in front', [], { id: 'i', type: 'set', from: 'a', to: 'b' }],
    ['an attribute more', [], { type: 'set', from: 'a', to: 'b', 'xml:lang': 'en' }],
    ['an attribute behind the id', [], { type: 'set', from: 'a', to: 'b', id: 'i', 'xml:lang': 'en' }],
    ['a number from', [], { type: 'set', from: 1, to: 'b' }],
    ['a number to', [], { type: 'set', from: 'a', to: 2 }],
    ['a number for an id', [], { type: 'set', from: 'a', to: 'b', id: 3 }],
    ['attributes that are not its own', [], inherited({ type: 'set', from: 'a', to: 'b' })],
    ['a node that is a number', PUBLISH, { node: 4 }],
    ['a node that is not its own', PUBLISH, inherited({ node: 'n' })],
    ['another attribute beside the node', PUBLISH, { node: 'n', id: 'i' }],
    ['no attribute, in an object of its own', PUBLISH, {}],
    ['a field of a name that is a number', SECRET, { var: 1 }],
    ['a field of a type that is a number', SECRET, { var: 'a', type: 1 }],
    ['a field with its type in front', SECRET, { type: 'hidden', var: 'a' }],
    ['a field with an attribute more', SECRET, { var: 'a', type: 'b', label: 'c' }],
    ['a field of a name that is not its own', SECRET, inherited({ var: 'a' })],
    ['a field without name', SECRET, {}],
  ])('%s', (_, path, attrs) => {
    expectUnknown(path, withAttrs(attrs))
  })

  it('a field of two values, of an empty one', () => {
    for (const values of [['a', 'b'], [''], []]) {
      const iq = options({ name: 'secret', values })
      expect(requestText(iq)).toBeUndefined()
      expect(serializeXml(iq)).toBe(serializeXml(copied(iq)))
    }
  })

  it('another iq', () => {
    for (const iq of [
      { ...whole, name: 'message' },
      { name: 'iq', attrs: { type: 'result' }, children: [] },
    ]) {
      expect(requestText(iq)).toBeUndefined()
      expect(serializeXml(iq)).toBe(serializeXml(copied(iq)))
    }
  })
})

describe('a request that is too long', () => {
  it('ends where a copy of it ends', () => {
    for (const length of [maxOutput - 2000, maxOutput - 500, maxOutput, 2 * maxOutput]) {
      const iq = options({ name: 'secret', values: ['x'.repeat(length)] }, { name: 'other', values: ['y'] })
      expect(serializeXml(iq) === serializeXml(copied(iq))).toBe(true)
    }
  })

  it('is not written at length before it is given up', () => {
    const value = { name: 'value', attrs: VALUE.attrs, children: ['&'.repeat(1 << 20)] }
    const many = (count: number, field: XmlElement): XmlElement =>
      at(request(), FORM, (form) => ({ ...form, children: Array.from({ length: count }, () => field) }))
    // large parts are shared rather than copied
    const unknown = (iq: XmlElement): XmlElement =>
      at(iq, PUBSUB, (pubsub) => ({ ...pubsub, attrs: { ...pubsub.attrs } }))
    for (const iq of [
      many(120, { name: 'field', attrs: { var: 'x' }, children: [value] }),
      { ...request(), attrs: { type: 'set', from: '&'.repeat(70_000_000), to: 'b' } },
      request(undefined, SUMMARY, 'n'.repeat(2 ** 29 - 30)),
    ]) {
      expect(serializeXml(iq) === serializeXml(unknown(iq))).toBe(true)
    }
  })
})

describe('what objects inherit from a prototype that somebody wrote to', () => {
  it.each(['id', 'type', 'node'])('%s is not written', (name) => {
    const iqs = [request(undefined, SUMMARY, ''), request([{ name: 'x', values: ['1'] }], SUMMARY, '')]
    const before = iqs.map(serializeXml)
    // eslint-disable-next-line no-extend-native -- it is what this is about
    Object.defineProperty(Object.prototype, name, {
      value: 'inherited',
      enumerable: true,
      configurable: true,
      writable: true,
    })
    let polluted: ReadonlyArray<string>
    try {
      polluted = iqs.map(serializeXml)
    } finally {
      Reflect.deleteProperty(Object.prototype, name)
    }
    expect(polluted).toEqual(before)
  })
})
