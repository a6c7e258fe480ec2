/** A device of the harness, with a server that says no more than is asked for here. */
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { once } from 'node:events'
import { afterEach, expect, test } from 'vitest'
import { login } from '../../examples/live/device.js'

const OPEN =
  "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' id='s' version='1.0' from='localhost'>"
const MESSAGE = "<message from='nurse@localhost/x'><body>hello</body></message>"

/** What comes, in turn: the first pattern that what has come so far holds, and what is said then. */
const TALK: ReadonlyArray<readonly [heard: RegExp, said: (id: string) => string]> = [
  [
    /<stream:stream[^>]*>/u,
    () =>
      `${OPEN}<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms></stream:features>`,
  ],
  [/<auth.*<\/auth>/su, () => "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>"],
  [
    /<stream:stream[^>]*>/u,
    () =>
      `${OPEN}<stream:features><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/><sm xmlns='urn:xmpp:sm:3'/></stream:features>`,
  ],
  [
    /<iq.*?id="([^"]*)".*<\/iq>/su,
    (id) =>
      `<iq type='result' id='${id}'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>juliet@localhost/phone</jid></bind></iq>`,
  ],
  // All in one piece, as a server has it that hands over the queue of a session before.
  [/<enable[^>]*>/u, () => `<enabled xmlns='urn:xmpp:sm:3' id='1' resume='true'/>${MESSAGE}${MESSAGE}`],
  [/<iq.*?id="(caught-up)".*<\/iq>/su, (id) => `<iq type='result' id='${id}'/>`],
]

const state: { server?: Server; socket?: Socket } = {}
afterEach(() => {
  state.socket?.destroy()
  state.server?.close()
})

/** Starts it; resolves to where it listens, and to what it hears in the end. */
const serving = async (): Promise<{ readonly service: string; readonly acknowledged: Promise<string> }> => {
  const turns = [...TALK]
  let heard = ''
  const server = createServer()
  const acknowledged = new Promise<string>((resolve) => {
    server.on('connection', (socket) => {
      state.socket = socket
      socket.setEncoding('utf8').on('data', (text: string) => {
        heard += text
        const turn = turns[0]
        const found = turn?.[0].exec(heard)
        if (turn !== undefined && found !== undefined && found !== null) {
          turns.shift()
          heard = heard.slice(found.index + found[0].length)
          socket.write(turn[1](found[1] ?? ''))
        }
        const [, h] = /<a [^>]*h="(\d+)"/u.exec(heard) ?? []
        if (turns.length === 0 && h !== undefined) resolve(h)
      })
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  state.server = server
  return { service: `xmpp://127.0.0.1:${(server.address() as AddressInfo).port}`, acknowledged }
}

test('XEP-0198 §4: a device counts what came with <enabled/>, in one piece', async () => {
  const { service, acknowledged } = await serving()
  const device = await login(service, { user: 'juliet', host: 'localhost' }, 'phone', () => undefined)
  expect(device.messages()).toBe(2)
  await device.acknowledge()
  // Two messages and the answer to its ping.
  expect(await acknowledged).toBe('3')
})
