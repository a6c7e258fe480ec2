/**
 * Events in JSON: the members of each as its type has them, stanzas as text.
 */
import type { Answer, Delivery, DeliveryContext, Event } from '../event.js'
import type { RegistrationKey, RegistrationRef } from '../state/registration.js'
import { type Codec, flag, listOf, maybe, number, object, oneOf, text, time, union, whole, xml } from './codec.js'

export const registrationKey: Codec<RegistrationKey> = object<RegistrationKey>({ service: text, node: text })

export const registrationRef: Codec<RegistrationRef> = object<RegistrationRef>({
  service: text,
  node: text,
  number: maybe(whole),
})

const context: Codec<DeliveryContext> = object<DeliveryContext>({
  muted: maybe(flag),
  mutedFor: maybe(listOf(registrationKey)),
  own: maybe(flag),
  senderKnown: maybe(flag),
  ownNick: maybe(text),
  ownOccupantId: maybe(text),
  chatSetting: maybe(oneOf('always', 'on-mention', 'never')),
})

const delivery: Codec<Delivery> = object<Delivery>({ stanza: xml, key: text, context: maybe(context) })

const answer: Codec<Answer> = union<Answer>({
  Accepted: {},
  Rejected: { type: text, condition: text, pubsubCondition: maybe(text) },
  TimedOut: {},
})

const counts = { unread: maybe(number), pendingSubscriptions: maybe(number) }
const timed = { at: time }
const ofSession = { ...timed, resource: text }
const ofStanza = { ...timed, ...counts, delivery }

export const event: Codec<Event> = union<Event>({
  SessionOpened: { ...ofSession, client: maybe(text) },
  SessionClosed: { ...ofSession, ...counts },
  IqReceived: { ...ofSession, iq: xml },
  StoredOffline: ofStanza,
  Archived: ofStanza,
  GroupchatToBare: ofStanza,
  SubscriptionRequested: ofStanza,
  HibernationStarted: { ...ofSession, ...counts, queue: listOf(delivery), resumeTimeoutMs: number },
  QueuedWhileHibernating: { ...ofSession, ...counts, delivery },
  AckDelayed: { ...ofSession, ...counts, queue: listOf(delivery), cause: maybe(delivery) },
  SessionResumed: ofSession,
  PresenceChanged: { ...ofSession, available: flag, show: maybe(text) },
  PingRequested: { ...timed, ...counts, registrations: maybe(listOf(registrationKey)) },
  UnreadChanged: { ...timed, unread: number, pendingSubscriptions: maybe(number), resource: maybe(text) },
  PublishAnswered: { ...timed, registration: registrationRef, from: maybe(text), answer },
  ServiceMessage: { ...timed, message: xml },
  RegistrationsRemoved: { ...timed, registrations: maybe(listOf(registrationKey)), client: maybe(text) },
  TimerFired: { ...timed, timer: text },
  AccountDeleted: timed,
})
