/**
 * Options in JSON, by their own names, the defaults for those that are not there; or a record with the names of
 * mod_cloud_notify's README, which is that module to the letter (`policies.prosody`).
 */
import { isNonEmpty } from 'fp-ts/lib/Array.js'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as NEA from 'fp-ts/lib/NonEmptyArray.js'
import {
  type Field,
  FIELDS,
  makeOptions,
  type OptionError,
  optionsFromProsody,
  PROSODY_FIELDS,
} from '../options/check.js'
import type { Options } from '../options/options.js'
import { policies } from '../options/policies.js'
import { type Check, fault, isRecord, join } from '../state/check.js'
import type { Codec, Schema } from './codec.js'

const schemasOf = (fields: Readonly<Record<string, Field>>): Readonly<Record<string, Schema>> =>
  Object.fromEntries(Object.entries(fields).map(([name, { schema }]) => [name, schema]))

const isOfProsody = (value: Readonly<Record<string, unknown>>): boolean =>
  Object.keys(value).some((name) => Object.hasOwn(PROSODY_FIELDS, name))

const PROSODY_LIST = Object.keys(PROSODY_FIELDS).join(', ')

/**
 * A whole configuration has names of other modules, too. But one in `push_` that the README does not have is a mistake, and
 * so is a name of ours beside the README's: it would not count.
 */
const strangers = (value: Readonly<Record<string, unknown>>): ReadonlyArray<OptionError> =>
  Object.keys(value)
    .filter((name) => Object.hasOwn(FIELDS, name) || (name.startsWith('push_') && !Object.hasOwn(PROSODY_FIELDS, name)))
    .map((name) => ({
      _tag: 'OptionError',
      option: name,
      code: 'unknown-option',
      expected: `beside names of mod_cloud_notify's README no other option than ${PROSODY_LIST}`,
    }))

const ofProsody = (value: Readonly<Record<string, unknown>>): ReturnType<typeof optionsFromProsody> => {
  const given = optionsFromProsody(value)
  const faults = [...strangers(value), ...(E.isLeft(given) ? given.left : [])]
  return isNonEmpty(faults)
    ? E.left(faults)
    : pipe(
        given,
        E.map((options): Options => ({ ...options, ...policies.prosody })),
      )
}

const read: Check<Options> = (path, value) =>
  isRecord(value)
    ? pipe(
        isOfProsody(value) ? ofProsody(value) : makeOptions(value),
        E.mapLeft(NEA.map(({ option, expected }) => ({ _tag: 'StoreError', path: join(path, option), expected }))),
      )
    : fault(path, 'an object')

export const options: Codec<Options> = {
  read,
  write: (value) => value,
  schema: {
    oneOf: [
      { type: 'object', properties: schemasOf(FIELDS), additionalProperties: false },
      {
        type: 'object',
        properties: schemasOf(PROSODY_FIELDS),
        anyOf: Object.keys(PROSODY_FIELDS).map((name) => ({ required: [name] })),
        propertyNames: {
          anyOf: [
            { enum: Object.keys(PROSODY_FIELDS) },
            { not: { anyOf: [{ enum: Object.keys(FIELDS) }, { pattern: '^push_' }] } },
          ],
        },
      },
    ],
  },
}
