/**
 * What a law asks for, event by event, and whether real clients and services can bring it about. Nothing is sent here:
 * scenes are judged before they are played, and once more while they are.
 */
import type { Delivery } from 'xmpp-push-rules'
import type { Scene, Step } from 'xmpp-push-rules/conformance'
import { unsendable } from './sendable.js'

type Action = Step['action']
export type Untimed = Extract<Action, { readonly _tag: 'Dispatch' }>['event']

/** A device of a law: stanzas that it has not acknowledged, by key, and whether the server has found it late. */
export interface Role {
  readonly asleep: boolean
  readonly unacked: ReadonlyArray<string>
  readonly late: boolean
}

export interface Cast {
  /** By account and resource. */
  readonly roles: ReadonlyMap<string, Role>
  /** Stanzas that were handed to the server. */
  readonly handed: ReadonlySet<string>
  /** Stanzas of sessions that ended before they acknowledged them: the server stores them by itself. */
  readonly left: ReadonlySet<string>
  /** Archived while nobody is there: the next event has to be that it is stored. */
  readonly announced: string | undefined
}

export const nobody: Cast = { roles: new Map(), handed: new Set(), left: new Set(), announced: undefined }

export const roleName = (account: string, resource: string): string => `${account}/${resource}`
const keyName = (account: string, { key }: Delivery): string => `${account} ${key}`

export const rolesOf = ({ roles }: Cast, account: string): ReadonlyArray<readonly [resource: string, role: Role]> =>
  [...roles].flatMap(([name, role]) =>
    name.startsWith(`${account}/`) ? [[name.slice(account.length + 1), role] as const] : [],
  )

/** The device that an event is about; undefined where it is about none. */
const roleOf = ({ roles }: Cast, account: string, event: Untimed): Role | undefined =>
  'resource' in event && event.resource !== undefined ? roles.get(roleName(account, event.resource)) : undefined

const again =
  'The law hands the very same stanza over twice; a client can only send it anew, and then it is another stanza.'

/** The stanzas of a queue that have to be sent to make it, or why it cannot be made. */
export const toSend = (
  cast: Cast,
  account: string,
  unacked: ReadonlyArray<string>,
  queue: ReadonlyArray<Delivery>,
): ReadonlyArray<Delivery> | string => {
  const names = queue.map((one) => keyName(account, one))
  const rest = unacked.every((name, index) => names[index] === name) ? queue.slice(unacked.length) : queue
  return rest.some((one) => cast.handed.has(keyName(account, one))) ? again : rest
}

const queueFault = (
  cast: Cast,
  account: string,
  role: Role | undefined,
  queue: ReadonlyArray<Delivery>,
): string | undefined => {
  if (role === undefined || role.asleep) return 'The law lets a session go to sleep that is not connected.'
  const rest = toSend(cast, account, role.unacked, queue)
  return typeof rest === 'string'
    ? rest
    : rest.map(({ stanza }) => unsendable(stanza, 'session')).find((why) => why !== undefined)
}

const once = (cast: Cast, account: string, delivery: Delivery): string | undefined =>
  cast.handed.has(keyName(account, delivery)) ? again : undefined

/** Why this event cannot be brought about; undefined: it can. */
export const impossible = (cast: Cast, account: string, event: Untimed): string | undefined => {
  const role = roleOf(cast, account, event)
  if (
    ('unread' in event && event.unread !== undefined) ||
    ('pendingSubscriptions' in event && event.pendingSubscriptions !== undefined)
  )
    return 'The server counts no unread messages.'
  if (
    cast.announced !== undefined &&
    !(event._tag === 'StoredOffline' && keyName(account, event.delivery) === cast.announced)
  )
    return 'A message for an account without sessions is archived and stored offline in one go, never archived alone.'
  switch (event._tag) {
    case 'IqReceived':
      return role === undefined || role.asleep
        ? 'Only a connected session sends requests.'
        : unsendable(event.iq, 'client')
    case 'StoredOffline':
      return cast.left.has(keyName(account, event.delivery)) || cast.announced !== undefined
        ? unsendable(event.delivery.stanza, 'offline')
        : (once(cast, account, event.delivery) ?? unsendable(event.delivery.stanza, 'offline'))
    case 'Archived':
      return once(cast, account, event.delivery) ?? unsendable(event.delivery.stanza, 'archive')
    case 'GroupchatToBare':
      return once(cast, account, event.delivery) ?? unsendable(event.delivery.stanza, 'groupchat')
    case 'QueuedWhileHibernating':
      if (role?.asleep !== true) return 'The law queues a stanza for a session that does not sleep.'
      return once(cast, account, event.delivery) ?? unsendable(event.delivery.stanza, 'session')
    case 'HibernationStarted':
      return queueFault(cast, account, role, event.queue)
    case 'AckDelayed':
      if ((event.cause !== undefined) !== (role?.late === true))
        return 'A server names the stanza that is late only when the device has been late before, and then always.'
      return queueFault(cast, account, role, event.queue)
    case 'SessionResumed':
      return role?.asleep === true ? undefined : 'The law resumes a session that does not sleep.'
    case 'PublishAnswered':
      if (event.from === '') return 'Every stanza on the wire has a sender.'
      return event.answer._tag === 'TimedOut'
        ? 'An answer that never comes takes the server too long to notice.'
        : undefined
    case 'PingRequested':
    case 'ServiceMessage':
    case 'AccountDeleted':
      return `Nothing that a client or a service does leads to ${event._tag}.`
    default:
      return undefined
  }
}

const withRole = (cast: Cast, account: string, resource: string, role: Role | undefined): Cast => {
  const roles = new Map(cast.roles)
  if (role === undefined) roles.delete(roleName(account, resource))
  else roles.set(roleName(account, resource), role)
  return { ...cast, roles }
}

const withHanded = (cast: Cast, account: string, ...deliveries: ReadonlyArray<Delivery>): Cast => ({
  ...cast,
  handed: new Set([...cast.handed, ...deliveries.map((one) => keyName(account, one))]),
})

/** The session ended, closed or taken over: what it has not acknowledged is left to the server. */
const leaving = (cast: Cast, role: Role | undefined): Cast => ({
  ...cast,
  left: new Set([...cast.left, ...(role?.unacked ?? [])]),
})

/** Who is there after the event. */
export const after = (cast: Cast, account: string, event: Untimed): Cast => {
  const role = roleOf(cast, account, event)
  switch (event._tag) {
    case 'SessionOpened':
      return leaving(withRole(cast, account, event.resource, { asleep: false, unacked: [], late: false }), role)
    case 'SessionClosed':
      return leaving(withRole(cast, account, event.resource, undefined), role)
    case 'SessionResumed':
      return withRole(cast, account, event.resource, { asleep: false, unacked: [], late: false })
    case 'QueuedWhileHibernating':
      return withRole(withHanded(cast, account, event.delivery), account, event.resource, {
        asleep: true,
        late: false,
        unacked: [...(role?.unacked ?? []), keyName(account, event.delivery)],
      })
    case 'HibernationStarted':
    case 'AckDelayed':
      return withRole(withHanded(cast, account, ...event.queue), account, event.resource, {
        asleep: event._tag === 'HibernationStarted',
        late: event._tag === 'AckDelayed',
        unacked: event.queue.map((one) => keyName(account, one)),
      })
    case 'Archived':
      return rolesOf(cast, account).length === 0
        ? { ...cast, announced: keyName(account, event.delivery) }
        : withHanded(cast, account, event.delivery)
    case 'StoredOffline':
      return { ...withHanded(cast, account, event.delivery), announced: undefined }
    case 'GroupchatToBare':
      return withHanded(cast, account, event.delivery)
    default:
      return cast
  }
}

/** Why a scene cannot be played by real clients and services; undefined: it can, as far as can be told beforehand. */
export const whyNotPlayable = ({ steps }: Scene): string | undefined => {
  const end = steps.reduce<{ readonly cast: Cast; readonly why: string | undefined }>(
    ({ cast, why }, { action }) =>
      why !== undefined || action._tag !== 'Dispatch'
        ? { cast, why: why ?? (action._tag === 'FailSaves' ? 'Its store cannot be made to fail.' : undefined) }
        : { cast: after(cast, action.account, action.event), why: impossible(cast, action.account, action.event) },
    { cast: nobody, why: undefined },
  )
  return (
    end.why ??
    (end.cast.announced === undefined
      ? undefined
      : 'A message for an account without sessions is archived and stored offline in one go, never archived alone.')
  )
}
