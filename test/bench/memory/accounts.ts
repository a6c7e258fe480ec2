/**
 * Bytes of heap that one account holds. Texts of the test data (JIDs, nodes, secrets, keys) exist before and are kept
 * until after, so they are apart: what is counted is what the library makes of them, its own copies included.
 */
import {
  type Account,
  emptyAccount,
  type Event,
  readRegistrations,
  restoreAccount,
  type XmlElement,
} from 'xmpp-push-rules'
import { importantMessage } from '../data/messages.js'
import { keyOf } from '../data/random.js'
import { deviceOf, enableRequest, jidOf } from '../data/requests.js'
import { handle, orThrow, outletTo, parse, START } from '../host.js'
import { flat, heap } from '../measure.js'

const DAY = 86_400_000

interface Input {
  readonly jid: string
  readonly requests: ReadonlyArray<XmlElement>
  readonly keys: ReadonlyArray<string>
}

/** One kind of account: how many messages it had, and when. */
export interface Kind {
  readonly name: string
  readonly accounts: number
  readonly messages: number
  readonly everyMs: number
  /** Whether a session is connected and bound. */
  readonly connected?: boolean
  /** Whether no registration has publish options. */
  readonly plain?: boolean
  /** Whether it comes out of a store; it has texts of its own then, of which engines may keep equal ones once. */
  readonly restored?: boolean
}

const KINDS: ReadonlyArray<Kind> = [
  { name: 'two registrations, no message ever', accounts: 20_000, messages: 0, everyMs: DAY },
  { name: 'the same without publish options', accounts: 20_000, messages: 0, everyMs: DAY, plain: true },
  { name: 'the same out of a store', accounts: 20_000, messages: 0, everyMs: DAY, restored: true },
  { name: 'the same with a connected, bound session', accounts: 20_000, messages: 0, everyMs: DAY, connected: true },
  { name: 'a message, once', accounts: 10_000, messages: 1, everyMs: DAY },
  { name: '3 messages a day for a month', accounts: 4000, messages: 90, everyMs: DAY / 3 },
  { name: '20 messages a day for a week', accounts: 2000, messages: 140, everyMs: DAY / 20 },
  { name: 'a message a second, 1000 of them', accounts: 500, messages: 1000, everyMs: 1000 },
]

const inputOf = ({ plain = false, messages }: Kind, user: number): Input => ({
  jid: flat(jidOf(user)),
  requests: [0, 1].map((device) => parse(flat(enableRequest('e', deviceOf(user, plain ? 2 * device : device))))),
  keys: Array.from({ length: messages }, (_, index) => keyOf(user * 1000 + index)),
})

const eventsOf = ({ everyMs, connected = false }: Kind, { requests, keys }: Input): ReadonlyArray<Event> => [
  { _tag: 'SessionOpened', at: START, resource: 'phone' },
  ...requests.map((iq): Event => ({ _tag: 'IqReceived', at: START, resource: 'phone', iq })),
  ...(connected ? [] : [{ _tag: 'SessionClosed', at: START, resource: 'phone' } as const]),
  ...keys.map((key, index): Event => ({
    _tag: 'StoredOffline',
    at: START + index * everyMs,
    delivery: { stanza, key },
  })),
]

const stanza = parse(importantMessage(jidOf(0), 1))

const throughStore = (account: Account | undefined): Account =>
  orThrow(
    restoreAccount(account?.jid ?? '', orThrow(readRegistrations(JSON.parse(JSON.stringify(account?.registrations))))),
  )

/** Bytes an account of one kind holds. */
export const heldBy = (kind: Kind): number => {
  const inputs = Array.from({ length: kind.accounts }, (_, user) => inputOf(kind, user))
  const accounts: Array<Account> = []
  const before = heap()
  inputs.forEach((input, slot) => {
    accounts[slot] = orThrow(emptyAccount(input.jid))
    handle(
      accounts,
      eventsOf(kind, input).map((event) => ({ slot, event })),
      outletTo(() => {}),
    )
    if (kind.restored === true) accounts[slot] = throughStore(accounts[slot])
  })
  const held = (heap() - before) / accounts.length
  return inputs.length === kind.accounts ? held : NaN
}

export const heldByKinds = (share: number): ReadonlyArray<{ readonly name: string; readonly bytes: number }> =>
  KINDS.map((kind) => ({ name: kind.name, bytes: heldBy({ ...kind, accounts: Math.ceil(kind.accounts * share) }) }))
