import { describe, expect, test } from 'vitest'
import type { XmlElement } from 'xmpp-push-rules'
import { canonical, canonicalText, freeIn, wholeText } from '../../src/conformance/canonical.js'

const el = (
  name: string,
  attrs: Readonly<Record<string, string>> = {},
  ...children: ReadonlyArray<XmlElement | string>
): XmlElement => ({ name, attrs, children })

const DATA = 'jabber:x:data'
const field = (name: string, value: string): XmlElement => el('field', { var: name }, el('value', {}, value))

const CLARK = '{urn:example:x}badge'

/** A notification with that beside its form, and those fields in it. */
const notification = (beside: XmlElement, ...fields: ReadonlyArray<XmlElement>): XmlElement =>
  el('notification', { xmlns: 'urn:xmpp:push:0' }, beside, el('x', { xmlns: DATA }, ...fields))

const nonce = (text: string, xmlns = 'urn:example:x'): XmlElement => el('nonce', { xmlns, at: text }, el('n', {}, text))

/** Two ways to write one and the same. */
const SAME: ReadonlyArray<readonly [what: string, one: XmlElement, other: XmlElement]> = [
  ['prefixes', el('x', { xmlns: 'urn:a' }, el('y')), el('p:x', { 'xmlns:p': 'urn:a' }, el('p:y'))],
  ['order of attributes', el('x', { a: '1', b: '2' }), el('x', { b: '2', a: '1' })],
  ['whitespace between elements', el('x', {}, el('y')), el('x', {}, '\n  ', el('y'), '\n')],
  ['texts in pieces', el('x', {}, 'ab'), el('x', {}, 'a', 'b')],
  ['an empty text', el('x'), el('x', {}, '')],
  [
    'order of fields',
    el('x', { xmlns: DATA }, field('a', '1'), field('b', '2')),
    el('x', { xmlns: DATA }, field('b', '2'), field('a', '1')),
  ],
  [
    "what one's own says",
    notification(nonce('1'), field(CLARK, '1'), field('x-badge', '1'), field('a', '1')),
    notification(nonce('2'), field(CLARK, '2'), field('x-badge', '2'), field('a', '1')),
  ],
  ['ids of requests and items', el('iq', { id: '1' }, el('item', { id: 'a' })), el('iq', { id: '2' }, el('item'))],
]

/** What is not the same, however alike it looks. */
const DIFFERENT: ReadonlyArray<readonly [what: string, one: XmlElement, other: XmlElement]> = [
  ['namespaces', el('x', { xmlns: 'urn:a' }), el('x', { xmlns: 'urn:b' })],
  ['names', el('x'), el('y')],
  ['values', el('x', { a: '1' }), el('x', { a: '2' })],
  ['texts', el('x', {}, 'a'), el('x', {}, 'b')],
  ['whitespace that is the text', el('x', {}, ' '), el('x')],
  ['text beside elements', el('x', {}, el('y'), 'a'), el('x', {}, el('y'))],
  ['order of other elements', el('x', {}, el('a'), el('b')), el('x', {}, el('b'), el('a'))],
  ["what is there of one's own", notification(nonce('1')), notification(el('n', { xmlns: 'urn:example:x' }))],
  [
    "which field is one's own",
    notification(nonce('1'), field(CLARK, '1')),
    notification(nonce('1'), field('x-a', '1')),
  ],
  ['fields without a namespace', notification(nonce('1'), field('a', '1')), notification(nonce('1'), field('a', '2'))],
  [
    'what a device asks for',
    notification(nonce('1', 'tigase:push:priority:0')),
    notification(nonce('2', 'tigase:push:priority:0')),
  ],
  [
    'own fields of other forms',
    el('publish-options', {}, el('x', { xmlns: DATA }, field(CLARK, '1'))),
    el('publish-options', {}, el('x', { xmlns: DATA }, field(CLARK, '2'))),
  ],
  ["one's own elsewhere", el('item', {}, nonce('1')), el('item', {}, nonce('2'))],
  ['ids of anything else', el('publish', { id: '1' }), el('publish', { id: '2' })],
]

describe('requests are compared by what they say', () => {
  test.each(SAME)('%s are free', (_, one, other) => {
    expect(canonical(one)).toEqual(canonical(other))
  })

  test.each(DIFFERENT)('%s are not', (_, one, other) => {
    expect(canonicalText(one)).not.toBe(canonicalText(other))
  })

  test('what is free is listed, and looked through for words', () => {
    const iq = el('iq', { id: 'one' }, el('pubsub', {}, el('p:item', { id: 'two' }), 'three'))
    expect(freeIn(iq)).toEqual(['one', 'two'])
    expect(freeIn(el('iq', {}, el('item')))).toEqual(['', ''])
    const own = notification(nonce('four'), field(CLARK, 'five'))
    expect(
      freeIn(own).map((text) =>
        text
          .replaceAll(/[^a-z ]/gu, ' ')
          .trim()
          .split(/ +/u),
      ),
    ).toEqual([
      ['urn', 'example', 'x', 'nonce', 'at', 'four', 'urn', 'example', 'x', 'n', 'four'],
      ['jabber', 'x', 'data', 'field', 'var', 'urn', 'example', 'x', 'badge', 'jabber', 'x', 'data', 'value', 'five'],
    ])
    for (const word of ['four', 'five', CLARK]) expect(wholeText(own)).toContain(word)
    for (const word of ['one', 'two', 'three', 'pubsub']) expect(wholeText(iq)).toContain(word)
  })
})
