/**
 * Plays a scene on an implementation.
 */
import * as E from 'fp-ts/lib/Either.js'
import { defaultOptions, type Options } from '../options/options.js'
import type { Adapter, Facts, Inspection, Output } from './adapter.js'
import { whyMissing } from './capability.js'
import { limitOf, TIMEOUT_MS, within, wordsOf } from './deadline.js'
import { readInspection, readOutputs } from './door.js'
import { type Observed, observe } from './observe.js'
import { happeningOf, type Publishes, remember } from './publishes.js'
import type { Action, Scene, Step } from './scene.js'

/** One step as it went. */
export interface Seen {
  readonly action: Action
  /** Milliseconds since the scene began. */
  readonly at: number
  readonly outputs: ReadonlyArray<Output>
  readonly observed: Observed
}

/** What went wrong, and at which step; `step` is past the last one where the adapter itself failed. */
export interface Fault {
  readonly step: number
  readonly message: string
  /** Where it is no matter of the rules: the adapter failed or gave what is no output, or it never answered. */
  readonly by?: 'adapter' | 'silence'
}

/** A scene as it went. */
export interface Played {
  readonly options: Options
  readonly seen: ReadonlyArray<Seen>
  readonly fault: Fault | undefined
  /** Why the adapter could not bring a step about: what comes after it was not played. */
  readonly unplayable?: string
  /** Where the adapter did not answer in time, whatever else went wrong: it may never again. */
  readonly silent?: string
}

/** The options that an implementation has in a scene. */
export const optionsOf = (adapter: Pick<Facts, 'options'>, scene: Pick<Scene, 'options'>): Options => ({
  ...defaultOptions,
  ...adapter.options,
  ...scene.options,
})

/** One call of the adapter: which function, what for, and how what it gives is read. */
interface Call {
  readonly name: 'dispatch' | 'dispatchTogether' | 'advance' | 'failSaves' | 'restart' | 'inspect'
  readonly what: string
  /** How much longer than usual it may take, in milliseconds. */
  readonly longer?: number
  readonly make: () => unknown
}

/** Who is played on, and what it has sent until now. */
interface Playing<I> {
  readonly adapter: Adapter<I>
  readonly instance: I
  readonly publishes: Publishes
}

const callOf = <I>({ adapter, instance, publishes }: Playing<I>, action: Action, at: number): Call => {
  switch (action._tag) {
    case 'Dispatch': {
      const { account, event } = action
      const happening = happeningOf(publishes, account, event, at)
      return { name: 'dispatch', what: event._tag, make: () => adapter.dispatch(instance, account, happening) }
    }
    case 'Together': {
      const { account, events } = action
      const happenings = events.map((event) => happeningOf(publishes, account, event, at))
      const what = events.map(({ _tag }) => _tag).join(' and ')
      return { name: 'dispatchTogether', what, make: () => adapter.dispatchTogether?.(instance, account, happenings) }
    }
    case 'Advance': {
      const isReal = whyMissing(adapter.capabilities, 'virtual-clock') !== undefined
      const { ms } = action
      return { name: 'advance', what: `${ms} ms`, longer: isReal ? ms : 0, make: () => adapter.advance(instance, ms) }
    }
    case 'FailSaves':
      return { name: 'failSaves', what: '', make: () => adapter.failSaves?.(instance, action.failing) }
    case 'Restart':
      return { name: 'restart', what: '', make: () => adapter.restart?.(instance) }
    case 'Inspect':
      return { name: 'inspect', what: action.account, make: () => adapter.inspect?.(instance, action.account) }
  }
}

/** What a call gave, read at the door. Looking, and letting saves fail, may be functions that the adapter has not. */
const read = ({ name }: Call, value: unknown): E.Either<string, Pick<Seen, 'outputs' | 'observed'>> => {
  const seen = (outputs: ReadonlyArray<Output>, inspected: Inspection = {}): Pick<Seen, 'outputs' | 'observed'> => ({
    outputs,
    observed: observe(outputs, inspected),
  })
  if (name === 'failSaves' || (name === 'inspect' && value === undefined)) return E.right(seen([]))
  return name === 'inspect'
    ? E.map((inspected: Inspection) => seen([], inspected))(readInspection(value))
    : E.map((outputs: ReadonlyArray<Output>) => seen(outputs))(readOutputs(name, value))
}

/** How a scene ended before its end. */
type Ended = Pick<Played, 'fault' | 'unplayable' | 'silent'>

const adapterFault = (step: number, at: string, why: string, hung = false): Ended => {
  const message = `the adapter failed at ${at}: ${why}`
  return hung
    ? { fault: { step, message, by: 'silence' }, silent: message }
    : { fault: { step, message, by: 'adapter' } }
}

const thrownAt = (step: number, failure: unknown): Fault => ({
  step,
  message: `it could not be played: ${wordsOf(failure)}`,
  by: 'adapter',
})

/** What was thrown on the way, by a law or an adapter, is a fault as well. */
export const thrown = (failure: unknown): Played => ({
  options: defaultOptions,
  seen: [],
  fault: thrownAt(0, failure),
})

const walk = async <I>(
  adapter: Adapter<I>,
  instance: I,
  { options, steps, timeoutMs }: { options: Options; steps: ReadonlyArray<Step>; timeoutMs: number },
  seen: Array<Seen>,
): Promise<Ended> => {
  const before: Array<Observed> = []
  const publishes: Publishes = { sent: [], answered: new Set() }
  // hot loop: every event of every law goes through here
  let at = 0
  for (const { action, expect } of steps) {
    const call = callOf({ adapter, instance, publishes }, action, at)
    const where = `step ${seen.length + 1}, ${call.name}${call.what === '' ? '' : ` of ${call.what}`}`
    const given = await within(timeoutMs + (call.longer ?? 0), call.make)
    if (E.isLeft(given)) return adapterFault(seen.length, where, given.left.why, given.left.hung)
    const now = E.flatten(E.tryCatch(() => read(call, given.right), wordsOf))
    if (E.isLeft(now)) return adapterFault(seen.length, where, now.left)
    const { outputs, observed } = now.right
    seen.push({ action, at, outputs, observed })
    const unplayable = outputs.find((output) => output._tag === 'Unplayable')
    if (unplayable !== undefined) return { fault: undefined, unplayable: unplayable.reason }
    remember(publishes, observed)
    const message = expect?.(observed, { options, before })
    if (message !== undefined) return { fault: { step: seen.length - 1, message } }
    before.push(observed)
    at += action._tag === 'Advance' ? action.ms : 0
  }
  return { fault: undefined }
}

/** How long is waited for the end of an instance that did not answer before, in milliseconds. */
const LAST_WORDS_MS = 1000

const started = async <I>(adapter: Adapter<I>, scene: Scene, timeoutMs: number): Promise<Played> => {
  const options = optionsOf(adapter, scene)
  const seen: Array<Seen> = []
  const begun = await within(timeoutMs, () => adapter.start(options))
  if (E.isLeft(begun)) return { options, seen, ...adapterFault(0, 'start', begun.left.why, begun.left.hung) }
  const instance = begun.right
  const ended = await walk(adapter, instance, { options, steps: scene.steps, timeoutMs }, seen).catch(
    (failure: unknown): Ended => ({ fault: thrownAt(seen.length, failure) }),
  )
  const patience = ended.silent === undefined ? timeoutMs : Math.min(timeoutMs, LAST_WORDS_MS)
  const stopped = await within(patience, () => adapter.stop(instance))
  if (E.isRight(stopped)) return { options, seen, ...ended }
  const unstopped = adapterFault(seen.length, 'stop', stopped.left.why, stopped.left.hung)
  return { options, seen, ...unstopped, ...(ended.fault === undefined ? {} : ended) }
}

/**
 * Plays a scene to its first fault. An adapter that fails, gives what is no output, or does not answer is a fault too;
 * the instance is stopped in every case. The promise never rejects, whatever is thrown on the way.
 *
 * @param timeoutMs - how long each call of the adapter may take, 10 s where it is no number above 0; where time is real,
 *   `advance` has its own time besides
 * @since 0.1.0
 */
export const play = async <I>(adapter: Adapter<I>, scene: Scene, timeoutMs?: number): Promise<Played> =>
  started(adapter, scene, limitOf(timeoutMs, TIMEOUT_MS)).catch(thrown)
