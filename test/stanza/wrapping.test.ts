/** IMP: messages inside of others, where the outer one may speak for them. */
import { describe, expect, it } from 'vitest'
import { type Facts, type Options, readFacts, type XmlElement } from 'xmpp-push-rules'
import {
  body,
  call,
  carbon,
  chat,
  delivery,
  el,
  JULIET,
  juliet,
  message,
  on,
  options,
  PHONE,
  ROMEO,
  ROOM,
  roomMessage,
  runWith,
  summaries,
} from '../support/fixtures.js'

const read = (stanza: XmlElement, partial: Partial<Options> = {}): Facts =>
  readFacts(options(partial))(juliet)(delivery('m', stanza))
const seen = (stanza: XmlElement, partial: Partial<Options> = {}): readonly unknown[] => {
  const { wrapping, from, body: text, causes } = read(stanza, partial)
  return [wrapping, from, text, causes[0]]
}

const inner = roomMessage(body('hello'))
const NICK = `${ROOM}/Romeo`

const mucsub = (
  message_: XmlElement,
  outer: Readonly<Record<string, string>> = {},
  node = 'urn:xmpp:mucsub:nodes:messages',
) =>
  message(
    { from: ROOM, type: undefined, ...outer },
    el(
      'event',
      { xmlns: 'http://jabber.org/protocol/pubsub#event' },
      el('items', { node }, el('item', { id: '1' }, message_)),
    ),
  )
const mention = (message_: XmlElement, outer: Readonly<Record<string, string>> = {}) =>
  message(
    { from: ROOM, type: undefined, ...outer },
    el('mentions', { xmlns: 'urn:xmpp:mmn:0' }, el('forwarded', { xmlns: 'urn:xmpp:forward:0' }, message_)),
  )

describe('IMP: a room message wrapped for MUC/Sub', () => {
  it('is unwrapped: its sender, its body, its room', () => {
    expect(seen(mucsub(inner))).toEqual(['mucsub', NICK, 'hello', 'body'])
    expect(read(mucsub(inner)).groupchat).toBe(true)
  })

  it('is pushed as the message that it is', () => {
    const { last } = runWith({ includeBody: true, includeSender: true })(
      on.enabled('phone'),
      on.stored(delivery('m', mucsub(inner))),
    )
    expect(summaries(last)).toEqual([{ messageCount: 1, lastMessageBody: 'hello', lastMessageSender: NICK }])
  })

  it.each<readonly [string, XmlElement, Partial<Options>]>([
    ['another sender than the room', mucsub(inner, { from: 'mallory@evil.example' }), {}],
    ['no inner sender', mucsub({ ...inner, attrs: { xmlns: 'jabber:client' } }), {}],
    ['another node', mucsub(inner, {}, 'urn:xmpp:mucsub:nodes:presence'), {}],
    ['a message of no client namespace', mucsub({ ...inner, attrs: { ...inner.attrs, xmlns: undefined } }), {}],
    ['understands nothing', mucsub(inner), { understands: [] }],
    ['understands something else', mucsub(inner), { understands: ['fallback', 'mention-notification'] }],
  ])('%s: the outer stanza is judged', (_, stanza, partial) => {
    expect(seen(stanza, partial)).toEqual(['none', stanza.attrs['from'], undefined, 'normal'])
  })

  it('the room in other letters is the room', () => {
    expect(seen(mucsub(inner, { from: ROOM.toUpperCase() }))[0]).toBe('mucsub')
  })
})

describe('IMP: a notification of a mention', () => {
  it('is unwrapped, and mentions the user whatever its text says', () => {
    expect(seen(mention(inner))).toEqual(['mention-notification', NICK, 'hello', 'body'])
    expect(read(mention(inner)).mention).toBe('named')
  })

  it('only from the room itself, and only where it is understood', () => {
    expect(seen(mention(inner, { from: 'mallory@evil.example' }))[0]).toBe('none')
    expect(seen(mention(inner), { understands: ['mucsub'] })[0]).toBe('none')
  })
})

describe('IMP: carbons', () => {
  it('a received one is the message inside, a sent one never alerts and shows nothing', () => {
    expect(seen(carbon('received', chat('hi')))).toEqual(['received', ROMEO, 'hi', 'body'])
    expect(seen(carbon('sent', message({ from: PHONE, to: ROMEO }, body('hi'))))).toEqual([
      'sent',
      JULIET,
      undefined,
      'sent-carbon',
    ])
  })

  it('of a carbon, the outer address counts', () => {
    expect(read(carbon('received', message({ to: 'someone@else.example' }, body('hi')))).addressed).toBe(true)
  })
})

describe('what is read once', () => {
  it.each<readonly [string, XmlElement, Partial<Facts>]>([
    [
      'the nick of the sender',
      message({}, el('nick', { xmlns: 'http://jabber.org/protocol/nick' }, 'Romeo')),
      { nickname: 'Romeo' },
    ],
    ['a call', call, { call: { action: 'propose', id: 'c1', media: ['audio'] } }],
    ['the first body of two', message({}, body('one'), body('two')), { body: 'one' }],
    [
      'no body of an encrypted message',
      message({}, el('encryption', { xmlns: 'urn:xmpp:eme:0' }), body('x')),
      { body: undefined },
    ],
    [
      'a call invitation: audio unless it says no, video if it says so',
      message({ id: 'm7' }, el('invite', { xmlns: 'urn:xmpp:call-invites:0', video: 'true' })),
      { call: { action: 'invite', id: 'm7', media: ['audio', 'video'] } },
    ],
    [
      'a call invitation in a room is named by the id of the room',
      roomMessage(
        el('stanza-id', { xmlns: 'urn:xmpp:sid:0', id: 's1' }),
        el('invite', { xmlns: 'urn:xmpp:call-invites:0', audio: 'false' }),
      ),
      { call: { action: 'invite', id: 's1', media: [] } },
    ],
    [
      'a Jingle request',
      el(
        'iq',
        { xmlns: 'jabber:client', type: 'set', from: ROMEO },
        el(
          'jingle',
          { xmlns: 'urn:xmpp:jingle:1', action: 'session-initiate', sid: 'j1' },
          el('content', {}, el('description', { xmlns: 'urn:xmpp:jingle:apps:rtp:1', media: 'video' })),
        ),
      ),
      { call: { action: 'session-initiate', id: 'j1', media: ['video'] }, from: ROMEO },
    ],
  ])('%s', (_, stanza, expected) => {
    expect(read(stanza)).toMatchObject(expected)
  })
})
