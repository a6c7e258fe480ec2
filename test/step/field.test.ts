import { describe, expect, it } from 'vitest'
import { defaultImportance, type Event, type Options } from 'xmpp-push-rules'
import {
  body,
  delivery,
  enableIq,
  key,
  loud,
  message,
  NOW,
  on,
  only,
  pushes,
  quiet,
  ringing,
  run,
  runFrom,
  SERVICE,
  summaries,
  tags,
  TIMER,
} from '../support/fixtures.js'

/* What other servers do: each option on its own. */

const two = run(on.opened('phone'), on.enabled('phone'), on.enabled('x', key('n2'))).account
const pushed = (partial: Partial<Options>, ...events: ReadonlyArray<Event>): ReadonlyArray<string> =>
  pushes(runFrom(two, partial)(...events).effects)
const skipped = (partial: Partial<Options>, ...events: ReadonlyArray<Event>): ReadonlyArray<string | undefined> =>
  only(runFrom(two, partial)(...events).last, 'Skip').map(({ decision }) => decision.reasons[0]?.code)

describe('FIELD: notifyOn', () => {
  it('important: nothing else goes out, nor counts as pushed', () => {
    expect(pushed({ notifyOn: 'important' }, on.stored(quiet('a')), on.stored(loud('b')))).toEqual(['b > n1', 'b > n2'])
    expect(skipped({ notifyOn: 'important' }, on.stored(quiet('a')))).toEqual(['only-important', 'only-important'])
    const { account } = runFrom(two, { notifyOn: 'important' })(on.stored(quiet('a')))
    expect(pushes(runFrom(account)(on.stored(quiet('a'))).last)).toHaveLength(2)
  })

  it('CALL-1: it holds back no call, whatever the policy makes of it', () => {
    const importance = { ...defaultImportance, call: 'quiet' } as const
    expect(pushed({ notifyOn: 'important', importance }, on.stored(ringing('c')))).toEqual(['c > n1', 'c > n2'])
  })

  it('in a queue as well; a ping is neither', () => {
    expect(
      pushed({ notifyOn: 'important' }, on.hibernated('phone', [quiet('a'), loud('b')]), on.ping([key()])),
    ).toEqual(['b > n1', 'ping > n1'])
  })
})

describe('FIELD: sessionsSilence all', () => {
  const all = { sessionsSilence: 'all' } as const

  it('a session that is connected and available keeps every registration silent', () => {
    expect(skipped(all, on.stored(loud('a')))).toEqual(['account-online', 'account-online'])
    expect(pushed(all, on.stored(loud('a')), on.closed('phone'), on.stored(loud('a')))).toEqual(['a > n1', 'a > n2'])
  })

  it('one that hibernates silences nobody, least of all itself', () => {
    expect(pushed(all, on.hibernated('phone', [loud('a')]))).toEqual(['a > n1'])
    expect(pushed(all, on.hibernated('phone'), on.stored(loud('a')))).toEqual(['a > n1', 'a > n2'])
    expect(skipped(all, on.opened('desktop'), on.hibernated('phone', [loud('a')]))).toEqual(['account-online'])
  })

  it('nor does one that is not available', () => {
    expect(pushed(all, on.presence('phone', false), on.stored(loud('a')))).toEqual(['a > n1', 'a > n2'])
    expect(pushed(all, on.presence('phone', false), on.presence('phone', true), on.stored(loud('a')))).toEqual([])
    const { account, last } = runFrom(two, all)(on.presence('nowhere', true))
    expect([account, last]).toEqual([two, []])
  })

  it('nor the session that closes: what it collected is pushed', () => {
    const { last } = runFrom(two, all)(on.hibernated('phone'), on.queued('phone', loud('a')), on.closed('phone'))
    expect(pushes(last)).toEqual(['a > n1'])
    expect(pushed(all, on.ackDelayed('phone', [loud('a')]), on.closed('phone'))).toEqual(['a > n1'])
    expect(skipped(all, on.opened('desktop'), on.ackDelayed('phone', [loud('a')]), on.closed('phone'))).toEqual([
      'account-online',
    ])
  })

  it('CALL-1: it holds back no call', () => {
    expect(pushed(all, on.stored(ringing('c')))).toEqual(['c > n1', 'c > n2'])
    expect(pushed({ ...all, urgent: 'never' }, on.stored(ringing('c')))).toEqual([])
  })
})

describe('AWY-1: a device that wants to hear of what is not seen', () => {
  const all = { sessionsSilence: 'all', extensions: ['away'] } as const
  const asked = (away: string | undefined) =>
    runFrom(two, all)(on.sent('x', enableIq({ jid: SERVICE, node: 'away', away }))).account
  const away = (...events: ReadonlyArray<Event>): ReadonlyArray<string> =>
    pushes(runFrom(asked('true'), all)(...events, on.stored(loud('m'))).last)

  it('is pushed to although a session is connected, unless one is available without show', () => {
    expect(away()).toEqual([])
    expect(away(on.presence('phone', true))).toEqual([])
    expect(away(on.presence('phone', true, 'away'))).toEqual(['m > away'])
    expect(away(on.presence('phone', true, 'dnd'))).toEqual(['m > away'])
    expect(away(on.presence('phone', true, 'x'.repeat(100_000)))).toEqual([])
    expect(away(on.presence('phone', true, 'away'), on.opened('desktop'))).toEqual([])
    expect(away(on.presence('phone', false))).toEqual(['m > n1', 'm > n2', 'm > away'])
    expect(away(on.presence('phone', true, 'xa'), on.presence('phone', true))).toEqual([])
  })

  it('where it was not asked for, or the extension is off, a session with show silences', () => {
    for (const word of [undefined, 'false', '0', 'yes']) {
      expect(asked(word).registrations.at(-1)).not.toHaveProperty('settings')
    }
    const off = runFrom(two, { sessionsSilence: 'all' })
    expect(
      off(on.sent('x', enableIq({ jid: SERVICE, node: 'away', away: 'true' }))).account.registrations.at(-1),
    ).not.toHaveProperty('settings')
  })
})

describe('FIELD: queuePushes', () => {
  const one = { queuePushes: 'one' } as const

  it('one: for the first important stanza, and it stands for all', () => {
    expect(pushed(one, on.hibernated('phone', [quiet('a'), loud('b'), loud('c')]))).toEqual(['b > n1'])
    expect(skipped(one, on.hibernated('phone', [quiet('a'), loud('b'), loud('c')]))).toEqual([
      'stands-for',
      'stands-for',
    ])
    expect(pushed(one, on.hibernated('phone', [quiet('a'), quiet('b')]))).toEqual(['a > n1'])
  })

  it('each: every stanza makes its own push (MongooseIM)', () => {
    expect(
      pushed({ queuePushes: 'each' }, on.hibernated('phone', [quiet('a'), loud('b'), loud('c'), loud('b')])),
    ).toEqual(['a > n1', 'b > n1', 'c > n1'])
  })

  it('an important stanza that was pushed before is passed over', () => {
    expect(pushed(one, on.groupchat(loud('b')), on.hibernated('phone', [quiet('a'), loud('b')]))).toEqual([
      'b > n1',
      'b > n2',
      'a > n1',
    ])
  })
})

describe('FIELD: whileHibernating', () => {
  const each = { whileHibernating: 'each' } as const

  it('each: at once, without a timer, and RES-2 holds', () => {
    const { last } = runFrom(two, each)(on.hibernated('phone', [], 7), on.queued('phone', loud('a')))
    expect(pushes(last)).toEqual(['a > n1'])
    expect(only(last, 'StartTimer')).toEqual([])
    expect(only(last, 'SetResumeTimeout')).toMatchObject([{ timeoutMs: 7 }])
    expect(
      pushed(each, on.hibernated('phone'), on.queued('phone', quiet('a')), on.queued('phone', quiet('b'))),
    ).toEqual(['a > n1', 'b > n1'])
  })

  it('an unbound or unknown session: nothing', () => {
    const { account, last } = runFrom(two, each)(on.queued('nowhere', loud('a')))
    expect(last).toEqual([])
    expect(account).toEqual(two)
    expect(pushed(each, on.opened('tablet'), on.hibernated('tablet'), on.queued('tablet', loud('a')))).toEqual([])
  })
})

describe('FIELD, RES: wakeBeforeTimeoutMs', () => {
  const wakeful = { wakeBeforeTimeoutMs: 60_000, maxHibernationMs: 400_000 }
  const asleep = runFrom(two, wakeful)(on.hibernated('phone', [], 7))
  const [start] = only(asleep.last, 'StartTimer')
  const timer = start?.timer ?? ''

  it('a timer runs until then; when it fires the device is woken', () => {
    expect(start).toEqual({ _tag: 'StartTimer', timer: `${TIMER}!`, delayMs: 340_000 })
    const { last } = runFrom(asleep.account, wakeful)(on.fired(timer, NOW + 340_000))
    expect(pushes(last)).toEqual(['ping > n1'])
    expect(only(last, 'Publish')[0]?.decision.reasons[0]?.code).toBe('wake')
    expect(summaries(last)).toEqual([{ messageCount: 1 }])
  })

  it.each<readonly [string, Event]>([
    ['resumed', on.resumed('phone')],
    ['closed', on.closed('phone')],
    ['disabled', on.disabled('phone')],
  ])('%s: the timer stops', (_, event) => {
    expect(only(runFrom(asleep.account, wakeful)(event).last, 'StopTimer')).toEqual([{ _tag: 'StopTimer', timer }])
  })

  it('the timer firing twice wakes it once', () => {
    expect(pushes(runFrom(asleep.account, wakeful)(on.fired(timer), on.fired(timer)).effects)).toEqual(['ping > n1'])
  })

  it('effects in order: StopTimer before Publish', () => {
    const { last } = runFrom(asleep.account, wakeful)(on.queued('phone', loud('a')), on.fired(TIMER))
    expect(tags(last)).toEqual(['StopTimer', 'Publish', 'SetResumeTimeout'])
  })

  it('told of something important, it needs no waking', () => {
    const { effects, account } = runFrom(asleep.account, wakeful)(on.queued('phone', loud('a')), on.fired(TIMER))
    expect(only(effects, 'StopTimer')).toEqual([{ _tag: 'StopTimer', timer }])
    expect(runFrom(account, wakeful)(on.fired(timer)).last).toEqual([])
  })

  it('not where it would be at once, nor where nothing is extended', () => {
    for (const [partial, queue] of [
      [{ wakeBeforeTimeoutMs: 400_000, maxHibernationMs: 400_000 }, []],
      [wakeful, [loud('a')]],
      [{}, []],
    ] as const) {
      expect(only(runFrom(two, partial)(on.hibernated('phone', queue)).last, 'StartTimer')).toEqual([])
    }
  })
})

describe('SUM-2, FIELD: senderJid', () => {
  it('full-in-groupchat', () => {
    const sender = (type: string): unknown => {
      const { last } = runFrom(two, { includeSender: true, senderJid: 'full-in-groupchat' })(
        on.stored(delivery('m', message({ type, from: 'room@muc.example/Nick' }, body('x')))),
      )
      return summaries(last)[0]?.lastMessageSender
    }
    expect([sender('groupchat'), sender('chat')]).toEqual(['room@muc.example/Nick', 'room@muc.example'])
  })

  it('bare, in a groupchat as well', () => {
    const { last } = runFrom(two, { includeSender: true, senderJid: 'bare' })(
      on.stored(delivery('m', message({ type: 'groupchat', from: 'room@muc.example/Nick' }, body('x')))),
    )
    expect(summaries(last)[0]?.lastMessageSender).toBe('room@muc.example')
  })
})
