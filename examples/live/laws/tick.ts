import { setTimeout as delay } from 'node:timers/promises'

/**
 * Waits for the next millisecond. The servers' logs and ours have no finer time, and a whole step of a law may be over
 * within one: what happened in it would count as part of the next step.
 */
export const nextMillisecond = async (): Promise<void> => {
  for (const begun = Date.now(); Date.now() <= begun;) await delay(1)
}
