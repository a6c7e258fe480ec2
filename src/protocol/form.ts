/**
 * Data forms (XEP-0004) of type `submit`: the publish options that a client leaves (REG-5), and writing forms.
 */
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import type { StanzaError } from '../effect.js'
import { NS } from '../stanza/namespaces.js'
import { withoutUndefined } from '../state/defined.js'
import type { FormField, Registration } from '../state/registration.js'
import { ownText, utf8Length } from '../state/text.js'
import { el } from '../xml/build.js'
import type { XmlElement } from '../xml/element.js'
import { escapeText, escapeValue } from '../xml/escape.js'
import { attr, findChildren, type Scope, textOf } from '../xml/query.js'

export const BAD_REQUEST: StanzaError = Object.freeze({ type: 'modify', condition: 'bad-request' })
export const POLICY_VIOLATION: StanzaError = Object.freeze({ type: 'modify', condition: 'policy-violation' })

/** A value as text. */
export const valueText = (value: string): string => (value === '' ? '<value/>' : `<value>${escapeText(value)}</value>`)

/** A field as text; one without values has none. */
const fieldText = ({ name, type, values }: FormField): string => {
  const named = name === undefined ? '' : ` var="${escapeValue(name)}"`
  const typed = type === undefined ? '' : ` type="${escapeValue(type)}"`
  return values.length === 0
    ? `<field${named}${typed}/>`
    : `${values.reduce((text, value) => text + valueText(value), `<field${named}${typed}>`)}</field>`
}

/** How every form begins that is written here. */
export const FORM_START = `<x xmlns="${NS.dataForms}" type="submit">`

/** A form of type `submit` as text: XEP-0004 §3.1, "The form-submitting entity is submitting data". */
export const formText = (fields: ReadonlyArray<FormField>): string =>
  fields.length === 0
    ? `<x xmlns="${NS.dataForms}" type="submit"/>`
    : `${fields.reduce((text, field) => text + fieldText(field), FORM_START)}</x>`

const fieldElement = ({ name, type, values }: FormField): XmlElement =>
  el(
    'field',
    { ...(name === undefined ? {} : { var: name }), ...(type === undefined ? {} : { type }) },
    values.map((value) => el('value', {}, value === '' ? [] : [value])),
  )

/** The same form as an element. */
export const formElement = (fields: ReadonlyArray<FormField>): XmlElement =>
  el('x', { xmlns: NS.dataForms, type: 'submit' }, fields.map(fieldElement))

const FORM_TYPE = 'FORM_TYPE'

/** REG-5, XEP-0068 §3: FORM_TYPE is a "hidden variable", whatever the client wrote; one value for all accounts. */
const PUBLISH_OPTIONS: FormField = Object.freeze({
  name: FORM_TYPE,
  type: 'hidden',
  values: Object.freeze([NS.publishOptions]),
})

const isFormType = ({ name }: FormField): boolean => name === FORM_TYPE

/** The fields of a form, in texts that may be part of the whole request. */
const readFields = (form: Scope): ReadonlyArray<FormField> =>
  findChildren(form, 'field', NS.dataForms).map((field) => ({
    name: attr(field.element, 'var'),
    type: attr(field.element, 'type'),
    values: findChildren(field, 'value', NS.dataForms).map(({ element }) => textOf(element)),
  }))

const formTypeOf = (fields: ReadonlyArray<FormField>): ReadonlyArray<string> =>
  fields.filter(isFormType).flatMap(({ values }) => values)

const isPublishOptions = (fields: ReadonlyArray<FormField>): boolean => formTypeOf(fields).join() === NS.publishOptions

const isUntyped = (fields: ReadonlyArray<FormField>): boolean => !fields.some(isFormType)

/** Names and types of fields that nearly all forms have: one text for all accounts. */
const COMMON = new Map(['secret', 'pushModule', 'hidden', 'text-single'].map((text) => [text, text]))

const ownCommon = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : (COMMON.get(text) ?? ownText(text))

/** The field in texts of its own: what is kept for months must not keep the request. */
const ownField = (field: FormField): FormField =>
  isFormType(field)
    ? PUBLISH_OPTIONS
    : withoutUndefined({
        name: ownCommon(field.name),
        type: ownCommon(field.type),
        values: field.values.map(ownText),
      })

const FIELD_MARKUP = '<field var="" type=""></field>'.length
const VALUE_MARKUP = '<value></value>'.length

/** REG-10: how many octets a text is at most where XML has to escape it. */
const octetsOf = (text: string): number => utf8Length(text.replace(/[&<>"'\t\n\r]/g, '&quot;'))

/** A form's length, with the texts in it measured so. */
const sumOf = (fields: ReadonlyArray<FormField>, measure: (text: string) => number): number =>
  fields.reduce(
    (sum, { name = '', type = '', values }) =>
      values.reduce(
        (more, value) => more + VALUE_MARKUP + measure(value),
        sum + FIELD_MARKUP + measure(name) + measure(type),
      ),
    0,
  )

const unitsOf = (text: string): number => text.length

/** REG-10: how many octets a form is at most as XML, or that it is longer than the bound, which is seen first. */
export const formOctets = (fields: ReadonlyArray<FormField>, bound: number): number => {
  // A text has at least as many octets as code units: what is far too long is not measured any closer.
  const least = sumOf(fields, unitsOf)
  return least > bound ? least : sumOf(fields, octetsOf)
}

/** The form that counts: "the first one whose FORM_TYPE is `…#publish-options`, else the first without FORM_TYPE". */
const chosen = (forms: ReadonlyArray<ReadonlyArray<FormField>>): ReadonlyArray<FormField> | undefined =>
  forms.find(isPublishOptions) ?? forms.find(isUntyped)

/**
 * REG-5: reads the publish options of an enable request, as they are sent with every publish.
 *
 * @param enable - the request
 * @param maxOctets - REG-10: what the form may have
 * @returns none without a form; else every field and every value, in order
 */
export const readPublishOptions = (
  enable: Scope,
  maxOctets: number,
): E.Either<StanzaError, Registration['publishOptions']> => {
  const forms = findChildren(enable, 'x', NS.dataForms)
    .filter(({ element }) => attr(element, 'type') !== 'cancel')
    .map(readFields)
  if (forms.length === 0) return E.right(O.none)
  const fields = chosen(forms)
  if (fields === undefined) return E.left(BAD_REQUEST)
  if (fields.filter(isFormType).length > 1) return E.left(BAD_REQUEST)
  if (formOctets(fields, maxOctets) > maxOctets) return E.left(POLICY_VIOLATION)
  const kept = fields.map(ownField)
  return E.right(O.some(isUntyped(fields) ? [PUBLISH_OPTIONS].concat(kept) : kept))
}
