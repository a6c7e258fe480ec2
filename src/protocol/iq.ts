/**
 * Answers to an iq (RFC 6120 §8.2.3), and the id that a host gives to one of ours.
 */
import type { BareJid } from '../jid.js'
import { NS } from '../namespaces.js'
import { el } from '../xml/build.js'
import type { XmlElement } from '../xml/element.js'
import { attr } from '../xml/query.js'

/** A stanza error: its type and its defined condition (RFC 6120 §8.3). */
export interface StanzaError {
  readonly type: 'cancel' | 'modify' | 'wait'
  readonly condition:
    | 'bad-request'
    | 'feature-not-implemented'
    | 'internal-server-error'
    | 'item-not-found'
    | 'not-allowed'
    | 'policy-violation'
}

/** Who asked: the account and the resource of the session. */
export interface Requester {
  readonly account: BareJid
  readonly resource: string
}

const reply = (
  { account, resource }: Requester,
  iq: XmlElement,
  type: 'result' | 'error',
  children: ReadonlyArray<XmlElement> = [],
): XmlElement => {
  const id = attr(iq, 'id')
  // The requester is the session, whatever the iq says of itself.
  const to = `${account}/${resource}`
  return el('iq', id === undefined ? { type, from: account, to } : { type, from: account, to, id }, children)
}

/**
 * The empty result.
 *
 * @example
 * resultReply({ account: juliet, resource: 'phone' }, iq)
 * @since 0.1.0
 */
export const resultReply = (requester: Requester, iq: XmlElement): XmlElement => reply(requester, iq, 'result')

/**
 * The error reply; what the client sent is not sent back.
 *
 * @example
 * errorReply({ account: juliet, resource: 'phone' }, iq, { type: 'modify', condition: 'bad-request' })
 * @since 0.1.0
 */
export const errorReply = (requester: Requester, iq: XmlElement, { type, condition }: StanzaError): XmlElement =>
  reply(requester, iq, 'error', [el('error', { type }, [el(condition, { xmlns: NS.stanzaErrors })])])

/**
 * PUB-2: the iq with an id; ids are the host's.
 *
 * @example
 * serializeXml(withId('n12')(publish.iq))
 * @since 0.1.0
 */
export const withId =
  (id: string) =>
  (iq: XmlElement): XmlElement =>
    el(iq.name, { ...iq.attrs, id }, iq.children)
