/** FIL, SET, PRI, JIN: what a device, the user or the server asked for, as it decides what goes out. */
import { describe, expect, it, vi } from 'vitest'
import { type DeliveryContext, type Options, publishText, type XmlElement } from 'xmpp-push-rules'
import {
  body,
  call,
  carbon,
  chat,
  delivery,
  el,
  enableIq,
  JULIET,
  key,
  loud,
  message,
  on,
  only,
  pushes,
  quiet,
  ringing,
  ROOM,
  roomMessage,
  runFrom,
  runWith,
  SERVICE,
  skips,
  timerOf,
} from '../support/fixtures.js'

const on5 = { extensions: ['filters', 'priority', 'jingle', 'away'] } as const
const muted = (jid: string): XmlElement => el('muted', { xmlns: 'tigase:push:filter:muted:0' }, el('item', { jid }))
const room = (allow: string, nick?: string): XmlElement =>
  el('groupchat', { xmlns: 'tigase:push:filter:groupchat:0' }, el('room', { jid: ROOM, allow, nick }))
const priority = el('priority', { xmlns: 'tigase:push:priority:0' })
const jingle = el('jingle', { xmlns: 'tigase:push:jingle:0' })
const unknown = el('ignore-unknown', { xmlns: 'tigase:push:filter:ignore-unknown:0' })

/** One device that asked for something (n1) and one that asked for nothing (n2). */
const asking = (...children: ReadonlyArray<XmlElement>) =>
  runWith(on5)(on.sent('x', enableIq({ jid: SERVICE, node: 'n1' }, ...children)), on.enabled('y', key('n2'))).account

/** What becomes of a stanza for n1: `pushed`, or why not; n2 always hears of it. */
const told = (
  wish: ReadonlyArray<XmlElement>,
  stanza: XmlElement,
  context?: DeliveryContext,
  partial: Partial<Options> = {},
): string => {
  const { last } = runFrom(asking(...wish), { ...on5, ...partial })(on.stored(delivery('m', stanza, context)))
  expect(pushes(last)).toContain('m > n2')
  return pushes(last).includes('m > n1') ? 'pushed' : (skips(last)[0] ?? '')
}

const said = (text: string): XmlElement => roomMessage(body(text))

describe('FIL-1: nothing from senders that the server does not know', () => {
  it('a stanza that is no groupchat, from a sender that the server says is unknown', () => {
    expect(told([unknown], chat(), { senderKnown: false })).toBe('m: unknown-sender')
    expect(told([unknown], chat(), { senderKnown: true })).toBe('pushed')
    expect(told([unknown], chat())).toBe('pushed')
    expect(told([unknown], said('x'), { senderKnown: false })).toBe('pushed')
    expect(told([], chat(), { senderKnown: false })).toBe('pushed')
  })
})

describe('FIL-2: senders that a device has muted', () => {
  it('the bare sender is listed, in whatever letters', () => {
    expect(told([muted('romeo@montague.example')], chat())).toBe('m: muted')
    expect(told([muted('romeo@montague.example')], message({ from: 'Romeo@Montague.EXAMPLE/x' }, body('x')))).toBe(
      'm: muted',
    )
    expect(told([muted('romeo@montague.example')], message({ from: 'romeo@elsewhere.example' }, body('x')))).toBe(
      'pushed',
    )
    expect(told([muted('montague.example')], chat())).toBe('pushed')
    expect(told([muted('romeo@montague.example')], message({ from: undefined }, body('x')))).toBe('pushed')
  })

  it('of a carbon, the inner one', () => {
    expect(told([muted('romeo@montague.example')], carbon('received', chat()))).toBe('m: muted')
    expect(told([muted(JULIET)], carbon('received', chat()))).toBe('pushed')
  })

  it('a device that lists thousands costs no more than one look at the sender', () => {
    const items = Array.from({ length: 1000 }, (_, index) => el('item', { jid: `user${index}@montague.example` }))
    const list = el('muted', { xmlns: 'tigase:push:filter:muted:0' }, ...items)
    const large = { ...on5, maxFormBytes: 1_048_576 }
    const { account } = runWith(large)(on.sent('x', enableIq({ jid: SERVICE, node: 'n1' }, list)))
    const prepared = vi.spyOn(String.prototype, 'toLowerCase')
    runFrom(account, large)(on.stored(loud('m')))
    expect(prepared.mock.calls.length).toBeLessThan(20)
    prepared.mockRestore()
  })

  it('a muted room', () => {
    expect(told([muted(ROOM)], said('x'))).toBe('m: muted')
  })
})

describe('FIL-3: what a device wants to hear of a room', () => {
  it.each([
    ['always', 'hello', 'pushed'],
    ['never', 'hello Juliet', 'm: room-muted'],
    ['mentioned', 'hello', 'm: not-mentioned'],
    ['mentioned', 'hello Juliet!', 'pushed'],
    ['mentioned', 'hello julietta', 'm: not-mentioned'],
  ])('%s: %s: %s', (allow, text, expected) => {
    expect(told([room(allow, 'Juliet')], said(text))).toBe(expected)
  })

  it('without a nick of its own list, the one that the server knows', () => {
    expect(told([room('mentioned')], said('hello Juliet'))).toBe('m: not-mentioned')
    expect(told([room('mentioned')], said('hello Juliet'), { ownNick: 'Juliet' })).toBe('pushed')
    expect(told([room('mentioned')], said('hello Juliet'), { ownNick: 'Juliet' }, { nickInBody: false })).toBe(
      'm: not-mentioned',
    )
  })

  it.each([
    ['reference', el('reference', { xmlns: 'urn:xmpp:reference:0', type: 'mention', uri: `xmpp:${ROOM}/Juliet` })],
    ['mention', el('mention', { xmlns: 'urn:xmpp:mentions:0', jid: `${ROOM}/Juliet` })],
    ['reply', el('reply', { xmlns: 'urn:xmpp:reply:0', to: `${ROOM}/Juliet`, id: '1' })],
  ])('mentioned by a %s to the nick that the device listed', (_, naming) => {
    const named = message({ from: `${ROOM}/romeo`, type: 'groupchat' }, naming, body('x'))
    expect(told([room('mentioned', 'Juliet')], named)).toBe('pushed')
    expect(told([room('mentioned', 'Nurse')], named)).toBe('m: not-mentioned')
    expect(told([room('mentioned')], named)).toBe('m: not-mentioned')
  })

  it('a room that is not listed: option unlistedRooms', () => {
    const other = message({ from: 'other@muc.example/x', type: 'groupchat' }, body('x'))
    expect(told([room('never')], other)).toBe('pushed')
    expect(told([room('never')], other, undefined, { unlistedRooms: 'skip' })).toBe('m: room-unlisted')
    expect(told([], other, undefined, { unlistedRooms: 'skip' })).toBe('pushed')
  })

  it('a private message of a room is no groupchat', () => {
    expect(told([room('never')], message({ from: `${ROOM}/Romeo` }, body('x')))).toBe('pushed')
  })

  it('SET-1: an encrypted message may hold a mention that nobody but the device sees', () => {
    const hidden = roomMessage(el('encrypted', { xmlns: 'urn:xmpp:omemo:2' }, el('payload')), body('I sent you'))
    expect(told([room('mentioned', 'Juliet')], hidden)).toBe('pushed')
    expect(told([room('mentioned', 'Juliet')], hidden, undefined, { encryptedMention: 'skip' })).toBe(
      'm: not-mentioned',
    )
  })

  it('in a collected queue, where the body is not kept, a mention is still one', () => {
    const account = runFrom(asking(room('mentioned', 'Juliet')), on5)(
      on.opened('x'),
      on.sent('x', enableIq({ jid: SERVICE, node: 'n1' }, room('mentioned', 'Juliet'))),
      on.hibernated('x'),
    ).account
    const { effects } = runFrom(account, on5)(
      on.queued('x', delivery('a', said('hello'))),
      on.queued('x', delivery('b', said('hello Juliet'))),
      on.fired(timerOf('x')),
    )
    expect(pushes(effects)).toEqual(['b > n1'])
  })
})

describe('FIL-4: calls are muted too', () => {
  it('unless they pass the filters', () => {
    const wish = [muted('romeo@montague.example')]
    expect(told(wish, call)).toBe('m: muted')
    expect(told(wish, call, undefined, { callsPassFilters: true })).toBe('pushed')
    expect(told(wish, chat(), undefined, { callsPassFilters: true })).toBe('m: muted')
    expect(told(wish, call, undefined, { callsPassFilters: true, urgent: 'never' })).toBe('m: muted')
  })
})

describe("FIL-7: the server's own filter", () => {
  const skipped = (context: DeliveryContext, partial: Partial<Options> = {}): ReadonlyArray<string> =>
    skips(runFrom(asking(), partial)(on.stored(delivery('m', call, context))).last)

  it('for all registrations, or for those that are named', () => {
    expect(skipped({ muted: true })).toEqual(['m: muted-by-server', 'm: muted-by-server'])
    expect(skipped({ muted: true, mutedFor: [key('n2')] })).toEqual(['m: muted-by-server'])
    expect(skipped({ muted: true, mutedFor: [] })).toEqual([])
    expect(skipped({ muted: false, mutedFor: [key('n2')] })).toEqual([])
    expect(skipped({ mutedFor: [key('n2')] })).toEqual(skipped({ muted: true, mutedFor: [key('n2')] }))
  })

  it('not a filter of the device, so calls do not pass it', () => {
    expect(skipped({ muted: true }, { callsPassFilters: true })).toHaveLength(2)
  })

  it('a ping is never muted', () => {
    expect(pushes(runFrom(asking(muted('romeo@montague.example'), room('never')), on5)(on.ping()).last)).toHaveLength(2)
  })
})

describe("SET-1: the user's own setting for a chat", () => {
  const setting = (chatSetting: DeliveryContext['chatSetting'], stanza: XmlElement, partial: Partial<Options> = {}) =>
    skips(runFrom(asking(), partial)(on.stored(delivery('m', stanza, { chatSetting, ownNick: 'Juliet' }))).last)

  it('never, on-mention, always', () => {
    expect(setting('never', chat())).toEqual(['m: chat-muted', 'm: chat-muted'])
    expect(setting('on-mention', said('hello'))).toEqual(['m: chat-not-mentioned', 'm: chat-not-mentioned'])
    expect(setting('on-mention', said('Juliet: hello'))).toEqual([])
    expect(setting('always', said('hello'))).toEqual([])
  })

  it('an encrypted message: option encryptedMention', () => {
    const hidden = roomMessage(el('openpgp', { xmlns: 'urn:xmpp:openpgp:0' }))
    expect(setting('on-mention', hidden)).toEqual([])
    expect(setting('on-mention', hidden, { encryptedMention: 'skip' })).toHaveLength(2)
  })

  it('calls pass it where they pass filters', () => {
    expect(setting('never', call)).toHaveLength(2)
    expect(setting('never', call, { callsPassFilters: true })).toEqual([])
  })
})

describe('ORD: muted comes before the policy, and that before what was told', () => {
  it('the first that says no is the reason', () => {
    const account = asking(muted('romeo@montague.example'))
    const { last } = runFrom(account, { ...on5, notifyOn: 'important' })(on.stored(quiet('m')))
    expect(skips(last)).toEqual(['m: muted', 'm: only-important'])
    const held = runFrom(account, { ...on5, sessionsSilence: 'all', notifyOn: 'important' })(
      on.opened('z'),
      on.stored(quiet('m')),
    )
    expect(skips(held.last)).toEqual(['m: muted', 'm: only-important'])
  })
})

describe('PRI-1: high for important, low for the rest, where it was asked for', () => {
  it('after the form', () => {
    const account = asking(priority)
    const { effects } = runFrom(account, on5)(on.stored(loud('a')), on.stored(quiet('b')), on.ping())
    expect(only(effects, 'Publish').map(({ priority: word }) => word)).toEqual([
      'high',
      undefined,
      'low',
      undefined,
      'low',
      undefined,
    ])
    const [text = ''] = only(effects, 'Publish').map(publishText('1'))
    expect(text).toContain('</x><priority xmlns="tigase:push:priority:0">high</priority></notification>')
  })
})

describe('JIN-1: the push of a call says which', () => {
  it('action, id and media, where it was asked for and it is a call', () => {
    const { effects } = runFrom(asking(jingle), on5)(on.stored(ringing('c')), on.stored(loud('m')))
    expect(only(effects, 'Publish').map(({ jingle: one }) => one)).toEqual([
      { action: 'propose', id: 'c1', media: ['audio'] },
      undefined,
      undefined,
      undefined,
    ])
    const [text = ''] = only(effects, 'Publish').map(publishText('1'))
    expect(text).toContain(
      '<jingle xmlns="tigase:push:jingle:0" action="propose" sid="c1"><media>audio</media></jingle>',
    )
  })
})
