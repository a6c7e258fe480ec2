/**
 * The floor: the payloads of an important offline message written by hand, for two registrations that are known to be
 * two, without a decision, a state or a tree. Nothing that decides can be faster.
 */
import type { Device } from './data/requests.js'

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }

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

const requestOf = ({ service, node, secret }: Device, payload: string): string =>
  `<iq type="set" from="capulet.example" to="${escapeValue(service)}">` +
  `<pubsub xmlns="http://jabber.org/protocol/pubsub"><publish node="${escapeValue(node)}"><item>${payload}</item></publish>` +
  `${secret === undefined ? '' : optionsOf(secret)}</pubsub></iq>`

/** Both payloads of one message. */
export const writeBoth = (devices: readonly [Device, Device], sender: string, write: (text: string) => void): void => {
  const payload = payloadOf(sender)
  write(requestOf(devices[0], payload))
  write(requestOf(devices[1], payload))
}
