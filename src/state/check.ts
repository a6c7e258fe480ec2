/**
 * Checking values of which nothing is known: each fault with its path and with what was expected there, all faults at once.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as NEA from 'fp-ts/lib/NonEmptyArray.js'
import * as O from 'fp-ts/lib/Option.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'

/**
 * What is wrong with something that a store gave back.
 *
 * @since 0.1.0
 */
export interface StoreError {
  readonly _tag: 'StoreError'
  /** Where: `registrations[2].node`; `''` is the whole. */
  readonly path: string
  /** What should have been there, in words. */
  readonly expected: string
}

export type Checked<A> = E.Either<NEA.NonEmptyArray<StoreError>, A>

/** Checks a value at a path. */
export type Check<A> = (path: string, value: unknown) => Checked<A>

/** Faults add up. */
const All = E.getApplicativeValidation(NEA.getSemigroup<StoreError>())

export const fault = (path: string, expected: string): Checked<never> =>
  E.left([{ _tag: 'StoreError', path, expected }])

/** Whatever a predicate holds to be right. */
export const is =
  <A>(expected: string, holds: (value: unknown) => boolean): Check<A> =>
  (path, value) =>
    holds(value) ? E.right(value as A) : fault(path, expected)

export const text: Check<string> = is('a text', (value) => typeof value === 'string')
export const flag: Check<boolean> = is('true or false', (value) => typeof value === 'boolean')
export const time: Check<number> = is('a time in epoch milliseconds', Number.isFinite)
export const number: Check<number> = is('a finite number', Number.isFinite)
export const whole: Check<number> = is(
  'a whole number from 0 on',
  (value) => Number.isSafeInteger(value) && (value as number) >= 0,
)

export const oneOf = <A extends string>(...values: ReadonlyArray<A>): Check<A> =>
  is(`one of ${values.join(', ')}`, (value) => values.some((known) => known === value))

export const listOf =
  <A>(item: Check<A>): Check<ReadonlyArray<A>> =>
  (path, value) =>
    Array.isArray(value)
      ? pipe(
          value as ReadonlyArray<unknown>,
          RA.traverseWithIndex(All)((index, one) => item(`${path}[${index}]`, one)),
        )
      : fault(path, 'a list')

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The path of a member. */
export const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`)

/** A record of which every entry is alike; a name may be `__proto__`, so nothing is assigned. */
export const recordOf =
  <A>(entry: Check<A>): Check<Readonly<Record<string, A>>> =>
  (path, value) =>
    isRecord(value)
      ? pipe(
          Object.entries(value),
          RA.traverse(All)(([name, one]) =>
            pipe(
              entry(join(path, name), one),
              E.map((checked) => [name, checked] as const),
            ),
          ),
          E.map(Object.fromEntries<A>),
        )
      : fault(path, 'an object')

/** A member that may be absent. */
export const maybe =
  <A>(check: Check<A>): Check<A | undefined> =>
  (path, value) =>
    value === undefined ? E.right(undefined) : check(path, value)

/** An object with these members; others are not kept, and members that are absent stay absent. */
export const object =
  <A extends object>(members: { readonly [Name in keyof A]-?: Check<A[Name]> }): Check<A> =>
  (path, value) =>
    isRecord(value)
      ? pipe(
          Object.entries(members) as ReadonlyArray<readonly [string, Check<unknown>]>,
          RA.traverse(All)(([name, check]) =>
            pipe(
              check(join(path, name), Object.hasOwn(value, name) ? value[name] : undefined),
              E.map((checked) => [name, checked] as const),
            ),
          ),
          E.map((entries) => Object.fromEntries(entries.filter(([, checked]) => checked !== undefined)) as A),
        )
      : fault(path, 'an object')

/** fp-ts's Option as JSON keeps it. */
export const option =
  <A>(check: Check<A>): Check<O.Option<A>> =>
  (path, value) =>
    isRecord(value) && value['_tag'] === 'None'
      ? E.right(O.none)
      : isRecord(value) && value['_tag'] === 'Some'
        ? pipe(check(join(path, 'value'), value['value']), E.map(O.some))
        : fault(path, '{ _tag: "None" } or { _tag: "Some", value }')
