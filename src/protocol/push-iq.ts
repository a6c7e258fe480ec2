/**
 * The requests of XEP-0357: which one an iq is, if any (REG-1, REG-9, DIS-1), and what it asks for.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as O from 'fp-ts/lib/Option.js'
import type { StanzaError } from '../effect.js'
import type { Options } from '../options/options.js'
import { kindOf } from '../stanza/kind.js'
import { NS } from '../stanza/namespaces.js'
import { bareOf, domainOf, isJid, isOfAccount, type Jid, parsePayloadJid } from '../state/jid.js'
import type { Registration, RegistrationKey, Settings } from '../state/registration.js'
import { longerThan, ownText } from '../state/text.js'
import type { XmlElement } from '../xml/element.js'
import { attr, childElements, childNamespace, enter, localName, type Scope, scopeOf } from '../xml/query.js'
import { BAD_REQUEST, POLICY_VIOLATION, formOctets, readPublishOptions } from './form.js'
import type { Requester } from './reply.js'
import { readSettings } from './settings.js'

/**
 * An enable or disable request, not yet read.
 *
 * @since 0.1.0
 */
export interface Request {
  readonly name: 'enable' | 'disable'
  readonly scope: Scope
}

/**
 * What an enable request asks for.
 *
 * @since 0.1.0
 */
export interface EnableRequest extends RegistrationKey {
  readonly publishOptions: Registration['publishOptions']
  /** EXT-1; absent where nothing was asked for. */
  readonly settings?: Settings | undefined
}

/**
 * What a disable request names: one node of a service, or, where `node` is empty, all of them.
 *
 * @since 0.1.0
 */
export type DisableRequest = RegistrationKey

const NOT_ALLOWED: StanzaError = { type: 'cancel', condition: 'not-allowed' }
const NOT_IMPLEMENTED: StanzaError = { type: 'cancel', condition: 'feature-not-implemented' }

/**
 * Recognises a request: none of ours, one to refuse, or an enable or disable.
 *
 * REG-1: "to the user's own bare JID", which RFC 6120 §8.1.1.1 lets a client leave out. An iq of another namespace or to
 * another address is not ours, and neither is one in another's name.
 *
 * @param requester - the session that sent the iq
 * @param iq - whatever it sent; total over any element tree
 * @returns none for an iq that is not ours; else the request, or the error to answer
 * @example
 * readRequest({ account: juliet, resource: 'phone' }, iq) // some(right({ name: 'enable', … }))
 * @since 0.1.0
 */
export const readRequest = ({ account }: Requester, iq: XmlElement): O.Option<E.Either<StanzaError, Request>> => {
  const scope = scopeOf(iq)
  const to = attr(scope.element, 'to')
  const from = attr(scope.element, 'from')
  const type = attr(scope.element, 'type')
  const [child] = childElements(scope.element)
  const isOurs =
    kindOf(scope) === 'iq' &&
    (type === 'set' || type === 'get') &&
    (to === undefined || isJid(to, account)) &&
    (from === undefined || isOfAccount(from, account))
  if (!isOurs || child === undefined || childNamespace(scope, child) !== NS.push) return O.none
  if (type === 'get') return O.some(E.left(NOT_ALLOWED)) // REG-9
  const name = localName(child.name)
  return O.some(
    name === 'enable' || name === 'disable' ? E.right({ name, scope: enter(scope, child) }) : E.left(NOT_IMPLEMENTED), // REG-9
  )
}

/** REG-1, REG-10, DIS-1: the `jid` of a request; too long is a fault of its own. */
const readService = (request: Scope): E.Either<StanzaError, Jid> =>
  pipe(
    parsePayloadJid(attr(request.element, 'jid') ?? ''),
    E.mapLeft(({ code }) => (code === 'too-long' ? POLICY_VIOLATION : BAD_REQUEST)),
  )

/** REG-3: "absent and empty are the same node". */
const readNode = (request: Scope): string => attr(request.element, 'node') ?? ''

/**
 * DIS-1, DIS-2: reads `<disable xmlns='urn:xmpp:push:0'/>` (XEP-0357 §6).
 *
 * @param request - the disable request, as `readRequest` found it
 * @returns what to remove (see `isDisabledBy`), or the error to answer
 * @example
 * disable(request) // right({ service: 'push.example', node: '' }): every node of that service
 * @since 0.1.0
 */
export const disable = ({ scope }: Pick<Request, 'scope'>): E.Either<StanzaError, DisableRequest> =>
  pipe(
    readService(scope),
    E.map((service) => ({ service, node: readNode(scope) })),
  )

/** REG-3, FIELD: the two errors that servers give for a missing node. */
const NODE_MISSING: Readonly<Record<Exclude<Options['nodeRequired'], 'no'>, StanzaError>> = {
  'feature-not-implemented': NOT_IMPLEMENTED,
  'bad-request': BAD_REQUEST,
}

/** REG-11: whether the service, by its JID or its domain, may be enabled. */
const isServed = ({ services }: Options, service: Jid): boolean =>
  services === 'any' || services.some((one) => isJid(one, service) || isJid(one, domainOf(service)))

/** REG-2: "`jid` equal to the requester's own full or bare JID". */
const isOwn = (service: Jid, { account, resource }: Requester): boolean =>
  bareOf(service) === account && (service === account || service === `${account}/${resource}`)

/** REG-2, REG-3, REG-10, REG-11: what stands against a service and node. */
const refusal = (options: Options, requester: Requester, service: Jid, node: string): StanzaError | undefined =>
  isOwn(service, requester)
    ? BAD_REQUEST
    : !options.provisioned || !isServed(options, service)
      ? NOT_ALLOWED
      : node === '' && options.nodeRequired !== 'no'
        ? NODE_MISSING[options.nodeRequired]
        : longerThan(node, options.maxNodeBytes)
          ? POLICY_VIOLATION
          : undefined

/** REG-5, EXT-1, REG-10: the form, and what is left for the settings. */
const readRest = (
  options: Options,
  scope: Scope,
): E.Either<StanzaError, Pick<EnableRequest, 'publishOptions' | 'settings'>> => {
  const publishOptions = readPublishOptions(scope, options.maxFormBytes)
  if (E.isLeft(publishOptions)) return publishOptions
  const form = O.isSome(publishOptions.right) ? publishOptions.right.value : []
  return pipe(
    readSettings(options, scope, options.maxFormBytes - formOctets(form, options.maxFormBytes)),
    E.map((settings) => ({
      publishOptions: publishOptions.right,
      ...(settings === undefined ? {} : { settings }),
    })),
  )
}

/**
 * REG-1 to REG-5, REG-10, REG-11, EXT-1: reads `<enable xmlns='urn:xmpp:push:0'/>` (XEP-0357 §5).
 *
 * @param options - `provisioned`, `services`, `nodeRequired`, `maxNodeBytes`, `maxFormBytes`, `extensions`
 * @param requester - whose request it is
 * @param request - the enable request, as `readRequest` found it
 * @returns what to register, in texts of its own, or the error to answer
 * @example
 * enable(defaultOptions)({ account, resource: 'balcony' })(request)
 * @since 0.1.0
 */
export const enable =
  (options: Options) =>
  (requester: Requester) =>
  ({ scope }: Pick<Request, 'scope'>): E.Either<StanzaError, EnableRequest> => {
    const service = readService(scope)
    if (E.isLeft(service)) return service
    const node = readNode(scope)
    const refused = refusal(options, requester, service.right, node)
    return refused !== undefined
      ? E.left(refused)
      : pipe(
          readRest(options, scope),
          E.map((rest) => ({ service: ownText(service.right), node: ownText(node), ...rest })),
        )
  }
