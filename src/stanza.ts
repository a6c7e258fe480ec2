/**
 * The views of a stanza that the rules need: its kind, its type, and the message inside a carbon copy.
 */
import { type BareJid, isJid } from './jid.js'
import { isContentNamespace, NS } from './namespaces.js'
import type { XmlElement } from './xml/element.js'
import { attr, childNamespace, childrenOf, enter, findPath, isElement, localName, namespaceOf, type Scope, scopeOf } from './xml/query.js'

/** What a stanza is; anything else that travels on a stream (nonzas) is `other`. */
export type StanzaKind = 'message' | 'presence' | 'iq' | 'other'

/** A stanza as the rules judge it: for a carbon copy, `scope` and `type` are the inner message's. */
export interface StanzaView {
  readonly kind: StanzaKind
  readonly type: string | undefined
  readonly carbon: 'none' | 'received' | 'sent'
  readonly scope: Scope
}

const KINDS: ReadonlySet<string> = new Set(['message', 'presence', 'iq'])

/** The kind of a stanza: name and content namespace together. */
export const kindOf = (scope: Scope): StanzaKind => {
  const name = localName(scope.element.name)
  return KINDS.has(name) && isContentNamespace(namespaceOf(scope)) ? (name as StanzaKind) : 'other'
}

const FORWARDED = [
  ['forwarded', NS.forward],
  ['message', NS.client],
] as const

const DIRECTIONS: ReadonlySet<string> = new Set(['received', 'sent'])

/**
 * IMP: a carbon is `message[from = own bare JID] > received|sent > forwarded > message`.
 *
 * XEP-0280 §11: "Any forwarded copies received by a Carbons-enabled client MUST be from that user's bare JID; any
 * copies that do not meet this requirement MUST be ignored" (CVE-2017-5589).
 */
const carbonOf = (account: BareJid, outer: Scope): Pick<StanzaView, 'carbon' | 'scope'> => {
  const wrapper = childrenOf(outer.element).find(
    (child): child is XmlElement =>
      isElement(child) && DIRECTIONS.has(localName(child.name)) && childNamespace(outer, child) === NS.carbons,
  )
  if (wrapper === undefined || !isJid(attr(outer.element, 'from'), account)) return { carbon: 'none', scope: outer }
  const inner = findPath(enter(outer, wrapper), FORWARDED)
  return inner === undefined
    ? { carbon: 'none', scope: outer }
    : { carbon: localName(wrapper.name) === 'sent' ? 'sent' : 'received', scope: inner }
}

/**
 * Looks at a stanza as the rules do: a genuine carbon copy is unwrapped, a forged one is not.
 *
 * @param account - the bare JID of the user that the stanza reached
 * @since 0.1.0
 */
export const viewStanza =
  (account: BareJid) =>
  (stanza: XmlElement): StanzaView => {
    const outer = scopeOf(stanza)
    const kind = kindOf(outer)
    const { carbon, scope } = kind === 'message' ? carbonOf(account, outer) : ({ carbon: 'none', scope: outer } as const)
    return { kind, type: attr(scope.element, 'type'), carbon, scope }
  }
