/**
 * What most push requests have in common, made once and with its text beside it: the writer knows it by identity and need
 * not walk it. A copy of it is written the same in more time, but for where the most that is written ends.
 */
import { el, NO_ATTRS } from './build.js'
import type { XmlElement } from './element.js'

type Attributes = Readonly<Record<string, string>>

/** An element that a host cannot change: all requests share it. */
const frozen = (name: string, attrs: Attributes, child: XmlElement | string): XmlElement =>
  Object.freeze(el(name, Object.freeze(attrs), Object.freeze([child])))

const written = (attrs: Attributes): string =>
  Object.entries(attrs).map(([name, value]) => ` ${name}="${value}"`).join('')

/** The attributes of `<pubsub/>`, `<notification/>` and a form that is submitted. */
export const PUBSUB: Attributes = Object.freeze({ xmlns: 'http://jabber.org/protocol/pubsub' })
export const PUSH: Attributes = Object.freeze({ xmlns: 'urn:xmpp:push:0' })
export const SUBMIT: Attributes = Object.freeze({ xmlns: 'jabber:x:data', type: 'submit' })

/** The text of such attributes. */
export const READY_ATTRIBUTES: ReadonlyMap<unknown, string> = new Map(
  [NO_ATTRS, PUBSUB, PUSH, SUBMIT].map((attrs) => [attrs, written(attrs)]),
)

/** The fields that nearly every request has: the types of its forms, one unread message, `importantBody` as it is by default. */
const FIELDS: ReadonlyArray<readonly [attrs: Attributes, value: string]> = [
  [{ var: 'FORM_TYPE', type: 'hidden' }, 'urn:xmpp:push:summary'],
  [{ var: 'FORM_TYPE', type: 'hidden' }, 'http://jabber.org/protocol/pubsub#publish-options'],
  [{ var: 'message-count' }, '1'],
  [{ var: 'last-message-body' }, 'New Message!'],
]

const READY_FIELDS = FIELDS.map(([attrs, value]) => ({
  attrs,
  value,
  element: frozen('field', attrs, frozen('value', NO_ATTRS, value)),
  text: `<field${written(attrs)}><value>${value}</value></field>`,
}))

/** A field of one value, if it is one of these. */
export const readyField = (name: string | undefined, type: string | undefined, value: string): XmlElement | undefined =>
  READY_FIELDS.find((ready) => ready.value === value && ready.attrs['var'] === name && ready.attrs['type'] === type)?.element

/** The text of such a field. */
export const READY_ELEMENTS: ReadonlyMap<XmlElement, string> = new Map(READY_FIELDS.map(({ element, text }) => [element, text]))
