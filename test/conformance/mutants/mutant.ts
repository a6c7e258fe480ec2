/**
 * Mutants: known-bad implementations, each a small change to the rules or to what goes in and out of them.
 */
import * as E from 'fp-ts/lib/Either.js'
import type { Account, Delivery, Effect, Event, Options, XmlElement } from 'xmpp-push-rules'
import { emptyAccount, step } from 'xmpp-push-rules'
import { type Adapter, adapterOver, type Host, type HostStep, writePublish } from 'xmpp-push-rules/conformance'

export interface Mutant {
  readonly id: string
  /** The law that must catch it, by its id; others may, too. */
  readonly caughtBy: string
  readonly adapter: Adapter<Host>
}

/** What is to be written otherwise, by the effect that it is the request of. */
const edits = new WeakMap<Effect, (iq: XmlElement) => XmlElement>()

/** The same effect, whose request is written otherwise. */
export const rewritten = (effect: Effect, change: (iq: XmlElement) => XmlElement): Effect => {
  const earlier = edits.get(effect)
  const copy = { ...effect }
  edits.set(copy, (iq) => change(earlier === undefined ? iq : earlier(iq)))
  return copy
}

/** An adapter over rules whose requests may be written otherwise. */
export const over = (name: string, rules: HostStep): Adapter<Host> =>
  adapterOver(name, rules, (id) => (effect) => {
    const iq = writePublish(id)(effect)
    return edits.get(effect)?.(iq) ?? iq
  })

export const mutant = (id: string, caughtBy: string, rules: HostStep): Mutant => ({
  id,
  caughtBy,
  adapter: over(id, rules),
})

/** Other options than the ones asked for. */
export const withOptions =
  (change: Partial<Options> | ((options: Options) => Partial<Options>)): HostStep =>
  (options) =>
    step({ ...options, ...(typeof change === 'function' ? change(options) : change) })

/** Other events than the ones that happened: one in place of one, or none. */
export const withEvent =
  (change: (event: Event, account: Account, options: Options) => Event | undefined): HostStep =>
  (options) =>
  (event) =>
  (account) => {
    const changed = change(event, account, options)
    return changed === undefined ? [[], account] : step(options)(changed)(account)
  }

export interface Around {
  readonly event: Event
  readonly options: Options
  readonly before: Account
  readonly after: Account
}

/** Other effects than the rules have. */
export const withEffects =
  (change: (effects: ReadonlyArray<Effect>, around: Around) => ReadonlyArray<Effect>): HostStep =>
  (options) =>
  (event) =>
  (before) => {
    const [effects, after] = step(options)(event)(before)
    return [change(effects, { event, options, before, after }), after]
  }

/** Another account afterwards. */
export const withState =
  (change: (around: Around, effects: ReadonlyArray<Effect>) => Account): HostStep =>
  (options) =>
  (event) =>
  (before) => {
    const [effects, after] = step(options)(event)(before)
    return [effects, change({ event, options, before, after }, effects)]
  }

/** An account that has forgotten what it told whom: its registrations and sessions in one that is new. */
export const withoutMemory = (account: Account, of: Account = emptyOf(account)): Account => ({
  ...of,
  registrations: account.registrations,
  sessions: account.sessions,
})

const emptyOf = (account: Account): Account => E.getOrElse(() => account)(emptyAccount(account.jid))

/** Another account before. */
export const withMemory =
  (change: (account: Account, event: Event) => Account): HostStep =>
  (options) =>
  (event) =>
  (account) =>
    step(options)(event)(change(account, event))

/** Other deliveries than the ones that came, wherever they came. */
export const withDelivery = (change: (delivery: Delivery, account: Account) => Delivery): HostStep =>
  withEvent((event, account) => {
    switch (event._tag) {
      case 'StoredOffline':
      case 'Archived':
      case 'GroupchatToBare':
      case 'SubscriptionRequested':
      case 'QueuedWhileHibernating':
        return { ...event, delivery: change(event.delivery, account) }
      case 'HibernationStarted':
      case 'AckDelayed':
        return { ...event, queue: event.queue.map((delivery) => change(delivery, account)) }
      default:
        return event
    }
  })

/** Other stanzas than the ones that came. */
export const withStanza = (change: (stanza: XmlElement, account: Account) => XmlElement): HostStep =>
  withDelivery((delivery, account) => ({ ...delivery, stanza: change(delivery.stanza, account) }))

/** Another iq than the one that came. */
export const withIq = (change: (iq: XmlElement, account: Account) => XmlElement | undefined): HostStep =>
  withEvent((event, account) => {
    if (event._tag !== 'IqReceived') return event
    const iq = change(event.iq, account)
    return iq && { ...event, iq }
  })

/** Another publish than the rules write. */
export const withPublish = (change: (iq: XmlElement, around: Around, index: number) => XmlElement): HostStep =>
  withEffects((effects, around) =>
    effects.map((effect, index) =>
      effect._tag === 'Publish' ? rewritten(effect, (iq) => change(iq, around, index)) : effect,
    ),
  )

export const isElement = (child: XmlElement | string): child is XmlElement => typeof child !== 'string'

/** The children that are elements, changed; undefined leaves one out. */
export const mapChildren = (
  element: XmlElement,
  change: (child: XmlElement) => XmlElement | undefined,
): XmlElement => ({
  ...element,
  children: element.children.flatMap((child) => {
    const changed = isElement(child) ? change(child) : child
    return changed === undefined ? [] : [changed]
  }),
})

export const setAttrs = (element: XmlElement, attrs: Readonly<Record<string, string | undefined>>): XmlElement => ({
  ...element,
  attrs: { ...element.attrs, ...attrs },
})

/** Every element of that name, however deep, changed. */
export const mapDeep = (element: XmlElement, name: string, change: (found: XmlElement) => XmlElement): XmlElement => {
  const inside = mapChildren(element, (child) => mapDeep(child, name, change))
  return inside.name === name ? change(inside) : inside
}

export const remove = (event: Event, ...tags: ReadonlyArray<Event['_tag']>): Event | undefined =>
  tags.includes(event._tag) ? undefined : event
