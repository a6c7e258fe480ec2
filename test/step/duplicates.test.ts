/** DUP-1: the same stanza is never pushed twice to the same registration. */
import { describe, expect, it } from 'vitest'
import type { Event } from 'xmpp-push-rules'
import {
  carbon,
  chat,
  chatState,
  delivery,
  key,
  loud,
  message,
  NOW,
  on,
  only,
  propose,
  pushes,
  run,
  runFrom,
  runWith,
} from '../support/fixtures.js'
import { offline, reasons, two } from '../support/two-devices.js'

describe('DUP-1', () => {
  it.each<readonly [string, ReadonlyArray<Event>]>([
    ['stored twice', [on.stored(loud('m')), on.stored(loud('m'))]],
    ['archived, then stored', [on.archived(loud('m')), on.stored(loud('m'))]],
    ['groupchat, then stored', [on.groupchat(loud('m')), on.stored(loud('m'))]],
    ['hibernation, then stored', [on.hibernated('phone', [loud('m')]), on.stored(loud('m'))]],
    [
      'hibernation twice',
      [on.hibernated('phone', [loud('m')]), on.resumed('phone'), on.hibernated('phone', [loud('m')])],
    ],
    [
      'archived, then as a carbon in the queue',
      [
        on.archived(delivery('m', message({}, propose))),
        on.hibernated('phone', [delivery('m', carbon('received', chat()))]),
      ],
    ],
  ])('%s: once to each registration', (_, events) => {
    const published = pushes(runFrom(two)(...events).effects)
    expect(published.length).toBeGreaterThan(0)
    expect(new Set(published).size).toBe(published.length)
  })

  it('what was archived for the others is new to the one that is bound', () => {
    expect(
      pushes(runFrom(two)(on.archived(loud('m')), on.hibernated('phone', [loud('m')]), on.stored(loud('m'))).effects),
    ).toEqual(['m > n2', 'm > n1'])
  })

  it('what went to all before is known by its key alone', () => {
    const unreadable = new Proxy(chat(), {
      get: (_, property) => {
        if (property === 'name') return 'message'
        throw new Error('read')
      },
    })
    const { account } = runFrom(two)(on.stored(loud('m')))
    expect(only(runFrom(account)(on.stored(delivery('m', unreadable))).last, 'Skip')).toHaveLength(2)
    expect(() => runFrom(account)(on.stored(delivery('n', unreadable)))).toThrow('read')
  })

  it('a registration that is removed and enabled again is a new one (deviation 14)', () => {
    const again = [on.stored(loud('m')), on.disabled('phone'), on.enabled('phone'), on.stored(loud('m'))]
    expect(pushes(runFrom(two)(...again).last)).toEqual(['m > n1'])
  })

  it('one that is enabled again without having been removed is the same', () => {
    expect(pushes(runFrom(two)(on.stored(loud('m')), on.enabled('phone'), on.stored(loud('m'))).last)).toEqual([])
  })

  it('keys are compared as they are', () => {
    for (const name of ['__proto__', 'constructor', '', 'M', '\ud800']) {
      expect(pushes(runFrom(offline)(on.stored(loud('m')), on.stored(loud(name))).last)).toHaveLength(2)
      expect(pushes(runFrom(offline)(on.stored(loud(name)), on.stored(loud(name))).last)).toHaveLength(0)
    }
  })

  it('bounded in number: the newest maxNotified', () => {
    const events = ['a', 'b', 'c'].map((name) => on.stored(loud(name)))
    const { account } = runFrom(offline, { maxNotified: 2 })(...events)
    const again = (name: string) => pushes(runFrom(account, { maxNotified: 2 })(on.stored(loud(name))).last).length
    expect(['a', 'b', 'c'].map(again)).toEqual([2, 0, 0])
  })

  it('bounded in age: maxNotifiedAgeMs', () => {
    const { account } = runFrom(offline)(on.stored(loud('m')))
    const after = (ms: number) =>
      pushes(runFrom(account, { maxNotifiedAgeMs: 10 })(on.stored(loud('m'), { at: NOW + ms })).last).length
    expect([0, 10, 11].map(after)).toEqual([0, 0, 2])
  })

  it('a clock that goes back forgets nothing', () => {
    expect(pushes(runFrom(offline)(on.stored(loud('m')), on.stored(loud('m'), { at: -NOW })).last)).toEqual([])
  })

  it('skips say so', () => {
    expect(reasons(runFrom(two)(on.stored(loud('m'))).account, on.stored(loud('m')))).toEqual([
      'Skip n1 DUP-1',
      'Skip n2 DUP-1',
    ])
  })
})

describe('bounds', () => {
  it('what is collected for one session does not grow without end', () => {
    const many = Array.from({ length: 300 }, (_, index) => on.queued('phone', loud(`m${index % 60}`)))
    const { account, effects } = runWith({ maxNotified: 50 })(
      on.opened('phone'),
      on.enabled('phone'),
      on.hibernated('phone'),
      ...many,
    )
    expect(account.sessions['phone']?.collected.length).toBeLessThanOrEqual(50)
    // Every timer that is started is stopped or still runs.
    expect(only(effects, 'StartTimer').length - only(effects, 'StopTimer').length).toBe(1)
  })

  it('a queue of ten thousand is one push a class, and leaves a bounded account', () => {
    const queue = Array.from({ length: 10_000 }, (_, index) =>
      delivery(`m${index}`, index % 2 === 0 ? chat() : chatState),
    )
    const { account, last } = runFrom(two)(on.hibernated('phone', queue))
    expect(pushes(last)).toEqual(['m0 > n1', 'm1 > n1'])
    expect(account.pushLog.flatMap(({ keys }) => keys).length).toBeLessThanOrEqual(512 + 31)
  })

  it('enabling node after node leaves maxDevices registrations and one entry a stanza', () => {
    const churn = Array.from({ length: 200 }, (_, index) => [
      on.enabled('phone', key(`n${index}`)),
      on.stored(loud('m')),
    ]).flat()
    const { account } = run(...churn)
    expect(account.registrations).toHaveLength(5)
    expect(JSON.stringify(account).length).toBeLessThan(20_000)
  })
})

describe('DUP-1: what one client does costs no other its memory', () => {
  it('a registration that was there all the time is told once, whoever came and went', () => {
    const churn = Array.from({ length: 100 }, (_, index) => [
      on.enabled('other', key(`gone-${index}`)),
      on.stored(loud('m')),
      on.disabled('other', key(`gone-${index}`)),
    ]).flat()
    const { effects } = run(on.enabled('phone'), ...churn)
    expect(pushes(effects).filter((push) => push === 'm > n1')).toHaveLength(1)
  })

  it('long nodes enabled one after the other over the same stanzas leave numbers, no text that a client chose', () => {
    const queue = Array.from({ length: 100 }, (_, index) => loud(`m${index}`))
    const churn = Array.from({ length: 40 }, (_, index) => [
      on.enabled('phone', key(`${'x'.repeat(1000)}${index}`)),
      on.hibernated('phone', queue),
      on.resumed('phone'),
    ]).flat()
    const { account } = run(on.opened('phone'), ...churn)
    expect(JSON.stringify(account.pushLog)).not.toContain('x')
    expect(account.pushLog.flatMap(({ to }) => to.flat())).not.toContain(1)
    expect(JSON.stringify(account).length).toBeLessThan(16_000)
  })

  it('numbers of registrations that are gone go with them, and are not given again', () => {
    const { account } = run(
      on.enabled('a', key('a')),
      on.enabled('b', key('b')),
      on.stored(loud('m')),
      on.disabled('b', key('b')),
    )
    expect(account.pushLog.flatMap(({ to }) => to)).toEqual([[1]])
    expect(runFrom(account)(on.enabled('b', key('b'))).account.registrations).toMatchObject([
      { number: 1 },
      { number: 3 },
    ])
  })

  it('a Publish names its registration with its number', () => {
    const { last } = run(on.enabled('a', key('a')), on.enabled('b', key('b')), on.stored(loud('m')))
    expect(only(last, 'Publish').map(({ registration: one }) => one)).toEqual([
      { ...key('a'), number: 1 },
      { ...key('b'), number: 2 },
    ])
  })
})
