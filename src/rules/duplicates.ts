/**
 * DUP-1: "the same stanza is never pushed twice to the same registration". The push log remembers; here it is asked.
 */
import { type LogBounds, type PushLog, recall, type Recollection, remember } from '../state/push-log.js'
import type { Registration } from '../state/registration.js'

/** What is asked about: a log, at a time, within the bounds of the options. */
export interface Memory {
  readonly bounds: LogBounds
  readonly log: PushLog
  readonly at: number
}

/** What is remembered of a stanza. */
export const recollect = ({ bounds, log, at }: Memory, key: string): Recollection => recall(bounds, log, at, key)

/** Whether a registration was told of the stanza. */
export const wasTold = ({ to }: Recollection, { number }: Registration): boolean => to.includes(number)

/** The log once registrations, by their numbers, were told of one stanza. */
export const told = (
  { bounds, log, at }: Memory,
  recollection: Recollection,
  numbers: ReadonlyArray<number>,
): PushLog => remember(bounds, log, { recollection, at }, numbers)

/** The log once a registration was told of several stanzas. */
export const toldAll = (memory: Memory, keys: ReadonlyArray<string>, registration: Registration): PushLog =>
  keys.reduce((log, key) => {
    const now = { ...memory, log }
    return told(now, recollect(now, key), [registration.number])
  }, memory.log)
