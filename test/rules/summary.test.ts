import { describe, expect, it } from 'vitest'
import {
  defaultOptions,
  type Delivery,
  notice,
  type Options,
  type Summary,
  summarize,
  type XmlElement,
} from 'xmpp-push-rules'

const shown = (partial: Partial<Options>, stanza: XmlElement, counts = {}): Summary =>
  summarize(options(partial))(notice(options(partial))(juliet)(delivery('m', stanza)), counts)

const omemo = el('encrypted', { xmlns: 'urn:xmpp:omemo:2' }, el('payload'))
const both = { includeBody: true, includeSender: true }

describe('SUM-1', () => {
  it('1 where the event gives no count', () => {
    expect(shown({}, chatState)).toEqual({ messageCount: 1 })
  })

  it.each([
    [{ unread: 0 }, { messageCount: 0 }],
    [
      { unread: 7, pendingSubscriptions: 0 },
      { messageCount: 7, pendingSubscriptionCount: 0 },
    ],
    [{ pendingSubscriptions: 2 }, { messageCount: 1, pendingSubscriptionCount: 2 }],
    [{ unread: -1, pendingSubscriptions: Number.NaN }, { messageCount: 1 }],
    [{ unread: 1.5, pendingSubscriptions: Infinity }, { messageCount: 1 }],
  ])('%j', (counts, expected) => {
    expect(shown({}, chatState, counts)).toEqual(expected)
  })

  it('FORM_TYPE and the counts reach the form', () => {
    const { last } = run(on.enabled('phone'), on.stored(delivery('m', chatState), { unread: 3, pendingSubscriptions: 2 }))
    expect(summaryOf(last)).toEqual({
      FORM_TYPE: ['urn:xmpp:push:summary'],
      'message-count': ['3'],
      'pending-subscription-count': ['2'],
    })
  })
})

describe('SUM-2', () => {
  const sender = (partial: Partial<Options>, stanza: XmlElement): string | undefined =>
    shown(partial, stanza).lastMessageSender

  it('only with includeSender', () => {
    expect(sender({}, chat())).toBeUndefined()
    expect(sender({ includeSender: true }, chat())).toBe(ROMEO)
  })

  it('option: bare', () => {
    expect(sender({ includeSender: true, senderJid: 'bare' }, chat())).toBe('romeo@montague.example')
    expect(sender({ includeSender: true, senderJid: 'bare' }, message({ from: 'montague.example' }))).toBe(
      'montague.example',
    )
  })

  it('a received carbon shows the inner sender (deviation 5), a forged one its own', () => {
    expect(sender({ includeSender: true }, carbon('received', chat()))).toBe(ROMEO)
    expect(sender({ includeSender: true }, carbon('received', chat(), { from: 'evil@example.org' }))).toBe(
      'evil@example.org',
    )
  })

  it('a sent carbon does not show the inner sender: it is from the account', () => {
    expect(sender({ includeSender: true }, carbon('sent', message({ from: PHONE, to: ROMEO }, body('x'))))).toBe(JULIET)
  })

  it('no sender where there is none', () => {
    expect(sender({ includeSender: true }, message({ from: undefined }))).toBeUndefined()
    expect(sender({ includeSender: true, senderJid: 'bare' }, message({ from: undefined }))).toBeUndefined()
  })
})

describe('SUM-3', () => {
  const shownBody = (partial: Partial<Options>, stanza: XmlElement): string | undefined =>
    shown(partial, stanza).lastMessageBody

  it.each<readonly [string, XmlElement, string | undefined, string | undefined]>([
    ['a body', chat('hi'), 'hi', 'New Message!'],
    ['nothing to show', chatState, undefined, undefined],
    ['an error with a body', message({ type: 'error' }, body('hi')), 'hi', undefined],
    ['a headline with a body', message({ type: 'headline' }, body('hi')), 'hi', undefined],
    ['encrypted with a fallback body', message({}, omemo, body('fallback')), 'New Message!', 'New Message!'],
    [
      'announced as encrypted',
      message({}, el('encryption', { xmlns: 'urn:xmpp:eme:0' }), body('fallback')),
      'New Message!',
      'New Message!',
    ],
    [
      'OMEMO without payload, with a body',
      message({}, el('encrypted', { xmlns: 'urn:xmpp:omemo:2' }), body('fallback')),
      undefined,
      undefined,
    ],
    ['a call without body', message({}, propose), 'New Message!', 'New Message!'],
    ['a received carbon', carbon('received', chat('inner')), 'inner', 'New Message!'],
    ['a sent carbon', carbon('sent', chat('inner')), undefined, undefined],
    ['presence with a body', el('presence', { xmlns: 'jabber:client' }, body('hi')), undefined, undefined],
    [
      'a body in two languages',
      message({}, body(''), el('body', { 'xml:lang': 'cs' }, 'proč')),
      'proč',
      'New Message!',
    ],
  ])('%s', (_, stanza, withBody, without) => {
    expect(shownBody({ includeBody: true }, stanza)).toBe(withBody)
    expect(shownBody({}, stanza)).toBe(without)
  })

  it('importantBody is an option; empty: no body is sent (deviation 1)', () => {
    expect(shownBody({ importantBody: 'Neu' }, chat('hi'))).toBe('Neu')
    expect(shownBody({ importantBody: '' }, chat('hi'))).toBeUndefined()
    expect(shownBody({ importantBody: '', includeBody: true }, chat('hi'))).toBe('hi')
    expect(shownBody({ importantBody: '', includeBody: true }, message({}, omemo, body('fallback')))).toBeUndefined()
  })

  it('a fallback body stays in under the prosody policy too (deviation 6)', () => {
    const { importance } = defaultOptions
    const prosody = { ...importance, omemo: 'ignore', eme: 'ignore' } as const
    expect(shownBody({ includeBody: true, importance: prosody }, message({}, omemo, body('fallback')))).toBe(
      'New Message!',
    )
  })
})

describe('SUM-4', () => {
  it('a submit form with nothing but what has a value', () => {
    const [publish] = only(run(on.enabled('phone'), on.stored(delivery('m', chatState))).last, 'Publish')
    expect(publish && deep(publish.iq, 'x')).toEqual(
      el(
        'x',
        { xmlns: 'jabber:x:data', type: 'submit' },
        el('field', { var: 'FORM_TYPE', type: 'hidden' }, el('value', {}, 'urn:xmpp:push:summary')),
        el('field', { var: 'message-count' }, el('value', {}, '1')),
      ),
    )
  })

  it('all fields', () => {
    const { last } = runWith(both)(
      on.enabled('phone'),
      on.stored(delivery('m', chat('<&>')), { unread: 2, pendingSubscriptions: 1 }),
    )
    expect(Object.entries(summaryOf(last))).toEqual([
      ['FORM_TYPE', ['urn:xmpp:push:summary']],
      ['message-count', ['2']],
      ['pending-subscription-count', ['1']],
      ['last-message-sender', [ROMEO]],
      ['last-message-body', ['<&>']],
    ])
    expect(tags(last)).toEqual(['Publish'])
  })

  it('nothing else of the stanza is in the payload', () => {
    const stanza = message(
      { id: 'secret-id', 'xml:lang': 'x-secret' },
      el('subject', {}, 'secret'),
      el('thread', {}, 'secret'),
      body('shown'),
    )
    const { last } = runWith(both)(on.enabled('phone'), on.stored({ key: 'm', stanza }))
    expect(JSON.stringify(only(last, 'Publish').map(({ iq }) => iq))).not.toContain('secret')
  })
})

describe('SUM-5', () => {
  const secret = (stanza: XmlElement): Delivery => delivery('m', stanza)

  it('a notice holds no body and no sender unless the options show them', () => {
    expect(JSON.stringify(notice(options())(juliet)(secret(chat('secret'))))).not.toMatch(/secret|romeo/)
    expect(JSON.stringify(notice(options(both))(juliet)(secret(message({}, omemo, body('secret')))))).not.toMatch(
      /secret/,
    )
    expect(JSON.stringify(notice(options({ ...both, senderJid: 'bare' }))(juliet)(secret(chat())))).not.toMatch(
      /orchard/,
    )
  })

  it('nor a member for them', () => {
    expect(notice(options())(juliet)(secret(chat()))).toStrictEqual({
      key: 'm',
      importance: 'important',
      cause: 'body',
      urgent: false,
      addressed: true,
    })
  })

  it('options that were turned off since a stanza was collected are heeded', () => {
    const noticed = notice(options(both))(juliet)(secret(chat('secret')))
    expect(JSON.stringify(summarize(options())(noticed))).not.toMatch(/secret|romeo/)
  })
})

describe('a ping', () => {
  it('has the count alone', () => {
    expect(summarize(options(both))(undefined)).toStrictEqual({ messageCount: 1 })
  })
})
