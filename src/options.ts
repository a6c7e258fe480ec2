/**
 * Options: what a host may choose, with defaults and their precedents. One table holds all of it; `makeOptions`,
 * `optionsFromProsody` and the documentation are made from it.
 */
import * as E from './fp/either.js'
import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import { defaultImportance, type ImportancePolicy, POLICY_CAUSES } from './rules/importance.js'

/** The stanza error types of RFC 6120 §8.3.2. */
export const ERROR_TYPES = ['auth', 'cancel', 'continue', 'modify', 'wait'] as const
export type ErrorType = (typeof ERROR_TYPES)[number]

/**
 * Everything that a host may choose. README: what each option reveals, and to whom.
 *
 * @since 0.1.0
 */
export interface Options {
  /** SUM-3: put the real body into the summary. Precedent: mod_cloud_notify `push_notification_with_body`, off. */
  readonly includeBody: boolean
  /** SUM-2: put the sender into the summary. Precedent: mod_cloud_notify `push_notification_with_sender`, off. */
  readonly includeSender: boolean
  /**
   * SUM-3: sent in place of the real body for important stanzas; empty: no body is sent.
   * Precedent: mod_cloud_notify `push_notification_important_body`, `New Message!`.
   */
  readonly importantBody: string
  /** ERR-3: errors in a row until a registration is removed. Precedent: mod_cloud_notify `push_max_errors`, 16. */
  readonly maxErrors: number
  /** REG-6: registrations per account. Precedent: mod_cloud_notify `push_max_devices`, 5. */
  readonly maxDevices: number
  /**
   * RES-1: how long a bound hibernating session may wait for its first important push, in milliseconds.
   * Precedent: mod_cloud_notify `push_max_hibernation_timeout`, 72 h, after ejabberd's `mod_push_keepalive`.
   */
  readonly maxHibernationMs: number
  /** TRG-6: how long stanzas queued for one session are collected, in milliseconds. Precedent: mod_cloud_notify, 1 s. */
  readonly coalesceMs: number
  /** IMP: which causes alert and which keep quiet. */
  readonly importance: ImportancePolicy
  /** ERR-2: error types that are not counted. Precedent: mod_cloud_notify, `wait`. */
  readonly toleratedErrors: ReadonlyArray<ErrorType>
  /** REG-3: what to answer to an enable without node; `no`: it is taken (XEP-0357 §5: "It SHOULD contain"). */
  readonly nodeRequired: 'no' | 'feature-not-implemented' | 'bad-request'
  /** DIS-3: what to answer when there is nothing to disable. Precedent: mod_cloud_notify, `result`. */
  readonly disableUnknown: 'result' | 'item-not-found'
  /**
   * SUM-2: the sender as it is, without its resource, or with it only in a groupchat, where it is the nick.
   * Precedents: mod_cloud_notify, `full`; ejabberd, `bare`; MongooseIM, `full-in-groupchat`.
   */
  readonly senderJid: 'full' | 'bare' | 'full-in-groupchat'
  /**
   * FIELD: whether every stanza that a trigger reaches is pushed, or only an important one.
   * Precedents: mod_cloud_notify, `all`; ejabberd `notify_on: all | messages`, `all`; MongooseIM and Openfire push
   * messages with a body alone.
   */
  readonly notifyOn: 'all' | 'important'
  /**
   * TRG-3, FIELD: whether sessions keep only their own registrations from being notified, or all of them.
   * Precedents: mod_cloud_notify and ejabberd, `own`; MongooseIM, `all` (the user must be offline).
   */
  readonly sessionsSilence: 'own' | 'all'
  /**
   * TRG-5, FIELD: one push per importance class out of a queue, or one alone, for an important stanza if there is one.
   * Precedents: mod_cloud_notify, `per-class`; ejabberd, `one` (the first incoming chat message, else no summary).
   */
  readonly queuePushes: 'per-class' | 'one'
  /**
   * TRG-6, FIELD: whether stanzas for a hibernating session are collected, or each is pushed as it comes.
   * Precedents: mod_cloud_notify, `collect`; ejabberd, `each`.
   */
  readonly whileHibernating: 'collect' | 'each'
  /**
   * RES, FIELD: how long before an extended hibernation ends the device is woken once, in milliseconds; 0: never.
   * Precedents: mod_cloud_notify, never; ejabberd `wake_on_timeout`, 120 s.
   */
  readonly wakeBeforeTimeoutMs: number
  /**
   * FIELD: of how many stanzas a second an account is notified; 0: any number.
   * Precedent: Openfire `pushnotifications.max-per-second`, 5.
   */
  readonly maxStanzasPerSecond: number
  /** REG-10: the longest node that a client may enable, in octets of UTF-8. */
  readonly maxNodeBytes: number
  /** REG-10: the largest publish options that a client may leave here, in octets of their XML, an escaped character as 6. */
  readonly maxFormBytes: number
  /**
   * DUP-1: how many stanzas are remembered as pushed.
   * Precedent: the 500 stanzas that Prosody's `smacks_max_queue_size` lets a session leave unacknowledged.
   */
  readonly maxNotified: number
  /** DUP-1: how long a stanza is remembered as pushed, in milliseconds. Precedent: the longest hibernation, 72 h. */
  readonly maxNotifiedAgeMs: number
}

/** What is wrong with one option, by its name. */
export interface OptionError {
  readonly _tag: 'OptionError'
  readonly option: string
  readonly code: 'unknown-option' | 'out-of-range'
  /** What would have been right, in words. */
  readonly expected: string
}

interface Field {
  readonly expected: string
  readonly accepts: (value: unknown) => boolean
}

const flag: Field = { expected: 'true or false', accepts: (value) => typeof value === 'boolean' }

const whole = (least: number, most: number): Field => ({
  expected: `a whole number from ${least} to ${most}`,
  accepts: (value) => Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most,
})

const oneOf = (...values: ReadonlyArray<string>): Field => ({
  expected: `one of ${values.join(', ')}`,
  accepts: (value) => values.some((known) => known === value),
})

/** RFC 6120 §11.1 and XML 1.0 §2.2: the characters that text may hold. */
const XML_TEXT = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u

const MAX_TEXT = 1000

const text: Field = {
  expected: `text of at most ${MAX_TEXT} characters that XML allows`,
  accepts: (value) => typeof value === 'string' && value.length <= MAX_TEXT && XML_TEXT.test(value),
}

const listOf = (values: ReadonlyArray<string>): Field => ({
  expected: `a list of ${values.join(', ')}`,
  accepts: (value) => Array.isArray(value) && value.every((item) => values.some((known) => known === item)),
})

const policy: Field = {
  expected: "'alert', 'quiet' or 'ignore' for every cause, and for nothing else",
  accepts: (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.keys(value).length === POLICY_CAUSES.length &&
    POLICY_CAUSES.every((cause) => {
      const verdict = (value as Readonly<Record<string, unknown>>)[cause]
      return verdict === 'alert' || verdict === 'quiet' || verdict === 'ignore'
    }),
}

const SECOND = 1000
const HOUR = 3600 * SECOND
const DAY = 24 * HOUR

/** The table: option by option what it accepts. */
const FIELDS: Readonly<Record<keyof Options, Field>> = {
  includeBody: flag,
  includeSender: flag,
  importantBody: text,
  maxErrors: whole(1, 1_000_000),
  maxDevices: whole(1, 1000),
  maxHibernationMs: whole(0, 366 * DAY),
  coalesceMs: whole(0, HOUR),
  importance: policy,
  toleratedErrors: listOf(ERROR_TYPES),
  nodeRequired: oneOf('no', 'feature-not-implemented', 'bad-request'),
  disableUnknown: oneOf('result', 'item-not-found'),
  senderJid: oneOf('full', 'bare', 'full-in-groupchat'),
  notifyOn: oneOf('all', 'important'),
  sessionsSilence: oneOf('own', 'all'),
  queuePushes: oneOf('per-class', 'one'),
  whileHibernating: oneOf('collect', 'each'),
  wakeBeforeTimeoutMs: whole(0, 366 * DAY),
  maxStanzasPerSecond: whole(0, 100_000),
  maxNodeBytes: whole(1, 65_536),
  maxFormBytes: whole(0, 1_048_576),
  maxNotified: whole(1, 100_000),
  maxNotifiedAgeMs: whole(0, 366 * DAY),
}

/**
 * The defaults: mod_cloud_notify's where it has the option, the rulebook's otherwise.
 *
 * @since 0.1.0
 */
export const defaultOptions: Options = {
  includeBody: false,
  includeSender: false,
  importantBody: 'New Message!',
  maxErrors: 16,
  maxDevices: 5,
  maxHibernationMs: 72 * HOUR,
  coalesceMs: SECOND,
  importance: defaultImportance,
  toleratedErrors: ['wait'],
  nodeRequired: 'no',
  disableUnknown: 'result',
  senderJid: 'full',
  notifyOn: 'all',
  sessionsSilence: 'own',
  queuePushes: 'per-class',
  whileHibernating: 'collect',
  wakeBeforeTimeoutMs: 0,
  maxStanzasPerSecond: 0,
  maxNodeBytes: 1024,
  maxFormBytes: 8192,
  maxNotified: 512,
  maxNotifiedAgeMs: 72 * HOUR,
}

const optionError = (option: string, code: OptionError['code'], expected: string): OptionError => ({
  _tag: 'OptionError',
  option,
  code,
  expected,
})

const decode = (
  entries: ReadonlyArray<readonly [name: string, option: string, value: unknown]>,
): E.Either<NonEmptyArray<OptionError>, Options> => {
  const errors = entries.flatMap(([name, option, value]): Array<OptionError> => {
    if (!Object.hasOwn(FIELDS, option)) return [optionError(name, 'unknown-option', Object.keys(FIELDS).join(', '))]
    const { accepts, expected } = FIELDS[option as keyof Options]
    return accepts(value) ? [] : [optionError(name, 'out-of-range', expected)]
  })
  const [first, ...others] = errors
  return first !== undefined
    ? E.left([first, ...others])
    : E.right({ ...defaultOptions, ...Object.fromEntries(entries.map(([, option, value]) => [option, value])) })
}

/**
 * Completes options with the defaults and checks every one.
 *
 * @param partial - the options that differ from the defaults; `undefined` counts as absent
 * @returns the options, or every fault at once, by name
 * @example
 * makeOptions({ maxDevices: 0, maxErrors: -1 }) // left: maxDevices and maxErrors are out of range
 * @since 0.1.0
 */
export const makeOptions = (partial: Partial<Options>): E.Either<NonEmptyArray<OptionError>, Options> =>
  decode(
    Object.entries(partial)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, name, value]),
  )

const inMs = (seconds: unknown): unknown => (typeof seconds === 'number' ? Math.round(seconds * SECOND) : seconds)
const asIs = (value: unknown): unknown => value

/** mod_cloud_notify's README names: which option each one is, and how its value is read. */
export const PROSODY_NAMES: Readonly<Record<string, readonly [keyof Options, (value: unknown) => unknown]>> = {
  push_notification_with_body: ['includeBody', asIs],
  push_notification_with_sender: ['includeSender', asIs],
  push_notification_important_body: ['importantBody', asIs],
  push_max_errors: ['maxErrors', asIs],
  push_max_devices: ['maxDevices', asIs],
  push_max_hibernation_timeout: ['maxHibernationMs', inMs],
}

/**
 * Reads a Prosody configuration: the option names of mod_cloud_notify's README, seconds where it has seconds.
 *
 * The importance policy is a choice of its own: spread `policies.prosody` over the result for that module's exact one.
 *
 * @param config - names to values; names that are not mod_cloud_notify's are passed over
 * @returns the options, or every bad value at once, by its README name
 * @example
 * optionsFromProsody({ push_max_devices: 2, push_max_hibernation_timeout: 3600 })
 * @since 0.1.0
 */
export const optionsFromProsody = (
  config: Readonly<Record<string, unknown>>,
): E.Either<NonEmptyArray<OptionError>, Options> =>
  decode(
    Object.entries(PROSODY_NAMES)
      .filter(([name]) => Object.hasOwn(config, name) && config[name] !== undefined)
      .map(([name, [option, read]]) => [name, option, read(config[name])]),
  )
