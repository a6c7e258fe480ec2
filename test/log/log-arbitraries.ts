/** Everything that a log can hold, drawn; parts come from the kit. */
import fc from 'fast-check'
import * as O from 'fp-ts/lib/Option.js'
import {
  type DropReason,
  type Effect,
  type Event,
  type Registration,
  type Reply,
  REASONS,
  type XmlElement,
} from 'xmpp-push-rules'
import { arbitraries, type Output } from 'xmpp-push-rules/conformance'
import type { LogLine } from 'xmpp-push-rules/log'

const { delivery, jid, options, registration, registrationKey, resourcepart, stanza, text, publishOptions } =
  arbitraries

const time = fc.integer({ min: 0, max: 4_000_000_000_000 })
const count = fc.nat(99)
const account = arbitraries.bareJid
const tag = <T extends string>(name: T): fc.Arbitrary<T> => fc.constant(name)

/** Members that may be absent: drawn without them, too. */
const some = <A extends object>(members: { readonly [K in keyof A]: fc.Arbitrary<A[K]> }): fc.Arbitrary<Partial<A>> =>
  fc.record<A, never>(members, { requiredKeys: [] }) as fc.Arbitrary<Partial<A>>

const context = some({
  muted: fc.boolean(),
  mutedFor: fc.array(registrationKey, { maxLength: 2 }),
  own: fc.boolean(),
  senderKnown: fc.boolean(),
  ownNick: text,
  ownOccupantId: text,
  chatSetting: fc.constantFrom('always' as const, 'on-mention' as const, 'never' as const),
})

const told = fc.tuple(delivery(), fc.option(context, { nil: undefined })).map(([one, known]) => ({
  ...one,
  ...(known === undefined ? {} : { context: known }),
}))
const queue = fc.array(told, { maxLength: 3 })
const counts = some({ unread: count, pendingSubscriptions: count })
const ref = fc
  .tuple(registrationKey, fc.option(count, { nil: undefined }))
  .map(([key, number]) => ({ ...key, ...(number === undefined ? {} : { number }) }))

const answer = fc.oneof(
  fc.constant({ _tag: 'Accepted' as const }),
  fc.constant({ _tag: 'TimedOut' as const }),
  fc
    .tuple(text, text, some({ pubsubCondition: text }))
    .map(([type, condition, more]) => ({ _tag: 'Rejected' as const, type, condition, ...more })),
)

/** The members that every event of that tag has, and those that it may have. */
const one = <A extends object, B extends object>(
  name: Event['_tag'],
  always: { readonly [K in keyof A]: fc.Arbitrary<A[K]> },
  maybe: fc.Arbitrary<B>,
): fc.Arbitrary<Event> =>
  fc
    .tuple(time, fc.record<A>(always), maybe)
    .map(([at, members, others]) => ({ _tag: name, at, ...members, ...others }) as unknown as Event)

const nothing = fc.constant({})
const resource = resourcepart

/** An event of every tag there is: a tag that is missing does not compile. */
const EVENTS: { readonly [Tag in Event['_tag']]: fc.Arbitrary<Event> } = {
  SessionOpened: one('SessionOpened', { resource }, some({ client: text })),
  SessionClosed: one('SessionClosed', { resource }, counts),
  IqReceived: one('IqReceived', { resource, iq: stanza() }, nothing),
  StoredOffline: one('StoredOffline', { delivery: told }, counts),
  Archived: one('Archived', { delivery: told }, counts),
  GroupchatToBare: one('GroupchatToBare', { delivery: told }, counts),
  SubscriptionRequested: one('SubscriptionRequested', { delivery: told }, counts),
  HibernationStarted: one('HibernationStarted', { resource, queue, resumeTimeoutMs: count }, counts),
  QueuedWhileHibernating: one('QueuedWhileHibernating', { resource, delivery: told }, counts),
  AckDelayed: one('AckDelayed', { resource, queue }, some({ cause: told, unread: count })),
  SessionResumed: one('SessionResumed', { resource }, nothing),
  PresenceChanged: one('PresenceChanged', { resource, available: fc.boolean() }, some({ show: text })),
  PingRequested: one('PingRequested', {}, some({ registrations: fc.array(registrationKey, { maxLength: 2 }) })),
  UnreadChanged: one('UnreadChanged', { unread: count }, some({ pendingSubscriptions: count, resource })),
  PublishAnswered: one('PublishAnswered', { registration: ref, answer }, some({ from: jid })),
  ServiceMessage: one('ServiceMessage', { message: stanza() }, nothing),
  RegistrationsRemoved: one(
    'RegistrationsRemoved',
    {},
    some({ registrations: fc.array(registrationKey, { maxLength: 2 }), client: text }),
  ),
  TimerFired: one('TimerFired', { timer: text }, nothing),
  AccountDeleted: one('AccountDeleted', {}, nothing),
}

export const event: fc.Arbitrary<Event> = fc.oneof(...Object.values(EVENTS))

const reply: fc.Arbitrary<Reply> = fc
  .tuple(
    fc.record({ _tag: tag('Reply'), resource, from: account, to: jid }),
    some({
      id: text,
      error: fc.constantFrom(
        { type: 'modify' as const, condition: 'bad-request' as const },
        { type: 'wait' as const, condition: 'internal-server-error' as const },
      ),
    }),
  )
  .map(([always, maybe]) => ({ ...always, ...maybe }))

const settings = some({
  ignoreUnknown: fc.constant(true as const),
  muted: fc.array(text, { maxLength: 2 }),
  rooms: fc.array(fc.record({ room: text, allow: fc.constantFrom('always' as const, 'mentioned' as const) }), {
    maxLength: 2,
  }),
  priority: fc.constant(true as const),
  seal: fc.record({ secret: text, maxSize: count }),
  away: fc.constant(true as const),
})

const kept: fc.Arbitrary<Registration> = fc
  .tuple(registration(16), some({ settings, seenAt: time, client: text, failing: fc.record({ since: time, count }) }))
  .map(([always, maybe]) => ({ ...always, ...maybe }))

const reasons = fc.array(
  fc.constantFrom(...Object.values(REASONS)).map(({ rule, code }) => ({ rule, code })),
  { maxLength: 3 },
)

const publishing = {
  registration: ref,
  from: account,
  publishOptions: fc.option(publishOptions, { nil: undefined }).map(O.fromNullable),
  decision: fc
    .tuple(
      fc.record({
        _tag: tag('Push'),
        reasons,
        importance: fc.constantFrom('important' as const, 'unimportant' as const),
        summary: fc
          .tuple(count, some({ pendingSubscriptionCount: count, lastMessageSender: text, lastMessageBody: text }))
          .map(([messageCount, more]) => ({ messageCount, ...more })),
      }),
      some({ urgent: fc.constant(true as const) }),
    )
    .map(([always, maybe]) => ({ ...always, ...maybe })),
}
const published = some({ key: text, priority: fc.constantFrom('high' as const, 'low' as const) })
const call = fc.record({ action: text, id: text, media: fc.array(text, { maxLength: 2 }) })

const DROPS: ReadonlyArray<DropReason> = ['evicted', 'disabled', 'errors', 'refused', 'remote', 'removed', 'deleted']

/** An effect of every tag there is. */
const EFFECTS: { readonly [Tag in Effect['_tag']]: fc.Arbitrary<Extract<Effect, { readonly _tag: Tag }>> } = {
  Save: fc
    .tuple(fc.array(kept, { maxLength: 2 }), some({ replyOnFailure: reply }))
    .map(([registrations, more]) => ({ _tag: 'Save', registrations, ...more })),
  Reply: reply,
  Publish: fc
    .tuple(fc.record(publishing), published, some({ jingle: call }))
    .map(([always, maybe, more]) => ({ _tag: 'Publish', ...always, ...maybe, ...more })),
  PublishSealed: fc
    .tuple(fc.record({ ...publishing, secret: text, plaintext: text, voip: fc.boolean() }), published)
    .map(([always, maybe]) => ({ _tag: 'PublishSealed', ...always, ...maybe })),
  Skip: fc.tuple(registrationKey, reasons, some({ key: text })).map(([key, why, more]) => ({
    _tag: 'Skip',
    registration: key,
    decision: { _tag: 'Skip', reasons: why },
    ...more,
  })),
  Drop: fc.record({ _tag: tag('Drop'), registration: registrationKey, reason: fc.constantFrom(...DROPS) }),
  StartTimer: fc.record({ _tag: tag('StartTimer'), timer: text, delayMs: count }),
  StopTimer: fc.record({ _tag: tag('StopTimer'), timer: text }),
  SetResumeTimeout: fc.record({ _tag: tag('SetResumeTimeout'), resource, timeoutMs: count }),
}

export const effect: fc.Arbitrary<Effect> = fc.oneof(...Object.values(EFFECTS))

/** An output of every tag there is. */
const OUTPUTS: { readonly [Tag in Output['_tag']]: fc.Arbitrary<Output> } = {
  Published: fc.record({ _tag: tag('Published'), account, iq: stanza() }),
  Replied: fc.record({ _tag: tag('Replied'), account, resource, iq: stanza() }),
  ResumeTimeout: fc.record({ _tag: tag('ResumeTimeout'), account, resource, timeoutMs: count }),
  Unplayable: fc.record({ _tag: tag('Unplayable'), reason: text }),
  Explained: fc
    .tuple(
      fc.record({ account, registration: registrationKey, pushed: fc.boolean(), rules: fc.array(text) }),
      some({ key: text }),
    )
    .map(([always, maybe]) => ({ _tag: 'Explained', ...always, ...maybe })),
}

export const output: fc.Arbitrary<Output> = fc.oneof(...Object.values(OUTPUTS))

const iq: fc.Arbitrary<XmlElement> = stanza()

export const line: fc.Arbitrary<LogLine> = fc.oneof(
  fc.record({ _tag: tag('Header'), options, recorded: fc.boolean() }),
  fc.record({ _tag: tag('Happened'), account, event }),
  fc.record({ _tag: tag('Sent'), at: time, account, iq }),
  fc.record({ _tag: tag('Passed'), at: time }),
)

export { options }
