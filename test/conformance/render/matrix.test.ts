import { expect, test } from 'vitest'
import { lawsOf, reasonOf, toMatrix } from '../../../src/conformance/render/matrix.js'
import { small } from './fixture.js'

test.each([
  ['It cannot.', 'It cannot.'],
  ['', 'No reason was given.'],
  [undefined, 'No reason was given.'],
])('the reason %j is %j', (reason, shown) => {
  const [result] = small.implementations[0]?.results ?? []
  expect(
    result && reasonOf({ law: result.law, verdict: 'fail', runs: 1, ...(reason === undefined ? {} : { reason }) }),
  ).toBe(shown)
})

test('laws come once, as the first that has the id', () => {
  expect(lawsOf(small).map(({ id, level }) => [id, level])).toEqual([
    ['a/first', 'MUST'],
    ['a/second', 'SHOULD'],
    ['no slug', 'FIELD'],
    ['a-law/with-an-id/that-is-longer-than-the-column-that-it-gets', 'MUST'],
  ])
})

test('results are arranged by section, law and implementation', () => {
  const { sections, failures, notes, counts } = toMatrix(small)
  expect(
    sections.map(({ name, link, rows }) => [
      name,
      link,
      rows.map(({ cells }) => cells.map(({ entries }) => entries.map(({ result }) => result.verdict))),
    ]),
  ).toEqual([
    [
      'Section 1',
      'https://example.org/1',
      [
        [['fail', 'pass'], ['pass']],
        [['differs'], ['not-applicable']],
      ],
    ],
    [
      'Section 2',
      '',
      [
        [[], ['fail']],
        [[], ['not-applicable']],
      ],
    ],
  ])
  expect(failures.map(({ implementation, result }) => [implementation.name, result.law.id])).toEqual([
    ['one', 'a/first'],
    ['two', 'no slug'],
  ])
  expect(
    notes.map(({ implementation, verdict, reason, entries }) => [implementation.name, verdict, reason, entries.length]),
  ).toEqual([
    ['one', 'differs', 'The policy is built in.', 1],
    ['two', 'not-applicable', 'It cannot.', 2],
  ])
  expect(counts).toEqual({ pass: 2, fail: 2, differs: 1, 'not-applicable': 2 })
})
