/** Logs: what is written is read as it was, and a schema says what is read. */
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import * as log from 'xmpp-push-rules/log'
import * as drawn from './log-arbitraries.js'

interface Kind<A> {
  readonly values: fc.Arbitrary<A>
  readonly encode: (value: A) => string
  readonly decode: (source: string, line?: number) => log.Decoded<A>
  readonly schema: log.Schema
}

const kind = <A>(of: Kind<A>): Kind<unknown> => of as unknown as Kind<unknown>

const KINDS: Readonly<Record<string, Kind<unknown>>> = {
  event: kind({
    values: drawn.event,
    encode: log.encodeEvent,
    decode: log.decodeEvent,
    schema: log.schemas.event,
  }),
  effect: kind({
    values: drawn.effect,
    encode: log.encodeEffect,
    decode: log.decodeEffect,
    schema: log.schemas.effect,
  }),
  output: kind({
    values: drawn.output,
    encode: log.encodeOutput,
    decode: log.decodeOutput,
    schema: log.schemas.output,
  }),
  options: kind({
    values: drawn.options,
    encode: log.encodeOptions,
    decode: log.decodeOptions,
    schema: log.schemas.options,
  }),
  line: kind({ values: drawn.line, encode: log.encodeLine, decode: log.decodeLine, schema: log.schemas.line }),
}

/** Ways to the members of a JSON value, the value itself first. */
const waysInto = (value: unknown, way: ReadonlyArray<string> = []): ReadonlyArray<ReadonlyArray<string>> => [
  way,
  ...(typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, member]) => waysInto(member, [...way, name]))
    : []),
]

type Change = { readonly put: unknown } | 'away' | 'twice'

const changed = (value: unknown, [name, ...rest]: ReadonlyArray<string>, change: Change): unknown => {
  if (name === undefined) return change === 'away' || change === 'twice' ? null : change.put
  if (Array.isArray(value))
    return (value as ReadonlyArray<unknown>).map((item, index) =>
      String(index) === name ? changed(item, rest, change) : item,
    )
  const entries = Object.entries(value as object)
  return Object.fromEntries(
    entries.flatMap(([key, member]) =>
      key !== name
        ? [[key, member]]
        : rest.length > 0
          ? [[key, changed(member, rest, change)]]
          : change === 'away'
            ? []
            : change === 'twice'
              ? [
                  [key, member],
                  [`${key}2`, member],
                ]
              : [[key, change.put]],
    ),
  )
}

/** One text that is XML and, as it happens, no JID: a schema can tell neither, so it is what every text may become. */
const put = fc.constantFrom<unknown>(
  '<a/>',
  '',
  0,
  -1,
  1.5,
  2 ** 53,
  true,
  false,
  null,
  [],
  {},
  ['<a/>'],
  [1],
  'Push',
  'never',
  'any',
  'xmpp-push-rules/1',
  { _tag: 'None' },
  { _tag: 'Some' },
  { _tag: 'Some', value: [] },
  { _tag: 'Accepted' },
  { service: '<a/>', node: '' },
)
const change: fc.Arbitrary<Change> = fc.oneof(
  put.map((value) => ({ put: value })),
  fc.constantFrom('away' as const, 'twice' as const),
)

/** What no schema can say: which text is XML, which one a JID. */
const isBeyondSchemas = (errors: ReadonlyArray<log.LogError>): boolean =>
  errors.every(
    ({ path, expected }) =>
      expected.startsWith('XML as XMPP allows it') ||
      expected.startsWith('the bare JID of a user; ') ||
      path.endsWith('services'),
  )

describe.each(Object.entries(KINDS))('%s', (_name, { values, encode, decode, schema }) => {
  const isValid = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: false }).compile(
    schema,
  )

  it('is read as it was written, from one line', () => {
    fc.assert(
      fc.property(values, (value) => {
        const source = encode(value)
        expect(source).not.toMatch(/[\r\n]/u)
        const read = decode(source)
        expect(read).toEqual(E.right(value))
        expect(E.map(encode)(read)).toEqual(E.right(source))
      }),
    )
  })

  it('is valid where it was written', () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(isValid(JSON.parse(encode(value))) ? [] : isValid.errors).toEqual([])
      }),
    )
  })

  it('is valid where it is read, and is read where it is valid', () => {
    fc.assert(
      fc.property(values, fc.nat(), change, (value, where, how) => {
        const json: unknown = JSON.parse(encode(value))
        const ways = waysInto(json)
        const other = changed(json, ways[where % ways.length] ?? [], how)
        const read = decode(JSON.stringify(other))
        if (E.isLeft(read) && isBeyondSchemas(read.left)) return
        expect(isValid(other)).toBe(E.isRight(read))
      }),
      { numRuns: 2000 },
    )
  })

  it('is refused as a whole where it is no JSON', () => {
    expect(decode('{', 3)).toEqual(E.left([{ _tag: 'LogError', line: 3, path: '', expected: 'one value in JSON' }]))
  })
})
