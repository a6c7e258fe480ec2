import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emptyNotified, type Notified, notifiedOf, remember } from '../src/notified.js'
import { key } from './support/fixtures.js'

/* DUP-1 against the plainest model there is: a list, newest last. */

interface Told {
  readonly key: string
  readonly at: number
  readonly to: string
}

const bounds = { maxNotified: 4, maxNotifiedAgeMs: 100 }
const told: fc.Arbitrary<Told> = fc.record({
  key: fc.oneof(fc.constantFrom('a', 'b', 'c', '', '__proto__'), fc.string({ maxLength: 3 })),
  at: fc.nat(60),
  to: fc.constantFrom('n1', 'n2'),
})

/** Time goes on from one to the next. */
const history = fc.array(told, { maxLength: 60 }).map((all) => {
  let now = 0
  return all.map((one) => ({ ...one, at: (now += one.at) }))
})

const counting = (all: ReadonlyArray<Told>, at: number): ReadonlyArray<Told> => {
  const keys = [...new Set(all.map(({ key: name }) => name).toReversed())].slice(0, bounds.maxNotified)
  return all.filter(({ key: name }) => keys.includes(name) && at - (all.findLast((one) => one.key === name)?.at ?? 0) <= bounds.maxNotifiedAgeMs)
}

describe('DUP-1: what is remembered', () => {
  it('is what a list of the newest would say, and bounded', () => {
    fc.assert(
      fc.property(history, (all) => {
        let notified: Notified = emptyNotified
        let model: ReadonlyArray<Told> = []
        for (const { key: name, at, to } of all) {
          const before = counting(model, at).filter((one) => one.key === name)
          expect(notifiedOf(bounds, notified, at, name).map(({ node }) => node)).toEqual(before.map((one) => one.to))
          notified = remember(bounds, notified, at, name, [key(to)])
          model = before.some((one) => one.to === to) ? model : [...model.filter((one) => one.key !== name), ...before, { key: name, at, to }]
          expect(notified.buckets.flat().length).toBeLessThanOrEqual(bounds.maxNotified + 32)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('names of any length and likeness do not get mixed up', () => {
    const names = Array.from({ length: 200 }, (_, index) => `${index}${'x'.repeat(40)}`)
    const wide = { maxNotified: 1000, maxNotifiedAgeMs: 1 }
    const all = names.reduce((notified, name) => remember(wide, notified, 0, name, [key(name)]), emptyNotified)
    for (const name of names) expect(notifiedOf(wide, all, 0, name)).toEqual([key(name)])
  })
})
