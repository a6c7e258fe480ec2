/** ORD, CALL-1: in a queue, what is muted stands for nothing, and a call for itself. */
import * as O from 'fp-ts/lib/Option.js'
import { describe, expect, it } from 'vitest'

import { key, loud, on, only, pushes, quiet, ringing, run, runFrom, skips, tags, TIMER } from '../support/fixtures.js'

/** `phone` is bound to n1, `desktop` to nothing; n2 belongs to a tablet that is gone. */
const two = run(
  on.opened('phone'),
  on.enabled('phone'),
  on.opened('tablet'),
  on.enabled('tablet', key('n2')),
  on.closed('tablet'),
  on.opened('desktop'),
).account

describe('ORD, FIL-7: what is muted stands for nothing', () => {
  const muted = loud('room', { muted: true })

  it('a muted room message before a direct one: the direct one is pushed', () => {
    const { last } = runFrom(two)(on.hibernated('phone', [muted, loud('direct')]))
    expect(pushes(last)).toEqual(['direct > n1'])
    expect(skips(last)).toEqual(['room: muted-by-server'])
  })

  it('also where both are collected, and where the acknowledgement is late', () => {
    const collected = runFrom(two)(
      on.hibernated('phone'),
      on.queued('phone', muted),
      on.queued('phone', loud('direct')),
    )
    expect(skips(collected.effects)).toEqual(['room: muted-by-server'])
    expect(pushes(runFrom(collected.account)(on.fired(TIMER)).last)).toEqual(['direct > n1'])
    expect(pushes(runFrom(two)(on.ackDelayed('phone', [muted, loud('direct')]), on.fired(TIMER)).last)).toEqual([
      'direct > n1',
    ])
  })

  it('told later if nothing mutes it then', () => {
    const { account } = runFrom(two)(on.hibernated('phone', [muted]))
    expect(pushes(runFrom(account)(on.stored(loud('room'))).last)).toEqual(['room > n1', 'room > n2'])
  })

  it('what only notifyOn or the rate held back is told later, too', () => {
    const held = runFrom(two, { notifyOn: 'important' })(on.hibernated('phone', [quiet('q')])).account
    expect(pushes(runFrom(held)(on.stored(quiet('q'))).last)).toEqual(['q > n1', 'q > n2'])
  })

  it('nothing muted is collected, and no timer runs for it alone', () => {
    const { account, last } = runFrom(two)(on.hibernated('phone'), on.queued('phone', muted))
    expect(only(last, 'StartTimer')).toEqual([])
    expect(account.sessions['phone']).toMatchObject({ collected: [], timer: O.none })
  })
})

describe('URG-1, CALL-1: urgent stanzas are a class of their own and are never collected', () => {
  it('a call behind a message in a queue is pushed', () => {
    expect(pushes(runFrom(two)(on.hibernated('phone', [loud('a'), ringing('c'), loud('b')])).last)).toEqual([
      'a > n1',
      'c > n1',
    ])
  })

  it('also where one push a queue goes out, and where importantBody is empty', () => {
    for (const partial of [{ queuePushes: 'one' }, { importantBody: '' }] as const) {
      expect(pushes(runFrom(two, partial)(on.hibernated('phone', [loud('a'), ringing('c')])).last)).toEqual([
        'a > n1',
        'c > n1',
      ])
    }
  })

  it('a call that is queued ends the collecting at once', () => {
    const { effects, last, account } = runFrom(two)(
      on.hibernated('phone', [], 7),
      on.queued('phone', loud('a')),
      on.queued('phone', ringing('c')),
    )
    expect(only(effects, 'StartTimer')).toHaveLength(1)
    expect(tags(last)).toEqual(['StopTimer', 'Publish', 'Publish', 'SetResumeTimeout'])
    expect(pushes(last)).toEqual(['a > n1', 'c > n1'])
    expect(account.sessions['phone']).toMatchObject({ collected: [], timer: O.none })
  })

  it('a call that comes first starts no timer', () => {
    const { last } = runFrom(two)(on.hibernated('phone'), on.queued('phone', ringing('c')))
    expect(tags(last)).toEqual(['Publish', 'SetResumeTimeout'])
  })

  it('after a late acknowledgement as well', () => {
    expect(pushes(runFrom(two)(on.ackDelayed('phone', [loud('a'), ringing('c')])).last)).toEqual(['a > n1', 'c > n1'])
  })

  it.each(['archived', 'never'] as const)('urgent %s: a call waits as a message does', (urgent) => {
    const { last } = runFrom(two, { urgent })(
      on.hibernated('phone'),
      on.queued('phone', loud('a')),
      on.queued('phone', ringing('c')),
    )
    expect(last).toEqual([])
    expect(pushes(runFrom(two, { urgent })(on.hibernated('phone', [loud('a'), ringing('c')])).last)).toEqual(['a > n1'])
  })
})
