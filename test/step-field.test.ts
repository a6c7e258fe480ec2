import { describe, expect, it } from 'vitest'
import { type Event, type Options, policies } from 'xmpp-push-rules'
import {
  ackDelayed,
  archived,
  closed,
  delivery,
  disabled,
  el,
  enabled,
  fired,
  groupchat,
  hibernated,
  key,
  loud,
  message,
  NOW,
  body,
  only,
  opened,
  ping,
  pushes,
  queued,
  quiet,
  rejected,
  answered,
  replies,
  resumed,
  run,
  runFrom,
  sent,
  enableIq,
  stored,
  summaryOf,
  SERVICE,
} from './support/fixtures.js'

/* What other servers do: each option on its own. */

const two = run(opened('phone'), enabled('phone'), enabled('x', key('n2'))).account
const pushed = (partial: Partial<Options>, ...events: ReadonlyArray<Event>): ReadonlyArray<string> =>
  pushes(runFrom(two, partial)(...events).effects)
const skipped = (partial: Partial<Options>, ...events: ReadonlyArray<Event>): ReadonlyArray<string | undefined> =>
  only(runFrom(two, partial)(...events).last, 'Skip').map(({ decision }) => decision.reasons[0]?.code)

describe('notifyOn', () => {
  it('important: nothing else goes out, nor counts as pushed', () => {
    expect(pushed({ notifyOn: 'important' }, stored(quiet('a')), stored(loud('b')))).toEqual(['b > n1', 'b > n2'])
    expect(skipped({ notifyOn: 'important' }, stored(quiet('a')))).toEqual(['only-important', 'only-important'])
    const { account } = runFrom(two, { notifyOn: 'important' })(stored(quiet('a')))
    expect(pushes(runFrom(account)(stored(quiet('a'))).last)).toHaveLength(2)
  })

  it('in a queue as well; a ping is neither', () => {
    expect(pushed({ notifyOn: 'important' }, hibernated('phone', [quiet('a'), loud('b')]), ping([key()]))).toEqual([
      'b > n1',
      'ping > n1',
    ])
  })
})

describe('sessionsSilence', () => {
  it('all: any session keeps every registration silent', () => {
    const all = { sessionsSilence: 'all' } as const
    expect(pushed(all, stored(loud('a')))).toEqual([])
    expect(skipped(all, stored(loud('a')))).toEqual(['account-online', 'account-online'])
    expect(pushed(all, closed('phone'), stored(loud('a')))).toEqual(['a > n1', 'a > n2'])
  })

  it('all: a session that hibernates is one, and so is another than the one that closes', () => {
    const all = { sessionsSilence: 'all' } as const
    expect(skipped(all, hibernated('phone', [loud('a')]))).toEqual(['account-online'])
    expect(skipped(all, opened('desktop'), ackDelayed('phone', [loud('a')]), closed('phone'))).toEqual([
      'account-online',
    ])
  })
})

describe('queuePushes', () => {
  const one = { queuePushes: 'one' } as const

  it('one: for the first important stanza, and it stands for all', () => {
    expect(pushed(one, hibernated('phone', [quiet('a'), loud('b'), loud('c')]))).toEqual(['b > n1'])
    expect(skipped(one, hibernated('phone', [quiet('a'), loud('b'), loud('c')]))).toEqual(['stands-for', 'stands-for'])
    expect(pushed(one, hibernated('phone', [quiet('a'), quiet('b')]))).toEqual(['a > n1'])
  })

  it('one: also where a copy of that stanza that looks unimportant comes first', () => {
    expect(pushed(one, hibernated('phone', [quiet('a'), quiet('b'), loud('b')]))).toEqual(['b > n1'])
    expect(skipped(one, hibernated('phone', [quiet('a'), quiet('b'), loud('b')]))).toEqual([
      'stands-for',
      'already-notified',
    ])
  })

  it('an important stanza that was pushed before is passed over', () => {
    expect(pushed(one, groupchat(loud('b')), hibernated('phone', [quiet('a'), loud('b')]))).toEqual([
      'b > n1',
      'b > n2',
      'a > n1',
    ])
  })
})

describe('whileHibernating', () => {
  const each = { whileHibernating: 'each' } as const

  it('each: at once, without a timer, and RES-2 holds', () => {
    const { last } = runFrom(two, each)(hibernated('phone', [], 7), queued('phone', loud('a')))
    expect(pushes(last)).toEqual(['a > n1'])
    expect(only(last, 'StartTimer')).toEqual([])
    expect(only(last, 'SetResumeTimeout')).toMatchObject([{ timeoutMs: 7 }])
    expect(pushed(each, hibernated('phone'), queued('phone', quiet('a')), queued('phone', quiet('b')))).toEqual([
      'a > n1',
      'b > n1',
    ])
  })

  it('an unbound or unknown session: nothing', () => {
    const { account, last } = runFrom(two, each)(queued('nowhere', loud('a')))
    expect(last).toEqual([])
    expect(account).toEqual(two)
    expect(pushed(each, opened('tablet'), hibernated('tablet'), queued('tablet', loud('a')))).toEqual([])
  })
})

describe('wakeBeforeTimeoutMs', () => {
  const wakeful = { wakeBeforeTimeoutMs: 60_000, maxHibernationMs: 100_000 }
  const asleep = runFrom(two, wakeful)(hibernated('phone', [], 7))
  const [start] = only(asleep.last, 'StartTimer')
  const timer = start?.timer ?? ''

  it('a timer runs until then; when it fires the device is woken', () => {
    expect(start).toMatchObject({ delayMs: 40_000 })
    const { last } = runFrom(asleep.account, wakeful)(fired(timer, NOW + 40_000))
    expect(pushes(last)).toEqual(['ping > n1'])
    expect(only(last, 'Publish')[0]?.decision.reasons[0]?.code).toBe('wake')
    expect(summaryOf(last)['message-count']).toEqual(['1'])
  })

  it.each<readonly [string, Event]>([
    ['resumed', resumed('phone')],
    ['closed', closed('phone')],
    ['disabled', disabled('phone')],
  ])('%s: the timer stops', (_, event) => {
    expect(only(runFrom(asleep.account, wakeful)(event).last, 'StopTimer')).toEqual([{ _tag: 'StopTimer', timer }])
  })

  it('told of something important, it needs no waking', () => {
    const { effects, account } = runFrom(asleep.account, wakeful)(queued('phone', loud('a')), fired(`phone@${NOW}`))
    expect(only(effects, 'StopTimer')).toEqual([{ _tag: 'StopTimer', timer }])
    expect(runFrom(account, wakeful)(fired(timer)).last).toEqual([])
  })

  it('not where it would be at once, nor where nothing is extended', () => {
    for (const [partial, queue] of [
      [{ wakeBeforeTimeoutMs: 100_000, maxHibernationMs: 100_000 }, []],
      [wakeful, [loud('a')]],
      [{}, []],
    ] as const) {
      expect(only(runFrom(two, partial)(hibernated('phone', queue)).last, 'StartTimer')).toEqual([])
    }
  })
})

describe('maxStanzasPerSecond', () => {
  const few = { maxStanzasPerSecond: 2 }
  const at = (ms: number) => ({ at: NOW + ms })

  it('above it nothing goes out until a second has passed', () => {
    const trace = [
      stored(loud('a'), at(0)),
      stored(loud('b'), at(1)),
      stored(loud('c'), at(999)),
      stored(loud('d'), at(1001)),
    ]
    expect(pushed(few, ...trace)).toEqual(['a > n1', 'a > n2', 'b > n1', 'b > n2', 'd > n1', 'd > n2'])
    expect(skipped(few, ...trace.slice(0, 3))).toEqual(['too-many', 'too-many'])
  })

  it('a ping is no stanza', () => {
    expect(pushed({ maxStanzasPerSecond: 1 }, stored(loud('a')), ping([key()]))).toContain('ping > n1')
  })
})

describe('senderJid', () => {
  it('full-in-groupchat', () => {
    const sender = (type: string): unknown => {
      const { last } = runFrom(two, { includeSender: true, senderJid: 'full-in-groupchat' })(
        stored(delivery('m', message({ type, from: 'room@muc.example/Nick' }, body('x')))),
      )
      return summaryOf(last)['last-message-sender']
    }
    expect([sender('groupchat'), sender('chat')]).toEqual([['room@muc.example/Nick'], ['room@muc.example']])
  })

  it('bare, in a groupchat as well', () => {
    const { last } = runFrom(two, { includeSender: true, senderJid: 'bare' })(
      stored(delivery('m', message({ type: 'groupchat', from: 'room@muc.example/Nick' }, body('x')))),
    )
    expect(summaryOf(last)['last-message-sender']).toEqual(['room@muc.example'])
  })
})

describe('policies', () => {
  const hint = (name: string) => el(name, { xmlns: 'urn:xmpp:hints' })

  it('mongooseim: store alerts without a body, no-store silences one, only cancel counts', () => {
    const alone = run(enabled('x')).account
    const go = (...events: ReadonlyArray<Event>): ReadonlyArray<string> =>
      pushes(runFrom(alone, policies.mongooseim)(...events).effects)
    expect(go(stored(delivery('m', message({}, hint('store')))))).toEqual(['m > n1'])
    expect(go(stored(delivery('m', message({}, hint('no-store'), body('x')))))).toEqual([])
    expect(go(stored(quiet('m')))).toEqual([])
    expect(runFrom(alone, policies.mongooseim)(answered(key(), rejected('auth'))).account.registrations).toHaveLength(1)
    expect(runFrom(alone, policies.mongooseim)(answered(key(), rejected())).account.registrations).toEqual([])
  })

  it('ejabberd: a node is required, one error removes, disabling nothing is an error', () => {
    const go = runFrom(two, policies.ejabberd)
    expect(replies(go(sent('x', enableIq({ jid: SERVICE }))).last)).toEqual(['cancel/feature-not-implemented'])
    expect(replies(go(disabled('x', key('gone'))).last)).toEqual(['cancel/item-not-found'])
    expect(go(answered(key(), rejected())).account.registrations).toMatchObject([key('n2')])
  })

  it('openfire: only important, five a second', () => {
    const six = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => stored(loud(name)))
    expect(pushes(runFrom(two, policies.openfire)(stored(quiet('q')), ...six).effects)).toHaveLength(10)
  })

  it('the default knows no hints', () => {
    expect(
      summaryOf(runFrom(two)(archived(delivery('m', message({}, hint('no-store'), body('x'))))).last),
    ).toHaveProperty('last-message-body')
    expect(
      pushes(
        runFrom(two)(ackDelayed('phone', [delivery('m', message({}, hint('store')))]), fired(`phone@${NOW}`)).last,
      ),
    ).toEqual(['m > n1'])
  })
})
