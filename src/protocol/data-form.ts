/**
 * REG-5: the publish options that a client leaves with its registration (XEP-0357 §5, XEP-0004, XEP-0060 §7.1.5).
 */
import * as E from '../fp/either.js'
import * as O from '../fp/option.js'
import { NS } from '../namespaces.js'
import type { Options } from '../options.js'
import { longerThan } from '../utf8.js'
import { el } from '../xml/build.js'
import type { XmlElement } from '../xml/element.js'
import { attr, findChildren, type Scope, textOf } from '../xml/query.js'
import { serializeXml } from '../xml/serialize.js'
import type { StanzaError } from './iq.js'
import { BAD_REQUEST, POLICY_VIOLATION } from './request.js'

/** A field as it is sent: `<field var='…'><value>…</value>…</field>`. */
export const field = (name: string | undefined, values: ReadonlyArray<string>, type?: string): XmlElement =>
  el(
    'field',
    name === undefined ? (type === undefined ? {} : { type }) : type === undefined ? { var: name } : { var: name, type },
    values.map((value) => el('value', {}, value === '' ? [] : [value])),
  )

/** A form of type `submit`: XEP-0004 §3.1, "The form-submitting entity is submitting data". */
export const submitForm = (fields: ReadonlyArray<XmlElement>): XmlElement =>
  el('x', { xmlns: NS.dataForms, type: 'submit' }, fields)

interface Field {
  /** XEP-0004 §3.2: a field of type `fixed` may have none. */
  readonly name: string | undefined
  readonly type: string | undefined
  readonly values: ReadonlyArray<string>
}

const FORM_TYPE = 'FORM_TYPE'

const readFields = (form: Scope): ReadonlyArray<Field> =>
  findChildren(form, 'field', NS.dataForms).map((scope) => ({
    name: attr(scope.element, 'var'),
    type: attr(scope.element, 'type'),
    values: findChildren(scope, 'value', NS.dataForms).map(({ element }) => textOf(element)),
  }))

/** REG-10: whether the text alone is too much, before any of it is written. */
const isFlood = (fields: ReadonlyArray<Field>, octets: number): boolean =>
  fields.flatMap(({ name = '', type = '', values }) => [name, type, ...values]).reduce((sum, { length }) => sum + length, 0) > octets

const isPublishOptions = ({ values }: Field): boolean => values.length === 1 && values[0] === NS.publishOptions

/**
 * Reads the publish options of an enable request, ready to be sent with every publish.
 *
 * @param options - `maxFormBytes`
 * @returns none without a form; every field and every value otherwise, in order
 */
export const readPublishOptions =
  (options: Pick<Options, 'maxFormBytes'>) =>
  (enable: Scope): E.Either<StanzaError, O.Option<XmlElement>> => {
    const [form, second] = findChildren(enable, 'x', NS.dataForms)
    if (form === undefined) return E.right(O.none)
    const fields = readFields(form)
    const types = fields.filter(({ name }) => name === FORM_TYPE)
    if (second !== undefined || types.length > 1 || !types.every(isPublishOptions)) return E.left(BAD_REQUEST)
    if (isFlood(fields, options.maxFormBytes)) return E.left(POLICY_VIOLATION)
    // "A form without FORM_TYPE is taken, and gets it when sent."
    const formType = types.length === 0 ? [field(FORM_TYPE, [NS.publishOptions], 'hidden')] : []
    const sent = submitForm([...formType, ...fields.map(({ name, values, type }) => field(name, values, type))])
    return longerThan(serializeXml(sent), options.maxFormBytes) ? E.left(POLICY_VIOLATION) : E.right(O.some(sent))
  }
