/**
 * An account: one local user. The unit of storage, of transaction and of distribution.
 */
import * as E from './fp/either.js'
import * as O from './fp/option.js'
import { type BareJid, type JidError, parseBareJid } from './jid.js'
import { emptyNotified, type Notified } from './notified.js'
import { shareFields } from './protocol/data-form.js'
import type { Registration } from './registration.js'
import { noSessions, type Sessions } from './session.js'
import { ownText } from './text.js'

/**
 * Everything that is known of one account: plain data, equal after a round trip through JSON.
 *
 * Only `registrations` need to outlive the process; `sessions` live as long as the sessions themselves.
 *
 * @since 0.1.0
 */
export interface Account {
  /** The user's bare JID. */
  readonly jid: BareJid
  /** Oldest first. */
  readonly registrations: ReadonlyArray<Registration>
  /** By resource. */
  readonly sessions: Sessions
  /** DUP-1: what was pushed lately. */
  readonly notified: Notified
}

/** The account with other registrations. Its members are written out, as below: copying a whole object takes longer. */
export const withRegistrations = (
  { jid, sessions, notified }: Account,
  registrations: Account['registrations'],
): Account => ({
  jid,
  registrations,
  sessions,
  notified,
})

/** The account with other sessions. */
export const withSessions = ({ jid, registrations, notified }: Account, sessions: Sessions): Account => ({
  jid,
  registrations,
  sessions,
  notified,
})

/** The account with something else remembered. */
export const withNotified = ({ jid, registrations, sessions }: Account, notified: Notified): Account => ({
  jid,
  registrations,
  sessions,
  notified,
})

/** A registration out of a store as one that was just enabled: what they all have in common is shared again. */
const restored = ({ service, node, publishOptions, enabledAt, errors }: Registration): Registration => ({
  service,
  node,
  publishOptions: O.isSome(publishOptions) ? O.some(shareFields(publishOptions.value)) : O.none,
  enabledAt,
  errors,
})

/**
 * The account of a user of whom nothing is stored.
 *
 * @param jid - the user's bare JID
 * @returns the account, or why that is no user's bare JID
 * @example
 * emptyAccount('juliet@capulet.example')
 * @since 0.1.0
 */
export const emptyAccount = (jid: string): E.Either<JidError, Account> => restoreAccount(jid, [])

/**
 * The account of a user with the registrations that a `Save` stored before.
 *
 * @param jid - the user's bare JID
 * @param registrations - of the last `Save`, oldest first; members that a registration has not are not kept. The types are
 *   relied upon: what a store may have damaged is to be checked before
 * @returns the account without sessions, or why that is no user's bare JID
 * @example
 * restoreAccount('juliet@capulet.example', JSON.parse(stored))
 * @since 0.1.0
 */
export const restoreAccount = (jid: string, registrations: ReadonlyArray<Registration>): E.Either<JidError, Account> =>
  E.map((checked: BareJid): Account => ({
    jid: ownText(checked),
    registrations: registrations.map(restored),
    sessions: noSessions,
    notified: emptyNotified,
  }))(parseBareJid(jid))
