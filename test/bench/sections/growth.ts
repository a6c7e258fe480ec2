/**
 * Part 4, second half: time against registrations, sessions and the length of a queue.
 */
import { type Account, type Delivery, type Event, step } from 'xmpp-push-rules'
import { importantMessage } from '../data/messages.js'
import { keyOf } from '../data/random.js'
import { deviceOf, enableRequest, jidOf } from '../data/requests.js'
import { accountOf, handle, optionsOf, outletTo, parse, perform, START } from '../host.js'
import { consume, race, time } from '../measure.js'
import type { Check, Mode, Section } from '../report.js'

const options = optionsOf({ maxDevices: 50 })
const advance = step(options)
const outlet = outletTo(consume)
const stanzas = Array.from({ length: 64 }, (_, index) => parse(importantMessage(jidOf(0), index)))

const delivery = (index: number): Delivery => ({
  stanza: stanzas[index % 64] ?? parse('<message/>'),
  key: keyOf(index),
})

const after = (account: Account, events: ReadonlyArray<Event>): Account => {
  const accounts = [account]
  handle(
    accounts,
    events.map((event) => ({ slot: 0, event })),
    outlet,
    advance,
  )
  return accounts[0] ?? account
}

const at = START
const sessions = (count: number, device: (session: number) => number): ReadonlyArray<Event> =>
  Array.from({ length: count }, (_, n): ReadonlyArray<Event> => {
    const resource = `session${n}`
    const iq = parse(enableRequest('b', deviceOf(0, device(n))))
    return [
      { _tag: 'SessionOpened', at, resource },
      { _tag: 'IqReceived', at, resource, iq },
    ]
  }).flat()

interface Series {
  readonly name: string
  readonly sizes: readonly [number, ...ReadonlyArray<number>]
  readonly account: (size: number) => Account
  /** The events of one occasion; `n` makes their keys new. */
  readonly events: (size: number, n: number) => ReadonlyArray<Event>
}

/** Linear is 1; the rest is for noise. */
const NEARLY_LINEAR = 1.2

const SOME = [1, 5, 10, 25, 50] as const
const QUEUES = [1, 10, 100, 1000, 10_000] as const
const queueOf = (size: number, n: number): ReadonlyArray<Delivery> =>
  Array.from({ length: size }, (_, index) => delivery(n * size + index))
const one =
  (_tag: 'StoredOffline' | 'Archived') =>
  (_size: number, n: number): ReadonlyArray<Event> => [{ _tag, at: at + n * 1_000_000, delivery: delivery(n) }]
const hibernating = (): Account =>
  after(
    accountOf(0),
    sessions(1, () => 0),
  )

const SERIES: ReadonlyArray<Series> = [
  {
    name: 'registrations, offline message',
    sizes: SOME,
    account: (size) => accountOf(0, size, at, options),
    events: one('StoredOffline'),
  },
  {
    name: 'sessions, archived message, two registrations',
    sizes: SOME,
    account: (size) =>
      after(
        accountOf(0),
        sessions(size, () => 0),
      ),
    events: one('Archived'),
  },
  {
    name: 'hibernation queue',
    sizes: QUEUES,
    account: hibernating,
    events: (size, n) => [
      { _tag: 'HibernationStarted', at, resource: 'session0', queue: queueOf(size, n), resumeTimeoutMs: 600_000 },
    ],
  },
  {
    name: 'queue without acknowledgement',
    sizes: QUEUES,
    account: hibernating,
    events: (size, n) => [{ _tag: 'AckDelayed', at, resource: 'session0', queue: queueOf(size, n) }],
  },
  {
    name: 'stanzas queued one by one until the timer',
    sizes: [1, 10, 50, 100, 500],
    account: hibernating,
    events: (size, n) =>
      queueOf(size, n).map((delivery) => ({ _tag: 'QueuedWhileHibernating', at, resource: 'session0', delivery })),
  },
]

/** Handles the events of one occasion, lets the timer run out, and counts the pushes. */
const occasion = (
  account: Account,
  events: ReadonlyArray<Event>,
): { readonly account: Account; readonly pushes: number } => {
  let current = account
  let pushes = 0
  const advanceOne = (event: Event): void => {
    const [effects, next] = advance(event)(current)
    current = next
    for (const effect of effects) {
      if (effect._tag === 'Publish') pushes += 1
      perform(effect, outlet)
    }
  }
  events.forEach(advanceOne)
  Object.values(current.sessions).forEach(({ timer }) => {
    if (timer._tag === 'Some') advanceOne({ _tag: 'TimerFired', at: at + 1000, timer: timer.value })
  })
  return { account: current, pushes }
}

/** The time of one occasion for every size, and its pushes. */
const measure = (mode: Mode, { name, sizes, account, events }: Series) => {
  const started = sizes.map((size) => ({ size, account: account(size), pushes: 0, n: 0 }))
  const rates = race(
    { ...mode, rounds: mode.rounds / 3 },
    Object.fromEntries(
      started.map((state) => [
        `${state.size}`,
        () => {
          const batches = Array.from({ length: Math.ceil(256 / state.size) }, () => events(state.size, (state.n += 1)))
          const ms = time(() => {
            for (const batch of batches) {
              const done = occasion(state.account, batch)
              state.account = done.account
              state.pushes = done.pushes
            }
          })
          return { messages: batches.length, ms }
        },
      ]),
    ),
  )
  return {
    name,
    points: started.map(({ size, pushes }) => ({ size, pushes, us: 1_000_000 / (rates[`${size}`] ?? 0) })),
  }
}

export const run = (mode: Mode): Section => {
  const measured = SERIES.map((series) => measure(mode, series))
  const checks = measured.flatMap(({ name, points }): ReadonlyArray<Check> => {
    const last = points.at(-1)
    // against a size at which what is there anyhow no longer counts
    const early = points.at(-3)
    if (last === undefined || early === undefined) return []
    const linear = last.us / last.size / (early.us / early.size)
    const constant: Check = {
      name: `${name}: pushes for ${last.size}`,
      value: last.pushes,
      bound: 'at most',
      target: 1,
      asserted: true,
    }
    return [
      {
        name: `${name}: time for each, ${early.size} to ${last.size}`,
        value: linear,
        bound: 'at most',
        target: NEARLY_LINEAR,
        asserted: true,
      },
      ...(name.includes('queue') ? [constant] : []),
    ]
  })
  return {
    title: 'Microseconds against registrations, sessions and queues',
    columns: ['series', 'size', 'time', 'for each', 'pushes'],
    rows: measured.flatMap(({ name, points }) =>
      points.map(({ size, us, pushes }) => [name, size, us, us / size, pushes]),
    ),
    checks,
    notes: ['Every stanza has a key of its own; all are important, so a queue has one class and one push.'],
  }
}
