/**
 * What is in a message: one pass over its children, the only place that looks at all of them.
 */
import type { Options } from '../options/options.js'
import { POLICY_CAUSES, type PolicyCause } from '../state/causes.js'
import type { XmlElement } from '../xml/element.js'
import {
  attr,
  byLocalName,
  childNamespace,
  childrenOf,
  enter,
  findChild,
  isElement,
  type Scope,
  textOf,
  typeOf,
} from '../xml/query.js'
import { readFallback } from './fallback.js'
import { MARKS, type Role } from './marks.js'
import { NS } from './namespaces.js'

/** What the rules read out of the children of a message. */
export interface Content {
  /** In the order in which they are asked. */
  readonly causes: ReadonlyArray<PolicyCause>
  /** The text of the first body that is not empty, without what is a fallback. */
  readonly body: string | undefined
  readonly roles: Readonly<Roles>
}

type Roles = Record<Role, XmlElement | undefined>

interface Found {
  readonly causes: Array<PolicyCause>
  readonly roles: Roles
}

const noRoles = (): Roles => ({
  body: undefined,
  subject: undefined,
  payload: undefined,
  fallback: undefined,
  nick: undefined,
  carbon: undefined,
  event: undefined,
  mention: undefined,
  naming: undefined,
  call: undefined,
  'jingle-message': undefined,
  store: undefined,
})

const RANK: ReadonlyMap<string, number> = new Map(POLICY_CAUSES.map((cause, rank) => [cause, rank]))

const rankOf = (cause: PolicyCause): number => RANK.get(cause) ?? 0

/** Puts a cause in its place, once. */
const put = (causes: Array<PolicyCause>, cause: PolicyCause): void => {
  const rank = rankOf(cause)
  const place = causes.findIndex((other) => rankOf(other) >= rank)
  if (place < 0) causes.push(cause)
  else if (causes[place] !== cause) causes.splice(place, 0, cause)
}

const isEmptyBody = (role: Role, child: XmlElement): boolean => role === 'body' && textOf(child) === ''

const readChildren = (message: Scope): Found => {
  const found: Found = { causes: [], roles: noRoles() }
  for (const child of childrenOf(message.element)) {
    if (!isElement(child)) continue
    const marks = byLocalName(MARKS, child.name)?.get(childNamespace(message, child))
    if (marks === undefined) continue
    for (const { cause, role, inside } of marks) {
      if (inside !== undefined && findChild(enter(message, child), ...inside) === undefined) continue
      if (cause !== undefined) put(found.causes, cause)
      if (role !== undefined && !isEmptyBody(role, child)) found.roles[role] ??= child
    }
  }
  return found
}

const hasAny = (causes: ReadonlyArray<string>, some: ReadonlyArray<string>): boolean =>
  causes.some((cause) => some.includes(cause))

const OMEMO: ReadonlyArray<PolicyCause> = ['omemo', 'omemo-legacy']

/** The kinds of encryption that carry content where OMEMO without payload does not; EME only announces one. */
const WITH_CONTENT: ReadonlyArray<PolicyCause> = ['pgp', 'openpgp']

const ENCRYPTED: ReadonlyArray<PolicyCause> = [...OMEMO, ...WITH_CONTENT, 'eme', 'otr']

/** SUM-3: whether the body, if there is one, is only a fallback. */
export const isEncrypted = (causes: ReadonlyArray<string>): boolean => hasAny(causes, ENCRYPTED)

/** XEP-0334: hints inside an error are an echo of what was sent. */
const HINTS: ReadonlyArray<PolicyCause> = ['no-store']

/** XEP-0490: `event / items[node]`. */
const isDisplayedSync = (message: Scope, event: XmlElement | undefined): boolean => {
  const items = event && findChild(enter(message, event), 'items', NS.pubsubEvent)
  return items !== undefined && attr(items.element, 'node') === NS.displayedSync
}

const KNOWN_TYPES: ReadonlyArray<string> = ['chat', 'groupchat', 'headline', 'error', 'normal']

/** RFC 6121 §5.2.2: what is of no known type is `normal`. */
const typeOfMessage = ({ element }: Scope): string => {
  const type = typeOf(element)
  return type !== undefined && KNOWN_TYPES.includes(type) ? type : 'normal'
}

/** All causes: those of its elements, and those that several of them, or the type, make together. */
const causesOf = (
  message: Scope,
  { causes: found, roles }: Found,
  body: string | undefined,
): ReadonlyArray<PolicyCause> => {
  const type = typeOfMessage(message)
  const causes = type === 'error' ? found.filter((cause) => !HINTS.includes(cause)) : [...found]
  if (type === 'error') put(causes, 'error')
  if (type === 'normal') put(causes, 'normal')
  if (roles.payload === undefined && hasAny(found, OMEMO) && !hasAny(found, WITH_CONTENT))
    put(causes, 'omemo-without-payload')
  if (body?.startsWith('?OTR') === true) put(causes, 'otr')
  if (roles.subject !== undefined && type === 'groupchat')
    put(causes, body === undefined ? 'subject' : 'subject-with-body')
  if (body !== undefined) put(causes, 'body')
  if (roles.store !== undefined && roles['jingle-message'] !== undefined && type !== 'error')
    put(causes, 'stored-jingle-message')
  if (isDisplayedSync(message, roles.event)) put(causes, 'displayed-sync')
  return causes
}

const bodyOf = (
  { understands }: Pick<Options, 'understands'>,
  message: Scope,
  { body, fallback }: Found['roles'],
): string | undefined =>
  body === undefined
    ? undefined
    : fallback !== undefined && understands.includes('fallback')
      ? readFallback(message, textOf(body))
      : textOf(body)

/** Reads a message. */
export const readContent = (options: Pick<Options, 'understands'>, message: Scope): Content => {
  const found = readChildren(message)
  const body = bodyOf(options, message, found.roles)
  return { causes: causesOf(message, found, body), body, roles: found.roles }
}
