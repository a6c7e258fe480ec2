/**
 * A session's push state: what it is bound to, whether it hibernates, what was collected for it.
 */
import * as O from './fp/option.js'
import type { Notice } from './notice.js'
import { type RegistrationKey, sameKey } from './registration.js'

/** A hibernation (XEP-0198 §5) and its resume timeout. */
export interface Hibernation {
  /** The session's own resume timeout, in milliseconds. */
  readonly resumeTimeoutMs: number
  /** RES-1: whether `maxHibernationMs` runs in its place. */
  readonly extended: boolean
  /** The timer that wakes the device before an extended hibernation ends (`wakeBeforeTimeoutMs`). */
  readonly wake: O.Option<string>
}

/** One connected or hibernating resource. */
export interface Session {
  /** REG-7: the registration that the session enabled last, if it is still there. */
  readonly bound: O.Option<RegistrationKey>
  /** None while the session is connected. */
  readonly hibernation: O.Option<Hibernation>
  /** TRG-6: the stanzas that wait for the timer, oldest first. */
  readonly collected: ReadonlyArray<Notice>
  /** The timer that runs for them. */
  readonly timer: O.Option<string>
}

/** A session by its resource. */
export type Sessions = Readonly<Record<string, Session>>

/** No sessions: one value for all accounts, for most have none at most times; frozen, since it is shared. */
export const noSessions: Sessions = Object.freeze({})

/** A session that was just opened. */
export const newSession: Session = Object.freeze({
  bound: O.none,
  hibernation: O.none,
  collected: Object.freeze([]),
  timer: O.none,
})

/** The session bound to something else; its members are written out, for copying a whole object takes longer. */
export const withBound = ({ hibernation, collected, timer }: Session, bound: Session['bound']): Session => ({
  bound,
  hibernation,
  collected,
  timer,
})

/** The session with other stanzas waiting, and the timer that runs for them. */
export const withCollected = (
  { bound, hibernation }: Session,
  collected: Session['collected'],
  timer: Session['timer'],
): Session => ({
  bound,
  hibernation,
  collected,
  timer,
})

/** The session with another hibernation. */
export const withHibernation = ({ bound, collected, timer }: Session, hibernation: Hibernation): Session => ({
  bound,
  hibernation: O.some(hibernation),
  collected,
  timer,
})

/** Whether a session is bound to a registration. */
export const isBoundTo =
  (key: RegistrationKey) =>
  (session: Pick<Session, 'bound'>): boolean =>
    O.isSome(session.bound) && sameKey(session.bound.value, key)

/** An entry of a record; a resource may be called `constructor`, so only what is the record's own counts. */
export const ownEntry = <A>(record: Readonly<Record<string, A>>, name: string): A | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined

/** The session of a resource. */
export const sessionOf = (sessions: Sessions, resource: string): Session | undefined => ownEntry(sessions, resource)

/** The first session that is as wanted, and its resource. */
export const findSession = (
  sessions: Sessions,
  isWanted: (session: Session) => boolean,
): readonly [resource: string, session: Session] | undefined => {
  // hot loop: every timer that fires
  for (const resource in sessions) {
    const session = sessionOf(sessions, resource)
    // no test can tell without the first half: no name is without a session, but where somebody changed `Object.prototype`
    if (session !== undefined && isWanted(session)) return [resource, session]
  }
  return undefined
}

/** The sessions with one of them set. */
export const withSession = (sessions: Sessions, resource: string, session: Session): Sessions => {
  // Only what is there already, whatever its name, may be assigned: of `__proto__` that would change the prototype.
  // no test can tell if nothing is: what is written out says the same
  if (!Object.hasOwn(sessions, resource)) return { ...sessions, [resource]: session }
  // hot loop: assigning takes half as long as a computed member
  const changed: Record<string, Session> = { ...sessions }
  changed[resource] = session
  return changed
}

/** The sessions without one of them. */
export const withoutSession = (sessions: Sessions, resource: string): Sessions => {
  const others = Object.entries(sessions).filter(([other]) => other !== resource)
  return others.length === 0 ? noSessions : Object.fromEntries(others)
}
