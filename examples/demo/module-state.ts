/**
 * What mod_cloud_notify holds, as far as the model of it goes.
 */
import type { Delivery, Options } from 'xmpp-push-rules'
import type { Form } from './observed.js'

/** A registration as the module names it, across all users of a host. */
export const identifier = (service: string, node: string): string => `${service}<${node}`

/** Several texts as one name. */
export const named = (...parts: ReadonlyArray<string>): string => JSON.stringify(parts)

export interface ModuleSession {
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
  /**
   * By account: what would be there if requests were read by the rules and errors counted for each account alone, with
   * those counts.
   */
  readonly expected: Map<string, ReadonlyMap<string, number>>
  /** By account and identifier: the publish options as they came when it was enabled last. */
  readonly forms: Map<string, Form>
  /** By account and identifier: the request that the module reads in another way, where it holds something else for it. */
  readonly because: Map<string, string>
}

export const newModel = (options: Options): ModuleModel => ({
  options,
  registrations: new Map(),
  errors: new Map(),
  sessions: new Map(),
  waiting: new Set(),
  marks: new Set(),
  unanswered: new Map(),
  expected: new Map(),
  forms: new Map(),
  because: new Map(),
})

/** The identifiers that the module holds for an account. */
export const held = (model: ModuleModel, account: string): ReadonlyArray<string> =>
  model.registrations.get(account) ?? []

/** The identifiers that it would hold by the rules, with their errors. */
export const expectedOf = (model: ModuleModel, account: string): ReadonlyMap<string, number> =>
  model.expected.get(account) ?? new Map()

export const sessionsOf = (model: ModuleModel, account: string): Map<string, ModuleSession> => {
  const known = model.sessions.get(account) ?? new Map<string, ModuleSession>()
  model.sessions.set(account, known)
  return known
}
