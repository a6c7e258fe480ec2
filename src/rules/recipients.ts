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
  /** The registrations that a trigger which reaches more than its own session's is narrowed to, as a ping may be (TRG-9); absent: all. */
  readonly only?: ReadonlyArray<RegistrationKey> | undefined
}

/** What a trigger says of one registration: whether it is reached, and why. */
export type Verdict = Pick<Recipient, 'reached' | 'reason'>

/** One verdict for every registration; made once, for what is said of a stanza is nearly always one of these. */
const always = (reached: boolean, why: Reason): (() => Verdict) => {
  const verdict: Verdict = Object.freeze({ reached, reason: why })
  return () => verdict
}

const REACHED = Object.fromEntries(
  Object.entries(REACH).map(([trigger, row]) => [trigger, always(true, row.reason)]),
) as Readonly<Record<Trigger, () => Verdict>>
const ELSEWHERE = always(false, reason('archived-elsewhere'))
const OFFLINE = always(false, reason('archived-offline'))
const URGENT = always(true, reason('archived-urgent'))
const BOUND = always(false, reason('archived-bound'))

/** What decides the recipients of a stanza besides the stanza itself. */
type Scene = Omit<RecipientsInput, 'notice'>

/** What a trigger says of each registration that it is about. */
export const verdicts = (
  { trigger }: Pick<Scene, 'trigger'>,
  { sessions }: Pick<Scene, 'sessions'>,
  stanza: RecipientsInput['notice'],
): ((registration: Registration) => Verdict) => {
  if (REACH[trigger].reach !== 'unbound') return REACHED[trigger]
  if (stanza?.addressed === false) return ELSEWHERE
  const present = Object.values(sessions)
  // "With no session at all, TRG-1 covers it": a server archives first and stores offline then.
  if (present.length === 0) return OFFLINE
  if (stanza?.urgent === true) return URGENT
  return (registration) => (present.some(isBoundTo(registration)) ? BOUND() : REACHED[trigger]())
}

const ownRegistration = (
  sessions: Bindings,
  registrations: ReadonlyArray<Registration>,
  resource: string | undefined,
): ReadonlyArray<Registration> => {
  const session = resource === undefined ? undefined : ownEntry(sessions, resource)
  const registration = session && registrations.find((candidate) => isBoundTo(candidate)(session))
  return registration === undefined ? [] : [registration]
}

/** The registrations that a trigger is about. */
export const concerned = (
  { trigger, resource, only }: Pick<Scene, 'trigger' | 'resource' | 'only'>,
  { sessions, registrations }: Pick<Scene, 'sessions' | 'registrations'>,
): ReadonlyArray<Registration> =>
  REACH[trigger].reach === 'own'
    ? ownRegistration(sessions, registrations, resource)
    : only === undefined
      ? registrations
      : registrations.filter((one) => findRegistration(only, one) !== undefined)

/**
 * TRG-1 to TRG-10: the registrations that a trigger is about, each reached or not, with the reason.
 *
 * @returns in the order of the registrations; a trigger of one session is about its own registration alone
 * @example
 * recipients({ trigger: 'stored-offline', sessions: {}, registrations })
 * @since 0.1.0
 */
export const recipients = (input: RecipientsInput): ReadonlyArray<Recipient> => {
  const verdictOf = verdicts(input, input, input.notice)
  return concerned(input, input).map((registration) => ({ registration, ...verdictOf(registration) }))
}
