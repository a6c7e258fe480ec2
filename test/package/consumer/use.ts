// Copied as .ts, .mts and .cts into a folder where the packed package is installed, compiled there, and run.
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import {
  type Account,
  defaultOptions,
  type Effect,
  emptyAccount,
  type Event,
  explain,
  publishText,
  step,
} from 'xmpp-push-rules'
import type * as Conformance from 'xmpp-push-rules/conformance'
import { parseXml, type XmlElement, type XmlError } from 'xmpp-push-rules/xml'

declare const console: { readonly log: (line: string) => void }

const iq =
  "<iq xmlns='jabber:client' type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='push.example' node='n'/></iq>"
const message = "<message xmlns='jabber:client' from='romeo@montague.example/a'><body>Hi</body></message>"

const element = (text: string): XmlElement =>
  pipe(
    parseXml(text),
    E.getOrElse((error: XmlError): XmlElement => ({ name: error.code, attrs: {}, children: [] })),
  )

const events: ReadonlyArray<Event> = [
  { _tag: 'SessionOpened', at: 0, resource: 'balcony' },
  { _tag: 'IqReceived', at: 1, resource: 'balcony', iq: element(iq) },
  { _tag: 'SessionClosed', at: 2, resource: 'balcony' },
  { _tag: 'StoredOffline', at: 3, delivery: { stanza: element(message), key: 'archive-1' } },
]

const print = (effect: Effect): void => {
  if (effect._tag === 'Publish') console.log(`${publishText('push-1')(effect)} ${explain(effect.decision)}`)
}

export type Level = Conformance.Level

pipe(
  emptyAccount('juliet@capulet.example'),
  E.map((empty) =>
    events.reduce<Account>((account, event) => {
      const [effects, next] = step(defaultOptions)(event)(account)
      effects.forEach(print)
      return next
    }, empty),
  ),
)
