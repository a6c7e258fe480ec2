/**
 * The text of a push request of the usual shape, put together from a few pieces. The writer takes an element at a time,
 * and several times as long; what is of any other shape is left to it, and what is written here it would write alike.
 */
import { flat, NO_ATTRS } from './build.js'
import type { XmlElement } from './element.js'
import { escapeText, escapeValue } from './escape.js'
import { maxOutput } from './limits.js'
import {
  FIELD_KINDS,
  type FieldKind,
  ITEM,
  type Kind,
  NOTIFICATION,
  OPTIONS_TYPE,
  PUBLISH_OPTIONS,
  PUBSUB,
  SUBMITTED,
  SUMMARY_TYPE,
  VALUE,
  type WholeField,
} from './ready.js'

// The text between what differs from one request to another.
const IQ = '<iq type="set" from="'
const TO = '" to="'
const ID = '" id="'
const PUBLISH = flat('">', PUBSUB.start, '<publish')
const PUBLISH_NODE = flat(PUBLISH, ' node="')
const PAYLOAD = flat('>', ITEM.start, NOTIFICATION.start, SUBMITTED.start)
const PAYLOAD_END = flat(SUBMITTED.end, NOTIFICATION.end, ITEM.end, '</publish>')
const END = flat(PUBSUB.end, '</iq>')
const PAYLOAD_END_END = flat(PAYLOAD_END, END)
const OPTIONS_END = flat(SUBMITTED.end, PUBLISH_OPTIONS.end, END)
const FIELD = '<field var="'
const TYPE = '" type="'
const FIELD_TAG_END = flat('">', VALUE.start)
const FIELD_END = flat(VALUE.end, '</field>')

/** A form of the request: the text up to its first field, and the same with the field that it mostly begins with. */
interface Form {
  readonly start: string
  readonly type: WholeField
  readonly typed: string
}

const form = (start: string, type: WholeField): Form => ({ start, type, typed: flat(start, type.text) })

// The summaries begin in the start tag of `publish`, behind the node where there is one; the options behind the payload.
const SUMMARY = form(PAYLOAD, SUMMARY_TYPE)
const NODE_SUMMARY = form(flat('"', PAYLOAD), SUMMARY_TYPE)
const OPTIONS = form(flat(PAYLOAD_END, PUBLISH_OPTIONS.start, SUBMITTED.start), OPTIONS_TYPE)

/** Fields by their attributes, and their text up to the value. */
const STARTS: ReadonlyMap<unknown, Pick<FieldKind, 'start' | 'wholes'>> = new Map(
  FIELD_KINDS.map(({ attrs, start, wholes }) => [attrs, { start: flat(start, VALUE.start), wholes }]),
)

/** The children, if that is a list of at least one. */
const childrenOf = (element: XmlElement): ReadonlyArray<unknown> | undefined =>
  Array.isArray(element.children) && element.children.length > 0
    ? (element.children as ReadonlyArray<unknown>)
    : undefined

const isObject = (value: unknown): value is XmlElement => typeof value === 'object' && value !== null

/** Text that may be escaped: what is longer than all that is ever written is left to the writer, which counts first. */
const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= maxOutput

const isPlain = (attrs: object): boolean => Object.getPrototypeOf(attrs) === Object.prototype

/** The children of an element of that kind. */
const childrenIn = (kind: Kind, element: unknown): ReadonlyArray<unknown> | undefined =>
  isObject(element) && element.attrs === kind.attrs && element.name === kind.name ? childrenOf(element) : undefined

const only = (children: ReadonlyArray<unknown> | undefined): unknown =>
  children !== undefined && children.length === 1 ? children[0] : undefined

/**
 * How many attributes there are, if these are all of them, in this order, and each is its own; -1 otherwise. Where the
 * object inherits nothing that can be listed, what is listed is its own.
 */
const countOf = (attrs: unknown, names: ReadonlyArray<string>): number => {
  if (!isObject(attrs) || !isPlain(attrs)) return -1
  // hot loop: once a push and field
  let count = 0
  for (const name in attrs) {
    if (name !== names[count]) return -1
    count += 1
  }
  // what is inherited comes last: if the last one is its own, all are
  return count === 0 || Object.hasOwn(attrs, names[count - 1] as string) ? count : -1
}

const IQ_ATTRIBUTES = ['type', 'from', 'to', 'id']

/** The start tag of the iq, up to its end. */
const iqStart = ({ name, attrs }: XmlElement): string | undefined => {
  const count = name === 'iq' ? countOf(attrs, IQ_ATTRIBUTES) : 0
  if (count < 3) return undefined
  const { type, from, to, id } = attrs
  if (type !== 'set' || !isText(from) || !isText(to)) return undefined
  const start = IQ + escapeValue(from) + TO + escapeValue(to)
  if (count === 3) return start
  return isText(id) ? start + ID + escapeValue(id) : undefined
}

const FIELD_ATTRIBUTES = ['var', 'type']

/** The start of a field, up to the text of its value, that is not ready. */
const fieldStart = (attrs: XmlElement['attrs']): string | undefined => {
  const count = countOf(attrs, FIELD_ATTRIBUTES)
  if (count < 1) return undefined
  const { var: name, type } = attrs
  if (!isText(name)) return undefined
  const start = FIELD + escapeValue(name)
  if (count === 1) return start + FIELD_TAG_END
  return isText(type) ? start + TYPE + escapeValue(type) + FIELD_TAG_END : undefined
}

/** The text and a field of one value. */
const withField = (out: string, field: unknown): string | undefined => {
  if (!isObject(field)) return undefined
  const known = STARTS.get(field.attrs)
  // hot loop: the few fields that are ready; no test can tell without them, below they are written alike
  if (known !== undefined) for (const { element, text } of known.wholes) if (element === field) return out + text
  const value = field.name === 'field' ? only(childrenIn(VALUE, only(childrenOf(field)))) : undefined
  const start = known === undefined ? fieldStart(field.attrs) : known.start
  return isText(value) && value !== '' && start !== undefined ? out + start + escapeText(value) + FIELD_END : undefined
}

/** The text and the fields of a form. */
const withFields = (out: string, { start, type, typed }: Form, submitted: unknown): string | undefined => {
  const fields = childrenIn(SUBMITTED, submitted)
  if (fields === undefined) return undefined
  // no test can tell: a field that is written with what is before it is written like the others otherwise
  const isTyped = fields[0] === type.element
  // hot loop: each field; once it is too long the writer has to do it all, and the rest need not be read
  let text: string | undefined = out + (isTyped ? typed : start)
  for (let index = isTyped ? 1 : 0; index < fields.length && text !== undefined && text.length <= maxOutput; index += 1)
    text = withField(text, fields[index])
  return text
}

const PUBLISH_ATTRIBUTES = ['node']

/** The text and the fields of the payload, which `publish` holds. */
const withPayload = (out: string, publish: unknown): string | undefined => {
  if (!isObject(publish) || publish.name !== 'publish') return undefined
  const { attrs } = publish
  const payload = only(childrenIn(NOTIFICATION, only(childrenIn(ITEM, only(childrenOf(publish))))))
  if (attrs === NO_ATTRS) return withFields(out + PUBLISH, SUMMARY, payload)
  const node: unknown = countOf(attrs, PUBLISH_ATTRIBUTES) === 1 ? attrs['node'] : undefined
  return isText(node) ? withFields(out + PUBLISH_NODE + escapeValue(node), NODE_SUMMARY, payload) : undefined
}

/**
 * A publish request (XEP-0357 §7) as text.
 *
 * @returns `undefined` where it is of another shape
 */
export const requestText = (iq: XmlElement): string | undefined => {
  const start = iqStart(iq)
  const parts = childrenIn(PUBSUB, only(childrenOf(iq)))
  if (start === undefined || parts === undefined || parts.length > 2) return undefined
  const published = withPayload(start, parts[0])
  if (published === undefined) return undefined
  if (parts.length === 1) return published + PAYLOAD_END_END
  const optioned = withFields(published, OPTIONS, only(childrenIn(PUBLISH_OPTIONS, parts[1])))
  return optioned === undefined ? undefined : optioned + OPTIONS_END
}
