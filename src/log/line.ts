/**
 * The event log: one JSON object a line.
 *
 *   {"format":"xmpp-push-rules/1","options":{…}}          begins a new server: nothing from before counts; with
 *                                                         "recorded":true a server was recorded, and the log has what it sent
 *   {"at":0,"account":"romeo@localhost","event":{…}}      an event, without its `at`
 *   {"at":0,"account":"romeo@localhost","sent":"<iq …>"}  what the server sent then: a publish, or a reply
 *   {"at":0}                                              time went by; timers that are due fire
 *
 * `at` is in epoch milliseconds, and `account` is a user's bare JID; members that are not named are passed over.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Event } from '../event.js'
import type { Options } from '../options/options.js'
import { type Check, fault, isRecord } from '../state/check.js'
import type { XmlElement } from '../xml/element.js'
import { bareJid, type Codec, flag, maybe, moment, object, oneOf, xml } from './codec.js'
import { event } from './event.js'
import { options } from './options.js'

/** The value of `format` in a header. */
export const LOG_FORMAT = 'xmpp-push-rules/1'

/**
 * One line of an event log.
 *
 * @since 0.1.0
 */
export type LogLine =
  /** A server begins, with these options. */
  | { readonly _tag: 'Header'; readonly options: Options; readonly recorded: boolean }
  /** Something happened to an account. */
  | { readonly _tag: 'Happened'; readonly account: string; readonly event: Event }
  /** The server sent a publish, or a reply. */
  | { readonly _tag: 'Sent'; readonly at: number; readonly account: string; readonly iq: XmlElement }
  /** Time went by. */
  | { readonly _tag: 'Passed'; readonly at: number }

interface HeaderJson {
  readonly format: typeof LOG_FORMAT
  readonly options: Options
  readonly recorded?: boolean | undefined
}

interface HappenedJson {
  readonly at: number
  readonly account: string
  readonly event: Event
}

interface SentJson {
  readonly at: number
  readonly account: string
  readonly sent: XmlElement
}

/** The line has the event's time. */
const untimed: Codec<Event> = {
  read: (path, value) => event.read(path, isRecord(value) ? { ...value, at: 0 } : value),
  write: (value) => ({ ...(event.write(value) as object), at: undefined }),
  schema: {
    oneOf: (event.schema['oneOf'] as ReadonlyArray<{ readonly required: ReadonlyArray<string> }>).map((one) => ({
      ...one,
      required: one.required.filter((name) => name !== 'at'),
    })),
  },
}

const header: Codec<HeaderJson> = object<HeaderJson>({
  format: oneOf(LOG_FORMAT),
  options: { ...options, read: (path, value) => options.read(path, value === undefined ? {} : value), absent: true },
  recorded: maybe(flag),
})
const happened: Codec<HappenedJson> = object<HappenedJson>({ at: moment, account: bareJid, event: untimed })
const sent: Codec<SentJson> = object<SentJson>({ at: moment, account: bareJid, sent: xml })
const passed: Codec<{ readonly at: number }> = object<{ readonly at: number }>({ at: moment })

const has = (value: Readonly<Record<string, unknown>>, name: string): boolean => Object.hasOwn(value, name)

const read: Check<LogLine> = (path, value) =>
  !isRecord(value)
    ? fault(path, 'an object')
    : has(value, 'format')
      ? pipe(
          header.read(path, value),
          E.map((one): LogLine => ({ _tag: 'Header', options: one.options, recorded: one.recorded === true })),
        )
      : has(value, 'event')
        ? pipe(
            happened.read(path, value),
            E.map(({ at, account, event }): LogLine => ({ _tag: 'Happened', account, event: { ...event, at } })),
          )
        : has(value, 'sent')
          ? pipe(
              sent.read(path, value),
              E.map(({ at, account, sent }): LogLine => ({ _tag: 'Sent', at, account, iq: sent })),
            )
          : pipe(
              passed.read(path, value),
              E.map(({ at }): LogLine => ({ _tag: 'Passed', at })),
            )

const write = (line: LogLine): unknown => {
  switch (line._tag) {
    case 'Header':
      return header.write({
        format: LOG_FORMAT,
        options: line.options,
        ...(line.recorded ? { recorded: true } : {}),
      })
    case 'Happened':
      return happened.write({ at: line.event.at, account: line.account, event: line.event })
    case 'Sent':
      return sent.write({ at: line.at, account: line.account, sent: line.iq })
    case 'Passed':
      return passed.write({ at: line.at })
  }
}

const none = (...names: ReadonlyArray<string>): object => ({
  not: { anyOf: names.map((name) => ({ required: [name] })) },
})

export const line: Codec<LogLine> = {
  read,
  write,
  schema: {
    oneOf: [
      header.schema,
      { ...happened.schema, ...none('format') },
      { ...sent.schema, ...none('format', 'event') },
      { ...passed.schema, ...none('format', 'event', 'sent') },
    ],
  },
}
