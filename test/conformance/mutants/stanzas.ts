/**
 * Right rules behind a wrong writer: requests that no server would route, and answers that no client would take for one.
 */
import type { XmlElement } from 'xmpp-push-rules'
import { step } from 'xmpp-push-rules'
import { adapterOver, feed } from 'xmpp-push-rules/conformance'
import { type Mutant, mutant, setAttrs, withPublish } from './mutant.js'

/** Replies, and no publish, are written otherwise. */
const replying = (id: string, caughtBy: string, change: (iq: XmlElement) => XmlElement): Mutant => ({
  id,
  caughtBy,
  adapter: {
    ...adapterOver(id, step),
    dispatch: (host, account, event) =>
      feed(host, account, event).map((output) =>
        output._tag === 'Replied' ? { ...output, iq: change(output.iq) } : output,
      ),
  },
})

const within =
  (xmlns: string) =>
  (iq: XmlElement): XmlElement =>
    setAttrs(iq, { xmlns })

/** An error in an iq of another type. */
const errorAs =
  (type: string) =>
  (iq: XmlElement): XmlElement =>
    iq.attrs['type'] === 'error' ? setAttrs(iq, { type }) : iq

const MALLORY = 'mallory@evil.example/x'

/** What stands around right words. */
export const stanzaMutants: ReadonlyArray<Mutant> = [
  mutant(
    'publish-in-pubsub-namespace',
    'xep-0357/publish/request',
    withPublish(within('http://jabber.org/protocol/pubsub')),
  ),
  mutant('publish-in-no-stream', 'xep-0357/publish/request', withPublish(within('urn:example:bogus'))),
  mutant(
    'two-requests-in-one',
    'xep-0357/publish/request',
    withPublish((iq) => ({ ...iq, children: [...iq.children, ...iq.children] })),
  ),
  replying('reply-in-no-stream', 'xep-0357/enabling/result', within('urn:example:bogus')),
  replying('reply-as-message', 'xep-0357/enabling/result', (iq) => ({ ...iq, name: 'message' })),
  replying('reply-to-another', 'xep-0357/enabling/result', (iq) => setAttrs(iq, { to: MALLORY })),
  replying('reply-from-another', 'xep-0357/enabling/result', (iq) => setAttrs(iq, { from: MALLORY })),
  replying('error-as-get', 'xep-0357/enabling/bad-jid', errorAs('get')),
  replying('error-as-result', 'xep-0357/enabling/bad-jid', errorAs('result')),
]
