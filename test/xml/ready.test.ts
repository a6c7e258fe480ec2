import { describe, expect, it } from 'vitest'
import { field, fieldOf } from '../../src/protocol/data-form.js'
import { el } from '../../src/xml/build.js'
import type { XmlElement } from '../../src/xml/element.js'
import {
  elementOf,
  FIELD_KINDS,
  ITEM,
  type Kind,
  LAST_MESSAGE_BODY,
  LAST_MESSAGE_SENDER,
  MESSAGE_COUNT,
  NOTIFICATION,
  OPTIONS_TYPE,
  PUBLISH_OPTIONS,
  PUBSUB,
  SUBMITTED,
  SUMMARY_TYPE,
  VALUE,
} from '../../src/xml/ready.js'
import { serializeXml } from '../../src/xml/serialize.js'

/* What requests have in common is made once: it says what it is said to be, and nobody can change it. */

const SUMMARY = 'urn:xmpp:push:summary'
const OPTIONS = 'http://jabber.org/protocol/pubsub#publish-options'

const kinds: ReadonlyArray<Kind> = [PUBSUB, ITEM, PUBLISH_OPTIONS, NOTIFICATION, SUBMITTED, VALUE, ...FIELD_KINDS]
const wholes = FIELD_KINDS.flatMap((kind) => kind.wholes)

const plain = (name: string | undefined, type: string | undefined, value: string): XmlElement =>
  el('field', { ...(name === undefined ? {} : { var: name }), ...(type === undefined ? {} : { type }) }, [
    el('value', {}, value === '' ? [] : [value]),
  ])

describe('what is ready', () => {
  it.each(wholes)('$text is the text of its element', ({ element, text }) => {
    expect(serializeXml(element)).toBe(text)
  })

  it.each(kinds)('$start and $end are the tags of its elements', (kind) => {
    expect(serializeXml(elementOf(kind, ['x']))).toBe(`${kind.start}x${kind.end}`)
  })

  it('is said to be what it is', () => {
    expect([PUBSUB, ITEM, PUBLISH_OPTIONS, NOTIFICATION, SUBMITTED, VALUE].map(({ start }) => start)).toEqual([
      '<pubsub xmlns="http://jabber.org/protocol/pubsub">',
      '<item>',
      '<publish-options>',
      '<notification xmlns="urn:xmpp:push:0">',
      '<x xmlns="jabber:x:data" type="submit">',
      '<value>',
    ])
    expect([SUMMARY_TYPE, OPTIONS_TYPE].map(({ element }) => element)).toEqual([
      plain('FORM_TYPE', 'hidden', SUMMARY),
      plain('FORM_TYPE', 'hidden', OPTIONS),
    ])
  })

  it('is known by its attributes, which nobody can change', () => {
    expect(new Set(kinds.map(({ attrs }) => attrs)).size).toBe(kinds.length)
    expect(kinds.filter(({ attrs }) => !Object.isFrozen(attrs))).toEqual([])
  })

  it.each(wholes)('$text cannot be changed', ({ element }) => {
    const [value] = element.children
    const parts = [
      element,
      element.attrs,
      element.children,
      value,
      (value as XmlElement).attrs,
      (value as XmlElement).children,
    ]
    expect(parts.map((part) => Object.isFrozen(part))).toEqual(parts.map(() => true))
  })
})

describe('a field', () => {
  it.each<readonly [string, string | undefined, string]>([
    ['FORM_TYPE', 'hidden', SUMMARY],
    ['FORM_TYPE', 'hidden', OPTIONS],
    ['FORM_TYPE', undefined, OPTIONS],
    ['message-count', undefined, '1'],
    ['last-message-body', undefined, 'New Message!'],
  ])('%s of type %s: %s is made once', (name, type, value) => {
    const one = { name, ...(type === undefined ? {} : { type }), values: [value] }
    expect(field(one)).toEqual(plain(name, type, value))
    expect(field(one)).toBe(field(one))
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
    const one = { ...(name === undefined ? {} : { name }), ...(type === undefined ? {} : { type }), values: [value] }
    expect(field(one)).toEqual(plain(name, type, value))
    expect(field(one)).not.toBe(field(one))
  })

  it('of a summary', () => {
    expect(fieldOf(MESSAGE_COUNT, '3')).toEqual(plain('message-count', undefined, '3'))
    expect(fieldOf(LAST_MESSAGE_BODY, '')).toEqual(plain('last-message-body', undefined, ''))
    expect(fieldOf(LAST_MESSAGE_SENDER, 'a@b')).toEqual(plain('last-message-sender', undefined, 'a@b'))
  })
})
