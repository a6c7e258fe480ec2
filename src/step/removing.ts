/**
 * DIS-4, REM: registrations go, whatever the reason; REM-3: devices that are seen do not.
 */
import * as O from 'fp-ts/lib/Option.js'
import type { DropReason, Effect } from '../effect.js'
import type { Options } from '../options/options.js'
import { forgotten, idle, unboundFrom } from '../rules/removal.js'
import { findRegistration, keyOf, type Registration, withoutKeys } from '../state/registration.js'
import { sessionOf, withSession } from '../state/session.js'
import { stopped, waited } from './outcome-effect.js'
import { changing, given, inOrder, nothing, type Stepped } from './stepped.js'

/** DIS-4: sessions that are bound to them are unbound, what is remembered of them is forgotten, the host hears `Drop`. */
export const removing = (gone: ReadonlyArray<Registration>, why: DropReason): Stepped =>
  gone.length === 0
    ? nothing
    : (account) => {
        const unbound = unboundFrom(account.sessions, gone)
        const drops = gone.map((one): Effect => ({ _tag: 'Drop', registration: keyOf(one), reason: why }))
        const { pushLog, calls, badges } = forgotten(account, gone)
        const sessions = unbound.reduce(
          (all, { resource, waiting }) => withSession(all, resource, waiting.session),
          account.sessions,
        )
        return [
          [
            ...drops,
            ...unbound.flatMap(({ waiting }) => stopped(waiting)),
            ...unbound.flatMap(({ resource, waiting }) => waited(resource, waiting)),
          ],
          { ...account, pushLog, calls, badges, registrations: withoutKeys(account.registrations, gone), sessions },
        ]
      }

const saving: Stepped = (account) => [[{ _tag: 'Save', registrations: account.registrations }], account]

/** Registrations go, and what is left is saved before anybody hears of it. */
export const removingAndSaving = (gone: ReadonlyArray<Registration>, why: DropReason): Stepped =>
  gone.length === 0
    ? nothing
    : (account) => {
        const [dropped, after] = removing(gone, why)(account)
        const [saved] = saving(after)
        return [[...saved, ...dropped], after]
      }

/** REM-3: "goes at the next event that reaches it". */
export const expiring = (options: Options, at: number): Stepped =>
  options.maxIdleMs === 0 ? nothing : given((account) => removingAndSaving(idle(options, account, at), 'expired'))

/** A device that comes every minute is not saved every minute, but ten times in the time that it may be away. */
const SHARE = 10

/** REM-3: the device of a registration was seen. */
export const seen = (options: Options, known: Registration | undefined, at: number): Stepped =>
  options.maxIdleMs === 0 || known === undefined || at - (known.seenAt ?? known.enabledAt) <= options.maxIdleMs / SHARE
    ? nothing
    : inOrder(
        changing((account) => ({
          ...account,
          registrations: account.registrations.map((one) => (one === known ? { ...one, seenAt: at } : one)),
        })),
        saving,
      )

/** REM-3: the device of a session was seen. */
export const seeing = (options: Options, resource: string, at: number): Stepped =>
  given(({ sessions, registrations }) => {
    const session = sessionOf(sessions, resource)
    const bound = session === undefined || O.isNone(session.bound) ? undefined : session.bound.value
    return seen(options, bound && findRegistration(registrations, bound), at)
  })
