/**
 * What enters is checked at the door: an event whose members are not of their types has no effect, so that nothing of it
 * can enter an account. Element trees are read with care instead, wherever they are read.
 */
import type { Answer, Delivery, DeliveryContext, Event, EventOf } from './event.js'
import type { RegistrationKey, RegistrationRef } from './state/registration.js'
import type { Counts } from './state/session.js'
import { isElement } from './xml/query.js'

/** Something before it was checked: any of its members may be anything. */
type Claimed<A> = { readonly [Member in keyof A]?: unknown }

const isText = (value: unknown): boolean => typeof value === 'string'
const isWhole = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0
const isDuration = (value: unknown): boolean => Number.isFinite(value) && (value as number) >= 0
const isMaybeText = (value: unknown): boolean => value === undefined || typeof value === 'string'
const isMaybeFlag = (value: unknown): boolean => value === undefined || typeof value === 'boolean'
const isMaybeNumber = (value: unknown): boolean => value === undefined || typeof value === 'number'

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isListOf = (value: unknown, is: (item: unknown) => boolean): boolean => Array.isArray(value) && value.every(is)

const isKey = (value: unknown): boolean => {
  if (!isObject(value)) return false
  const { service, node }: Claimed<RegistrationKey> = value
  return isText(service) && isText(node)
}

const isMaybeKeys = (value: unknown): boolean => value === undefined || isListOf(value, isKey)

const isRef = (value: unknown): boolean => isKey(value) && isMaybeNumber((value as Claimed<RegistrationRef>).number)

const isChatSetting = (value: unknown): boolean =>
  value === undefined || value === 'always' || value === 'on-mention' || value === 'never'

const isContext = (value: unknown): boolean => {
  if (!isObject(value)) return false
  const { muted, mutedFor, own, senderKnown, ownNick, ownOccupantId, chatSetting }: Claimed<DeliveryContext> = value
  return (
    [muted, own, senderKnown].every(isMaybeFlag) &&
    [ownNick, ownOccupantId].every(isMaybeText) &&
    isMaybeKeys(mutedFor) &&
    isChatSetting(chatSetting)
  )
}

const isDelivery = (value: unknown): boolean => {
  if (!isObject(value)) return false
  const { stanza, key, context }: Claimed<Delivery> = value
  return isElement(stanza) && isText(key) && (context === undefined || isContext(context))
}

const isAnswer = (value: unknown): boolean => {
  if (!isObject(value)) return false
  const { _tag, type, condition, pubsubCondition }: Claimed<Extract<Answer, { readonly _tag: 'Rejected' }>> = value
  return (
    _tag === 'Accepted' ||
    _tag === 'TimedOut' ||
    (_tag === 'Rejected' && isText(type) && isText(condition) && isMaybeText(pubsubCondition))
  )
}

const hasCounts = ({ unread, pendingSubscriptions }: Claimed<Counts>): boolean =>
  isMaybeNumber(unread) && isMaybeNumber(pendingSubscriptions)

const ofStanza = (event: Claimed<EventOf<'StoredOffline'>>): boolean => isDelivery(event.delivery) && hasCounts(event)

/** For each event whether its members, but for the time, are what they are said to be. */
const CHECKS: { readonly [Tag in Event['_tag']]: (event: Claimed<EventOf<Tag>>) => boolean } = {
  SessionOpened: ({ resource, client }) => isText(resource) && isMaybeText(client),
  SessionClosed: (event) => isText(event.resource) && hasCounts(event),
  IqReceived: ({ resource, iq }) => isText(resource) && isElement(iq),
  StoredOffline: ofStanza,
  Archived: ofStanza,
  GroupchatToBare: ofStanza,
  SubscriptionRequested: ofStanza,
  HibernationStarted: (event) =>
    isText(event.resource) &&
    hasCounts(event) &&
    isListOf(event.queue, isDelivery) &&
    isDuration(event.resumeTimeoutMs),
  QueuedWhileHibernating: (event) => isText(event.resource) && hasCounts(event) && isDelivery(event.delivery),
  AckDelayed: (event) =>
    isText(event.resource) &&
    hasCounts(event) &&
    isListOf(event.queue, isDelivery) &&
    (event.cause === undefined || isDelivery(event.cause)),
  SessionResumed: ({ resource }) => isText(resource),
  PresenceChanged: ({ resource, available, show }) =>
    isText(resource) && typeof available === 'boolean' && isMaybeText(show),
  PingRequested: (event) => isMaybeKeys(event.registrations) && hasCounts(event),
  UnreadChanged: (event) => isWhole(event.unread) && hasCounts(event) && isMaybeText(event.resource),
  PublishAnswered: ({ registration, from, answer }) => isRef(registration) && isMaybeText(from) && isAnswer(answer),
  ServiceMessage: ({ message }) => isElement(message),
  RegistrationsRemoved: ({ registrations, client }) => isMaybeKeys(registrations) && isMaybeText(client),
  TimerFired: ({ timer }) => isText(timer),
  AccountDeleted: () => true,
}

/** Whether something is an event whose members are of their types. */
export const isEvent = (value: unknown): value is Event => {
  if (!isObject(value)) return false
  const { _tag, at }: Claimed<Event> = value
  return (
    typeof _tag === 'string' &&
    Number.isFinite(at) &&
    Object.hasOwn(CHECKS, _tag) &&
    CHECKS[_tag as Event['_tag']](value)
  )
}
