/**
 * Options in JSON: those that differ from the defaults, by their own names, or a record with the names of
 * mod_cloud_notify's README, which is that module to the letter (`policies.prosody`).
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as NEA from 'fp-ts/lib/NonEmptyArray.js'
import { makeOptions, optionsFromProsody, PROSODY_NAMES } from '../options/check.js'
import type { Options } from '../options/options.js'
import { policies } from '../options/policies.js'
import { POLICY_CAUSES } from '../state/causes.js'
import { type Check, fault, isRecord, join } from '../state/check.js'
import type { Codec, Schema } from './codec.js'

const flag: Schema = { type: 'boolean' }
const text: Schema = { type: 'string', maxLength: 1000 }
const oneOf = (...values: ReadonlyArray<string>): Schema => ({ enum: values })
const listOf = (...values: ReadonlyArray<string>): Schema => ({ type: 'array', items: { enum: values } })
const whole = (minimum: number, maximum: number): Schema => ({ type: 'integer', minimum, maximum })

const SECOND = 1000
const HOUR = 3600 * SECOND
const YEAR = 366 * 24 * HOUR

const importance: Schema = {
  type: 'object',
  properties: Object.fromEntries(POLICY_CAUSES.map((cause) => [cause, oneOf('alert', 'quiet', 'never', 'ignore')])),
  required: POLICY_CAUSES,
  additionalProperties: false,
}

const errors: Schema = {
  type: 'object',
  additionalProperties: oneOf('ignored', 'transient', 'persistent', 'final'),
}

const services: Schema = { oneOf: [{ const: 'any' }, { type: 'array', items: { type: 'string' } }] }

/** The table: option by option what JSON may hold for it. */
const OPTIONS: Readonly<Record<keyof Options, Schema>> = {
  includeBody: flag,
  includeSender: flag,
  importantBody: text,
  maxBodyChars: whole(0, 1_000_000),
  senderJid: oneOf('full', 'bare', 'full-in-groupchat'),
  quietSummary: oneOf('count', 'full'),
  importance,
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
  errors,
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

/** Names of the README, where they mean the same in another unit. */
const README: Readonly<Record<string, Schema>> = Object.fromEntries(
  Object.entries(PROSODY_NAMES).map(([name, [option, unit]]) => [
    name,
    unit === 1 ? OPTIONS[option] : whole(0, YEAR / unit),
  ]),
)

const isOfProsody = (value: Readonly<Record<string, unknown>>): boolean =>
  Object.keys(value).some((name) => Object.hasOwn(PROSODY_NAMES, name))

const read: Check<Options> = (path, value) =>
  isRecord(value)
    ? pipe(
        isOfProsody(value)
          ? pipe(
              optionsFromProsody(value),
              E.map((given): Options => ({ ...given, ...policies.prosody })),
            )
          : makeOptions(value),
        E.mapLeft(NEA.map(({ option, expected }) => ({ _tag: 'StoreError', path: join(path, option), expected }))),
      )
    : fault(path, 'an object')

export const options: Codec<Options> = {
  read,
  write: (value) => value,
  schema: {
    oneOf: [
      { type: 'object', properties: OPTIONS, additionalProperties: false },
      {
        type: 'object',
        properties: README,
        anyOf: Object.keys(PROSODY_NAMES).map((name) => ({ required: [name] })),
      },
    ],
  },
}
