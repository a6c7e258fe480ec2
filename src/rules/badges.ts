/**
 * CNT-1: devices that were told of something hear of a changed unread count, so that a badge can be cleared.
 */
import type { Options } from '../options/options.js'
import type { Account, Badge } from '../state/account.js'
import type { Registration } from '../state/registration.js'
import { type Counts, isBoundTo, sessionOf } from '../state/session.js'

type BadgeOptions = Pick<Options, 'clearPushes'>

/** What is remembered once registrations were told of a stanza. */
export const toldOf = (
  { clearPushes }: BadgeOptions,
  badges: ReadonlyArray<Badge>,
  numbers: ReadonlyArray<number>,
): ReadonlyArray<Badge> =>
  clearPushes === 'never' || numbers.length === 0
    ? badges
    : [...badges.filter(({ number }) => !numbers.includes(number)), ...numbers.map((number) => ({ number }))]

const sameCounts = (a: Counts | undefined, b: Counts): boolean =>
  a !== undefined && a.unread === b.unread && a.pendingSubscriptions === b.pendingSubscriptions

/** The registrations that hear of new counts, and what is remembered then. */
export interface Cleared {
  readonly registrations: ReadonlyArray<Registration>
  readonly badges: ReadonlyArray<Badge>
}

/**
 * CNT-1: "to the registrations that were told of something since the last clear and are not bound to `resource`"; "never
 * two equal ones in a row".
 */
export const cleared = (
  { clearPushes }: BadgeOptions,
  { badges, registrations, sessions }: Pick<Account, 'badges' | 'registrations' | 'sessions'>,
  counts: Counts,
  resource: string | undefined,
): Cleared => {
  const isClear = counts.unread === 0
  if (clearPushes === 'never' || (clearPushes === 'zero' && !isClear)) return { registrations: [], badges }
  const session = resource === undefined ? undefined : sessionOf(sessions, resource)
  const isHeard = (one: Registration): boolean => session === undefined || !isBoundTo(one)(session)
  const badgeOf = ({ number }: Registration): Badge | undefined => badges.find((badge) => badge.number === number)
  const heard = registrations.filter((one) => {
    const badge = badgeOf(one)
    return badge !== undefined && isHeard(one) && !sameCounts(badge.shown, counts)
  })
  const isShown = ({ number }: Badge): boolean => heard.some((one) => one.number === number)
  return {
    registrations: heard,
    badges: isClear ? [] : badges.map((badge) => (isShown(badge) ? { ...badge, shown: counts } : badge)),
  }
}
