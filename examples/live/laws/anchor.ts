import { defaultOptions } from 'xmpp-push-rules'
import type { Happening, Run } from './run.js'

/** Events that a timer of the server begins with; for the second kind no other timer may run on. */
const timed: ReadonlyArray<Happening['_tag']> = ['QueuedWhileHibernating', 'AckDelayed']
const beginsAnew: ReadonlyArray<Happening['_tag']> = ['AckDelayed', 'SessionResumed']

/** Whether the server collects from this event on; one that pushes each stanza as it comes has no timer. */
export const beginsTimer = ({ stage }: Pick<Run, 'stage'>, { _tag }: Happening): boolean => {
  const { coalesceMs, whileHibernating } = { ...defaultOptions, ...stage.facts.options }
  return timed.includes(_tag) && coalesceMs > 0 && !(_tag === 'QueuedWhileHibernating' && whileHibernating === 'each')
}

/** No timer that a law sets off is longer, but for hours of hibernation. */
const timerMs = 1000
/** A server may end a timer this much before we would. */
const earlyMs = 20

/** Notes that a timer of the server has ended before an event that the law has before it. */
export const noteLateness = ({ state }: Run): void => {
  const { anchor, virtual } = state
  const isRunning = anchor.collects && virtual - anchor.virtual < timerMs
  if (isRunning && Date.now() - anchor.real >= timerMs - earlyMs) state.isLate = true
}

/**
 * Virtual time is counted from when the server had the event, by its own clock: neither its timers nor ours are late then
 * because this process is. Stanzas that are collected together have the timer of the first.
 */
export const setAnchor = (run: Run, event: Happening): void => {
  const { _tag } = event
  const { virtual, anchor } = run.state
  if (anchor.collects && anchor.virtual === virtual && !beginsAnew.includes(_tag)) return
  const collects = beginsTimer(run, event)
  run.state.anchor = { real: collects ? run.state.happened : Date.now(), virtual, collects }
}
