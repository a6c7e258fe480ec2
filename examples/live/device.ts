import { client, type Client } from '@xmpp/client'
import type { Element } from '@xmpp/xml'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { password } from './server.js'
import { readsWhole } from './whole-text.js'
import { parseElement } from './xml.js'

/** An account, and how to log in to it where it is not one of those that are made for the scenes. */
export interface Account {
  readonly user: string
  readonly host: string
  readonly password?: string
  readonly mechanism?: string
}

/** One real client: a resource of an account, logged in over TCP with stream management. */
export interface Device {
  readonly jid: string
  /** Sends an iq, whatever it says, and resolves with the reply, result or error. */
  readonly request: (iq: string) => Promise<string>
  readonly send: (stanza: string) => Promise<void>
  /** How many messages have come. */
  readonly messages: () => number
  /** The network is gone: the socket is destroyed, no stream is closed, the session can be resumed. */
  readonly vanish: () => Promise<void>
  /** Comes back with a new connection and resumes the session. */
  readonly resume: () => Promise<void>
  /** From now on `<r/>` is not answered: the server's unacknowledged queue grows. */
  readonly holdAcks: () => void
  /** Acknowledges all that the server has sent so far, unasked, and answers `<r/>` again. */
  readonly acknowledge: () => Promise<void>
  readonly logout: () => Promise<void>
}

// When a server ends or resets a connection, xmpp.js leaves the end of it as a rejection that no caller can catch.
const endings: ReadonlyArray<unknown> = ['ECONNRESET', 'EPIPE', 'TimeoutError']
process.on('unhandledRejection', (reason) => {
  const isEnding =
    reason instanceof Error &&
    (endings.includes(reason.constructor.name) || ('code' in reason && endings.includes(reason.code)))
  if (!isEnding) throw reason
})

/** What the server answers at all it answers within this, on any machine. */
const replyMs = 20_000

const SM = 'urn:xmpp:sm:3'

const isStanza = (element: Element): boolean => ['iq', 'message', 'presence'].includes(element.name)

const destroySocket = (xmpp: Client): void => {
  const { socket } = xmpp
  if (socket === null) return
  const inner = 'socket' in socket ? socket.socket : undefined
  ;((inner ?? socket) as Socket).destroy()
}

/** Logs in; `onStanza` sees all that the server sends to this device. */
export const login = async (
  service: string,
  account: Account,
  resource: string,
  onStanza: (xml: string) => void,
): Promise<Device> => {
  const xmpp = client({
    service,
    domain: account.host,
    resource,
    // PLAIN where nothing else is said: xmpp.js would choose SCRAM, which costs it most of a second of computing for each login.
    credentials: (authenticate) =>
      authenticate({ username: account.user, password: account.password ?? password }, account.mechanism ?? 'PLAIN'),
  })
  readsWhole(xmpp)
  xmpp.setMaxListeners(50)
  xmpp.reconnect.stop()
  xmpp.on('error', () => undefined)
  const waiting = new Map<string, (reply: string) => void>()
  // XEP-0198 §4: `h` counts what came since <enabled/>. xmpp.js begins a moment later, and what came with it is never counted:
  // the server stores it anew when the session ends. So it is counted here.
  const came = { messages: 0, stanzas: 0 }
  xmpp.on('element', (element: Element) => {
    if (element.is('enabled', SM)) came.stanzas = 0
    if (!isStanza(element)) return
    came.stanzas += 1
    if (element.name === 'message') came.messages += 1
    const { type, id } = element.attrs
    const resolve = element.name === 'iq' && (type === 'result' || type === 'error') ? waiting.get(id ?? '') : undefined
    const text = element.toString()
    onStanza(text)
    resolve?.(text)
  })
  const send = xmpp.send.bind(xmpp)
  let answersAcks = true
  xmpp.send = (element) => {
    const isAck = element.is('a', SM)
    if (isAck && !answersAcks) return Promise.resolve()
    if (isAck || element.is('resume', SM)) element.attrs['h'] = String(came.stanzas)
    return send(element)
  }
  await xmpp.start()
  // xmpp.js is online when the resource is bound; stream management follows, with no event of its own.
  for (let tries = 0; !xmpp.streamManagement.enabled; tries += 1) {
    if (tries > 200) throw new Error(`${account.user}/${resource}: no stream management`)
    await delay(10)
  }

  const request = async (iq: string): Promise<string> => {
    const element = parseElement(iq)
    const id = element.attrs['id'] ?? ''
    const reply = new Promise<string>((resolve, reject) => {
      waiting.set(id, resolve)
      setTimeout(() => reject(new Error(`no reply to ${iq}`)), replyMs).unref()
    })
    // What could not be sent is told by `send`; nobody waits for its reply then.
    reply.catch(() => undefined)
    await xmpp.send(element)
    return reply.finally(() => waiting.delete(id))
  }

  return {
    jid: `${account.user}@${account.host}/${resource}`,
    request,
    send: (stanza) => xmpp.send(parseElement(stanza)),
    messages: () => came.messages,
    vanish: async () => {
      if (xmpp.socket === null) return // the server was quicker
      const gone = once(xmpp, 'disconnect')
      destroySocket(xmpp)
      await gone
    },
    resume: async () => {
      answersAcks = true
      const resumed = once(xmpp.streamManagement, 'resumed')
      await xmpp.connect(service)
      await xmpp.open(xmpp.options)
      await resumed
    },
    holdAcks: () => {
      answersAcks = false
    },
    acknowledge: async () => {
      answersAcks = true
      // Any reply will do: what the server sent before it has been read then, and counts.
      await request(`<iq type='get' id='caught-up' to='${account.host}'><ping xmlns='urn:xmpp:ping'/></iq>`)
      await xmpp.send(parseElement(`<a xmlns='${SM}'/>`))
    },
    logout: async () => {
      if (xmpp.socket !== null && xmpp.status === 'online') await xmpp.stop()
      else destroySocket(xmpp)
    },
  }
}
