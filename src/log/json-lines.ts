/**
 * Lines of JSON: one value a line. A fault says in which line, where in it, and what was expected there.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as NEA from 'fp-ts/lib/NonEmptyArray.js'
import type { Checked } from '../state/check.js'
import type { Codec, Schema } from './codec.js'
import { effect } from './effect.js'
import { event } from './event.js'
import { line } from './line.js'
import { options } from './options.js'
import { output } from './output.js'

/**
 * What is wrong with a line.
 *
 * @since 0.1.0
 */
export interface LogError {
  readonly _tag: 'LogError'
  /** The number that the line was given: the first one is 1. */
  readonly line: number
  /** Where in it: `queue[2].stanza`; `''` is the whole. */
  readonly path: string
  /** What should have been there, in words of ours: nothing of the line's text is in it. */
  readonly expected: string
}

/** A value out of a line, or all faults at once. */
export type Decoded<A> = E.Either<NEA.NonEmptyArray<LogError>, A>

/** A byte order mark is no part of JSON; some editors leave one at the beginning of a file. */
const BOM = /^\ufeff/u

const parsed = (source: string): Checked<unknown> =>
  E.tryCatch(
    () => JSON.parse(source.replace(BOM, '')) as unknown,
    () => [{ _tag: 'StoreError', path: '', expected: 'one value in JSON' }],
  )

const encode =
  <A>(codec: Codec<A>) =>
  (value: A): string =>
    JSON.stringify(codec.write(value))

const decode =
  <A>(codec: Codec<A>) =>
  (source: string, number = 1): Decoded<A> =>
    pipe(
      parsed(source),
      E.flatMap((value) => codec.read('', value)),
      E.mapLeft(NEA.map(({ path, expected }) => ({ _tag: 'LogError', line: number, path, expected }))),
    )

/**
 * Writes an event as one line, without a line end; stanzas are text.
 *
 * @example
 * encodeEvent({ _tag: 'SessionOpened', at: 0, resource: 'phone' }) // {"_tag":"SessionOpened","at":0,"resource":"phone"}
 * @since 0.1.0
 */
export const encodeEvent = encode(event)

/**
 * Reads an event.
 *
 * @param source - one line; members that events do not have are passed over
 * @param number - the line's number, for its faults; 1 where none is given
 * @returns the event, or every fault at once, each with its line, its path and what was expected there
 * @example
 * decodeEvent('{"_tag":"SessionOpened","at":0}', 7) // left: line 7, resource: a text
 * @since 0.1.0
 */
export const decodeEvent = decode(event)

/**
 * Writes an effect as one line.
 *
 * @example
 * effects.map(encodeEffect).join('\n')
 * @since 0.1.0
 */
export const encodeEffect = encode(effect)

/**
 * Reads an effect; as `decodeEvent`.
 *
 * @example
 * decodeEffect('{"_tag":"StopTimer","timer":"t"}')
 * @since 0.1.0
 */
export const decodeEffect = decode(effect)

/**
 * Writes an output of the conformance kit as one line; the iq is text.
 *
 * @example
 * encodeOutput({ _tag: 'ResumeTimeout', account: 'juliet@capulet.example', resource: 'phone', timeoutMs: 60_000 })
 * @since 0.1.0
 */
export const encodeOutput = encode(output)

/**
 * Reads an output of the conformance kit; as `decodeEvent`.
 *
 * @example
 * decodeOutput('{"_tag":"Published","account":"juliet@capulet.example","iq":"<iq/>"}')
 * @since 0.1.0
 */
export const decodeOutput = decode(output)

/**
 * Writes options as one line.
 *
 * @example
 * encodeOptions(defaultOptions)
 * @since 0.1.0
 */
export const encodeOptions = encode(options)

/**
 * Reads options: some of them by the library's names, or a record with the names of mod_cloud_notify's README, which is
 * read as that module decides (`policies.prosody`).
 *
 * @returns all options, or every fault at once, the option's name in the path
 * @example
 * decodeOptions('{"maxDevices":2}')
 * @since 0.1.0
 */
export const decodeOptions = decode(options)

/**
 * Writes a line of an event log.
 *
 * @example
 * encodeLine({ _tag: 'Passed', at: 1000 }) // {"at":1000}
 * @since 0.1.0
 */
export const encodeLine = encode(line)

/**
 * Reads a line of an event log; as `decodeEvent`.
 *
 * @example
 * text.split('\n').flatMap((one, index) => (one === '' ? [] : [decodeLine(one, index + 1)]))
 * @since 0.1.0
 */
export const decodeLine = decode(line)

const titled = (title: string, { schema }: { readonly schema: Schema }): Schema => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title,
  ...schema,
})

/**
 * The JSON Schema of each; in the package they are files, too: `xmpp-push-rules/schema/event.json` and so on. A schema
 * cannot say what XML is, nor what a JID is, nor which characters XML allows.
 *
 * @since 0.1.0
 */
export const schemas = {
  event: titled('an event', event),
  effect: titled('an effect', effect),
  output: titled('what came out of an implementation', output),
  options: titled('options', options),
  line: titled('a line of an event log', line),
} as const satisfies Readonly<Record<string, Schema>>
