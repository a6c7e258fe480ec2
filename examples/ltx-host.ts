/**
 * The host of examples/host with @xmpp/xml (ltx) elements. What its parser hands over goes in as it is: nothing is
 * converted, the default namespace is found at the stream, where ltx has it. Only what goes out becomes an ltx element.
 *
 *   npx tsx examples/ltx-host.ts
 */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import xml, { type Element, Parser } from '@xmpp/xml'
import { defaultOptions, explain, type XmlElement } from 'xmpp-push-rules'
import { fileStore } from './host/file-store.js'
import { newHost } from './host/host.js'

/** An element of the library as ltx has it. */
const toLtx = ({ name, attrs, children }: XmlElement): Element =>
  xml(name, { ...attrs }, ...children.map((child) => (typeof child === 'string' ? child : toLtx(child))))

/** The stanzas of a stream as @xmpp/xml hands them over, each with the stream as its parent. */
const received = (...stanzas: ReadonlyArray<string>): ReadonlyArray<Element> => {
  const elements: Array<Element> = []
  const parser = new Parser()
  parser.on('element', (element) => elements.push(element))
  parser.write("<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>")
  stanzas.forEach((stanza) => parser.write(stanza))
  return elements
}

const folder = mkdtempSync(join(tmpdir(), 'ltx-host-'))
const sent: Array<Element> = []
const host = newHost(defaultOptions, {
  ...fileStore(folder),
  send: (element) => {
    sent.push(toLtx(element))
    console.log(String(sent.at(-1)).replace(/ id="[^"]{22}"/u, ' id="…"'))
  },
  setResumeTimeout: (jid, resource, timeoutMs) => console.log(`${jid}/${resource} may be away for ${timeoutMs} ms`),
  now: Date.now,
  after: (ms, run) => {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
  random: randomBytes,
  note: (jid, what) => console.log(`${jid}: ${what instanceof Error ? what.message : explain(what.decision)}`),
})

const juliet = 'juliet@capulet.example'
const [iq, stanza] = received(
  "<iq type='set' id='7'><enable xmlns='urn:xmpp:push:0' jid='push.example' node='f00'/></iq>",
  "<message from='romeo@montague.example/orchard'><body>Call me but love</body></message>",
)
if (iq === undefined || stanza === undefined) throw new Error('these two are whole stanzas')
console.log(`xmlns of the stanza: ${stanza.attrs['xmlns']}, of its parent: ${stanza.parent?.attrs['xmlns']}`)

await host.feed(juliet, { _tag: 'SessionOpened', resource: 'phone' })
await host.feed(juliet, { _tag: 'IqReceived', resource: 'phone', iq })
await host.feed(juliet, { _tag: 'SessionClosed', resource: 'phone' })
await host.feed(juliet, { _tag: 'StoredOffline', delivery: { stanza, key: 'archive-1' }, unread: 1 })

/** An error to the publish that went out, as somebody sends it. */
const answerFrom = (from: string): ReadonlyArray<Element> =>
  received(
    `<iq type='error' id='${String(sent.at(-1)?.attrs['id'])}' from='${from}'><error type='cancel'>` +
      "<item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>",
  )
for (const from of ['mallory.example', 'push.example', 'push.example']) {
  for (const answer of answerFrom(from)) console.log(`the answer of ${from} counts: ${await host.answered(answer)}`)
}
host.stop()
rmSync(folder, { recursive: true })
