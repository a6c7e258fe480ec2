import * as fc from 'fast-check'
import { arbitraries, compare, laws, reference, runConformance } from 'xmpp-push-rules/conformance'
import { expect, test } from 'vitest'

const TRACES = 300

/** Far above what is measured (see the README), far below what would be a fault: a step that is not constant time. */
const GENEROUS_MS = 60_000

const events = (traces: ReadonlyArray<{ readonly steps: ReadonlyArray<unknown> }>): number =>
  traces.reduce((sum, { steps }) => sum + steps.length, 0)

test('a trace of the default size has about forty events', () => {
  const traces = fc.sample(arbitraries.trace({ most: 80 }), { seed: 1, numRuns: TRACES })
  expect(events(traces) / TRACES).toBeGreaterThan(36)
})

test('the whole kit runs on the reference, and traces are compared, in a time that is no fault', async () => {
  const started = performance.now()
  const { results } = await runConformance(reference)
  const kit = performance.now() - started
  expect(results.map(({ verdict }) => verdict)).toEqual(laws.map(() => 'pass'))

  const then = performance.now()
  const traces = fc.sample(arbitraries.trace({ most: 80 }), { seed: 1, numRuns: TRACES })
  for (const scene of traces) expect((await compare(reference, scene)).fault).toBeUndefined()
  const each = (performance.now() - then) / TRACES
  process.stdout.write(
    `\nkit ${Math.round(kit)} ms; ${each.toFixed(2)} ms a trace of ${(events(traces) / TRACES).toFixed(1)} events\n`,
  )
  expect(kit).toBeLessThan(GENEROUS_MS)
}, 120_000)
