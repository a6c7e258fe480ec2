/**
 * PUB: the publish request (XEP-0357 §7), as XEP-0060 §7.1.5 has publish options. Written once, with the id that the host
 * gives it (PUB-2); as text or as an element, which say the same.
 */
import * as O from 'fp-ts/lib/Option.js'
import type { Publish, PublishSealed } from '../effect.js'
import type { Summary } from '../rules/summary.js'
import { NS } from '../stanza/namespaces.js'
import type { CallFacts } from '../state/facts.js'
import type { FormField } from '../state/registration.js'
import { el } from '../xml/build.js'
import type { XmlElement } from '../xml/element.js'
import { escapeText, escapeValue } from '../xml/escape.js'
import { FORM_START, formElement, formText, valueText } from './form.js'

/** What every publish request is made of, but for what is in the notification. */
export type Addressed = Pick<Publish, 'registration' | 'from' | 'publishOptions'>

const PUBLISH_START = `<pubsub xmlns="${NS.pubsub}"><publish`
const ITEM_START = `><item><notification xmlns="${NS.push}">`

/** The request around a notification's content, as text. */
export const requestText = (id: string, { registration, from, publishOptions }: Addressed, content: string): string => {
  const { service, node } = registration
  const named = node === '' ? '' : ` node="${escapeValue(node)}"`
  const options = O.isSome(publishOptions) ? `<publish-options>${formText(publishOptions.value)}</publish-options>` : ''
  return (
    `<iq type="set" from="${escapeValue(from)}" to="${escapeValue(service)}" id="${escapeValue(id)}">` +
    `${PUBLISH_START}${named}${ITEM_START}${content}</notification></item></publish>${options}</pubsub></iq>`
  )
}

/** The request around a notification's content, as an element. */
export const requestElement = (
  id: string,
  { registration, from, publishOptions }: Addressed,
  content: ReadonlyArray<XmlElement>,
): XmlElement => {
  const { service, node } = registration
  const item = el('item', {}, [el('notification', { xmlns: NS.push }, content)])
  const options = O.isSome(publishOptions) ? [el('publish-options', {}, [formElement(publishOptions.value)])] : []
  return el('iq', { type: 'set', from, to: service, id }, [
    el('pubsub', { xmlns: NS.pubsub }, [el('publish', node === '' ? {} : { node }, [item]), ...options]),
  ])
}

const SUMMARY_TYPE: FormField = { name: 'FORM_TYPE', type: 'hidden', values: [NS.pushSummary] }

const fieldOf = (name: string, value: string | number | undefined): ReadonlyArray<FormField> =>
  value === undefined ? [] : [{ name, values: [String(value)] }]

/** SUM-4: the form fields, in the order of the XEP's example; only what has a value is sent. */
const fieldsOf = (summary: Summary): ReadonlyArray<FormField> => [
  SUMMARY_TYPE,
  ...fieldOf('message-count', summary.messageCount),
  ...fieldOf('pending-subscription-count', summary.pendingSubscriptionCount),
  ...fieldOf('last-message-sender', summary.lastMessageSender),
  ...fieldOf('last-message-body', summary.lastMessageBody),
]

const SUMMARY_START = `${FORM_START}<field var="FORM_TYPE" type="hidden"><value>${NS.pushSummary}</value></field>`

const fieldText = (start: string, value: string | undefined): string =>
  value === undefined ? '' : `${start}${valueText(value)}</field>`

const countText = (start: string, count: number | undefined): string =>
  count === undefined ? '' : `${start}<value>${count}</value></field>`

/** The same form as text. */
const summaryText = (summary: Summary): string =>
  SUMMARY_START +
  countText('<field var="message-count">', summary.messageCount) +
  countText('<field var="pending-subscription-count">', summary.pendingSubscriptionCount) +
  fieldText('<field var="last-message-sender">', summary.lastMessageSender) +
  `${fieldText('<field var="last-message-body">', summary.lastMessageBody)}</x>`

/** PRI-1: `<priority/>`, after the form. */
export const priorityText = ({ priority }: Pick<PublishSealed, 'priority'>): string =>
  priority === undefined ? '' : `<priority xmlns="${NS.priority}">${priority}</priority>`

/** The same as an element. */
export const priorityElement = ({ priority }: Pick<PublishSealed, 'priority'>): ReadonlyArray<XmlElement> =>
  priority === undefined ? [] : [el('priority', { xmlns: NS.priority }, [priority])]

/** JIN-1: `<jingle action sid><media/>…</jingle>`. */
const jingleText = (call: CallFacts | undefined): string =>
  call === undefined
    ? ''
    : `<jingle xmlns="${NS.pushJingle}" action="${escapeValue(call.action)}" sid="${escapeValue(call.id)}">` +
      `${call.media.map((media) => `<media>${escapeText(media)}</media>`).join('')}</jingle>`

const jingleElement = (call: CallFacts | undefined): ReadonlyArray<XmlElement> =>
  call === undefined
    ? []
    : [
        el(
          'jingle',
          { xmlns: NS.pushJingle, action: call.action, sid: call.id },
          call.media.map((media) => el('media', {}, [media])),
        ),
      ]

/**
 * PUB-1: the publish request as text.
 *
 * @param id - the request's, given by the host, and unique among its unanswered ones; one that cannot be guessed keeps
 *   strangers from answering
 * @param publish - the effect
 * @returns the iq as text, which any XML parser reads
 * @example
 * send(publishText(randomUUID())(publish))
 * @since 0.1.0
 */
export const publishText =
  (id: string) =>
  (publish: Publish): string =>
    requestText(id, publish, summaryText(publish.decision.summary) + priorityText(publish) + jingleText(publish.jingle))

/**
 * PUB-1: the publish request as an element: what `publishText` says.
 *
 * @param id - as for `publishText`
 * @param publish - the effect
 * @returns the iq, plain data without `parent`
 * @example
 * send(publishElement(randomUUID())(publish))
 * @since 0.1.0
 */
export const publishElement =
  (id: string) =>
  (publish: Publish): XmlElement =>
    requestElement(id, publish, [
      formElement(fieldsOf(publish.decision.summary)),
      ...priorityElement(publish),
      ...jingleElement(publish.jingle),
    ])
