import type { Element } from '@xmpp/xml'
import { parseElement } from './xml.js'

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
}

export interface ReplyView {
  readonly kind: 'reply'
  readonly type: string | undefined
  readonly error?: { readonly type: string | undefined; readonly condition: string | undefined }
}

const childrenOf = (element: Element): ReadonlyArray<Element> => element.getChildElements()

const textOf = (element: Element): string =>
  element.children.map((child) => (typeof child === 'object' ? textOf(child) : String(child))).join('')

const formOf = (element: Element | undefined): PublishView['summary'] =>
  element === undefined
    ? undefined
    : {
        type: element.attrs['type'],
        fields: childrenOf(element)
          .filter(({ name }) => name === 'field')
          .map((field) => ({
            name: field.attrs['var'] ?? '',
            values: childrenOf(field).filter(({ name }) => name === 'value').map(textOf),
          })),
      }

export const viewPublish = (xml: string): PublishView => {
  const iq = parseElement(xml)
  const pubsub = iq.getChild('pubsub')
  const publish = pubsub?.getChild('publish')
  return {
    kind: 'publish',
    service: iq.attrs['to'] ?? '',
    node: publish?.attrs['node'],
    summary: formOf(publish?.getChild('item')?.getChild('notification')?.getChild('x')),
    options: formOf(pubsub?.getChild('publish-options')?.getChild('x')),
  }
}

export const viewReply = (xml: string): ReplyView => {
  const iq = parseElement(xml)
  const error = iq.getChild('error')
  return {
    kind: 'reply',
    type: iq.attrs['type'],
    ...(error === undefined
      ? {}
      : {
          error: {
            type: error.attrs['type'],
            condition: childrenOf(error).find(({ attrs }) => attrs['xmlns'] === 'urn:ietf:params:xml:ns:xmpp-stanzas')?.name,
          },
        }),
  }
}

const showFields = (fields: ReadonlyArray<Field>): string =>
  fields.map(({ name, values }) => `${name}=${values.length === 0 ? '∅' : values.join('|')}`).join(' ')

const showForm = (form: PublishView['summary']): string => (form === undefined ? '-' : `${form.type ?? 'untyped'}{${showFields(form.fields)}}`)

/** One line for people. */
export const showView = (view: PublishView | ReplyView): string =>
  view.kind === 'publish'
    ? `publish ${view.service.split('@')[0]} node=${view.node ?? '∅'} ${showForm(view.summary)}${view.options === undefined ? '' : ` options ${showForm(view.options)}`}`
    : `reply ${view.type}${view.error === undefined ? '' : ` ${view.error.type}/${view.error.condition}`}`
