/**
 * What went out on the wire, reduced to what two implementations can be compared by.
 */
import { type Effect, publishElement, replyElement, type XmlElement } from 'xmpp-push-rules'

/** The values of a data form by field; several values of one field are joined by line breaks. */
export type Form = Readonly<Record<string, string>>

/** A publish request. */
export interface ObservedPush {
  readonly kind: 'push'
  readonly service: string
  readonly node: string
  readonly summary: Form
  readonly publishOptions: Form
  /** The type of the options' FORM_TYPE, `''` where it has none; absent where the log does not say. */
  readonly formType?: string | undefined
}

/** The reply to an iq; `answer` is `result`, or the type and condition of its error. */
export interface ObservedReply {
  readonly kind: 'reply'
  readonly to: string
  readonly id: string
  readonly answer: string
}

export type Observed = ObservedPush | ObservedReply

export const elements = (parent: XmlElement | undefined, name: string): ReadonlyArray<XmlElement> =>
  (parent?.children ?? []).filter((child): child is XmlElement => typeof child === 'object' && child.name === name)

const child = (parent: XmlElement | undefined, ...path: ReadonlyArray<string>): XmlElement | undefined =>
  path.reduce<XmlElement | undefined>((at, name) => elements(at, name)[0], parent)

const text = (element: XmlElement): string => element.children.filter((part) => typeof part === 'string').join('')

/** A data form as a map. */
export const formOf = (form: XmlElement | undefined): Form =>
  Object.fromEntries(
    elements(form, 'field').map((field) => [field.attrs['var'] ?? '', elements(field, 'value').map(text).join('\n')]),
  )

const formTypeOf = (form: XmlElement | undefined): string | undefined => {
  const field = elements(form, 'field').find(({ attrs }) => attrs['var'] === 'FORM_TYPE')
  return field && (field.attrs['type'] ?? '')
}

const pushOf = (iq: XmlElement, publish: XmlElement): ObservedPush => {
  const options = child(iq, 'pubsub', 'publish-options', 'x')
  return {
    kind: 'push',
    service: iq.attrs['to'] ?? '',
    node: publish.attrs['node'] ?? '',
    summary: formOf(child(publish, 'item', 'notification', 'x')),
    publishOptions: formOf(options),
    formType: formTypeOf(options),
  }
}

const replyOf = (iq: XmlElement): ObservedReply => {
  const error = child(iq, 'error')
  const condition = error?.children.find((part): part is XmlElement => typeof part === 'object' && part.name !== 'text')
  return {
    kind: 'reply',
    to: iq.attrs['to'] ?? '',
    id: iq.attrs['id'] ?? '',
    answer: error === undefined ? 'result' : `${error.attrs['type'] ?? ''}/${condition?.name ?? ''}`,
  }
}

/** Reads an iq that a server sent because of push; undefined for anything else. */
export const observe = (iq: XmlElement): Observed | undefined => {
  const publish = child(iq, 'pubsub', 'publish')
  return publish !== undefined
    ? pushOf(iq, publish)
    : iq.attrs['type'] === 'result' || iq.attrs['type'] === 'error'
      ? replyOf(iq)
      : undefined
}

/** What one effect puts on the wire; the id of a publish is the host's, and nothing that can be compared. */
export const observeEffect = (effect: Effect): Observed | undefined =>
  effect._tag === 'Publish'
    ? observe(publishElement('')(effect))
    : effect._tag === 'Reply'
      ? observe(replyElement(effect))
      : undefined
