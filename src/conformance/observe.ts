/**
 * Output read as the rules mean it: what two implementations can be compared by, whatever their XML looks like.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { parseJid } from '../state/jid.js'
import type { RegistrationKey } from '../state/registration.js'
import { CONTENT_NAMESPACES, NS } from '../stanza/namespaces.js'
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
import type { Explained, Inspection, Output, Replied, ResumeTimeout } from './adapter.js'
import { isOwnField, qualified, qualifiedChild } from './canonical.js'

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
  /** A JID as `preparedJid` has it, as is `service`. */
  readonly from: string | undefined
  readonly service: string
  /** Undefined without the attribute. */
  readonly node: string | undefined
  readonly formType: string | undefined
  /** Without the fields that are an application's own, as `canonical.ts` has it. */
  readonly summary: ReadonlyArray<Field>
  /** Undefined without `<publish-options/>`. */
  readonly options: ReadonlyArray<Field> | undefined
}

/** An answer to a client, read: `result`, or `type/condition` of the error, and what it should not say in more words. */
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

/** A JID in the form in which equal JIDs are equal texts; what is none stays as it is. */
export const preparedJid = (text: string): string =>
  pipe(
    parseJid(text),
    E.getOrElse((): string => text),
  )

/** RFC 6120 §4.8.2: whether a server would take it for an iq at all, wherever in a stream or out of it it stands. */
export const isIq = (element: XmlElement): boolean => {
  const scope = scopeOf(element)
  return localName(scope.element.name) === 'iq' && CONTENT_NAMESPACES.includes(namespaceOf(scope))
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
  const from = attr(iq, 'from')
  return {
    account,
    iq,
    type: attr(iq, 'type'),
    from: from === undefined ? undefined : preparedJid(from),
    service: preparedJid(attr(iq, 'to') ?? ''),
    node: publish && attr(publish.element, 'node'),
    formType: form && attr(form.element, 'type'),
    summary: fieldsOf(form).filter(({ name }) => !isOwnField(name)),
    options: options && fieldsOf(findChild(options, 'x', NS.dataForms)),
  }
}

/** RFC 6120 §8.3.2: the condition is in the namespace of stanza errors, an application's own is in another. */
const conditionOf = (error: Scope): string =>
  childElements(error.element)
    .filter((child) => childNamespace(error, child) === NS.stanzaErrors)
    .map(({ name }) => localName(name))
    .find((name) => name !== 'text') ?? ''

/**
 * RFC 6120 §8.2.3: what is answered is a `result`, or an `error` with an `<error/>`. An error in an iq of another type is
 * none that a client would see.
 */
const saidBy = (iq: Scope): string => {
  const type = attr(iq.element, 'type') ?? ''
  const error = findChild(iq, 'error', namespaceOf(iq))
  if (error === undefined) return type
  const said = `${attr(error.element, 'type') ?? ''}/${conditionOf(error)}`
  return type === 'error' ? said : `${said} in an iq of type ${JSON.stringify(type)}`
}

/** The table: who an answer may be to and from, where it says so (RFC 6120 §8.1.1.1, §8.1.2.1). */
const ENDS: ReadonlyArray<readonly [end: 'to' | 'from', jid: (asker: Replied) => string]> = [
  ['to', ({ account, resource }) => `${account}/${resource}`],
  ['from', ({ account }) => account],
]

/** What keeps a client from taking it for the answer to what it asked, in words. */
const straying = (asker: Replied): string =>
  ENDS.flatMap(([end, jid]) => {
    const found = attr(asker.iq, end)
    return found === undefined || preparedJid(found) === preparedJid(jid(asker)) ? [] : [` ${end} ${found}`]
  }).join('')

const readAnswer = (replied: Replied): Answer => {
  const { account, resource, iq } = replied
  const scope = scopeOf(iq)
  const said = `${saidBy(scope)}${straying(replied)}`
  return { account, resource, id: attr(iq, 'id'), answer: isIq(iq) ? said : `${said} in ${qualified(scope)}` }
}

const preparedKey = <A extends RegistrationKey>(key: A): A => ({ ...key, service: preparedJid(key.service) })

const readInspection = ({ registrations, ...rest }: Inspection): Inspection =>
  registrations === undefined ? rest : { ...rest, registrations: registrations.map(preparedKey) }

/** Reads what came out at one step. */
export const observe = (outputs: ReadonlyArray<Output>, inspected: Inspection = {}): Observed => ({
  pushes: outputs.flatMap((output) => (output._tag === 'Published' ? [readPush(output.account, output.iq)] : [])),
  answers: outputs.flatMap((output) => (output._tag === 'Replied' ? [readAnswer(output)] : [])),
  timeouts: outputs.flatMap((output) => (output._tag === 'ResumeTimeout' ? [output] : [])),
  explained: outputs.flatMap((output) =>
    output._tag === 'Explained' ? [{ ...output, registration: preparedKey(output.registration) }] : [],
  ),
  inspected: readInspection(inspected),
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
