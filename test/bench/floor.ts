/**
 * Floors: what has to happen in a case as a bare loop, for input that is known to be as the case has it. The payloads of
 * an important offline message are written by hand, for two registrations that are known to be two, without a decision, a
 * state or a tree; a request is read where its parts are known to be, and nothing of it is checked. Nothing that decides
 * can be faster.
 */
import type { Event, XmlElement } from 'xmpp-push-rules'
import { type Device, deviceOf, jidOf } from './data/requests.js'
import type { Outlet, Work } from './host.js'

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

const escapeText = (text: string): string =>
  /[&<>]/.test(text) ? text.replace(/[&<>]/g, (character) => ENTITIES[character] ?? '') : text

const escapeValue = (text: string): string =>
  /[&<>"']/.test(text) ? text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '') : text

const payloadOf = (sender: string): string =>
  '<notification xmlns="urn:xmpp:push:0"><x xmlns="jabber:x:data" type="submit">' +
  '<field var="FORM_TYPE" type="hidden"><value>urn:xmpp:push:summary</value></field>' +
  '<field var="message-count"><value>1</value></field>' +
  `<field var="last-message-sender"><value>${escapeText(sender)}</value></field>` +
  '<field var="last-message-body"><value>New Message!</value></field></x></notification>'

const optionsOf = (secret: string): string =>
  '<publish-options><x xmlns="jabber:x:data" type="submit"><field var="FORM_TYPE" type="hidden">' +
  '<value>http://jabber.org/protocol/pubsub#publish-options</value></field>' +
  `<field var="secret"><value>${escapeText(secret)}</value></field></x></publish-options>`

const requestOf = ({ service, node, secret }: Device, id: string, payload: string): string =>
  `<iq type="set" from="capulet.example" to="${escapeValue(service)}" id="${escapeValue(id)}">` +
  `<pubsub xmlns="http://jabber.org/protocol/pubsub"><publish node="${escapeValue(node)}"><item>${payload}</item></publish>` +
  `${secret === undefined ? '' : optionsOf(secret)}</pubsub></iq>`

/** Both payloads of one message, each with an id. */
export const writeBoth = (devices: readonly [Device, Device], sender: string, { write, nextId }: Outlet): void => {
  const payload = payloadOf(sender)
  write(requestOf(devices[0], nextId(), payload))
  write(requestOf(devices[1], nextId(), payload))
}

/** Makes what has to be known ready, and returns what does the work. */
export type Floor = (work: ReadonlyArray<Work>, outlet: Outlet) => () => void

type EventOf<Tag extends Event['_tag']> = Extract<Event, { readonly _tag: Tag }>

const only = <Tag extends Event['_tag']>(
  tag: Tag,
  work: ReadonlyArray<Work>,
): ReadonlyArray<{ readonly slot: number; readonly event: EventOf<Tag> }> =>
  work.map(({ slot, event }) => {
    if (event._tag !== tag) throw new Error(`${event._tag} is no ${tag}`)
    return { slot, event: event as EventOf<Tag> }
  })

const devicesOf = (user: number): readonly [Device, Device] => [deviceOf(user, 0), deviceOf(user, 1)]

/** Writes both payloads. */
export const offlineFloor: Floor = (work, outlet) => {
  const input = only('StoredOffline', work).map(({ slot, event }) => ({
    devices: devicesOf(slot),
    sender: event.delivery.stanza.attrs['from'] ?? '',
  }))
  return () => {
    for (const { devices, sender } of input) writeBoth(devices, sender, outlet)
  }
}

/** Finds the key in a set of its account, and says of both devices that they were told. */
export const duplicateFloor: Floor = (work) => {
  const input = only('StoredOffline', work)
  const told = new Map<number, Set<string>>()
  for (const { slot, event } of input) told.set(slot, (told.get(slot) ?? new Set()).add(event.delivery.key))
  const accounts = Array.from({ length: Math.max(...told.keys()) + 1 }, (_, slot) => ({
    devices: devicesOf(slot),
    keys: told.get(slot),
  }))
  const said: Array<ReadonlyArray<object>> = []
  return () => {
    for (const [index, { slot, event }] of input.entries()) {
      const account = accounts[slot]
      const { key } = event.delivery
      if (account?.keys?.has(key) !== true) throw new Error(key)
      said[index] = account.devices.map(({ service, node }) => ({
        registration: { service, node },
        key,
        why: 'already-notified',
      }))
    }
  }
}

const childIn = ({ children }: XmlElement, name: string): XmlElement | undefined => {
  for (const child of children) if (typeof child !== 'string' && child.name === name) return child
  return undefined
}

const textIn = (element: XmlElement | undefined): string => {
  const text = element?.children[0]
  return typeof text === 'string' ? text : ''
}

/** What is kept of a request must not keep the request. */
const copied = (text: string): string => [text.slice(0, 1), text.slice(1)].join('')

const resultOf = (slot: number, { resource, iq }: EventOf<'IqReceived'>): string => {
  const jid = escapeValue(jidOf(slot))
  return `<iq type="result" from="${jid}" to="${jid}/${escapeValue(resource)}" id="${escapeValue(iq.attrs['id'] ?? '')}"/>`
}

const without = (devices: ReadonlyArray<Device>, service: string, node: string): Array<Device> =>
  devices.filter((one) => one.node !== node || one.service !== service)

const MAX_DEVICES = 5

/** Reads the three texts of an enable request, keeps copies of them in place of the oldest, and writes the result. */
export const enableFloor: Floor = (work, { write }) => {
  const input = only('IqReceived', work)
  const accounts: Array<ReadonlyArray<Device>> = []
  for (const { slot } of input) accounts[slot] = devicesOf(slot)
  return () => {
    for (const { slot, event } of input) {
      const request = childIn(event.iq, 'enable')
      if (request === undefined) throw new Error('no request')
      const form = childIn(request, 'x')
      const service = copied(request.attrs['jid'] ?? '')
      const node = copied(request.attrs['node'] ?? '')
      const devices = without(accounts[slot] ?? [], service, node)
      if (devices.length >= MAX_DEVICES) devices.shift()
      const last = form?.children.at(-1)
      devices.push(
        typeof last === 'object'
          ? { service, node, secret: copied(textIn(childIn(last, 'value'))) }
          : { service, node },
      )
      accounts[slot] = devices
      write(resultOf(slot, event))
    }
  }
}

/** Reads the two texts of a disable request, leaves that device out, and writes the result. */
export const disableFloor: Floor = (work, { write }) => {
  const input = only('IqReceived', work)
  const accounts = Array.from({ length: Math.max(...input.map(({ slot }) => slot)) + 1 }, (_, slot) => devicesOf(slot))
  const left: Array<ReadonlyArray<Device>> = []
  return () => {
    for (const { slot, event } of input) {
      const request = childIn(event.iq, 'disable')
      if (request === undefined) throw new Error('no request')
      left[slot] = without(accounts[slot] ?? [], request.attrs['jid'] ?? '', request.attrs['node'] ?? '')
      write(resultOf(slot, event))
    }
  }
}
