import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emptyPushLog, type PushLog } from 'xmpp-push-rules'
import { forget, type LogBounds, recall, remember } from '../../src/state/push-log.js'

/* DUP-1 against the plainest model there is: a list, in the order in which stanzas were pushed first. */

/** What happens: a stanza is told to a registration, or a registration goes. */
interface Told {
  readonly _tag: 'Told'
  readonly key: string
  readonly after: number
  readonly to: number
}
interface Gone {
  readonly _tag: 'Gone'
  readonly after: number
  readonly number: number
}

/** From less than a page to several; in age from a few stanzas to all. */
const someBounds: fc.Arbitrary<LogBounds> = fc.record({
  maxNotified: fc.integer({ min: 1, max: 80 }),
  maxNotifiedAgeMs: fc.constantFrom(0, 100, 300, 1000, 100_000),
})
const someKey = fc.oneof(
  fc.constantFrom('a', 'b', 'c', '', '__proto__'),
  fc.string({ maxLength: 3 }),
  fc.nat(90).map(String),
)
/** Time goes on from one to the next. */
const after = fc.oneof(fc.nat(3), fc.nat(60))
const told: fc.Arbitrary<Told> = fc.record({
  _tag: fc.constant('Told'),
  key: someKey,
  after,
  to: fc.integer({ min: 1, max: 3 }),
})
const gone: fc.Arbitrary<Gone> = fc.record({ _tag: fc.constant('Gone'), after, number: fc.integer({ min: 1, max: 3 }) })
const history = fc.array(fc.oneof({ weight: 12, arbitrary: told }, { weight: 1, arbitrary: gone }), {
  maxLength: 200,
  size: 'max',
})

/** A stanza, when it was told of last, and to whom. */
interface Stanza {
  readonly key: string
  readonly at: number
  readonly to: ReadonlyArray<number>
}

/** The stanza as far as it counts: among the newest `maxNotified`, and told of within `maxNotifiedAgeMs`. */
const counting = (bounds: LogBounds, all: ReadonlyArray<Stanza>, now: number, key: string): Stanza | undefined => {
  const last = all.findLast((one) => one.key === key)
  return last !== undefined &&
    all.length - all.indexOf(last) <= bounds.maxNotified &&
    now - last.at <= bounds.maxNotifiedAgeMs
    ? last
    : undefined
}

const tell = (bounds: LogBounds, all: ReadonlyArray<Stanza>, now: number, { key, to }: Told): ReadonlyArray<Stanza> => {
  const known = counting(bounds, all, now, key)
  return known === undefined
    ? [...all, { key, at: now, to: [to] }]
    : known.to.includes(to)
      ? all
      : all.map((one) => (one === known ? { key, at: now, to: [...known.to, to] } : one))
}

const lengthOf = (log: PushLog): number => log.reduce((sum, { keys }) => sum + keys.length, 0)

describe('DUP-1: what is remembered', () => {
  it('is what a plain list would say: bounds exact, numbers purged, length bounded', () => {
    fc.assert(
      fc.property(someBounds, history, (bounds, all) => {
        let log: PushLog = emptyPushLog
        let model: ReadonlyArray<Stanza> = []
        let now = 1000
        for (const one of all) {
          now += one.after
          if (one._tag === 'Gone') {
            log = forget(log, [one.number])
            model = model.map((stanza) => ({ ...stanza, to: stanza.to.filter((number) => number !== one.number) }))
            continue
          }
          const recollection = recall(bounds, log, now, one.key)
          expect(recollection.to).toEqual(counting(bounds, model, now, one.key)?.to ?? [])
          log = remember(bounds, log, { recollection, at: now }, [one.to])
          model = tell(bounds, model, now, one)
          expect(
            log.flatMap(({ to }) => to.flat()).every((number) => model.some(({ to }) => to.includes(number))),
          ).toBe(true)
          expect(lengthOf(log)).toBeLessThanOrEqual(bounds.maxNotified + 62)
          for (const { marks, keys, at, to } of log) {
            expect([marks.length, at.length, to.length]).toEqual([keys.length, keys.length, keys.length])
          }
        }
      }),
      { numRuns: 200, endOnFailure: true },
    )
  })
})
