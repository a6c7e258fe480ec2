import { describe, expect, it } from 'vitest'
import {
  defaultOptions,
  publishElement,
  publishText,
  judge,
  type Options,
  readFacts,
  type Summary,
  summarize,
  type XmlElement,
} from 'xmpp-push-rules'
import {
  body,
  carbon,
  chat,
  chatState,
  deep,
  delivery,
  el,
  JULIET,
  juliet,
  loud,
  message,
  on,
  only,
  options,
  PHONE,
  propose,
  ROMEO,
  run,
  runFrom,
  runWith,
  tags,
  TIMER,
} from '../support/fixtures.js'

const shown = (partial: Partial<Options>, stanza: XmlElement, counts = {}): Summary =>
  summarize(options(partial))(
    judge(options(partial), readFacts(options(partial))(juliet)(delivery('m', stanza))),
    counts,
  )

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
    const { last } = run(
      on.enabled('phone'),
      on.stored(delivery('m', chatState), { unread: 3, pendingSubscriptions: 2 }),
    )
    expect(only(last, 'Publish').map(publishText('1')).join('')).toContain(
      '<field var="FORM_TYPE" type="hidden"><value>urn:xmpp:push:summary</value></field>' +
        '<field var="message-count"><value>3</value></field>' +
        '<field var="pending-subscription-count"><value>2</value></field></x>',
    )
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
    expect(sender({ includeSender: true, senderJid: 'bare' }, message({ from: 'montague.example' }, body('x')))).toBe(
      'montague.example',
    )
  })

  it('a received carbon shows the inner sender (deviation 5), a forged one its own', () => {
    expect(sender({ includeSender: true }, carbon('received', chat()))).toBe(ROMEO)
    const forged = carbon('received', chat(), { from: 'evil@example.org' })
    expect(sender({ includeSender: true }, { ...forged, children: [...forged.children, body('x')] })).toBe(
      'evil@example.org',
    )
  })

  it('a sent carbon does not show the inner sender: it is from the account', () => {
    const full = { includeSender: true, quietSummary: 'full' } as const
    expect(sender(full, carbon('sent', message({ from: PHONE, to: ROMEO }, body('x'))))).toBe(JULIET)
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
    ['an error with a body', message({ type: 'error' }, body('hi')), undefined, undefined],
    ['a headline with a body', message({ type: 'headline' }, body('hi')), undefined, undefined],
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

describe('SUM-3: maxBodyChars', () => {
  const cut = (maxBodyChars: number, text: string): string | undefined =>
    shown({ includeBody: true, maxBodyChars }, chat(text)).lastMessageBody

  it('cuts at a code point; 0: never', () => {
    expect(cut(3, 'abcdef')).toBe('abc')
    expect(cut(3, 'ab')).toBe('ab')
    expect(cut(2, '\u{1f339}\u{1f339}\u{1f339}')).toBe('\u{1f339}\u{1f339}')
    expect(cut(0, 'x'.repeat(5000))).toHaveLength(5000)
  })
})

describe('SUM-4', () => {
  it('a submit form with nothing but what has a value', () => {
    const [publish] = only(run(on.enabled('phone'), on.stored(delivery('m', chatState))).last, 'Publish')
    expect(publish && deep(publishElement('1')(publish), 'x')).toEqual(
      el(
        'x',
        { xmlns: 'jabber:x:data', type: 'submit' },
        el('field', { var: 'FORM_TYPE', type: 'hidden' }, el('value', {}, 'urn:xmpp:push:summary')),
        el('field', { var: 'message-count' }, el('value', {}, '1')),
      ),
    )
  })

  it('all fields, in the order of the example of the XEP', () => {
    const { last } = runWith(both)(
      on.enabled('phone'),
      on.stored(delivery('m', chat('<&>')), { unread: 2, pendingSubscriptions: 1 }),
    )
    expect(tags(last)).toEqual(['Publish'])
    const texts = [
      ...only(last, 'Publish')
        .map(publishText('1'))
        .join('')
        .matchAll(/var="([^"]*)"[^>]*><value>([^<]*)</gu),
    ]
    expect(texts.map(([, name, value]) => `${name}: ${value}`)).toEqual([
      'FORM_TYPE: urn:xmpp:push:summary',
      'message-count: 2',
      'pending-subscription-count: 1',
      `last-message-sender: ${ROMEO}`,
      'last-message-body: &lt;&amp;&gt;',
    ])
  })

  it('nothing else of the stanza is in the payload', () => {
    const stanza = message(
      { id: 'secret-id', 'xml:lang': 'x-secret' },
      el('subject', {}, 'secret'),
      el('thread', {}, 'secret'),
      el('nick', { xmlns: 'http://jabber.org/protocol/nick' }, 'secret'),
      body('shown'),
    )
    const { last } = runWith(both)(on.enabled('phone'), on.stored({ key: 'm', stanza }))
    expect(JSON.stringify(last)).not.toContain('secret')
    expect(only(last, 'Publish').map(publishText('1')).join('')).toContain('shown')
  })
})

describe('SUM-5', () => {
  it('options that were turned off since a stanza was collected are heeded', () => {
    const waiting = runWith(both)(
      on.opened('phone'),
      on.enabled('phone'),
      on.hibernated('phone'),
      on.queued('phone', loud('a')),
    ).account
    expect(JSON.stringify(runFrom(waiting)(on.fired(TIMER)).last)).not.toMatch(/text of a|romeo/)
  })

  it('what waits holds no body and no sender unless they may be shown', () => {
    const { account } = run(
      on.opened('phone'),
      on.enabled('phone'),
      on.hibernated('phone'),
      on.queued('phone', loud('a')),
    )
    expect(JSON.stringify(account)).not.toMatch(/text of a|romeo/)
  })
})

describe('SUM-6: the push of an unimportant stanza shows neither sender nor body', () => {
  it.each<readonly [string, XmlElement]>([
    ['a typing notice', chatState],
    ['presence', el('presence', { xmlns: 'jabber:client', from: ROMEO })],
    ['a receipt', message({}, el('received', { xmlns: 'urn:xmpp:receipts', id: 'm1' }))],
    ['a sent carbon', carbon('sent', message({ from: PHONE, to: ROMEO }, body('secret')))],
    ['a bounce', message({ type: 'error' }, body('secret'))],
    ['a correction', message({}, el('replace', { xmlns: 'urn:xmpp:message-correct:0', id: 'm1' }), body('secret'))],
    ['a headline', message({ type: 'headline' }, body('secret'))],
  ])('%s', (_, stanza) => {
    expect(shown(both, stanza, { unread: 3 })).toEqual({ messageCount: 3 })
  })

  it("quietSummary 'full', as mod_cloud_notify: as SUM-2 and SUM-3 say", () => {
    const full = { ...both, quietSummary: 'full' } as const
    expect(shown(full, message({ type: 'error' }, body('hi')))).toEqual({
      messageCount: 1,
      lastMessageSender: ROMEO,
      lastMessageBody: 'hi',
    })
    expect(shown(full, chatState)).toEqual({ messageCount: 1, lastMessageSender: ROMEO })
  })
})

describe('a ping', () => {
  it('has the count alone', () => {
    expect(summarize(options(both))(undefined)).toStrictEqual({ messageCount: 1 })
  })
})
