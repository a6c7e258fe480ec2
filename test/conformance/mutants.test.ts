import { laws, runConformance, runLaw } from 'xmpp-push-rules/conformance'
import { afterAll, describe, expect, test } from 'vitest'
import { mutants } from './mutants/index.js'

/** Law by law the mutants that it kills. */
const kills = new Map<string, ReadonlyArray<string>>()

/** `KILL_LIST=1` plays every law on every mutant, and prints law by law what it kills. */
const all = process.env['KILL_LIST'] !== undefined

/** Laws that no mutant names: what they kill is looked for. A law that is named kills what names it. */
const unnamed = laws.filter(({ id }) => !mutants.some(({ caughtBy }) => caughtBy === id))

const quick = { runs: 8, shrink: false, policies: [] } as const

describe('every mutant is caught by the law that is named for it', () => {
  test('there are at least thirty, each with a name of its own', () => {
    expect(mutants.length).toBeGreaterThanOrEqual(30)
    expect(new Set(mutants.map(({ id }) => id)).size).toBe(mutants.length)
  })

  test.each(mutants.map((mutant) => [mutant.id, mutant] as const))(
    '%s',
    async (id, { adapter, caughtBy }) => {
      const named = laws.filter((law) => law.id === caughtBy)
      const { results } = await runConformance(adapter, {
        ...quick,
        laws: (all ? laws : unnamed).filter((law) => !named.includes(law)),
      })
      const [caught] = await Promise.all(named.map(runLaw(adapter, { ...quick, runs: 100 })))
      for (const { law, verdict } of [...results, ...(caught === undefined ? [] : [caught])]) {
        if (verdict === 'fail') kills.set(law.id, [...(kills.get(law.id) ?? []), id])
      }
      expect(caught?.verdict).toBe('fail')
      expect(caught?.reason).not.toMatch(/the adapter failed|not when it was played again/u)
    },
    60_000,
  )
})

describe('every law kills a mutant', () => {
  afterAll(() => {
    if (!all) return
    process.stdout.write(`\n${laws.map(({ id }) => `${id}: ${kills.get(id)?.join(', ') ?? 'NONE'}`).join('\n')}\n`)
  })

  test.each(laws.map(({ id }) => id))('%s', (id) => {
    expect(kills.get(id) ?? []).not.toEqual([])
  })
})
