import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emptyNotified, type Notified, type NotifiedBounds, notifiedOf, remember } from '../src/notified.js'

/* DUP-1 against the plainest model there is: a list, newest last. */

interface Told {
  readonly key: string
  readonly at: number
  readonly to: string
}

/** From less than a page to several; in age from a few stanzas to all. */
const someBounds = fc.record({
  maxDevices: fc.constant(5),
  maxNotified: fc.integer({ min: 1, max: 40 }),
  maxNotifiedAgeMs: fc.constantFrom(0, 100, 300, 1000, 100_000),
})
const told: fc.Arbitrary<Told> = fc.record({
  key: fc.oneof(fc.constantFrom('a', 'b', 'c', '', '__proto__'), fc.string({ maxLength: 3 }), fc.nat(50).map(String)),
  at: fc.oneof(fc.nat(3), fc.nat(60)),
  to: fc.constantFrom('n1', 'n2'),
})

const lengthOf = ({ pages, last }: Notified): number => pages.flat().length + last.length

const FORGOTTEN = 'no longer a name of any stanza'

/** Time goes on from one to the next. */
const history = fc.array(told, { maxLength: 150, size: 'max' }).map((all) => {
  let now = 0
  return all.map((one) => ({ ...one, at: (now += one.at) }))
})

/** A stanza, where it was first told of, and who was told since. */
interface Stanza {
  readonly key: string
  readonly at: number
  readonly to: ReadonlyArray<string>
}

/** What counts: the stanza is among the newest `maxNotified`, and was not told of too long ago. */
const counting = (
  bounds: NotifiedBounds,
  all: ReadonlyArray<Stanza>,
  at: number,
  name: string,
): ReadonlyArray<string> =>
  all.slice(-bounds.maxNotified).find((one) => one.key === name && at - one.at <= bounds.maxNotifiedAgeMs)?.to ?? []

describe('DUP-1: what is remembered', () => {
  it('is what a list of the newest stanzas would say, and bounded', () => {
    fc.assert(
      fc.property(someBounds, history, (bounds, all) => {
        let notified: Notified = emptyNotified
        let model: ReadonlyArray<Stanza> = []
        for (const { key: name, at, to } of all) {
          const before = counting(bounds, model, at, name)
          expect(notifiedOf(bounds, notified, at, name).map(({ node }) => node)).toEqual(before)
          notified = remember(bounds, notified, at, name, [key(to)])
          if (before.length === 0) {
            // A stanza that no longer counts is told of as if for the first time.
            model = [
              ...model.map((one) => (one.key === name ? { ...one, key: FORGOTTEN } : one)),
              { key: name, at, to: [to] },
            ]
          } else if (!before.includes(to)) {
            model = model.map((one) => (one.key === name ? { key: name, at, to: [...before, to] } : one))
          }
          expect(lengthOf(notified)).toBeLessThanOrEqual(bounds.maxNotified + 15)
          expect([notified.marks.length, notified.lastMarks.length]).toEqual([
            notified.pages.flat().length,
            notified.last.length,
          ])
        }
      }),
      { numRuns: 300 },
    )
  })

  it('what is too old is gone with the next page, and takes no room', () => {
    const tell = (before: Notified, count: number, at: number): Notified =>
      Array.from({ length: count }, (_, index) => `${at}-${index}`).reduce(
        (notified, name) =>
          remember({ maxDevices: 5, maxNotified: 1000, maxNotifiedAgeMs: 10 }, notified, at, name, [key()]),
        before,
      )
    const old = tell(emptyNotified, 500, 0)
    expect(lengthOf(old)).toBe(500)
    expect(lengthOf(tell(old, 40, 11))).toBeLessThanOrEqual(40 + 15)
  })

  it('a stanza that was told again counts as long as that, whatever became too old beside it', () => {
    const kept = { maxDevices: 5, maxNotified: 1000, maxNotifiedAgeMs: 72 }
    const tell = (before: Notified, prefix: string, at: number): Notified =>
      Array.from({ length: 16 }, (_, index) => `${prefix}${index}`).reduce(
        (notified, name) => remember(kept, notified, at, name, [key('n1')]),
        before,
      )
    const again = remember(kept, tell(emptyNotified, 'first', 0), 71, 'first0', [key('n2')])
    const turned = remember(kept, tell(again, 'later', 71), 73, 'new', [key('n1')])
    expect(notifiedOf(kept, turned, 73, 'first0')).toEqual([key('n1'), key('n2')])
  })

  it('names of any length and likeness do not get mixed up', () => {
    const names = Array.from({ length: 200 }, (_, index) => `${index}${'x'.repeat(40)}`)
    const wide = { maxDevices: 5, maxNotified: 1000, maxNotifiedAgeMs: 1 }
    const all = names.reduce((notified, name) => remember(wide, notified, 0, name, [key(name)]), emptyNotified)
    for (const name of names) expect(notifiedOf(wide, all, 0, name)).toEqual([key(name)])
  })
})
