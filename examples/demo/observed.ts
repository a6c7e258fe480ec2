/**
 * What went out on the wire, reduced to what two implementations can be compared by.
 */
import type { Effect, XmlElement } from 'xmpp-push-rules'

/** A publish request or the reply to an iq. */
export type Observed =
  | {
      readonly kind: 'push'
      readonly service: string
      readonly node: string
      readonly summary: Readonly<Record<string, string>>
      readonly publishOptions: Readonly<Record<string, string>>
    }
  | { readonly kind: 'reply'; readonly to: string; readonly id: string; readonly answer: string }

export type ObservedPush = Extract<Observed, { readonly kind: 'push' }>

const elements = (parent: XmlElement | undefined, name: string): ReadonlyArray<XmlElement> =>
  (parent?.children ?? []).filter((child): child is XmlElement => typeof child === 'object' && child.name === name)

const child = (parent: XmlElement | undefined, ...path: ReadonlyArray<string>): XmlElement | undefined =>
  path.reduce<XmlElement | undefined>((at, name) => elements(at, name)[0], parent)

const text = (element: XmlElement): string => element.children.filter((part) => typeof part === 'string').join('')

/** A data form as a map; several values of a field are joined by line breaks, FORM_TYPE is left out. */
const formOf = (form: XmlElement | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries(
    elements(form, 'field')
      .filter(({ attrs }) => attrs['var'] !== 'FORM_TYPE')
      .map((field) => [field.attrs['var'] ?? '', elements(field, 'value').map(text).join('\n')]),
  )

/** Reads an iq that a server sent because of push; undefined for anything else. */
export const observe = (iq: XmlElement): Observed | undefined => {
  const publish = child(iq, 'pubsub', 'publish')
  const error = child(iq, 'error')
  const condition = error?.children.find((part): part is XmlElement => typeof part === 'object' && part.name !== 'text')
  return publish !== undefined
    ? {
        kind: 'push',
        service: iq.attrs['to'] ?? '',
        node: publish.attrs['node'] ?? '',
        summary: formOf(child(publish, 'item', 'notification', 'x')),
        publishOptions: formOf(child(iq, 'pubsub', 'publish-options', 'x')),
      }
    : iq.attrs['type'] === 'result' || iq.attrs['type'] === 'error'
      ? {
          kind: 'reply',
          to: iq.attrs['to'] ?? '',
          id: iq.attrs['id'] ?? '',
          answer: error === undefined ? 'result' : `${error.attrs['type'] ?? ''}/${condition?.name ?? ''}`,
        }
      : undefined
}

/** What the library's effects send. */
export const observeEffects = (effects: ReadonlyArray<Effect>): ReadonlyArray<Observed> =>
  effects.flatMap((effect) => {
    const seen = effect._tag === 'Publish' || effect._tag === 'Reply' ? observe(effect.iq) : undefined
    return seen === undefined ? [] : [seen]
  })
