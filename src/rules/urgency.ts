/**
 * URG: a stanza that cannot wait for the end of a hibernation.
 */
import { kindOf } from '../stanza.js'
import type { XmlElement } from '../xml/element.js'
import { scopeOf } from '../xml/query.js'
import { isCall, readContent } from './importance.js'

/**
 * URG-1: whether a stanza is a call proposal, `propose` in `urn:xmpp:jingle-message:0` (XEP-0353 §3).
 *
 * @example
 * isUrgent(message) // true for <message><propose xmlns='urn:xmpp:jingle-message:0' id='c1'/></message>
 * @since 0.1.0
 */
export const isUrgent = (stanza: XmlElement): boolean => {
  const scope = scopeOf(stanza)
  return kindOf(scope) === 'message' && isCall(readContent(scope))
}
