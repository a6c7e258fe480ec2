/**
 * Any events at all, in any order: those of a plausible server, and those that only a wrong one would bring about.
 */
import * as fc from 'fast-check'
import type { Answer, Delivery, Event, RegistrationRef } from 'xmpp-push-rules'
import { arbitraries, type Scene } from 'xmpp-push-rules/conformance'
import { context, counts, wish } from '../../../src/conformance/arbitraries/wish.js'
import { enableElement, JULIET } from '../../../src/conformance/stage.js'
import { form } from '../../../src/conformance/stanzas.js'
import { NS } from '../../../src/stanza/namespaces.js'
import { el } from '../../../src/xml/build.js'

type WithoutTime<E> = E extends unknown ? Omit<E, 'at'> : never

/** An event, and the time that goes by before it. */
export interface Wild {
  readonly ms: number
  /** Named by its place among those that run. */
  readonly timer: number
  readonly event: WithoutTime<Event>
}

const everything = (): boolean => true

const resource = fc.constantFrom('phone', 'desk', 'constructor')
const { registrationKey } = arbitraries

const delivery: fc.Arbitrary<Delivery> = fc
  .record({ key: fc.nat(60), stanza: arbitraries.stanza(JULIET), known: context(everything) })
  .map(({ key, stanza, known }) => ({
    key: `k${key}`,
    stanza,
    ...(known === undefined ? {} : { context: known }),
  }))

const queue = fc.array(delivery, { maxLength: 5 })

const request = fc
  .record({ key: registrationKey, on: fc.boolean(), asked: wish, options: fc.boolean(), whole: fc.boolean() })
  .map(({ key: { service, node }, on, asked, options, whole }) => {
    const named = whole || node === '' ? { jid: service } : { jid: service, node }
    const forms = options ? [form(NS.publishOptions, [['secret', 's']])] : []
    const child = on
      ? enableElement({ ...named, ...asked.attrs }, [...forms, ...asked.children])
      : el('disable', { xmlns: NS.push, ...named })
    return el('iq', { type: 'set', id: 'q1', to: JULIET, xmlns: NS.client }, [child])
  })

const answer = fc.oneof(
  fc.constantFrom<Answer>({ _tag: 'Accepted' }, { _tag: 'TimedOut' }),
  fc.record<Answer>({
    _tag: fc.constant('Rejected'),
    type: fc.constantFrom('cancel', 'wait', 'auth'),
    condition: fc.constantFrom('item-not-found', 'remote-server-not-found', 'service-unavailable'),
  }),
)

/** With a number of its own, of another, or none. */
const ref: fc.Arbitrary<RegistrationRef> = fc
  .record({ key: registrationKey, number: fc.option(fc.nat(12), { nil: undefined }) })
  .map(({ key, number }) => ({ ...key, ...(number === undefined ? {} : { number }) }))

const revocation = fc
  .record({ key: registrationKey, affiliation: fc.constantFrom('none', 'outcast', 'publisher') })
  .map(({ key: { service, node }, affiliation }) =>
    el('message', { from: service, to: JULIET }, [
      el('pubsub', { xmlns: NS.pubsub, node }, [el('affiliation', { jid: JULIET, affiliation })]),
    ]),
  )

const client = fc.option(fc.constantFrom('client-1', 'client-2'), { nil: undefined })

const some = <A extends object>(tag: Event['_tag'], members: { readonly [K in keyof A]: fc.Arbitrary<A[K]> }) =>
  fc
    .tuple(fc.record<A>(members), counts(everything))
    .map(([made, given]) => ({ _tag: tag, ...given, ...made }) as unknown as WithoutTime<Event>)

/** The table: every event, and how often. */
const EVENTS = fc.oneof(
  { weight: 3, arbitrary: some('SessionOpened', { resource, client }) },
  { weight: 2, arbitrary: some('SessionClosed', { resource }) },
  { weight: 6, arbitrary: some('IqReceived', { resource, iq: request }) },
  { weight: 3, arbitrary: some('StoredOffline', { delivery }) },
  { weight: 4, arbitrary: some('Archived', { delivery }) },
  { weight: 2, arbitrary: some('GroupchatToBare', { delivery }) },
  { weight: 1, arbitrary: some('SubscriptionRequested', { delivery }) },
  {
    weight: 4,
    arbitrary: some('HibernationStarted', { resource, queue, resumeTimeoutMs: fc.constantFrom(0, 60_000, 300_000) }),
  },
  { weight: 5, arbitrary: some('QueuedWhileHibernating', { resource, delivery }) },
  {
    weight: 2,
    arbitrary: some('AckDelayed', { resource, queue, cause: fc.option(delivery, { nil: undefined }) }),
  },
  { weight: 2, arbitrary: some('SessionResumed', { resource }) },
  {
    weight: 2,
    arbitrary: some('PresenceChanged', {
      resource,
      available: fc.boolean(),
      show: fc.constantFrom(undefined, 'away', 'dnd'),
    }),
  },
  {
    weight: 1,
    arbitrary: some('PingRequested', {
      registrations: fc.option(fc.array(registrationKey, { maxLength: 2 }), { nil: undefined }),
    }),
  },
  {
    weight: 2,
    arbitrary: some('UnreadChanged', { unread: fc.nat(3), resource: fc.option(resource, { nil: undefined }) }),
  },
  {
    weight: 4,
    arbitrary: some('PublishAnswered', {
      registration: ref,
      from: fc.constantFrom('push.example', 'xmpp.push.example'),
      answer,
    }),
  },
  { weight: 1, arbitrary: some('ServiceMessage', { message: revocation }) },
  {
    weight: 1,
    arbitrary: some('RegistrationsRemoved', {
      registrations: fc.option(fc.array(registrationKey, { maxLength: 2 }), { nil: undefined }),
      client,
    }),
  },
  { weight: 5, arbitrary: some('TimerFired', { timer: fc.constant('') }) },
  {
    weight: 1,
    arbitrary: fc.oneof(
      { weight: 1, arbitrary: some('AccountDeleted', {}) },
      { weight: 2, arbitrary: some('SessionResumed', { resource }) },
    ),
  },
)

const ms = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(0, 1, 500, 1000, 5000) },
  { weight: 1, arbitrary: fc.constantFrom(3_600_000, 90_000_000) },
)

/** Options, and any events under them. */
export interface Soaked {
  readonly options: Scene['options']
  readonly events: ReadonlyArray<Wild>
}

/** Any events. */
export const wild: fc.Arbitrary<Soaked> = fc.record({
  options: arbitraries.someOptions(),
  events: fc.array(fc.record({ ms, timer: fc.nat(3), event: EVENTS }), { minLength: 200, maxLength: 200, size: 'max' }),
})
