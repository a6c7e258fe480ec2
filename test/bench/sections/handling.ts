/**
 * Parts 1 and 2: how many messages are handled a second, from the parsed stanza to the payloads as text.
 */
import { BATCH, type Case, cases, startOf, workOf } from '../cases.js'
import type { Floor } from '../floor.js'
import { handle, outletTo } from '../host.js'
import { consume, type Contender, race, time } from '../measure.js'
import { missing, type ModuleRun, runModule } from '../prosody.js'
import type { Check, Mode, Section } from '../report.js'

export const libraryContender = (one: Case): Contender => {
  const accounts = startOf(one)
  const repeated = one.fresh ? workOf(one, 0, BATCH) : undefined
  let from = 0
  return () => {
    const work = repeated ?? workOf(one, from, (from += BATCH))
    const slots = one.fresh ? [...accounts] : accounts
    return { messages: BATCH, ms: time(() => handle(slots, work)) }
  }
}

const floorContender = (one: Case, floor: Floor): Contender => {
  const run = floor(workOf(one, 0, BATCH), outletTo(consume))
  return () => ({ messages: BATCH, ms: time(run) })
}

const assertEqual = (what: string, got: unknown, wanted: unknown): void => {
  if (got !== wanted) throw new Error(`${what}: ${String(got)} is not ${String(wanted)}`)
}

/** The library must write as many payloads as expected, and the floor the same as the library, byte by byte. */
const verify = (one: Case): void => {
  const written: Array<string> = []
  handle(
    startOf(one),
    workOf(one, 0, BATCH),
    outletTo((text) => written.push(text)),
  )
  assertEqual(one.name, written.filter((text) => text.includes('<publish ')).length, one.pushes * BATCH)
  if (one.floor === undefined) return
  const floor: Array<string> = []
  one.floor(
    workOf(one, 0, BATCH),
    outletTo((text) => floor.push(text)),
  )()
  written.forEach((text, index) => assertEqual(one.name, text, floor[index]))
  assertEqual(one.name, written.length, floor.length)
}

/** The module's best runs; the cases take turns, as contenders do. */
const moduleRuns = ({ quick, runs }: Mode): ReadonlyArray<ModuleRun | undefined> => {
  if (missing !== undefined) return cases.map(() => undefined)
  const count = quick ? 512 : BATCH
  const inputs = cases.map((one) => ({
    setup: Array.from({ length: Math.min(one.accounts, count) }, (_, user) => one.module.setup(user)).flat(),
    events: Array.from({ length: count }, (_, index) => one.module.event(index)),
  }))
  const turns = Array.from({ length: runs }, () => inputs.map(({ setup, events }) => runModule(setup, events)))
  return cases.map((one, index) => {
    const measured = turns.flatMap((turn) => turn[index] ?? [])
    measured.forEach((run) => assertEqual(`mod_cloud_notify, ${one.name}`, run.pushes, one.pushes * count))
    return measured.reduce((best, run) => (run.seconds < best.seconds ? run : best))
  })
}

const ratio = (a: number, b: number | undefined): number | undefined => (b === undefined ? undefined : a / b)

export const run = (mode: Mode): Section => {
  const [first, ...others] = cases
  if (first === undefined) throw new Error('no cases')
  cases.forEach(verify)
  const floorName = ({ name }: Case): string => `floor of: ${name}`
  const contendersOf = (some: ReadonlyArray<Case>): Readonly<Record<string, Contender>> =>
    Object.fromEntries(
      some.flatMap((one) => [
        ...(one.floor === undefined ? [] : [[floorName(one), floorContender(one, one.floor)] as const]),
        [one.name, libraryContender(one)] as const,
      ]),
    )
  // every case has run before, so the engine has seen what a server would show it
  const rates: Readonly<Record<string, number>> = {
    ...race({ ...mode, rounds: 3 * mode.rounds }, contendersOf([first])),
    ...race(mode, contendersOf(others)),
  }
  const modules = moduleRuns(mode)
  const floorOf = (one: Case): number | undefined => rates[floorName(one)]
  const rateOf = (one: Case): number => rates[one.name] ?? 0
  const moduleRate = (index: number): number | undefined => {
    const found = modules[index]
    return found === undefined ? undefined : found.messages / found.seconds
  }
  const timesModule = (one: Case, index: number): ReadonlyArray<Check> => {
    const times = ratio(rateOf(one), moduleRate(index))
    const { timesModule: target } = one.targets
    return times === undefined || target === undefined
      ? []
      : [{ name: `${one.name}, times mod_cloud_notify`, value: times, bound: 'at least', target }]
  }
  const ofFloor = (one: Case): ReadonlyArray<Check> => {
    const share = ratio(rateOf(one), floorOf(one))
    const { ofFloor: target, reached = target } = one.targets
    return share === undefined || target === undefined || reached === undefined
      ? []
      : [{ name: `${one.name}, of the floor`, value: share, bound: 'at least', target, reached, asserted: true }]
  }
  return {
    title: 'Messages handled a second',
    columns: [
      'case',
      'library',
      'of case 1',
      'floor',
      'of floor',
      'module',
      'times module',
      'floor, times module',
      'bytes the module keeps',
    ],
    rows: cases.map((one, index) => {
      const floor = floorOf(one)
      const found = modules[index]
      return [
        one.name,
        rateOf(one),
        rateOf(one) / rateOf(first),
        floor,
        ratio(rateOf(one), floor),
        moduleRate(index),
        ratio(rateOf(one), moduleRate(index)),
        floor && ratio(floor, moduleRate(index)),
        found && found.keptBytes / found.messages,
      ]
    }),
    checks: cases.flatMap((one, index) => [...timesModule(one, index), ...ofFloor(one)]),
    notes: [
      'A second is one of processor time, helper threads included: other work on the machine counts little.',
      'Accounts have two registrations, one with publish options; sender and body placeholder are included.',
      'Simulated time: an account gets a message every 72 minutes, so DUP remembers about 60 of the last 72 hours.',
      'From the parsed stanza to the text with its id, on both sides as a host does it.',
      'A floor is a bare loop over what is known beforehand. It writes the same bytes, ids included (checked), checks and decides nothing.',
      ...(missing === undefined
        ? ['The module logs and stores nothing here, and runs in a process of its own for every case.']
        : [missing]),
    ],
  }
}
