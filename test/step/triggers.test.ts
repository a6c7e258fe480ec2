/** TRG-1 to TRG-4, TRG-9, TRG-12: which registrations a stanza, or a ping, reaches. */
import { describe, expect, it } from 'vitest'
import {
  chat,
  codes,
  delivery,
  el,
  JULIET,
  key,
  loud,
  message,
  on,
  PHONE,
  propose,
  pushes,
  ROMEO,
  run,
  runFrom,
  skips,
  summaries,
} from '../support/fixtures.js'
import { offline, reasons, two } from '../support/two-devices.js'

describe('TRG-1', () => {
  it('stored offline: all registrations, oldest first', () => {
    expect(pushes(runFrom(offline)(on.stored(loud('m'))).last)).toEqual(['m > n1', 'm > n2'])
    expect(reasons(two, on.stored(loud('m')))).toEqual(['Publish n1 TRG-1', 'Publish n2 TRG-1'])
  })

  it('without registrations nothing happens', () => {
    expect(run(on.stored(loud('m'))).last).toEqual([])
  })
})

describe('TRG-2', () => {
  it('groupchat to the bare JID: all registrations', () => {
    expect(reasons(two, on.groupchat(delivery('m', message({ type: 'groupchat' }))))).toEqual([
      'Publish n1 TRG-2',
      'Publish n2 TRG-2',
    ])
  })
})

describe('TRG-3', () => {
  it('archived: only what no session is bound to', () => {
    expect(reasons(two, on.archived(loud('m')))).toEqual(['Skip n1 TRG-3', 'Publish n2 TRG-3'])
  })

  it('a hibernating session is bound as well', () => {
    expect(reasons(runFrom(two)(on.hibernated('phone')).account, on.archived(loud('m')))).toEqual([
      'Skip n1 TRG-3',
      'Publish n2 TRG-3',
    ])
  })

  it('an unbound session reaches all', () => {
    const unbound = runFrom(offline)(on.opened('desktop')).account
    expect(pushes(runFrom(unbound)(on.archived(loud('m'))).last)).toEqual(['m > n1', 'm > n2'])
  })

  it('no session at all: all registrations, and stored offline afterwards it is a duplicate', () => {
    const { effects, last } = runFrom(offline)(on.archived(loud('m')), on.stored(loud('m')))
    expect(pushes(effects)).toEqual(['m > n1', 'm > n2'])
    expect(codes(effects)[0]?.[0]).toBe('archived-nobody')
    expect(skips(last)).toEqual(['m: already-notified', 'm: already-notified'])
  })

  it('archiveWithoutSession wait: no session at all, and TRG-1 covers it', () => {
    const wait = { archiveWithoutSession: 'wait' } as const
    const { effects } = runFrom(offline, wait)(on.archived(loud('m')), on.stored(loud('m')))
    expect(skips(effects)).toEqual(['m: archived-offline', 'm: archived-offline'])
    expect(pushes(effects)).toEqual(['m > n1', 'm > n2'])
  })

  it.each([
    ['its bare JID', JULIET, true],
    ['its full JID', PHONE, true],
    ['its JID in other letters', 'Juliet@CAPULET.example./phone', true],
    ['no one', undefined, true],
    ['another user', 'romeo@montague.example', false],
    ['its domain', 'capulet.example', false],
    ['something that is no JID', '@', false],
  ])('addressed to %s', (_, to, reached) => {
    expect(
      pushes(runFrom(two)(on.archived(delivery('m', { ...chat(), attrs: { ...chat().attrs, to } }))).last),
    ).toEqual(reached ? ['m > n2'] : [])
  })
})

describe('TRG-4, URG-1', () => {
  it('an urgent stanza archived reaches all, bound or not', () => {
    expect(reasons(two, on.archived(delivery('m', message({}, propose))))).toEqual([
      'Publish n1 TRG-4',
      'Publish n2 TRG-4',
    ])
  })

  it('the ringing, the copy of an own call, and calls of other namespaces are not urgent', () => {
    const other = { ...propose, attrs: { xmlns: 'urn:xmpp:jingle-message:2' } }
    const ringing = { ...propose, name: 'ringing' }
    for (const stanza of [
      message({}, other),
      message({}, ringing),
      message({ from: PHONE, to: 'romeo@montague.example' }, propose),
    ]) {
      expect(pushes(runFrom(two)(on.archived(delivery('m', stanza))).last)).not.toContain('m > n1')
    }
  })
})

describe('TRG-9', () => {
  it('all registrations, with nothing but the count', () => {
    const { last } = runFrom(two, { includeBody: true, includeSender: true })(on.ping())
    expect(pushes(last)).toEqual(['ping > n1', 'ping > n2'])
    expect(summaries(last)).toEqual([{ messageCount: 1 }, { messageCount: 1 }])
  })

  it('or the ones named; names that are not there are passed over, twice named is once', () => {
    const { last } = runFrom(two)(
      on.ping([key('gone'), key('n2'), key('n2'), key('n1', 'other.example'), key('__proto__')]),
    )
    expect(pushes(last)).toEqual(['ping > n2'])
    expect(runFrom(two)(on.ping([])).last).toEqual([])
  })

  it('every ping goes out', () => {
    expect(pushes(runFrom(two)(on.ping([key()]), on.ping([key()])).effects)).toHaveLength(2)
  })
})

describe('TRG-12', () => {
  const asks = delivery('p', el('presence', { xmlns: 'jabber:client', from: ROMEO, to: JULIET, type: 'subscribe' }))

  it('a subscription request reaches what an archived stanza does; with no session everybody, for nothing follows it', () => {
    expect(reasons(two, on.subscribed(asks))).toEqual(['Skip n1 TRG-3', 'Publish n2 TRG-12'])
    expect(pushes(runFrom(offline)(on.subscribed(asks)).last)).toEqual(['p > n1', 'p > n2'])
    expect(
      runFrom(offline, { archiveWithoutSession: 'wait' })(on.subscribed(asks)).last.map(({ _tag }) => _tag),
    ).toEqual(['Publish', 'Publish'])
  })

  it('alerts, and shows how many are open where the event says so', () => {
    const { last } = runFrom(offline)(on.subscribed(asks, { unread: 2, pendingSubscriptions: 3 }))
    expect(codes(last)[0]).toEqual(['subscription-requested', 'subscription-request', 'important-body'])
    expect(summaries(last)[0]).toEqual({
      messageCount: 2,
      pendingSubscriptionCount: 3,
      lastMessageBody: 'New Message!',
    })
  })

  it('DUP-1: the same request is pushed once', () => {
    expect(pushes(runFrom(offline)(on.subscribed(asks), on.subscribed(asks)).last)).toEqual([])
  })
})
