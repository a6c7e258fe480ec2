/** RATE-1: so many important stanzas a second. */
import { describe, expect, it } from 'vitest'
import { type Event, type Options } from 'xmpp-push-rules'
import { HOUR, key, loud, NOW, on, only, pushes, quiet, ringing, run, runFrom, skips } from '../support/fixtures.js'

const two = run(on.opened('phone'), on.enabled('phone'), on.enabled('x', key('n2'))).account
const pushed = (partial: Partial<Options>, ...events: ReadonlyArray<Event>): ReadonlyArray<string> =>
  pushes(runFrom(two, partial)(...events).effects)
const skipped = (partial: Partial<Options>, ...events: ReadonlyArray<Event>): ReadonlyArray<string | undefined> =>
  only(runFrom(two, partial)(...events).last, 'Skip').map(({ decision }) => decision.reasons[0]?.code)

describe('RATE-1: maxStanzasPerSecond', () => {
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

  it('quiet pushes use up nothing: five typing notices, then a message', () => {
    const typing = ['a', 'b', 'c', 'd', 'e'].map((name) => on.stored(quiet(name)))
    expect(pushed({ maxStanzasPerSecond: 5 }, ...typing, on.stored(loud('m')))).toContain('m > n1')
  })

  it('CALL-1: urgent ones are exempt: five messages, then a call, then a message', () => {
    const five = ['a', 'b', 'c', 'd', 'e'].map((name) => on.stored(loud(name)))
    const all = [...five, on.stored(ringing('call')), on.stored(loud('f'))]
    expect(pushed({ maxStanzasPerSecond: 5 }, ...all)).toContain('call > n1')
    expect(skipped({ maxStanzasPerSecond: 5 }, ...all)).toEqual(['too-many', 'too-many'])
    expect(
      pushed({ maxStanzasPerSecond: 2 }, on.stored(ringing('call')), on.stored(loud('a')), on.stored(loud('b'))),
    ).toContain('b > n1')
  })

  it('what was held back stands for nothing and is told later', () => {
    const one = { maxStanzasPerSecond: 1 }
    expect(pushed(one, on.stored(loud('a')), on.stored(loud('b')), on.stored(loud('b'), at(1000)))).toEqual([
      'a > n1',
      'a > n2',
      'b > n1',
      'b > n2',
    ])
  })

  it('in a queue: a class whose first stanza is one too many is not pushed at all', () => {
    const { last } = runFrom(two, { maxStanzasPerSecond: 1, queuePushes: 'each' })(
      on.hibernated('phone', [quiet('q'), loud('a'), loud('b'), ringing('c')]),
    )
    expect(pushes(last)).toEqual(['q > n1', 'a > n1', 'c > n1'])
    expect(skips(last)).toEqual(['b: too-many'])
  })

  it('a ping is no stanza', () => {
    expect(pushed({ maxStanzasPerSecond: 1 }, on.stored(loud('a')), on.ping([key()]))).toContain('ping > n1')
  })

  it('a clock that was ahead once does not silence the account until it is that late again', () => {
    const trace = [on.stored(loud('a'), at(HOUR)), on.stored(loud('b'), at(0)), on.stored(loud('c'), at(1))]
    expect(pushed({ maxStanzasPerSecond: 1 }, ...trace)).not.toContain('c > n1')
    expect(pushed({ maxStanzasPerSecond: 1 }, ...trace.slice(0, 1), on.stored(loud('d'), at(60_000)))).toContain(
      'd > n1',
    )
  })
})
