/**
 * TRG: which registrations a trigger reaches. One table: trigger by trigger the reach, and the reason that it gives.
 */
import { reason, type Reason, type ReasonCode } from '../decision.js'
import type { Notice } from '../notice.js'
import { findRegistration, type Registration, type RegistrationKey } from '../registration.js'
import { isBoundTo, ownEntry, type Session } from '../session.js'

/** The server events that may cause pushes. */
export type Trigger =
  | 'stored-offline'
  | 'archived'
  | 'groupchat-to-bare'
  | 'hibernation'
  | 'queued'
  | 'ack-delayed'
  | 'closed'
  | 'wake'
  | 'ping'

/** What a trigger reaches: every registration, those without a session, or the one that its own session is bound to. */
export type Reach = 'all' | 'unbound' | 'own'

const reaches = (reach: Reach, code: ReasonCode): { readonly reach: Reach; readonly reason: Reason } => ({
  reach,
  reason: reason(code),
})

/** The table: trigger × reach. */
export const REACH: Readonly<Record<Trigger, { readonly reach: Reach; readonly reason: Reason }>> = {
  'stored-offline': reaches('all', 'stored-offline'), // TRG-1
  'groupchat-to-bare': reaches('all', 'groupchat-to-bare'), // TRG-2
  archived: reaches('unbound', 'archived-unbound'), // TRG-3; TRG-4 lifts it to 'all'
  hibernation: reaches('own', 'hibernation'), // TRG-5
  queued: reaches('own', 'queued'), // TRG-6
  'ack-delayed': reaches('own', 'ack-delayed'), // TRG-7
  wake: reaches('own', 'wake'), // FIELD: wakeBeforeTimeoutMs
  ping: reaches('all', 'ping'), // TRG-9
  closed: reaches('own', 'closed'), // TRG-10
}

/** A registration that a trigger is about: reached or not, and why. */
export interface Recipient {
  readonly registration: Registration
  readonly reached: boolean
  readonly reason: Reason
}

/** Sessions by resource, as far as recipients depend on them: what each is bound to. */
export type Bindings = Readonly<Record<string, Pick<Session, 'bound'>>>

/** What decides the recipients besides the trigger itself. */
export interface RecipientsInput {
  readonly trigger: Trigger
  readonly sessions: Bindings
  readonly registrations: ReadonlyArray<Registration>
  /** The stanza, where there is just one: TRG-3 and TRG-4 look at it. */
  readonly notice?: Pick<Notice, 'urgent' | 'addressed'> | undefined
  /** The session that the trigger is about, for the triggers that reach its own registration. */
  readonly resource?: string | undefined
  /** TRG-9: the registrations named by a ping; absent: all. */
  readonly only?: ReadonlyArray<RegistrationKey> | undefined
}

const all = (registrations: ReadonlyArray<Registration>, reached: boolean, why: Reason): ReadonlyArray<Recipient> =>
  registrations.map((registration) => ({ registration, reached, reason: why }))

const ELSEWHERE = reason('archived-elsewhere')
const OFFLINE = reason('archived-offline')
const URGENT = reason('archived-urgent')
const BOUND = reason('archived-bound')

const archived = ({ notice, sessions, registrations }: RecipientsInput): ReadonlyArray<Recipient> => {
  if (notice?.addressed === false) return all(registrations, false, ELSEWHERE)
  const present = Object.values(sessions)
  // "With no session at all, TRG-1 covers it": a server archives first and stores offline then.
  if (present.length === 0) return all(registrations, false, OFFLINE)
  if (notice?.urgent === true) return all(registrations, true, URGENT)
  return registrations.map((registration) =>
    present.some(isBoundTo(registration))
      ? { registration, reached: false, reason: BOUND }
      : { registration, reached: true, reason: REACH.archived.reason },
  )
}

const own = ({ trigger, sessions, registrations, resource }: RecipientsInput): ReadonlyArray<Recipient> => {
  const session = resource === undefined ? undefined : ownEntry(sessions, resource)
  const registration = session && registrations.find((candidate) => isBoundTo(candidate)(session))
  return registration === undefined ? [] : all([registration], true, REACH[trigger].reason)
}

/**
 * TRG-1 to TRG-10: the registrations that a trigger is about, each reached or not, with the reason.
 *
 * @returns in the order of the registrations; a trigger of one session is about its own registration alone
 * @example
 * recipients({ trigger: 'stored-offline', sessions: {}, registrations })
 * @since 0.1.0
 */
export const recipients = (input: RecipientsInput): ReadonlyArray<Recipient> => {
  const { trigger, registrations, only } = input
  const { reach, reason: why } = REACH[trigger]
  switch (reach) {
    case 'own':
      return own(input)
    case 'unbound':
      return archived(input)
    case 'all':
      return all(
        only === undefined ? registrations : registrations.filter((one) => findRegistration(only, one) !== undefined),
        true,
        why,
      )
  }
}
