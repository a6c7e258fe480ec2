/**
 * Runs log lines through a server in memory and cuts them into steps: one event, what it did, and what the real server
 * sent until the next event.
 */
import type { LogLine } from 'xmpp-push-rules/log'
import { compareStep, type Comparison, type Explained, newComparison, registrationsAgree } from './compare.js'
import type { Observed } from './observed.js'
import { compareReplies, type ExplainedReplies } from './replies.js'
import { advance, dispatch, newWorld, type Replayed, type World } from './replay.js'

/** A line of a log, with what the server sent reduced to what can be compared. */
export type Line =
  | Exclude<LogLine, { readonly _tag: 'Sent' }>
  | { readonly _tag: 'Sent'; readonly at: number; readonly account: string; readonly observed: Observed }

/** When a line's event happened, or what it tells of was sent. */
export const timeOf = (line: Exclude<Line | LogLine, { readonly _tag: 'Header' }>): number =>
  line._tag === 'Happened' ? line.event.at : line.at

/** What the real server did in a step, beside the library. */
export interface Compared {
  readonly differences: ReadonlyArray<Explained>
  readonly replies: ReadonlyArray<ExplainedReplies>
  readonly registrationsAgree: boolean
}

/** One step of the replay. */
export interface Step {
  readonly at: number
  /** The event, and the timers that fired before the next one. */
  readonly replayed: ReadonlyArray<Replayed>
  /** What the real server sent; undefined where the log does not say. */
  readonly comparison: Compared | undefined
}

/** A replay that is under way. */
export interface Engine {
  /** Takes a line; returns the step that it ends, if any. */
  readonly feed: (line: Line) => Step | undefined
  /** No more lines. */
  readonly end: () => Step | undefined
}

/** A real server's timers are late by as much: one that is due may fire after an event that is logged now. */
const LATENESS_MS = 250

interface Open {
  at: number
  readonly replayed: Array<Replayed>
  readonly sent: Array<Observed>
  /** Until when the timers of an account are due, where that is known better than by the usual lateness. */
  readonly due: Map<string, number>
  /** The same for all accounts. */
  readonly allDue: number
}

const opened = (at: number, replayed: ReadonlyArray<Replayed>, allDue = at - LATENESS_MS): Open => ({
  at,
  replayed: [...replayed],
  sent: [],
  due: new Map(),
  allDue,
})

/** A replay engine; its first line is a header. */
export const newEngine = (): Engine => {
  // Only where the log says what the real server sent can there be differences.
  const state: { world?: World; comparison?: Comparison | undefined; open?: Open | undefined } = {}

  const close = (): Step | undefined => {
    const { world, comparison, open } = state
    state.open = undefined
    if (open === undefined || world === undefined) return undefined
    const { at, replayed, sent } = open
    const due = (account: string): number => open.due.get(account) ?? Math.max(open.allDue, at - LATENESS_MS)
    return {
      at,
      replayed,
      comparison: comparison && {
        differences: compareStep(world, comparison, { steps: replayed, sent, due }),
        replies: compareReplies(replayed, sent),
        registrationsAgree: registrationsAgree(comparison, replayed),
      },
    }
  }

  const passTime = (fired: ReadonlyArray<Replayed>, to: number): void => {
    if (fired.length === 0 && state.open === undefined) return
    state.open ??= opened(to, [])
    state.open.replayed.push(...fired)
    state.open.at = Math.max(state.open.at, to)
  }

  const end = (): Step | undefined => {
    // Where nothing is compared, time goes on until the last timer has fired.
    const { world, comparison } = state
    if (!comparison && world !== undefined) passTime(advance(world, Number.MAX_SAFE_INTEGER), state.open?.at ?? 0)
    return close()
  }

  /** What the server sent may be a timer's: those of that account are due, others may be late. */
  const takeSent = (world: World, { at, account, observed }: Extract<Line, { _tag: 'Sent' }>): void => {
    passTime(advance(world, at, account), at)
    state.open ??= opened(at, [])
    state.open.due.set(account, at)
    state.open.sent.push(observed)
  }

  const feed = (line: Line): Step | undefined => {
    if (line._tag === 'Header') {
      const step = end()
      state.world = newWorld(line.options)
      state.comparison = line.recorded ? newComparison(line.options) : undefined
      return step
    }
    const { world } = state
    if (world === undefined) throw new Error('a log begins with a header')
    if (line._tag === 'Sent') {
      takeSent(world, line)
      return undefined
    }
    if (line._tag === 'Passed') {
      const step = close()
      state.open = opened(line.at, advance(world, line.at), line.at)
      return step
    }
    const { at } = line.event
    if (world.timers.size > 0) {
      const due = state.comparison ? at - LATENESS_MS : at
      passTime(advance(world, due), due)
    }
    const step = close()
    state.open = opened(at, [dispatch(world, line.account, line.event)])
    return step
  }

  return { feed, end }
}
