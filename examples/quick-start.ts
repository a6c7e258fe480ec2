/**
 * Juliet's phone enables push and goes offline, a message is stored for her: what goes to the push service, and why.
 *
 *   npx tsx examples/quick-start.ts
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { traverseArray } from 'fp-ts/lib/State.js'
import { defaultOptions, type Effect, emptyAccount, type Event, explain, publishText, step } from 'xmpp-push-rules'
import { parseXml } from 'xmpp-push-rules/xml'

const print = (effect: Effect): void => {
  console.log(effect._tag)
  if (effect._tag === 'Publish') console.log(`${publishText('push-1')(effect)}\n${explain(effect.decision)}`)
}

pipe(
  E.Do,
  E.bindW('account', () => emptyAccount('juliet@capulet.example')),
  E.bindW('iq', () =>
    parseXml("<iq type='set' id='7'><enable xmlns='urn:xmpp:push:0' jid='push.example' node='f00'/></iq>"),
  ),
  E.bindW('stanza', () =>
    parseXml("<message from='romeo@montague.example/orchard'><body>Call me but love</body></message>"),
  ),
  E.map(({ account, iq, stanza }) => {
    const events: ReadonlyArray<Event> = [
      { _tag: 'SessionOpened', at: 0, resource: 'phone' },
      { _tag: 'IqReceived', at: 20, resource: 'phone', iq },
      { _tag: 'SessionClosed', at: 5000, resource: 'phone' },
      { _tag: 'StoredOffline', at: 9000, delivery: { stanza, key: 'archive-1' }, unread: 1 },
    ]
    const [effects] = traverseArray(step(defaultOptions))(events)(account)
    return effects.flat()
  }),
  E.match(console.error, (effects) => effects.forEach(print)),
)
