/**
 * TRG: which registrations a trigger reaches. One table: trigger by trigger the reach, and the reason that it gives.
 */
import type { Options } from '../options/options.js'
import type { Facts } from '../state/facts.js'
import { findRegistration, type Registration, type RegistrationKey } from '../state/registration.js'
import { isBoundTo, ownEntry, type Session } from '../state/session.js'
import { isUrgentBy } from './urgency.js'
import { reason, type Reason, type ReasonCode } from './reasons.js'

/**
 * The server events that may cause pushes.
 *
 * @since 0.1.0
 */
export type Trigger =
  | 'stored-offline'
  | 'archived'
  | 'groupchat-to-bare'
  | 'subscription'
  | 'hibernation'
  | 'queued'
  | 'ack-delayed'
  | 'closed'
  | 'wake'
  | 'ping'
  | 'unread'
  | 'call-over'

/** What a trigger reaches: every registration, those without a session, or the one that its own session is bound to. */
export type Reach = 'all' | 'unbound' | 'own'

/** The table: trigger × reach, and why it is reached. */
export const REACH: Readonly<Record<Trigger, { readonly reach: Reach; readonly code: ReasonCode }>> = {
  'stored-offline': { reach: 'all', code: 'stored-offline' }, // TRG-1
  'groupchat-to-bare': { reach: 'all', code: 'groupchat-to-bare' }, // TRG-2
  archived: { reach: 'unbound', code: 'archived-unbound' }, // TRG-3; TRG-4 lifts it to 'all'
  subscription: { reach: 'unbound', code: 'subscription-requested' }, // TRG-12
  hibernation: { reach: 'own', code: 'hibernation' }, // TRG-5
  queued: { reach: 'own', code: 'queued' }, // TRG-6
  'ack-delayed': { reach: 'own', code: 'ack-delayed' }, // TRG-7
  closed: { reach: 'own', code: 'closed' }, // TRG-10
  wake: { reach: 'own', code: 'wake' }, // FIELD: wakeBeforeTimeoutMs
  ping: { reach: 'all', code: 'ping' }, // TRG-9
  unread: { reach: 'all', code: 'unread-changed' }, // CNT-1
  'call-over': { reach: 'all', code: 'call-over' }, // CALL-2
}

/** Sessions by resource, as far as recipients depend on them: what each is bound to. */
export type Bindings = Readonly<Record<string, Pick<Session, 'bound'>>>

/**
 * What decides the recipients besides sessions and registrations.
 *
 * @since 0.1.0
 */
export interface Reaching {
  readonly trigger: Trigger
  /** The session that the trigger is about, for the triggers that reach its own registration. */
  readonly resource?: string | undefined
  /** The registrations to which a trigger that is not of one session is narrowed, as a ping may be (TRG-9); absent: all. */
  readonly only?: ReadonlyArray<RegistrationKey> | undefined
}

/**
 * Where it happens: the sessions and registrations of the account.
 *
 * @since 0.1.0
 */
export interface Among {
  readonly sessions: Bindings
  readonly registrations: ReadonlyArray<Registration>
}

/** Whether a registration is reached, and why. */
export interface Reached {
  readonly reached: boolean
  readonly code: ReasonCode
}

type ReachOptions = Pick<Options, 'archiveWithoutSession' | 'urgent' | 'importance'>

const yes = (code: ReasonCode): Reached => ({ reached: true, code })
const no = (code: ReasonCode): Reached => ({ reached: false, code })

const ELSEWHERE = no('archived-elsewhere')
const OFFLINE = no('archived-offline')
const NOBODY = yes('archived-nobody')
const URGENT = yes('archived-urgent')
const BOUND = no('archived-bound')

/** TRG-3, TRG-4, TRG-12: what an archived stanza reaches. */
const ofUnbound = (
  options: ReachOptions,
  trigger: Trigger,
  sessions: Bindings,
  facts: Facts | undefined,
): ((registration: Registration) => Reached) => {
  const { code } = REACH[trigger]
  const present = Object.values(sessions)
  // TRG-12: nothing is stored offline of a presence that asks for a subscription, so nothing is waited for
  const alone = trigger === 'subscription' ? yes(code) : options.archiveWithoutSession === 'wait' ? OFFLINE : NOBODY
  return facts?.addressed === false
    ? () => ELSEWHERE
    : present.length === 0
      ? () => alone
      : facts !== undefined && isUrgentBy(options, facts)
        ? () => URGENT
        : (registration) => (present.some(isBoundTo(registration)) ? BOUND : yes(code))
}

/** What a trigger says of each registration that it is about. */
export const reachedBy = (
  options: ReachOptions,
  { trigger }: Reaching,
  { sessions }: Pick<Among, 'sessions'>,
  facts: Facts | undefined,
): ((registration: Registration) => Reached) => {
  const row = REACH[trigger]
  if (row.reach === 'unbound') return ofUnbound(options, trigger, sessions, facts)
  const reached = yes(row.code)
  return () => reached
}

const NONE: ReadonlyArray<never> = []

const ownRegistration = (
  { sessions, registrations }: Among,
  resource: string | undefined,
): ReadonlyArray<Registration> => {
  const session = resource === undefined ? undefined : ownEntry(sessions, resource)
  const registration = session && registrations.find((candidate) => isBoundTo(candidate)(session))
  return registration === undefined ? NONE : [registration]
}

/** The registrations that a trigger is about. */
export const concerned = ({ trigger, resource, only }: Reaching, among: Among): ReadonlyArray<Registration> =>
  REACH[trigger].reach === 'own'
    ? ownRegistration(among, resource)
    : only === undefined
      ? among.registrations
      : among.registrations.filter(
          (one) => findRegistration(only, { service: one.service, node: one.node }) !== undefined,
        )

/**
 * A registration that a trigger is about: reached or not, and why.
 *
 * @since 0.1.0
 */
export interface Recipient {
  readonly registration: Registration
  readonly reached: boolean
  readonly reason: Reason
}

/**
 * TRG-1 to TRG-12: the registrations that a trigger is about, each reached or not, with the reason.
 *
 * @param options - `archiveWithoutSession`, and what makes a stanza urgent
 * @returns in the order of the registrations; a trigger of one session is about its own registration alone
 * @example
 * recipients(defaultOptions)({ trigger: 'stored-offline', sessions: {}, registrations })
 * @since 0.1.0
 */
export const recipients =
  (options: ReachOptions) =>
  (input: Reaching & Among & { readonly facts?: Facts | undefined }): ReadonlyArray<Recipient> => {
    const reachedFor = reachedBy(options, input, input, input.facts)
    return concerned(input, input).map((registration) => {
      const { reached, code } = reachedFor(registration)
      return { registration, reached, reason: reason(code) }
    })
  }
