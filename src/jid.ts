/**
 * JIDs (RFC 7622), made only here: split, checked, localpart and domainpart lower-cased.
 *
 * The PRECIS mappings beyond lower case (width, normalisation, IDNA) are the server's: it has done them before a
 * stanza comes here.
 */
import * as E from './fp/either.js'
import { longerThan } from './text.js'

declare const jidBrand: unique symbol
declare const bareBrand: unique symbol

/** A checked JID, with or without resource. */
export type Jid = string & { readonly [jidBrand]: true }

/** A checked JID of a user without resource: `local@domain`. */
export type BareJid = Jid & { readonly [bareBrand]: true }

/**
 * Why a text is no JID.
 *
 * - `empty-part`: a localpart, domainpart or resourcepart of zero octets
 * - `too-long`: a part of more than 1023 octets (RFC 7622 §3.1)
 * - `forbidden-character`: a character that the part may not hold
 * - `not-bare`: a user's bare JID was asked for
 */
export interface JidError {
  readonly _tag: 'JidError'
  readonly code: 'empty-part' | 'too-long' | 'forbidden-character' | 'not-bare'
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

// eslint-disable-next-line no-control-regex -- RFC 7622 §3.3.1: the localpart excludes these, spaces and controls
const LOCAL = /^[^\u0000-\u0020\u007f-\u00a0"&'/:<>@\u{d800}-\u{dfff}\ufffe\uffff]+$/u
// eslint-disable-next-line no-control-regex -- RFC 7622 §3.2: names and address literals; no empty label
const DOMAIN =
  /^(?:\[[0-9a-f:.]+\]|(?!\.)(?!.*\.\.)(?!.*\.$)[^\u0000-\u0020\u007f-\u00a0"&'/:<>@[\]\u{d800}-\u{dfff}\ufffe\uffff]+)$/su
// eslint-disable-next-line no-control-regex -- RFC 7622 §3.4: OpaqueString has no controls
const RESOURCE = /^[^\u0000-\u001f\u007f-\u009f\u{d800}-\u{dfff}\ufffe\uffff]+$/u

const jidError = (code: JidError['code'], part: JidError['part']): E.Either<JidError, never> =>
  E.left({ _tag: 'JidError', code, part })

const checkPart = (part: JidError['part'], text: string, allowed: RegExp): E.Either<JidError, string> =>
  text === ''
    ? jidError('empty-part', part)
    : longerThan(text, MAX_PART_OCTETS)
      ? jidError('too-long', part)
      : allowed.test(text)
        ? E.right(text)
        : jidError('forbidden-character', part)

/**
 * Splits a JID and checks its parts.
 *
 * @param text - a JID such as `Romeo@Example.net/orchard`
 * @returns its parts, localpart and domainpart in lower case, or the first fault
 * @example
 * splitJid('Romeo@Example.net/Orchard') // right({ local: 'romeo', domain: 'example.net', resource: 'Orchard' })
 * @since 0.1.0
 */
export const splitJid = (text: string): E.Either<JidError, JidParts> => {
  // RFC 7622 §3.1: the resourcepart begins after the first '/', the localpart ends before the first '@' of the rest.
  const slash = text.indexOf('/')
  const bare = slash < 0 ? text : text.slice(0, slash)
  const at = bare.indexOf('@')
  const local = at < 0 ? E.right('') : checkPart('localpart', bare.slice(0, at).toLowerCase(), LOCAL)
  if (E.isLeft(local)) return local
  // §3.2: "If the domainpart includes a final character considered to be a label separator (dot) … this character
  // MUST be stripped".
  const domain = checkPart(
    'domainpart',
    bare
      .slice(at + 1)
      .toLowerCase()
      .replace(/\.$/u, ''),
    DOMAIN,
  )
  if (E.isLeft(domain)) return domain
  const resource = bare === text ? E.right('') : checkPart('resourcepart', text.slice(slash + 1), RESOURCE)
  return E.isLeft(resource) ? resource : E.right({ local: local.right, domain: domain.right, resource: resource.right })
}

const joinJid = ({ local, domain, resource }: JidParts): Jid =>
  `${local === '' ? '' : `${local}@`}${domain}${resource === '' ? '' : `/${resource}`}` as Jid

/**
 * A JID of any form, normalised so that equal JIDs are equal strings.
 *
 * @returns the JID, or the first fault of its parts
 * @example
 * parseJid('Push.Example/x') // right('push.example/x')
 * @since 0.1.0
 */
export const parseJid = (text: string): E.Either<JidError, Jid> => E.map(joinJid)(splitJid(text))

/**
 * A user's bare JID: a localpart and a domainpart, no resource.
 *
 * @returns the bare JID, or `not-bare`, or the first fault of its parts
 * @example
 * parseBareJid('Juliet@Capulet.example') // right('juliet@capulet.example')
 * @since 0.1.0
 */
export const parseBareJid = (text: string): E.Either<JidError, BareJid> =>
  E.flatMap(splitJid(text), (parts): E.Either<JidError, BareJid> =>
    parts.resource !== ''
      ? jidError('not-bare', 'resourcepart')
      : parts.local === ''
        ? jidError('not-bare', 'localpart')
        : E.right(joinJid(parts) as BareJid),
  )

/** The JID without its resource. */
export const bareOf = (jid: string): string => {
  const slash = jid.indexOf('/')
  return slash < 0 ? jid : jid.slice(0, slash)
}

/** The domainpart of a bare JID. */
export const domainOf = (jid: BareJid): string => jid.slice(jid.indexOf('@') + 1)

/** Whether a text from the wire names the same JID as one of ours; the usual case costs one comparison. */
export const isJid = (text: string | undefined, jid: string): boolean =>
  // no test can tell: a JID of ours is what parsing it gives, so this only saves time
  text === jid ||
  (text !== undefined && E.getOrElse(() => false)(E.map((parsed: Jid) => parsed === jid)(parseJid(text))))

/** Whether a text from the wire is a JID, bare or full, of this user. */
export const isOfAccount = (text: string | undefined, account: BareJid): boolean =>
  // no test can tell without the first part: a bare JID is what is before its resource, this only saves time
  text === account || (text !== undefined && isJid(bareOf(text), account))
