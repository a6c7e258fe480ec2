import { createServer, type AddressInfo, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { answerXml } from '../../examples/live/laws/answering.js'
import { startLink, type Arrived, type Link } from '../../examples/live/laws/link.js'
import { mark } from '../../examples/live/mark.js'

/** A server that takes one component (XEP-0114), and keeps what it is sent. */
const fakeServer = async (): Promise<{
  readonly address: string
  readonly received: () => string
  readonly write: (xml: string | Buffer) => void
  readonly stop: () => Promise<unknown>
}> => {
  const state: { received: string; socket?: Socket } = { received: '' }
  const server = createServer((socket) => {
    state.socket = socket
    socket.setNoDelay(true)
    socket.on('error', () => undefined)
    socket.on('data', (data) => {
      const text = data.toString('utf8')
      if (text.includes('<stream:stream'))
        socket.write(
          "<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams' id='s1' from='push.example'>",
        )
      else if (text.includes('<handshake')) socket.write('<handshake/>')
      else if (text.includes('</stream:stream>')) socket.end('</stream:stream>')
      else state.received += text
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    address: `xmpp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: () => state.received,
    write: (xml) => state.socket?.write(xml),
    stop: () => new Promise((resolve) => server.close(resolve)),
  }
}

const publish =
  "<iq type='set' id='p1' from='localhost' to='push.example'><pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='phone'/></pubsub></iq>"

const undo: Array<() => Promise<unknown>> = []
afterEach(async () => {
  for (const action of undo.splice(0)) await action()
})

const setUp = async (): Promise<{ readonly link: Link; readonly server: Awaited<ReturnType<typeof fakeServer>> }> => {
  const server = await fakeServer()
  const link = await startLink(server.address, 'push.example')
  undo.push(
    () => link.stop(),
    () => server.stop(),
  )
  return { link, server }
}

const comes = async (condition: () => boolean): Promise<void> => {
  for (const end = Date.now() + 2000; !condition() && Date.now() < end;)
    await new Promise((resolve) => setTimeout(resolve, 5))
}

test('an answer stands before the mark that says that it has been dealt with', async () => {
  const { link, server } = await setUp()
  const came = new Promise((resolve) => link.listen(resolve))
  server.write(publish)
  await came
  const { id, stanza } = mark('push.example')
  void link.send(answerXml('push.example', 'localhost', 'p1', { type: 'result' }))
  await link.send(stanza('push.example'))
  await comes(() => server.received().includes(id))
  const text = server.received()
  expect(text.indexOf('p1')).toBeGreaterThanOrEqual(0)
  expect(text.indexOf('p1')).toBeLessThan(text.indexOf(id))
})

test('a publish is answered once, and only by the law', async () => {
  const { link, server } = await setUp()
  const came = new Promise((resolve) => link.listen(resolve))
  server.write(publish)
  await came
  const { id, stanza } = mark('push.example')
  await link.send(stanza('push.example'))
  await comes(() => server.received().includes(id))
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(server.received()).not.toContain('p1')
})

test('a character that two packets share is one character', async () => {
  const { link, server } = await setUp()
  const came = new Promise<Arrived>((resolve) => link.listen(resolve))
  const bytes = Buffer.from(publish.replace('phone', '😀'))
  const middle = bytes.indexOf(Buffer.from('😀')) + 2
  server.write(bytes.subarray(0, middle))
  await new Promise((resolve) => setTimeout(resolve, 30))
  server.write(bytes.subarray(middle))
  expect((await came).iq.toString()).toContain('😀')
})

test("what comes after the end of the stream is nobody's", async () => {
  const { server } = await setUp()
  const thrown: Array<unknown> = []
  const keep = (error: unknown): void => void thrown.push(error)
  process.prependOnceListener('uncaughtException', keep)
  server.write('</stream:stream>')
  await new Promise((resolve) => setTimeout(resolve, 20))
  server.write('<message/>')
  await new Promise((resolve) => setTimeout(resolve, 30))
  process.off('uncaughtException', keep)
  expect(thrown).toEqual([])
})
