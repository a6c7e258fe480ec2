/**
 * Output read as the rules mean it: what two implementations can be compared by, whatever their XML looks like.
 */
import { NS } from '../stanza/namespaces.js'
import type { XmlElement } from '../xml/element.js'
import {
  attr,
  childElements,
  childNamespace,
  findChild,
  findChildren,
  findPath,
  localName,
  namespaceOf,
  type Scope,
  scopeOf,
  textOf,
} from '../xml/query.js'
import type { Explained, Inspection, Output, ResumeTimeout } from './adapter.js'
import { qualifiedChild } from './canonical.js'

/** A form field and its values, in order. */
export interface Field {
  readonly name: string
  /** Absent where the field has none. */
  readonly type?: string
  readonly values: ReadonlyArray<string>
}

/** A publish request, read. */
export interface Push {
  readonly account: string
  readonly iq: XmlElement
  readonly type: string | undefined
  readonly from: string | undefined
  readonly service: string
  /** Undefined without the attribute. */
  readonly node: string | undefined
  readonly formType: string | undefined
  readonly summary: ReadonlyArray<Field>
  /** Undefined without `<publish-options/>`. */
  readonly options: ReadonlyArray<Field> | undefined
}

/** An answer to a client, read: `result`, or `type/condition` of the error. */
export interface Answer {
  readonly account: string
  readonly resource: string
  readonly id: string | undefined
  readonly answer: string
}

/** Everything that came out at one step. */
export interface Observed {
  readonly pushes: ReadonlyArray<Push>
  readonly answers: ReadonlyArray<Answer>
  readonly timeouts: ReadonlyArray<ResumeTimeout>
  readonly explained: ReadonlyArray<Explained>
  readonly inspected: Inspection
}

const fieldsOf = (form: Scope | undefined): ReadonlyArray<Field> =>
  form === undefined
    ? []
    : findChildren(form, 'field', NS.dataForms).map((scope) => {
        const type = attr(scope.element, 'type')
        return {
          name: attr(scope.element, 'var') ?? '',
          ...(type === undefined ? {} : { type }),
          values: findChildren(scope, 'value', NS.dataForms).map(({ element }) => textOf(element)),
        }
      })

const TO_FORM = [
  ['item', NS.pubsub],
  ['notification', NS.push],
  ['x', NS.dataForms],
] as const

const readPush = (account: string, iq: XmlElement): Push => {
  const scope = scopeOf(iq)
  const pubsub = findChild(scope, 'pubsub', NS.pubsub)
  const publish = pubsub && findChild(pubsub, 'publish', NS.pubsub)
  const options = pubsub && findChild(pubsub, 'publish-options', NS.pubsub)
  const form = publish && findPath(publish, TO_FORM)
  return {
    account,
    iq,
    type: attr(iq, 'type'),
    from: attr(iq, 'from'),
    service: attr(iq, 'to') ?? '',
    node: publish && attr(publish.element, 'node'),
    formType: form && attr(form.element, 'type'),
    summary: fieldsOf(form),
    options: options && fieldsOf(findChild(options, 'x', NS.dataForms)),
  }
}

/** RFC 6120 §8.3.2: the condition is in the namespace of stanza errors, an application's own is in another. */
const conditionOf = (error: Scope): string =>
  childElements(error.element)
    .filter((child) => childNamespace(error, child) === NS.stanzaErrors)
    .map(({ name }) => localName(name))
    .find((name) => name !== 'text') ?? ''

const readAnswer = (account: string, resource: string, iq: XmlElement): Answer => {
  const scope = scopeOf(iq)
  const error = findChild(scope, 'error', namespaceOf(scope))
  return {
    account,
    resource,
    id: attr(iq, 'id'),
    answer:
      error === undefined ? (attr(iq, 'type') ?? '') : `${attr(error.element, 'type') ?? ''}/${conditionOf(error)}`,
  }
}

/** Reads what came out at one step. */
export const observe = (outputs: ReadonlyArray<Output>, inspected: Inspection = {}): Observed => ({
  pushes: outputs.flatMap((output) => (output._tag === 'Published' ? [readPush(output.account, output.iq)] : [])),
  answers: outputs.flatMap((output) =>
    output._tag === 'Replied' ? [readAnswer(output.account, output.resource, output.iq)] : [],
  ),
  timeouts: outputs.flatMap((output) => (output._tag === 'ResumeTimeout' ? [output] : [])),
  explained: outputs.flatMap((output) => (output._tag === 'Explained' ? [output] : [])),
  inspected,
})

/** A part of a publish request. */
export type Part = 'iq' | 'pubsub' | 'publish' | 'item' | 'notification'

/** The table: the parts from the outside inwards. */
const PARTS: ReadonlyArray<readonly [name: Part, namespace: string]> = [
  ['pubsub', NS.pubsub],
  ['publish', NS.pubsub],
  ['item', NS.pubsub],
  ['notification', NS.push],
]

/**
 * What stands in a part of the request, each with its namespace, in order; undefined where there is no such part.
 *
 * @param namespace - of what is looked at: an application's own elements stand beside it; all where it is left out
 */
export const namesIn = (
  { iq }: Pick<Push, 'iq'>,
  part: Part,
  namespace?: string,
): ReadonlyArray<string> | undefined => {
  const path = PARTS.slice(0, PARTS.findIndex(([name]) => name === part) + 1)
  const found = findPath(scopeOf(iq), path)
  return (
    found &&
    childElements(found.element)
      .filter((child) => namespace === undefined || childNamespace(found, child) === namespace)
      .map((child) => qualifiedChild(found, child))
  )
}

const fieldText = ({ name, values }: Field): string => `${name}=${JSON.stringify(values)}`

/** Fields in words, in their order. */
export const fieldsText = (fields: ReadonlyArray<Field>): string => fields.map(fieldText).join(' ')

/** A summary in words; the order of its fields says nothing. */
export const summaryText = ({ summary }: Pick<Push, 'summary'>): string => summary.map(fieldText).sort().join(' ')

/** The first value of a summary field. */
export const valueOf = ({ summary }: Pick<Push, 'summary'>, name: string): string | undefined =>
  summary.find((field) => field.name === name)?.values[0]

/** `service#node`, as faults and transcripts write it. */
export const nameOf = ({ service, node }: { readonly service: string; readonly node?: string | undefined }): string =>
  `${service}#${node ?? ''}`
