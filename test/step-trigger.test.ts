import * as O from 'fp-ts/lib/Option.js'
import { describe, expect, it } from 'vitest'
import type { Account, Event } from 'xmpp-push-rules'
import {
  ackDelayed,
  archived,
  carbon,
  chat,
  chatState,
  closed,
  delivery,
  disabled,
  enabled,
  fired,
  groupchat,
  hibernated,
  JULIET,
  key,
  loud,
  message,
  NOW,
  only,
  opened,
  PHONE,
  ping,
  propose,
  pushes,
  queued,
  quiet,
  resumed,
  run,
  runFrom,
  runWith,
  stored,
  summaryOf,
  tags,
} from './support/fixtures.js'

/** `phone` is bound to n1, `desktop` to nothing; n2 belongs to a tablet that is gone. */
const two = run(
  opened('phone'),
  enabled('phone'),
  opened('tablet'),
  enabled('tablet', key('n2')),
  closed('tablet'),
  opened('desktop'),
).account
const offline = run(enabled('phone'), enabled('tablet', key('n2'))).account
const TIMER = `phone@${NOW}`

const reasons = (account: Account, event: Event): ReadonlyArray<string> =>
  runFrom(account)(event).last.flatMap((effect) =>
    effect._tag === 'Publish' || effect._tag === 'Skip'
      ? [`${effect._tag} ${effect.registration.node} ${effect.decision.reasons[0]?.rule}`]
      : [],
  )

describe('TRG-1', () => {
  it('stored offline: all registrations, oldest first', () => {
    expect(pushes(runFrom(offline)(stored(loud('m'))).last)).toEqual(['m > n1', 'm > n2'])
    expect(reasons(two, stored(loud('m')))).toEqual(['Publish n1 TRG-1', 'Publish n2 TRG-1'])
  })

  it('without registrations nothing happens', () => {
    expect(run(stored(loud('m'))).last).toEqual([])
  })
})

describe('TRG-2', () => {
  it('groupchat to the bare JID: all registrations', () => {
    expect(reasons(two, groupchat(delivery('m', message({ type: 'groupchat' }))))).toEqual([
      'Publish n1 TRG-2',
      'Publish n2 TRG-2',
    ])
  })
})

describe('TRG-3', () => {
  it('archived: only what no session is bound to', () => {
    expect(reasons(two, archived(loud('m')))).toEqual(['Skip n1 TRG-3', 'Publish n2 TRG-3'])
  })

  it('a hibernating session is bound as well', () => {
    expect(reasons(runFrom(two)(hibernated('phone')).account, archived(loud('m')))).toEqual([
      'Skip n1 TRG-3',
      'Publish n2 TRG-3',
    ])
  })

  it('an unbound session reaches all', () => {
    const unbound = runFrom(offline)(opened('desktop')).account
    expect(pushes(runFrom(unbound)(archived(loud('m'))).last)).toEqual(['m > n1', 'm > n2'])
  })

  it('no session at all: TRG-1 covers it', () => {
    expect(pushes(runFrom(offline)(archived(loud('m'))).last)).toEqual([])
    expect(pushes(runFrom(offline)(archived(loud('m')), stored(loud('m'))).effects)).toEqual(['m > n1', 'm > n2'])
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
    expect(pushes(runFrom(two)(archived(delivery('m', { ...chat(), attrs: { ...chat().attrs, to } }))).last)).toEqual(
      reached ? ['m > n2'] : [],
    )
  })
})

describe('TRG-4, URG-1', () => {
  it('an urgent stanza archived reaches all, bound or not', () => {
    expect(reasons(two, archived(delivery('m', message({}, propose))))).toEqual([
      'Publish n1 TRG-4',
      'Publish n2 TRG-4',
    ])
  })

  it('the ringing, the copy of an own call, and calls of other namespaces are not urgent', () => {
    const other = { ...propose, attrs: { xmlns: 'urn:xmpp:jingle-message:1' } }
    const ringing = { ...propose, name: 'ringing' }
    for (const stanza of [
      message({}, other),
      message({}, ringing),
      message({ from: PHONE, to: 'romeo@montague.example' }, propose),
    ]) {
      expect(pushes(runFrom(two)(archived(delivery('m', stanza))).last)).not.toContain('m > n1')
    }
  })
})

describe('TRG-5', () => {
  const walk = (...queue: ReadonlyArray<ReturnType<typeof loud>>) => runFrom(two)(hibernated('phone', queue))

  it('the own registration alone; one push per importance class, in order', () => {
    const { last } = walk(quiet('a'), loud('b'), quiet('c'), loud('d'))
    expect(pushes(last)).toEqual(['a > n1', 'b > n1'])
    expect(only(last, 'Skip').map((skip) => [skip.key, skip.decision.reasons[0]?.code])).toEqual([
      ['c', 'stands-for'],
      ['d', 'stands-for'],
    ])
  })

  it('one class where importantBody is empty', () => {
    const { last } = runFrom(two, { importantBody: '' })(hibernated('phone', [quiet('a'), loud('b')]))
    expect(pushes(last)).toEqual(['a > n1'])
  })

  it('what was already pushed to it is passed over, and does not use up its class', () => {
    expect(
      pushes(runFrom(two)(stored(loud('a')), hibernated('phone', [loud('a'), loud('b'), loud('c')])).last),
    ).toEqual(['b > n1'])
  })

  it('a push stands for its class: none of those is pushed later', () => {
    const { last } = runFrom(two)(
      hibernated('phone', [loud('a'), loud('b')]),
      stored(loud('b')),
      closed('phone'),
      stored(loud('b')),
    )
    expect(pushes(last)).toEqual([])
  })

  it('... to this registration: others still hear of it', () => {
    expect(pushes(runFrom(two)(hibernated('phone', [loud('a'), loud('b')]), stored(loud('b'))).last)).toEqual([
      'b > n2',
    ])
  })

  it('an unbound or unknown session: nothing', () => {
    expect(runFrom(two)(hibernated('desktop', [loud('a')])).last).toEqual([])
    const { account, last } = runFrom(two)(hibernated('nowhere', [loud('a')]))
    expect(last).toEqual([])
    expect(account).toEqual(two)
  })

  it('a stanza twice in one queue is one stanza', () => {
    const { last } = walk(loud('a'), loud('a'))
    expect(only(last, 'Skip')[0]?.decision.reasons[0]?.rule).toBe('DUP-1')
  })
})

describe('TRG-6', () => {
  const asleep = runFrom(two)(hibernated('phone')).account

  it('collected for coalesceMs, then as TRG-5', () => {
    const first = runFrom(asleep, { coalesceMs: 250 })(queued('phone', loud('a')))
    expect(first.last).toEqual([{ _tag: 'StartTimer', timer: TIMER, delayMs: 250 }])
    const { last } = runFrom(first.account)(
      queued('phone', quiet('b'), NOW + 1),
      queued('phone', loud('c'), NOW + 2),
      fired(TIMER, NOW + 250),
    )
    expect(pushes(last)).toEqual(['a > n1', 'b > n1'])
  })

  it('sender and body are those of the stanza, where they may be shown', () => {
    const shown = { includeSender: true, includeBody: true } as const
    const waiting = runFrom(two, shown)(hibernated('phone'), queued('phone', loud('a')))
    const { account, last } = runFrom(waiting.account, shown)(fired(`phone@${NOW}`))
    expect(summaryOf(last)).toMatchObject({
      'last-message-sender': [chat().attrs['from']],
      'last-message-body': ['text of a'],
    })
    expect(account.sessions['phone']?.collected).toEqual([])
    const [hidden] =
      runFrom(two)(hibernated('phone'), queued('phone', loud('a'))).account.sessions['phone']?.collected ?? []
    expect(hidden).toStrictEqual({ key: 'a', importance: 'important', cause: 'body', urgent: false, addressed: true })
  })

  it('one timer at a time, another after it fired', () => {
    const { effects } = runFrom(asleep)(
      queued('phone', loud('a')),
      queued('phone', loud('b'), NOW + 1),
      fired(TIMER, NOW + 1000),
      queued('phone', loud('c'), NOW + 1001),
    )
    expect(only(effects, 'StartTimer')).toHaveLength(2)
  })

  it('a session that is not bound collects nothing', () => {
    expect(runFrom(two)(hibernated('desktop'), queued('desktop', loud('a'))).last).toEqual([])
  })

  it('the timer firing twice, or one that nobody started, does nothing', () => {
    const after = runFrom(asleep)(queued('phone', loud('a')), fired(TIMER)).account
    for (const timer of [TIMER, 'nobody@1', '', '__proto__']) {
      const { account, last } = runFrom(after)(fired(timer))
      expect(last).toEqual([])
      expect(account).toEqual(after)
    }
  })
})

describe('TRG-7', () => {
  it('the stanza that caused it, where it is named', () => {
    const { last } = runFrom(two)(ackDelayed('phone', [loud('a'), loud('b')], loud('b')), fired(TIMER))
    expect(pushes(last)).toEqual(['b > n1'])
    expect(last.flatMap((effect) => (effect._tag === 'Publish' ? effect.decision.reasons[0]?.rule : []))).toEqual([
      'TRG-7',
    ])
  })

  it('else the whole queue', () => {
    expect(pushes(runFrom(two)(ackDelayed('phone', [quiet('a'), loud('b')]), fired(TIMER)).last)).toEqual([
      'a > n1',
      'b > n1',
    ])
  })

  it('an empty queue starts no timer', () => {
    expect(runFrom(two)(ackDelayed('phone', [])).last).toEqual([])
  })

  it('an ack delay that turns into hibernation gives no second push for the same queue (deviation 12)', () => {
    const queue = [loud('a'), loud('b'), quiet('c')]
    const { effects } = runFrom(two)(ackDelayed('phone', queue), fired(TIMER), hibernated('phone', queue))
    expect(pushes(effects)).toEqual(['a > n1', 'c > n1'])
  })

  it('also when hibernation comes before the timer', () => {
    const queue = [loud('a'), loud('b')]
    expect(pushes(runFrom(two)(ackDelayed('phone', queue), hibernated('phone', queue), fired(TIMER)).effects)).toEqual([
      'a > n1',
    ])
  })
})

describe('TRG-8', () => {
  const waiting = runFrom(two)(hibernated('phone'), queued('phone', loud('a')))

  it('the timer is stopped, what was collected is dropped', () => {
    const { last, account } = runFrom(waiting.account)(resumed('phone'))
    expect(last).toEqual([{ _tag: 'StopTimer', timer: TIMER }])
    expect(runFrom(account)(fired(TIMER)).last).toEqual([])
    expect(account.sessions['phone']).toEqual(two.sessions['phone'])
  })

  it('the next hibernation starts afresh', () => {
    const { last } = runFrom(waiting.account)(resumed('phone'), hibernated('phone', [quiet('b')]))
    expect(pushes(last)).toEqual(['b > n1'])
    expect(only(last, 'SetResumeTimeout')).toHaveLength(1)
  })

  it('resuming a connected or an unknown session changes nothing', () => {
    for (const resource of ['phone', 'desktop', 'nowhere']) {
      const { account, last } = runFrom(two)(resumed(resource))
      expect(last).toEqual([])
      expect(account).toEqual(two)
    }
  })

  it('a stopped timer that fires all the same does nothing to the next collection', () => {
    const { last } = runFrom(waiting.account)(
      resumed('phone'),
      hibernated('phone'),
      queued('phone', loud('b'), NOW + 1),
      fired(TIMER, NOW + 2),
    )
    expect(last).toEqual([])
  })
})

describe('TRG-9', () => {
  it('all registrations, with nothing but the count', () => {
    const { last } = runFrom(two, { includeBody: true, includeSender: true })(ping())
    expect(pushes(last)).toEqual(['ping > n1', 'ping > n2'])
    expect(summaryOf(last)).toEqual({ FORM_TYPE: ['urn:xmpp:push:summary'], 'message-count': ['1'] })
  })

  it('or the ones named; names that are not there are passed over, twice named is once', () => {
    const { last } = runFrom(two)(
      ping([key('gone'), key('n2'), key('n2'), key('n1', 'other.example'), key('__proto__')]),
    )
    expect(pushes(last)).toEqual(['ping > n2'])
    expect(runFrom(two)(ping([])).last).toEqual([])
  })

  it('every ping goes out', () => {
    expect(pushes(runFrom(two)(ping([key()]), ping([key()])).effects)).toHaveLength(2)
  })
})

describe('TRG-10', () => {
  const waiting = runFrom(two)(hibernated('phone'), queued('phone', loud('a')))

  it('what was collected is pushed at once, then the session is forgotten, its registration stays', () => {
    const { account, last } = runFrom(waiting.account)(closed('phone'))
    expect(tags(last)).toEqual(['StopTimer', 'Publish'])
    expect(pushes(last)).toEqual(['a > n1'])
    expect(Object.keys(account.sessions)).toEqual(['desktop'])
    expect(account.registrations).toEqual(two.registrations)
  })

  it('stored offline now, it is not pushed again there', () => {
    const { effects } = runFrom(waiting.account)(closed('phone'), stored(loud('a')))
    expect(pushes(effects)).toEqual(['a > n1', 'a > n2'])
  })

  it('the timer of a closed session does nothing', () => {
    expect(runFrom(waiting.account)(closed('phone'), fired(TIMER)).last).toEqual([])
  })

  it('closing a session that is not there changes nothing', () => {
    const { account, last } = runFrom(two)(closed('nowhere'))
    expect(account).toEqual(two)
    expect(last).toEqual([])
  })

  it('a resource that opens again was closed', () => {
    const { account, last } = runFrom(waiting.account)(opened('phone'))
    expect(pushes(last)).toEqual(['a > n1'])
    expect(account.sessions['phone']).toMatchObject({ bound: O.none, hibernation: O.none, collected: [] })
    expect(pushes(runFrom(account)(stored(loud('a'))).last)).toEqual(['a > n2'])
  })
})

describe('DUP-1', () => {
  it.each<readonly [string, ReadonlyArray<Event>]>([
    ['stored twice', [stored(loud('m')), stored(loud('m'))]],
    ['archived, then stored', [archived(loud('m')), stored(loud('m'))]],
    ['groupchat, then stored', [groupchat(loud('m')), stored(loud('m'))]],
    ['hibernation, then stored', [hibernated('phone', [loud('m')]), stored(loud('m'))]],
    ['hibernation twice', [hibernated('phone', [loud('m')]), resumed('phone'), hibernated('phone', [loud('m')])]],
    [
      'archived, then as a carbon in the queue',
      [archived(delivery('m', message({}, propose))), hibernated('phone', [delivery('m', carbon('received', chat()))])],
    ],
  ])('%s: once to each registration', (_, events) => {
    const published = pushes(runFrom(two)(...events).effects)
    expect(published.length).toBeGreaterThan(0)
    expect(new Set(published).size).toBe(published.length)
  })

  it('what was archived for the others is new to the one that is bound', () => {
    expect(
      pushes(runFrom(two)(archived(loud('m')), hibernated('phone', [loud('m')]), stored(loud('m'))).effects),
    ).toEqual(['m > n2', 'm > n1'])
  })

  it('what went to all before is known by its key alone', () => {
    const unreadable = new Proxy(chat(), {
      get: () => {
        throw new Error('read')
      },
    })
    const { account } = runFrom(two)(stored(loud('m')))
    expect(only(runFrom(account)(stored(delivery('m', unreadable))).last, 'Skip')).toHaveLength(2)
    expect(() => runFrom(account)(stored(delivery('n', unreadable)))).toThrow('read')
  })

  it('a registration that is removed and enabled again is the same registration', () => {
    expect(
      pushes(runFrom(two)(stored(loud('m')), disabled('phone'), enabled('phone'), stored(loud('m'))).last),
    ).toEqual([])
  })

  it('keys are compared as they are', () => {
    for (const name of ['__proto__', 'constructor', '', 'M', '\ud800']) {
      expect(pushes(runFrom(offline)(stored(loud('m')), stored(loud(name))).last)).toHaveLength(2)
      expect(pushes(runFrom(offline)(stored(loud(name)), stored(loud(name))).last)).toHaveLength(0)
    }
  })

  it('bounded in number: the newest maxNotified', () => {
    const events = ['a', 'b', 'c'].map((name) => stored(loud(name)))
    const { account } = runFrom(offline, { maxNotified: 2 })(...events)
    const again = (name: string) => pushes(runFrom(account, { maxNotified: 2 })(stored(loud(name))).last).length
    expect(['a', 'b', 'c'].map(again)).toEqual([2, 0, 0])
  })

  it('bounded in age: maxNotifiedAgeMs', () => {
    const { account } = runFrom(offline)(stored(loud('m')))
    const after = (ms: number) =>
      pushes(runFrom(account, { maxNotifiedAgeMs: 10 })(stored(loud('m'), { at: NOW + ms })).last).length
    expect([0, 10, 11].map(after)).toEqual([0, 0, 2])
  })

  it('a clock that goes back forgets nothing', () => {
    expect(pushes(runFrom(offline)(stored(loud('m')), stored(loud('m'), { at: -NOW })).last)).toEqual([])
  })

  it('skips say so', () => {
    expect(reasons(runFrom(two)(stored(loud('m'))).account, stored(loud('m')))).toEqual([
      'Skip n1 DUP-1',
      'Skip n2 DUP-1',
    ])
  })
})

describe('RES-1', () => {
  const timeouts = (
    account: Account,
    partial: Parameters<typeof runFrom>[1],
    ...events: ReadonlyArray<Event>
  ): ReadonlyArray<number> =>
    only(runFrom(account, partial)(...events).effects, 'SetResumeTimeout').map(({ timeoutMs }) => timeoutMs)

  it('a bound session with nothing important in its queue may sleep for maxHibernationMs', () => {
    expect(timeouts(two, {}, hibernated('phone', []))).toEqual([72 * 3600 * 1000])
    expect(timeouts(two, { maxHibernationMs: 5 }, hibernated('phone', [quiet('a')]))).toEqual([5])
  })

  it('an important stanza in the queue, also one that was pushed before: its own timeout', () => {
    expect(timeouts(two, {}, hibernated('phone', [quiet('a'), loud('b')]))).toEqual([])
    expect(timeouts(two, {}, stored(loud('b')), hibernated('phone', [loud('b')]))).toEqual([])
  })

  it('an unbound session keeps its own', () => {
    expect(timeouts(two, {}, hibernated('desktop', []))).toEqual([])
  })
})

describe('RES-2', () => {
  const timeouts = (partial: Parameters<typeof runFrom>[1], ...events: ReadonlyArray<Event>): ReadonlyArray<number> =>
    only(runFrom(two, partial)(hibernated('phone', [], 7), ...events).effects, 'SetResumeTimeout')
      .map(({ timeoutMs }) => timeoutMs)
      .slice(1)

  it('the first walk that holds something important: the own timeout, once', () => {
    const first = [queued('phone', loud('a')), fired(TIMER)]
    expect(timeouts({}, ...first)).toEqual([7])
    expect(timeouts({}, ...first, queued('phone', loud('b'), NOW + 9), fired(`phone@${NOW + 9}`))).toEqual([7])
  })

  it('not while it is only collected, and not for what is unimportant', () => {
    expect(timeouts({}, queued('phone', loud('a')))).toEqual([])
    expect(timeouts({}, queued('phone', quiet('a')), fired(TIMER))).toEqual([])
  })

  it('important, but pushed before: all the same', () => {
    expect(timeouts({}, stored(loud('a')), queued('phone', loud('a')), fired(TIMER))).toEqual([7])
  })

  it('any stanza counts where importantBody is empty', () => {
    expect(timeouts({ importantBody: '' }, queued('phone', quiet('a')), fired(TIMER))).toEqual([7])
  })

  it('what was collected for a late ack before the hibernation counts as well', () => {
    const { last } = runFrom(two)(ackDelayed('phone', [loud('a')]), hibernated('phone', [], 7), fired(TIMER))
    expect(only(last, 'SetResumeTimeout')).toEqual([{ _tag: 'SetResumeTimeout', resource: 'phone', timeoutMs: 7 }])
  })
})

describe('RES-3', () => {
  it('a session that closes or resumes gets no SetResumeTimeout', () => {
    for (const end of [closed('phone'), resumed('phone'), opened('phone')]) {
      const { last } = runFrom(two)(hibernated('phone'), queued('phone', loud('a')), end)
      expect(only(last, 'SetResumeTimeout')).toEqual([])
    }
  })
})

describe('bounds', () => {
  it('what is collected for one session does not grow without end', () => {
    const many = Array.from({ length: 300 }, (_, index) => queued('phone', loud(`m${index % 60}`)))
    const { account, effects } = runWith({ maxNotified: 50 })(
      opened('phone'),
      enabled('phone'),
      hibernated('phone'),
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
    const { account, last } = runFrom(two)(hibernated('phone', queue))
    expect(pushes(last)).toEqual(['m0 > n1', 'm1 > n1'])
    expect([...account.notified.pages, account.notified.last].flat().length).toBeLessThanOrEqual(512 + 15)
  })

  it('enabling node after node leaves maxDevices registrations and one entry a stanza', () => {
    const churn = Array.from({ length: 200 }, (_, index) => [
      enabled('phone', key(`n${index}`)),
      stored(loud('m')),
    ]).flat()
    const { account } = run(...churn)
    expect(account.registrations).toHaveLength(5)
    expect(JSON.stringify(account).length).toBeLessThan(20_000)
  })
})
