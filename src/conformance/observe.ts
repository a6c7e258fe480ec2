/**
 * Output read as the rules mean it: what two implementations can be compared by, whatever their XML looks like.
 */
import { NS } from '../stanza/namespaces.js'
import type { XmlElement } from '../xml/element.js'
import {
  attr,
  childElements,
  findChild,
  findChildren,
  findPath,
  localName,
  type Scope,
  scopeOf,
  textOf,
} from '../xml/query.js'
import type { Explained, Inspection, Output, ResumeTimeout } from './adapter.js'

/** A form field and its values, in order. */
export interface Field {
  readonly name: string
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
    : findChildren(form, 'field', NS.dataForms).map((scope) => ({
        name: attr(scope.element, 'var') ?? '',
        values: findChildren(scope, 'value', NS.dataForms).map(({ element }) => textOf(element)),
      }))

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

const conditionOf = (error: XmlElement): string =>
  childElements(error)
    .map(({ name }) => localName(name))
    .find((name) => name !== 'text') ?? ''

const readAnswer = (account: string, resource: string, iq: XmlElement): Answer => {
  const error = childElements(iq).find(({ name }) => localName(name) === 'error')
  return {
    account,
    resource,
    id: attr(iq, 'id'),
    answer: error === undefined ? (attr(iq, 'type') ?? '') : `${attr(error, 'type') ?? ''}/${conditionOf(error)}`,
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

/** The first value of a summary field. */
export const valueOf = ({ summary }: Pick<Push, 'summary'>, name: string): string | undefined =>
  summary.find((field) => field.name === name)?.values[0]

/** `service#node`, as faults and transcripts write it. */
export const nameOf = ({ service, node }: { readonly service: string; readonly node?: string | undefined }): string =>
  `${service}#${node ?? ''}`
