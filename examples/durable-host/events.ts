/**
 * Events as the mailbox keeps them: JSON, elements too. What another version of the server put there is read with care.
 */
import * as E from 'fp-ts/lib/Either.js'
import type { Event } from '../contract.js'

type Kind = 'text' | 'number' | 'object' | 'list'

/** What `step` needs of an event; the compiler asks for every one that there is. */
const MEMBERS: Readonly<Record<Event['_tag'], Readonly<Record<string, Kind>>>> = {
  SessionOpened: { resource: 'text' },
  SessionClosed: { resource: 'text' },
  IqReceived: { resource: 'text', iq: 'object' },
  StoredOffline: { delivery: 'object' },
  Archived: { delivery: 'object' },
  GroupchatToBare: { delivery: 'object' },
  HibernationStarted: { resource: 'text', queue: 'list', resumeTimeoutMs: 'number' },
  QueuedWhileHibernating: { resource: 'text', delivery: 'object' },
  AckDelayed: { resource: 'text', queue: 'list' },
  SessionResumed: { resource: 'text' },
  PingRequested: {},
  PublishAnswered: { registration: 'object', from: 'text', answer: 'object' },
  ServiceMessage: { message: 'object' },
  TimerFired: { timer: 'text' },
  AccountDeleted: {},
}

const IS: Readonly<Record<Kind, (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  list: (value) => Array.isArray(value),
}

const isEvent = (value: unknown): value is Readonly<Record<string, unknown>> => IS.object(value)

/** An event out of the mailbox, or why it is none. */
export const readEvent = (stored: unknown): E.Either<string, Event> => {
  if (!isEvent(stored)) return E.left('not an object')
  const tag = String(stored['_tag'])
  if (!Object.hasOwn(MEMBERS, tag)) return E.left(`unknown event ${tag}`)
  const wrong = Object.entries({ at: 'number' as const, ...MEMBERS[tag as Event['_tag']] })
    .filter(([name, kind]) => !IS[kind](stored[name]))
    .map(([name, kind]) => `${tag}.${name}: expected ${kind}`)
  return wrong.length > 0 ? E.left(wrong.join('; ')) : E.right(stored as unknown as Event)
}

/** An event for the mailbox. An element of a stream knows its parent, and so all that was ever received with it. */
export const writeEvent = (event: Event): string =>
  JSON.stringify(event, (name, value: unknown) => (name === 'parent' && typeof value === 'object' ? undefined : value))
