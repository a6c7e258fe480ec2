/**
 * What handlers are put together from: fp-ts's State over an account, with effects as results.
 */
import * as S from 'fp-ts/lib/State.js'
import type { Effect } from '../effect.js'
import type { Situation } from '../rules/decide.js'
import { isCount } from '../rules/summary.js'
import type { Account } from '../state/account.js'
import type { Building } from '../state/defined.js'
import { type Counts, type Session, sessionOf, withSession } from '../state/session.js'

/** What follows from an event: effects for the host, and the account as it is then. */
export type Stepped = S.State<Account, ReadonlyArray<Effect>>

const NO_EFFECTS: ReadonlyArray<Effect> = []

export const nothing: Stepped = S.of(NO_EFFECTS)

export const effects = (...all: ReadonlyArray<Effect>): Stepped => S.of(all)

const joined = (before: ReadonlyArray<Effect>, after: ReadonlyArray<Effect>): ReadonlyArray<Effect> =>
  before.length === 0 ? after : after.length === 0 ? before : [...before, ...after]

/** One after the other, each on the account that the one before it left. */
export const inOrder =
  (...steps: ReadonlyArray<Stepped>): Stepped =>
  (account) => {
    // hot loop: what `S.sequenceArray` and `RA.flatten` do, at a tenth of the time
    let all = NO_EFFECTS
    let now = account
    for (const step of steps) {
      const [out, after] = step(now)
      all = joined(all, out)
      now = after
    }
    return [all, now]
  }

/** Changes the account. */
export const changing =
  (change: (account: Account) => Account): Stepped =>
  (account) => [NO_EFFECTS, change(account)]

/** Looks at the account first. */
export const given =
  (next: (account: Account) => Stepped): Stepped =>
  (account) =>
    next(account)(account)

/** The session of a resource is another one. */
export const setSession = (resource: string, session: Session): Stepped =>
  changing((account) => ({ ...account, sessions: withSession(account.sessions, resource, session) }))

/** Looks at a session first; where there is none, nothing happens. */
export const ofSession = (resource: string, next: (session: Session, account: Account) => Stepped): Stepped =>
  given((account) => {
    const session = sessionOf(account.sessions, resource)
    return session === undefined ? nothing : next(session, account)
  })

/** SUM-1: the counts of an event, as far as it gives any. */
export const countsOf = ({ unread, pendingSubscriptions }: Counts): Counts => {
  const counts: Building<Counts> = {}
  if (isCount(unread)) counts.unread = unread
  if (isCount(pendingSubscriptions)) counts.pendingSubscriptions = pendingSubscriptions
  return counts
}

/** SUM-1: the session with the counts of its event; "the last ones given for that session" stay where it gives none. */
export const counted = (session: Session, event: Counts): Session => {
  const counts = countsOf(event)
  return Object.keys(counts).length === 0 ? session : { ...session, counts }
}

/** What is decided in. */
export const situationOf = ({ sessions, registrations, pushLog, recent }: Account, at: number): Situation => ({
  sessions,
  registrations,
  pushLog,
  recent,
  at,
})
