/** Events as the mailbox keeps them: JSON, elements too. What another version of the server put there is read with care. */
import * as E from 'fp-ts/lib/Either.js'
import type { Event } from 'xmpp-push-rules'

/** What `step` needs of an event; the compiler asks for every one that there is. */
const NEEDED: Readonly<Record<Event['_tag'], ReadonlyArray<string>>> = {
  SessionOpened: ['resource'],
  SessionClosed: ['resource'],
  IqReceived: ['resource', 'iq'],
  StoredOffline: ['delivery'],
  Archived: ['delivery'],
  GroupchatToBare: ['delivery'],
  SubscriptionRequested: ['delivery'],
  HibernationStarted: ['resource', 'queue', 'resumeTimeoutMs'],
  QueuedWhileHibernating: ['resource', 'delivery'],
  AckDelayed: ['resource', 'queue'],
  SessionResumed: ['resource'],
  PresenceChanged: ['resource', 'available'],
  PingRequested: [],
  UnreadChanged: ['unread'],
  PublishAnswered: ['registration', 'answer'],
  ServiceMessage: ['message'],
  RegistrationsRemoved: [],
  TimerFired: ['timer'],
  AccountDeleted: [],
}

/** Of what type the members are that are no objects. */
const TYPES: Readonly<Partial<Record<string, string>>> = {
  at: 'number',
  resource: 'string',
  resumeTimeoutMs: 'number',
  available: 'boolean',
  unread: 'number',
  timer: 'string',
}

/** An event out of the mailbox, or why it is none. */
export const readEvent = (stored: unknown): E.Either<string, Event> => {
  const event = Object(stored) as Readonly<Record<string, unknown>>
  const tag = String(event['_tag'])
  if (!Object.hasOwn(NEEDED, tag)) return E.left(`unknown event ${tag}`)
  const wrong = ['at', ...NEEDED[tag as Event['_tag']]].filter(
    (name) => typeof event[name] !== (TYPES[name] ?? 'object'),
  )
  return wrong.length > 0 ? E.left(`${tag} without a proper ${wrong.join(', ')}`) : E.right(stored as Event)
}

/** An event for the mailbox. An element of a stream knows its parent, and so all that was ever received with it. */
export const writeEvent = (event: Event): string =>
  JSON.stringify(event, (name, value: unknown) => (name === 'parent' && typeof value === 'object' ? undefined : value))
