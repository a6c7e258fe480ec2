/**
 * The only file that changes an account.
 *
 * Theory of operation. An account holds registrations (durable), sessions (as long as the sessions live) and what was
 * notified lately. An event comes in, a handler of the table below asks the rules, and returns the effects and the
 * account as it is then. Three things happen again and again, and each is written once:
 *
 * - `remove` (DIS-4): registrations go, whatever the reason. Sessions bound to them are unbound, an extended hibernation
 *   goes back to its own timeout, the host hears `Drop`.
 * - `publish` (TRG, DUP, SUM): a trigger is decided and its decisions become `Publish` and `Skip`.
 * - `flush` (TRG-6, TRG-7, TRG-10): what was collected for a session is decided as one queue.
 *
 * Invariants: registrations have distinct keys, at most `maxDevices` after an enable; a session is bound only to a
 * registration that is there; a session has a timer exactly while something is collected for it.
 *
 * Effects come in this order: `Save`, `Reply`, `Drop`, `StopTimer`, `Publish` and `Skip`, `SetResumeTimeout`,
 * `StartTimer`. Nothing is told to anyone before it is saved (REG-8).
 */
import * as E from './fp/either.js'
import * as O from './fp/option.js'
import type { State } from 'fp-ts/lib/State.js'
import { type Account, withNotified, withRegistrations, withSessions } from './account.js'
import type { DropReason, Effect } from './effect.js'
import { publishEffects, saveAndReply, stopTimer, stopTimers, waitingEffects } from './effects.js'
import type { Archived, Delivery, Event, GroupchatToBare, IqReceived, StoredOffline } from './event.js'
import { emptyNotified } from './notified.js'
import { notice, type Notice, ownNotice } from './notice.js'
import type { Options } from './options.js'
import { disable, type DisableRequest, isDisabledBy } from './protocol/disable.js'
import { enable, type EnableRequest } from './protocol/enable.js'
import { errorReply, type Requester, resultReply, type StanzaError } from './protocol/iq.js'
import { remoteDisable } from './protocol/remote-disable.js'
import { readRequest, type Request } from './protocol/request.js'
import { findRegistration, keyOf, type RegistrationKey, sameKey, withoutKeys } from './registration.js'
import { decide, type Decided, decideStanza, type Occasion, type Situation } from './rules/decide.js'
import { admit } from './rules/device-cap.js'
import { recordAnswer } from './rules/errors.js'
import { afterWalk, awake, endExtension, startHibernation, wakeTimer } from './rules/hibernation.js'
import type { Trigger } from './rules/recipients.js'
import {
  findSession,
  newSession,
  noSessions,
  type Session,
  sessionOf,
  withBound,
  withCollected,
  withoutSession,
  withSession,
} from './session.js'

/** What one event does: the effects for the host, and the account as it is then. */
type Stepped = [effects: ReadonlyArray<Effect>, account: Account]

type Handler<Tag extends Event['_tag']> = (
  options: Options,
  event: Extract<Event, { readonly _tag: Tag }>,
  account: Account,
) => Stepped

const NOTHING: ReadonlyArray<never> = []

const unchanged = (account: Account): Stepped => [NOTHING, account]

const NOT_FOUND: StanzaError = { type: 'cancel', condition: 'item-not-found' }

const setSession = (account: Account, resource: string, session: Session): Account =>
  withSessions(account, withSession(account.sessions, resource, session))

/** DIS-4: what follows for the sessions and for the host when registrations have gone. */
const remove = (account: Account, gone: ReadonlyArray<RegistrationKey>, why: DropReason): Stepped => {
  // no test can tell: then the rest changes nothing, this only saves time
  if (gone.length === 0) return unchanged(account)
  const drops = gone.map((registration) => ({ _tag: 'Drop', registration: keyOf(registration), reason: why }) as const)
  const left = withRegistrations(account, withoutKeys(account.registrations, gone))
  const unbound = Object.entries(account.sessions)
    .filter(([, { bound }]) => O.isSome(bound) && findRegistration(gone, bound.value) !== undefined)
    .map(([resource, session]) => [resource, endExtension(withBound(session, O.none))] as const)
  // no test can tell: with nothing in them the rest says the same, this only saves time
  if (unbound.length === 0) return [drops, left]
  const rebound = Object.fromEntries(unbound.map(([resource, { session }]) => [resource, session]))
  return [
    [
      ...drops,
      ...unbound.flatMap(([, { stopWake }]) => stopTimer(stopWake)),
      ...unbound.flatMap(([resource, waiting]) => waitingEffects(resource, waiting)),
    ],
    withSessions(left, { ...account.sessions, ...rebound }),
  ]
}

/** Removes registrations and saves what is left. */
const removeAndSave = (account: Account, gone: ReadonlyArray<RegistrationKey>, why: DropReason): Stepped => {
  const [effects, after] = remove(account, gone, why)
  return gone.length === 0
    ? unchanged(account)
    : [[{ _tag: 'Save', registrations: after.registrations }, ...effects], after]
}

/** PUB: what was decided goes out, and is remembered. */
const published = (account: Account, { outcomes, notified }: Decided): Stepped => [
  publishEffects(account.jid, outcomes),
  notified === account.notified ? account : withNotified(account, notified),
]

const situationOf = ({ sessions, registrations, notified }: Account, at: number): Situation => ({
  sessions,
  registrations,
  notified,
  at,
})

/** TRG, DUP, SUM, PUB: decides a trigger and writes what goes out. */
const publish = (options: Options, account: Account, at: number, occasion: Occasion): Stepped =>
  published(account, decide(options)(occasion, situationOf(account, at)))

/** TRG-1 to TRG-4: one stanza, all registrations or those without a session. */
const publishStanza =
  (trigger: Trigger) =>
  (options: Options, event: StoredOffline | Archived | GroupchatToBare, account: Account): Stepped => {
    const read = (): Notice => notice(options)(account.jid)(event.delivery)
    return published(
      account,
      decideStanza(options, { trigger, counts: event }, situationOf(account, event.at), event.delivery.key, read),
    )
  }

/** TRG-6, TRG-7: a queue goes out for a session as it is afterwards; RES-2 looks at the whole of the queue. */
const walk = (
  options: Options,
  account: Account,
  at: number,
  resource: string,
  session: Session,
  notices: ReadonlyArray<Notice>,
): Stepped => {
  const waiting = afterWalk(options)(session, notices)
  const trigger: Trigger = O.isSome(session.hibernation) ? 'queued' : 'ack-delayed'
  const [effects, after] = publish(options, account, at, { trigger, resource, notices })
  const before = stopTimer(waiting.stopWake)
  const later = waitingEffects(resource, waiting)
  // no test can tell: the three together are the same then, this only saves time
  const all = before.length + later.length === 0 ? effects : [...before, ...effects, ...later]
  return [all, setSession(after, resource, waiting.session)]
}

/** What was collected goes out: the timer fired, or no more can be collected. */
const flush = (options: Options, account: Account, at: number, resource: string, session: Session): Stepped =>
  walk(options, account, at, resource, withCollected(session, NOTHING, O.none), session.collected)

/** TRG-6, TRG-7: collects stanzas for a bound session; the first one starts the timer. */
const collect = (
  options: Options,
  account: Account,
  at: number,
  resource: string,
  deliveries: ReadonlyArray<Delivery>,
): Stepped => {
  const session = sessionOf(account.sessions, resource)
  if (session === undefined || O.isNone(session.bound) || deliveries.length === 0) return unchanged(account)
  const collected = session.collected.concat(deliveries.map(notice(options)(account.jid)).map(ownNotice))
  if (collected.length > options.maxNotified) {
    // A flood: more than DUP could remember as pushed goes out at once rather than being kept.
    const full = withCollected(session, collected, session.timer)
    const [effects, after] = flush(options, account, at, resource, full)
    return [[...stopTimer(session.timer), ...effects], after]
  }
  if (O.isSome(session.timer))
    return [NOTHING, setSession(account, resource, withCollected(session, collected, session.timer))]
  const timer = `${resource}@${at}`
  return [
    [{ _tag: 'StartTimer', timer, delayMs: options.coalesceMs }],
    setSession(account, resource, withCollected(session, collected, O.some(timer))),
  ]
}

/** FIELD: `whileHibernating: 'each'`, a queue of one. */
const pushAtOnce = (options: Options, account: Account, at: number, resource: string, delivery: Delivery): Stepped => {
  const session = sessionOf(account.sessions, resource)
  return session === undefined
    ? unchanged(account)
    : walk(options, account, at, resource, session, [notice(options)(account.jid)(delivery)])
}

const closeSession = (options: Options, account: Account, at: number, resource: string): Stepped => {
  const session = sessionOf(account.sessions, resource)
  if (session === undefined) return unchanged(account)
  // TRG-10; RES-3: "A session that closes … gets no SetResumeTimeout", so this is no `walk`.
  const [effects, after] = publish(options, account, at, { trigger: 'closed', resource, notices: session.collected })
  return [[...stopTimers(session), ...effects], withSessions(after, withoutSession(after.sessions, resource))]
}

const applyEnable = (
  options: Options,
  event: IqReceived,
  account: Account,
  requester: Requester,
  request: EnableRequest,
): Stepped => {
  const { service, node, publishOptions } = request
  const { registrations, evicted } = admit(options)(account.registrations, {
    service,
    node,
    publishOptions,
    enabledAt: event.at,
  })
  const [dropped, after] = remove(withRegistrations(account, registrations), evicted, 'evicted') // REG-6
  const session = sessionOf(after.sessions, event.resource)
  return [
    [...saveAndReply(requester, event.iq, registrations), ...dropped],
    session === undefined ? after : setSession(after, event.resource, withBound(session, O.some(keyOf(request)))), // REG-7
  ]
}

const applyDisable = (
  options: Options,
  event: IqReceived,
  account: Account,
  requester: Requester,
  request: DisableRequest,
): Stepped => {
  const gone = account.registrations.filter(isDisabledBy(request)) // DIS-2
  if (gone.length === 0) {
    const iq =
      options.disableUnknown === 'result'
        ? resultReply(requester, event.iq)
        : errorReply(requester, event.iq, NOT_FOUND)
    return [[{ _tag: 'Reply', resource: event.resource, iq }], account] // DIS-3
  }
  const [dropped, after] = remove(account, gone, 'disabled')
  return [[...saveAndReply(requester, event.iq, after.registrations), ...dropped], after]
}

const iqReceived: Handler<'IqReceived'> = (options, event, account) => {
  const requester: Requester = { account: account.jid, resource: event.resource }
  const recognised = readRequest(requester, event.iq)
  if (O.isNone(recognised)) return unchanged(account)
  const stepped = E.flatMap(recognised.value, (found: Request): E.Either<StanzaError, Stepped> =>
    found.name === 'enable'
      ? E.map((request: EnableRequest) => applyEnable(options, event, account, requester, request))(
          enable(options)(requester)(found),
        )
      : E.map((request: DisableRequest) => applyDisable(options, event, account, requester, request))(disable(found)),
  )
  return E.getOrElse((error: StanzaError): Stepped => [
    [{ _tag: 'Reply', resource: event.resource, iq: errorReply(requester, event.iq, error) }],
    account,
  ])(stepped)
}

/** The table: event by event what it does. */
const HANDLERS: { readonly [Tag in Event['_tag']]: Handler<Tag> } = {
  // A resource that opens again was taken over: what was there closed (RFC 6120 §7.7.2.2).
  SessionOpened: (options, { at, resource }, account) => {
    const [effects, after] = closeSession(options, account, at, resource)
    return [effects, setSession(after, resource, newSession)]
  },
  SessionClosed: (options, { at, resource }, account) => closeSession(options, account, at, resource),
  IqReceived: iqReceived,
  StoredOffline: publishStanza('stored-offline'), // TRG-1
  GroupchatToBare: publishStanza('groupchat-to-bare'), // TRG-2
  Archived: publishStanza('archived'), // TRG-3, TRG-4
  HibernationStarted: (options, { at, resource, queue, resumeTimeoutMs }, account) => {
    const session = sessionOf(account.sessions, resource)
    if (session === undefined) return unchanged(account)
    const notices = queue.map(notice(options)(account.jid))
    const waiting = startHibernation(options)(session, resumeTimeoutMs, notices, `${resource}@${at}!`) // RES-1
    const asleep = setSession(account, resource, waiting.session)
    const [effects, after] = publish(options, asleep, at, { trigger: 'hibernation', resource, notices }) // TRG-5
    return [[...stopTimer(waiting.stopWake), ...effects, ...waitingEffects(resource, waiting)], after]
  },
  QueuedWhileHibernating: (options, { at, resource, delivery }, account) =>
    options.whileHibernating === 'each'
      ? pushAtOnce(options, account, at, resource, delivery)
      : collect(options, account, at, resource, [delivery]), // TRG-6
  AckDelayed: (options, { at, resource, queue, cause }, account) =>
    collect(options, account, at, resource, cause === undefined ? queue : [cause]), // TRG-7
  // TRG-8: "its timer is stopped, what was collected is dropped, the next hibernation starts afresh"
  SessionResumed: (_options, { resource }, account) => {
    const session = sessionOf(account.sessions, resource)
    return session === undefined
      ? unchanged(account)
      : [stopTimers(session), setSession(account, resource, withBound(newSession, session.bound))]
  },
  PingRequested: (options, { at, registrations }, account) =>
    publish(options, account, at, { trigger: 'ping', notices: NOTHING, only: registrations }), // TRG-9
  PublishAnswered: (options, { registration: key, from, answer }, account) => {
    const registration = findRegistration(account.registrations, key)
    const recorded = registration && recordAnswer(options)(registration, from, answer) // ERR
    switch (recorded?._tag) {
      case 'Exhausted':
        return removeAndSave(account, [key], 'errors')
      case 'Counted': {
        const counted = recorded.registration
        return [
          NOTHING,
          withRegistrations(
            account,
            account.registrations.map((one) => (sameKey(one, key) ? counted : one)),
          ),
        ]
      }
      case 'Unchanged':
      case undefined:
        return unchanged(account)
    }
  },
  ServiceMessage: (_options, { message }, account) => {
    const key = remoteDisable(account.jid)(message) // REM-1
    return O.isNone(key)
      ? unchanged(account)
      : removeAndSave(
          account,
          account.registrations.filter((one) => sameKey(one, key.value)),
          'remote',
        )
  },
  TimerFired: (options, { at, timer }, account) => {
    const isIt = (known: O.Option<string>): boolean => O.isSome(known) && known.value === timer
    const found = findSession(account.sessions, (one) => isIt(one.timer) || isIt(wakeTimer(one)))
    if (found === undefined) return unchanged(account)
    const [resource, session] = found
    return isIt(session.timer)
      ? flush(options, account, at, resource, session)
      : publish(options, setSession(account, resource, awake(session)), at, {
          trigger: 'wake',
          resource,
          notices: NOTHING,
        })
  },
  AccountDeleted: (_options, _event, account) => {
    const [effects] = removeAndSave(withSessions(account, noSessions), account.registrations, 'deleted') // REM-2
    const timers = Object.values(account.sessions).flatMap(stopTimers)
    return [
      [...effects, ...timers],
      { jid: account.jid, registrations: [], sessions: noSessions, notified: emptyNotified },
    ]
  },
}

const BY_TAG = new Map(Object.entries(HANDLERS)) as ReadonlyMap<string, Handler<Event['_tag']>>

/**
 * One step of one account: what an event does.
 *
 * Total: any event on any account gives a result, never an exception, whatever the element trees hold.
 *
 * @param options - made by `makeOptions`
 * @returns an fp-ts `State`, so that events compose: `account => [effects, account]`
 * @example
 * const [effects, after] = step(options)(event)(account)
 * @since 0.1.0
 */
export const step =
  (options: Options) =>
  (event: Event): State<Account, ReadonlyArray<Effect>> =>
  (account) =>
    // The table's type ties each handler to its tag; TypeScript cannot see that through a union. A tag that is not in
    // it, from a log of another version, has no effect.
    BY_TAG.get(event._tag)?.(options, event, account) ?? unchanged(account)
