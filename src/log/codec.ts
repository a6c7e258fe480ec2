/**
 * Codecs: how a value is read out of JSON, how it is written, and the JSON Schema that says the same. Each is made of
 * smaller ones, so that the three cannot drift apart.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Option } from 'fp-ts/lib/Option.js'
import * as O from 'fp-ts/lib/Option.js'
import * as C from '../state/check.js'
import { parseBareJid } from '../state/jid.js'
import type { XmlElement } from '../xml/element.js'
import { parseXml } from '../xml/parse/parse.js'
import { serializeXml } from '../xml/serialize.js'

/**
 * A JSON Schema (draft 2020-12), plain data.
 *
 * @since 0.1.0
 */
export type Schema = Readonly<Record<string, unknown>>

/** A value in JSON: reading checks it, each fault with its path. */
export interface Codec<A> {
  readonly read: C.Check<A>
  readonly write: (value: A) => unknown
  readonly schema: Schema
  /** The member may be absent. */
  readonly absent?: true
}

/** What is the same in JSON as it is here. */
const plain = <A>(read: C.Check<A>, schema: Schema): Codec<A> => ({ read, write: (value) => value, schema })

export const text: Codec<string> = plain(C.text, { type: 'string' })
export const flag: Codec<boolean> = plain(C.flag, { type: 'boolean' })
export const yes: Codec<true> = plain(
  C.is('true', (value) => value === true),
  { const: true },
)
export const time: Codec<number> = plain(C.time, { type: 'number', description: 'epoch milliseconds' })

/** The last millisecond that a `Date` can name. */
const LAST = 8.64e15
/** A time that can be shown as a date. */
export const moment: Codec<number> = plain(
  C.is(`epoch milliseconds, from 0 to ${LAST}`, (value) => typeof value === 'number' && value >= 0 && value <= LAST),
  { type: 'number', minimum: 0, maximum: LAST, description: 'epoch milliseconds' },
)
export const number: Codec<number> = plain(C.number, { type: 'number' })
export const whole: Codec<number> = plain(C.whole, { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER })

export const oneOf = <A extends string>(...values: ReadonlyArray<A>): Codec<A> =>
  plain(C.oneOf(...values), { enum: values })

/** The JID of an account; it is read in its canonical form. */
export const bareJid: Codec<string> = {
  read: (path, value) =>
    typeof value === 'string'
      ? pipe(
          parseBareJid(value),
          E.orElse(({ code, part }): C.Checked<string> =>
            C.fault(path, `the bare JID of a user; ${code} in the ${part}`),
          ),
        )
      : C.fault(path, 'the bare JID of a user'),
  write: (value) => value,
  schema: { type: 'string' },
}

/** An element as text. */
export const xml: Codec<XmlElement> = {
  read: (path, value) =>
    typeof value === 'string'
      ? pipe(
          parseXml(value),
          E.orElse(({ message, line, column }): C.Checked<XmlElement> =>
            C.fault(path, `XML as XMPP allows it; at line ${line}, column ${column} ${message}`),
          ),
        )
      : C.fault(path, 'XML as text'),
  write: serializeXml,
  schema: { type: 'string', contentMediaType: 'application/xml' },
}

export const listOf = <A>({ read, write, schema }: Codec<A>): Codec<ReadonlyArray<A>> => ({
  read: C.listOf(read),
  write: (values) => values.map(write),
  schema: { type: 'array', items: schema },
})

/** A member that may be absent. */
export const maybe = <A>({ read, write, schema }: Codec<A>): Codec<A | undefined> => ({
  read: C.maybe(read),
  write: (value) => (value === undefined ? undefined : write(value)),
  schema,
  absent: true,
})

/** The members of an object, each with its codec. */
export type Members<A> = { readonly [Name in keyof A]-?: Codec<A[Name]> }

const eachOf = <B>(members: object, make: (member: Codec<unknown>, name: string) => B): Readonly<Record<string, B>> =>
  Object.fromEntries(
    Object.entries(members as Readonly<Record<string, Codec<unknown>>>).map(([name, member]) => [
      name,
      make(member, name),
    ]),
  )

/** An object with these members; others are passed over. */
export const object = <A extends object>(members: Members<A>): Codec<A> => ({
  read: C.object<A>(eachOf(members, ({ read }) => read) as { readonly [Name in keyof A]-?: C.Check<A[Name]> }),
  write: (value) => eachOf(members, ({ write }, name) => write((value as Readonly<Record<string, unknown>>)[name])),
  schema: {
    type: 'object',
    properties: eachOf(members, ({ schema }) => schema),
    required: Object.entries(eachOf(members, ({ absent }) => absent)).flatMap(([name, absent]) =>
      absent === true ? [] : [name],
    ),
  },
})

interface Tagged {
  readonly _tag: string
}

/** For each tag of a union the members besides the tag. */
export type Cases<A extends Tagged> = {
  readonly [Tag in A['_tag']]: Members<Omit<Extract<A, { readonly _tag: Tag }>, '_tag'>>
}

const tagOf = (value: unknown): unknown =>
  C.isRecord(value) && Object.hasOwn(value, '_tag') ? value['_tag'] : undefined

/** A union told apart by `_tag`. */
export const union = <A extends Tagged>(cases: Cases<A>): Codec<A> => {
  const tags = Object.keys(cases) as ReadonlyArray<A['_tag']>
  const all = eachOf(cases, (members, tag) => object<Tagged>({ _tag: oneOf(tag), ...(members as object) }))
  const codecOf = (tag: unknown): Codec<A> | undefined =>
    typeof tag === 'string' && Object.hasOwn(all, tag) ? (all[tag] as unknown as Codec<A>) : undefined
  return {
    read: (path, value) => {
      const found = codecOf(tagOf(value))
      return found === undefined
        ? C.isRecord(value)
          ? C.fault(C.join(path, '_tag'), `one of ${tags.join(', ')}`)
          : C.fault(path, 'an object')
        : found.read(path, value)
    },
    write: (value) => codecOf(value._tag)?.write(value),
    schema: { oneOf: Object.values(all).map(({ schema }) => schema) },
  }
}

/** fp-ts's Option as JSON has it. */
export const option = <A>({ read, write, schema }: Codec<A>): Codec<Option<A>> => ({
  read: C.option(read),
  write: (value) => (O.isNone(value) ? O.none : O.some(write(value.value))),
  schema: {
    oneOf: [
      { type: 'object', properties: { _tag: { const: 'None' } }, required: ['_tag'] },
      { type: 'object', properties: { _tag: { const: 'Some' }, value: schema }, required: ['_tag', 'value'] },
    ],
  },
})
