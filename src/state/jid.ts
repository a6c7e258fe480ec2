/**
 * JIDs (RFC 7622), made only here: split, checked, localpart and domainpart in lower case.
 *
 * The rest of PRECIS and IDNA is the server's: it has prepared every address of a stanza before it comes here. A JID that
 * is payload (the `jid` of a request, an item of a client's settings) was prepared by nobody: `parsePayloadJid` refuses
 * those that would be another JID afterwards.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { longerThan } from './text.js'

declare const jidBrand: unique symbol
declare const bareBrand: unique symbol

/**
 * A checked JID, with or without resource.
 *
 * @since 0.1.0
 */
export type Jid = string & { readonly [jidBrand]: true }

/**
 * A checked JID of a user without resource: `local@domain`.
 *
 * @since 0.1.0
 */
export type BareJid = Jid & { readonly [bareBrand]: true }

/**
 * Why something is no JID.
 *
 * - `not-text`: it is no text at all
 * - `empty-part`: a localpart, domainpart or resourcepart of zero octets
 * - `too-long`: a part of more than 1023 octets (RFC 7622 §3.1)
 * - `forbidden-character`: a character that the part may not hold
 * - `not-bare`: a user's bare JID was asked for
 * - `not-prepared`: a domainpart in a payload that preparing would change beyond its case (REG-1)
 *
 * @since 0.1.0
 */
export interface JidError {
  readonly _tag: 'JidError'
  readonly code: 'not-text' | 'empty-part' | 'too-long' | 'forbidden-character' | 'not-bare' | 'not-prepared'
  readonly part: 'localpart' | 'domainpart' | 'resourcepart'
}

/** The parts of a JID; absent parts are `''`. */
export interface JidParts {
  readonly local: string
  readonly domain: string
  readonly resource: string
}

/** RFC 7622 §3.1: "each allowable portion of a JID … MUST NOT be more than 1023 octets in length". */
const MAX_PART_OCTETS = 1023

// RFC 7622 §3.3.1: the localpart excludes these, spaces and controls.
// eslint-disable-next-line no-control-regex -- controls are what it is about
const LOCAL = /^[^\u0000-\u0020\u007f-\u00a0"&'/:<>@\u{d800}-\u{dfff}\ufffe\uffff]+$/u
// RFC 7622 §3.2: an address literal.
const ADDRESS = /^\[[0-9a-f:.]+\]$/u
// RFC 7622 §3.2: a name; no label is empty.
// eslint-disable-next-line no-control-regex -- controls are what it is about
const NAME = /^(?!\.)(?!.*\.\.)[^\u0000-\u0020\u007f-\u00a0"&'/:<>@[\]\u{d800}-\u{dfff}\ufffe\uffff]+$/su
// RFC 7622 §3.4: OpaqueString has no controls.
// eslint-disable-next-line no-control-regex -- controls are what it is about
const RESOURCE = /^[^\u0000-\u001f\u007f-\u009f\u{d800}-\u{dfff}\ufffe\uffff]+$/u

const isLocal = (text: string): boolean => LOCAL.test(text)
const isDomain = (text: string): boolean => (NAME.test(text) && !text.endsWith('.')) || ADDRESS.test(text)
const isResource = (text: string): boolean => RESOURCE.test(text)

const jidError = (code: JidError['code'], part: JidError['part']): E.Either<JidError, never> =>
  E.left({ _tag: 'JidError', code, part })

const checkPart = (
  part: JidError['part'],
  text: string,
  isAllowed: (text: string) => boolean,
): E.Either<JidError, string> =>
  text === ''
    ? jidError('empty-part', part)
    : longerThan(text, MAX_PART_OCTETS)
      ? jidError('too-long', part)
      : isAllowed(text)
        ? E.right(text)
        : jidError('forbidden-character', part)

const ABSENT: E.Either<JidError, string> = E.right('')

/**
 * Splits a JID and checks its parts.
 *
 * @param text - a JID such as `Romeo@Example.net/orchard`; anything else is an error
 * @returns its parts, localpart and domainpart in lower case, or the first fault
 * @example
 * splitJid('Romeo@Example.net/Orchard') // right({ local: 'romeo', domain: 'example.net', resource: 'Orchard' })
 * @since 0.1.0
 */
export const splitJid = (text: string): E.Either<JidError, JidParts> => {
  const given: unknown = text
  if (typeof given !== 'string') return jidError('not-text', 'domainpart')
  // RFC 7622 §3.1: the resourcepart begins after the first '/', the localpart ends before the first '@' of the rest.
  const slash = text.indexOf('/')
  const bare = slash < 0 ? text : text.slice(0, slash)
  const at = bare.indexOf('@')
  // RFC 7622 §3.2: a final dot of the domainpart "MUST be stripped".
  const domainpart = bare
    .slice(at + 1)
    .toLowerCase()
    .replace(/\.$/u, '')
  const local = at < 0 ? ABSENT : checkPart('localpart', bare.slice(0, at).toLowerCase(), isLocal)
  if (E.isLeft(local)) return local
  const domain = checkPart('domainpart', domainpart, isDomain)
  if (E.isLeft(domain)) return domain
  const resource = slash < 0 ? ABSENT : checkPart('resourcepart', text.slice(slash + 1), isResource)
  return E.isLeft(resource) ? resource : E.right({ local: local.right, domain: domain.right, resource: resource.right })
}

const joinJid = ({ local, domain, resource }: JidParts): Jid =>
  `${local === '' ? '' : `${local}@`}${domain}${resource === '' ? '' : `/${resource}`}` as Jid

/**
 * A JID in the form in which equal JIDs are equal texts.
 *
 * @param text - a JID that its server has prepared; anything else is an error
 * @returns the JID, or the first fault
 * @example
 * parseJid('Push.Example/x') // right('push.example/x')
 * @since 0.1.0
 */
export const parseJid = (text: string): E.Either<JidError, Jid> => pipe(splitJid(text), E.map(joinJid))

// eslint-disable-next-line no-control-regex -- all of ASCII
const ASCII = /^[\u0000-\u007f]*$/u
const FOREIGN_DOT = /[\u3002\uff0e\uff61]/u
const IGNORABLE = /[\p{Default_Ignorable_Code_Point}\p{Cf}]/u

/** REG-1: whether nobody's preparation would make another domain of it. */
const isPrepared = (domain: string): boolean =>
  // Fast path: in ASCII there is nothing that preparing would change but the case.
  ASCII.test(domain) ||
  (!FOREIGN_DOT.test(domain) && !IGNORABLE.test(domain) && domain.normalize('NFKC').toLowerCase() === domain)

/**
 * A JID out of a payload, which no server has prepared (REG-1): one whose domainpart would change is refused.
 *
 * @returns the JID, `not-prepared`, or the first fault
 * @example
 * parsePayloadJid('push。example') // left: not-prepared
 * @since 0.1.0
 */
export const parsePayloadJid = (text: string): E.Either<JidError, Jid> => {
  const parts = splitJid(text)
  return E.isLeft(parts)
    ? parts
    : isPrepared(parts.right.domain)
      ? E.right(joinJid(parts.right))
      : jidError('not-prepared', 'domainpart')
}

/**
 * A user's bare JID: a localpart and a domainpart, no resource.
 *
 * @param text - a JID that its server has prepared; anything else is an error
 * @returns the bare JID, or `not-bare`, or the first fault of its parts
 * @example
 * parseBareJid('Juliet@Capulet.example') // right('juliet@capulet.example')
 * @since 0.1.0
 */
export const parseBareJid = (text: string): E.Either<JidError, BareJid> =>
  pipe(
    splitJid(text),
    E.flatMap((parts) =>
      parts.resource !== ''
        ? jidError('not-bare', 'resourcepart')
        : parts.local === ''
          ? jidError('not-bare', 'localpart')
          : E.right(joinJid(parts) as BareJid),
    ),
  )

/** The JID without its resource. */
export const bareOf = (jid: string): string => {
  const slash = jid.indexOf('/')
  return slash < 0 ? jid : jid.slice(0, slash)
}

/** The resource of a JID, `''` where there is none. */
export const resourceOf = (jid: string): string => {
  const slash = jid.indexOf('/')
  return slash < 0 ? '' : jid.slice(slash + 1)
}

/** The domainpart of a JID. */
export const domainOf = (jid: string): string => {
  const bare = bareOf(jid)
  return bare.slice(bare.indexOf('@') + 1)
}

/** Whether a text from the wire names the same JID as one of ours. */
export const isJid = (text: string | undefined, jid: string): boolean =>
  // Fast path: a JID of ours is what parsing it gives, and nearly every text is one already.
  text === jid ||
  (text !== undefined &&
    pipe(
      parseJid(text),
      E.exists((parsed) => parsed === jid),
    ))

/** Whether two texts from the wire name the same JID. */
export const isSameJid = (a: string, b: string): boolean =>
  a === b ||
  pipe(
    parseJid(b),
    E.exists((jid) => isJid(a, jid)),
  )

/** Whether a text from the wire is a JID, bare or full, of this user. */
export const isOfAccount = (text: string | undefined, account: BareJid): boolean =>
  text !== undefined && isJid(bareOf(text), account)
