/** The few functions on fp-ts's `Option` that the rules call; either.ts says why. */
import type { None, Option, Some } from 'fp-ts/lib/Option.js'

export type { Option } from 'fp-ts/lib/Option.js'

export const none: Option<never> = { _tag: 'None' }

export const some = <A>(value: A): Option<A> => ({ _tag: 'Some', value })

export const isSome = <A>(option: Option<A>): option is Some<A> => option._tag === 'Some'

export const isNone = (option: Option<unknown>): option is None => option._tag === 'None'
