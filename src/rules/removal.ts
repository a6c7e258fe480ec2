/**
 * DIS-4: what follows when registrations go, whatever the reason; DIS-2, DIS-5, REM-3: which ones go.
 */
import * as O from 'fp-ts/lib/Option.js'
import type { Options } from '../options/options.js'
import type { Account } from '../state/account.js'
import { forget } from '../state/push-log.js'
import { findRegistration, type Registration, type RegistrationKey } from '../state/registration.js'
import { isBoundTo, type Sessions } from '../state/session.js'
import { endExtension, type Waiting } from './hibernation.js'

/**
 * DIS-2: "with `node`, only that pair; without, every registration of that service". An empty node is none (REG-3).
 *
 * @param request - what `disable` read
 * @returns whether a registration goes
 * @example
 * registrations.filter(isDisabledBy({ service: 'push.example', node: '' }))
 * @since 0.1.0
 */
export const isDisabledBy =
  (request: RegistrationKey) =>
  ({ service, node }: RegistrationKey): boolean =>
    service === request.service && (request.node === '' || node === request.node)

/** DIS-5: the registrations that are named, or those of a client. */
export const removedBy = (
  registrations: ReadonlyArray<Registration>,
  named: { readonly registrations?: ReadonlyArray<RegistrationKey> | undefined; readonly client?: string | undefined },
): ReadonlyArray<Registration> =>
  registrations.filter(
    ({ service, node, client }) =>
      (named.registrations !== undefined && findRegistration(named.registrations, { service, node }) !== undefined) ||
      (named.client !== undefined && client === named.client),
  )

/** REM-3: the registrations whose devices were not seen for longer than `maxIdleMs`; one that is connected now is seen. */
export const idle = (
  { maxIdleMs }: Pick<Options, 'maxIdleMs'>,
  { registrations, sessions }: Pick<Account, 'registrations' | 'sessions'>,
  at: number,
): ReadonlyArray<Registration> => {
  const connected = Object.values(sessions).filter(({ hibernation }) => O.isNone(hibernation))
  const isSeen = (one: Registration): boolean => connected.some(isBoundTo(one))
  const lastSeen = ({ seenAt, enabledAt }: Registration): number => Math.max(seenAt ?? enabledAt, enabledAt)
  return maxIdleMs === 0 ? [] : registrations.filter((one) => at - lastSeen(one) > maxIdleMs && !isSeen(one))
}

/** DIS-4: a session that was bound to one of the registrations that go, as it is then. */
export interface Unbound {
  readonly resource: string
  readonly waiting: Waiting
}

/** DIS-4: "every session of the account bound to it is unbound … and an extended hibernation goes back to its own timeout". */
export const unboundFrom = (sessions: Sessions, gone: ReadonlyArray<RegistrationKey>): ReadonlyArray<Unbound> =>
  Object.entries(sessions)
    .filter(([, { bound }]) => O.isSome(bound) && findRegistration(gone, bound.value) !== undefined)
    .map(([resource, session]) => ({ resource, waiting: endExtension({ ...session, bound: O.none }) }))

/** DIS-4: what an account remembers, without what it remembers of registrations that are gone. */
export const forgotten = (
  { pushLog, calls, badges }: Pick<Account, 'pushLog' | 'calls' | 'badges'>,
  gone: ReadonlyArray<Registration>,
): Pick<Account, 'pushLog' | 'calls' | 'badges'> => {
  const numbers = gone.map(({ number }) => number)
  const isLeft = (number: number): boolean => !numbers.includes(number)
  return {
    pushLog: forget(pushLog, numbers),
    calls: calls.map((call) => ({ ...call, to: call.to.filter(isLeft) })),
    badges: badges.filter(({ number }) => isLeft(number)),
  }
}
