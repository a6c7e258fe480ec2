/**
 * Clients and peers that try to make an account grow. Every attack runs a tenth of its way and then the rest: what is
 * held after the rest must be no more than after the tenth, and the account as JSON within what the options allow.
 */
import {
  type Account,
  defaultOptions,
  type Delivery,
  type Event,
  type Options,
  step,
  type XmlElement,
} from 'xmpp-push-rules'
import { importantMessage } from '../data/messages.js'
import { keyOf } from '../data/random.js'
import { enableRequest, jidOf } from '../data/requests.js'
import { accountOf, handle, optionsOf, outletTo, parse, START } from '../host.js'
import { flat, heap } from '../measure.js'

interface Attack {
  readonly name: string
  readonly times: number
  /** A tenth of it reaches the bounds. */
  readonly leastTimes: number
  readonly event: (n: number) => Event
  /** Options that make it worse. */
  readonly with?: Partial<Options>
}

const iq = (text: string): Event => ({ _tag: 'IqReceived', at: START, resource: 'phone', iq: parse(text) })
const stanza = parse(importantMessage(jidOf(0), 1))
const delivery = (n: number, length = 36) => ({ stanza, key: keyOf(n).padEnd(length, '-') })

/** A key as a host finds it in a text from its socket. */
const cut = (n: number): string => flat(`${keyOf(n)}${'x'.repeat(20_000)}`).slice(0, 36)

const bigForm = (n: number, bytes: number): string =>
  `<iq type="set" id="1"><enable xmlns="urn:xmpp:push:0" jid="push.example" node="form-${n}"><x xmlns="jabber:x:data" type="submit">` +
  `<field var="secret"><value>${String(n).repeat(Math.ceil(bytes / String(n).length))}</value></field></x></enable></iq>`

/** Far more text around the request than there is in it: nothing of it may be kept. */
const padded = (n: number): string =>
  `<iq type="set" id="${n}"><enable xmlns="urn:xmpp:push:0" jid="push-${n}.example-of-a-long-name.example" node="a-long-enough-node-${n}">` +
  `<junk>${String(n).padEnd(50_000, 'x')}</junk></enable></iq>`

/** A message whose text is far longer than what is known of it; all of it is cut out of that text. */
const large = (n: number): Delivery => ({
  stanza: parse(
    flat(`<message from="romeo-${n}@montague.example/orchard"><body>${'x'.repeat(20_000)}</body></message>`),
  ),
  key: cut(n),
})

/** Each stanza goes to the sleeping device, and then to all: what is remembered of it is written anew. */
const toldTwice = (n: number): Event =>
  n === 0
    ? iq(enableRequest('1', { service: 'push.example', node: 'other' }))
    : n % 2 === 1
      ? {
          _tag: 'HibernationStarted',
          at: START,
          resource: 'asleep',
          queue: [{ stanza, key: cut(n) }],
          resumeTimeoutMs: 600_000,
        }
      : { _tag: 'StoredOffline', at: START, delivery: { stanza, key: cut(n - 1) } }

/** The same stanzas for every registration that a client had: what is remembered of a stanza must not name them all. */
const QUEUE = Array.from({ length: 500 }, (_, n) => delivery(n))
const toldToNewNodes = (n: number): Event =>
  n % 2 === 0
    ? iq(enableRequest('1', { service: 'push.example', node: `${n}`.padEnd(1024, 'n') }))
    : { _tag: 'HibernationStarted', at: START, resource: 'phone', queue: QUEUE, resumeTimeoutMs: 600_000 }

/** A message that is nearly as long as servers let one be, as a tree of its own. */
const longMessage = (n: number): XmlElement => ({
  name: 'message',
  attrs: { type: n % 2 === 0 ? 'chat' : 'groupchat', from: `romeo-${n}@montague.example/orchard` },
  children: [{ name: 'body', attrs: {}, children: [flat(`${n}`.padEnd(200_000, 'x'))] }],
})

/** So many keys fill DUP, so many requests fill an account. */
const KEYS = defaultOptions.maxNotified
const ENABLES = 2 * defaultOptions.maxDevices

const ATTACKS: ReadonlyArray<Attack> = [
  {
    name: 'enables another node each time',
    times: 200_000,
    leastTimes: 10 * ENABLES,
    event: (n) => iq(enableRequest('1', { service: 'push.example', node: `node-${n}` })),
  },
  {
    name: 'enables the longest node each time',
    times: 20_000,
    leastTimes: 10 * ENABLES,
    event: (n) => iq(enableRequest('1', { service: 'push.example', node: `${n}`.padEnd(1024, 'n') })),
  },
  {
    name: 'enables, disables',
    times: 200_000,
    leastTimes: 10 * ENABLES,
    event: (n) =>
      iq(
        `<iq type="set" id="1"><${n % 2 === 0 ? 'enable' : 'disable'} xmlns="urn:xmpp:push:0" jid="push.example" node="node-${n >> 1}"/></iq>`,
      ),
  },
  { name: 'forms as large as is allowed', times: 20_000, leastTimes: 10 * ENABLES, event: (n) => iq(bigForm(n, 7900)) },
  { name: 'forms far too large', times: 5000, leastTimes: 10 * ENABLES, event: (n) => iq(bigForm(n, 50_000)) },
  { name: 'requests inside of large texts', times: 5000, leastTimes: 10 * ENABLES, event: (n) => iq(padded(n)) },
  {
    name: 'a million keys',
    times: 1_000_000,
    leastTimes: 10 * KEYS,
    event: (n) => ({ _tag: 'StoredOffline', at: START + n, delivery: delivery(n) }),
  },
  {
    name: 'a million keys at one time',
    times: 1_000_000,
    leastTimes: 10 * KEYS,
    event: (n) => ({ _tag: 'StoredOffline', at: START, delivery: delivery(n) }),
  },
  {
    name: 'keys cut out of large texts',
    times: 10_000,
    leastTimes: 10 * KEYS,
    event: (n) => ({ _tag: 'StoredOffline', at: START, delivery: { stanza, key: cut(n) } }),
  },
  { name: 'such keys, told to one device and then to another', times: 20_000, leastTimes: 20 * KEYS, event: toldTwice },
  {
    name: 'enables before every message',
    times: 200_000,
    leastTimes: 10 * ENABLES,
    event: (n) =>
      n % 2 === 0
        ? iq(enableRequest('1', { service: 'push.example', node: `node-${n}` }))
        : { _tag: 'Archived', at: START, delivery: delivery(7) },
  },
  {
    name: 'a queue whose timer never fires',
    times: 200_000,
    leastTimes: 10 * KEYS,
    event: (n) => ({ _tag: 'QueuedWhileHibernating', at: START, resource: 'asleep', delivery: delivery(n) }),
  },
  {
    name: 'such a queue of large stanzas',
    times: 10_000,
    leastTimes: 10 * KEYS,
    event: (n) => ({ _tag: 'QueuedWhileHibernating', at: START, resource: 'asleep', delivery: large(n) }),
  },
  {
    name: 'such a queue of long messages, whose bodies are shown',
    times: 10_000,
    leastTimes: 5 * KEYS,
    event: (n) => ({
      _tag: 'QueuedWhileHibernating',
      at: START,
      resource: 'asleep',
      delivery: { stanza: longMessage(n), key: keyOf(n) },
    }),
    with: { includeBody: true },
  },
  {
    name: 'enables the longest node each time, and hibernates with the same 500 stanzas',
    times: 2000,
    leastTimes: 20 * ENABLES,
    event: toldToNewNodes,
  },
]

const BOUND_SESSION: ReadonlyArray<Event> = [
  { _tag: 'SessionOpened', at: START, resource: 'phone' },
  { _tag: 'SessionOpened', at: START, resource: 'asleep' },
  { ...iq(enableRequest('b', { service: 'push.example', node: 'asleep' })), resource: 'asleep' } as Event,
  { _tag: 'HibernationStarted', at: START, resource: 'asleep', queue: [], resumeTimeoutMs: 600_000 },
]

/** What an account may hold at most as JSON: registrations at their bounds, and DUP with a key and five numbers each. */
const { maxDevices, maxNodeBytes, maxFormBytes, maxNotified } = defaultOptions
const jsonBound = maxDevices * (2 * maxNodeBytes + 3 * maxFormBytes) + 2 * maxNotified * (600 + maxDevices * 10)

export interface Attacked {
  readonly name: string
  readonly times: number
  readonly early: number
  readonly late: number
  readonly json: number
  readonly jsonBound: number
}

const attackWith =
  (share: number) =>
  ({ name, times, leastTimes, event, with: worse }: Attack): Attacked => {
    const advance = step(optionsOf(worse))
    const accounts: Array<Account> = [accountOf(0)]
    const all = Math.max(leastTimes, Math.ceil(times * share))
    const run = (from: number, to: number): void => {
      // no host that fires timers: what is collected waits
      for (let n = from; n < to; n += 1) accounts[0] = advance(event(n))(accounts[0] ?? accountOf(0))[1]
    }
    const begin = (): void => {
      accounts[0] = accountOf(0)
      handle(
        accounts,
        BOUND_SESSION.map((one) => ({ slot: 0, event: one })),
        outletTo(() => {}),
      )
    }
    // once for the engine, which compiles on the way
    begin()
    run(0, all / 10)
    begin()
    const before = heap()
    run(0, all / 10)
    const early = heap() - before
    run(all / 10, all)
    return { name, times: all, early, late: heap() - before, json: JSON.stringify(accounts).length, jsonBound }
  }

/** @param share - which part of the attacks' length is run, where that is enough to reach the bounds early */
export const attacked = (share: number): ReadonlyArray<Attacked> => ATTACKS.map(attackWith(share))
