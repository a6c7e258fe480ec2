/**
 * Mutants of what a client or the server gave, which has to come back to the letter.
 */
import type { XmlElement } from 'xmpp-push-rules'
import {
  isElement,
  mapChildren,
  mapDeep,
  type Mutant,
  mutant,
  setAttrs,
  withDelivery,
  withIq,
  withPublish,
  withStanza,
} from './mutant.js'

/** The texts of an element, changed; its children stay. */
const retold = (element: XmlElement, change: (text: string) => string): XmlElement => ({
  ...element,
  children: element.children.map((child) => (isElement(child) ? child : change(child))),
})

const inOptions = (change: (form: XmlElement) => XmlElement): ReturnType<typeof withPublish> =>
  withPublish((iq) => mapDeep(iq, 'publish-options', (options) => mapDeep(options, 'x', change)))

const optionValues = (change: (text: string) => string): ReturnType<typeof withPublish> =>
  inOptions((form) => mapDeep(form, 'value', (value) => retold(value, change)))

const optionNames = (change: (text: string) => string): ReturnType<typeof withPublish> =>
  inOptions((form) =>
    mapDeep(form, 'field', (field) =>
      field.attrs['var'] === 'FORM_TYPE' ? field : setAttrs(field, { var: change(field.attrs['var'] ?? '') }),
    ),
  )

const services = (change: (jid: string) => string): ReturnType<typeof withIq> =>
  withIq((iq) =>
    ['enable', 'disable'].reduce(
      (all, name) => mapDeep(all, name, (one) => setAttrs(one, { jid: change(one.attrs['jid'] ?? '') })),
      iq,
    ),
  )

const bodyShown = (change: (text: string) => string): ReturnType<typeof withPublish> =>
  withPublish((iq) =>
    mapDeep(iq, 'field', (field) =>
      field.attrs['var'] === 'last-message-body' ? mapDeep(field, 'value', (value) => retold(value, change)) : field,
    ),
  )

const isBody = (child: XmlElement | string): child is XmlElement => isElement(child) && child.name === 'body'

const lastBodyOnly = (stanza: XmlElement): XmlElement => {
  const last = stanza.children.filter(isBody).at(-1)
  return mapChildren(stanza, (child) => (child.name === 'body' && child !== last ? undefined : child))
}

const keys = (change: (key: string) => string): ReturnType<typeof withDelivery> =>
  withDelivery((delivery) => ({ ...delivery, key: change(delivery.key) }))

const OPTIONS = 'xep-0357/publish-options/to-the-letter'
const SERVICE = 'xep-0357/enabling/service-to-the-letter'
const BODY = 'seed/summary/body-to-the-letter'
const KEY = 'seed/duplicates/key-to-the-letter'

const composed = (text: string): string => text.normalize('NFC')
const folded = (text: string): string => text.toLowerCase()
const trimmed = (text: string): string => text.trim()
const upTo =
  (length: number) =>
  (text: string): string =>
    text.slice(0, length)

export const toTheLetterMutants: ReadonlyArray<Mutant> = [
  mutant('option-names-folded', OPTIONS, optionNames(folded)),
  mutant('option-names-composed', OPTIONS, optionNames(composed)),
  mutant('option-values-composed', OPTIONS, optionValues(composed)),
  mutant('option-values-trimmed', OPTIONS, optionValues(trimmed)),
  mutant('option-values-cut', OPTIONS, optionValues(upTo(255))),
  mutant(
    'options-of-type-form',
    OPTIONS,
    inOptions((form) => setAttrs(form, { type: 'form' })),
  ),
  mutant(
    'options-without-type',
    OPTIONS,
    inOptions((form) => setAttrs(form, { type: undefined })),
  ),
  mutant('services-folded', SERVICE, services(folded)),
  mutant(
    'services-without-resource',
    SERVICE,
    services((jid) => jid.split('/')[0] ?? ''),
  ),
  mutant('bodies-trimmed', BODY, bodyShown(trimmed)),
  mutant('bodies-composed', BODY, bodyShown(composed)),
  mutant('bodies-cut', BODY, bodyShown(upTo(100))),
  mutant('important-body-trimmed', 'seed/summary/important-body', bodyShown(trimmed)),
  mutant('important-body-cut', 'seed/summary/important-body', bodyShown(upTo(100))),
  mutant('last-body-shown', BODY, withStanza(lastBodyOnly)),
  mutant('keys-folded', KEY, keys(folded)),
  mutant('keys-composed', KEY, keys(composed)),
  mutant('keys-trimmed', KEY, keys(trimmed)),
  mutant('keys-cut', KEY, keys(upTo(9))),
]
