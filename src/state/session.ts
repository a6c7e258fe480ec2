/**
 * A session's push state: what it is bound to, whether it hibernates, what was collected for it.
 */
import * as O from 'fp-ts/lib/Option.js'
import type { Facts } from './facts.js'
import { type RegistrationKey, sameKey } from './registration.js'

/**
 * What the server knows of the account's unread messages and open subscription requests (SUM-1). A count that is no whole
 * number from 0 on is as if it were not given.
 *
 * @since 0.1.0
 */
export interface Counts {
  readonly unread?: number | undefined
  readonly pendingSubscriptions?: number | undefined
}

/**
 * A hibernation (XEP-0198 §5) and its resume timeout.
 *
 * @since 0.1.0
 */
export interface Hibernation {
  /** The session's own resume timeout, in milliseconds. */
  readonly resumeTimeoutMs: number
  /** RES-1: whether `maxHibernationMs` runs in its place. */
  readonly extended: boolean
  /** The timer that wakes the device before an extended hibernation ends (`wakeBeforeTimeoutMs`). */
  readonly wake: O.Option<string>
}

/**
 * One connected or hibernating resource.
 *
 * @since 0.1.0
 */
export interface Session {
  /** REG-7: the registration that the session enabled last, if it is still there. */
  readonly bound: O.Option<RegistrationKey>
  /** None while the session is connected. */
  readonly hibernation: O.Option<Hibernation>
  /** TRG-6: the stanzas that wait for the timer, oldest first. */
  readonly collected: ReadonlyArray<Facts>
  /** The timer that runs for them. */
  readonly timer: O.Option<string>
  /** SUM-1: the counts that an event of this session gave last. */
  readonly counts?: Counts | undefined
  /** FIELD: false where the session is connected and not available (`PresenceChanged`). */
  readonly available?: boolean | undefined
  /** AWY-1: the `<show/>` of its presence. */
  readonly show?: string | undefined
  /** CLI-1: the client that runs it (XEP-0388 §2.3, the id of its user agent). */
  readonly client?: string | undefined
}

/**
 * A session by its resource.
 *
 * @since 0.1.0
 */
export type Sessions = Readonly<Record<string, Session>>

const NOTHING: ReadonlyArray<never> = Object.freeze([])

/** No sessions: one value for all accounts, for most have none at most times. */
export const noSessions: Sessions = Object.freeze({})

/**
 * A session that was just opened.
 *
 * @since 0.1.0
 */
export const newSession: Session = Object.freeze({
  bound: O.none,
  hibernation: O.none,
  collected: NOTHING,
  timer: O.none,
})

/** The session as it is when it came back: connected, with nothing collected (TRG-8). */
export const awoken = (session: Session): Session => ({
  ...session,
  hibernation: O.none,
  collected: NOTHING,
  timer: O.none,
})

/** The timer that runs for what was collected. */
export const runningOf = ({ timer }: Pick<Session, 'timer'>): ReadonlyArray<string> =>
  O.isSome(timer) ? [timer.value] : NOTHING

/** The timers that run for a session. */
export const timersOf = ({ timer, hibernation }: Session): ReadonlyArray<string> => {
  const wake = O.isSome(hibernation) ? hibernation.value.wake : O.none
  return O.isSome(wake) ? [...runningOf({ timer }), wake.value] : runningOf({ timer })
}

/** Whether a session is bound to a registration. */
export const isBoundTo =
  (key: RegistrationKey) =>
  ({ bound }: Pick<Session, 'bound'>): boolean =>
    O.isSome(bound) && sameKey(bound.value, key)

/** An entry of a record; a resource may be called `constructor`, so only what is the record's own counts. */
export const ownEntry = <A>(record: Readonly<Record<string, A>>, name: string): A | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined

/** The session of a resource. */
export const sessionOf = (sessions: Sessions, resource: string): Session | undefined => ownEntry(sessions, resource)

/** The sessions with one of them set; of `__proto__` an assignment would change the prototype. */
export const withSession = (sessions: Sessions, resource: string, session: Session): Sessions => ({
  ...sessions,
  [resource]: session,
})

/** The sessions without one of them. */
export const withoutSession = (sessions: Sessions, resource: string): Sessions => {
  const others = Object.entries(sessions).filter(([other]) => other !== resource)
  return others.length === 0 ? noSessions : Object.fromEntries(others)
}
