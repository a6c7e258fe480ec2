/**
 * What a stanza is, and the message inside a carbon copy.
 */
import { type BareJid, isJid } from './jid.js'
import { isContentNamespace, NS } from './namespaces.js'
import type { XmlElement } from './xml/element.js'
import { byLocalName, enter, findPath, fromOf, namespaceOf, type Scope } from './xml/query.js'

/** What a stanza is; anything else that travels on a stream (nonzas) is `other`. */
export type StanzaKind = 'message' | 'presence' | 'iq' | 'other'

const KINDS: ReadonlyMap<string, StanzaKind> = new Map([
  ['message', 'message'],
  ['presence', 'presence'],
  ['iq', 'iq'],
])

/** The kind of a stanza: name and content namespace together. */
export const kindOf = (scope: Scope): StanzaKind => {
  const kind = byLocalName(KINDS, scope.element.name)
  return kind !== undefined && isContentNamespace(namespaceOf(scope)) ? kind : 'other'
}

const FORWARDED = [
  ['forwarded', NS.forward],
  ['message', NS.client],
] as const

/**
 * IMP: a carbon is `message[from = own bare JID] > received|sent > forwarded > message`; the inner message, where it is one.
 *
 * XEP-0280 §11: "Any forwarded copies received by a Carbons-enabled client MUST be from that user's bare JID; any
 * copies that do not meet this requirement MUST be ignored" (CVE-2017-5589).
 *
 * @param outer - the message around it
 * @param wrapper - the first `received` or `sent` in it
 */
export const insideCarbon = (account: BareJid, outer: Scope, wrapper: XmlElement): Scope | undefined =>
  isJid(fromOf(outer.element), account) ? findPath(enter(outer, wrapper), FORWARDED) : undefined
