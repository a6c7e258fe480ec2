/**
 * The event log: one JSON object a line.
 *
 *   {"format":"xmpp-push-rules/1","options":{…}}          options by mod_cloud_notify's README names or the library's;
 *                                                         begins a new server: nothing from before counts;
 *                                                         with "recorded":true the log has `sent` lines, and what the
 *                                                         library does is compared with them
 *   {"at":0,"account":"romeo@localhost","event":{…}}      an event without its `at`; XML elements as text
 *   {"at":0,"account":"romeo@localhost","sent":"<iq …>"}  what the server sent then: a publish, or a reply
 *   {"at":0}                                              time went by; timers that are due fire
 *
 * `at` is in epoch milliseconds and does not fall between two headers.
 */
import * as E from 'fp-ts/lib/Either.js'
import { type Event, makeOptions, type Options, optionsFromProsody, policies } from 'xmpp-push-rules'
import { parseXml } from 'xmpp-push-rules/xml'
import { observe, type Observed } from './observed.js'

/** One line, read. */
export type LogLine =
  | { readonly _tag: 'Header'; readonly options: Options; readonly recorded: boolean }
  | { readonly _tag: 'Happened'; readonly at: number; readonly account: string; readonly event: Event }
  | { readonly _tag: 'Sent'; readonly at: number; readonly account: string; readonly observed: Observed }
  | { readonly _tag: 'Tick'; readonly at: number }

type Json = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The members of an event that hold an element; in a log they are XML text. */
const ELEMENTS: ReadonlySet<string> = new Set(['iq', 'message', 'stanza'])

/** What a host's log may leave out and `step` may not. */
const EVENT_TAGS: Readonly<Record<Event['_tag'], ReadonlyArray<string>>> = {
  SessionOpened: ['resource'],
  SessionClosed: ['resource'],
  IqReceived: ['resource', 'iq'],
  StoredOffline: ['delivery'],
  Archived: ['delivery'],
  GroupchatToBare: ['delivery'],
  HibernationStarted: ['resource', 'queue', 'resumeTimeoutMs'],
  QueuedWhileHibernating: ['resource', 'delivery'],
  AckDelayed: ['resource', 'queue'],
  SessionResumed: ['resource'],
  PingRequested: [],
  PublishAnswered: ['registration', 'from', 'answer'],
  ServiceMessage: ['message'],
  TimerFired: ['timer'],
  AccountDeleted: [],
}

/** Thrown inside `decodeLine` only, to get out of `JSON.parse`'s reviver; it never leaves this file. */
const fail = (why: string): never => {
  throw new Error(why)
}

const reviveXml = (name: string, value: unknown): unknown => {
  if (!ELEMENTS.has(name) || typeof value !== 'string') return value
  const parsed = parseXml(value)
  return E.isRight(parsed) ? parsed.right : fail(`${name}: ${parsed.left.code} at offset ${parsed.left.offset}`)
}

const readOptions = (options: unknown): Options => {
  const named = isObject(options) ? options : {}
  const fromProsody = Object.keys(named).some((name) => name.startsWith('push_'))
  const read = fromProsody
    ? E.map((decoded: Options) => ({ ...decoded, ...policies.prosody }))(optionsFromProsody(named))
    : makeOptions(named)
  return E.isRight(read)
    ? read.right
    : fail(read.left.map(({ option, expected }) => `option ${option}: expected ${expected}`).join('; '))
}

const readEvent = (event: Json, at: number): Event => {
  const tag = String(event['_tag'])
  const needed = Object.hasOwn(EVENT_TAGS, tag) ? EVENT_TAGS[tag as Event['_tag']] : fail(`unknown event ${tag}`)
  const missing = needed.filter((name) => event[name] === undefined)
  return missing.length > 0 ? fail(`${tag} without ${missing.join(', ')}`) : ({ ...event, at } as unknown as Event)
}

const readSent = (xml: string): Observed => {
  const parsed = parseXml(xml)
  const observed = E.isRight(parsed) ? observe(parsed.right) : undefined
  return observed ?? fail('sent: neither a publish nor a reply')
}

const read = (line: Json): LogLine => {
  const { format, options, recorded, at, account, event, sent } = line
  if (format !== undefined) {
    return format === 'xmpp-push-rules/1'
      ? { _tag: 'Header', options: readOptions(options), recorded: recorded === true }
      : fail('unknown format')
  }
  if (typeof at !== 'number') return fail('neither format nor at')
  if (event === undefined && sent === undefined) return { _tag: 'Tick', at }
  if (typeof account !== 'string') return fail('no account')
  return isObject(event)
    ? { _tag: 'Happened', at, account, event: readEvent(event, at) }
    : { _tag: 'Sent', at, account, observed: readSent(String(sent)) }
}

/** Reads one line of a log; the reason is for a person. */
export const decodeLine = (text: string): E.Either<string, LogLine> =>
  E.tryCatch(
    () => {
      const line: unknown = JSON.parse(text, reviveXml)
      return isObject(line) ? read(line) : fail('not an object')
    },
    (error) => (error instanceof Error ? error.message : String(error)),
  )
