/**
 * What push requests have in common, made once.
 *
 * Elements of one kind share one frozen object of attributes; by it the writer knows their tags and need not put them
 * together. A few fields that nearly all requests have are one frozen element each, known with all of their text. A copy
 * of any of this is written the same in more time, but for where the most that is written ends.
 */
import { el, flat } from './build.js'
import type { XmlElement } from './element.js'

type Attributes = Readonly<Record<string, string>>

/** Elements of one name with the same attributes. */
export interface Kind {
  readonly name: string
  readonly attrs: Attributes
  /** The tags: before and after children, and where there are none. */
  readonly start: string
  readonly end: string
  readonly empty: string
  /** Where there is only one such element: it, and its text. */
  readonly whole?: { readonly element: XmlElement; readonly text: string }
}

const kind = (name: string, attrs: Attributes = {}): Kind => {
  const tag = flat('<', name, ...Object.entries(attrs).flatMap(([attribute, value]) => [' ', attribute, '="', value, '"']))
  return { name, attrs: Object.freeze(attrs), start: flat(tag, '>'), end: flat('</', name, '>'), empty: flat(tag, '/>') }
}

/** An element of a kind. */
export const elementOf = ({ name, attrs }: Kind, children: ReadonlyArray<XmlElement | string>): XmlElement => el(name, attrs, children)

export const PUBSUB = kind('pubsub', { xmlns: 'http://jabber.org/protocol/pubsub' })
export const ITEM = kind('item')
export const PUBLISH_OPTIONS = kind('publish-options')
export const NOTIFICATION = kind('notification', { xmlns: 'urn:xmpp:push:0' })
export const SUBMITTED = kind('x', { xmlns: 'jabber:x:data', type: 'submit' })
export const VALUE = kind('value')

/** Fields of one name and type, and those of them that are one element for a value. */
export interface FieldKind extends Kind {
  readonly type: string | undefined
  readonly wholes: ReadonlyArray<Kind & { readonly value: string; readonly whole: Required<Kind>['whole'] }>
}

const wholeField = (attrs: Attributes, value: string): FieldKind['wholes'][number] => {
  const one = kind('field', { ...attrs })
  const child = Object.freeze(elementOf(VALUE, Object.freeze([value])))
  const element = Object.freeze(elementOf(one, Object.freeze([child])))
  return { ...one, value, whole: { element, text: flat(one.start, VALUE.start, value, VALUE.end, one.end) } }
}

const fieldKind = (attrs: Attributes, ...values: ReadonlyArray<string>): FieldKind => ({
  ...kind('field', attrs),
  type: attrs['type'],
  wholes: values.map((value) => wholeField(attrs, value)),
})

/** The fields of requests: the types of their forms, the summary with `importantBody` as it is by default, XEP-0357 §5's secret. */
const FIELDS: ReadonlyArray<FieldKind> = [
  fieldKind({ var: 'FORM_TYPE', type: 'hidden' }, 'urn:xmpp:push:summary', 'http://jabber.org/protocol/pubsub#publish-options'),
  fieldKind({ var: 'message-count' }, '1'),
  fieldKind({ var: 'pending-subscription-count' }),
  fieldKind({ var: 'last-message-sender' }),
  fieldKind({ var: 'last-message-body' }, 'New Message!'),
  fieldKind({ var: 'secret' }),
]

/** By their name. */
export const FIELD_KINDS: ReadonlyMap<string | undefined, FieldKind> = new Map(FIELDS.map((one) => [one.attrs['var'], one]))

/** By their attributes. */
export const KINDS: ReadonlyMap<unknown, Kind> = new Map(
  [PUBSUB, ITEM, PUBLISH_OPTIONS, NOTIFICATION, SUBMITTED, VALUE, ...FIELDS, ...FIELDS.flatMap(({ wholes }) => wholes)].map((one) => [one.attrs, one]),
)
