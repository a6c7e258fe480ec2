import { describe, expect, it } from 'vitest'
import {
  countBetween,
  emptyNotified,
  type Notified,
  type NotifiedEntry,
  notifiedOf,
  remember,
  rememberAll,
} from '../src/notified.js'

/* DUP-1: what is remembered, by example. There are more names than a page holds. */

const wide = { maxDevices: 5, maxNotified: 1000, maxNotifiedAgeMs: 10 }
const names = (prefix: string, count = 100): ReadonlyArray<string> =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`)

/** Tells `nodes` of a stanza; nothing that was there before may be changed. */
const tell = (
  before: Notified,
  at: number,
  name: string,
  nodes: ReadonlyArray<string> = [name],
  limits = wide,
): Notified =>
  deepFreeze(
    remember(
      limits,
      before,
      at,
      name,
      nodes.map((node) => key(node)),
    ),
  )
const tellAll = (
  before: Notified,
  at: number,
  all: ReadonlyArray<string>,
  nodes?: ReadonlyArray<string>,
  limits = wide,
): Notified => all.reduce((notified, name) => tell(notified, at, name, nodes, limits), before)
const nodesOf = (notified: Notified, at: number, name: string, limits = wide): ReadonlyArray<string> =>
  notifiedOf(limits, notified, at, name).map(({ node }) => node)

const entriesIn = ({ pages, last }: Notified): ReadonlyArray<NotifiedEntry> => [...pages, last].flat()
const namesIn = (notified: Notified): ReadonlyArray<string> => entriesIn(notified).map(({ key: name }) => name)
const lengths = ({ pages, last }: Notified): ReadonlyArray<number> => [...pages, last].map(({ length }) => length)

const hundred = tellAll(emptyNotified, 0, names('m'))

describe('DUP-1: what is remembered of a stanza', () => {
  it('is its own, whatever page it is on', () => {
    expect(lengths(hundred)).toEqual([16, 16, 16, 16, 16, 16, 4])
    for (const name of names('m')) expect(nodesOf(hundred, 0, name)).toEqual([name])
    for (const name of names('other')) expect(nodesOf(hundred, 0, name)).toEqual([])
    const again = tellAll(hundred, 0, names('m'), ['also'])
    for (const name of names('m')) expect(nodesOf(again, 0, name)).toEqual([name, 'also'])
  })

  it('is its own, though keys end alike', () => {
    const end = '-of-the-same-stanza'
    const told = tell(emptyNotified, 0, `a${end}`, ['n1'])
    expect([nodesOf(told, 0, `a${end}`), nodesOf(told, 0, `b${end}`), nodesOf(told, 0, end)]).toEqual([['n1'], [], []])
    expect(nodesOf(tell(told, 0, `b${end}`, ['n2']), 0, `b${end}`)).toEqual(['n2'])
  })

  it('is what was passed, whatever becomes of that list', () => {
    const list = [key('a')]
    const told = remember(wide, emptyNotified, 0, 'm', list)
    list.push(key('b'))
    expect(nodesOf(told, 0, 'm')).toEqual(['a'])
  })

  it('names each registration once, in order', () => {
    const told = tell(tell(emptyNotified, 0, 'm', ['a', 'b']), 0, 'm', ['b', 'c'])
    expect(nodesOf(told, 0, 'm')).toEqual(['a', 'b', 'c'])
    expect(tell(told, 0, 'm', ['a'])).toBe(told)
    expect(tell(told, 0, 'm', [])).toBe(told)
    expect(tell(told, 0, 'n', [])).toBe(told)
  })

  it('names no more than maxDevices and 64 that are gone', () => {
    const told = names('n', 200).reduce((notified, node) => tell(notified, 0, 'm', [node]), emptyNotified)
    expect(nodesOf(told, 0, 'm')).toEqual(names('n', 200).slice(-69))
  })

  it.each([
    [['a'], ['a', 'b']],
    [['a', 'b'], ['a']],
    [
      ['a', 'b'],
      ['a', 'c'],
    ],
    [['a'], ['b']],
  ])('told %j, the next is told %j', (first, second) => {
    const told = tell(tell(emptyNotified, 0, 'm', first), 0, 'n', second)
    expect([nodesOf(told, 0, 'm'), nodesOf(told, 0, 'n')]).toEqual([first, second])
  })

  it('who is told of stanza after stanza is kept once', () => {
    const told = tell(tell(emptyNotified, 0, 'm', ['a', 'b']), 0, 'n', ['a', 'b'])
    expect(notifiedOf(wide, told, 0, 'n')).toBe(notifiedOf(wide, told, 0, 'm'))
  })

  it('is equal after a round trip through JSON', () => {
    for (const name of names('m')) {
      const told = tell(emptyNotified, 0, name)
      expect(overJson(told)).toStrictEqual(told)
    }
  })
})

describe('DUP-1: what is too old or too far back', () => {
  it('goes page by page, when the last one is full', () => {
    const both = tellAll(hundred, 5, names('later'))
    expect(lengths(both)).toEqual([...Array.from({ length: 12 }, () => 16), 8])
    const told = tellAll(both, 11, names('last', 8))
    expect(lengths(told)).toEqual([...Array.from({ length: 12 }, () => 16), 16])
    const turned = tell(told, 11, 'turn')
    expect(lengths(turned)).toEqual([16, 16, 16, 16, 16, 16, 16, 1])
    expect(turned.pages[0]?.map(({ at }) => at)).toEqual([0, 0, 0, 0, ...Array.from({ length: 12 }, () => 5)])
    for (const name of names('m')) expect([nodesOf(told, 11, name), nodesOf(turned, 11, name)]).toEqual([[], []])
    for (const name of [...names('later'), ...names('last', 8)]) expect(nodesOf(turned, 11, name)).toEqual([name])
    expect(namesIn(tellAll(hundred, 11, names('last', 12)))).toEqual([...names('m'), ...names('last', 12)])
    expect(namesIn(tellAll(hundred, 11, names('last', 13)))).toEqual([...names('m').slice(96), ...names('last', 13)])
  })

  it('goes entry by entry from a page that is alone', () => {
    const told = tellAll(tellAll(emptyNotified, 0, names('old', 3)), 10, names('new', 13))
    expect(namesIn(tell(told, 10, 'last'))).toEqual([...names('old', 3), ...names('new', 13), 'last'])
    expect(namesIn(tell(told, 11, 'last'))).toEqual([...names('new', 13), 'last'])
    const fewer = tellAll(tellAll(emptyNotified, 0, names('old', 3)), 10, names('new', 10))
    expect(namesIn(tell(fewer, 11, 'last'))).toEqual([...names('new', 10), 'last'])
    const five = { ...wide, maxNotified: 5 }
    expect(namesIn(tellAll(emptyNotified, 0, names('m', 40), undefined, five))).toEqual(names('m', 40).slice(-5))
  })

  it('a page goes as soon as all of it is beyond the bound in number', () => {
    const twenty = { ...wide, maxNotified: 20 }
    const grown = Array.from({ length: 53 }, (_, count) =>
      lengths(tellAll(emptyNotified, 0, names('m', count), undefined, twenty)),
    )
    expect([16, 17, 32, 33, 35, 36, 48, 49, 51, 52].map((count) => grown[count])).toEqual([
      [16],
      [16, 1],
      [16, 16],
      [16, 16, 1],
      [16, 16, 3],
      [16, 4],
      [16, 16],
      [16, 16, 1],
      [16, 16, 3],
      [16, 4],
    ])
  })

  it('pages go when none of them counts, the full last one too', () => {
    const old = tellAll(emptyNotified, 0, names('old', 48))
    expect(lengths(old)).toEqual([16, 16, 16])
    expect(tell(old, 11, 'new')).toEqual(tell(emptyNotified, 11, 'new'))
  })

  it('a whole page goes at once', () => {
    const old = tellAll(emptyNotified, 0, names('old', 16))
    expect(namesIn(tell(old, 11, 'last'))).toEqual(['last'])
    const both = tellAll(old, 11, names('new', 16))
    expect(namesIn(both)).toEqual(names('new', 16))
    expect(lengths(tell(both, 12, 'last'))).toEqual([16, 1])
  })

  it('the newest maxNotified count', () => {
    const four = { ...wide, maxNotified: 4 }
    const told = tellAll(emptyNotified, 0, names('m'), undefined, four)
    expect(names('m').filter((name) => nodesOf(told, 0, name, four).length > 0)).toEqual(['m96', 'm97', 'm98', 'm99'])
    expect(namesIn(told)).toEqual(['m96', 'm97', 'm98', 'm99'])
  })

  it('the newest maxNotified count, whatever shares a page with them', () => {
    const many = { ...wide, maxNotified: 25 }
    const told = tellAll(emptyNotified, 0, names('m'), undefined, many)
    expect(namesIn(told)).toEqual(names('m').slice(64))
    expect(names('m').filter((name) => nodesOf(told, 0, name, many).length > 0)).toEqual(names('m').slice(75))
  })

  it('a stanza that no longer counts is told of anew', () => {
    const refreshed = tellAll(tell(hundred, 0, 'a', ['n1']), 8, names('m'), ['also'])
    const told = tell(refreshed, 11, 'a', ['n2'])
    expect(nodesOf(told, 11, 'a')).toEqual(['n2'])
    for (const name of names('m')) expect(nodesOf(told, 11, name)).toEqual([name, 'also'])
  })
})

describe('a queue that was told of at once', () => {
  const limits = { ...wide, maxNotified: 3 }
  const all = names('m', 12)
  const subsets = Array.from({ length: 64 }, (_, bits) =>
    names('m', 12).filter((_name, index) => (bits >> (index % 6)) % 2 === 1),
  )
  const shown = (notified: Notified): ReadonlyArray<ReadonlyArray<string>> =>
    all.map((name) => nodesOf(notified, 0, name, limits))

  it.each(Array.from({ length: 13 }, (_, length) => length))(
    'of %i stanzas is remembered as one after the other is',
    (length) => {
      for (const known of subsets) {
        const before = tellAll(emptyNotified, 0, known, ['other'], limits)
        const queue = all.slice(0, length)
        const told = deepFreeze(rememberAll(limits, before, 0, queue, [key('own')]))
        expect([known, shown(told)]).toEqual([known, shown(tellAll(before, 0, queue, ['own'], limits))])
      }
    },
  )

  it('takes no more than its bound of ten thousand stanzas', () => {
    expect(namesIn(rememberAll(limits, emptyNotified, 0, names('m', 10_000), [key()]))).toEqual([
      'm9997',
      'm9998',
      'm9999',
    ])
  })

  it('is nothing where nothing is to be remembered', () => {
    const none = { ...wide, maxNotified: 0 }
    expect(rememberAll(none, hundred, 0, ['m'], [key()])).toEqual(emptyNotified)
  })
})

describe('countBetween', () => {
  it('the first time is not included, the second is', () => {
    const told = [0, 1, 10, 11].reduce((notified, at) => tell(notified, at, `m${at}`), emptyNotified)
    expect(entriesIn(told).map(({ at }) => at)).toEqual([1, 10, 11])
    expect(countBetween(told, 1, 10)).toBe(1)
  })
})
