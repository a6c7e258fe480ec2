/**
 * Options in JSON, by their own names, the defaults for those that are not there; or a record with the names of
 * mod_cloud_notify's README, which is that module to the letter (`policies.prosody`).
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as NEA from 'fp-ts/lib/NonEmptyArray.js'
import { type Field, FIELDS, makeOptions, optionsFromProsody, PROSODY_FIELDS } from '../options/check.js'
import type { Options } from '../options/options.js'
import { policies } from '../options/policies.js'
import { type Check, fault, isRecord, join } from '../state/check.js'
import type { Codec, Schema } from './codec.js'

const schemasOf = (fields: Readonly<Record<string, Field>>): Readonly<Record<string, Schema>> =>
  Object.fromEntries(Object.entries(fields).map(([name, { schema }]) => [name, schema]))

const isOfProsody = (value: Readonly<Record<string, unknown>>): boolean =>
  Object.keys(value).some((name) => Object.hasOwn(PROSODY_FIELDS, name))

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
      { type: 'object', properties: schemasOf(FIELDS), additionalProperties: false },
      {
        type: 'object',
        properties: schemasOf(PROSODY_FIELDS),
        anyOf: Object.keys(PROSODY_FIELDS).map((name) => ({ required: [name] })),
      },
    ],
  },
}
