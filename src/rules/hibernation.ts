/**
 * RES: how long a hibernating session is waited for.
 */
import * as O from 'fp-ts/lib/Option.js'
import type { Options } from '../options/options.js'
import type { Hibernation, Session } from '../state/session.js'

/** A session after a rule, and what changes with it: the resume timeout, the timer that wakes the device. */
export interface Waiting {
  readonly session: Session
  readonly timeoutMs: O.Option<number>
  readonly startWake: O.Option<{ readonly timer: string; readonly delayMs: number }>
  readonly stopWake: O.Option<string>
}

const same = (session: Session): Waiting => ({
  session,
  timeoutMs: O.none,
  startWake: O.none,
  stopWake: O.none,
})

const hibernating = (session: Session, hibernation: Hibernation): Session => ({
  ...session,
  hibernation: O.some(hibernation),
})

/** The session asleep, for its own resume timeout; what is decided of its queue may extend that. */
export const asleep = (session: Session, resumeTimeoutMs: number): Session =>
  hibernating(session, { resumeTimeoutMs, extended: false, wake: O.none })

/**
 * RES-1: a bound session whose queue told its device nothing may sleep until it was told something: "if that is longer
 * than its own", for a client was promised its own.
 *
 * @param before - the session as it was before it went to sleep
 * @param timer - the name for the timer that wakes the device
 */
export const extend = (options: Options, before: Session, resumeTimeoutMs: number, timer: string): Waiting => {
  const delayMs = options.maxHibernationMs - options.wakeBeforeTimeoutMs
  const extended = O.isSome(before.bound) && options.maxHibernationMs > resumeTimeoutMs
  const wake = extended && options.wakeBeforeTimeoutMs > 0 && delayMs > 0 ? O.some(timer) : O.none
  return {
    session: hibernating(before, { resumeTimeoutMs, extended, wake }),
    timeoutMs: extended ? O.some(options.maxHibernationMs) : revert(before, resumeTimeoutMs),
    startWake: O.isSome(wake) ? O.some({ timer, delayMs }) : O.none,
    stopWake: wakeOf(before),
  }
}

/** RES-2: a session whose device was told sleeps for its own resume timeout. */
export const notExtended = (before: Session, resumeTimeoutMs: number): Waiting => ({
  ...same(asleep(before, resumeTimeoutMs)),
  timeoutMs: revert(before, resumeTimeoutMs),
  stopWake: wakeOf(before),
})

/** It was told to wait longer, and hibernates again without having resumed. */
const revert = ({ hibernation }: Session, resumeTimeoutMs: number): O.Option<number> =>
  O.isSome(hibernation) && hibernation.value.extended ? O.some(resumeTimeoutMs) : O.none

const wakeOf = ({ hibernation }: Session): O.Option<string> => (O.isSome(hibernation) ? hibernation.value.wake : O.none)

/** RES-2 and RES-3: back to the session's own resume timeout, if another one runs. */
export const endExtension = (session: Session): Waiting =>
  O.isSome(session.hibernation) && session.hibernation.value.extended
    ? {
        session: hibernating(session, { ...session.hibernation.value, extended: false, wake: O.none }),
        timeoutMs: O.some(session.hibernation.value.resumeTimeoutMs),
        startWake: O.none,
        stopWake: session.hibernation.value.wake,
      }
    : same(session)

/** The timer that wakes the device has fired. */
export const woken = (session: Session): Session =>
  O.isSome(session.hibernation) ? hibernating(session, { ...session.hibernation.value, wake: O.none }) : session
