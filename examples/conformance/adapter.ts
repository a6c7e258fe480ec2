/**
 * An adapter for a server that has its own accounts, store, timers and clock: everything that it cannot do is said, with
 * the reason. This one stands for a small server, written on the library's rules, that knows no rooms and stores nothing
 * but registrations.
 */
import { randomBytes } from 'node:crypto'
import {
  type Account,
  type Effect,
  emptyAccount,
  type Event,
  type Options,
  publishElement,
  type Registration,
  type RegistrationRef,
  replyElement,
  restoreAccount,
  sameKey,
  sealedElement,
  step,
} from 'xmpp-push-rules'
import * as E from 'fp-ts/lib/Either.js'
import { type Adapter, everythingBut, type Happening, type Output } from 'xmpp-push-rules/conformance'
import { seal } from '../host/seal.js'

/** The server under test: plain state, a store, and a list of alarms. */
interface Server {
  readonly options: Options
  readonly users: Map<string, Account>
  readonly stored: Map<string, ReadonlyArray<Registration>>
  /** Who waits for the answer to which publish. */
  readonly waiting: Map<string, { readonly user: string; readonly registration: RegistrationRef }>
  alarms: ReadonlyArray<{ readonly user: string; readonly timer: string; readonly at: number }>
  now: number
  sent: number
}

const out = (server: Server, account: string, effect: Effect): ReadonlyArray<Output> => {
  switch (effect._tag) {
    case 'Save':
      server.stored.set(account, effect.registrations)
      return []
    case 'Publish':
    case 'PublishSealed': {
      server.sent += 1
      const id = `n${server.sent}`
      server.waiting.set(id, { user: account, registration: effect.registration })
      const iq =
        effect._tag === 'Publish'
          ? publishElement(id)(effect)
          : sealedElement(id, seal(effect, randomBytes(12)))(effect)
      return [{ _tag: 'Published', account, iq }]
    }
    case 'Drop':
      // Whoever was told is gone: nobody waits for its answers any more.
      for (const [id, { user, registration }] of server.waiting)
        if (user === account && sameKey(registration, effect.registration)) server.waiting.delete(id)
      return []
    case 'Reply':
      return [{ _tag: 'Replied', account, resource: effect.resource, iq: replyElement(effect) }]
    case 'StartTimer':
      server.alarms = [...server.alarms, { user: account, timer: effect.timer, at: server.now + effect.delayMs }]
      return []
    case 'StopTimer':
      server.alarms = server.alarms.filter(({ user, timer }) => user !== account || timer !== effect.timer)
      return []
    default:
      return []
  }
}

const handle = (server: Server, user: string, event: Event | Happening): ReadonlyArray<Output> => {
  const known = server.users.get(user)
  const account = known === undefined ? emptyAccount(user) : E.right(known)
  if (E.isLeft(account)) return []
  const [effects, after] = step(server.options)(event)(account.right)
  server.users.set(user, after)
  return effects.flatMap((effect) => out(server, user, effect))
}

/**
 * An answer comes as an iq: its id says which publish it is for, and so which registration, by its number; what is not
 * waited for is nobody's.
 */
const receive = (server: Server, user: string, event: Happening): ReadonlyArray<Output> => {
  if (event._tag !== 'PublishAnswered' || event.publish?.id === undefined) return handle(server, user, event)
  const sent = server.waiting.get(event.publish.id)
  return sent === undefined ? [] : handle(server, user, { ...event, registration: sent.registration })
}

const sleep = async (server: Server, ms: number): Promise<ReadonlyArray<Output>> => {
  const end = server.now + ms
  const outputs: Array<Output> = []
  for (;;) {
    const next = server.alarms.filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0]
    if (next === undefined) break
    server.alarms = server.alarms.filter((alarm) => alarm !== next)
    server.now = next.at
    outputs.push(...handle(server, next.user, { _tag: 'TimerFired', at: next.at, timer: next.timer }))
  }
  server.now = end
  return outputs
}

/** The process is gone; a new one has what was stored. */
const restart = (server: Server): ReadonlyArray<Output> => {
  server.alarms = []
  server.users.clear()
  server.waiting.clear()
  for (const [user, registrations] of server.stored) {
    const account = restoreAccount(user, registrations)
    if (E.isRight(account)) server.users.set(user, account.right)
  }
  return []
}

export const adapter: Adapter<Server> = {
  name: 'a small server',
  version: '1.0',
  capabilities: everythingBut({
    'groupchat-to-bare': 'it has no rooms',
    'save-failure': 'its store cannot be made to fail',
    'resume-timeout': 'it does not report resume timeouts',
    explain: 'it keeps no reasons',
    inspect: 'its registrations are not listed',
    'state-size': 'its state is not measured',
    disco: 'disco is another module',
  }),
  start: (options) => ({
    options,
    users: new Map(),
    stored: new Map(),
    waiting: new Map(),
    alarms: [],
    now: 0,
    sent: 0,
  }),
  dispatch: async (server, user, event) => receive(server, user, event),
  // One event after the other, each with the account as the one before left it.
  dispatchTogether: async (server, user, events) => events.flatMap((event) => receive(server, user, event)),
  advance: sleep,
  restart,
  stop: () => undefined,
}
