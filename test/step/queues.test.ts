/** TRG-5 to TRG-8, TRG-10: queues of a session that sleeps, does not acknowledge, comes back or is gone. */
import * as O from 'fp-ts/lib/Option.js'
import { describe, expect, it } from 'vitest'

import {
  key,
  loud,
  NOW,
  on,
  only,
  pushes,
  quiet,
  ROMEO,
  run,
  runFrom,
  summaries,
  tags,
  TIMER,
  skips,
} from '../support/fixtures.js'

/** `phone` is bound to n1, `desktop` to nothing; n2 belongs to a tablet that is gone. */
const two = run(
  on.opened('phone'),
  on.enabled('phone'),
  on.opened('tablet'),
  on.enabled('tablet', key('n2')),
  on.closed('tablet'),
  on.opened('desktop'),
).account

describe('TRG-5', () => {
  const walk = (...queue: ReadonlyArray<ReturnType<typeof loud>>) => runFrom(two)(on.hibernated('phone', queue))

  it('the own registration alone; one push per importance class, in order', () => {
    const { last } = walk(quiet('a'), loud('b'), quiet('c'), loud('d'))
    expect(pushes(last)).toEqual(['a > n1', 'b > n1'])
    expect(only(last, 'Skip').map((skip) => [skip.key, skip.decision.reasons[0]?.code])).toEqual([
      ['c', 'stands-for'],
      ['d', 'stands-for'],
    ])
  })

  it('one class where importantBody is empty', () => {
    const { last } = runFrom(two, { importantBody: '' })(on.hibernated('phone', [quiet('a'), loud('b')]))
    expect(pushes(last)).toEqual(['b > n1'])
    expect(skips(last)).toEqual(['a: stands-for'])
  })

  it('what was already pushed to it is passed over, and does not use up its class', () => {
    expect(
      pushes(runFrom(two)(on.stored(loud('a')), on.hibernated('phone', [loud('a'), loud('b'), loud('c')])).last),
    ).toEqual(['b > n1'])
  })

  it('a push stands for its class: none of those is pushed later', () => {
    const { last } = runFrom(two)(
      on.hibernated('phone', [loud('a'), loud('b')]),
      on.stored(loud('b')),
      on.closed('phone'),
      on.stored(loud('b')),
    )
    expect(pushes(last)).toEqual([])
  })

  it('... to this registration: others still hear of it', () => {
    expect(pushes(runFrom(two)(on.hibernated('phone', [loud('a'), loud('b')]), on.stored(loud('b'))).last)).toEqual([
      'b > n2',
    ])
  })

  it('an unbound or unknown session: nothing', () => {
    expect(runFrom(two)(on.hibernated('desktop', [loud('a')])).last).toEqual([])
    const { account, last } = runFrom(two)(on.hibernated('nowhere', [loud('a')]))
    expect(last).toEqual([])
    expect(account).toEqual(two)
  })

  it('a stanza twice in one queue is one stanza', () => {
    const { last } = walk(loud('a'), loud('a'))
    expect(only(last, 'Skip')[0]?.decision.reasons[0]?.rule).toBe('DUP-1')
  })
})

describe('TRG-6', () => {
  const asleep = runFrom(two)(on.hibernated('phone')).account

  it('collected for coalesceMs, then as TRG-5', () => {
    const first = runFrom(asleep, { coalesceMs: 250 })(on.queued('phone', loud('a')))
    expect(first.last).toEqual([{ _tag: 'StartTimer', timer: TIMER, delayMs: 250 }])
    const { last } = runFrom(first.account)(
      on.queued('phone', quiet('b'), NOW + 1),
      on.queued('phone', loud('c'), NOW + 2),
      on.fired(TIMER, NOW + 250),
    )
    expect(pushes(last)).toEqual(['a > n1', 'b > n1'])
  })

  it('sender and body are those of the stanza, where they may be shown', () => {
    const shown = { includeSender: true, includeBody: true } as const
    const waiting = runFrom(two, shown)(on.hibernated('phone'), on.queued('phone', loud('a')))
    const { account, last } = runFrom(waiting.account, shown)(on.fired(TIMER))
    expect(summaries(last)).toMatchObject([{ lastMessageSender: ROMEO, lastMessageBody: 'text of a' }])
    expect(account.sessions['phone']?.collected).toEqual([])
  })

  it('one timer at a time, another after it fired', () => {
    const { effects } = runFrom(asleep)(
      on.queued('phone', loud('a')),
      on.queued('phone', loud('b'), NOW + 1),
      on.fired(TIMER, NOW + 1000),
      on.queued('phone', loud('c'), NOW + 1001),
    )
    expect(only(effects, 'StartTimer')).toHaveLength(2)
  })

  it('a session that is not bound collects nothing', () => {
    expect(runFrom(two)(on.hibernated('desktop'), on.queued('desktop', loud('a'))).last).toEqual([])
  })

  it('the timer firing twice, or one that nobody started, does nothing', () => {
    const after = runFrom(asleep)(on.queued('phone', loud('a')), on.fired(TIMER)).account
    for (const timer of [TIMER, 'nobody@1', '', '__proto__']) {
      const { account, last } = runFrom(after)(on.fired(timer))
      expect(last).toEqual([])
      expect(account).toEqual(after)
    }
  })
})

describe('TRG-7', () => {
  it('the stanza that caused it, where it is named', () => {
    const { last } = runFrom(two)(on.ackDelayed('phone', [loud('a'), loud('b')], loud('b')), on.fired(TIMER))
    expect(pushes(last)).toEqual(['b > n1'])
    expect(last.flatMap((effect) => (effect._tag === 'Publish' ? effect.decision.reasons[0]?.rule : []))).toEqual([
      'TRG-7',
    ])
  })

  it('else the whole queue', () => {
    expect(pushes(runFrom(two)(on.ackDelayed('phone', [quiet('a'), loud('b')]), on.fired(TIMER)).last)).toEqual([
      'a > n1',
      'b > n1',
    ])
  })

  it('an empty queue starts no timer', () => {
    expect(runFrom(two)(on.ackDelayed('phone', [])).last).toEqual([])
  })

  it('an ack delay that turns into hibernation gives no second push for the same queue (deviation 12)', () => {
    const queue = [loud('a'), loud('b'), quiet('c')]
    const { effects } = runFrom(two)(on.ackDelayed('phone', queue), on.fired(TIMER), on.hibernated('phone', queue))
    expect(pushes(effects)).toEqual(['a > n1', 'c > n1'])
  })

  it('also when hibernation comes before the timer', () => {
    const queue = [loud('a'), loud('b')]
    expect(
      pushes(runFrom(two)(on.ackDelayed('phone', queue), on.hibernated('phone', queue), on.fired(TIMER)).effects),
    ).toEqual(['a > n1'])
  })
})

describe('TRG-8', () => {
  const waiting = runFrom(two)(on.hibernated('phone'), on.queued('phone', loud('a')))

  it('the timer is stopped, what was collected is dropped', () => {
    const { last, account } = runFrom(waiting.account)(on.resumed('phone'))
    expect(last).toEqual([{ _tag: 'StopTimer', timer: TIMER }])
    expect(runFrom(account)(on.fired(TIMER)).last).toEqual([])
    expect(account.sessions['phone']).toEqual(two.sessions['phone'])
  })

  it('the next hibernation starts afresh', () => {
    const { last } = runFrom(waiting.account)(on.resumed('phone'), on.hibernated('phone', [quiet('b')]))
    expect(pushes(last)).toEqual(['b > n1'])
    expect(only(last, 'SetResumeTimeout')).toHaveLength(1)
  })

  it('resuming a connected or an unknown session changes nothing', () => {
    for (const resource of ['phone', 'desktop', 'nowhere']) {
      const { account, last } = runFrom(two)(on.resumed(resource))
      expect(last).toEqual([])
      expect(account).toEqual(two)
    }
  })

  it('a stopped timer that fires all the same does nothing to the next collection', () => {
    const { last } = runFrom(waiting.account)(
      on.resumed('phone'),
      on.hibernated('phone'),
      on.queued('phone', loud('b'), NOW + 1),
      on.fired(TIMER, NOW + 2),
    )
    expect(last).toEqual([])
  })
})

describe('TRG-10', () => {
  const waiting = runFrom(two)(on.hibernated('phone'), on.queued('phone', loud('a')))

  it('what was collected is pushed at once, then the session is forgotten, its registration stays', () => {
    const { account, last } = runFrom(waiting.account)(on.closed('phone'))
    expect(tags(last)).toEqual(['StopTimer', 'Publish'])
    expect(pushes(last)).toEqual(['a > n1'])
    expect(Object.keys(account.sessions)).toEqual(['desktop'])
    expect(account.registrations).toEqual(two.registrations)
  })

  it('stored offline now, it is not pushed again there', () => {
    const { effects } = runFrom(waiting.account)(on.closed('phone'), on.stored(loud('a')))
    expect(pushes(effects)).toEqual(['a > n1', 'a > n2'])
  })

  it('the timer of a closed session does nothing', () => {
    expect(runFrom(waiting.account)(on.closed('phone'), on.fired(TIMER)).last).toEqual([])
  })

  it('closing a session that is not there changes nothing', () => {
    const { account, last } = runFrom(two)(on.closed('nowhere'))
    expect(account).toEqual(two)
    expect(last).toEqual([])
  })

  it('a resource that opens again was closed', () => {
    const { account, last } = runFrom(waiting.account)(on.opened('phone'))
    expect(pushes(last)).toEqual(['a > n1'])
    expect(account.sessions['phone']).toMatchObject({ bound: O.none, hibernation: O.none, collected: [] })
    expect(pushes(runFrom(account)(on.stored(loud('a'))).last)).toEqual(['a > n2'])
  })
})
