/**
 * REM-1: a push service says that an account may no longer publish.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { kindOf } from '../stanza/kind.js'
import { NS } from '../stanza/namespaces.js'
import { type BareJid, domainOf, isJid, isOfAccount, type Jid, parseJid } from '../state/jid.js'
import type { RegistrationKey } from '../state/registration.js'
import type { XmlElement } from '../xml/element.js'
import { attr, findChild, findChildren, type Scope, scopeOf } from '../xml/query.js'

/** XEP-0060 §4.1: who has one of these may not publish. */
const MAY_NOT: ReadonlyArray<string | undefined> = ['none', 'outcast', 'member']

/** The account, or its domain, which is the publisher. */
const isAbout = (account: BareJid, jid: string | undefined): boolean =>
  isOfAccount(jid, account) || isJid(jid, domainOf(account))

/** XEP-0060 §8.9.4 spells it once `affilation`, and servers have copied that. */
const NAMES = ['affiliation', 'affilation']

const isRevokedIn = (account: BareJid, list: Scope): boolean =>
  NAMES.flatMap((name) => findChildren(list, name, NS.pubsub)).some(
    ({ element }) => isAbout(account, attr(element, 'jid')) && MAY_NOT.includes(attr(element, 'affiliation')),
  )

/** XEP-0357 §8 has the node on `pubsub`, XEP-0060 §8.9.4 on `affiliations`. */
const listsIn = (pubsub: Scope): ReadonlyArray<Scope> => [pubsub, ...findChildren(pubsub, 'affiliations', NS.pubsub)]

/**
 * REM-1: the registrations that a push service takes back (XEP-0357 §8).
 *
 * "Upon receiving an affiliation change event, the server MAY remove the received JID and node combination from the set
 * of enabled services." The keys name the sender as service, so nobody can take back another service's registration.
 *
 * @param account - the user's bare JID
 * @param message - any message to the account
 * @returns the keys that the sender takes back, if the message says so
 * @example
 * revoked(juliet)(message) // [{ service: 'push.example', node: 'n1' }]
 * @since 0.1.0
 */
export const revoked =
  (account: BareJid) =>
  (message: XmlElement): ReadonlyArray<RegistrationKey> => {
    const scope = scopeOf(message)
    const isNotice = kindOf(scope) === 'message' && attr(scope.element, 'type') !== 'error'
    const pubsub = isNotice ? findChild(scope, 'pubsub', NS.pubsub) : undefined
    return pipe(
      parseJid(attr(scope.element, 'from') ?? ''),
      E.match(
        () => [],
        (service: Jid) =>
          (pubsub === undefined ? [] : listsIn(pubsub))
            .filter((list) => isRevokedIn(account, list))
            .map(({ element }) => ({ service, node: attr(element, 'node') ?? '' })),
      ),
    )
  }
