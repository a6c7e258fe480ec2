/**
 * The few functions on fp-ts's `Either` that are called here. fp-ts is CommonJS wherever plain Node loads it, so that no
 * bundler can leave anything out: its `Either` alone brings twenty modules, more than all rules together. The types and
 * the values are fp-ts's own, and its functions work on them.
 */
import type { Either, Left } from 'fp-ts/lib/Either.js'

export type { Either } from 'fp-ts/lib/Either.js'

export const left = <E = never, A = never>(error: E): Either<E, A> => ({ _tag: 'Left', left: error })

export const right = <E = never, A = never>(value: A): Either<E, A> => ({ _tag: 'Right', right: value })

export const isLeft = <E>(either: Either<E, unknown>): either is Left<E> => either._tag === 'Left'

export const map =
  <A, B>(f: (value: A) => B) =>
  <E>(either: Either<E, A>): Either<E, B> =>
    isLeft(either) ? either : right(f(either.right))

export const mapLeft =
  <E, G>(f: (error: E) => G) =>
  <A>(either: Either<E, A>): Either<G, A> =>
    isLeft(either) ? left(f(either.left)) : either

export const flatMap = <E, A, B>(either: Either<E, A>, f: (value: A) => Either<E, B>): Either<E, B> =>
  isLeft(either) ? either : f(either.right)

export const tryCatch = <E, A>(f: () => A, onThrow: () => E): Either<E, A> => {
  try {
    return right(f())
  } catch {
    return left(onThrow())
  }
}

export const getOrElse =
  <E, A>(onLeft: (error: E) => A) =>
  (either: Either<E, A>): A =>
    isLeft(either) ? onLeft(either.left) : either.right
