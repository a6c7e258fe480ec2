/**
 * A model of mod_cloud_notify's bookkeeping: which push, to which registration, for which stanza, and nothing of what is
 * in it. The module's own pushes name no stanza; this says which one each was for, and so which deviation made the
 * library do something else. Where the module does not do what the model says, the difference is unexplained.
 */
import { type Account, classify, type Delivery, type Event, isUrgent } from 'xmpp-push-rules'
import { answered } from './module-answers.js'
import { asked } from './module-requests.js'
import { held, type ModuleModel, type ModuleSession, named, sessionsOf } from './module-state.js'
import { asModuleReads, isToUser } from './stanza.js'

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
    const { importance } = classify(model.options)(account.jid)(asModuleReads(account.jid, delivery.stanza))
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

const archived = (model: ModuleModel, account: Account, delivery: Delivery): ReadonlyArray<Predicted> => {
  const sessions = [...sessionsOf(model, account.jid).values()]
  if (sessions.length === 0 || !isToUser(account.jid, delivery.stanza)) return []
  const ids = held(model, account.jid).filter(
    (id) => isUrgent(model.options)(account.jid)(delivery.stanza) || !sessions.some(({ bound }) => bound === id),
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
    case 'IqReceived':
      asked(model, account, event)
      return []
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

/** The module's timers that are due: for each account until a time of its own. */
export const predictTimers = (
  model: ModuleModel,
  accountOf: (jid: string) => Account | undefined,
  until: (jid: string) => number,
): ReadonlyArray<Predicted> =>
  [...model.waiting]
    .filter(({ account, timerDue }) => timerDue !== undefined && timerDue <= until(account))
    .flatMap((session) => {
      const account = accountOf(session.account)
      return account === undefined ? [] : fire(model, account, session)
    })
