import { expect, test } from 'vitest'
import { step } from 'xmpp-push-rules'
import type { HostStep } from 'xmpp-push-rules/conformance'
import { soak } from './soak/soak.js'
import { withEffects, withoutMemory, withState } from './mutants/mutant.js'

/** `SOAK_EVENTS=1000000 SOAK_SEED=7 npx vitest run --config test/vitest.config.ts test/conformance/soak.test.ts` */
const EVENTS = Number(process.env['SOAK_EVENTS'] ?? 4000)
const SEED = Number(process.env['SOAK_SEED'] ?? 20160216)

test(`${EVENTS} random events under random options break no invariant of step.ts`, () => {
  const { events, fault } = soak({ events: EVENTS, seed: SEED })
  expect(fault).toBeUndefined()
  expect(events).toBeGreaterThanOrEqual(EVENTS)
}, 3_600_000)

/** Rules that break an invariant each: a soak that finds nothing has looked. */
const BROKEN: ReadonlyArray<readonly [invariant: string, rules: HostStep]> = [
  [
    'no number is given twice',
    withState(({ after }) => ({ ...after, nextNumber: after.registrations.length === 0 ? 1 : after.nextNumber })),
  ],
  ['there are at most maxDevices', (options) => step({ ...options, maxDevices: options.maxDevices + 1 })],
  [
    'a session is bound only to a registration that is there',
    withState(({ event, before, after }) =>
      event._tag === 'RegistrationsRemoved' ? { ...after, sessions: before.sessions } : after,
    ),
  ],
  [
    'a session has a timer exactly while something is collected for it',
    withState(({ event, after }) =>
      event._tag === 'QueuedWhileHibernating'
        ? {
            ...after,
            sessions: Object.fromEntries(
              Object.entries(after.sessions).map(([name, session]) => [name, { ...session, collected: [] }]),
            ),
          }
        : after,
    ),
  ],
  [
    'the timers of sessions run, and no others',
    withEffects((effects) => effects.filter(({ _tag }) => _tag !== 'StopTimer')),
  ],
  ['effects come in their order', withEffects((effects) => effects.toReversed())],
  ['who comes or goes is saved', withEffects((effects) => effects.filter(({ _tag }) => _tag !== 'Save'))],
  ['who goes is dropped', withEffects((effects) => effects.filter(({ _tag }) => _tag !== 'Drop'))],
  ['nothing is pushed twice', withState(({ after }) => ({ ...after, pushLog: withoutMemory(after).pushLog }))],
  [
    'an account comes back from a store as it was',
    withState(({ after }) => ({ ...after, recent: [...after.recent, Number.NaN] })),
  ],
]

test.each(BROKEN)('a soak finds that %s no more', (invariant, rules) => {
  expect(soak({ events: 6000, seed: 1, rules, shrinkMs: 0 }).fault?.invariant).toBe(invariant)
})
