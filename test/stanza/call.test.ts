/** URG, CALL-2, JIN-1: what a message or request says of a call. */
import { describe, expect, it } from 'vitest'
import { type CallFacts, defaultOptions, readFacts, type XmlElement } from 'xmpp-push-rules'
import { callMessage, delivery, el, juliet, message } from '../support/fixtures.js'

const read = (stanza: XmlElement): CallFacts | undefined =>
  readFacts(defaultOptions)(juliet)(delivery('m', stanza)).call
const INVITES = 'urn:xmpp:call-invites:0'
const jingle = (attrs: Readonly<Record<string, string>>, ...children: ReadonlyArray<XmlElement>): XmlElement =>
  el('iq', { xmlns: 'jabber:client', type: 'set' }, el('jingle', { xmlns: 'urn:xmpp:jingle:1', ...attrs }, ...children))
const description = (media?: string): XmlElement => el('description', { xmlns: 'urn:xmpp:jingle:apps:rtp:1', media })

describe('Jingle messages (XEP-0353)', () => {
  it.each(['proceed', 'accept', 'reject', 'retract', 'finish'])('%s', (name) => {
    expect(read(callMessage(name))).toEqual({ action: name, id: 'c1', media: [] })
  })

  it('without id, without media, with both', () => {
    const xmlns = 'urn:xmpp:jingle-message:0'
    expect(read(message({}, el('propose', { xmlns })))).toEqual({ action: 'propose', id: '', media: [] })
    expect(
      read(message({}, el('propose', { xmlns, id: 'a' }, description('audio'), description(), description('video')))),
    ).toEqual({
      action: 'propose',
      id: 'a',
      media: ['audio', 'video'],
    })
  })

  it('under a prefix', () => {
    const prefixed = message({ 'xmlns:j': 'urn:xmpp:jingle-message:0' }, el('j:retract', { id: 'a' }))
    expect(read(prefixed)).toEqual({ action: 'retract', id: 'a', media: [] })
  })

  it('the ringing of another device is none', () => {
    expect(read(callMessage('ringing'))).toBeUndefined()
  })
})

describe('call invitations (XEP-0482)', () => {
  const invite = (attrs: Readonly<Record<string, string>>, ...rest: ReadonlyArray<XmlElement>): XmlElement =>
    message(attrs, el('invite', { xmlns: INVITES }), ...rest)
  const named = (name: string): XmlElement => el(name, { xmlns: 'urn:xmpp:sid:0', id: `of ${name}` })

  it('are named by the origin id, else by the id of their message', () => {
    expect(read(invite({ id: 'm1' }, named('origin-id'), named('stanza-id')))?.id).toBe('of origin-id')
    expect(read(invite({ id: 'm1' }, named('stanza-id')))?.id).toBe('m1')
    expect(read(invite({}))?.id).toBe('')
  })

  it('in a room by the id that the room gave', () => {
    expect(read(invite({ id: 'm1', type: 'groupchat' }, named('origin-id'), named('stanza-id')))?.id).toBe(
      'of stanza-id',
    )
  })

  it('the others name the invitation', () => {
    expect(read(message({}, el('retract', { xmlns: INVITES, id: 'a' })))).toEqual({
      action: 'retract',
      id: 'a',
      media: [],
    })
    expect(read(message({}, el('left', { xmlns: INVITES })))).toEqual({ action: 'left', id: '', media: [] })
  })
})

describe('Jingle requests (XEP-0166)', () => {
  it('session-initiate: sid, and the media of all contents', () => {
    const both = jingle(
      { action: 'session-initiate', sid: 's1' },
      el('content', {}, description('audio')),
      el('content', {}, description('video')),
      el('content', { xmlns: 'urn:other' }, description('data')),
    )
    expect(read(both)).toEqual({ action: 'session-initiate', id: 's1', media: ['audio', 'video'] })
    expect(read(jingle({ action: 'session-initiate' }))).toEqual({ action: 'session-initiate', id: '', media: [] })
  })

  it('no other action is a call that rings', () => {
    expect(read(jingle({ action: 'session-terminate', sid: 's1' }))).toBeUndefined()
    expect(read(jingle({}))).toBeUndefined()
  })
})

// Push services refuse what is too large, and after some refusals in a row a registration goes: no caller may bring that about.
describe('what a caller chose is bounded', () => {
  it('id and media', () => {
    const xmlns = 'urn:xmpp:jingle-message:0'
    const many = Array.from({ length: 1000 }, () => description('x'.repeat(1000)))
    const facts = read(message({}, el('propose', { xmlns, id: 'i'.repeat(100_000) }, ...many)))
    expect(facts?.id).toHaveLength(1023)
    expect(facts?.media).toEqual(Array.from({ length: 8 }, () => 'x'.repeat(64)))
  })

  it('SEAL: the nick', () => {
    const nick = el('nick', { xmlns: 'http://jabber.org/protocol/nick' }, 'n'.repeat(100_000))
    expect(readFacts(defaultOptions)(juliet)(delivery('m', message({}, nick))).nickname).toHaveLength(255)
  })
})
