import { describe, expect, it } from 'vitest'
import { type Event, type Options, policies } from 'xmpp-push-rules'

/* What other servers do: each option on its own. */

const two = run(on.opened('phone'), on.enabled('phone'), on.enabled('x', key('n2'))).account
const pushed = (partial: Partial<Options>, ...events: ReadonlyArray<Event>): ReadonlyArray<string> =>
  pushes(runFrom(two, partial)(...events).effects)
const skipped = (partial: Partial<Options>, ...events: ReadonlyArray<Event>): ReadonlyArray<string | undefined> =>
  only(runFrom(two, partial)(...events).last, 'Skip').map(({ decision }) => decision.reasons[0]?.code)

describe('notifyOn', () => {
  it('important: nothing else goes out, nor counts as pushed', () => {
    expect(pushed({ notifyOn: 'important' }, on.stored(quiet('a')), on.stored(loud('b')))).toEqual(['b > n1', 'b > n2'])
    expect(skipped({ notifyOn: 'important' }, on.stored(quiet('a')))).toEqual(['only-important', 'only-important'])
    const { account } = runFrom(two, { notifyOn: 'important' })(on.stored(quiet('a')))
    expect(pushes(runFrom(account)(on.stored(quiet('a'))).last)).toHaveLength(2)
  })

  it('in a queue as well; a ping is neither', () => {
    expect(pushed({ notifyOn: 'important' }, on.hibernated('phone', [quiet('a'), loud('b')]), on.ping([key()]))).toEqual([
      'b > n1',
      'ping > n1',
    ])
  })
})

describe('sessionsSilence', () => {
  it('all: any session keeps every registration silent', () => {
    const all = { sessionsSilence: 'all' } as const
    expect(pushed(all, on.stored(loud('a')))).toEqual([])
    expect(skipped(all, on.stored(loud('a')))).toEqual(['account-online', 'account-online'])
    expect(pushed(all, on.closed('phone'), on.stored(loud('a')))).toEqual(['a > n1', 'a > n2'])
  })

  it('all: a session that hibernates is one, and so is another than the one that closes', () => {
    const all = { sessionsSilence: 'all' } as const
    expect(skipped(all, on.hibernated('phone', [loud('a')]))).toEqual(['account-online'])
    expect(skipped(all, on.opened('desktop'), on.ackDelayed('phone', [loud('a')]), on.closed('phone'))).toEqual([
      'account-online',
    ])
  })
})

describe('queuePushes', () => {
  const one = { queuePushes: 'one' } as const

  it('one: for the first important stanza, and it stands for all', () => {
    expect(pushed(one, on.hibernated('phone', [quiet('a'), loud('b'), loud('c')]))).toEqual(['b > n1'])
    expect(skipped(one, on.hibernated('phone', [quiet('a'), loud('b'), loud('c')]))).toEqual(['stands-for', 'stands-for'])
    expect(pushed(one, on.hibernated('phone', [quiet('a'), quiet('b')]))).toEqual(['a > n1'])
  })

  it('one: also where a copy of that stanza that looks unimportant comes first', () => {
    expect(pushed(one, on.hibernated('phone', [quiet('a'), quiet('b'), loud('b')]))).toEqual(['b > n1'])
    expect(skipped(one, on.hibernated('phone', [quiet('a'), quiet('b'), loud('b')]))).toEqual([
      'stands-for',
      'already-notified',
    ])
  })

  it('an important stanza that was pushed before is passed over', () => {
    expect(pushed(one, on.groupchat(loud('b')), on.hibernated('phone', [quiet('a'), loud('b')]))).toEqual([
      'b > n1',
      'b > n2',
      'a > n1',
    ])
  })
})

describe('whileHibernating', () => {
  const each = { whileHibernating: 'each' } as const

  it('each: at once, without a timer, and RES-2 holds', () => {
    const { last } = runFrom(two, each)(on.hibernated('phone', [], 7), on.queued('phone', loud('a')))
    expect(pushes(last)).toEqual(['a > n1'])
    expect(only(last, 'StartTimer')).toEqual([])
    expect(only(last, 'SetResumeTimeout')).toMatchObject([{ timeoutMs: 7 }])
    expect(pushed(each, on.hibernated('phone'), on.queued('phone', quiet('a')), on.queued('phone', quiet('b')))).toEqual([
      'a > n1',
      'b > n1',
    ])
  })

  it('an unbound or unknown session: nothing', () => {
    const { account, last } = runFrom(two, each)(on.queued('nowhere', loud('a')))
    expect(last).toEqual([])
    expect(account).toEqual(two)
    expect(pushed(each, on.opened('tablet'), on.hibernated('tablet'), on.queued('tablet', loud('a')))).toEqual([])
  })
})

describe('wakeBeforeTimeoutMs', () => {
  const wakeful = { wakeBeforeTimeoutMs: 60_000, maxHibernationMs: 100_000 }
  const asleep = runFrom(two, wakeful)(on.hibernated('phone', [], 7))
  const [start] = only(asleep.last, 'StartTimer')
  const timer = start?.timer ?? ''

  it('a timer runs until then; when it fires the device is woken', () => {
    expect(start).toMatchObject({ delayMs: 40_000 })
    const { last } = runFrom(asleep.account, wakeful)(on.fired(timer, NOW + 40_000))
    expect(pushes(last)).toEqual(['ping > n1'])
    expect(only(last, 'Publish')[0]?.decision.reasons[0]?.code).toBe('wake')
    expect(summaryOf(last)['message-count']).toEqual(['1'])
  })

  it.each<readonly [string, Event]>([
    ['resumed', on.resumed('phone')],
    ['closed', on.closed('phone')],
    ['disabled', on.disabled('phone')],
  ])('%s: the timer stops', (_, event) => {
    expect(only(runFrom(asleep.account, wakeful)(event).last, 'StopTimer')).toEqual([{ _tag: 'StopTimer', timer }])
  })

  it('told of something important, it needs no waking', () => {
    const { effects, account } = runFrom(asleep.account, wakeful)(on.queued('phone', loud('a')), on.fired(`phone@${NOW}`))
    expect(only(effects, 'StopTimer')).toEqual([{ _tag: 'StopTimer', timer }])
    expect(runFrom(account, wakeful)(on.fired(timer)).last).toEqual([])
  })

  it('not where it would be at once, nor where nothing is extended', () => {
    for (const [partial, queue] of [
      [{ wakeBeforeTimeoutMs: 100_000, maxHibernationMs: 100_000 }, []],
      [wakeful, [loud('a')]],
      [{}, []],
    ] as const) {
      expect(only(runFrom(two, partial)(on.hibernated('phone', queue)).last, 'StartTimer')).toEqual([])
    }
  })
})

describe('maxStanzasPerSecond', () => {
  const few = { maxStanzasPerSecond: 2 }
  const at = (ms: number) => ({ at: NOW + ms })

  it('above it nothing goes out until a second has passed', () => {
    const trace = [
      on.stored(loud('a'), at(0)),
      on.stored(loud('b'), at(1)),
      on.stored(loud('c'), at(999)),
      on.stored(loud('d'), at(1001)),
    ]
    expect(pushed(few, ...trace)).toEqual(['a > n1', 'a > n2', 'b > n1', 'b > n2', 'd > n1', 'd > n2'])
    expect(skipped(few, ...trace.slice(0, 3))).toEqual(['too-many', 'too-many'])
  })

  it('a ping is no stanza', () => {
    expect(pushed({ maxStanzasPerSecond: 1 }, on.stored(loud('a')), on.ping([key()]))).toContain('ping > n1')
  })
})

describe('senderJid', () => {
  it('full-in-groupchat', () => {
    const sender = (type: string): unknown => {
      const { last } = runFrom(two, { includeSender: true, senderJid: 'full-in-groupchat' })(
        on.stored(delivery('m', message({ type, from: 'room@muc.example/Nick' }, body('x')))),
      )
      return summaryOf(last)['last-message-sender']
    }
    expect([sender('groupchat'), sender('chat')]).toEqual([['room@muc.example/Nick'], ['room@muc.example']])
  })

  it('bare, in a groupchat as well', () => {
    const { last } = runFrom(two, { includeSender: true, senderJid: 'bare' })(
      on.stored(delivery('m', message({ type: 'groupchat', from: 'room@muc.example/Nick' }, body('x')))),
    )
    expect(summaryOf(last)['last-message-sender']).toEqual(['room@muc.example'])
  })
})

describe('policies', () => {
  const hint = (name: string) => el(name, { xmlns: 'urn:xmpp:hints' })

  it('mongooseim: store alerts without a body, no-store silences one, only cancel counts', () => {
    const alone = run(on.enabled('x')).account
    const go = (...events: ReadonlyArray<Event>): ReadonlyArray<string> =>
      pushes(runFrom(alone, policies.mongooseim)(...events).effects)
    expect(go(on.stored(delivery('m', message({}, hint('store')))))).toEqual(['m > n1'])
    expect(go(on.stored(delivery('m', message({}, hint('no-store'), body('x')))))).toEqual([])
    expect(go(on.stored(quiet('m')))).toEqual([])
    expect(runFrom(alone, policies.mongooseim)(on.answered(key(), rejected('auth'))).account.registrations).toHaveLength(1)
    expect(runFrom(alone, policies.mongooseim)(on.answered(key(), rejected())).account.registrations).toEqual([])
  })

  it('ejabberd: a node is required, one error removes, disabling nothing is an error', () => {
    const go = runFrom(two, policies.ejabberd)
    expect(replies(go(on.sent('x', enableIq({ jid: SERVICE }))).last)).toEqual(['cancel/feature-not-implemented'])
    expect(replies(go(on.disabled('x', key('gone'))).last)).toEqual(['cancel/item-not-found'])
    expect(go(on.answered(key(), rejected())).account.registrations).toMatchObject([key('n2')])
  })

  it('openfire: only important, five a second', () => {
    const six = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => on.stored(loud(name)))
    expect(pushes(runFrom(two, policies.openfire)(on.stored(quiet('q')), ...six).effects)).toHaveLength(10)
  })

  it('the default knows no hints', () => {
    expect(
      summaryOf(runFrom(two)(on.archived(delivery('m', message({}, hint('no-store'), body('x'))))).last),
    ).toHaveProperty('last-message-body')
    expect(
      pushes(
        runFrom(two)(on.ackDelayed('phone', [delivery('m', message({}, hint('store')))]), on.fired(`phone@${NOW}`)).last,
      ),
    ).toEqual(['m > n1'])
  })
})
