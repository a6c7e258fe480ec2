/** CNT-1: devices hear of a changed unread count. */
import { describe, expect, it } from 'vitest'
import { type Event, type Options } from 'xmpp-push-rules'
import { key, loud, on, only, run, runFrom } from '../support/fixtures.js'

const two = run(on.opened('phone'), on.enabled('phone'), on.enabled('x', key('n2'))).account

describe('CNT-1: a badge can be cleared', () => {
  const told = (partial: Partial<Options>, ...events: ReadonlyArray<Event>): ReadonlyArray<string> =>
    runFrom(two, partial)(on.stored(loud('m')), ...events).effects.flatMap((effect) =>
      effect._tag === 'Publish' && effect.key === undefined
        ? [`${effect.registration.node} ${effect.decision.summary.messageCount}`]
        : [],
    )
  const zero = { clearPushes: 'zero' } as const
  const every = { clearPushes: 'every' } as const

  it('never, by default', () => {
    expect(told({}, on.unread(0))).toEqual([])
  })

  it('zero: only when unread becomes 0, and once', () => {
    expect(told(zero, on.unread(3), on.unread(0), on.unread(0))).toEqual(['n1 0', 'n2 0'])
  })

  it('every: never two equal ones in a row', () => {
    expect(told(every, on.unread(3), on.unread(3), on.unread(2))).toEqual(['n1 3', 'n2 3', 'n1 2', 'n2 2'])
    expect(told(every, on.unread(3), on.unread(3, undefined, 1))).toEqual(['n1 3', 'n2 3', 'n1 3', 'n2 3'])
  })

  it('not to the device that read it, and not to one that was told of nothing since', () => {
    expect(told(zero, on.unread(0, 'phone'))).toEqual(['n2 0'])
    expect(told(zero, on.unread(0, 'nowhere'))).toEqual(['n1 0', 'n2 0'])
    const { effects } = runFrom(two, zero)(on.unread(0), on.hibernated('phone', [loud('a')]), on.unread(0))
    expect(
      only(effects, 'Publish').map(({ registration: { node }, key: name }) => `${node} ${name ?? 'clear'}`),
    ).toEqual(['n1 a', 'n1 clear'])
  })

  it('unimportant, with the counts alone, and says why', () => {
    const shown = { ...zero, includeBody: true, includeSender: true }
    const { last } = runFrom(two, shown)(on.stored(loud('m')), on.unread(0, undefined, 2))
    expect(only(last, 'Publish')[0]?.decision).toEqual({
      _tag: 'Push',
      reasons: [{ rule: 'CNT-1', code: 'unread-changed' }],
      importance: 'unimportant',
      summary: { messageCount: 0, pendingSubscriptionCount: 2 },
    })
  })

  it('what is remembered for it goes with the registration', () => {
    const { account } = runFrom(two, every)(on.stored(loud('m')), on.unread(3), on.disabled('phone'))
    expect(account.badges).toEqual([{ number: 2, shown: { unread: 3 } }])
  })
})
