/**
 * MEN-1: whether a message of a room mentions the user.
 */
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import type { XmlElement } from '../xml/element.js'
import { attr, childElements, childNamespace, localName, type Scope } from '../xml/query.js'
import type { Facts } from '../state/facts.js'
import { type BareJid, bareOf, isOfAccount, isSameJid, resourceOf } from '../state/jid.js'
import type { Content } from './content.js'
import { NS } from './namespaces.js'

/** Who the user is where the message was written. */
export interface Self {
  readonly account: BareJid
  readonly nick: string | undefined
  readonly occupantId: string | undefined
}

const decoded = (uri: string): string =>
  pipe(
    O.tryCatch(() => decodeURIComponent(uri)),
    O.getOrElse(() => uri),
  )

/** The JID of an `xmpp:` address (RFC 5122), without query. */
const jidOfUri = (uri: string | undefined): string | undefined =>
  uri?.startsWith('xmpp:') === true ? decoded(uri.slice('xmpp:'.length).split('?')[0] ?? '') : undefined

/** The own bare JID, or the own place in the room. */
const isSelf = ({ account, nick }: Self, room: string | undefined, jid: string | undefined): boolean =>
  jid !== undefined &&
  (isOfAccount(jid, account) ||
    (room !== undefined && nick !== undefined && resourceOf(jid) === nick && isSameJid(bareOf(jid), bareOf(room))))

/** The elements that name somebody: name, namespace, and whether they mean the user. */
const NAMING: ReadonlyArray<
  readonly [
    name: string,
    namespace: string,
    names: (self: Self, room: string | undefined, element: XmlElement) => boolean,
  ]
> = [
  [
    'reference',
    NS.reference,
    (self, room, element) => attr(element, 'type') === 'mention' && isSelf(self, room, jidOfUri(attr(element, 'uri'))),
  ],
  [
    'mention',
    NS.mentions,
    (self, room, element) =>
      (isSelf(self, room, attr(element, 'jid')) ||
        (self.occupantId !== undefined && attr(element, 'occupantid') === self.occupantId)) &&
      // XEP-0513: `<noping/>`: do not notify
      !childElements(element).some(({ name }) => localName(name) === 'noping'),
  ],
  ['reply', NS.reply, (self, room, element) => isSelf(self, room, attr(element, 'to'))],
]

const isNamed = (message: Scope, self: Self): boolean =>
  childElements(message.element).some((child) =>
    NAMING.some(
      ([name, namespace, names]) =>
        localName(child.name) === name &&
        childNamespace(message, child) === namespace &&
        names(self, attr(message.element, 'from'), child),
    ),
  )

const escaped = (text: string): string => text.replace(/[$()*+.?[\\\]^{|}]/gu, '\\$&')

/** RFC 7622 §3.4: a nick is a resourcepart. A longer one is none, and engines refuse expressions of such a length. */
const MAX_NICK = 1023

/** Whether a text has a nick as a word: no letter, digit or low line stands beside it. */
export const hasWord = (text: string, nick: string): boolean =>
  nick !== '' &&
  nick.length <= MAX_NICK &&
  new RegExp(`(?<![\\p{L}\\p{N}_])${escaped(nick)}(?![\\p{L}\\p{N}_])`, 'iu').test(text)

/**
 * How a message mentions the user, if it does.
 *
 * @param content - what was read of it: `naming` is the first element that may name somebody
 * @param body - its text, where it is not encrypted
 */
export const readMention = (
  message: Scope,
  self: Self,
  { roles }: Pick<Content, 'roles'>,
  body: string | undefined,
): Facts['mention'] =>
  roles.naming !== undefined && isNamed(message, self)
    ? 'named'
    : body !== undefined && self.nick !== undefined && hasWord(body, self.nick)
      ? 'nick'
      : undefined
