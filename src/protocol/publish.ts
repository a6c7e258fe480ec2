/**
 * PUB: the publish request (XEP-0357 §7), as XEP-0060 §7.1.5 has publish options.
 */
import * as O from '../fp/option.js'
import { type BareJid, domainOf } from '../jid.js'
import { NS } from '../namespaces.js'
import type { Registration } from '../registration.js'
import type { Summary } from '../rules/summary.js'
import { el, NO_ATTRS } from '../xml/build.js'
import type { XmlElement } from '../xml/element.js'
import { elementOf, ITEM, NOTIFICATION, PUBLISH_OPTIONS, PUBSUB } from '../xml/ready.js'
import { field, fieldOf, submitForm } from './data-form.js'

/** SUM-4: the form fields, in the order of the XEP's example; only what has a value is sent. */
const FIELDS: ReadonlyArray<readonly [name: string, member: keyof Summary]> = [
  ['message-count', 'messageCount'],
  ['pending-subscription-count', 'pendingSubscriptionCount'],
  ['last-message-sender', 'lastMessageSender'],
  ['last-message-body', 'lastMessageBody'],
]

const FORM_TYPE = fieldOf('FORM_TYPE', 'hidden', NS.pushSummary)

/** SUM-1, SUM-4: `<notification xmlns='urn:xmpp:push:0'/>` with the summary form. */
export const notification = (summary: Summary): XmlElement => {
  const fields = [FORM_TYPE]
  // hot loop: once a push
  for (const [name, member] of FIELDS) {
    const value = summary[member]
    if (value !== undefined) fields.push(fieldOf(name, undefined, String(value)))
  }
  return elementOf(NOTIFICATION, [submitForm(fields)])
}

/**
 * PUB-1: the publish request for one registration, from a notification that several may share.
 *
 * @param account - the user's bare JID: the request comes from its domain
 * @returns an iq without id (PUB-2); see `withId`
 */
export const publishNotification = (
  account: BareJid,
  { service, node, publishOptions }: Pick<Registration, 'service' | 'node' | 'publishOptions'>,
  payload: XmlElement,
): XmlElement => {
  const publish = el('publish', node === '' ? NO_ATTRS : { node }, [elementOf(ITEM, [payload])])
  return el('iq', { type: 'set', from: domainOf(account), to: service }, [
    elementOf(
      PUBSUB,
      O.isSome(publishOptions) ? [publish, elementOf(PUBLISH_OPTIONS, [submitForm(publishOptions.value.map(field))])] : [publish],
    ),
  ])
}

/**
 * PUB-1: the publish request for one registration and one summary.
 *
 * @param account - the user's bare JID: the request comes from its domain
 * @param registration - the service, node and publish options
 * @param summary - made by `summarize`
 * @returns an iq without id (PUB-2); see `withId`
 * @example
 * publishRequest(juliet)(registration, { messageCount: 1 })
 * @since 0.1.0
 */
export const publishRequest =
  (account: BareJid) =>
  (registration: Pick<Registration, 'service' | 'node' | 'publishOptions'>, summary: Summary): XmlElement =>
    publishNotification(account, registration, notification(summary))
