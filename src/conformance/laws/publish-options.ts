/**
 * REG-5: publish options (XEP-0357 §5, XEP-0060 §7.1.5); REG-4: what a second enable does to them.
 */
import * as fc from 'fast-check'
import { NS } from '../../stanza/namespaces.js'
import { el } from '../../xml/build.js'
import type { XmlElement } from '../../xml/element.js'
import { attr, findPath, scopeOf } from '../../xml/query.js'
import { formFields } from '../arbitraries/registration.js'
import { exactText } from '../arbitraries/text.js'
import { all, answered, BAD_REQUEST, everyPush, noPush, pushes } from '../expect.js'
import { type Draft, forAll, type Law } from '../law.js'
import type { Field, Push } from '../observe.js'
import type { Expectation } from '../scene.js'
import { delivery, enables, opens, PHONE, stored } from '../stage.js'
import { chat, form } from '../stanzas.js'

type Fields = ReadonlyArray<readonly [name: string, ...values: ReadonlyArray<string>]>

const law = (id: string, rule: string, level: Draft['level'], requirement: string): Draft => ({
  id: `xep-0357/publish-options/${id}`,
  rules: [rule],
  level,
  section: 'XEP-0357 §5',
  requirement,
})

const sent = delivery('k1', chat())

const show = (fields: ReadonlyArray<Field> | undefined): string =>
  JSON.stringify(fields?.filter(({ name }) => name !== 'FORM_TYPE').map(({ name, values }) => [name, ...values]))

/** The push has these options, every field and every value in order, and the form type. */
const withOptions = (fields: Fields): Expectation =>
  all(
    pushes(PHONE),
    everyPush(`publish options ${JSON.stringify(fields)}`, ({ options }) => show(options) === JSON.stringify(fields)),
    everyPush(
      'one FORM_TYPE of publish options',
      ({ options }) =>
        options?.flatMap(({ name, values }) => (name === 'FORM_TYPE' ? [values.join()] : [])).join(' and ') ===
        NS.publishOptions,
    ),
  )

const TO_OPTIONS = [
  ['pubsub', NS.pubsub],
  ['publish-options', NS.pubsub],
  ['x', NS.dataForms],
] as const

/** XEP-0004 §3.1: what the form of publish options is for. */
const formTypeOf = ({ iq }: Push): string | undefined => {
  const found = findPath(scopeOf(iq), TO_OPTIONS)
  return found && attr(found.element, 'type')
}

/** Fields whose names and values a server may be tempted to change. */
const exactFields: fc.Arbitrary<Fields> = fc.array(
  fc
    .tuple(fc.constantFrom('Secret', 'secret', 'e\u0301', '\u00e9'), fc.array(exactText, { maxLength: 2 }))
    .map(([name, values]) => [name, ...values] as const),
  { minLength: 1, maxLength: 3 },
)

/** XEP-0004 §3.3 */
const TYPES = ['text-private', 'hidden', 'boolean', 'jid-single', 'list-multi'] as const

/** A form of publish options whose fields have types. */
const typedForm = (types: ReadonlyArray<string>): XmlElement => {
  const { children, ...rest } = form(NS.publishOptions, [])
  return {
    ...rest,
    children: [
      ...children,
      ...types.map((type, index) => el('field', { var: `f${index}`, type }, [el('value', {}, ['1'])])),
    ],
  }
}

/** REG-5: what stands before the form that counts, and does not count itself. */
const AHEAD = {
  nothing: () => [],
  other: (fields: Fields) => [form('urn:example:other', fields)],
  cancelled: (fields: Fields) => {
    const { attrs, ...rest } = form(NS.publishOptions, fields)
    return [{ ...rest, attrs: { ...attrs, type: 'cancel' } }]
  },
  untyped: (fields: Fields) => [form(undefined, fields)],
} as const

const AHEADS = Object.keys(AHEAD) as ReadonlyArray<keyof typeof AHEAD>

/** Forms that are no publish options, of which one says it twice what it is. */
const FOREIGN: ReadonlyArray<(fields: Fields) => XmlElement> = [
  ...[NS.pushSummary, 'urn:example:other', ''].map((type) => (fields: Fields) => form(type, fields)),
  (fields) => form(NS.publishOptions, [['FORM_TYPE', NS.publishOptions], ...fields]),
]

/** A form of publish options whose FORM_TYPE is of a type of its own. */
const formWithTypeOf = (type: string | undefined, fields: Fields): XmlElement => {
  const { children, ...rest } = form(undefined, fields)
  const attrs = { var: 'FORM_TYPE', ...(type === undefined ? {} : { type }) }
  return { ...rest, children: [el('field', attrs, [el('value', {}, [NS.publishOptions])]), ...children] }
}

export const publishOptions: ReadonlyArray<Law> = [
  forAll(
    law(
      'kept',
      'REG-5',
      'SHOULD',
      'A publish-options form is sent with every publish: every field and every value, in order.',
    ),
    { fields: formFields },
    ({ fields }) => [
      opens('phone'),
      enables('phone', PHONE, answered('result'), [form(NS.publishOptions, fields)]),
      stored(sent, withOptions(fields)),
      stored(delivery('k2', chat()), withOptions(fields)),
    ],
  ),
  forAll(
    law(
      'to-the-letter',
      'REG-5',
      'SHOULD',
      'What the client wrote comes back to the letter, names and values, and in a form of type submit (XEP-0060 §7.1.5).',
    ),
    { fields: exactFields },
    ({ fields }) => [
      opens('phone'),
      enables('phone', PHONE, answered('result'), [form(NS.publishOptions, fields)]),
      stored(
        sent,
        all(
          withOptions(fields),
          everyPush('publish options of type submit', (push) => formTypeOf(push) === 'submit'),
        ),
      ),
    ],
  ),
  forAll(
    law('form-type-added', 'REG-5', 'SHOULD', 'A form without FORM_TYPE is taken, and has it when it is sent.'),
    { fields: formFields },
    ({ fields }) => [
      opens('phone'),
      enables('phone', PHONE, answered('result'), [form(undefined, fields)]),
      stored(sent, withOptions(fields)),
    ],
  ),
  forAll(
    law('field-types', 'REG-5', 'SHOULD', 'A field that came with a type is sent with it.'),
    { types: fc.array(fc.constantFrom(...TYPES), { minLength: 1, maxLength: 3 }) },
    ({ types }) => [
      opens('phone'),
      enables('phone', PHONE, answered('result'), [typedForm(types)]),
      stored(
        sent,
        all(
          pushes(PHONE),
          everyPush(
            `fields of the types ${types.join(', ')}`,
            ({ options }) =>
              types.join() ===
              options
                ?.filter(({ name }) => name !== 'FORM_TYPE')
                .map(({ type }) => type)
                .join(),
          ),
        ),
      ),
    ],
  ),
  forAll(
    law(
      'form-type-hidden',
      'REG-5',
      'SHOULD',
      'FORM_TYPE goes out as a hidden field, whatever type the client gave it, or none (XEP-0068 §3.2).',
    ),
    { type: fc.constantFrom(undefined, 'hidden', 'text-single'), fields: formFields },
    ({ type, fields }) => [
      opens('phone'),
      enables('phone', PHONE, answered('result'), [formWithTypeOf(type, fields)]),
      stored(
        sent,
        all(
          withOptions(fields),
          everyPush('a hidden FORM_TYPE', ({ options }) =>
            (options ?? []).every(({ name, type: sentAs }) => name !== 'FORM_TYPE' || sentAs === 'hidden'),
          ),
        ),
      ),
    ],
  ),
  forAll(
    law(
      'foreign-form',
      'REG-5',
      'SHOULD',
      'Forms of another FORM_TYPE, or with two, and none that counts, get modify / bad-request.',
    ),
    { fields: formFields, foreign: fc.constantFrom(...FOREIGN), second: fc.boolean() },
    ({ fields, foreign, second }) => [
      opens('phone'),
      enables('phone', PHONE, answered(BAD_REQUEST), [
        foreign(fields),
        ...(second ? [form('urn:example:second', fields)] : []),
      ]),
      stored(sent, noPush),
    ],
  ),
  forAll(
    law(
      'several-forms',
      'REG-5',
      'SHOULD',
      'Of several forms the first counts that has publish options, else the first without FORM_TYPE; one of type cancel is none.',
    ),
    { fields: formFields, others: formFields, ahead: fc.constantFrom(...AHEADS), typed: fc.boolean() },
    ({ fields, others, ahead, typed }) => {
      const type = typed || ahead === 'untyped' ? NS.publishOptions : undefined
      return [
        opens('phone'),
        enables('phone', PHONE, answered('result'), [
          ...AHEAD[ahead](others),
          form(type, fields),
          form('urn:example:other', others),
          form(type, others),
        ]),
        stored(sent, withOptions(fields)),
      ]
    },
  ),
  forAll(
    law('replaced', 'REG-4', 'SHOULD', 'Enabling a key again replaces its publish options.'),
    { first: formFields, second: formFields, some: fc.boolean() },
    ({ first, second, some }) => [
      opens('phone'),
      enables('phone', PHONE, undefined, [form(NS.publishOptions, first)]),
      enables('phone', PHONE, answered('result'), some ? [form(NS.publishOptions, second)] : []),
      stored(
        sent,
        some
          ? withOptions(second)
          : all(
              pushes(PHONE),
              everyPush('no publish options', ({ options }) => options === undefined),
            ),
      ),
    ],
  ),
]
