/**
 * A host in memory: accounts, a virtual clock and timers around a step function. The smallest thing that performs the
 * library's effects, and so the model that implementations are compared with.
 *
 * A host is the one mutable thing here; it lives inside an adapter, as a connection to a real server would.
 */
import * as E from 'fp-ts/lib/Either.js'
import { type Account, emptyAccount, restoreAccount } from '../state/account.js'
import { REASONS } from '../rules/reason-texts.js'
import type { Effect, Publish, PublishSealed } from '../effect.js'
import type { Event } from '../event.js'
import type { Options } from '../options/options.js'
import { discoFeatures } from '../protocol/disco.js'
import { publishElement } from '../protocol/publish.js'
import { replyElement } from '../protocol/reply.js'
import { type Ciphertext, sealedElement } from '../protocol/sealed.js'
import { isJid } from '../state/jid.js'
import { keyOf, type Registration, type RegistrationRef, sameKey } from '../state/registration.js'
import { utf8Length } from '../state/text.js'
import type { step } from '../step.js'
import type { XmlElement } from '../xml/element.js'
import type { Happening, Inspection, Output } from './adapter.js'

/** The signature of `step`: what a host runs. */
export type Step = typeof step

/** Writes a publish request with its id. */
export type Write = (id: string) => (effect: Publish | PublishSealed) => XmlElement

const TAG_OCTETS = 16

/**
 * What this host writes in place of a ciphertext: it has no cipher, and nobody has the key. It is as long as AES-128-GCM
 * makes it, with its tag, since that much anybody sees.
 */
const unsealed = ({ plaintext }: PublishSealed): Ciphertext => {
  const octets = utf8Length(plaintext) + TAG_OCTETS
  return {
    iv: 'AAAAAAAAAAAAAAAA',
    data: 'A'.repeat(Math.ceil((octets * 4) / 3)).padEnd(Math.ceil(octets / 3) * 4, '='),
  }
}

/** As the library writes it. */
export const writePublish: Write = (id) => (effect) =>
  effect._tag === 'Publish' ? publishElement(id)(effect) : sealedElement(id, unsealed(effect))(effect)

interface Timer {
  readonly account: string
  readonly timer: string
  readonly due: number
}

/** One event that a host fed to its step function, timers included. */
export interface Fed {
  readonly account: string
  readonly event: Event
}

/**
 * A server in memory.
 *
 * @since 0.1.0
 */
export interface Host {
  readonly options: Options
  readonly step: Step
  readonly accounts: Map<string, Account>
  readonly timers: Map<string, Timer>
  /** REG-8: what a store would have: the registrations of the last Save. */
  readonly saved: Map<string, ReadonlyArray<Registration>>
  /** PUB-2: what each publish went to, by its id, as long as its answer counts: a registration that goes takes them with it. */
  readonly unanswered: Map<string, { readonly account: string; readonly registration: RegistrationRef }>
  readonly write: Write
  /** Called with every event before it is fed. */
  readonly watch: (fed: Fed) => void
  readonly state: { now: number; ids: number; failing: boolean }
}

/**
 * A host that nobody has used yet.
 *
 * @param rules - `step`, or something with its signature
 * @param watch - is told of every event, the timers' too
 * @param write - how requests are written; default: as the library does
 * @since 0.1.0
 */
export const newHost =
  (rules: Step, watch: Host['watch'] = () => undefined, write: Write = writePublish) =>
  (options: Options): Host => ({
    options,
    step: rules,
    accounts: new Map(),
    timers: new Map(),
    saved: new Map(),
    unanswered: new Map(),
    watch,
    write,
    state: { now: 0, ids: 0, failing: false },
  })

/** PUB-2: the host names its publish requests. */
const nextId = ({ state }: Host): string => {
  state.ids += 1
  return `push-${state.ids}`
}

const explained = (account: string, effect: Extract<Effect, { readonly decision: unknown }>): Output => ({
  _tag: 'Explained',
  account,
  registration: effect.registration,
  ...(effect.key === undefined ? {} : { key: effect.key }),
  pushed: effect._tag !== 'Skip',
  rules: effect.decision.reasons.map(({ code }) => REASONS[code].rule),
})

const perform = (host: Host, account: string, effect: Effect): ReadonlyArray<Output> => {
  switch (effect._tag) {
    case 'Publish':
    case 'PublishSealed': {
      const id = nextId(host)
      host.unanswered.set(id, { account, registration: effect.registration })
      return [{ _tag: 'Published', account, iq: host.write(id)(effect) }, explained(account, effect)]
    }
    case 'Skip':
      return [explained(account, effect)]
    case 'Reply':
      return [{ _tag: 'Replied', account, resource: effect.resource, iq: replyElement(effect) }]
    case 'SetResumeTimeout':
      return [{ _tag: 'ResumeTimeout', account, resource: effect.resource, timeoutMs: effect.timeoutMs }]
    case 'StartTimer':
      host.timers.set(JSON.stringify([account, effect.timer]), {
        account,
        timer: effect.timer,
        due: host.state.now + effect.delayMs,
      })
      return []
    case 'StopTimer':
      host.timers.delete(JSON.stringify([account, effect.timer]))
      return []
    case 'Save':
      host.saved.set(account, effect.registrations)
      return []
    case 'Drop':
      for (const [id, sent] of host.unanswered)
        if (sent.account === account && sameKey(sent.registration, effect.registration)) host.unanswered.delete(id)
      return []
  }
}

/** REG-8: "drop the rest, keep the old account, answer `replyOnFailure`". */
const failed = (account: string, effects: ReadonlyArray<Effect>): ReadonlyArray<Output> =>
  effects.flatMap((effect): ReadonlyArray<Output> =>
    effect._tag === 'Save' && effect.replyOnFailure !== undefined
      ? [
          {
            _tag: 'Replied',
            account,
            resource: effect.replyOnFailure.resource,
            iq: replyElement(effect.replyOnFailure),
          },
        ]
      : [],
  )

/** Deviation 9, DUP-1: an answer counts for one publish, and names the registration that this one went to, by its number. */
const resolved = (host: Host, event: Event | Happening): Event | undefined => {
  if (event._tag !== 'PublishAnswered' || !('publish' in event) || event.publish?.id === undefined) return event
  const sent = host.unanswered.get(event.publish.id)
  if (sent === undefined) return undefined
  if (isJid(event.from, event.registration.service)) host.unanswered.delete(event.publish.id)
  return { ...event, registration: sent.registration }
}

/** Feeds one event, and performs its effects. */
export const feed = (host: Host, account: string, event: Event | Happening): ReadonlyArray<Output> => {
  const happened = resolved(host, event)
  if (happened === undefined) return []
  const known = host.accounts.get(account)
  const before = known === undefined ? emptyAccount(account) : E.right(known)
  if (E.isLeft(before)) return []
  host.watch({ account, event: happened })
  const [effects, after] = host.step(host.options)(happened)(before.right)
  if (host.state.failing && effects.some(({ _tag }) => _tag === 'Save')) return failed(account, effects)
  host.accounts.set(account, after)
  return effects.flatMap((effect) => perform(host, account, effect))
}

/** Several events of one account at once: this host takes one after the other, each with what the one before left. */
export const feedTogether = (
  host: Host,
  account: string,
  events: ReadonlyArray<Event | Happening>,
): ReadonlyArray<Output> => events.flatMap((event) => feed(host, account, event))

/** Starts again from what was saved: no sessions, no timers, nobody waits for an answer. */
export const restart = (host: Host): ReadonlyArray<Output> => {
  host.accounts.clear()
  host.timers.clear()
  host.unanswered.clear()
  for (const [account, registrations] of host.saved) {
    const restored = restoreAccount(account, registrations)
    if (E.isRight(restored)) host.accounts.set(account, restored.right)
  }
  return []
}

/** Lets time go by: timers fire when they are due, in the order of their time. */
export const pass = (host: Host, ms: number): ReadonlyArray<Output> => {
  const end = host.state.now + ms
  const outputs: Array<Output> = []
  for (;;) {
    const [next] = [...host.timers.entries()].filter(([, { due }]) => due <= end).sort(([, a], [, b]) => a.due - b.due)
    if (next === undefined) break
    const [name, { account, timer, due }] = next
    host.timers.delete(name)
    host.state.now = due
    outputs.push(...feed(host, account, { _tag: 'TimerFired', at: due, timer }))
  }
  host.state.now = end
  return outputs
}

/** Looks inside. */
export const look = (host: Host, account: string): Inspection => {
  const known = host.accounts.get(account)
  return {
    registrations: known?.registrations.map(keyOf) ?? [],
    features: discoFeatures(host.options),
    size: JSON.stringify(known ?? null).length,
  }
}
