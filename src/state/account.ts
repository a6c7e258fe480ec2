/**
 * An account: one local user. The unit of storage, of transaction and of distribution.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { type BareJid, type JidError, parseBareJid } from './jid.js'
import { emptyPushLog, type PushLog } from './push-log.js'
import type { Registration } from './registration.js'
import { type Counts, noSessions, type Sessions } from './session.js'
import { ownText } from './text.js'

/**
 * CALL-2: a call whose proposal was pushed: who else has part in it, its id, when, and to which registrations.
 *
 * @since 0.1.0
 */
export interface RememberedCall {
  readonly with: string
  readonly id: string
  readonly at: number
  readonly to: ReadonlyArray<number>
}

/**
 * CNT-1: a registration that was told of something since the last clear, and the counts of the last push that said only these.
 *
 * @since 0.1.0
 */
export interface Badge {
  readonly number: number
  readonly shown?: Counts | undefined
}

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
  /** DUP-1: the number of the next registration. */
  readonly nextNumber: number
  /** By resource. */
  readonly sessions: Sessions
  /** DUP-1: what was pushed lately. */
  readonly pushLog: PushLog
  /** RATE-1: when important stanzas were pushed within the last second, in epoch milliseconds. */
  readonly recent: ReadonlyArray<number>
  /** CALL-2. */
  readonly calls: ReadonlyArray<RememberedCall>
  /** CNT-1. */
  readonly badges: ReadonlyArray<Badge>
}

const NOTHING: ReadonlyArray<never> = Object.freeze([])

/** The number after the highest one. */
const numberAfter = (registrations: ReadonlyArray<Registration>): number =>
  registrations.reduce((most, { number }) => Math.max(most, number), 0) + 1

/** An account of which nothing but registrations is known. */
export const accountWith = (jid: BareJid, registrations: ReadonlyArray<Registration>): Account => ({
  jid,
  registrations,
  nextNumber: numberAfter(registrations),
  sessions: noSessions,
  pushLog: emptyPushLog,
  recent: NOTHING,
  calls: NOTHING,
  badges: NOTHING,
})

/**
 * The account of a user with the registrations that a `Save` stored before. Their numbers go on after the highest one that
 * is left: a host that keeps unanswered publishes over a restart keeps the whole account (DUP-1).
 *
 * @param jid - the user's bare JID; anything else is an error
 * @param registrations - of the last `Save`, oldest first; `readRegistrations` checks what a store gives back
 * @returns the account without sessions, or why that is no user's bare JID
 * @example
 * pipe(readRegistrations(JSON.parse(row)), E.flatMap((found) => restoreAccount('juliet@capulet.example', found)))
 * @since 0.1.0
 */
export const restoreAccount = (jid: string, registrations: ReadonlyArray<Registration>): E.Either<JidError, Account> =>
  pipe(
    parseBareJid(jid),
    E.map((checked) => accountWith(ownText(checked) as BareJid, registrations)),
  )

/**
 * The account of a user of whom nothing is stored.
 *
 * @param jid - the user's bare JID; anything else is an error
 * @returns the account, or why that is no user's bare JID
 * @example
 * emptyAccount('juliet@capulet.example')
 * @since 0.1.0
 */
export const emptyAccount = (jid: string): E.Either<JidError, Account> => restoreAccount(jid, NOTHING)
