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

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && typeof (value as { readonly then?: unknown }).then === 'function'

/** Of an error; one that comes from another realm, as in jest, is no instance of ours. */
const messageOf = (failure: object): string | undefined =>
  'message' in failure && typeof failure.message === 'string' ? failure.message : undefined

/** A failure in words, whatever was thrown. */
export const wordsOf = (failure: unknown): string =>
  typeof failure === 'object' && failure !== null
    ? (messageOf(failure) ?? `it threw an object with ${JSON.stringify(Object.keys(failure))}`)
    : String(failure)

/** Why nothing was given: it failed, or it never answered. */
export interface Silence {
  readonly hung: boolean
  readonly why: string
}

/** Does what may throw, now or later, or never end; a value that is there at once needs no timer. */
export const within = async <A>(ms: number, act: () => A | PromiseLike<A>): Promise<E.Either<Silence, A>> => {
  const failed = (failure: unknown): E.Either<Silence, A> => E.left({ hung: false, why: wordsOf(failure) })
  const begun = E.tryCatch(act, (failure): Silence => ({ hung: false, why: wordsOf(failure) }))
  if (E.isLeft(begun)) return begun
  const value = begun.right
  if (!isThenable(value)) return E.right(value)
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(E.left({ hung: true, why: `no answer within ${ms} ms` })), ms)
    void Promise.resolve(value)
      .then((given): E.Either<Silence, A> => E.right(given), failed)
      .then((ended) => {
        clearTimeout(timer)
        resolve(ended)
      })
  })
}
