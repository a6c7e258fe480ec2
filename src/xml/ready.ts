/**
 * What push requests have in common, made once.
 *
 * Elements of one kind share one frozen object of attributes. A few fields that nearly all requests have are one frozen
 * element each. By these the writer knows what it has before it (request.ts); a copy of any of it is written the same in
 * more time.
 */
import { el, flat } from './build.js'
import type { XmlElement } from './element.js'

type Attributes = Readonly<Record<string, string>>

/** Elements of one name with the same attributes, and their tags. */
export interface Kind {
  readonly name: string
  readonly attrs: Attributes
  readonly start: string
  readonly end: string
}

const kind = (name: string, attrs: Attributes = {}): Kind => ({
  name,
  attrs: Object.freeze(attrs),
  start: flat(
    '<',
    name,
    ...Object.entries(attrs).flatMap(([attribute, value]) => [' ', attribute, '="', value, '"']),
    '>',
  ),
  end: flat('</', name, '>'),
})

/** An element of a kind. */
export const elementOf = ({ name, attrs }: Kind, children: ReadonlyArray<XmlElement | string>): XmlElement =>
  el(name, attrs, children)

export const PUBSUB = kind('pubsub', { xmlns: 'http://jabber.org/protocol/pubsub' })
export const ITEM = kind('item')
export const PUBLISH_OPTIONS = kind('publish-options')
export const NOTIFICATION = kind('notification', { xmlns: 'urn:xmpp:push:0' })
export const SUBMITTED = kind('x', { xmlns: 'jabber:x:data', type: 'submit' })
export const VALUE = kind('value')

/** A field of one value that many requests have: its element and its text. */
export interface WholeField {
  readonly value: string
  readonly element: XmlElement
  readonly text: string
}

/** Fields of one name and type, and those of them that are one element for a value. */
export interface FieldKind extends Kind {
  readonly wholes: ReadonlyArray<WholeField>
}

const whole = (kindOfField: Kind, value: string): WholeField => ({
  value,
  element: Object.freeze(
    elementOf(kindOfField, Object.freeze([Object.freeze(elementOf(VALUE, Object.freeze([value])))])),
  ),
  text: flat(kindOfField.start, VALUE.start, value, VALUE.end, kindOfField.end),
})

const fieldKind = (attrs: Attributes, ...values: ReadonlyArray<string>): FieldKind => {
  const own = kind('field', attrs)
  return { ...own, wholes: values.map((value) => whole(own, value)) }
}

const TYPE = kind('field', { var: 'FORM_TYPE', type: 'hidden' })

const OPTIONS = 'http://jabber.org/protocol/pubsub#publish-options'

/** The types of the two forms. */
export const SUMMARY_TYPE = whole(TYPE, 'urn:xmpp:push:summary')
export const OPTIONS_TYPE = whole(TYPE, OPTIONS)

/** The fields of a summary, with `importantBody` as it is by default. */
export const MESSAGE_COUNT = fieldKind({ var: 'message-count' }, '1')
export const PENDING_SUBSCRIPTION_COUNT = fieldKind({ var: 'pending-subscription-count' })
export const LAST_MESSAGE_SENDER = fieldKind({ var: 'last-message-sender' })
export const LAST_MESSAGE_BODY = fieldKind({ var: 'last-message-body' }, 'New Message!')
/** The publish option of XEP-0357 §5. */
const SECRET = fieldKind({ var: 'secret' })

export const FIELD_KINDS: ReadonlyArray<FieldKind> = [
  { ...TYPE, wholes: [SUMMARY_TYPE, OPTIONS_TYPE] },
  fieldKind({ var: 'FORM_TYPE' }, OPTIONS), // as XEP-0357 §5 has it
  MESSAGE_COUNT,
  PENDING_SUBSCRIPTION_COUNT,
  LAST_MESSAGE_SENDER,
  LAST_MESSAGE_BODY,
  SECRET,
]
