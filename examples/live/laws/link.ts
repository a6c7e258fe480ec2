import { component, type Component } from '@xmpp/component'
import type { Element } from '@xmpp/xml'
import { password } from '../server.js'
import { readsWhole } from '../whole-text.js'
import { parseElement } from '../xml.js'

/** A publish as it came, at this time. */
export interface Arrived {
  readonly at: number
  readonly iq: Element
}

/** A connection of a component: a push service that answers only when it is told to, or the world beyond the server. */
export interface Link {
  readonly domain: string
  /** Written at once, and in the order in which it is called: a mark stands behind what was sent before it. */
  readonly send: (stanza: string) => Promise<void>
  /** Whoever is told of publishes from now on. */
  readonly listen: (listener: (arrived: Arrived) => void) => void
  /** Resolves when a stanza to `mark@domain` with this id has come. */
  readonly passed: (id: string) => Promise<void>
  readonly stop: () => Promise<void>
}

/** A machine that has more to do than it can may take long; a server that has lost a mark takes for ever. */
const patienceMs = 20_000

const tries = 8

/** A server with many hosts takes connections before it has the time for them. */
const connected = async (service: string, domain: string, secret: string, left = tries): Promise<Component> => {
  const server = component({ service, domain, password: secret })
  readsWhole(server)
  server.reconnect.stop()
  server.on('error', () => undefined)
  try {
    await server.start()
    return server
  } catch (error) {
    await server.stop().catch(() => undefined)
    if (left === 0) throw error
    return connected(service, domain, secret, left - 1)
  }
}

export const startLink = async (service: string, domain: string, secret = password): Promise<Link> => {
  const server = await connected(service, domain, secret)
  const marks = new Map<string, () => void>()
  let listener: (arrived: Arrived) => void = () => undefined
  server.on('element', (element: Element) => {
    const id = element.attrs['id'] ?? ''
    if (element.name === 'iq' && element.attrs['type'] === 'set') listener({ at: Date.now(), iq: element })
    if (element.name !== 'message') return
    marks.get(id)?.()
    marks.delete(id)
  })
  // Never answered by xmpp.js: what its handler returns is written some promises later, behind a mark that was set after
  // it. The mark then came back before the server had the answer, and the law went on too early.
  server.iqCallee.set('http://jabber.org/protocol/pubsub', 'pubsub', () => new Promise(() => undefined))
  return {
    domain,
    send: (stanza) => server.send(parseElement(stanza)),
    listen: (next) => {
      listener = next
    },
    passed: (id) =>
      new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`no mark at ${domain}`)), patienceMs)
        marks.set(id, () => {
          clearTimeout(late)
          resolve()
        })
      }),
    stop: async () => {
      await server.stop()
    },
  }
}
