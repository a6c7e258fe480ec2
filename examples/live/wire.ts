import * as E from 'fp-ts/lib/Either.js'
import type { XmlElement } from 'xmpp-push-rules'
import { parseXml } from 'xmpp-push-rules/xml'
import { openSealed, type Opened } from './sealed.js'

/** The parts of a publish and of a reply that the rules speak of, without ids, order of attributes, and language. */

export interface Field {
  readonly name: string
  readonly values: ReadonlyArray<string>
}

export interface PublishView {
  readonly kind: 'publish'
  readonly service: string
  /** Undefined where the request has no `node` attribute. */
  readonly node: string | undefined
  /** Undefined where the notification is empty. */
  readonly summary: { readonly type: string | undefined; readonly fields: ReadonlyArray<Field> } | undefined
  readonly options: { readonly type: string | undefined; readonly fields: ReadonlyArray<Field> } | undefined
  /** `<priority/>`, where there is one. */
  readonly priority: string | undefined
  /** What is sealed, opened. */
  readonly sealed: Opened | undefined
}

export interface ReplyView {
  readonly kind: 'reply'
  readonly id: string
  readonly type: string | undefined
  readonly error?: { readonly type: string | undefined; readonly condition: string | undefined }
}

export type View = PublishView | ReplyView

const childrenOf = (element: XmlElement): ReadonlyArray<XmlElement> =>
  element.children.filter((child): child is XmlElement => typeof child === 'object')

const child = (element: XmlElement | undefined, ...path: ReadonlyArray<string>): XmlElement | undefined =>
  path.reduce<XmlElement | undefined>((at, name) => at && childrenOf(at).find((one) => one.name === name), element)

/** A child by name and namespace, as servers write it: the namespace on the child itself. */
export const find = (element: XmlElement, name: string, xmlns: string): XmlElement | undefined =>
  childrenOf(element).find((one) => one.name === name && one.attrs['xmlns'] === xmlns)

const textOf = (element: XmlElement): string =>
  element.children.map((part) => (typeof part === 'object' ? textOf(part) : part)).join('')

const formOf = (element: XmlElement | undefined): PublishView['summary'] =>
  element === undefined
    ? undefined
    : {
        type: element.attrs['type'],
        fields: childrenOf(element)
          .filter(({ name }) => name === 'field')
          .map((field) => ({
            name: field.attrs['var'] ?? '',
            values: childrenOf(field)
              .filter(({ name }) => name === 'value')
              .map(textOf),
          })),
      }

/** The wire's XML, read with the library's own strict reader: what a real server writes must be readable. */
export const readXml = (xml: string): XmlElement => {
  const read = parseXml(xml)
  if (E.isLeft(read)) throw new Error(`${read.left.code} at ${read.left.offset} in ${xml}`)
  return read.right
}

const priorityOf = (notification: XmlElement | undefined): string | undefined => {
  const priority = notification && find(notification, 'priority', 'tigase:push:priority:0')
  return priority && textOf(priority)
}

const sealedOf = (notification: XmlElement | undefined): Opened | undefined => {
  const sealed = notification && find(notification, 'encrypted', 'tigase:push:encrypt:0')
  return sealed && openSealed(sealed.attrs['iv'] ?? '', textOf(sealed), sealed.attrs['type'])
}

export const viewPublish = (iq: XmlElement): PublishView => {
  const publish = child(iq, 'pubsub', 'publish')
  const notification = child(publish, 'item', 'notification')
  return {
    kind: 'publish',
    service: iq.attrs['to'] ?? '',
    node: publish?.attrs['node'],
    summary: formOf(child(notification, 'x')),
    options: formOf(child(iq, 'pubsub', 'publish-options', 'x')),
    priority: priorityOf(notification),
    sealed: sealedOf(notification),
  }
}

export const viewReply = (iq: XmlElement): ReplyView => {
  const error = child(iq, 'error')
  return {
    kind: 'reply',
    id: iq.attrs['id'] ?? '',
    type: iq.attrs['type'],
    ...(error === undefined
      ? {}
      : {
          error: {
            type: error.attrs['type'],
            condition: childrenOf(error).find(({ attrs }) => attrs['xmlns'] === 'urn:ietf:params:xml:ns:xmpp-stanzas')
              ?.name,
          },
        }),
  }
}

const showFields = (fields: ReadonlyArray<Field>): string =>
  fields.map(({ name, values }) => `${name}=${values.length === 0 ? '∅' : values.join('|')}`).join(' ')

const showForm = (form: PublishView['summary']): string =>
  form === undefined ? '-' : `${form.type ?? 'untyped'}{${showFields(form.fields)}}`

/** The first value of a summary's field; undefined where it has none, or the field is not there. */
export const summaryValue = ({ summary }: PublishView, name: string): string | undefined =>
  summary?.fields.find((field) => field.name === name)?.values[0]

const showSealed = ({ isVoip, hasTag, members }: Opened): string =>
  `sealed${isVoip ? ' voip' : ''}${hasTag ? '' : ' without tag'} ${JSON.stringify(members ?? 'unreadable')}`

const showPublish = ({ service, node, summary, options, priority, sealed }: PublishView): string =>
  [
    `publish ${service.split('@')[0]} node=${node ?? '∅'} ${showForm(summary)}`,
    ...(options === undefined ? [] : [`options ${showForm(options)}`]),
    ...(priority === undefined ? [] : [`priority ${priority}`]),
    ...(sealed === undefined ? [] : [showSealed(sealed)]),
  ].join(' ')

/** One line for people. */
export const showView = (view: View): string =>
  view.kind === 'publish'
    ? showPublish(view)
    : `reply ${view.type}${view.error === undefined ? '' : ` ${view.error.type}/${view.error.condition}`}`
