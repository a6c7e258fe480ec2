/**
 * TRG-5 to TRG-8, TRG-10: stanzas that belong to one session: its queue, and what was collected for it.
 */
import * as O from 'fp-ts/lib/Option.js'
import type { Effect } from '../effect.js'
import type { Delivery, EventOf } from '../event.js'
import type { Options } from '../options/options.js'
import { collected, isDue, type Waiter } from '../rules/collecting.js'
import { skip } from '../rules/decision.js'
import { recollect, wasTold } from '../rules/duplicates.js'
import { mutedBy } from '../rules/filters.js'
import { asleep, endExtension, extend, notExtended } from '../rules/hibernation.js'
import { judge } from '../rules/judged.js'
import { decideQueue } from '../rules/queue.js'
import type { ReasonCode } from '../rules/reasons.js'
import { readFacts } from '../stanza/read.js'
import type { Account } from '../state/account.js'
import type { Facts } from '../state/facts.js'
import { findRegistration, keyOf, type Registration } from '../state/registration.js'
import { awoken, type Counts, runningOf, type Session, timersOf, withoutSession } from '../state/session.js'
import { stopped, stopTimers, waited } from './outcome-effect.js'
import { publishing, unlessCallEnds } from './publishing.js'
import { seeing } from './removing.js'
import {
  changing,
  counted,
  effects,
  given,
  inOrder,
  nothing,
  ofSession,
  setSession,
  situationOf,
  type Stepped,
} from './stepped.js'

/** A session's event: when, and whose. */
interface Moment {
  readonly at: number
  readonly resource: string
}

/** TRG-6: "Timer names hold the account": unique in the whole server, for a session's timer for stanzas and the one to wake it. */
const timerName = ({ jid }: Account, { at, resource }: Moment): string => `${jid}/${resource}@${at}`
const wakeName = (account: Account, moment: Moment): string => `${timerName(account, moment)}!`

const read = (options: Options, { jid }: Account, deliveries: ReadonlyArray<Delivery>): ReadonlyArray<Facts> =>
  deliveries.map(readFacts(options)(jid))

/** CALL-2: calls that stanzas of a queue end; the queue itself passes over what was told so. */
const endingCalls = (options: Options, at: number, queue: ReadonlyArray<Facts>, counts: Counts = {}): Stepped =>
  options.callEnds === 'never'
    ? nothing
    : inOrder(
        ...queue.map((facts) => unlessCallEnds(options, { at, counts, key: facts.key, facts: () => facts }, nothing)),
      )

/** TRG-6, TRG-7: a queue goes out for a session as it is afterwards; RES-2 looks at the whole of it. */
const walking = (options: Options, { at, resource }: Moment, session: Session, queue: ReadonlyArray<Facts>): Stepped =>
  inOrder(
    endingCalls(options, at, queue, session.counts),
    given((account) => {
      const trigger = O.isSome(session.hibernation) ? 'queued' : 'ack-delayed'
      const { counts = {} } = session
      const decided = decideQueue(options)({ trigger, resource, queue, counts }, situationOf(account, at))
      const published = publishing(options, decided, counts, at)
      if (!decided.tellsDevice) return inOrder(published, setSession(resource, session))
      const one = endExtension(session)
      return inOrder(
        effects(...stopped(one)),
        published,
        effects(...waited(resource, one)),
        setSession(resource, one.session),
      )
    }),
  )

const emptied = (session: Session): Session => ({ ...session, collected: [], timer: O.none })

/** What was collected goes out: the timer fired, or nothing may wait any longer. */
export const flushing = (options: Options, moment: Moment, session: Session): Stepped =>
  walking(options, moment, emptied(session), session.collected)

const mutes = (registration: Registration, key: string, code: ReasonCode): Effect => ({
  _tag: 'Skip',
  registration: keyOf(registration),
  decision: skip(code),
  key,
})

/**
 * TRG-6, TRG-7: collects stanzas for a bound session; the first one starts the timer. What is muted does not wait, and
 * neither does the end of a call (CALL-2).
 */
const collecting = (
  options: Options,
  moment: Moment,
  { session, waiter }: { readonly session: Session; readonly waiter: Waiter },
  stanzas: ReadonlyArray<Facts>,
): Stepped => {
  const { registration } = waiter
  const muted: Array<Effect> = []
  const heard: Array<Facts> = []
  for (const facts of stanzas) {
    const code = mutedBy(options, registration, judge(options, facts))
    if (code === undefined) heard.push(facts)
    else muted.push(mutes(registration, facts.key, code))
  }
  const ending = endingCalls(options, moment.at, stanzas, session.counts)
  if (heard.length === 0) return inOrder(ending, effects(...muted), setSession(moment.resource, session))
  const waiting: Session = { ...session, collected: collected(options, waiter, session.collected, heard) }
  if (isDue(options, waiting.collected, heard)) {
    return inOrder(
      effects(...stopTimers(runningOf(session))),
      ending,
      effects(...muted),
      flushing(options, moment, waiting),
    )
  }
  if (O.isSome(session.timer)) return inOrder(ending, effects(...muted), setSession(moment.resource, waiting))
  return given((account) => {
    const timer = timerName(account, moment)
    return inOrder(
      ending,
      effects(...muted, { _tag: 'StartTimer', timer, delayMs: options.coalesceMs }),
      setSession(moment.resource, { ...waiting, timer: O.some(timer) }),
    )
  })
}

const boundRegistration = ({ bound }: Session, { registrations }: Account): Registration | undefined =>
  O.isSome(bound) ? findRegistration(registrations, bound.value) : undefined

/** TRG-6, TRG-7: stanzas that a session does not acknowledge now. */
export const unacknowledged = (
  options: Options,
  event: Moment & Counts,
  deliveries: ReadonlyArray<Delivery>,
): Stepped =>
  ofSession(event.resource, (before, account) => {
    const session = counted(before, event)
    const registration = boundRegistration(session, account)
    if (registration === undefined || deliveries.length === 0) {
      const queue = options.callEnds === 'never' ? [] : read(options, account, deliveries)
      return inOrder(endingCalls(options, event.at, queue, session.counts), setSession(event.resource, session))
    }
    const memory = { bounds: options, log: account.pushLog, at: event.at }
    const isTold = (key: string): boolean => wasTold(recollect(memory, key), registration)
    return collecting(options, event, { session, waiter: { registration, isTold } }, read(options, account, deliveries))
  })

/** FIELD: `whileHibernating: 'each'`, a queue of one. */
export const pushingAtOnce = (options: Options, event: EventOf<'QueuedWhileHibernating'>): Stepped =>
  ofSession(event.resource, (session, account) =>
    walking(options, event, counted(session, event), read(options, account, [event.delivery])),
  )

/** TRG-5, RES-1: a session begins to hibernate. */
export const hibernating = (options: Options, event: EventOf<'HibernationStarted'>): Stepped =>
  ofSession(event.resource, (before, account) => {
    const { at, resource, resumeTimeoutMs } = event
    const session = counted(before, event)
    const { counts = {} } = session
    const queue = read(options, account, event.queue)
    return inOrder(
      setSession(resource, asleep(session, resumeTimeoutMs)),
      endingCalls(options, at, queue, counts),
      given((now) => {
        const decided = decideQueue(options)({ trigger: 'hibernation', resource, queue, counts }, situationOf(now, at))
        const one = decided.tellsDevice
          ? notExtended(session, resumeTimeoutMs)
          : extend(options, session, resumeTimeoutMs, wakeName(now, event))
        return inOrder(
          effects(...stopped(one)),
          publishing(options, decided, counts, at),
          effects(...waited(resource, one)),
          setSession(resource, one.session),
        )
      }),
    )
  })

/** TRG-8: "its timer is stopped, what was collected is dropped, the next hibernation starts afresh". */
export const resuming = (options: Options, { at, resource }: Moment): Stepped =>
  ofSession(resource, (session) =>
    inOrder(
      seeing(options, resource, at),
      effects(...stopTimers(timersOf(session))),
      setSession(resource, awoken(session)),
    ),
  )

/** TRG-10; RES-3: "A session that closes … gets no SetResumeTimeout", so this is no walk. */
export const closing = (options: Options, { at, resource, ...event }: Moment & Counts): Stepped =>
  ofSession(resource, (before) => {
    const { collected: queue, counts = {}, ...session } = counted(before, event)
    return inOrder(
      effects(...stopTimers(timersOf({ ...session, collected: queue }))),
      endingCalls(options, at, queue, counts),
      given((account) =>
        publishing(
          options,
          decideQueue(options)({ trigger: 'closed', resource, queue, counts }, situationOf(account, at)),
          counts,
          at,
        ),
      ),
      changing((account) => ({ ...account, sessions: withoutSession(account.sessions, resource) })),
    )
  })
