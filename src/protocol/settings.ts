/**
 * EXT-1: what a client asks for in `<enable/>`, as Siskin and Snikket iOS write it.
 * Children that are not known are passed over, and so is an item that is none (FIL-5).
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import type { StanzaError } from '../effect.js'
import type { Extension, Options } from '../options/options.js'
import { NS } from '../stanza/namespaces.js'
import { withoutUndefined } from '../state/defined.js'
import { bareOf, parsePayloadJid } from '../state/jid.js'
import type { RoomFilter, Seal, Settings } from '../state/registration.js'
import { ownText, utf8Length } from '../state/text.js'
import type { XmlElement } from '../xml/element.js'
import { attr, childElements, childNamespace, findChild, findChildren, type Scope, textOf } from '../xml/query.js'
import { BAD_REQUEST, POLICY_VIOLATION } from './form.js'

/** The JID without its resource, in the form in which equal JIDs are equal texts. */
const bareJid = (text: string | undefined): O.Option<string> =>
  pipe(
    O.fromEither(parsePayloadJid(text ?? '')),
    O.map((jid) => ownText(bareOf(jid))),
  )

/** FIL-2: `<muted><item jid/></muted>`. */
const readMuted = (muted: Scope): ReadonlyArray<string> =>
  pipe(
    findChildren(muted, 'item', NS.muted),
    RA.filterMap(({ element }) => bareJid(attr(element, 'jid'))),
  )

const isAllow = (text: string | undefined): text is RoomFilter['allow'] =>
  text === 'always' || text === 'never' || text === 'mentioned'

/** FIL-3: `<groupchat><room jid allow nick/></groupchat>`. */
const readRooms = (groupchat: Scope): ReadonlyArray<RoomFilter> =>
  pipe(
    findChildren(groupchat, 'room', NS.groupchatFilter),
    RA.filterMap(({ element }) => {
      const allow = attr(element, 'allow')
      const nick = attr(element, 'nick')
      return isAllow(allow)
        ? pipe(
            bareJid(attr(element, 'jid')),
            O.map((room) => withoutUndefined({ room, allow, nick: nick === undefined ? undefined : ownText(nick) })),
          )
        : O.none
    }),
  )

/** SEAL: what a client that names no size gets; Tigase's default. */
const MAX_SEALED = 3000

const BASE64_16 = /^[A-Za-z0-9+/]{21}[AQgw]==$/u

const NOT_IMPLEMENTED: StanzaError = { type: 'modify', condition: 'feature-not-implemented' }

const sizeOf = (text: string | undefined): number =>
  text !== undefined && /^\d{1,7}$/u.test(text) ? Number(text) : MAX_SEALED

/** SEAL: `<encrypt alg='aes-128-gcm' max-size>base64 key</encrypt>`. */
const readSeal = ({ element }: Scope): E.Either<StanzaError, Seal> => {
  const secret = textOf(element).trim()
  return attr(element, 'alg')?.toLowerCase() !== 'aes-128-gcm'
    ? E.left(NOT_IMPLEMENTED)
    : BASE64_16.test(secret)
      ? E.right({ secret: ownText(secret), maxSize: sizeOf(attr(element, 'max-size')) })
      : E.left(BAD_REQUEST)
}

const childOf = (enable: Scope, name: string, namespace: string): Scope | undefined =>
  findChild(enable, name, namespace)

const isTrue = (text: string | undefined): boolean => text === 'true' || text === '1'

type Read = (enable: Scope) => Settings

const flagIn =
  (name: 'priority' | 'jingle', namespace: string): Read =>
  (enable) =>
    childOf(enable, name, namespace) === undefined ? {} : { [name]: true }

/** The table: extension by extension what is read, but for the seal, which may be refused. */
const READ: Readonly<Record<Exclude<Extension, 'encrypt'>, Read>> = {
  filters: (enable) => {
    const muted = childOf(enable, 'muted', NS.muted)
    const groupchat = childOf(enable, 'groupchat', NS.groupchatFilter)
    return withoutUndefined<Settings>({
      ignoreUnknown: childOf(enable, 'ignore-unknown', NS.ignoreUnknown) === undefined ? undefined : true,
      muted: muted && readMuted(muted),
      rooms: groupchat && readRooms(groupchat),
    })
  },
  priority: flagIn('priority', NS.priority),
  jingle: flagIn('jingle', NS.pushJingle),
  away: (enable) => (isTrue(attr(enable.element, 'away')) ? { away: true } : {}),
}

const MARKUP = '<></>'.length

/** The octets of an element's name, attributes and text. */
const ownOctets = (element: XmlElement): number =>
  Object.keys(element.attrs ?? {}).reduce(
    (sum, name) => sum + name.length + utf8Length(attr(element, name) ?? '') + ' =""'.length,
    2 * element.name.length + MARKUP + utf8Length(textOf(element)),
  )

/** REG-10: the octets of an element with all that is in it, or that it is longer than the bound. */
const octetsOf = (element: XmlElement, bound: number): number => {
  // hot loop: the elements of a request, which may be many, nested deeply or in circles
  const waiting = [element]
  let sum = 0
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    sum += ownOctets(next)
    for (const child of childElements(next)) waiting.push(child)
    const least = sum + MARKUP * waiting.length
    if (least > bound) return least
  }
  return sum
}

const NAMESPACES: Readonly<Record<Exclude<Extension, 'away'>, ReadonlyArray<string>>> = {
  filters: [NS.ignoreUnknown, NS.muted, NS.groupchatFilter],
  priority: [NS.priority],
  jingle: [NS.pushJingle],
  encrypt: [NS.encrypt],
}

/** REG-10: whether what would be read is within the bound. */
const fits = ({ extensions }: Options, enable: Scope, bound: number): boolean => {
  const known = extensions.flatMap((extension) => (extension === 'away' ? [] : NAMESPACES[extension]))
  const read = childElements(enable.element).filter((child) => known.includes(childNamespace(enable, child)))
  return read.reduce((left, child) => (left < 0 ? left : left - octetsOf(child, left)), bound) >= 0
}

/**
 * EXT-1: reads the settings of an enable request.
 *
 * @param options - `extensions`: what is read; the rest is passed over, never refused
 * @param maxOctets - REG-10: what they may have
 * @returns undefined where nothing was asked for; the error of a bad seal, or of settings that are too large
 */
export const readSettings = (
  options: Options,
  enable: Scope,
  maxOctets: number,
): E.Either<StanzaError, Settings | undefined> => {
  if (options.extensions.length === 0) return E.right(undefined)
  if (!fits(options, enable, maxOctets)) return E.left(POLICY_VIOLATION)
  const encrypt = options.extensions.includes('encrypt') ? childOf(enable, 'encrypt', NS.encrypt) : undefined
  const seal = encrypt && readSeal(encrypt)
  if (seal !== undefined && E.isLeft(seal)) return seal
  const settings: Settings = options.extensions.reduce<Settings>(
    (read, extension) => (extension === 'encrypt' ? read : { ...read, ...READ[extension](enable) }),
    seal === undefined ? {} : { seal: seal.right },
  )
  return E.right(Object.keys(settings).length === 0 ? undefined : settings)
}
