/**
 * How mod_cloud_notify reads requests: it looks at the `jid` alone, and takes nearly anything for one. Beside it, what is
 * there by the rules, and where the two part, the request that they read in different ways.
 */
import {
  type Account,
  disable,
  enable,
  type EventOf,
  isDisabledBy,
  parseJid,
  readRequest,
  type RegistrationKey,
  type Request,
  type Requester,
  type StanzaError,
  type XmlElement,
} from 'xmpp-push-rules'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import { explainReplies } from './deviations.js'
import type { Replies } from './difference.js'
import { expectedOf, held, identifier, type ModuleModel, named, sessionsOf } from './module-state.js'
import { elements, formOf } from './observed.js'

/** The enable or disable of an iq, or what else it has of the namespace. */
export const requestOf = (iq: XmlElement): XmlElement | undefined =>
  iq.children.find(
    (child): child is XmlElement => typeof child === 'object' && child.attrs['xmlns'] === 'urn:xmpp:push:0',
  )

/** A request, with the two ways to read it. */
interface Asked {
  readonly account: string
  readonly resource: string
  readonly element: XmlElement
  /** What the rules make of it: the registration that is meant, or the error. */
  readonly rules: E.Either<StanzaError, RegistrationKey>
  /** The service as the module has it. */
  readonly service: string
}

const answerOf = ({ type, condition }: StanzaError): string => `${type}/${condition}`

/** The service as it is on the wire afterwards; what is no JID stays what it is. */
const serviceOf = (jid: string): string =>
  pipe(
    parseJid(jid),
    E.getOrElse(() => jid),
  )

/** What the module and the rules answer to a request that only the module takes. */
export const repliesTo = (element: XmlElement | undefined, library: string, module: string): Replies => ({
  library,
  module,
  jid: element?.attrs['jid'],
  forms: elements(element, 'x').length,
})

const setRegistrations = (model: ModuleModel, account: string, ids: ReadonlyArray<string>): void => {
  model.registrations.set(account, ids)
}

/** What the module evicts because it holds something that by the rules is not there goes for that request's reason. */
const evicting = (model: ModuleModel, account: string): void => {
  const all = held(model, account)
  const kept = all.slice(-model.options.maxDevices)
  const extra = all.map((id) => model.because.get(named(account, id))).find((reason) => reason !== undefined)
  for (const id of all.slice(0, all.length - kept.length))
    if (extra !== undefined && expectedOf(model, account).has(id)) model.because.set(named(account, id), extra)
  setRegistrations(model, account, kept)
}

const enabling = (model: ModuleModel, { account, resource, element, rules, service }: Asked): void => {
  const id = identifier(service, element.attrs['node'] ?? '')
  const name = named(account, id)
  if (E.isRight(rules)) {
    const before = expectedOf(model, account)
    const others = [...before].filter(([known]) => known !== id)
    model.expected.set(
      account,
      new Map([...others, [id, before.get(id) ?? 0] as const].slice(-model.options.maxDevices)),
    )
    model.because.delete(name)
  } else {
    const reason = explainReplies(repliesTo(element, answerOf(rules.left), 'result'))
    if (reason !== undefined) model.because.set(name, reason.id)
  }
  model.forms.set(name, formOf(elements(element, 'x')[0]))
  setRegistrations(model, account, [...held(model, account).filter((known) => known !== id), id])
  evicting(model, account)
  const session = sessionsOf(model, account).get(resource)
  if (session !== undefined) session.bound = id
}

/** The handlers of every user's unanswered publishes to a registration go with it, and so does its count of errors. */
const forgetting = (model: ModuleModel, id: string): void => {
  model.errors.delete(id)
  for (const name of model.unanswered.keys())
    if ((JSON.parse(name) as ReadonlyArray<string>)[1] === id) model.unanswered.delete(name)
}

const disabling = (model: ModuleModel, { account, resource, element, rules, service }: Asked): void => {
  const node = element.attrs['node']
  const known = new Set([...held(model, account), ...expectedOf(model, account).keys()])
  const gone = [...known].filter((id) =>
    node === undefined ? id.startsWith(`${service}<`) : id === identifier(service, node),
  )
  const isGone = (id: string): boolean => {
    const [registered = '', registeredNode = ''] = id.split('<')
    return E.isRight(rules) && isDisabledBy(rules.right)({ service: registered, node: registeredNode })
  }
  const goneByRules = [...known].filter(isGone)
  for (const id of goneByRules) if (!gone.includes(id)) model.because.set(named(account, id), 'disable-empty-node')
  for (const id of gone) model.because.delete(named(account, id))
  setRegistrations(
    model,
    account,
    held(model, account).filter((id) => !gone.includes(id)),
  )
  model.expected.set(account, new Map([...expectedOf(model, account)].filter(([id]) => !goneByRules.includes(id))))
  const session = sessionsOf(model, account).get(resource)
  if (session?.bound !== undefined && gone.includes(session.bound)) session.bound = undefined
  for (const id of gone) forgetting(model, id)
}

/** A `jid` is asked for; of an enable it must not be the one that asks. */
const isTaken = ({ element, account, resource }: Asked): boolean => {
  const { jid } = element.attrs
  return jid !== undefined && !(element.name === 'enable' && jid === `${account}/${resource}`)
}

const read = (model: ModuleModel, requester: Requester, request: Request): Asked => {
  const { element } = request.scope
  return {
    ...requester,
    element,
    rules: request.name === 'enable' ? enable(model.options)(requester)(request) : disable(request),
    service: serviceOf(element.attrs['jid'] ?? ''),
  }
}

/** A session sent an iq. */
export const asked = (model: ModuleModel, { jid }: Account, { iq, resource }: EventOf<'IqReceived'>): void => {
  const requester = { account: jid, resource }
  const found = readRequest(requester, iq)
  if (O.isNone(found) || E.isLeft(found.value)) return
  const request = found.value.right
  const one = read(model, requester, request)
  if (!isTaken(one)) return
  if (request.name === 'enable') enabling(model, one)
  else disabling(model, one)
}
