/**
 * Which request of ours an iq is, if any (REG-1, REG-9, DIS-1).
 */
import * as E from '../fp/either.js'
import * as O from '../fp/option.js'
import { isJid, isOfAccount, type Jid, parseJid } from '../jid.js'
import { NS } from '../namespaces.js'
import { kindOf } from '../stanza.js'
import type { XmlElement } from '../xml/element.js'
import { attr, childElements, childNamespace, enter, localName, type Scope, scopeOf } from '../xml/query.js'
import type { Requester, StanzaError } from './iq.js'

/** An enable or disable request, not yet read. */
export interface Request {
  readonly name: 'enable' | 'disable'
  readonly scope: Scope
}

export const BAD_REQUEST: StanzaError = { type: 'modify', condition: 'bad-request' }
export const POLICY_VIOLATION: StanzaError = { type: 'modify', condition: 'policy-violation' }
const NOT_ALLOWED: StanzaError = { type: 'cancel', condition: 'not-allowed' }
const NOT_IMPLEMENTED: StanzaError = { type: 'cancel', condition: 'feature-not-implemented' }

/**
 * Recognises a request: none of ours, one to refuse, or an enable or disable.
 *
 * REG-1: "to the user's own bare JID", which RFC 6120 §8.1.1.1 lets a client leave out. An iq of another namespace or to
 * another address is not ours, and neither is one in another's name.
 *
 * @example
 * readRequest({ account: juliet, resource: 'phone' }, iq) // some(right({ name: 'enable', … }))
 * @since 0.1.0
 */
export const readRequest = ({ account }: Requester, iq: XmlElement): O.Option<E.Either<StanzaError, Request>> => {
  const scope = scopeOf(iq)
  const to = attr(scope.element, 'to')
  const from = attr(scope.element, 'from')
  const type = attr(scope.element, 'type')
  const [child] = childElements(scope.element)
  const ours =
    kindOf(scope) === 'iq' &&
    (type === 'set' || type === 'get') &&
    (to === undefined || isJid(to, account)) &&
    (from === undefined || isOfAccount(from, account)) &&
    child !== undefined &&
    childNamespace(scope, child) === NS.push
  if (!ours) return O.none
  if (type === 'get') return O.some(E.left(NOT_ALLOWED)) // REG-9
  const name = localName(child.name)
  return O.some(
    name === 'enable' || name === 'disable' ? E.right({ name, scope: enter(scope, child) }) : E.left(NOT_IMPLEMENTED), // REG-9
  )
}

/** REG-1, REG-10, DIS-1: the `jid` of a request; too long is a fault of its own. */
export const readService = (request: Scope): E.Either<StanzaError, Jid> => {
  const jid = attr(request.element, 'jid')
  return jid === undefined
    ? E.left(BAD_REQUEST)
    : E.mapLeft(({ code }: { readonly code: string }) => (code === 'too-long' ? POLICY_VIOLATION : BAD_REQUEST))(
        parseJid(jid),
      )
}

/** REG-3: "absent and empty are the same node". */
export const readNode = (request: Scope): string => attr(request.element, 'node') ?? ''
