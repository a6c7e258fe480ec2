/**
 * A scene: what happens, step by step, and what is expected of an implementation. Plain data but for the expectations.
 */
import type { Options } from '../options/options.js'
import type { Happening } from './adapter.js'
import type { Observed } from './observe.js'

type WithoutTime<E> = E extends { readonly at: number } ? Omit<E, 'at'> : never

/** An event whose time is that of the scene's clock. */
export type Untimed = WithoutTime<Happening>

/** Something happens to an account. */
export interface Dispatch {
  readonly _tag: 'Dispatch'
  readonly account: string
  readonly event: Untimed
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
/** The implementation is looked into. */
export interface Inspect {
  readonly _tag: 'Inspect'
  readonly account: string
}

export type Action = Dispatch | Advance | FailSaves | Inspect

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
