/** SEAL: what a sealed push says, and that nothing but the key opens it. */
import { createCipheriv, createDecipheriv } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type EffectOf, type Options, sealedText, type XmlElement } from 'xmpp-push-rules'
import {
  body,
  call,
  callMessage,
  chat,
  chatState,
  delivery,
  el,
  enableIq,
  key,
  loud,
  message,
  on,
  only,
  ROMEO,
  roomMessage,
  runFrom,
  runWith,
  SERVICE,
  tags,
  timerOf,
} from '../support/fixtures.js'

const SECRET = Buffer.from('0123456789abcdef').toString('base64')
const IV = Buffer.from('nonce-of-12.')
const encrypt = (attrs: Readonly<Record<string, string>> = {}): XmlElement =>
  el('encrypt', { xmlns: 'tigase:push:encrypt:0', alg: 'aes-128-gcm', ...attrs }, SECRET)
const extensions = { extensions: ['encrypt', 'priority'] } as const

const sealing = (
  stanza: XmlElement,
  partial: Partial<Options> = {},
  attrs = {},
  unread = 2,
): EffectOf<'PublishSealed'> => {
  const { last } = runWith({ ...extensions, ...partial })(
    on.sent('x', enableIq({ jid: SERVICE, node: 'n1' }, encrypt(attrs))),
    on.stored(delivery('m', stanza), { unread }),
  )
  const [effect] = only(last, 'PublishSealed')
  if (effect === undefined) throw new Error(JSON.stringify(last))
  return effect
}
const plaintext = (...parts: Parameters<typeof sealing>): string => sealing(...parts).plaintext

/** What a host does, and what the device does. */
const seal = ({ secret, plaintext: text }: EffectOf<'PublishSealed'>) => {
  const cipher = createCipheriv('aes-128-gcm', Buffer.from(secret, 'base64'), IV)
  const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return { iv: IV.toString('base64'), data: data.toString('base64') }
}
const open = (data: string): string => {
  const octets = Buffer.from(data, 'base64')
  const decipher = createDecipheriv('aes-128-gcm', Buffer.from(SECRET, 'base64'), IV).setAuthTag(octets.subarray(-16))
  return decipher.update(octets.subarray(0, -16)).toString('utf8') + decipher.final('utf8')
}

describe('SEAL: the plaintext', () => {
  it('a fixed vector: members in this order, and only where known', () => {
    expect(plaintext(chat('Wherefore?'))).toBe(
      '{"unread":2,"sender":"romeo@montague.example","type":"chat","message":"Wherefore?"}',
    )
  })

  it.each<readonly [string, XmlElement, string]>([
    [
      'of a room: the nick of the speaker',
      roomMessage(body('hi')),
      '{"unread":2,"sender":"garden@muc.montague.example","type":"groupchat","message":"hi","nickname":"Romeo"}',
    ],
    [
      'the nick that the sender names',
      message({}, el('nick', { xmlns: 'http://jabber.org/protocol/nick' }, 'Ro'), body('hi')),
      '{"unread":2,"sender":"romeo@montague.example","type":"chat","message":"hi","nickname":"Ro"}',
    ],
    [
      'a call: the full sender, its id and media',
      call,
      `{"unread":2,"sender":"${ROMEO}","type":"call","sid":"c1","media":["audio"]}`,
    ],
    [
      'the end of a call has no media',
      callMessage('retract'),
      `{"unread":2,"sender":"${ROMEO}","type":"call","sid":"c1"}`,
    ],
    [
      'a subscription request',
      el('presence', { xmlns: 'jabber:client', from: 'romeo@montague.example', type: 'subscribe' }),
      '{"unread":2,"sender":"romeo@montague.example","type":"subscribe"}',
    ],
    [
      'an encrypted message: encryptedText',
      message({}, el('encrypted', { xmlns: 'urn:xmpp:omemo:2' }, el('payload')), body('I sent you')),
      '{"unread":2,"sender":"romeo@montague.example","type":"chat","message":"New secure message. Open to see the message."}',
    ],
    ['what has no body', chatState, '{"unread":2,"sender":"romeo@montague.example","type":"chat"}'],
    ['what has no sender', message({ from: undefined }, body('hi')), '{"unread":2,"type":"chat","message":"hi"}'],
  ])('%s', (_, stanza, expected) => {
    expect(plaintext(stanza)).toBe(expected)
  })

  it('encryptedText is an option', () => {
    const secret = message({}, el('openpgp', { xmlns: 'urn:xmpp:openpgp:0' }))
    expect(plaintext(secret, { encryptedText: 'Psst' })).toContain('"message":"Psst"')
  })

  it('no option hides anything of it: only the device reads it', () => {
    expect(
      plaintext(chat('hi'), { includeBody: false, includeSender: false, importantBody: '', maxBodyChars: 1 }),
    ).toContain('"sender":"romeo@montague.example","type":"chat","message":"hi"')
  })

  it('the message is cut at a code point to floor((max-size - 64) * 6 / 8) octets', () => {
    const long = '\u{1f339}'.repeat(2000)
    const shown = (attrs: Readonly<Record<string, string>>): number =>
      Buffer.byteLength((JSON.parse(plaintext(chat(long), {}, attrs)) as { message: string }).message)
    expect(shown({})).toBe(2200) // floor(2936 * 6 / 8) = 2202
    expect(shown({ 'max-size': '100' })).toBe(24) // 27
    expect(shown({ 'max-size': '64' })).toBe(0)
    expect(shown({ 'max-size': '0' })).toBe(0)
  })

  it('a ping has the count alone', () => {
    const account = runWith(extensions)(on.sent('x', enableIq({ jid: SERVICE, node: 'n1' }, encrypt()))).account
    expect(only(runFrom(account, extensions)(on.ping()).last, 'PublishSealed').map((one) => one.plaintext)).toEqual([
      '{"unread":1}',
    ])
  })
})

describe('SEAL: the request', () => {
  it('is an effect of its own, so that no host sends it by mistake, and says why', () => {
    const { last } = runWith(extensions)(
      on.sent('x', enableIq({ jid: SERVICE, node: 'n1' }, encrypt())),
      on.enabled('y', key('n2')),
      on.stored(loud('m')),
    )
    expect(tags(last)).toEqual(['PublishSealed', 'Publish'])
    expect(only(last, 'PublishSealed')[0]?.decision.reasons.at(-1)).toEqual({ rule: 'SEAL', code: 'sealed' })
  })

  it('has <encrypted/> in the place of the form, and the device reads what the host sealed', () => {
    const effect = sealing(chat('Wherefore art thou?'))
    const text = sealedText('p1', seal(effect))(effect)
    expect(text).toBe(
      '<iq type="set" from="capulet.example" to="push.example" id="p1"><pubsub xmlns="http://jabber.org/protocol/pubsub">' +
        '<publish node="n1"><item><notification xmlns="urn:xmpp:push:0">' +
        `<encrypted xmlns="tigase:push:encrypt:0" iv="${IV.toString('base64')}">${seal(effect).data}</encrypted>` +
        '</notification></item></publish></pubsub></iq>',
    )
    expect(open(/<encrypted[^>]*>([^<]*)</u.exec(text)?.[1] ?? '')).toBe(effect.plaintext)
  })

  it('says voip for a call that rings, and for nothing else', () => {
    expect([sealing(call).voip, sealing(callMessage('retract')).voip, sealing(chat()).voip]).toEqual([
      true,
      false,
      false,
    ])
    expect(sealedText('1', { iv: 'i', data: 'd' })(sealing(call))).toContain('iv="i" type="voip">d</encrypted>')
    expect(sealing(call, { urgent: 'never' }).voip).toBe(false)
  })

  it('explains nothing of a summary that is not sent', () => {
    const rules = sealing(chat(), { includeBody: true, includeSender: true }).decision.reasons.map(({ rule }) => rule)
    expect(rules).toEqual(['TRG-1', 'IMP', 'SEAL'])
  })

  it('the priority that was asked for', () => {
    const { last } = runWith(extensions)(
      on.sent('x', enableIq({ jid: SERVICE }, encrypt(), el('priority', { xmlns: 'tigase:push:priority:0' }))),
      on.stored(loud('m')),
    )
    expect(
      only(last, 'PublishSealed')
        .map(sealedText('1', { iv: 'i', data: 'd' }))
        .join(''),
    ).toContain('<priority xmlns="tigase:push:priority:0">high</priority><encrypted')
  })

  it('a queue that waited: the sealed body of the first one', () => {
    const waiting = runWith(extensions)(
      on.opened('x'),
      on.sent('x', enableIq({ jid: SERVICE, node: 'n1' }, encrypt())),
      on.hibernated('x'),
      on.queued('x', loud('a')),
      on.queued('x', loud('b')),
    ).account
    const { last } = runFrom(waiting, extensions)(on.fired(timerOf('x')))
    expect(only(last, 'PublishSealed').map((one) => one.plaintext)).toEqual([
      '{"unread":1,"sender":"romeo@montague.example","type":"chat","message":"text of a"}',
    ])
  })
})
