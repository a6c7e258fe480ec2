/**
 * How mod_cloud_notify counts the answers of push services.
 */
import type { EventOf } from 'xmpp-push-rules'
import { expectedOf, held, identifier, type ModuleModel, named, sessionsOf } from './module-state.js'

type Answered = EventOf<'PublishAnswered'>

/** ERR for each account alone: what deviation 2 is measured against. The host had a publish waiting for this answer. */
export const answeredAlone = (model: ModuleModel, account: string, event: Answered): void => {
  const { registration, from, answer } = event
  const id = identifier(registration.service, registration.node)
  const counts = expectedOf(model, account)
  const errors = counts.get(id)
  if (errors === undefined || from !== registration.service) return
  const after =
    answer._tag === 'Accepted' ? 0 : answer._tag === 'Rejected' && answer.type !== 'wait' ? errors + 1 : errors
  const rest = [...counts].map(([known, n]) => [known, known === id ? after : n] as const)
  model.expected.set(account, new Map(rest.filter(([, n]) => n < model.options.maxErrors)))
}

/** ERR as the module has it: by identifier, whoever's it is; deviation 9 is that it may be counted twice. */
export const answered = (model: ModuleModel, account: string, event: Answered): void => {
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
