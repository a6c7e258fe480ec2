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

/** Whom an element names. */
interface Named {
  readonly jid?: string | undefined
  readonly occupantId?: string | undefined
}

/** The elements that name somebody: name, namespace, and whom they name. */
const NAMING: ReadonlyArray<readonly [name: string, namespace: string, whom: (element: XmlElement) => Named]> = [
  [
    'reference',
    NS.reference,
    (element) => ({ jid: attr(element, 'type') === 'mention' ? jidOfUri(attr(element, 'uri')) : undefined }),
  ],
  [
    'mention',
    NS.mentions,
    (element) =>
      // XEP-0513: `<noping/>`: do not notify
      childElements(element).some(({ name }) => localName(name) === 'noping')
        ? {}
        : { jid: attr(element, 'jid'), occupantId: attr(element, 'occupantid') },
  ],
  ['reply', NS.reply, (element) => ({ jid: attr(element, 'to') })],
]

const namedIn = (message: Scope): ReadonlyArray<Named> =>
  childElements(message.element).flatMap((child) =>
    NAMING.filter(
      ([name, namespace]) => localName(child.name) === name && childNamespace(message, child) === namespace,
    ).map(([, , whom]) => whom(child)),
  )

/** The nick of a JID that is a place in a room; the room itself is nobody's. */
const nickIn =
  (room: string | undefined) =>
  ({ jid = '' }: Named): ReadonlyArray<string> => {
    const nick = resourceOf(jid)
    return nick !== '' && room !== undefined && isSameJid(bareOf(jid), bareOf(room)) ? [nick] : []
  }

const isSelf =
  ({ account, occupantId }: Self) =>
  (named: Named): boolean =>
    isOfAccount(named.jid, account) || (occupantId !== undefined && named.occupantId === occupantId)

const escaped = (text: string): string => text.replace(/[$()*+.?[\\\]^{|}]/gu, '\\$&')

/** RFC 7622 §3.4: a nick is a resourcepart. A longer one is none, and engines refuse expressions of such a length. */
const MAX_NICK = 1023

/** Whether a text has a nick as a word: no letter, digit or low line stands beside it. */
export const hasWord = (text: string, nick: string): boolean =>
  nick !== '' &&
  nick.length <= MAX_NICK &&
  new RegExp(`(?<![\\p{L}\\p{N}_])${escaped(nick)}(?![\\p{L}\\p{N}_])`, 'iu').test(text)

/**
 * How a message mentions the user, if it does, and the nicks of its room that it names: a device may have listed one.
 *
 * @param content - what was read of it: `naming` is the first element that may name somebody
 * @param body - its text, where it is not encrypted
 */
export const readMention = (
  message: Scope,
  self: Self,
  { roles }: Pick<Content, 'roles'>,
  body: string | undefined,
): Pick<Facts, 'mention' | 'namedNicks'> => {
  const { nick } = self
  const named = roles.naming === undefined ? [] : namedIn(message)
  const namedNicks = named.flatMap(nickIn(attr(message.element, 'from')))
  const isNamed = named.some(isSelf(self)) || (nick !== undefined && namedNicks.includes(nick))
  const isWord = body !== undefined && nick !== undefined && hasWord(body, nick)
  return {
    mention: isNamed ? 'named' : isWord ? 'nick' : undefined,
    namedNicks: namedNicks.length > 0 ? namedNicks : undefined,
  }
}
