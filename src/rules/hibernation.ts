/**
 * RES: how long a hibernating session is waited for.
 */
import * as O from '../fp/option.js'
import type { Notice } from '../notice.js'
import type { Options } from '../options.js'
import { type Session, withHibernation } from '../session.js'

/** A session after a rule, and what changes with it: the resume timeout, the timer that wakes the device. */
export interface Waiting {
  readonly session: Session
  readonly timeoutMs: O.Option<number>
  readonly startWake: O.Option<{ readonly timer: string; readonly delayMs: number }>
  readonly stopWake: O.Option<string>
}

const same = (session: Session): Waiting => ({ session, timeoutMs: O.none, startWake: O.none, stopWake: O.none })

/** RES-2: "Where importantBody is empty, any stanza counts as important here." */
const tellsTheDevice = (options: Options, notices: ReadonlyArray<Notice>): boolean =>
  notices.some(({ importance }) => options.importantBody === '' || importance === 'important')

const isExtended = ({ hibernation }: Session): boolean => O.isSome(hibernation) && hibernation.value.extended

/** The timer that wakes the device of a session. */
export const wakeTimer = ({ hibernation }: Session): O.Option<string> =>
  O.isSome(hibernation) ? hibernation.value.wake : O.none

/** RES-1: a bound session that begins to hibernate with nothing important in its queue may sleep until there is. */
export const startHibernation =
  (options: Options) =>
  (session: Session, resumeTimeoutMs: number, queue: ReadonlyArray<Notice>, timer: string): Waiting => {
    const extended = O.isSome(session.bound) && !tellsTheDevice(options, queue)
    const delayMs = options.maxHibernationMs - options.wakeBeforeTimeoutMs
    const wakes = extended && options.wakeBeforeTimeoutMs > 0 && delayMs > 0
    return {
      session: withHibernation(session, { resumeTimeoutMs, extended, wake: wakes ? O.some(timer) : O.none }),
      timeoutMs: extended
        ? O.some(options.maxHibernationMs)
        : isExtended(session)
          ? O.some(resumeTimeoutMs) // it was told to wait longer, and hibernates again without having resumed
          : O.none,
      startWake: wakes ? O.some({ timer, delayMs }) : O.none,
      stopWake: wakeTimer(session),
    }
  }

/** RES-2 and RES-3: back to the session's own resume timeout, if another one runs. */
export const endExtension = (session: Session): Waiting =>
  O.isSome(session.hibernation) && session.hibernation.value.extended
    ? {
        session: withHibernation(session, { ...session.hibernation.value, extended: false, wake: O.none }),
        timeoutMs: O.some(session.hibernation.value.resumeTimeoutMs),
        startWake: O.none,
        stopWake: wakeTimer(session),
      }
    : same(session)

/** The device was woken: the timer has fired. */
export const awake = (session: Session): Session =>
  O.isSome(session.hibernation) ? withHibernation(session, { ...session.hibernation.value, wake: O.none }) : session

/** RES-2: from the first walk that holds an important stanza, pushed now or before, the own timeout runs. */
export const afterWalk =
  (options: Options) =>
  (session: Session, walked: ReadonlyArray<Notice>): Waiting =>
    tellsTheDevice(options, walked) ? endExtension(session) : same(session)
