/** TRG-6, SUM-1: what is kept of stanzas and counts while they wait. */
import { describe, expect, it } from 'vitest'
import type { Event } from 'xmpp-push-rules'
import {
  chat,
  delivery,
  JULIET,
  key,
  loud,
  NOW,
  on,
  only,
  pushes,
  run,
  runFrom,
  skips,
  summaries,
  TIMER,
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

describe('SUM-1: every event of a session may give counts', () => {
  const counted = (...events: ReadonlyArray<Event>): ReadonlyArray<number> =>
    summaries(runFrom(two)(...events).last).map(({ messageCount }) => messageCount)
  const seven = { unread: 7 }

  it('the start of a hibernation', () => {
    expect(counted(on.hibernated('phone', [loud('a')], 7, seven))).toEqual([7])
  })

  it('a queued stanza; the timer uses what was given last for that session', () => {
    expect(counted(on.hibernated('phone'), on.queued('phone', loud('a'), NOW, seven), on.fired(TIMER))).toEqual([7])
    expect(counted(on.hibernated('phone', [], 7, seven), on.queued('phone', loud('a')), on.fired(TIMER))).toEqual([7])
  })

  it('a late acknowledgement, a ping, the end of a session', () => {
    expect(counted(on.ackDelayed('phone', [loud('a')], undefined, seven), on.fired(TIMER))).toEqual([7])
    expect(counted(on.ping([key()], seven))).toEqual([7])
    expect(counted(on.hibernated('phone'), on.queued('phone', loud('a')), on.closed('phone', NOW, seven))).toEqual([7])
  })

  it('what is no count is as if it were not given', () => {
    expect(counted(on.hibernated('phone', [loud('a')], 7, { unread: -1, pendingSubscriptions: Number.NaN }))).toEqual([
      1,
    ])
    expect(
      runFrom(two)(on.hibernated('phone', [], 7, { unread: Number.NaN })).account.sessions['phone'],
    ).not.toHaveProperty('counts')
  })
})

describe('TRG-6: what waits keeps a body only while it may be pushed', () => {
  const shown = { includeBody: true } as const
  const long = (name: string, text = 'x'.repeat(5000)) => delivery(name, chat(text + name))
  const bodies = (partial: Parameters<typeof runFrom>[1], count = 100): ReadonlyArray<string | undefined> => {
    const flood = Array.from({ length: count }, (_, index) => on.queued('phone', long(`m${index}`)))
    const { account } = runFrom(two, partial)(on.hibernated('phone'), ...flood)
    return (account.sessions['phone']?.collected ?? []).map(({ body: text }) => text)
  }

  it('a flood of long messages costs one body a class', () => {
    expect(bodies(shown).join('').length).toBeLessThan(16_384)
    expect(bodies(shown)).toHaveLength(100)
  })

  it('and the body that is shown is that of the first one', () => {
    const { last } = runFrom(two, shown)(
      on.hibernated('phone'),
      ...Array.from({ length: 20 }, (_, index) => on.queued('phone', long(`m${index}`))),
      on.fired(TIMER),
    )
    expect(summaries(last)[0]?.lastMessageBody).toBe(`${'x'.repeat(5000)}m0`)
  })

  it('a stanza that was told in another way meanwhile stands for none that comes later', () => {
    const { last } = runFrom(two, shown)(
      on.hibernated('phone'),
      on.queued('phone', long('a')),
      on.stored(long('a')),
      on.queued('phone', long('b')),
      on.fired(TIMER),
    )
    expect(skips(last)).toEqual(['a: already-notified'])
    expect(summaries(last).map(({ lastMessageBody }) => lastMessageBody)).toEqual([`${'x'.repeat(5000)}b`])
  })

  it('short ones are all kept, for what stands before may be told in another way', () => {
    const { last } = runFrom(two, shown)(
      on.hibernated('phone'),
      on.queued('phone', loud('a')),
      on.queued('phone', loud('b')),
      on.stored(loud('a')),
      on.fired(TIMER),
    )
    expect(summaries(last).map(({ lastMessageBody }) => lastMessageBody)).toEqual(['text of b'])
  })

  it('none where no body is shown, and no more of it than is shown', () => {
    expect(bodies({}).every((text) => text === undefined)).toBe(true)
    expect(
      bodies({ includeBody: true, maxBodyChars: 10 }).every((text) => text === undefined || text.length <= 10),
    ).toBe(true)
  })

  it('where each makes its own push every body may be pushed, and too much text goes out at once', () => {
    const each = { ...shown, queuePushes: 'each' } as const
    expect(bodies(each, 20).every((text) => text?.length === 5000 + 'm0'.length || text?.length === 5003)).toBe(true)
    const flood = Array.from({ length: 60 }, (_, index) => on.queued('phone', long(`m${index}`)))
    const { account, effects } = runFrom(two, each)(on.hibernated('phone'), ...flood)
    expect(pushes(effects).length).toBeGreaterThan(50)
    expect(JSON.stringify(account).length).toBeLessThan(300_000)
  })
})

describe('timer names hold the account', () => {
  it('so that two phones that collect in the same millisecond have two timers', () => {
    const { last } = runFrom(two)(on.hibernated('phone'), on.queued('phone', loud('a')))
    expect(only(last, 'StartTimer').map(({ timer }) => timer)).toEqual([`${JULIET}/phone@${NOW}`])
  })
})
