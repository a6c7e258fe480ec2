/**
 * The user's own settings for a chat (XEP-0492): Juliet has muted one room, and wants to hear of another one where she is
 * mentioned, though never on her phone. The settings stand in her bookmarks (XEP-0402), which the server keeps; the host
 * reads them, says with `Delivery.context` what they mean for a message, and shows why which device stayed quiet.
 *
 *   npx tsx examples/muted.ts
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import {
  type Account,
  chatSetting,
  type ClientIdentity,
  defaultOptions,
  type Delivery,
  type DeliveryContext,
  emptyAccount,
  type Event,
  explain,
  readFacts,
  type RegistrationKey,
  keyOf,
  step,
} from 'xmpp-push-rules'
import { parseXml, type XmlElement } from 'xmpp-push-rules/xml'

type Setting = NonNullable<DeliveryContext['chatSetting']>

/** From the strictest to the loosest. */
const SETTINGS: ReadonlyArray<Setting> = ['never', 'on-mention', 'always']

/** A bookmark as its item holds it: `<conference><nick/><extensions/></conference>`. */
interface Bookmark {
  readonly nick: string | undefined
  readonly extensions: XmlElement | undefined
}

const child = (parent: XmlElement, name: string): XmlElement | undefined =>
  parent.children.find((one): one is XmlElement => typeof one === 'object' && one.name === name)

const textOf = (parent: XmlElement, name: string): string | undefined =>
  child(parent, name)
    ?.children.filter((part) => typeof part === 'string')
    .join('')

const bookmarkOf = (conference: XmlElement): Bookmark => ({
  nick: textOf(conference, 'nick'),
  extensions: child(conference, 'extensions'),
})

/** What the server knows of devices: by node, what the client says of itself (XEP-0030). */
const identities: ReadonlyMap<string, ClientIdentity> = new Map([
  ['phone', { category: 'client', type: 'phone' }],
  ['tablet', { category: 'client', type: 'tablet' }],
])

/** XEP-0492 §3: where the user has chosen nothing, one hears of everything (of a public room: where one is mentioned). */
const settingFor = ({ extensions }: Bookmark, { node }: RegistrationKey): Setting =>
  pipe(
    O.fromNullable(extensions),
    O.flatMap((element) => chatSetting(element, identities.get(node))),
    O.getOrElse((): Setting => 'always'),
  )

/**
 * What the settings mean for a message. One setting is for all devices: the loosest that one of them has. Where another
 * device is stricter and this message is not for it, the host mutes it for that device.
 */
const contextOf = (account: Account, bookmark: Bookmark, delivery: Delivery): DeliveryContext => {
  const context: DeliveryContext = { ownNick: bookmark.nick }
  const isMentioned = readFacts(defaultOptions)(account.jid)({ ...delivery, context }).mention !== undefined
  const wanted = account.registrations.map((device) => ({ device, setting: settingFor(bookmark, device) }))
  const loosest = SETTINGS.findLast((setting) => wanted.some((one) => one.setting === setting)) ?? 'always'
  const isQuiet = ({ setting }: { readonly setting: Setting }): boolean =>
    setting !== loosest && (setting === 'never' || !isMentioned)
  const mutedFor = wanted.filter(isQuiet).map(({ device }) => keyOf(device))
  return { ...context, chatSetting: loosest, muted: mutedFor.length > 0, mutedFor }
}

const play = (empty: Account, [enables, conferences, messages]: ReadonlyArray<ReadonlyArray<XmlElement>>): void => {
  const bookmarks = new Map((conferences ?? []).map((item) => [item.attrs['jid'], bookmarkOf(item)]))
  let account = empty
  const feed = (event: Event): void => {
    const [effects, after] = step(defaultOptions)(event)(account)
    account = after
    for (const effect of effects)
      if (effect._tag === 'Publish' || effect._tag === 'Skip')
        console.log(`  ${effect.registration.node}: ${explain(effect.decision)}`)
  }
  for (const iq of enables ?? []) {
    const resource = iq.attrs['id'] ?? ''
    feed({ _tag: 'SessionOpened', at: 0, resource })
    feed({ _tag: 'IqReceived', at: 20, resource, iq })
    feed({ _tag: 'SessionClosed', at: 5000, resource })
  }
  for (const [index, stanza] of (messages ?? []).entries()) {
    const chat = stanza.attrs['from']?.split('/')[0] ?? ''
    const bookmark = bookmarks.get(chat)
    const delivery: Delivery = { stanza, key: `archive-${index + 1}` }
    const context = bookmark && contextOf(account, bookmark, delivery)
    console.log(`${chat}: ${textOf(stanza, 'body') ?? ''}`)
    feed({ _tag: 'StoredOffline', at: 9000, delivery: { ...delivery, context } })
  }
}

const enable = (node: string): string =>
  `<iq type='set' id='${node}'><enable xmlns='urn:xmpp:push:0' jid='push.example' node='${node}'/></iq>`

const conference = (room: string, settings: string): string =>
  `<conference xmlns='urn:xmpp:bookmarks:1' jid='${room}' autojoin='true'><nick>Juliet</nick><extensions>` +
  `<notify xmlns='urn:xmpp:notification-settings:1'>${settings}</notify></extensions></conference>`

const message = (from: string, type: string, body: string): string =>
  `<message from='${from}' type='${type}'><body>${body}</body></message>`

const SCENE: ReadonlyArray<ReadonlyArray<string>> = [
  [enable('phone'), enable('tablet')],
  [
    conference('market@muc.verona.example', '<never/>'),
    conference('ball@muc.verona.example', "<on-mention/><never identity-category='client' identity-type='phone'/>"),
  ],
  [
    message('market@muc.verona.example/peter', 'groupchat', 'Fresh fish, Juliet!'),
    message('ball@muc.verona.example/tybalt', 'groupchat', 'This, by his voice, should be a Montague'),
    message('ball@muc.verona.example/nurse', 'groupchat', 'Juliet, your mother craves a word with you'),
    message('romeo@montague.example/orchard', 'chat', 'Call me but love'),
  ],
]

pipe(
  E.Do,
  E.bindW('account', () => emptyAccount('juliet@capulet.example')),
  E.bindW('scene', () => E.traverseArray(E.traverseArray(parseXml))(SCENE)),
  E.match(console.error, ({ account, scene }) => {
    play(account, scene)
  }),
)
