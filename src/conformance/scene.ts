/**
 * A scene: what happens, step by step, and what is expected of an implementation. Plain data but for the expectations.
 */
import type { Options } from '../options/options.js'
import type { Happening, PublishAnswered } from './adapter.js'
import type { Observed } from './observe.js'

type WithoutTime<E> = E extends { readonly at: number } ? Omit<E, 'at'> : never

/** Which of the publishes to its registration is answered, from 0; default: the oldest one without an answer. */
interface Which {
  readonly nth?: number
}

/** An event whose time is that of the scene's clock. */
export type Untimed =
  WithoutTime<Exclude<Happening, PublishAnswered>> | (Omit<PublishAnswered, 'at' | 'publish'> & Which)

/** Something happens to an account. */
export interface Dispatch {
  readonly _tag: 'Dispatch'
  readonly account: string
  readonly event: Untimed
}
/** Several things happen to an account at once. */
export interface Together {
  readonly _tag: 'Together'
  readonly account: string
  readonly events: ReadonlyArray<Untimed>
}
/** Time goes by. */
export interface Advance {
  readonly _tag: 'Advance'
  readonly ms: number
}
/** Saving fails from now on, or succeeds again. */
export interface FailSaves {
  readonly _tag: 'FailSaves'
  readonly failing: boolean
}
/** The server starts again from what it saved. */
export interface Restart {
  readonly _tag: 'Restart'
}
/** The implementation is looked into. */
export interface Inspect {
  readonly _tag: 'Inspect'
  readonly account: string
}

export type Action = Dispatch | Together | Advance | FailSaves | Restart | Inspect

/** What an expectation may look at besides the step itself. */
export interface Context {
  readonly options: Options
  /** What was seen before, step by step. */
  readonly before: ReadonlyArray<Observed>
}

/** Undefined where it holds; otherwise what was expected and what was there instead, in words. */
export type Expectation = (observed: Observed, context: Context) => string | undefined

/** One step. */
export interface Step {
  readonly action: Action
  readonly expect?: Expectation
}

/**
 * A scene, played on a fresh instance.
 *
 * @since 0.1.0
 */
export interface Scene {
  readonly options: Partial<Options>
  readonly steps: ReadonlyArray<Step>
}
