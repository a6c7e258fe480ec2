/**
 * RES: how long a hibernating session is waited for.
 */
import * as O from 'fp-ts/lib/Option.js'
import type { Notice } from '../notice.js'
import type { Options } from '../options.js'
import type { Session } from '../session.js'

/** A session after a rule, and the resume timeout to set, where it changes. */
export interface Waiting {
  readonly session: Session
  readonly timeoutMs: O.Option<number>
}

const same = (session: Session): Waiting => ({ session, timeoutMs: O.none })

/** RES-2: "Where importantBody is empty, any stanza counts as important here." */
const tellsTheDevice = (options: Options, notices: ReadonlyArray<Notice>): boolean =>
  notices.some(({ importance }) => options.importantBody === '' || importance === 'important')

/** RES-1: a bound session that begins to hibernate with nothing important in its queue may sleep until there is. */
export const startHibernation =
  (options: Options) =>
  (session: Session, resumeTimeoutMs: number, queue: ReadonlyArray<Notice>): Waiting => {
    const extended = O.isSome(session.bound) && !tellsTheDevice(options, queue)
    return {
      session: { ...session, hibernation: O.some({ resumeTimeoutMs, extended }) },
      timeoutMs: extended ? O.some(options.maxHibernationMs) : O.none,
    }
  }

/** RES-2 and RES-3: back to the session's own resume timeout, if another one runs. */
export const endExtension = (session: Session): Waiting =>
  O.isSome(session.hibernation) && session.hibernation.value.extended
    ? {
        session: { ...session, hibernation: O.some({ ...session.hibernation.value, extended: false }) },
        timeoutMs: O.some(session.hibernation.value.resumeTimeoutMs),
      }
    : same(session)

/** RES-2: from the first walk that holds an important stanza, pushed now or before, the own timeout runs. */
export const afterWalk =
  (options: Options) =>
  (session: Session, walked: ReadonlyArray<Notice>): Waiting =>
    tellsTheDevice(options, walked) ? endExtension(session) : same(session)
