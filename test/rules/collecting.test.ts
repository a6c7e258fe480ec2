/** TRG-6: what an account keeps of stanzas that wait is no more than what their push may say. */
import { describe, expect, it } from 'vitest'
import { type Account, defaultImportance, type Options, policies, readAccount, type XmlElement } from 'xmpp-push-rules'
import {
  body,
  call,
  chat,
  delivery,
  el,
  enableIq,
  key,
  message,
  on,
  only,
  overJson,
  pushes,
  registration,
  right,
  runFrom,
  runWith,
  SERVICE,
  summaries,
  TIMER,
} from '../support/fixtures.js'

const KEY = 'MDEyMzQ1Njc4OWFiY2RlZg=='
const encrypt = el('encrypt', { xmlns: 'tigase:push:encrypt:0', alg: 'aes-128-gcm' }, KEY)
const priority = el('priority', { xmlns: 'tigase:push:priority:0' })
const extensions = ['filters', 'priority', 'jingle', 'encrypt'] as const
const shows = { includeBody: true, includeSender: true, extensions } as const

const queued = (stanza: XmlElement, name = 'm') => on.queued('phone', delivery(name, stanza))

/** A phone that asked for something hibernates, and these come for it. */
const waiting = (
  partial: Partial<Options>,
  wish: ReadonlyArray<XmlElement>,
  ...stanzas: ReadonlyArray<XmlElement>
): Account =>
  runWith(partial)(
    on.opened('phone'),
    on.sent('phone', enableIq({ jid: SERVICE, node: 'n1' }, ...wish)),
    on.hibernated('phone'),
    ...stanzas.map((stanza, index) => queued(stanza, `m${index}`)),
  ).account

const collectedOf = (account: Account) => account.sessions['phone']?.collected ?? []

const correction = message({}, body('secret'), el('replace', { xmlns: 'urn:xmpp:message-correct:0', id: '1' }))
const nick = (text: string): XmlElement => el('nick', { xmlns: 'http://jabber.org/protocol/nick' }, text)

describe('TRG-6, SUM-6: what no push may show is not kept while a stanza waits', () => {
  it('sender and body of a stanza that is not important', () => {
    expect(collectedOf(waiting(shows, [], correction))[0]).not.toHaveProperty('body')
    expect(collectedOf(waiting(shows, [], correction))[0]).not.toHaveProperty('from')
    expect(collectedOf(waiting({ ...shows, quietSummary: 'full' }, [], correction))[0]).toMatchObject({
      body: 'secret',
    })
    expect(collectedOf(waiting(shows, [], chat('shown')))[0]).toMatchObject({ body: 'shown' })
  })

  it('the body of one that is never pushed', () => {
    const never = { ...shows, importance: { ...defaultImportance, correction: 'never' }, quietSummary: 'full' } as const
    expect(collectedOf(waiting(never, [], correction))[0]).not.toHaveProperty('body')
    expect(collectedOf(waiting(never, [encrypt], correction))[0]).not.toHaveProperty('body')
  })

  it('of registrations that the host names more than their keys', () => {
    const n2 = { ...registration('n2'), client: 'secret' }
    const { account } = runFrom(waiting({}, []))(
      on.queued('phone', delivery('m', chat(), { muted: true, mutedFor: [n2] })),
    )
    expect(collectedOf(account)[0]?.host).toEqual({ muted: true, mutedFor: [key('n2')] })
    expect(right(readAccount(overJson(account)))).toEqual(account)
  })

  it('the sender for a device whose settings do not ask for it, nor that of a call that nobody remembers', () => {
    const calls = { extensions, urgent: 'never' } as const
    expect(collectedOf(waiting({ extensions }, [priority], chat()))[0]).not.toHaveProperty('from')
    expect(collectedOf(waiting(calls, [], call))[0]).not.toHaveProperty('from')
    expect(collectedOf(waiting({ ...calls, callEnds: 'told' }, [], call))[0]).toHaveProperty('from')
  })
})

describe('TRG-6: what may be pushed is not lost while it waits', () => {
  it('SEAL: a sealed message is as long as one that did not wait; maxBodyChars is about the summary', () => {
    const partial = { extensions, maxBodyChars: 3 }
    const { last } = runFrom(waiting(partial, [encrypt], chat('a long message')), partial)(on.fired(TIMER))
    expect(only(last, 'PublishSealed').map(({ plaintext }) => plaintext)).toEqual([
      expect.stringContaining('"message":"a long message"'),
    ])
  })

  it('IMP: one that is never pushed does not take the body of one that is', () => {
    const never = {
      includeBody: true,
      quietSummary: 'full',
      importance: { ...policies.quietPhones.importance, correction: 'quiet' },
    } as const
    const bounce = message({ type: 'error' }, body('x'.repeat(5000)))
    const late = message({}, body('y'.repeat(5000)), el('replace', { xmlns: 'urn:xmpp:message-correct:0', id: '1' }))
    const { last } = runWith(never)(
      on.opened('phone'),
      on.enabled('phone', key('n1')),
      on.hibernated('phone'),
      queued(bounce, 'bounce'),
      queued(late, 'late'),
      on.fired(TIMER),
    )
    expect(pushes(last)).toEqual(['late > n1'])
    expect(summaries(last)[0]?.lastMessageBody).toHaveLength(5000)
  })
})

describe('TRG-6: a flood does not fill the account', () => {
  const long = 'x'.repeat(100_000)

  it('of nicks for a sealed push, or of calls that wait like messages', () => {
    const named = Array.from({ length: 20 }, () => message({}, body('hi'), nick(long)))
    const rung = Array.from({ length: 20 }, () =>
      message({}, el('propose', { xmlns: 'urn:xmpp:jingle-message:0', id: long })),
    )
    expect(JSON.stringify(waiting({ extensions }, [encrypt], ...named)).length).toBeLessThan(500_000)
    expect(JSON.stringify(waiting({ urgent: 'never' }, [], ...rung)).length).toBeLessThan(500_000)
  })
})
