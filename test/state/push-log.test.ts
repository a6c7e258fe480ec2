import { describe, expect, it } from 'vitest'
import { emptyPushLog, type PushLog } from 'xmpp-push-rules'
import { forget, type LogBounds, recall, remember } from '../../src/state/push-log.js'
import { deepFreeze, overJson } from '../support/fixtures.js'

/* DUP-1: what is remembered, by example. There are more names than a page holds. */

const wide: LogBounds = { maxNotified: 1000, maxNotifiedAgeMs: 10 }
const names = (prefix: string, count = 100): ReadonlyArray<string> =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`)

/** Tells registrations of a stanza; nothing that was there before may be changed. */
const tell = (before: PushLog, at: number, name: string, to: ReadonlyArray<number> = [1], bounds = wide): PushLog =>
  deepFreeze(remember(bounds, before, { recollection: recall(bounds, before, at, name), at }, to))
const tellAll = (
  before: PushLog,
  at: number,
  all: ReadonlyArray<string>,
  to?: ReadonlyArray<number>,
  bounds = wide,
): PushLog => all.reduce((log, name) => tell(log, at, name, to, bounds), before)
const toldOf = (log: PushLog, at: number, name: string, bounds = wide): ReadonlyArray<number> =>
  recall(bounds, log, at, name).to

const namesIn = (log: PushLog): ReadonlyArray<string> => log.flatMap(({ keys }) => keys)
const lengths = (log: PushLog): ReadonlyArray<number> => log.map(({ keys }) => keys.length)

const hundred = tellAll(emptyPushLog, 0, names('m'))

describe('DUP-1: what is remembered of a stanza', () => {
  it('is its own, whatever page it is on', () => {
    expect(lengths(hundred)).toEqual([32, 32, 32, 4])
    for (const name of names('m')) expect(toldOf(hundred, 0, name)).toEqual([1])
    for (const name of names('other')) expect(toldOf(hundred, 0, name)).toEqual([])
    const again = tellAll(hundred, 0, names('m'), [2])
    for (const name of names('m')) expect(toldOf(again, 0, name)).toEqual([1, 2])
    expect(lengths(again)).toEqual(lengths(hundred))
  })

  it('is its own, though keys end alike, or are long', () => {
    const end = '-of-the-same-stanza'
    const log = tell(emptyPushLog, 0, `a${end}`)
    expect([toldOf(log, 0, `a${end}`), toldOf(log, 0, `b${end}`), toldOf(log, 0, end)]).toEqual([[1], [], []])
    const long = Array.from({ length: 200 }, (_, index) => `${index}${'x'.repeat(40)}`)
    const all = long.reduce((before, name, index) => tell(before, 0, name, [index]), emptyPushLog)
    for (const [index, name] of long.entries()) expect(toldOf(all, 0, name)).toEqual([index])
  })

  it('names each registration once, in order', () => {
    const log = tell(tell(emptyPushLog, 0, 'm', [1, 2]), 0, 'm', [2, 3])
    expect(toldOf(log, 0, 'm')).toEqual([1, 2, 3])
    expect(tell(log, 0, 'm', [1])).toBe(log)
    expect(tell(log, 0, 'm', [])).toBe(log)
    expect(tell(log, 0, 'n', [])).toBe(log)
  })

  it('who is told of stanza after stanza is kept once', () => {
    const [page] = tell(tell(emptyPushLog, 0, 'm', [1, 2]), 0, 'n', [1, 2])
    expect(page?.to[1]).toBe(page?.to[0])
  })

  it('is equal after a round trip through JSON', () => {
    expect(overJson(hundred)).toStrictEqual(hundred)
  })
})

describe('DUP-1: what is too old or too far back', () => {
  it('counts to the millisecond', () => {
    const log = tell(emptyPushLog, 0, 'm')
    expect([0, 10, 11, -100].map((at) => toldOf(log, at, 'm'))).toEqual([[1], [1], [], [1]])
  })

  it('counts from the last time that somebody was told', () => {
    const log = tell(tell(emptyPushLog, 0, 'm'), 8, 'm', [2])
    expect([10, 18, 19].map((at) => toldOf(log, at, 'm'))).toEqual([[1, 2], [1, 2], []])
  })

  it('the newest maxNotified count, whatever shares a page with them', () => {
    const many = { ...wide, maxNotified: 25 }
    const log = tellAll(emptyPushLog, 0, names('m'), [1], many)
    expect(names('m').filter((name) => toldOf(log, 0, name, many).length > 0)).toEqual(names('m').slice(75))
    expect(namesIn(log).length).toBeLessThanOrEqual(25 + 31)
  })

  it('pages go from the front once nothing on them counts, when the last one is full', () => {
    const old = tellAll(emptyPushLog, 0, names('old', 64))
    expect(namesIn(tell(old, 11, 'new'))).toEqual(['new'])
    const both = tellAll(old, 11, names('new', 32))
    expect(namesIn(both)).toEqual(names('new', 32))
    const mixed = tell(tell(old, 9, 'old40', [2]), 11, 'new')
    expect(namesIn(mixed)).toEqual([...names('old', 64).slice(32), 'new'])
    expect(toldOf(mixed, 11, 'old40')).toEqual([1, 2])
  })

  it('a stanza that no longer counts is told of anew', () => {
    const log = tell(tellAll(hundred, 8, names('m'), [2]), 19, 'm3', [3])
    expect(toldOf(log, 19, 'm3')).toEqual([3])
    for (const name of names('m', 50).slice(4)) expect(toldOf(log, 18, name)).toEqual([1, 2])
  })
})

describe('DUP-1: registrations that are gone', () => {
  it('go with their numbers; a stanza that nobody else was told of keeps its place', () => {
    const log = deepFreeze(tellAll(tellAll(emptyPushLog, 0, ['a', 'b'], [1, 2]), 0, ['c'], [2]))
    const left = forget(log, [2])
    expect(['a', 'b', 'c'].map((name) => toldOf(left, 0, name))).toEqual([[1], [1], []])
    expect(namesIn(left)).toEqual(['a', 'b', 'c'])
  })

  it('pages that name none of them stay the same value', () => {
    expect(forget(hundred, [7])).toEqual(hundred)
    expect(forget(hundred, [7])[0]).toBe(hundred[0])
  })
})
