import { expect, test } from 'vitest'
import { soak } from './soak/soak.js'

/** `SOAK_EVENTS=1000000 SOAK_SEED=7 npx vitest run --config test/vitest.config.ts test/conformance/soak.test.ts` */
const EVENTS = Number(process.env['SOAK_EVENTS'] ?? 4000)
const SEED = Number(process.env['SOAK_SEED'] ?? 20160216)

test(`${EVENTS} random events under random options break no invariant of step.ts`, () => {
  const { events, fault } = soak(EVENTS, SEED)
  expect(fault).toBeUndefined()
  expect(events).toBeGreaterThanOrEqual(EVENTS)
}, 3_600_000)
