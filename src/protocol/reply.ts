/**
 * Answers to an iq (RFC 6120 §8.2.3): data, and that written out. What the client sent is not sent back.
 */
import type { Reply, StanzaError } from '../effect.js'
import { NS } from '../stanza/namespaces.js'
import type { BareJid } from '../state/jid.js'
import { el } from '../xml/build.js'
import type { XmlElement } from '../xml/element.js'
import { escapeValue } from '../xml/escape.js'
import { attr } from '../xml/query.js'

/**
 * Who asked: the account and the resource of the session.
 *
 * @since 0.1.0
 */
export interface Requester {
  readonly account: BareJid
  readonly resource: string
}

/**
 * The reply to a request: to the session that sent it, whatever the iq says of itself.
 *
 * @param requester - the session that sent the iq
 * @param iq - the request; only its id is read
 * @param error - absent: the empty result
 * @returns the reply as data, for `replyText` or `replyElement`
 * @example
 * replyTo({ account: juliet, resource: 'phone' }, iq, { type: 'modify', condition: 'bad-request' })
 * @since 0.1.0
 */
export const replyTo = ({ account, resource }: Requester, iq: XmlElement, error?: StanzaError): Reply => {
  const id = attr(iq, 'id')
  return {
    _tag: 'Reply',
    resource,
    from: account,
    to: `${account}/${resource}`,
    ...(id === undefined ? {} : { id }),
    ...(error === undefined ? {} : { error }),
  }
}

/**
 * A reply as text.
 *
 * @param reply - the effect, or what `replyTo` made
 * @returns the iq as text, which any XML parser reads
 * @example
 * replyText(reply) // <iq type="result" from="juliet@capulet.example" to="juliet@capulet.example/phone" id="x1"/>
 * @since 0.1.0
 */
export const replyText = ({ from, to, id, error }: Reply): string => {
  const type = error === undefined ? 'result' : 'error'
  const named = id === undefined ? '' : `" id="${escapeValue(id)}`
  const start = `<iq type="${type}" from="${escapeValue(from)}" to="${escapeValue(to)}${named}"`
  return error === undefined
    ? `${start}/>`
    : `${start}><error type="${error.type}"><${error.condition} xmlns="${NS.stanzaErrors}"/></error></iq>`
}

/**
 * A reply as an element: what `replyText` says.
 *
 * @param reply - the effect, or what `replyTo` made
 * @returns the iq, plain data without `parent`
 * @example
 * send(replyElement(reply))
 * @since 0.1.0
 */
export const replyElement = ({ from, to, id, error }: Reply): XmlElement =>
  el(
    'iq',
    { type: error === undefined ? 'result' : 'error', from, to, ...(id === undefined ? {} : { id }) },
    error === undefined ? [] : [el('error', { type: error.type }, [el(error.condition, { xmlns: NS.stanzaErrors })])],
  )
