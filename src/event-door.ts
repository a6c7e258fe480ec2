/**
 * What enters is checked at the door: an event whose members are not of their types has no effect, so that nothing of it
 * can enter an account. Element trees are read with care instead, wherever they are read.
 */
import type { Answer, Delivery, DeliveryContext, Event, EventOf } from './event.js'
import type { RegistrationKey } from './state/registration.js'
import type { Counts } from './state/session.js'
import { isElement } from './xml/query.js'

type Is = (value: unknown) => boolean

/** For each member whether a value may be it. */
type Shape<A> = { readonly [Member in keyof Required<A>]: Is }

const isText: Is = (value) => typeof value === 'string'
const isFlag: Is = (value) => typeof value === 'boolean'
const isFinite: Is = (value) => Number.isFinite(value)
const isNumber: Is = (value) => typeof value === 'number'
const isTag: Is = isText
const isWhole: Is = (value) => Number.isSafeInteger(value) && (value as number) >= 0

const maybe =
  (is: Is): Is =>
  (value) =>
    value === undefined || is(value)

const listOf =
  (is: Is): Is =>
  (value) =>
    Array.isArray(value) && value.every((item) => is(item))

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const shaped = <A>(shape: Shape<A>): Is => {
  const members = Object.entries<Is>(shape)
  return (value) => isObject(value) && members.every(([name, is]) => is(value[name]))
}

const isKey: Is = shaped<RegistrationKey>({ service: isText, node: isText })

const isContext: Is = shaped<DeliveryContext>({
  muted: maybe(isFlag),
  mutedFor: maybe(listOf(isKey)),
  own: maybe(isFlag),
  senderKnown: maybe(isFlag),
  ownNick: maybe(isText),
  ownOccupantId: maybe(isText),
  chatSetting: maybe((value) => value === 'always' || value === 'on-mention' || value === 'never'),
})

const isDelivery: Is = shaped<Delivery>({ stanza: isElement, key: isText, context: maybe(isContext) })

const isAccepted: Is = shaped({ _tag: (tag: unknown) => tag === 'Accepted' || tag === 'TimedOut' })
const isRejected: Is = shaped<Extract<Answer, { readonly _tag: 'Rejected' }>>({
  _tag: (tag) => tag === 'Rejected',
  type: isText,
  condition: isText,
  pubsubCondition: maybe(isText),
})

const COUNTS: Shape<Counts> = { unread: maybe(isNumber), pendingSubscriptions: maybe(isNumber) }
const TIMED = { _tag: isTag, at: isFinite }
const OF_SESSION = { ...TIMED, resource: isText }
const OF_STANZA = { ...TIMED, ...COUNTS, delivery: isDelivery }

const SHAPES: { readonly [Tag in Event['_tag']]: Shape<EventOf<Tag>> } = {
  SessionOpened: { ...OF_SESSION, client: maybe(isText) },
  SessionClosed: { ...OF_SESSION, ...COUNTS },
  IqReceived: { ...OF_SESSION, iq: isElement },
  StoredOffline: OF_STANZA,
  Archived: OF_STANZA,
  GroupchatToBare: OF_STANZA,
  SubscriptionRequested: OF_STANZA,
  HibernationStarted: { ...OF_SESSION, ...COUNTS, queue: listOf(isDelivery), resumeTimeoutMs: isFinite },
  QueuedWhileHibernating: { ...OF_SESSION, ...COUNTS, delivery: isDelivery },
  AckDelayed: { ...OF_SESSION, ...COUNTS, queue: listOf(isDelivery), cause: maybe(isDelivery) },
  SessionResumed: OF_SESSION,
  PresenceChanged: { ...OF_SESSION, available: isFlag, show: maybe(isText) },
  PingRequested: { ...TIMED, ...COUNTS, registrations: maybe(listOf(isKey)) },
  UnreadChanged: { ...TIMED, unread: isWhole, pendingSubscriptions: maybe(isNumber), resource: maybe(isText) },
  PublishAnswered: {
    ...TIMED,
    registration: shaped({ service: isText, node: isText, number: maybe(isNumber) }),
    from: maybe(isText),
    answer: (value) => isAccepted(value) || isRejected(value),
  },
  ServiceMessage: { ...TIMED, message: isElement },
  RegistrationsRemoved: { ...TIMED, registrations: maybe(listOf(isKey)), client: maybe(isText) },
  TimerFired: { ...TIMED, timer: isText },
  AccountDeleted: TIMED,
}

const CHECKS: ReadonlyMap<string, Is> = new Map(Object.entries(SHAPES).map(([tag, shape]) => [tag, shaped(shape)]))

/** Whether something is an event whose members are of their types. */
export const isEvent = (value: unknown): value is Event =>
  isObject(value) && CHECKS.get(value['_tag'] as string)?.(value) === true
