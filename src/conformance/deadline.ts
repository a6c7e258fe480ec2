/**
 * The one place of the package that knows time: an adapter that never answers must not hold a run up. Everything that is
 * decided still depends on the scene alone.
 */
import * as E from 'fp-ts/lib/Either.js'

/** The library is compiled without the globals of any platform; every platform has this one. */
declare const setTimeout: (run: () => void, ms: number) => unknown
declare const clearTimeout: (timer: unknown) => void

/** How long an adapter may take, in milliseconds, where nothing else is said. */
export const TIMEOUT_MS = 10_000

/** The longest that a timer can wait, 24 days: what is longer would be over at once. */
const LONGEST_MS = 2 ** 31 - 1

/**
 * A limit in milliseconds as it was asked for, at most the longest that there is; the usual one where that is no number
 * above 0, as of an environment variable that is not set.
 */
export const limitOf = (asked: number | undefined, usual: number): number =>
  asked !== undefined && asked > 0 ? Math.min(asked, LONGEST_MS) : usual

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && typeof (value as { readonly then?: unknown }).then === 'function'

/** Of an error; one that comes from another realm, as in jest, is no instance of ours. */
const messageOf = (failure: object): string | undefined =>
  'message' in failure && typeof failure.message === 'string' ? failure.message : undefined

const spoken = (failure: unknown): string =>
  typeof failure === 'object' && failure !== null
    ? (messageOf(failure) ?? `it threw an object with ${JSON.stringify(Object.keys(failure))}`)
    : String(failure)

/** A failure in words, whatever was thrown, also what throws where it is read. */
export const wordsOf = (failure: unknown): string =>
  E.toUnion(
    E.tryCatch(
      () => spoken(failure),
      () => 'it threw what cannot be read',
    ),
  )

/** Why nothing was given: it failed, or it never answered. */
export interface Silence {
  readonly hung: boolean
  readonly why: string
}

const failed = (failure: unknown): Silence => ({ hung: false, why: wordsOf(failure) })

/** Does what may throw, now or later, or never end; a value that is there at once needs no timer. It never rejects. */
export const within = async <A>(ms: number, act: () => A | PromiseLike<A>): Promise<E.Either<Silence, A>> => {
  const begun = E.tryCatch(() => {
    const value = act()
    return isThenable(value) ? { later: value } : { now: value }
  }, failed)
  if (E.isLeft(begun)) return begun
  const { now, later } = begun.right
  if (later === undefined) return E.right(now)
  return new Promise((resolve) => {
    const timer = setTimeout(
      () => resolve(E.left({ hung: true, why: `no answer within ${ms} ms` })),
      Math.min(ms, LONGEST_MS),
    )
    // Not `Promise.resolve`: it reads a member of a promise that may throw.
    void new Promise<A>((given) => given(later))
      .then(
        (given): E.Either<Silence, A> => E.right(given),
        (failure) => E.left(failed(failure)),
      )
      .then((ended) => {
        clearTimeout(timer)
        resolve(ended)
      })
  })
}
