/**
 * Checking options: one table, option by option; every bad value is told at once.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as NEA from 'fp-ts/lib/NonEmptyArray.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import { POLICY_CAUSES } from '../state/causes.js'
import { isRecord } from '../state/check.js'
import { parsePayloadJid } from '../state/jid.js'
import { defaultOptions, type Options } from './options.js'

/**
 * What is wrong with one option, by its name.
 *
 * @since 0.1.0
 */
export interface OptionError {
  readonly _tag: 'OptionError'
  readonly option: string
  readonly code: 'not-an-object' | 'unknown-option' | 'out-of-range'
  /** What would have been right, in words. */
  readonly expected: string
}

/** What an option accepts: in words, as a test, and as a JSON Schema. */
export interface Field {
  readonly expected: string
  readonly accepts: (value: unknown) => boolean
  readonly schema: Readonly<Record<string, unknown>>
}

const flag: Field = {
  expected: 'true or false',
  accepts: (value) => typeof value === 'boolean',
  schema: { type: 'boolean' },
}

/** A whole number; in another unit, so many of ours are one of that. */
const whole = (least: number, most: number, unit = 1): Field => ({
  expected: `a whole number from ${least} to ${Math.floor(most / unit)}`,
  accepts: (value) => Number.isSafeInteger(value) && (value as number) >= least && (value as number) * unit <= most,
  schema: { type: 'integer', minimum: least, maximum: Math.floor(most / unit) },
})

const oneOf = (...values: ReadonlyArray<string>): Field => ({
  expected: `one of ${values.join(', ')}`,
  accepts: (value) => values.some((known) => known === value),
  schema: { enum: values },
})

const listOf = (...values: ReadonlyArray<string>): Field => ({
  expected: `a list of ${values.join(', ')}`,
  accepts: (value) => Array.isArray(value) && value.every((item) => values.includes(item as string)),
  schema: { type: 'array', items: { enum: values } },
})

/** RFC 6120 §11.1 and XML 1.0 §2.2: the characters that text may hold. */
const XML_TEXT = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u

const MAX_TEXT = 1000

const text: Field = {
  expected: `text of at most ${MAX_TEXT} characters that XML allows`,
  accepts: (value) => typeof value === 'string' && value.length <= MAX_TEXT && XML_TEXT.test(value),
  schema: { type: 'string', maxLength: MAX_TEXT },
}

const CAUSE_VERDICTS: ReadonlyArray<unknown> = ['alert', 'quiet', 'never', 'ignore']

const policy: Field = {
  expected: "'alert', 'quiet', 'never' or 'ignore' for every cause, and for nothing else",
  accepts: (value) =>
    isRecord(value) &&
    Object.keys(value).length === POLICY_CAUSES.length &&
    POLICY_CAUSES.every((cause) => Object.hasOwn(value, cause) && CAUSE_VERDICTS.includes(value[cause])),
  schema: {
    type: 'object',
    properties: Object.fromEntries(POLICY_CAUSES.map((cause) => [cause, { enum: CAUSE_VERDICTS }])),
    required: POLICY_CAUSES,
    additionalProperties: false,
  },
}

const ERROR_VERDICTS: ReadonlyArray<unknown> = ['ignored', 'transient', 'persistent', 'final']

const errorTable: Field = {
  expected: "'ignored', 'transient', 'persistent' or 'final' for each condition, 'type:' with a type, or 'other'",
  accepts: (value) => isRecord(value) && Object.values(value).every((verdict) => ERROR_VERDICTS.includes(verdict)),
  schema: { type: 'object', additionalProperties: { enum: ERROR_VERDICTS } },
}

const services: Field = {
  expected: "'any', or a list of JIDs",
  accepts: (value) =>
    value === 'any' || (Array.isArray(value) && value.every((jid) => E.isRight(parsePayloadJid(jid as string)))),
  schema: { oneOf: [{ const: 'any' }, { type: 'array', items: { type: 'string' } }] },
}

const SECOND = 1000
const HOUR = 3600 * SECOND
const YEAR = 366 * 24 * HOUR

/** The table: option by option what it accepts. */
export const FIELDS: Readonly<Record<keyof Options, Field>> = {
  includeBody: flag,
  includeSender: flag,
  importantBody: text,
  maxBodyChars: whole(0, 1_000_000),
  senderJid: oneOf('full', 'bare', 'full-in-groupchat'),
  quietSummary: oneOf('count', 'full'),
  importance: policy,
  understands: listOf('mucsub', 'mention-notification', 'fallback'),
  urgent: oneOf('always', 'archived', 'never'),
  callEnds: oneOf('never', 'told'),
  notifyOn: oneOf('all', 'important'),
  sessionsSilence: oneOf('own', 'all'),
  archiveWithoutSession: oneOf('notify', 'wait'),
  queuePushes: oneOf('per-class', 'one', 'each'),
  whileHibernating: oneOf('collect', 'each'),
  coalesceMs: whole(0, HOUR),
  maxStanzasPerSecond: whole(0, 100_000),
  clearPushes: oneOf('never', 'zero', 'every'),
  maxHibernationMs: whole(0, YEAR),
  wakeBeforeTimeoutMs: whole(0, YEAR),
  maxErrors: whole(1, 1_000_000),
  maxFailingMs: whole(0, YEAR),
  errors: errorTable,
  maxDevices: whole(1, 1000),
  maxIdleMs: whole(0, 10 * YEAR),
  provisioned: flag,
  services,
  nodeRequired: oneOf('no', 'feature-not-implemented', 'bad-request'),
  disableUnknown: oneOf('result', 'item-not-found'),
  oneNodePerClient: flag,
  extensions: listOf('filters', 'priority', 'jingle', 'encrypt', 'away'),
  unlistedRooms: oneOf('push', 'skip'),
  callsPassFilters: flag,
  nickInBody: flag,
  encryptedMention: oneOf('push', 'skip'),
  encryptedText: text,
  maxNodeBytes: whole(1, 65_536),
  maxFormBytes: whole(0, 1_048_576),
  maxNotified: whole(1, 100_000),
  maxNotifiedAgeMs: whole(0, YEAR),
}

const optionError = (option: string, code: OptionError['code'], expected: string): NEA.NonEmptyArray<OptionError> => [
  { _tag: 'OptionError', option, code, expected },
]

/** Something that is given for an option: under which name, in which field of the table, and read how. */
export interface Given {
  readonly name: string
  readonly option: string
  readonly field: Field | undefined
  readonly value: unknown
  readonly read: (value: unknown) => unknown
}

type Checked<A> = E.Either<NEA.NonEmptyArray<OptionError>, A>

/** Faults add up. */
const All = E.getApplicativeValidation(NEA.getSemigroup<OptionError>())

const checkOne = ({ name, option, field, value, read }: Given): Checked<readonly [string, unknown]> =>
  field === undefined
    ? E.left(optionError(name, 'unknown-option', Object.keys(FIELDS).join(', ')))
    : field.accepts(value)
      ? E.right([option, read(value)])
      : E.left(optionError(name, 'out-of-range', field.expected))

/** The defaults with what is given; undefined counts as absent. */
export const completed = (
  config: unknown,
  read: (config: Readonly<Record<string, unknown>>) => ReadonlyArray<Given>,
): Checked<Options> =>
  isRecord(config)
    ? pipe(
        read(config).filter(({ value }) => value !== undefined),
        RA.traverse(All)(checkOne),
        E.map((entries) => ({ ...defaultOptions, ...Object.fromEntries(entries) })),
      )
    : E.left(optionError('', 'not-an-object', 'an object of options'))

/**
 * Completes options with the defaults and checks every one.
 *
 * @param partial - the options that differ from the defaults; `undefined` counts as absent
 * @returns the options, or every fault at once, by name
 * @example
 * makeOptions({ maxDevices: 0, maxErrors: -1 }) // left: maxDevices and maxErrors are out of range
 * @since 0.1.0
 */
export const makeOptions = (partial: Partial<Options>): Checked<Options> =>
  completed(partial, (config) =>
    Object.entries(config).map(([name, value]) => ({
      name,
      option: name,
      field: Object.hasOwn(FIELDS, name) ? FIELDS[name as keyof Options] : undefined,
      value,
      read: (checked) => checked,
    })),
  )

/**
 * mod_cloud_notify's README names: which option each one is, and how many of our units one of its is.
 *
 * @since 0.1.0
 */
export const PROSODY_NAMES: Readonly<Record<string, readonly [option: keyof Options, unit: number]>> = {
  push_notification_with_body: ['includeBody', 1],
  push_notification_with_sender: ['includeSender', 1],
  push_notification_important_body: ['importantBody', 1],
  push_max_errors: ['maxErrors', 1],
  push_max_devices: ['maxDevices', 1],
  push_max_hibernation_timeout: ['maxHibernationMs', SECOND],
}

/** The table by mod_cloud_notify's names, in its units. */
export const PROSODY_FIELDS: Readonly<Record<string, Field>> = Object.fromEntries(
  Object.entries(PROSODY_NAMES).map(([name, [option, unit]]) => [
    name,
    unit === 1 ? FIELDS[option] : whole(0, YEAR, unit),
  ]),
)

/**
 * Reads a Prosody configuration: the option names of mod_cloud_notify's README, seconds where it has seconds.
 *
 * What has no option there is a choice of its own: spread `policies.prosody` over the result for that module's exact
 * behaviour.
 *
 * @param config - names to values; names that are not mod_cloud_notify's are passed over
 * @returns the options, or every bad value at once, by its README name and in its README unit
 * @example
 * optionsFromProsody({ push_max_devices: 2, push_max_hibernation_timeout: 3600 })
 * @since 0.1.0
 */
export const optionsFromProsody = (config: Readonly<Record<string, unknown>>): Checked<Options> =>
  completed(config, (given) =>
    Object.entries(PROSODY_NAMES)
      .filter(([name]) => Object.hasOwn(given, name))
      .map(([name, [option, unit]]) => ({
        name,
        option,
        field: PROSODY_FIELDS[name],
        value: given[name],
        read: (value) => (unit === 1 ? value : (value as number) * unit),
      })),
  )
