/**
 * Part 5: what accounts hold, that it stays so, and that a hostile client cannot make it more.
 */
import { heldByKinds } from '../memory/accounts.js'
import { type Attacked, attacked } from '../memory/hostile.js'
import { longRun } from '../memory/long-run.js'
import type { Check, Mode, Section } from '../report.js'

const DAY = 86_400_000
const KIB = 1024
const MIB = 1024 * KIB
/** What the engine itself may hold more or less between two collections, and over a long run, compiled code above all. */
const ENGINE = 256 * KIB
const ENGINE_IN_TIME = 4 * ENGINE

/** The first one has DUP at its bound in age, 72 hours, after the first tenth; the others get there later. */
const CLOCKS = [
  { name: '3 messages a day', everyMs: DAY / 3 },
  { name: '20 messages a day', everyMs: DAY / 20 },
  { name: 'a message a minute', everyMs: 60_000 },
]

const attackChecks = ({ name, early, late, json, jsonBound }: Attacked): ReadonlyArray<Check> => [
  {
    name: `${name}: heap after all, of the one after a tenth`,
    value: (Math.max(late, 0) + ENGINE_IN_TIME) / (Math.max(early, 0) + ENGINE_IN_TIME),
    bound: 'at most',
    target: 1.1,
    asserted: true,
  },
  // an object takes several times its JSON; a text that holds on to a larger one takes far more
  {
    name: `${name}: heap, of ten times the JSON`,
    value: Math.max(late, 0) / (10 * json + ENGINE),
    bound: 'at most',
    target: 1,
  },
  {
    name: `${name}: JSON, of what the options allow`,
    value: json / jsonBound,
    bound: 'at most',
    target: 1,
    asserted: true,
  },
  { name: `${name}: heap`, value: Math.max(late, 0) / MIB, bound: 'at most', target: 1, unit: 'MiB', asserted: true },
]

export const run = ({ quick }: Mode): Section => {
  const accounts = quick ? 200 : 10_000
  const kinds = heldByKinds(quick ? 0.02 : 1)
  longRun(20, DAY) // once for the engine, which compiles on the way
  const runs = CLOCKS.map(({ name, everyMs }) => ({ name, parts: longRun(accounts, everyMs) }))
  const attacks = attacked(quick ? 0.001 : 1)
  const per = (bytes: number | undefined): number => (bytes ?? 0) / accounts
  const [steady] = runs
  return {
    title: 'Memory',
    columns: ['what', 'bytes', 'at first', 'at last', 'JSON', 'JSON at most'],
    rows: [
      ...kinds.map(({ name, bytes }) => [`an account: ${name}`, bytes]),
      ...runs.map(({ name, parts }) => [
        `an account after 10 and 100 messages: ${name}`,
        undefined,
        per(parts[0]),
        per(parts.at(-1)),
      ]),
      ...attacks.map(({ name, times, early, late, json, jsonBound }) => [
        `${name}, ${times} times`,
        undefined,
        early,
        late,
        json,
        jsonBound,
      ]),
    ],
    checks: [
      {
        name: 'an account with two registrations',
        value: kinds[0]?.bytes ?? NaN,
        bound: 'at most',
        target: KIB,
        unit: 'bytes',
      },
      {
        name: 'an account with two registrations out of a store',
        value: kinds.find(({ name }) => name.includes('out of a store'))?.bytes ?? NaN,
        bound: 'at most',
        target: KIB,
        unit: 'bytes',
      },
      {
        name: 'an account with a full push log',
        value: kinds.find(({ name }) => name.includes('1000 of them'))?.bytes ?? NaN,
        bound: 'at most',
        target: 50_000,
        unit: 'bytes',
      },
      {
        name: `heap at most in ${100 * accounts} messages to ${accounts} accounts, of the most in the first ${60 * accounts} (${steady?.name})`,
        value: Math.max(...(steady?.parts ?? [])) / Math.max(...(steady?.parts.slice(0, 6) ?? [])),
        bound: 'at most',
        target: 1.1,
        asserted: true,
      },
      ...attacks.flatMap(attackChecks),
    ],
    notes: [
      'Bytes of live heap after collections. For accounts, the texts of the test data exist before and are not counted;',
      'what the library copies of them is. In the other rows everything counts, keys that DUP holds included, above what',
      'the accounts held before. Simulated time is as named; with 3 messages a day DUP is at its bound of 72 hours after',
      'ten messages to an account (and at its most after 64, for it forgets by pages of 32), with 20 a day after 60, with one a minute it is bounded by number alone.',
    ],
  }
}
