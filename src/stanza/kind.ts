/**
 * What a stanza is.
 */
import { localName, namespaceOf, type Scope } from '../xml/query.js'
import { isContentNamespace } from './namespaces.js'

/** What a stanza is; anything else that travels on a stream (nonzas) is `other`. */
export type StanzaKind = 'message' | 'presence' | 'iq' | 'other'

const KINDS: ReadonlyArray<StanzaKind> = ['message', 'presence', 'iq']

/** The kind of a stanza: name and content namespace together. */
export const kindOf = (scope: Scope): StanzaKind => {
  const name = localName(scope.element.name)
  const kind = KINDS.find((known) => known === name)
  return kind !== undefined && isContentNamespace(namespaceOf(scope)) ? kind : 'other'
}
