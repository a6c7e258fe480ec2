/**
 * Plays a scene on an implementation.
 */
import { defaultOptions, type Options } from '../options/options.js'
import type { Adapter, Facts, Inspection, Output } from './adapter.js'
import { type Observed, observe } from './observe.js'
import type { Action, Scene, Step } from './scene.js'

/** One step as it went. */
export interface Seen {
  readonly action: Action
  /** Milliseconds since the scene began. */
  readonly at: number
  readonly outputs: ReadonlyArray<Output>
  readonly observed: Observed
}

/** What went wrong, and at which step; `step` is past the last one where the implementation itself failed. */
export interface Fault {
  readonly step: number
  readonly message: string
}

/** A scene as it went. */
export interface Played {
  readonly options: Options
  readonly seen: ReadonlyArray<Seen>
  readonly fault: Fault | undefined
}

/** The options that an implementation has in a scene. */
export const optionsOf = (adapter: Pick<Facts, 'options'>, scene: Pick<Scene, 'options'>): Options => ({
  ...defaultOptions,
  ...adapter.options,
  ...scene.options,
})

const act = async <I>(adapter: Adapter<I>, instance: I, action: Action, at: number): Promise<ReadonlyArray<Output>> => {
  switch (action._tag) {
    case 'Dispatch':
      return adapter.dispatch(instance, action.account, { ...action.event, at })
    case 'Advance':
      return adapter.advance(instance, action.ms)
    case 'FailSaves':
      await adapter.failSaves?.(instance, action.failing)
      return []
    case 'Inspect':
      return []
  }
}

const inspect = async <I>(adapter: Adapter<I>, instance: I, action: Action): Promise<Inspection> =>
  action._tag === 'Inspect' ? ((await adapter.inspect?.(instance, action.account)) ?? {}) : {}

const words = (failure: unknown): string => (failure instanceof Error ? failure.message : String(failure))

const walk = async <I>(
  adapter: Adapter<I>,
  instance: I,
  options: Options,
  steps: ReadonlyArray<Step>,
  seen: Array<Seen>,
): Promise<Fault | undefined> => {
  const before: Array<Observed> = []
  // hot loop: every event of every law goes through here
  let at = 0
  for (const { action, expect } of steps) {
    const outputs = await act(adapter, instance, action, at)
    const observed = observe(outputs, await inspect(adapter, instance, action))
    seen.push({ action, at, outputs, observed })
    const message = expect?.(observed, { options, before })
    if (message !== undefined) return { step: seen.length - 1, message }
    before.push(observed)
    at += action._tag === 'Advance' ? action.ms : 0
  }
  return undefined
}

/**
 * Plays a scene to its first fault. An adapter that rejects is a fault too; the instance is stopped in every case.
 *
 * @since 0.1.0
 */
export const play = async <I>(adapter: Adapter<I>, scene: Scene): Promise<Played> => {
  const options = optionsOf(adapter, scene)
  const seen: Array<Seen> = []
  const failed = (failure: unknown): Fault => ({ step: seen.length, message: `the adapter failed: ${words(failure)}` })
  const fault = await Promise.resolve(options)
    .then(adapter.start)
    .then(async (instance) => {
      const found = await walk(adapter, instance, options, scene.steps, seen).catch(failed)
      await adapter.stop(instance)
      return found
    })
    .catch(failed)
  return { options, seen, fault }
}
