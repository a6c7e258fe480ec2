/**
 * Sealed payloads: Juliet's phone gives the server a key when it enables push (`tigase:push:encrypt:0`, as Siskin and
 * Snikket iOS do). What goes to the push service can be read by nobody but the phone: not by the push service, not by
 * Apple. The library says what is to be sealed, the host seals it, and the phone opens it.
 *
 *   npx tsx examples/sealed.ts
 */
import { randomBytes, randomUUID } from 'node:crypto'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import {
  type Account,
  type Effect,
  emptyAccount,
  type Event,
  makeOptions,
  type Options,
  publishText,
  replyText,
  sealedText,
  step,
} from 'xmpp-push-rules'
import { parseXml, type XmlElement } from 'xmpp-push-rules/xml'
import { seal } from './host/seal.js'
import { open } from './open-sealed.js'

/**
 * What the host sends for an effect. There is no `default`: a host that leaves `PublishSealed` out does not compile, and
 * so none sends a sealed push in the clear.
 */
const sent = (effect: Effect): O.Option<string> => {
  switch (effect._tag) {
    case 'Reply':
      return O.some(replyText(effect))
    case 'Publish':
      return O.some(publishText(randomUUID())(effect))
    case 'PublishSealed':
      return O.some(sealedText(randomUUID(), seal(effect, randomBytes(12)))(effect))
    case 'Save':
    case 'Skip':
    case 'Drop':
    case 'StartTimer':
    case 'StopTimer':
    case 'SetResumeTimeout':
      return O.none
  }
}

const childrenOf = (element: XmlElement): ReadonlyArray<XmlElement> =>
  element.children.filter((child): child is XmlElement => typeof child === 'object')

/** The first element of that name, however deep. */
const find = (name: string, element: XmlElement): XmlElement | undefined =>
  element.name === name
    ? element
    : childrenOf(element)
        .map((child) => find(name, child))
        .find((found) => found !== undefined)

/** The phone: it has the key, and gets what the push service was sent. */
const opened = (secret: string, request: string): string =>
  pipe(
    O.fromEither(parseXml(request)),
    O.chainNullableK((iq) => find('encrypted', iq)),
    O.flatMap(({ attrs, children }) =>
      open(secret, { iv: attrs['iv'] ?? '', data: children.filter((part) => typeof part === 'string').join('') }),
    ),
    O.getOrElse(() => 'cannot be opened'),
  )

const secret = randomBytes(16).toString('base64')

const enable =
  "<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='push.example' node='f00'>" +
  `<encrypt xmlns='tigase:push:encrypt:0' alg='aes-128-gcm' max-size='3000'>${secret}</encrypt></enable></iq>`

const message = "<message type='chat' from='romeo@montague.example/orchard'><body>Call me but love</body></message>"

const call =
  "<message from='romeo@montague.example/orchard'><propose xmlns='urn:xmpp:jingle-message:0' id='call-1'>" +
  "<description xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'/></propose></message>"

const play = (options: Options, empty: Account, [iq, chat, proposal]: ReadonlyArray<XmlElement>): void => {
  let account = empty
  const feed = (event: Event): ReadonlyArray<string> => {
    const [effects, after] = step(options)(event)(account)
    account = after
    return pipe(effects, RA.filterMap(sent))
  }
  if (iq === undefined || chat === undefined || proposal === undefined) return
  feed({ _tag: 'SessionOpened', at: 0, resource: 'phone' })
  feed({ _tag: 'IqReceived', at: 20, resource: 'phone', iq })
  feed({ _tag: 'SessionClosed', at: 5000, resource: 'phone' })
  const pushes = [
    ...feed({ _tag: 'StoredOffline', at: 9000, delivery: { stanza: chat, key: 'archive-1' }, unread: 1 }),
    ...feed({ _tag: 'StoredOffline', at: 9500, delivery: { stanza: proposal, key: 'archive-2' }, unread: 1 }),
  ]
  for (const request of pushes) {
    console.log(`the push service sees: ${request}`)
    console.log(`the phone reads: ${opened(secret, request)}`)
    console.log(`another one reads: ${opened(randomBytes(16).toString('base64'), request)}`)
  }
}

pipe(
  E.Do,
  E.bindW('options', () => makeOptions({ extensions: ['encrypt'] })),
  E.bindW('account', () => emptyAccount('juliet@capulet.example')),
  E.bindW('stanzas', () => E.traverseArray(parseXml)([enable, message, call])),
  E.match(console.error, ({ options, account, stanzas }) => {
    play(options, account, stanzas)
  }),
)
