import { component, xml } from '@xmpp/component'
import type { Element } from '@xmpp/xml'
import { mark } from './mark.js'
import { readsWhole } from './whole-text.js'
import { parseElement } from './xml.js'
import { password, pushDomain } from './server.js'

/** How a push service answers one publish. */
export type Answer =
  | { readonly type: 'result' }
  | { readonly type: 'cancel' | 'wait' | 'modify' | 'auth' | 'continue' | 'unheard-of'; readonly condition: string }

export interface Published {
  readonly service: string
  readonly node: string | undefined
  readonly xml: string
}

/** A real app server: a component that takes publishes for any address of its domain. */
export interface PushService {
  /** Publishes to one address go to this handler, which says how they are answered. */
  readonly at: (service: string, handler: (published: Published) => Answer) => void
  /** Sends any stanza, as a remote server or a room would. */
  readonly send: (stanza: string) => Promise<void>
  /** Waits until a mark has come that this sender puts behind what it sent: the server has dealt with that by then. */
  readonly markPasses: (send: (stanza: string) => Promise<void>, from?: string) => Promise<void>
  readonly stop: () => Promise<void>
}

const stanzaErrors = 'urn:ietf:params:xml:ns:xmpp-stanzas'

export const startPushService = async (service: string): Promise<PushService> => {
  const handlers = new Map<string, (published: Published) => Answer>()
  const server = component({ service, domain: pushDomain, password })
  readsWhole(server)
  server.reconnect.stop()
  server.on('error', () => undefined)
  server.iqCallee.set('http://jabber.org/protocol/pubsub', 'pubsub', ({ stanza }) => {
    const to = stanza.attrs['to'] ?? ''
    const node = stanza.getChild('pubsub')?.getChild('publish')?.attrs['node']
    const answer = handlers.get(to)?.({ service: to, node, xml: stanza.toString() }) ?? { type: 'result' }
    return answer.type === 'result'
      ? true
      : xml('error', { type: answer.type }, xml(answer.condition, { xmlns: stanzaErrors }))
  })
  const marks = new Map<string, () => void>()
  server.on('element', (element: Element) => {
    if (element.name === 'message') marks.get(element.attrs['id'] ?? '')?.()
  })
  await server.start()
  return {
    at: (address, handler) => {
      handlers.set(address, handler)
    },
    send: (stanza) => server.send(parseElement(stanza)),
    markPasses: async (send, from) => {
      const { id, stanza } = mark(pushDomain)
      const passed = new Promise<void>((resolve) => marks.set(id, resolve))
      await send(stanza(from))
      await passed
      marks.delete(id)
    },
    stop: async () => {
      await server.stop()
    },
  }
}
