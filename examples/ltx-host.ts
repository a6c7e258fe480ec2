/**
 * A host for @xmpp/xml (ltx) elements. What its parser hands over goes in as it is: nothing is converted, the default
 * namespace is found at the stream, where ltx has it. Only what goes out becomes an ltx element.
 *
 *   npx tsx examples/ltx-host.ts
 */
import * as E from 'fp-ts/lib/Either.js'
import xml, { type Element, Parser } from '@xmpp/xml'
import {
  type Account,
  type Answer,
  defaultOptions,
  type Effect,
  emptyAccount,
  type Event,
  type RegistrationKey,
  step,
  withId,
  type XmlElement,
} from 'xmpp-push-rules'

/** An element of the library as ltx has it. */
const toLtx = ({ name, attrs, children }: XmlElement): Element =>
  xml(name, { ...attrs }, ...children.map((child) => (typeof child === 'string' ? child : toLtx(child))))

/** How a push service answered, read with ltx's own means. */
const toAnswer = (iq: Element): Answer => {
  if (iq.attrs['type'] !== 'error') return { _tag: 'Accepted' }
  const error = iq.getChild('error')
  const condition = error
    ?.getChildElements()
    .find((child) => child.is(child.name, 'urn:ietf:params:xml:ns:xmpp-stanzas'))
  return {
    _tag: 'Rejected',
    type: error?.attrs['type'] ?? 'cancel',
    condition: condition?.name ?? 'undefined-condition',
  }
}

interface Host {
  readonly feed: (event: Event) => void
  readonly answered: (iq: Element) => void
}

/** One account of the server, kept in memory: its events go in, ltx elements go out. */
const host = (empty: Account, send: (element: Element) => void): Host => {
  const pending = new Map<string, RegistrationKey>()
  let account = empty
  let pushes = 0
  const perform = (effect: Effect): void => {
    if (effect._tag === 'Reply') send(toLtx(effect.iq))
    if (effect._tag === 'Publish') {
      pushes += 1
      const id = `push-${pushes}`
      pending.set(id, effect.registration)
      send(toLtx(withId(id)(effect.iq)))
    }
  }
  const feed = (event: Event): void => {
    const [effects, after] = step(defaultOptions)(event)(account)
    account = after
    effects.forEach(perform)
  }
  const answered = (iq: Element): void => {
    const { id = '', from = '' } = iq.attrs
    const registration = pending.get(id)
    if (registration === undefined) return
    pending.delete(id)
    feed({ _tag: 'PublishAnswered', at: 9500, registration, from, answer: toAnswer(iq) })
    console.log(`errors of ${registration.node}: ${account.registrations.map(({ errors }) => errors).join()}`)
  }
  return { feed, answered }
}

/** The stanzas of a stream as @xmpp/xml hands them over, each with the stream as its parent. */
const received = (...stanzas: ReadonlyArray<string>): ReadonlyArray<Element> => {
  const elements: Array<Element> = []
  const parser = new Parser()
  parser.on('element', (element) => elements.push(element))
  parser.write("<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>")
  stanzas.forEach((stanza) => parser.write(stanza))
  return elements
}

const [iq, stanza, answer] = received(
  "<iq type='set' id='7'><enable xmlns='urn:xmpp:push:0' jid='push.example' node='f00'/></iq>",
  "<message from='romeo@montague.example/orchard'><body>Call me but love</body></message>",
  "<iq type='error' id='push-1' from='push.example'><error type='cancel'>" +
    "<item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>",
)
const account = emptyAccount('juliet@capulet.example')

if (E.isRight(account) && iq !== undefined && stanza !== undefined && answer !== undefined) {
  const { feed, answered } = host(account.right, (element) => console.log(String(element)))
  console.log(`xmlns of the stanza: ${stanza.attrs['xmlns']}, of its parent: ${stanza.parent?.attrs['xmlns']}`)
  feed({ _tag: 'SessionOpened', at: 0, resource: 'phone' })
  feed({ _tag: 'IqReceived', at: 20, resource: 'phone', iq })
  feed({ _tag: 'SessionClosed', at: 5000, resource: 'phone' })
  feed({ _tag: 'StoredOffline', at: 9000, delivery: { stanza, key: 'archive-1' }, unread: 1 })
  answered(answer)
}
