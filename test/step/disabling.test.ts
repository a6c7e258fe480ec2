/** DIS: disabling, and what follows whenever a registration goes. */
import * as O from 'fp-ts/lib/Option.js'
import { describe, expect, it } from 'vitest'
import type { Event } from 'xmpp-push-rules'
import {
  boundTo,
  disableIq,
  drops,
  el,
  JULIET,
  key,
  loud,
  message,
  on,
  only,
  pushes,
  rejected,
  replies,
  run,
  runFrom,
  runWith,
  SERVICE,
  tags,
  TIMER,
} from '../support/fixtures.js'

const phone = run(on.opened('phone'), on.enabled('phone')).account

describe('DIS-1', () => {
  it.each([[{}], [{ jid: '' }], [{ jid: '@' }], [{ node: 'n1' }]])('%j: bad-request', (attrs) => {
    const { account, last } = runFrom(phone)(on.sent('phone', disableIq(attrs)))
    expect(replies(last)).toEqual(['modify/bad-request'])
    expect(account).toBe(phone)
  })
})

describe('DIS-2', () => {
  const three = run(
    on.enabled('phone', key('a')),
    on.enabled('phone', key('')),
    on.enabled('phone', key('a', 'other.example')),
  ).account

  it('with node only that pair', () => {
    expect(runFrom(three)(on.disabled('phone', key('a'))).account.registrations).toMatchObject([
      key(''),
      key('a', 'other.example'),
    ])
  })

  it('without node, or with an empty one, every registration of the service', () => {
    for (const attrs of [{ jid: 'Push.Example' }, { jid: SERVICE, node: '' }]) {
      const { account, last } = runFrom(three)(on.sent('phone', disableIq(attrs)))
      expect(account.registrations).toMatchObject([key('a', 'other.example')])
      expect(drops(last)).toEqual(['a disabled', ' disabled'])
    }
  })
})

describe('DIS-3', () => {
  it('nothing to remove is a result, and nothing is saved', () => {
    const { account, last } = runFrom(phone)(on.disabled('phone', key('other')))
    expect(tags(last)).toEqual(['Reply'])
    expect(replies(last)).toEqual(['result'])
    expect(account).toBe(phone)
  })

  it('option: item-not-found', () => {
    const { last } = runFrom(phone, { disableUnknown: 'item-not-found' })(on.disabled('phone', key('other')))
    expect(replies(last)).toEqual(['cancel/item-not-found'])
  })
})

describe('DIS-4', () => {
  it('unbinds every session and forgets the error count', () => {
    const { account } = run(
      on.opened('phone'),
      on.opened('tablet'),
      on.enabled('phone'),
      on.enabled('tablet'),
      on.answered(key(), rejected()),
      on.disabled('tablet'),
      on.enabled('tablet'),
    )
    expect([boundTo(account, 'phone'), boundTo(account, 'tablet')]).toEqual([undefined, key()])
    expect(account.registrations).toMatchObject([{ errors: 0 }])
  })

  it.each<readonly [string, Event, Partial<{ maxErrors: number; maxDevices: number }>]>([
    ['disabled from elsewhere', on.disabled('desktop'), {}],
    ['evicted', on.enabled('desktop', key('n2')), { maxDevices: 1 }],
    ['too many errors', on.answered(key(), rejected()), { maxErrors: 1 }],
    [
      'taken back by the service',
      on.serviceMessage(
        message(
          { from: SERVICE, type: 'headline' },
          el(
            'pubsub',
            { xmlns: 'http://jabber.org/protocol/pubsub', node: 'n1' },
            el('affiliation', { jid: JULIET, affiliation: 'none' }),
          ),
        ),
      ),
      {},
    ],
  ])('%s: an extended hibernation goes back to its own timeout, once', (_, removal, partial) => {
    const { last, account } = runWith(partial)(
      on.opened('phone'),
      on.opened('desktop'),
      on.enabled('phone'),
      on.hibernated('phone', [], 7),
      removal,
    )
    expect(only(last, 'SetResumeTimeout')).toEqual([{ _tag: 'SetResumeTimeout', resource: 'phone', timeoutMs: 7 }])
    expect(boundTo(account, 'phone')).toBeUndefined()
    expect(only(runFrom(account)(on.disabled('desktop')).last, 'SetResumeTimeout')).toEqual([])
  })

  it('a session that is bound to another registration stays bound, its hibernation extended', () => {
    const { last, account } = run(
      on.opened('phone'),
      on.enabled('phone'),
      on.opened('tablet'),
      on.enabled('tablet', key('n2')),
      on.hibernated('tablet', [], 7),
      on.disabled('phone'),
    )
    expect([boundTo(account, 'phone'), boundTo(account, 'tablet')]).toEqual([undefined, key('n2')])
    expect(tags(last)).toEqual(['Save', 'Reply', 'Drop'])
  })

  it('an extension that ended before is not ended again', () => {
    const { last } = run(
      on.opened('phone'),
      on.enabled('phone'),
      on.hibernated('phone', [loud('m')]),
      on.disabled('desktop'),
    )
    expect(only(last, 'SetResumeTimeout')).toEqual([])
  })

  it('what was collected goes to the registration bound when the timer fires', () => {
    const timer = TIMER
    const waiting = run(
      on.opened('phone'),
      on.enabled('phone', key('a')),
      on.ackDelayed('phone', [loud('m')]),
      on.disabled('phone', key('a')),
    )
    expect(pushes(runFrom(waiting.account)(on.fired(timer)).last)).toEqual([])
    expect(pushes(runFrom(waiting.account)(on.enabled('phone', key('b')), on.fired(timer)).last)).toEqual(['m > b'])
  })

  it('disable all with collected stanzas: the timer pushes nothing, and nothing stays behind', () => {
    const { account, last } = run(
      on.opened('phone'),
      on.enabled('phone'),
      on.hibernated('phone'),
      on.queued('phone', loud('m')),
      on.sent('phone', disableIq({ jid: SERVICE })),
      on.fired(TIMER),
    )
    expect(pushes(last)).toEqual([])
    expect(account.sessions['phone']).toMatchObject({ collected: [], timer: O.none, bound: O.none })
  })

  it('nothing is published to what was removed', () => {
    const { last } = runFrom(phone)(on.disabled('phone'), on.stored(loud('m')))
    expect(last).toEqual([])
    expect(runFrom(phone)(on.disabled('phone'), on.ping([key()])).last).toEqual([])
  })
})
