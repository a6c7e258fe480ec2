/** RES: how long a hibernating session is waited for. */
import { describe, expect, it } from 'vitest'
import type { Account, Event } from 'xmpp-push-rules'
import { HOUR, key, loud, NOW, on, only, quiet, run, runFrom, TIMER, timerOf } from '../support/fixtures.js'

/** `phone` is bound to n1, `desktop` to nothing; n2 belongs to a tablet that is gone. */
const two = run(
  on.opened('phone'),
  on.enabled('phone'),
  on.opened('tablet'),
  on.enabled('tablet', key('n2')),
  on.closed('tablet'),
  on.opened('desktop'),
).account

describe('RES-1', () => {
  const timeouts = (
    account: Account,
    partial: Parameters<typeof runFrom>[1],
    ...events: ReadonlyArray<Event>
  ): ReadonlyArray<number> =>
    only(runFrom(account, partial)(...events).effects, 'SetResumeTimeout').map(({ timeoutMs }) => timeoutMs)

  it('a bound session with nothing important in its queue may sleep for maxHibernationMs', () => {
    expect(timeouts(two, {}, on.hibernated('phone', []))).toEqual([72 * HOUR])
    expect(timeouts(two, { maxHibernationMs: 300_001 }, on.hibernated('phone', [quiet('a')]))).toEqual([300_001])
  })

  it('only ever extended (deviation 13): a client was promised its own timeout', () => {
    expect(timeouts(two, { maxHibernationMs: 60_000 }, on.hibernated('phone', [], 600_000))).toEqual([])
    expect(timeouts(two, { maxHibernationMs: 600_000 }, on.hibernated('phone', [], 600_000))).toEqual([])
  })

  it('maxHibernationMs 0: never extended', () => {
    const { effects, account } = runFrom(two, { maxHibernationMs: 0, wakeBeforeTimeoutMs: 1 })(
      on.hibernated('phone', []),
    )
    expect(effects).toEqual([])
    expect(account.sessions['phone']?.hibernation).toMatchObject({ value: { extended: false } })
  })

  it('a muted important stanza told the device nothing', () => {
    expect(timeouts(two, {}, on.hibernated('phone', [loud('a', { muted: true })]))).toEqual([72 * HOUR])
  })

  it('an important stanza in the queue, also one that was pushed before: its own timeout', () => {
    expect(timeouts(two, {}, on.hibernated('phone', [quiet('a'), loud('b')]))).toEqual([])
    expect(timeouts(two, {}, on.stored(loud('b')), on.hibernated('phone', [loud('b')]))).toEqual([])
  })

  it('an unbound session keeps its own', () => {
    expect(timeouts(two, {}, on.hibernated('desktop', []))).toEqual([])
  })
})

describe('RES-2', () => {
  const timeouts = (partial: Parameters<typeof runFrom>[1], ...events: ReadonlyArray<Event>): ReadonlyArray<number> =>
    only(runFrom(two, partial)(on.hibernated('phone', [], 7), ...events).effects, 'SetResumeTimeout')
      .map(({ timeoutMs }) => timeoutMs)
      .slice(1)

  it('the first walk that holds something important: the own timeout, once', () => {
    const first = [on.queued('phone', loud('a')), on.fired(TIMER)]
    expect(timeouts({}, ...first)).toEqual([7])
    expect(timeouts({}, ...first, on.queued('phone', loud('b'), NOW + 9), on.fired(timerOf('phone', NOW + 9)))).toEqual(
      [7],
    )
  })

  it('not while it is only collected, and not for what is unimportant', () => {
    expect(timeouts({}, on.queued('phone', loud('a')))).toEqual([])
    expect(timeouts({}, on.queued('phone', quiet('a')), on.fired(TIMER))).toEqual([])
  })

  it('important, but pushed before: all the same', () => {
    expect(timeouts({}, on.stored(loud('a')), on.queued('phone', loud('a')), on.fired(TIMER))).toEqual([7])
  })

  it('any stanza counts where importantBody is empty', () => {
    expect(timeouts({ importantBody: '' }, on.queued('phone', quiet('a')), on.fired(TIMER))).toEqual([7])
  })

  it('what was collected for a late ack before the hibernation counts as well', () => {
    const { last } = runFrom(two)(on.ackDelayed('phone', [loud('a')]), on.hibernated('phone', [], 7), on.fired(TIMER))
    expect(only(last, 'SetResumeTimeout')).toEqual([{ _tag: 'SetResumeTimeout', resource: 'phone', timeoutMs: 7 }])
  })
})

describe('RES-2: hibernating again without a resume in between', () => {
  it('an important queue ends the extension that the host was told of', () => {
    const { effects } = runFrom(two)(on.hibernated('phone', [], 7), on.hibernated('phone', [loud('a')], 7))
    expect(only(effects, 'SetResumeTimeout').map(({ timeoutMs }) => timeoutMs)).toEqual([72 * HOUR, 7])
  })

  it('an important queue of a muted room does not', () => {
    const { effects } = runFrom(two)(
      on.hibernated('phone', [], 7),
      on.queued('phone', loud('a', { muted: true })),
      on.fired(TIMER),
    )
    expect(only(effects, 'SetResumeTimeout')).toHaveLength(1)
  })
})

describe('RES-3', () => {
  it('a session that closes or resumes gets no SetResumeTimeout', () => {
    for (const end of [on.closed('phone'), on.resumed('phone'), on.opened('phone')]) {
      const { last } = runFrom(two)(on.hibernated('phone'), on.queued('phone', loud('a')), end)
      expect(only(last, 'SetResumeTimeout')).toEqual([])
    }
  })
})
