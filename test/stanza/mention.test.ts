/** MEN-1: whether a message of a room mentions the user. */
import { describe, expect, it } from 'vitest'
import { defaultOptions, type DeliveryContext, parseBareJid, readFacts, type XmlElement } from 'xmpp-push-rules'
import { body, delivery, el, JULIET, juliet, PHONE, right, ROOM, roomMessage } from '../support/fixtures.js'

const factsOf = (stanza: XmlElement, context: DeliveryContext = { ownNick: 'Juliet', ownOccupantId: 'occ-1' }) =>
  readFacts(defaultOptions)(juliet)(delivery('m', stanza, context))
const mentioned = (...of: Parameters<typeof factsOf>) => factsOf(...of).mention

const reference = (attrs: Readonly<Record<string, string>>): XmlElement =>
  roomMessage(el('reference', { xmlns: 'urn:xmpp:reference:0', type: 'mention', ...attrs }), body('x'))
const mention = (attrs: Readonly<Record<string, string>>, ...children: ReadonlyArray<XmlElement>): XmlElement =>
  roomMessage(el('mention', { xmlns: 'urn:xmpp:mentions:0', ...attrs }, ...children), body('x'))
const reply = (to: string): XmlElement =>
  roomMessage(el('reply', { xmlns: 'urn:xmpp:reply:0', id: '1', to }), body('x'))

describe('MEN-1: named', () => {
  it.each<readonly [string, XmlElement]>([
    ['a reference to the bare JID', reference({ uri: `xmpp:${JULIET}` })],
    ['a reference to the bare JID with a query', reference({ uri: `xmpp:${JULIET}?message` })],
    ['a reference to the place in the room', reference({ uri: `xmpp:${ROOM}/Juliet` })],
    ['a reference in escaped letters', reference({ uri: `xmpp:${ROOM}/%4Auliet` })],
    ['a mention of the JID', mention({ jid: JULIET })],
    ['a mention of the occupant id', mention({ occupantid: 'occ-1' })],
    ['a reply to the place in the room', reply(`${ROOM}/Juliet`)],
    ['a reply to the JID', reply(PHONE)],
    ['a mention with another hint', mention({ jid: JULIET }, el('ping'))],
  ])('%s', (_, stanza) => {
    expect(mentioned(stanza)).toBe('named')
  })

  it.each<readonly [string, XmlElement]>([
    ['a reference to data', reference({ uri: `xmpp:${JULIET}`, type: 'data' })],
    ['a reference to somebody else', reference({ uri: `xmpp:${ROOM}/Nurse` })],
    ['a reference to the nick in another room', reference({ uri: 'xmpp:other@muc.example/Juliet' })],
    ['a reference to a page', reference({ uri: `https://${JULIET}` })],
    ['a reference of a scheme as long', reference({ uri: `smtp:${JULIET}` })],
    ['a reference without address', reference({})],
    ['a reference with a broken escape', reference({ uri: 'xmpp:%' })],
    ['a mention that does not ping', mention({ jid: JULIET }, el('noping'))],
    ['a mention of another occupant', mention({ occupantid: 'occ-2' })],
    ['a mention of nobody', mention({})],
    ['a reply to somebody else', reply(`${ROOM}/Nurse`)],
    ['a reply of another namespace', roomMessage(el('reply', { xmlns: 'urn:xmpp:reply:1', to: JULIET }), body('x'))],
  ])('%s is none', (_, stanza) => {
    expect(mentioned(stanza)).toBeUndefined()
  })

  it.each<readonly [string, XmlElement]>([
    ['of another namespace', el('reply', { xmlns: 'urn:xmpp:reply:1', to: JULIET })],
    ['of another name', el('answer', { xmlns: 'urn:xmpp:reply:0', to: JULIET })],
    ['of the name of one and the namespace of another', el('reply', { xmlns: 'urn:xmpp:reference:0', to: JULIET })],
  ])('an element %s is none, beside one that names somebody else', (_, decoy) => {
    const other = el('reply', { xmlns: 'urn:xmpp:reply:0', to: `${ROOM}/Nurse` })
    expect(mentioned(roomMessage(decoy, other, body('x')))).toBeUndefined()
  })

  it('an address that was not escaped is read as it is', () => {
    const percent = right(parseBareJid('100%@capulet.example'))
    const { mention } = readFacts(defaultOptions)(percent)(delivery('m', reference({ uri: `xmpp:${percent}` })))
    expect(mention).toBe('named')
  })

  it('the nicks that are named are those of the room', () => {
    expect(factsOf(reference({ uri: `xmpp:${ROOM}/Nurse` })).namedNicks).toEqual(['Nurse'])
    expect(factsOf(reference({ uri: 'xmpp:other@muc.example/Nurse' })).namedNicks).toBeUndefined()
    expect(factsOf(mention({ occupantid: 'occ-2' })).namedNicks).toBeUndefined()
    expect(factsOf(roomMessage(body('x'))).namedNicks).toBeUndefined()
  })

  it('the room itself is nobody, not even where a nick is empty', () => {
    expect(factsOf(reference({ uri: `xmpp:${ROOM}` }), { ownNick: '' })).toMatchObject({ namedNicks: undefined })
    expect(mentioned(reference({ uri: `xmpp:${ROOM}` }), { ownNick: '' })).toBeUndefined()
  })

  it('a message that is from nowhere has no room', () => {
    const { name, children } = reply(`${ROOM}/Juliet`)
    expect(mentioned({ name, attrs: { type: 'groupchat' }, children })).toBeUndefined()
  })

  it('the room may be written in other letters', () => {
    const elsewhere = reply(`${ROOM}/Juliet`)
    expect(mentioned({ ...elsewhere, attrs: { ...elsewhere.attrs, from: `${ROOM.toUpperCase()}/Romeo` } })).toBe(
      'named',
    )
  })

  it('the second of two elements counts as well', () => {
    const both = roomMessage(
      el('reference', { xmlns: 'urn:xmpp:reference:0', type: 'data', uri: 'https://x.example' }),
      el('reply', { xmlns: 'urn:xmpp:reply:0', to: `${ROOM}/Juliet` }),
      body('x'),
    )
    expect(mentioned(both)).toBe('named')
  })

  it('without nick and occupant id only the JID names the user', () => {
    expect(mentioned(reference({ uri: `xmpp:${ROOM}/Juliet` }), {})).toBeUndefined()
    expect(mentioned(mention({ occupantid: 'occ-1' }), {})).toBeUndefined()
    expect(mentioned(reference({ uri: `xmpp:${JULIET}` }), {})).toBe('named')
  })
})

describe('MEN-1: the own nick as a word of the body', () => {
  it.each([
    ['Juliet', 'nick'],
    ['juliet, come', 'nick'],
    ['come (JULIET)!', 'nick'],
    ['@Juliet', 'nick'],
    ['Juliette', undefined],
    ['xJuliet', undefined],
    ['Juliet2', undefined],
    ['_Juliet_', undefined],
    ['nobody', undefined],
  ])('%s: %s', (text, expected) => {
    expect(mentioned(roomMessage(body(text)))).toBe(expected)
  })

  it('a nick is text, not a pattern, and an empty one is none', () => {
    expect(mentioned(roomMessage(body('abc')), { ownNick: 'a.c' })).toBeUndefined()
    expect(mentioned(roomMessage(body('hi a.c!')), { ownNick: 'a.c' })).toBe('nick')
    expect(mentioned(roomMessage(body('hi ((x')), { ownNick: '((x' })).toBe('nick')
    expect(mentioned(roomMessage(body('any thing!?')), { ownNick: '' })).toBeUndefined()
  })

  it('letters of any script are letters', () => {
    expect(mentioned(roomMessage(body('Джульетта!')), { ownNick: 'джульетта' })).toBe('nick')
    expect(mentioned(roomMessage(body('Джульеттами')), { ownNick: 'Джульетта' })).toBeUndefined()
  })

  it('not of an encrypted message', () => {
    const hidden = roomMessage(el('encryption', { xmlns: 'urn:xmpp:eme:0' }), body('Juliet'))
    expect(mentioned(hidden)).toBeUndefined()
  })
})

describe('MEN-1: a nick that is none', () => {
  it('is longer than a resource may be, and no expression is made of it', () => {
    const nick = 'a'.repeat(900_000)
    expect(mentioned(roomMessage(body(nick)), { ownNick: nick })).toBeUndefined()
    expect(mentioned(roomMessage(body('a'.repeat(1023))), { ownNick: 'a'.repeat(1023) })).toBe('nick')
  })
})
