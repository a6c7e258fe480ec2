/**
 * Runs log lines through a server in memory and cuts them into steps: one event, what it did, and what the real server
 * sent until the next event.
 */
import {
  compareStep,
  type Comparison,
  type Explained,
  newComparison,
  registrationsAgree,
  repliesAgree,
} from './compare.js'
import type { LogLine } from './log.js'
import type { Observed } from './observed.js'
import { advance, dispatch, newWorld, type Replayed, type World } from './replay.js'

/** One step of the replay. */
export interface Step {
  readonly at: number
  /** The event, and the timers that fired before the next one. */
  readonly replayed: ReadonlyArray<Replayed>
  /** What the real server sent; undefined where the log does not say. */
  readonly comparison:
    | {
        readonly differences: ReadonlyArray<Explained>
        readonly repliesAgree: boolean
        readonly registrationsAgree: boolean
      }
    | undefined
}

/** A replay that is under way. */
export interface Engine {
  /** Takes a line; returns the step that it ends, if any. */
  readonly feed: (line: LogLine) => Step | undefined
  /** No more lines. */
  readonly end: () => Step | undefined
}

/** A real server's timers are late by as much: one that is due may fire after an event that is logged now. */
const LATENESS_MS = 250

interface Open {
  at: number
  readonly replayed: Array<Replayed>
  readonly sent: Array<Observed>
}

/** A replay engine. */
export const newEngine = (): Engine => {
  // Only where the log says what the real server sent can there be differences.
  const state: { world?: World; comparison?: Comparison | undefined; open?: Open | undefined } = {}

  const close = (): Step | undefined => {
    const { world, comparison, open } = state
    state.open = undefined
    if (open === undefined || world === undefined) return undefined
    return {
      at: open.at,
      replayed: open.replayed,
      comparison: comparison
        ? {
            differences: compareStep(world, comparison, open.at, open.replayed, open.sent),
            repliesAgree: repliesAgree(open.replayed, open.sent),
            registrationsAgree: registrationsAgree(comparison, open.replayed),
          }
        : undefined,
    }
  }

  const passTime = (world: World, to: number): void => {
    const fired = advance(world, to)
    if (fired.length === 0 && state.open === undefined) return
    state.open ??= { at: to, replayed: [], sent: [] }
    state.open.replayed.push(...fired)
    state.open.at = Math.max(state.open.at, to)
  }

  const end = (): Step | undefined => {
    // Where nothing is compared, time goes on until the last timer has fired.
    if (!state.comparison && state.world !== undefined) passTime(state.world, Number.MAX_SAFE_INTEGER)
    return close()
  }

  const feed = (line: LogLine): Step | undefined => {
    if (line._tag === 'Header') {
      const step = end()
      state.world = newWorld(line.options)
      state.comparison = line.recorded ? newComparison(line.options) : undefined
      return step
    }
    const { world } = state
    if (world === undefined) throw new Error('the log has no header')
    if (line._tag === 'Sent') {
      passTime(world, line.at)
      state.open ??= { at: line.at, replayed: [], sent: [] }
      state.open.sent.push(line.observed)
      return undefined
    }
    if (line._tag === 'Tick') {
      const step = close()
      state.open = { at: line.at, replayed: [...advance(world, line.at)], sent: [] }
      return step
    }
    if (world.timers.size > 0) passTime(world, state.comparison ? line.at - LATENESS_MS : line.at)
    const step = close()
    state.open = { at: line.at, replayed: [dispatch(world, line.account, line.event)], sent: [] }
    return step
  }

  return { feed, end }
}
