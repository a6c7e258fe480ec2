/**
 * PUB: the publish request (XEP-0357 §7), as XEP-0060 §7.1.5 has publish options.
 */
import * as O from '../fp/option.js'
import { type BareJid, domainOf } from '../jid.js'
import type { Registration } from '../registration.js'
import type { Summary } from '../rules/summary.js'
import { el, NO_ATTRS } from '../xml/build.js'
import type { XmlElement } from '../xml/element.js'
import {
  elementOf,
  type FieldKind,
  ITEM,
  LAST_MESSAGE_BODY,
  LAST_MESSAGE_SENDER,
  MESSAGE_COUNT,
  NOTIFICATION,
  PENDING_SUBSCRIPTION_COUNT,
  PUBLISH_OPTIONS,
  PUBSUB,
  SUMMARY_TYPE,
} from '../xml/ready.js'
import { field, fieldOf, submitForm } from './data-form.js'

const addField = (fields: Array<XmlElement>, kind: FieldKind, value: string | undefined): void => {
  if (value !== undefined) fields.push(fieldOf(kind, value))
}

/** SUM-4: the form fields, in the order of the XEP's example; only what has a value is sent. */
const fieldsOf = ({
  messageCount,
  pendingSubscriptionCount: pending,
  lastMessageSender,
  lastMessageBody,
}: Summary): ReadonlyArray<XmlElement> => {
  // hot loop: once a push
  const fields = [SUMMARY_TYPE.element, fieldOf(MESSAGE_COUNT, String(messageCount))]
  addField(fields, PENDING_SUBSCRIPTION_COUNT, pending === undefined ? undefined : String(pending))
  addField(fields, LAST_MESSAGE_SENDER, lastMessageSender)
  addField(fields, LAST_MESSAGE_BODY, lastMessageBody)
  return fields
}

/** SUM-1, SUM-4: the item with `<notification xmlns='urn:xmpp:push:0'/>` and the summary form; requests may share it. */
export const itemOf = (summary: Summary): XmlElement =>
  elementOf(ITEM, [elementOf(NOTIFICATION, [submitForm(fieldsOf(summary))])])

/**
 * PUB-1: the publish request for one registration, with an item that several may share.
 *
 * @param domain - the user's: the request comes from it
 * @returns an iq without id (PUB-2); see `withId`
 */
export const publishItem = (
  domain: string,
  { service, node, publishOptions }: Pick<Registration, 'service' | 'node' | 'publishOptions'>,
  item: XmlElement,
): XmlElement => {
  const publish = el('publish', node === '' ? NO_ATTRS : { node }, [item])
  return el('iq', { type: 'set', from: domain, to: service }, [
    elementOf(
      PUBSUB,
      O.isSome(publishOptions)
        ? [publish, elementOf(PUBLISH_OPTIONS, [submitForm(publishOptions.value.map(field))])]
        : [publish],
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
    publishItem(domainOf(account), registration, itemOf(summary))
