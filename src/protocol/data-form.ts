/**
 * REG-5: the publish options that a client leaves with its registration (XEP-0357 §5, XEP-0004, XEP-0060 §7.1.5).
 */
import * as E from '../fp/either.js'
import * as O from '../fp/option.js'
import { NS } from '../namespaces.js'
import type { Options } from '../options.js'
import type { FormField, Registration } from '../registration.js'
import { ownText, utf8Length } from '../text.js'
import { el, NO_ATTRS } from '../xml/build.js'
import type { XmlElement } from '../xml/element.js'
import { attr, findChildren, type Scope, textOf } from '../xml/query.js'
import { elementOf, FIELD_KINDS, type FieldKind, SUBMITTED, VALUE } from '../xml/ready.js'
import type { StanzaError } from './iq.js'
import { BAD_REQUEST, POLICY_VIOLATION } from './request.js'

const valueElement = (value: string): XmlElement => elementOf(VALUE, value === '' ? [] : [value])

const fieldAttrs = (name: string | undefined, type: string | undefined): Readonly<Record<string, string>> =>
  name === undefined
    ? type === undefined
      ? NO_ATTRS
      : { type }
    : type === undefined
      ? { var: name }
      : { var: name, type }

/** A field of one value, as it is sent: `<field var='…'><value>…</value></field>`. */
export const fieldOf = (kind: FieldKind, value: string): XmlElement => {
  // hot loop: once a push and field
  for (const whole of kind.wholes) if (whole.value === value) return whole.element
  return elementOf(kind, [valueElement(value)])
}

/** A field as it is sent: `<field var='…'><value>…</value>…</field>`. */
export const field = ({ name, type, values }: FormField): XmlElement => {
  // hot loop: once a push and field
  const kind = FIELD_KINDS.find(({ attrs }) => attrs['var'] === name && attrs['type'] === type)
  const value = values[0]
  // no test can tell without the second part: one value is there
  return kind !== undefined && value !== undefined && values.length === 1
    ? fieldOf(kind, value)
    : el('field', kind?.attrs ?? fieldAttrs(name, type), values.map(valueElement))
}

/** A form of type `submit`: XEP-0004 §3.1, "The form-submitting entity is submitting data". */
export const submitForm = (fields: ReadonlyArray<XmlElement>): XmlElement => elementOf(SUBMITTED, fields)

const FORM_TYPE = 'FORM_TYPE'

/** The field that nearly every form of publish options begins with: one value for all of them, which nobody can change. */
const PUBLISH_OPTIONS: FormField = Object.freeze({
  name: FORM_TYPE,
  type: 'hidden',
  values: Object.freeze([NS.publishOptions]),
})
/** The same without its type, as XEP-0357 §5 has it. */
const BARE_PUBLISH_OPTIONS: FormField = Object.freeze({ name: FORM_TYPE, values: PUBLISH_OPTIONS.values })

/** Members that a field has not are absent, so that a round trip through JSON changes nothing. */
const formField = (name: string | undefined, type: string | undefined, values: ReadonlyArray<string>): FormField =>
  name === undefined
    ? type === undefined
      ? { values }
      : { type, values }
    : type === undefined
      ? { name, values }
      : { name, type, values }

/** The names and types that fields mostly have: one text for all of them. */
const NAMES: ReadonlyMap<string | undefined, string> = new Map(
  ['hidden', 'text-single', ...FIELD_KINDS.flatMap(({ attrs }) => attrs['var'] ?? [])].map((name) => [name, name]),
)

const ownName = (name: string | undefined): string | undefined => NAMES.get(name) ?? ownText(name)

const readFields = (form: Scope): ReadonlyArray<FormField> =>
  findChildren(form, 'field', NS.dataForms).map((scope) =>
    formField(
      ownName(attr(scope.element, 'var')),
      ownName(attr(scope.element, 'type')),
      findChildren(scope, 'value', NS.dataForms).map(({ element }) => ownText(textOf(element))),
    ),
  )

const FORM_MARKUP = '<x xmlns="jabber:x:data" type="submit"></x>'.length
const FIELD_MARKUP = '<field var="" type=""></field>'.length
const VALUE_MARKUP = '<value></value>'.length

/** REG-10: how many octets a text is at most where XML has to escape it. */
const octetsOf = (text: string): number => utf8Length(text.replace(/[&<>"'\t\n\r]/g, '&quot;'))

/** REG-10: how many octets a form is at most as XML; counted, for there is no need to write it. */
const formOctets = (fields: ReadonlyArray<FormField>): number =>
  fields.reduce(
    (sum, { name = '', type = '', values }) =>
      values.reduce(
        (all, value) => all + VALUE_MARKUP + octetsOf(value),
        sum + FIELD_MARKUP + octetsOf(name) + octetsOf(type),
      ),
    FORM_MARKUP,
  )

const isFormType = ({ name }: FormField): boolean => name === FORM_TYPE

const isPublishOptions = ({ values }: FormField): boolean => values.length === 1 && values[0] === NS.publishOptions

/** The same fields, but for the one that nearly every form begins with: of it an account keeps no copy of its own. */
export const shareFields = (fields: ReadonlyArray<FormField>): ReadonlyArray<FormField> =>
  fields.map((one) =>
    !isFormType(one) || !isPublishOptions(one)
      ? one
      : one.type === 'hidden'
        ? PUBLISH_OPTIONS
        : one.type === undefined
          ? BARE_PUBLISH_OPTIONS
          : one,
  )

/**
 * Reads the publish options of an enable request, as they are sent with every publish.
 *
 * @param options - `maxFormBytes`
 * @returns none without a form; every field and every value otherwise, in order
 */
export const readPublishOptions =
  (options: Pick<Options, 'maxFormBytes'>) =>
  (enable: Scope): E.Either<StanzaError, Registration['publishOptions']> => {
    const [form, second] = findChildren(enable, 'x', NS.dataForms)
    if (form === undefined) return E.right(O.none)
    const fields = readFields(form)
    const types = fields.filter(isFormType)
    if (second !== undefined || types.length > 1 || !types.every(isPublishOptions)) return E.left(BAD_REQUEST)
    // "A form without FORM_TYPE is taken, and gets it when sent."
    const sent = types.length === 0 ? [PUBLISH_OPTIONS, ...fields] : shareFields(fields)
    return formOctets(sent) > options.maxFormBytes ? E.left(POLICY_VIOLATION) : E.right(O.some(sent))
  }
