/** What the kit is told of a server that it did not start: a file of JSON, checked member by member. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { isNonEmpty } from 'fp-ts/lib/ReadonlyArray.js'
import * as RNEA from 'fp-ts/lib/ReadonlyNonEmptyArray.js'
import { makeOptions, policies, type Options } from 'xmpp-push-rules'
import { laws } from 'xmpp-push-rules/conformance'

/** What has to be said of a server, for nobody can see it from outside. */
export const abilities = ['offline', 'archive', 'groupchat-to-bare', 'hibernation', 'ack-delay'] as const
export type Ability = (typeof abilities)[number]

export interface OwnAccount {
  readonly jid: string
  readonly password: string
}

export interface OwnServer {
  readonly name: string
  readonly version?: string
  /** Where clients connect: `xmpp://HOST:PORT`, `xmpps://HOST:PORT` or `wss://…`. */
  readonly client: string
  /** How devices log in; default PLAIN. */
  readonly mechanism?: string
  readonly component: { readonly address: string; readonly domain: string; readonly secret: string }
  /** Each account of the first one's host is a lane of its own; those of another host are the laws' second user. */
  readonly accounts: ReadonlyArray<OwnAccount>
  readonly can: ReadonlyArray<Ability>
  readonly policy?: keyof typeof policies
  readonly options: Partial<Options>
  /** How long nothing has to happen before a step is over. */
  readonly quietMs: number
  readonly ackDelayMs: number
  /** Differences that are known, by the id of the law: the reason of each. */
  readonly known: Readonly<Record<string, string>>
}

type Json = Readonly<Record<string, unknown>>
type Faults = RNEA.ReadonlyNonEmptyArray<string>
type Read<A> = (value: unknown, path: string) => E.Either<Faults, A>

const faults = E.getApplicativeValidation(RNEA.getSemigroup<string>())

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

const expected =
  <A>(what: string, is: (value: unknown) => value is A): Read<A> =>
  (value, path) =>
    is(value) ? E.right(value) : E.left([`${path}: ${what} is expected`])

const matching = (pattern: RegExp, what: string): Read<string> =>
  expected(what, (value): value is string => typeof value === 'string' && pattern.test(value))
const text = matching(/./, 'a text')
const jid = matching(/^[^@/\s]+@[^@/\s]+$/, 'a bare JID')
const milliseconds = expected(
  'a number of milliseconds',
  (value): value is number => Number.isInteger(value) && Number(value) >= 0,
)
const object = expected('an object', isObject)

const optional =
  <A, B>(read: Read<A>, otherwise: B): Read<A | B> =>
  (value, path) =>
    value === undefined ? E.right(otherwise) : read(value, path)

const listOf =
  <A>(read: Read<A>): Read<ReadonlyArray<A>> =>
  (value, path) =>
    Array.isArray(value)
      ? pipe(
          value.map((one, index) => read(one, `${path}[${index}]`)),
          RNEA.fromReadonlyArray,
          (some) =>
            some._tag === 'None'
              ? E.left<Faults, ReadonlyArray<A>>([`${path}: at least one is expected`])
              : RNEA.sequence(faults)(some.value),
        )
      : E.left([`${path}: a list is expected`])

/** Reads an object by a table of its members; a name that is not in it is a fault too. */
const membersOf =
  <A>(table: { readonly [K in keyof A]-?: Read<A[K]> }): Read<A> =>
  (value, path) => {
    if (!isObject(value)) return E.left([`${path === '' ? 'the file' : path}: an object is expected`])
    const at = (name: string): string => (path === '' ? name : `${path}.${name}`)
    const read = Object.entries<Read<unknown>>(table).map(
      ([name, member]) => [name, member(value[name], at(name))] as const,
    )
    const failed = [
      ...read.flatMap(([, one]) => (E.isLeft(one) ? one.left : [])),
      ...Object.keys(value).flatMap((name) =>
        name in table ? [] : [`${at(name)}: no such member, there are ${Object.keys(table).join(', ')}`],
      ),
    ]
    if (isNonEmpty(failed)) return E.left(failed)
    const found = read.flatMap(([name, one]) => (E.isRight(one) && one.right !== undefined ? [[name, one.right]] : []))
    return E.right(Object.fromEntries(found) as A)
  }

const oneOf = <A extends string>(names: ReadonlyArray<A>): Read<A> =>
  expected(`one of ${names.join(', ')}`, (value): value is A => names.some((name) => name === value))

const options: Read<Partial<Options>> = (value, path) =>
  pipe(
    object(value, path),
    E.chain((given) =>
      pipe(
        makeOptions(given as Partial<Options>),
        E.bimap(
          RNEA.map(({ option, expected: what }): string => `${path}.${option}: ${what} is expected`),
          () => given as Partial<Options>,
        ),
      ),
    ),
  )

const reasons = expected(
  'an object of law ids and reasons',
  (it): it is Readonly<Record<string, string>> =>
    isObject(it) && Object.values(it).every((reason) => typeof reason === 'string'),
)

/** An id that is no law's would excuse nothing: it is a mistake, or of another version of the kit. */
const known: Read<Readonly<Record<string, string>>> = (value, path) =>
  pipe(
    reasons(value, path),
    E.chain((given) => {
      const strange = Object.keys(given).filter((id) => laws.every((law) => law.id !== id))
      const lines = strange.map((id) => `${path}.${id}: the id of a law is expected`)
      return isNonEmpty(lines) ? E.left<Faults, typeof given>(lines) : E.right(given)
    }),
  )

const ownServer = membersOf<OwnServer>({
  name: text,
  version: optional(text, undefined),
  client: matching(/^(xmpps?|wss?):\/\/./, 'an address such as xmpp://127.0.0.1:5222'),
  mechanism: optional(text, undefined),
  component: membersOf<OwnServer['component']>({
    address: matching(/^xmpp:\/\/./, 'an address such as xmpp://127.0.0.1:5347'),
    domain: text,
    secret: text,
  }),
  accounts: listOf(membersOf<OwnAccount>({ jid, password: text })),
  can: listOf(oneOf(abilities)),
  policy: optional(oneOf(Object.keys(policies) as ReadonlyArray<keyof typeof policies>), undefined),
  options: optional(options, {}),
  quietMs: optional(milliseconds, 250),
  ackDelayMs: optional(milliseconds, 2000),
  known: optional(known, {}),
})

/** Reads the file's text; Left: a line for everything that is wrong with it. */
export const readOwnServer = (json: string): E.Either<Faults, OwnServer> =>
  pipe(
    E.tryCatch(
      () => JSON.parse(json) as unknown,
      (error): Faults => [`no JSON: ${error instanceof Error ? error.message : String(error)}`],
    ),
    E.chain((value) => ownServer(value, '')),
  )
