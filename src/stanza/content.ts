/**
 * What is in a message: one pass over its children, the only place that looks at all of them.
 */
import type { Options } from '../options/options.js'
import { POLICY_CAUSES, type PolicyCause } from '../state/causes.js'
import type { XmlElement } from '../xml/element.js'
import {
  attr,
  byLocalName,
  childElements,
  childNamespace,
  enter,
  findChild,
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
  readonly roles: Readonly<Partial<Record<Role, XmlElement>>>
}

interface Found {
  readonly causes: Array<PolicyCause>
  readonly roles: Partial<Record<Role, XmlElement>>
}

const isEmptyBody = (role: Role, child: XmlElement): boolean => role === 'body' && textOf(child) === ''

const readChildren = (message: Scope): Found => {
  const found: Found = { causes: [], roles: {} }
  for (const child of childElements(message.element)) {
    const marks = byLocalName(MARKS, child.name)?.get(childNamespace(message, child)) ?? []
    for (const { cause, role, inside } of marks) {
      if (inside !== undefined && findChild(enter(message, child), ...inside) === undefined) continue
      if (cause !== undefined && !found.causes.includes(cause)) found.causes.push(cause)
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

/** The causes that several elements, or the type, make together. */
const DERIVED: ReadonlyArray<
  readonly [cause: PolicyCause, holds: (message: Scope, found: Found, body: string | undefined) => boolean]
> = [
  ['error', ({ element }) => typeOf(element) === 'error'],
  // RFC 6121 §5.2.2: what is of no known type is `normal`
  ['normal', ({ element }) => !['chat', 'groupchat', 'headline', 'error'].includes(typeOf(element) ?? 'normal')],
  [
    'omemo-without-payload',
    (_, { causes, roles }) => roles.payload === undefined && hasAny(causes, OMEMO) && !hasAny(causes, WITH_CONTENT),
  ],
  ['otr', (_, _found, body) => body?.startsWith('?OTR') === true],
  [
    'subject-with-body',
    ({ element }, { roles }, body) =>
      roles.subject !== undefined && body !== undefined && typeOf(element) === 'groupchat',
  ],
  [
    'subject',
    ({ element }, { roles }, body) =>
      roles.subject !== undefined && body === undefined && typeOf(element) === 'groupchat',
  ],
  ['body', (_, _found, body) => body !== undefined],
  [
    'stored-jingle-message',
    ({ element }, { roles }) =>
      roles.store !== undefined && roles['jingle-message'] !== undefined && typeOf(element) !== 'error',
  ],
  ['displayed-sync', (message, { roles }) => isDisplayedSync(message, roles.event)],
]

const RANK = new Map<string, number>(POLICY_CAUSES.map((cause, rank) => [cause, rank]))

const inOrder = (causes: ReadonlyArray<PolicyCause>): ReadonlyArray<PolicyCause> =>
  causes.length < 2 ? causes : [...causes].sort((a, b) => (RANK.get(a) ?? 0) - (RANK.get(b) ?? 0))

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
  const derived = DERIVED.filter(([, holds]) => holds(message, found, body)).map(([cause]) => cause)
  const told = derived.includes('error') ? found.causes.filter((cause) => !HINTS.includes(cause)) : found.causes
  return { causes: inOrder([...told, ...derived]), body, roles: found.roles }
}
