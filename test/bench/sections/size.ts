/**
 * Part 4, first half: time a message against the number of accounts in a Map.
 */
import { type Account, type Event, readRegistrations, restoreAccount, step } from 'xmpp-push-rules'
import { importantMessage } from '../data/messages.js'
import { keyOf, scramble } from '../data/random.js'
import { type Device, jidOf } from '../data/requests.js'
import { writeBoth } from '../floor.js'
import { accountOf, options, orThrow, outletTo, parse, perform, START } from '../host.js'
import { consume, flat, time } from '../measure.js'
import type { Mode, Section } from '../report.js'

type Accounts = Map<string, Account>
type Handle = (accounts: Accounts, jid: string, event: Event) => void

/** Accounts as they come back from a store: nothing is shared among them. */
const fill = (size: number): Accounts => {
  const registrations = JSON.stringify(accountOf(0).registrations)
  const restored = (user: number): Account => {
    const own: unknown = JSON.parse(registrations.replaceAll('node-0-', `node-${user}-`))
    return orThrow(restoreAccount(jidOf(user), orThrow(readRegistrations(own))))
  }
  const accounts: Accounts = new Map()
  for (let user = 0; user < size; user += 1) accounts.set(flat(jidOf(user)), restored(user))
  return accounts
}

const get = (accounts: Accounts, jid: string): Account => {
  const account = accounts.get(jid)
  if (account === undefined) throw new Error(jid)
  return account
}

const advance = step(options)
const outlet = outletTo(consume)

const withLibrary: Handle = (accounts, jid, event) => {
  const [effects, after] = advance(event)(get(accounts, jid))
  accounts.set(jid, after)
  for (const effect of effects) perform(effect, outlet)
}

/** What the Map itself costs: an account is found, read, and another one put in its place. */
const withMapAlone: Handle = (accounts, jid, event) => {
  const account = get(accounts, jid)
  accounts.set(jid, { ...account })
  consume(account.registrations[event.at % 2]?.node ?? '-')
}

/** The device of a registration, as the floor knows it. */
const deviceIn = ({ service, node, publishOptions }: Account['registrations'][number]): Device => {
  const secret = publishOptions._tag === 'Some' ? publishOptions.value[1]?.values[0] : undefined
  return secret === undefined ? { service, node } : { service, node, secret }
}

/** The floor over the same Map: both registrations are read, and what is in them is written. It decides and remembers nothing. */
const withFloor: Handle = (accounts, jid, event) => {
  const account = get(accounts, jid)
  accounts.set(jid, { ...account })
  const [first, second] = account.registrations
  if (first === undefined || second === undefined || event._tag !== 'StoredOffline') throw new Error(jid)
  writeBoth([deviceIn(first), deviceIn(second)], event.delivery.stanza.attrs['from'] ?? '', outlet)
}

/**
 * Microseconds a message: `count` messages to accounts in scattered order. No account gets a second one before the Map
 * is put back as it was, so that what an account remembers is the same for every size; what was remembered stays to the
 * end, so that the collector has as much to keep for every size.
 */
const measure = (initial: Accounts, count: number, handle: Handle): number => {
  const stanza = parse(importantMessage(jidOf(0), 1))
  const jids = [...initial.keys()]
  const part = Math.min(count, jids.length)
  const kept: Array<Accounts> = []
  let ms = 0
  for (let done = 0; done < count; done += part) {
    const accounts: Accounts = new Map(initial)
    kept.push(accounts)
    const work = Array.from({ length: part }, (_, index): readonly [string, Event] => [
      // 524287 is a prime that divides no size: every account comes once
      jids[((done + index) * 524_287) % jids.length] ?? '',
      { _tag: 'StoredOffline', at: START + index, delivery: { stanza, key: keyOf(scramble(done) + index) } },
    ])
    ms += time(() => {
      for (const [jid, event] of work) handle(accounts, jid, event)
    })
  }
  consume(`${kept.length}`)
  return (1000 * ms) / count
}

export const run = ({ quick }: Mode): Section => {
  const sizes = quick ? [1000, 10_000, 100_000] : [1000, 10_000, 100_000, 1_000_000]
  const count = quick ? 10_000 : 100_000
  const rounds = quick ? 3 : 5
  const measured = sizes.map((size) => {
    const accounts = fill(size)
    const runs = Array.from({ length: rounds }, () => ({
      map: measure(accounts, count, withMapAlone),
      floor: measure(accounts, count, withFloor),
      library: measure(accounts, count, withLibrary),
    }))
    const map = Math.min(...runs.map((one) => one.map))
    const floor = Math.min(...runs.map((one) => one.floor)) - map
    const library = Math.min(...runs.map((one) => one.library))
    return { size, map, library, beyond: library - map, floor }
  })
  const first = measured[0]?.beyond ?? 0
  const last = measured.at(-1)?.beyond ?? 0
  const firstFloor = measured[0]?.floor ?? 0
  return {
    title: 'Microseconds a message against the number of accounts',
    columns: [
      'accounts',
      'library and Map',
      'Map alone',
      'beyond the Map',
      'of the first',
      'the floor beyond the Map',
      'of its first',
    ],
    rows: measured.map(({ size, map, library, beyond, floor }) => [
      `${size}`,
      library,
      map,
      beyond,
      beyond / first,
      floor,
      floor / firstFloor,
    ]),
    checks: [
      {
        name: `growth beyond the Map, ${sizes[0]} to ${sizes.at(-1)} accounts`,
        value: last / first,
        bound: 'at most',
        target: 1.5,
        asserted: true,
      },
    ],
    notes: [
      'Offline messages, two pushes each, to accounts in scattered order; every account is an object of its own.',
      'The floor reads the two registrations of the account and writes both payloads by hand: what memory that is far away',
      'costs whoever reads it.',
    ],
  }
}
