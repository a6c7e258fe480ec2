/**
 * The cases that are handled a second: what the accounts are like before, what happens then, and the same for
 * mod_cloud_notify. Messages are spread over the accounts; every message has a key of its own.
 */
import type { Account, Event } from 'xmpp-push-rules'
import { chatState, importantMessage } from './data/messages.js'
import { keyOf } from './data/random.js'
import { deviceOf, disableRequest, enableRequest, jidOf } from './data/requests.js'
import { disableFloor, duplicateFloor, enableFloor, type Floor, offlineFloor } from './floor.js'
import { accountOf, handle, outletTo, parse, START, type Work } from './host.js'
import type { Operation } from './prosody.js'

export interface Case {
  readonly name: string
  /** How many accounts take part. */
  readonly accounts: number
  /** How many payloads one message leads to. */
  readonly pushes: number
  /** Whether every batch begins with the accounts as they were at the start. */
  readonly fresh: boolean
  /** Brings an account into its first state. */
  readonly setup: (user: number) => ReadonlyArray<Event>
  /** What happens as the n-th thing. */
  readonly event: (index: number) => Event
  /** The same as a bare loop. */
  readonly floor?: Floor
  /** At least so many times the module's rate, at least such a share of the bare loop's, and the share that was reached. */
  readonly targets: { readonly timesModule?: number; readonly ofFloor?: number; readonly reached?: number }
  readonly module: {
    readonly setup: (user: number) => ReadonlyArray<Operation>
    readonly event: (index: number) => Operation
  }
}

const FEW = 256
const MANY = 2048
/** How many stanzas there are, used again and again: few, for one that was just parsed is in the cache. */
const STANZAS = 256
/** How many accounts enable eight devices in turn, of which five may be enabled at a time. */
const ENABLING = STANZAS / 8
const HOUR = 3_600_000
/** Simulated time: every account gets a message every 72 minutes, 20 a day. */
const EVERY = 1.2 * HOUR

const PHONE = 'phone'
const atOf = (index: number): number => START + HOUR + Math.floor(index / FEW) * EVERY

const remember = <A>(count: number, make: (index: number) => A): ((index: number) => A) => {
  const made: Array<A> = []
  return (index) => (made[index % count] ??= make(index % count))
}

const importantText = remember(STANZAS, (index) => importantMessage(jidOf(index % FEW), index))
const important = remember(STANZAS, (index) => parse(importantText(index)))
const stateText = remember(STANZAS, (index) => chatState(jidOf(index % FEW), index))
const state = remember(STANZAS, (index) => parse(stateText(index)))
const enableText = remember(STANZAS, (index) =>
  enableRequest(`i${index}`, deviceOf(index % ENABLING, 2 + Math.floor(index / ENABLING))),
)
const enableIq = remember(STANZAS, (index) => parse(enableText(index)))
const disableText = remember(MANY, (index) => disableRequest(`i${index}`, deviceOf(index, index % 2)))
const disableIq = remember(MANY, (index) => parse(disableText(index)))

const stored =
  (stanza: typeof important) =>
  (index: number): Event => ({
    _tag: 'StoredOffline',
    at: atOf(index),
    delivery: { stanza: stanza(index), key: keyOf(index) },
  })

const opened = (): ReadonlyArray<Event> => [{ _tag: 'SessionOpened', at: START, resource: PHONE }]
const bound = (user: number): ReadonlyArray<Event> => [
  ...opened(),
  { _tag: 'IqReceived', at: START, resource: PHONE, iq: parse(enableRequest('b', deviceOf(user, 0))) },
]

const userOf = (user: number): string => `user${user}`
const operation = (op: Operation['op'], user: number, rest: Partial<Operation> = {}): Operation => ({
  op,
  user: userOf(user),
  ...rest,
})
const iq = (user: number, resource: string, text: string): Operation => operation('iq', user, { resource, text })
const enabled = (user: number): ReadonlyArray<Operation> => [
  iq(user, 'setup', enableRequest('e0', deviceOf(user, 0))),
  iq(user, 'setup', enableRequest('e1', deviceOf(user, 1))),
  operation('close', user),
]
const boundInModule = (user: number): ReadonlyArray<Operation> => [
  ...enabled(user),
  iq(user, PHONE, enableRequest('b', deviceOf(user, 0))),
]
const delivered =
  (op: Operation['op'], text: (index: number) => string) =>
  (index: number): Operation =>
    operation(op, index % FEW, { resource: PHONE, key: `${index}`, text: text(index) })

const offline: Case = {
  name: 'offline message',
  accounts: FEW,
  pushes: 2,
  fresh: false,
  setup: () => [],
  event: stored(important),
  floor: offlineFloor,
  targets: { timesModule: 60, ofFloor: 0.4, reached: 0.14 },
  module: { setup: enabled, event: delivered('offline', importantText) },
}

const archived: Case = {
  name: 'archived message, one of two devices bound',
  accounts: FEW,
  pushes: 1,
  fresh: false,
  setup: bound,
  event: (index) => ({ ...(stored(important)(index) as Extract<Event, { _tag: 'StoredOffline' }>), _tag: 'Archived' }),
  targets: { timesModule: 40 },
  module: { setup: boundInModule, event: delivered('archive', importantText) },
}

const hibernating: Case = {
  name: 'message to a hibernating session, and its timer',
  accounts: FEW,
  pushes: 1,
  fresh: false,
  setup: (user) => [
    ...bound(user),
    { _tag: 'HibernationStarted', at: START, resource: PHONE, queue: [], resumeTimeoutMs: 600_000 },
  ],
  event: (index) => ({
    _tag: 'QueuedWhileHibernating',
    at: atOf(index),
    resource: PHONE,
    delivery: { stanza: important(index), key: keyOf(index) },
  }),
  targets: { timesModule: 25 },
  module: {
    setup: (user) => [...boundInModule(user), operation('hibernate', user, { resource: PHONE })],
    event: delivered('queue', importantText),
  },
}

/** Messages 0, 256, 512 … of an account were pushed before, and come again. */
const REPEATED = 8
const repeats = (user: number): ReadonlyArray<number> => Array.from({ length: REPEATED }, (_, n) => user + n * FEW)
const duplicate: Case = {
  name: 'skipped duplicate',
  accounts: FEW,
  pushes: 0,
  fresh: true,
  setup: (user) => repeats(user).map(offline.event),
  event: offline.event,
  floor: duplicateFloor,
  targets: { ofFloor: 0.3, reached: 0.09 },
  module: {
    setup: (user) => [...enabled(user), ...repeats(user).map(offline.module.event)],
    event: offline.module.event,
  },
}

const chat: Case = {
  name: 'chat state',
  accounts: FEW,
  pushes: 2,
  fresh: false,
  setup: () => [],
  event: stored(state),
  targets: { timesModule: 50 },
  module: { setup: enabled, event: delivered('offline', stateText) },
}

const enable: Case = {
  name: 'enable',
  accounts: ENABLING,
  pushes: 0,
  fresh: false,
  setup: opened,
  event: (index) => ({ _tag: 'IqReceived', at: atOf(index), resource: PHONE, iq: enableIq(index) }),
  floor: enableFloor,
  targets: { ofFloor: 0.3, reached: 0.07 },
  module: { setup: enabled, event: (index) => iq(index % ENABLING, PHONE, enableText(index)) },
}

const disable: Case = {
  name: 'disable',
  accounts: MANY,
  pushes: 0,
  fresh: true,
  setup: opened,
  event: (index) => ({ _tag: 'IqReceived', at: START + HOUR, resource: PHONE, iq: disableIq(index) }),
  floor: disableFloor,
  targets: { ofFloor: 0.3, reached: 0.14 },
  module: { setup: enabled, event: (index) => iq(index % MANY, PHONE, disableText(index)) },
}

const rejected: Case = {
  name: 'rejected answer',
  accounts: MANY,
  pushes: 0,
  fresh: true,
  setup: () => [],
  event: (index) => {
    const { service, node } = deviceOf(index % MANY, index % 2)
    const answer = { _tag: 'Rejected', type: 'cancel', condition: 'item-not-found' } as const
    const registration = { service, node, number: 1 + (index % 2) }
    return { _tag: 'PublishAnswered', at: START + HOUR, registration, from: service, answer }
  },
  targets: {},
  module: {
    setup: (user) => [
      ...enabled(user),
      operation('offline', user, { key: `s${user}`, text: importantMessage(jidOf(user), user) }),
    ],
    event: (index) => operation('reject', index % MANY),
  },
}

export const cases: ReadonlyArray<Case> = [offline, archived, hibernating, duplicate, chat, enable, disable, rejected]

const registered = Array.from({ length: MANY }, (_, user) => accountOf(user))

/** The accounts of a case in their first state. */
export const startOf = ({ accounts, setup }: Case): Array<Account> => {
  const started = registered.slice(0, accounts)
  handle(
    started,
    started.flatMap((_, slot) => setup(slot).map((event): Work => ({ slot, event }))),
    outletTo(() => {}),
  )
  return started
}

/** What happens from one number up to another. */
export const workOf = ({ accounts, event }: Case, from: number, to: number): ReadonlyArray<Work> =>
  Array.from({ length: to - from }, (_, n) => ({ slot: (from + n) % accounts, event: event(from + n) }))

/** How many things happen in one batch: a case that begins afresh with every batch allows no more. */
export const BATCH = MANY
