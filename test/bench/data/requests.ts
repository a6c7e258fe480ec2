/**
 * Users, their devices, and the requests that register them.
 */
import { scramble } from './random.js'

export interface Device {
  readonly service: string
  readonly node: string
  /** The secret in the publish options; absent: no publish options. */
  readonly secret?: string
}

export const jidOf = (user: number): string => `user${user}@capulet.example`

/** A user's device by its number: every second one has publish options. */
export const deviceOf = (user: number, device: number): Device => {
  const id = scramble(user * 64 + device).toString(36)
  return {
    service: device % 2 === 0 ? 'push.example' : 'up.conversations.example',
    node: `node-${user}-${device}-${id}`,
    ...(device % 2 === 0 ? {} : { secret: `secret-${id}${id}` }),
  }
}

const formOf = (secret: string): string =>
  '<x xmlns="jabber:x:data" type="submit"><field var="FORM_TYPE" type="hidden">' +
  '<value>http://jabber.org/protocol/pubsub#publish-options</value></field>' +
  `<field var="secret"><value>${secret}</value></field></x>`

export const enableRequest = (id: string, { service, node, secret }: Device): string =>
  `<iq type="set" id="${id}"><enable xmlns="urn:xmpp:push:0" jid="${service}" node="${node}">` +
  `${secret === undefined ? '' : formOf(secret)}</enable></iq>`

export const disableRequest = (id: string, { service, node }: Device): string =>
  `<iq type="set" id="${id}"><disable xmlns="urn:xmpp:push:0" jid="${service}" node="${node}"/></iq>`
