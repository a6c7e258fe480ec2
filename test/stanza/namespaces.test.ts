/** IMP: names and namespaces match together, in whatever tree. */
import xml from '@xmpp/xml'
import { describe, expect, it } from 'vitest'
import { type Cause, type Classification, classify, defaultOptions, type XmlElement } from 'xmpp-push-rules'
import { body, carbon, chat, el, JULIET, juliet, message, ROMEO, wild } from '../support/fixtures.js'

const byDefault = classify(defaultOptions)(juliet)
const important = (cause: Cause): Classification => ({ importance: 'important', cause, never: false })
const silent = (cause: Cause): Classification => ({ importance: 'unimportant', cause, never: false })

describe('IMP, carbons (CVE-2017-5589)', () => {
  const inner = chat()
  const forgeries: ReadonlyArray<readonly [string, XmlElement]> = [
    ['from another user', carbon('received', inner, { from: 'romeo@montague.example' })],
    ['from the own full JID', carbon('received', inner, { from: `${JULIET}/phone` })],
    ['from the own domain', carbon('received', inner, { from: 'capulet.example' })],
    ['from nobody', { ...carbon('received', inner), attrs: { xmlns: 'jabber:client' } }],
    [
      'of another version',
      message(
        { from: JULIET },
        el('received', { xmlns: 'urn:xmpp:carbons:1' }, el('forwarded', { xmlns: 'urn:xmpp:forward:0' }, inner)),
      ),
    ],
    ['not forwarded', message({ from: JULIET }, el('received', { xmlns: 'urn:xmpp:carbons:2' }, inner))],
    [
      'forwarded otherwise',
      message(
        { from: JULIET },
        el('received', { xmlns: 'urn:xmpp:carbons:2' }, el('forwarded', { xmlns: 'urn:xmpp:forward:1' }, inner)),
      ),
    ],
    ['of no client message', carbon('received', { ...inner, attrs: { xmlns: 'jabber:server' } })],
    ['of a message without namespace of its own', carbon('received', { ...inner, attrs: {} })],
    ['of presence', carbon('received', { ...inner, name: 'presence' })],
    ['a mere forward', message({ from: JULIET }, el('forwarded', { xmlns: 'urn:xmpp:forward:0' }, inner))],
  ]

  it.each(forgeries)('%s: the outer stanza is judged', (_, stanza) => {
    expect(byDefault(stanza)).toEqual(silent('nothing-to-show'))
    expect(byDefault({ ...stanza, children: [...stanza.children, body('outer')] })).toEqual(important('body'))
  })

  it('from the own bare JID in other letters', () => {
    expect(byDefault(carbon('received', inner, { from: 'JULIET@Capulet.example.' }))).toEqual(important('body'))
  })

  it('only messages carry copies', () => {
    expect(byDefault({ ...carbon('received', inner), name: 'presence' })).toEqual(silent('not-a-message'))
  })
})

describe('IMP, names and namespaces', () => {
  it.each(['jabber:client', 'jabber:server', 'jabber:component:accept', undefined, ''])(
    'content namespace %s',
    (xmlns) => {
      expect(byDefault(message({ xmlns }, body('x')))).toEqual(important('body'))
      expect(byDefault(message({ xmlns }, el('body', { xmlns: 'jabber:client' }, 'x')))).toEqual(important('body'))
      expect(byDefault(message({ xmlns }, el('body', { xmlns: 'urn:other' }, 'x')))).toEqual(silent('nothing-to-show'))
    },
  )

  it('prefixes, declared where they are used or above', () => {
    expect(byDefault(message({ 'xmlns:j': 'urn:xmpp:jingle-message:0' }, el('j:propose')))).toEqual(important('call'))
    expect(byDefault(message({}, el('j:propose', { 'xmlns:j': 'urn:xmpp:jingle-message:0' })))).toEqual(
      important('call'),
    )
    expect(byDefault(el('c:message', { 'xmlns:c': 'jabber:client' }, el('c:body', {}, 'x')))).toEqual(important('body'))
    expect(
      byDefault(message({ 'xmlns:j': 'urn:other' }, el('j:propose', { xmlns: 'urn:xmpp:jingle-message:0' }))),
    ).toEqual(silent('nothing-to-show'))
  })

  it('an unprefixed child of a prefixed stanza is in the default namespace', () => {
    expect(byDefault(el('c:message', { 'xmlns:c': 'jabber:client', xmlns: 'urn:other' }, body('x')))).toEqual(
      silent('nothing-to-show'),
    )
  })

  it('what the stream declares is inherited through parent', () => {
    const stanza = xml('message', { from: ROMEO }, xml('j:propose', {}))
    xml('stream:stream', { xmlns: 'jabber:client', 'xmlns:j': 'urn:xmpp:jingle-message:0' }, stanza)
    expect(byDefault(stanza)).toEqual(important('call'))
    const foreign = xml('message', {}, xml('body', {}, 'x'))
    xml('stream:stream', { xmlns: 'urn:other' }, foreign)
    expect(byDefault(foreign)).toEqual(silent('not-a-message'))
  })
})

describe('IMP, any tree', () => {
  it.each<readonly [string, unknown, Classification]>([
    ['null', null, silent('not-a-message')],
    ['text', 'message', silent('not-a-message')],
    ['an element without attributes or children', { name: 'message' }, silent('nothing-to-show')],
    ['null attributes and children', { name: 'message', attrs: null, children: null }, silent('nothing-to-show')],
    [
      'children that are no list',
      { name: 'message', attrs: {}, children: { 0: body('x'), length: 1 } },
      silent('nothing-to-show'),
    ],
    ['a number for a name', { name: 1, attrs: {}, children: [] }, silent('not-a-message')],
    [
      'odd children',
      { name: 'message', attrs: {}, children: [null, undefined, 1, true, [], {}, () => 0, body('x')] },
      important('body'),
    ],
    [
      'a body that is a number',
      { name: 'message', attrs: {}, children: [{ name: 'body', attrs: undefined, children: [0] }] },
      important('body'),
    ],
    [
      'a body of nothing but null',
      { name: 'message', attrs: {}, children: [{ name: 'body', children: [null] }] },
      silent('nothing-to-show'),
    ],
    [
      'names of Object.prototype',
      { name: 'message', attrs: {}, children: [{ name: 'constructor' }, { name: '__proto__' }, { name: 'toString' }] },
      silent('nothing-to-show'),
    ],
  ])('%s', (_, stanza, expected) => {
    expect(byDefault(wild(stanza))).toEqual(expected)
  })

  it('parent and children in circles', () => {
    const circle: { name: string; attrs: object; children: Array<unknown>; parent?: unknown } = {
      name: 'message',
      attrs: {},
      children: [],
    }
    circle.parent = circle
    circle.children.push(circle, body('x'))
    expect(byDefault(wild(circle))).toEqual(important('body'))
  })
})
