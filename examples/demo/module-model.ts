/**
 * A model of mod_cloud_notify's bookkeeping: which push, to which registration, for which stanza, and nothing of what is
 * in it. The module's own pushes name no stanza; this says which one each was for, and so which deviation made the
 * library do something else. Where the module does not do what the model says, the difference is unexplained.
 */
import {
  type Account,
  classify,
  type Delivery,
  type Event,
  isUrgent,
  type Options,
  parseJid,
  readRequest,
  type XmlElement,
} from 'xmpp-push-rules'
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'

/** A registration as the module names it, across all users of a host. */
export const identifier = (service: string, node: string): string => `${service}<${node}`

interface ModuleSession {
  readonly account: string
  readonly resource: string
  bound: string | undefined
  queue: Array<Delivery>
  /** How many of the queue were there when the session resumed last: deviation 7. */
  stale: number
  timerDue: number | undefined
}

/** What the module holds. */
export interface ModuleModel {
  readonly options: Options
  /** By account, the identifiers, oldest first. */
  readonly registrations: Map<string, ReadonlyArray<string>>
  /** By identifier, whoever's: deviation 2. */
  readonly errors: Map<string, number>
  readonly sessions: Map<string, Map<string, ModuleSession>>
  /** Timers outlive their sessions: deviation 10. */
  readonly waiting: Set<ModuleSession>
  /** Account, stanza and identifier that were pushed, as marked on the stanza itself. */
  readonly marks: Set<string>
  /** By account and identifier: publishes that an answer may still come for. */
  readonly unanswered: Map<string, number>
  /** By account: what would be there if errors were counted for each account alone, with those counts. */
  readonly alone: Map<string, ReadonlyMap<string, number>>
}

/** One push of the module. */
export interface Predicted {
  readonly account: string
  readonly identifier: string
  readonly key: string | undefined
  /** The session whose queue it comes from. */
  readonly resource?: string
  /** What became of that session since the stanza was collected. */
  readonly session?: 'gone' | 'resumed' | undefined
}

export const newModel = (options: Options): ModuleModel => ({
  options,
  registrations: new Map(),
  errors: new Map(),
  sessions: new Map(),
  waiting: new Set(),
  marks: new Set(),
  unanswered: new Map(),
  alone: new Map(),
})

const named = (...parts: ReadonlyArray<string>): string => JSON.stringify(parts)

const held = (model: ModuleModel, account: string): ReadonlyArray<string> => model.registrations.get(account) ?? []

const sessionsOf = (model: ModuleModel, account: string): Map<string, ModuleSession> => {
  const known = model.sessions.get(account) ?? new Map<string, ModuleSession>()
  model.sessions.set(account, known)
  return known
}

const pushTo = (model: ModuleModel, account: string, id: string, key: string | undefined): Predicted => {
  const name = named(account, id)
  model.unanswered.set(name, (model.unanswered.get(name) ?? 0) + 1)
  if (!model.errors.has(id)) model.errors.set(id, 0)
  return { account, identifier: id, key }
}

const pushStanza = (
  model: ModuleModel,
  account: string,
  ids: ReadonlyArray<string>,
  { key }: Delivery,
): ReadonlyArray<Predicted> =>
  ids.flatMap((id) => {
    const mark = named(account, key, id)
    if (model.marks.has(mark)) return []
    model.marks.add(mark)
    return [pushTo(model, account, id, key)]
  })

/** A queue: one push per class; a clone has no mark, and an empty important body does not make one class of two. */
const walk = (
  model: ModuleModel,
  account: Account,
  id: string,
  queue: ReadonlyArray<Delivery>,
  clones: boolean,
): ReadonlyArray<Predicted> => {
  const told = new Set<string>()
  return queue.flatMap((delivery) => {
    const mark = named(account.jid, delivery.key, id)
    const { importance } = classify(model.options)(account.jid)(delivery.stanza)
    if (told.has(importance) || (!clones && model.marks.has(mark))) return []
    told.add(importance)
    if (!clones) model.marks.add(mark)
    return [pushTo(model, account.jid, id, delivery.key)]
  })
}

const collect = (model: ModuleModel, session: ModuleSession, at: number, deliveries: ReadonlyArray<Delivery>): void => {
  if (session.bound === undefined) return
  session.queue.push(...deliveries)
  if (deliveries.length > 0) session.timerDue ??= at + model.options.coalesceMs
  if (session.timerDue !== undefined) model.waiting.add(session)
}

const request = (
  account: Account,
  resource: string,
  iq: XmlElement,
): { readonly name: string; readonly service: string; readonly node: string | undefined } | undefined => {
  const found = readRequest({ account: account.jid, resource }, iq)
  if (O.isNone(found) || E.isLeft(found.value)) return undefined
  const { name, scope } = found.value.right
  const service = parseJid(scope.element.attrs['jid'] ?? '')
  return E.isLeft(service) ? undefined : { name, service: service.right, node: scope.element.attrs['node'] }
}

const alone = (model: ModuleModel, account: string): ReadonlyMap<string, number> =>
  model.alone.get(account) ?? new Map()

const enable = (model: ModuleModel, account: string, resource: string, id: string): void => {
  const before = alone(model, account)
  const kept = [...before].filter(([known]) => known !== id)
  model.alone.set(account, new Map([...kept, [id, before.get(id) ?? 0] as const].slice(-model.options.maxDevices)))
  const others = held(model, account).filter((known) => known !== id)
  model.registrations.set(account, [...others, id].slice(-model.options.maxDevices))
  const session = sessionsOf(model, account).get(resource)
  if (session !== undefined) session.bound = id
}

const disable = (model: ModuleModel, account: string, resource: string, gone: ReadonlyArray<string>): void => {
  model.registrations.set(
    account,
    held(model, account).filter((id) => !gone.includes(id)),
  )
  model.alone.set(account, new Map([...alone(model, account)].filter(([id]) => !gone.includes(id))))
  const session = sessionsOf(model, account).get(resource)
  if (session?.bound !== undefined && gone.includes(session.bound)) session.bound = undefined
  for (const id of gone) {
    model.errors.delete(id)
    // The handlers of every user's unanswered publishes to that identifier go with it.
    for (const name of model.unanswered.keys())
      if ((JSON.parse(name) as ReadonlyArray<string>)[1] === id) model.unanswered.delete(name)
  }
}

/** ERR for each account alone: what deviation 2 is measured against. */
const answeredAlone = (
  model: ModuleModel,
  account: string,
  event: Extract<Event, { readonly _tag: 'PublishAnswered' }>,
): void => {
  const { registration, from, answer } = event
  const id = identifier(registration.service, registration.node)
  const counts = alone(model, account)
  const errors = counts.get(id)
  if (errors === undefined || from !== registration.service) return
  const after =
    answer._tag === 'Accepted' ? 0 : answer._tag === 'Rejected' && answer.type !== 'wait' ? errors + 1 : errors
  const rest = [...counts].map(([known, n]) => [known, known === id ? after : n] as const)
  model.alone.set(account, new Map(rest.filter(([, n]) => n < model.options.maxErrors)))
}

const answered = (
  model: ModuleModel,
  account: string,
  event: Extract<Event, { readonly _tag: 'PublishAnswered' }>,
): void => {
  const { service, node } = event.registration
  const id = identifier(service, node)
  const name = named(account, id)
  const waiting = model.unanswered.get(name) ?? 0
  if (waiting === 0) return
  model.unanswered.set(name, waiting - 1)
  const errors = model.errors.get(id)
  if (event.from !== service || errors === undefined || !held(model, account).includes(id)) return
  if (event.answer._tag === 'Accepted') model.errors.set(id, 0)
  if (event.answer._tag !== 'Rejected' || event.answer.type === 'wait') return
  model.errors.set(id, errors + 1)
  if (errors + 1 < model.options.maxErrors) return
  model.errors.delete(id)
  model.registrations.set(
    account,
    held(model, account).filter((known) => known !== id),
  )
  for (const session of sessionsOf(model, account).values()) if (session.bound === id) session.bound = undefined
}

const archived = (model: ModuleModel, account: Account, delivery: Delivery): ReadonlyArray<Predicted> => {
  const sessions = [...sessionsOf(model, account.jid).values()]
  if (sessions.length === 0) return []
  const ids = held(model, account.jid).filter(
    (id) => isUrgent(delivery.stanza) || !sessions.some(({ bound }) => bound === id),
  )
  return pushStanza(model, account.jid, ids, delivery)
}

/** What the module does on an event; `account` is the library's, for its JID alone. */
export const predict = (model: ModuleModel, account: Account, event: Event): ReadonlyArray<Predicted> => {
  const { jid } = account
  const sessions = sessionsOf(model, jid)
  switch (event._tag) {
    case 'SessionOpened':
      sessions.set(event.resource, {
        account: jid,
        resource: event.resource,
        bound: undefined,
        queue: [],
        stale: 0,
        timerDue: undefined,
      })
      return []
    case 'SessionClosed':
      sessions.delete(event.resource)
      return []
    case 'IqReceived': {
      const asked = request(account, event.resource, event.iq)
      if (asked?.name === 'enable') enable(model, jid, event.resource, identifier(asked.service, asked.node ?? ''))
      if (asked?.name === 'disable') {
        const known = new Set([...held(model, jid), ...alone(model, jid).keys()])
        const gone = [...known].filter((id) =>
          asked.node === undefined ? id.startsWith(`${asked.service}<`) : id === identifier(asked.service, asked.node),
        )
        disable(model, jid, event.resource, gone)
      }
      return []
    }
    case 'StoredOffline':
    case 'GroupchatToBare':
      return pushStanza(model, jid, held(model, jid), event.delivery)
    case 'Archived':
      return archived(model, account, event.delivery)
    case 'HibernationStarted': {
      const id = sessions.get(event.resource)?.bound
      return id === undefined
        ? []
        : walk(model, account, id, event.queue, false).map((push) => ({ ...push, resource: event.resource }))
    }
    case 'QueuedWhileHibernating':
    case 'AckDelayed': {
      const session = sessions.get(event.resource)
      const deliveries =
        event._tag === 'AckDelayed' && event.cause === undefined
          ? event.queue
          : [event._tag === 'AckDelayed' ? event.cause : event.delivery]
      if (session !== undefined)
        collect(
          model,
          session,
          event.at,
          deliveries.filter((one): one is Delivery => one !== undefined),
        )
      return []
    }
    case 'SessionResumed': {
      const session = sessions.get(event.resource)
      // The timer is stopped, the queue stays: deviation 7.
      if (session !== undefined) {
        session.timerDue = undefined
        session.stale = session.queue.length
      }
      return []
    }
    case 'PingRequested':
      return held(model, jid).map((id) => pushTo(model, jid, id, undefined))
    case 'PublishAnswered':
      answered(model, jid, event)
      return []
    default:
      return []
  }
}

const fire = (model: ModuleModel, account: Account, session: ModuleSession): ReadonlyArray<Predicted> => {
  const { bound, queue, stale, resource } = session
  session.queue = []
  session.stale = 0
  session.timerDue = undefined
  model.waiting.delete(session)
  const gone = model.sessions.get(session.account)?.get(resource) !== session
  const old = new Set(queue.slice(0, stale).map(({ key }) => key))
  return bound === undefined
    ? []
    : walk(model, account, bound, queue, true).map((push) => ({
        ...push,
        resource,
        session: gone ? 'gone' : push.key !== undefined && old.has(push.key) ? 'resumed' : undefined,
      }))
}

/** The module's timers that are due. */
export const predictTimers = (
  model: ModuleModel,
  accountOf: (jid: string) => Account | undefined,
  to: number,
): ReadonlyArray<Predicted> =>
  [...model.waiting]
    .filter(({ timerDue }) => timerDue !== undefined && timerDue <= to)
    .flatMap((session) => {
      const account = accountOf(session.account)
      return account === undefined ? [] : fire(model, account, session)
    })

/** The host got this answer and had a publish waiting for it; the module may have had none. */
export const noteAnswer = answeredAlone

/** Whether the registration would be there if errors were counted for each account alone. */
export const keptAlone = (model: ModuleModel, account: string): ReadonlyArray<string> => [
  ...alone(model, account).keys(),
]

/** What the module holds for an account. */
export const moduleHas = (model: ModuleModel, account: string, id: string): boolean => held(model, account).includes(id)
