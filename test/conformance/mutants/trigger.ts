/**
 * Mutants of TRG, URG, RES and DUP.
 */
import * as O from 'fp-ts/lib/Option.js'
import { type Account, type Effect, type Event, step, type XmlElement } from 'xmpp-push-rules'
import type { HostStep } from 'xmpp-push-rules/conformance'
import {
  isElement,
  mapChildren,
  mapDeep,
  type Mutant,
  mutant,
  remove,
  rewritten,
  setAttrs,
  withEffects,
  withEvent,
  withMemory,
  withOptions,
  withoutMemory,
  withStanza,
  withState,
} from './mutant.js'

type Delivering = 'Archived' | 'StoredOffline' | 'GroupchatToBare'

const instead = (from: Delivering, to: Delivering, when: (account: Account) => boolean = () => true): HostStep =>
  withEvent((event, account): Event => (event._tag === from && when(account) ? { ...event, _tag: to } : event))

const nobody = ({ sessions }: Account): boolean => Object.keys(sessions).length === 0

const hinted = (stanza: XmlElement): boolean =>
  stanza.children.some((child) => isElement(child) && child.name === 'no-store')

const renamed = (to: string, ...names: ReadonlyArray<string>): HostStep =>
  withStanza((stanza) =>
    mapChildren(stanza, (child) =>
      names.includes(child.name)
        ? { ...child, name: to, attrs: { ...child.attrs, xmlns: 'urn:xmpp:jingle-message:0' } }
        : child,
    ),
  )

/** Runs where importantBody is empty as if it was not, and takes the body out again. */
const asIfBody =
  (...tags: ReadonlyArray<Event['_tag']>): HostStep =>
  (options) =>
  (event) =>
  (account) => {
    if (options.importantBody !== '' || !tags.includes(event._tag)) return step(options)(event)(account)
    const [effects, after] = step({ ...options, importantBody: 'body' })(event)(account)
    return [
      effects.map((one): Effect =>
        one._tag === 'Publish'
          ? rewritten(one, (iq) =>
              mapDeep(iq, 'x', (form) =>
                mapChildren(form, (field) => (field.attrs['var'] === 'last-message-body' ? undefined : field)),
              ),
            )
          : one,
      ),
      after,
    ]
  }

const forgetful = (...tags: ReadonlyArray<Event['_tag']>): HostStep =>
  withMemory((account, event) => (tags.length === 0 || tags.includes(event._tag) ? withoutMemory(account) : account))

const dropPublishes = (...tags: ReadonlyArray<Event['_tag']>): HostStep =>
  withEffects((effects, { event }) =>
    tags.includes(event._tag) ? effects.filter(({ _tag }) => _tag !== 'Publish') : effects,
  )

const isBound = ({ sessions }: Account, resource: string): boolean => {
  const session = sessions[resource]
  return session !== undefined && O.isSome(session.bound)
}

export const triggerMutants: ReadonlyArray<Mutant> = [
  mutant('stored-is-archived', 'seed/stored-offline/all', (options) =>
    instead('StoredOffline', 'Archived')({ ...options, archiveWithoutSession: 'wait' }),
  ),
  mutant(
    'only-the-newest-is-told',
    'seed/stored-offline/all',
    withEffects((effects, { event }) => (event._tag === 'StoredOffline' ? effects.slice(-1) : effects)),
  ),
  mutant('groupchat-only-unbound', 'seed/groupchat-to-bare/all', instead('GroupchatToBare', 'Archived')),
  mutant(
    'ping-is-for-all',
    'seed/ping/all-or-named',
    withEvent((event) => (event._tag === 'PingRequested' ? { _tag: 'PingRequested', at: event.at } : event)),
  ),
  mutant(
    'ping-has-a-body',
    'seed/ping/all-or-named',
    withEffects((effects, { event }) =>
      event._tag !== 'PingRequested'
        ? effects
        : effects.map((one): Effect =>
            one._tag === 'Publish'
              ? rewritten(one, (iq) =>
                  mapDeep(iq, 'x', (form) => ({
                    ...form,
                    children: [...form.children, ...form.children.slice(-1)],
                  })),
                )
              : one,
          ),
    ),
  ),
  mutant(
    'hints-obeyed',
    'seed/the-server-decides/hints',
    withEvent((event) => ('delivery' in event && hinted(event.delivery.stanza) ? undefined : event)),
  ),
  mutant(
    'archived-is-for-all',
    'seed/archived/unbound-only',
    instead('Archived', 'StoredOffline', (account) => !nobody(account)),
  ),
  mutant(
    'sleeping-is-unbound',
    'seed/archived/unbound-only',
    withMemory((account, event) =>
      event._tag === 'Archived'
        ? {
            ...account,
            sessions: Object.fromEntries(
              Object.entries(account.sessions).filter(([, { hibernation }]) => O.isNone(hibernation)),
            ),
          }
        : account,
    ),
  ),
  mutant(
    'own-copy-pushed',
    'seed/archived/not-own',
    withStanza((stanza) => setAttrs(stanza, { to: undefined })),
  ),
  mutant('archived-without-session', 'seed/archived/nobody-there', instead('Archived', 'StoredOffline', nobody)),
  mutant('every-call-state-urgent', 'seed/urgency/only-propose', renamed('propose', 'accept', 'retract')),
  mutant('propose-of-any-namespace', 'seed/urgency/only-propose', renamed('propose', 'propose')),
  mutant(
    'prefix-not-understood',
    'seed/importance/call',
    withStanza((stanza) => mapChildren(stanza, (child) => (child.name.includes(':') ? undefined : child))),
  ),
  mutant(
    'counts-per-service',
    'seed/several-services/same-stanza',
    withEffects((effects) =>
      effects.map((one, index): Effect =>
        one._tag === 'Publish' && index > 0
          ? rewritten(one, (iq) =>
              mapDeep(iq, 'value', (value) => (value.children[0] === '1' ? { ...value, children: ['2'] } : value)),
            )
          : one,
      ),
    ),
  ),
  mutant('classes-without-body', 'seed/hibernation/one-class-without-body', asIfBody('HibernationStarted')),
  mutant('push-stands-for-itself', 'seed/hibernation/push-stands-for-queue', (options) => (event) => (before) => {
    const [effects, after] = step(options)(event)(before)
    if (event._tag !== 'HibernationStarted') return [effects, after]
    const pushed = event.queue.filter(({ key }) => effects.some((one) => one._tag === 'Publish' && one.key === key))
    const [, less] = step(options)({ ...event, queue: pushed })(before)
    return [effects, withoutMemory(after, less)]
  }),
  mutant('queue-pushed-again', 'seed/hibernation/passes-over-pushed', forgetful('HibernationStarted')),
  mutant('nothing-collected', 'seed/hibernation/collects', (options) => (event) => (before) => {
    const [effects, after] = step(options)(event)(before)
    if (event._tag !== 'QueuedWhileHibernating') return [effects, after]
    const started = effects.find((one) => one._tag === 'StartTimer')
    if (started === undefined) return [effects, after]
    return step(options)({ _tag: 'TimerFired', at: event.at, timer: started.timer })(after)
  }),
  mutant(
    'timer-starts-again',
    'seed/hibernation/collects',
    withEffects((effects, { event, before, options }) => {
      if (event._tag !== 'QueuedWhileHibernating' || !Object.hasOwn(before.sessions, event.resource)) return effects
      const timer = before.sessions[event.resource]?.timer
      return timer !== undefined && O.isSome(timer)
        ? [
            { _tag: 'StopTimer', timer: timer.value },
            { _tag: 'StartTimer', timer: timer.value, delayMs: options.coalesceMs },
          ]
        : effects
    }),
  ),
  mutant(
    'collected-never-pushed',
    'seed/hibernation/collects',
    withEvent((event) => remove(event, 'TimerFired')),
  ),
  mutant(
    'ack-cause-ignored',
    'seed/ack-delayed/collects',
    withEvent((event) => {
      if (event._tag !== 'AckDelayed') return event
      const { cause: _cause, ...rest } = event
      return rest
    }),
  ),
  mutant(
    'ack-queue-ignored',
    'seed/ack-delayed/collects',
    withEvent((event) => (event._tag === 'AckDelayed' ? { ...event, queue: event.queue.slice(-1) } : event)),
  ),
  mutant(
    'resumed-still-asleep',
    'seed/resumed/starts-afresh',
    withEvent((event) => remove(event, 'SessionResumed')),
  ),
  mutant('old-timer-runs-on', 'seed/resumed/starts-afresh', (options) => (event) => (before) => {
    const [effects, after] = step(options)(event)(before)
    // Timers have one name a session, and nobody stops them.
    const anonymous = (name: string): string => name.replace(/@\d+$/u, '')
    return event._tag === 'TimerFired'
      ? step(options)({ ...event, timer: timerOf(before, event.timer) })(before)
      : [
          effects
            .filter(({ _tag }) => _tag !== 'StopTimer')
            .flatMap((one): ReadonlyArray<Effect> =>
              one._tag === 'StartTimer' ? [{ ...one, timer: anonymous(one.timer) + '@' + String(event.at) }] : [one],
            ),
          after,
        ]
  }),
  mutant('close-drops-collected', 'seed/closed/pushes-collected', dropPublishes('SessionClosed')),
  mutant(
    'closed-still-bound',
    'seed/closed/pushes-collected',
    withState(({ event, before, after }) =>
      event._tag === 'SessionClosed' ? { ...after, sessions: before.sessions } : after,
    ),
  ),
  mutant(
    'unbound-queue-for-all',
    'seed/hibernation/only-its-own',
    withEvent((event, account) => {
      if (event._tag !== 'HibernationStarted' || isBound(account, event.resource)) return event
      const [first] = event.queue
      return first === undefined ? event : { _tag: 'StoredOffline', at: event.at, delivery: first }
    }),
  ),
  mutant('never-extended', 'seed/resume-timeout/extended', withOptions({ maxHibernationMs: 1 })),
  mutant(
    'always-extended',
    'seed/resume-timeout/important-queue',
    withEffects((effects, { event, before, options }) =>
      event._tag === 'HibernationStarted' &&
      isBound(before, event.resource) &&
      !effects.some(({ _tag }) => _tag === 'SetResumeTimeout')
        ? [...effects, { _tag: 'SetResumeTimeout', resource: event.resource, timeoutMs: options.maxHibernationMs }]
        : effects,
    ),
  ),
  mutant('untold-without-body', 'seed/resume-timeout/any-stanza-without-body', asIfBody('TimerFired')),
  mutant(
    'timeout-for-who-is-back',
    'seed/resume-timeout/not-for-who-is-back',
    withEffects((effects, { event, before }) => {
      if (event._tag !== 'SessionResumed' && event._tag !== 'SessionClosed') return effects
      const session = Object.hasOwn(before.sessions, event.resource) ? before.sessions[event.resource] : undefined
      return session === undefined || O.isNone(session.hibernation)
        ? effects
        : [
            ...effects,
            {
              _tag: 'SetResumeTimeout',
              resource: event.resource,
              timeoutMs: session.hibernation.value.resumeTimeoutMs,
            },
          ]
    }),
  ),
  mutant('no-memory', 'seed/duplicates/across-triggers', forgetful()),
  mutant('offline-told-again', 'seed/duplicates/stored-twice', forgetful('StoredOffline')),
  mutant(
    'told-one-told-all',
    'seed/duplicates/each-registration',
    withEffects((effects) =>
      effects.some((one) => one._tag === 'Skip' && one.decision.reasons.some(({ code }) => code === 'already-notified'))
        ? effects.filter(({ _tag }) => _tag !== 'Publish')
        : effects,
    ),
  ),
  mutant(
    'one-too-few-remembered',
    'seed/duplicates/bounded-in-number',
    withOptions(({ maxNotified }) => ({ maxNotified: Math.max(1, maxNotified - 1) })),
  ),
  mutant(
    'one-too-many-remembered',
    'seed/duplicates/bounded-in-number',
    withOptions(({ maxNotified }) => ({ maxNotified: maxNotified + 1 })),
  ),
  mutant('remembered-for-ever', 'seed/duplicates/bounded-in-age', withOptions({ maxNotifiedAgeMs: 31_622_400_000 })),
  mutant('timers-forget', 'model/sessions', dropPublishes('TimerFired')),
  mutant('takeover-forgets-collected', 'seed/closed/taken-over', dropPublishes('SessionOpened')),
  mutant(
    'second-enable-forgets-first',
    'model/registrations',
    withState(({ event, before, after }) =>
      event._tag === 'IqReceived' && after.registrations.length === 3 && before.registrations.length === 2
        ? { ...after, registrations: after.registrations.slice(1) }
        : after,
    ),
  ),
  mutant(
    'third-push-lost',
    'model/a-servers-life',
    withEffects((effects) => effects.filter((one, index) => one._tag !== 'Publish' || index < 2)),
  ),
]

/** The timer that runs for the session that a name is about, whatever its own name. */
function timerOf(account: Account, name: string): string {
  const resource = name.slice(account.jid.length + 1).replace(/@\d+$/u, '')
  const timer = Object.hasOwn(account.sessions, resource) ? account.sessions[resource]?.timer : undefined
  return timer !== undefined && O.isSome(timer) ? timer.value : name
}
