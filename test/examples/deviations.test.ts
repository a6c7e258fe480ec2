/** The one table of differences from mod_cloud_notify. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { DEVIATIONS, knownDeviations } from '../../examples/demo/deviations.js'
import { prosodyReasons } from '../../examples/live/reasons-prosody.js'
import { root } from './run-demo.js'

it('has what the README lists, by its number and name', () => {
  const readme = readFileSync(`${root}README.md`, 'utf8')
  const section = /## Deviations from mod_cloud_notify\n(.*?)\n## /su.exec(readme)?.[1] ?? ''
  const listed = [...section.matchAll(/^(\d+)\. (.+?)\.$/gmu)].map(([, number, title]) => [
    Number(number),
    (title ?? '').toLowerCase(),
  ])
  expect(listed).toHaveLength(14)
  expect(DEVIATIONS.map(({ number, title }) => [number, title.toLowerCase()])).toEqual(listed)
})

it('has an id of its own, rules, and a sentence for every row', () => {
  expect(new Set(knownDeviations.map(({ id }) => id)).size).toBe(knownDeviations.length)
  for (const { id, rules, there } of knownDeviations) {
    expect(id).toMatch(/^[a-z-]+$/u)
    for (const rule of rules) expect(rule).toMatch(/^[A-Z]+(-\d+)?$/u)
    expect(rules.length).toBeGreaterThan(0)
    expect(there).toMatch(/^[A-Z].*\.$/u)
  }
})

it('says how a difference is recognised, but for the two that no wire and no log can show', () => {
  const silent = knownDeviations.filter(({ replies, replayed, onTheWire }) => !replies && !replayed && !onTheWire)
  expect(silent.map(({ number }) => number)).toEqual([9, 13])
})

it('is where the reasons for a live Prosody come from, in its order', () => {
  expect(prosodyReasons.map(({ id }) => id)).toEqual(
    knownDeviations.filter(({ replies, onTheWire }) => replies ?? onTheWire).map(({ id }) => id),
  )
  expect(prosodyReasons.map(({ title }) => title)).toContain(
    'Deviation 3: a session pushes on to a registration that was removed from elsewhere.',
  )
})
