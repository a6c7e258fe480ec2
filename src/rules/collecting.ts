/**
 * TRG-6: what is kept of a stanza while it waits for the timer. What the options forbid to show is not kept, and of long
 * bodies only those that may be pushed: a flood of long messages costs one body a class.
 */
import type { Options } from '../options/options.js'
import { ownFacts } from '../stanza/read.js'
import type { Facts } from '../state/facts.js'
import type { Registration } from '../state/registration.js'
import { cutAt } from '../state/text.js'
import { mentionsFor } from './filters.js'
import { isExempt, judge } from './judged.js'

/** How much text may wait: beyond that what was collected goes out at once. */
const MAX_TEXT = 262_144

/** As long as no more text than this waits, every body is kept: what stands before it may be told in another way. */
const SHORT_TEXT = 8192

const textOf = (waiting: ReadonlyArray<Facts>): number =>
  waiting.reduce((sum, { body }) => sum + (body?.length ?? 0), 0)

/** For whom stanzas wait, and which of them were told in another way. */
export interface Waiter {
  readonly registration: Registration
  readonly isTold: (key: string) => boolean
}

/** What waits already, and how much text that is. */
interface Before {
  readonly waiting: ReadonlyArray<Facts>
  readonly text: number
}

/** Whether a stanza of the same class, which is pushed before this one, waits already. */
const isBehind = (options: Options, { isTold }: Waiter, { waiting, text }: Before, facts: Facts): boolean => {
  const { importance } = judge(options, facts)
  return (
    options.queuePushes !== 'each' &&
    text + (facts.body?.length ?? 0) > SHORT_TEXT &&
    waiting.some((one) => judge(options, one).importance === importance && !isTold(one.key))
  )
}

const cut = ({ maxBodyChars }: Options, body: string): string => (maxBodyChars > 0 ? cutAt(body, maxBodyChars) : body)

const kept = (options: Options, waiter: Waiter, before: Before, facts: Facts): Facts => {
  const { registration } = waiter
  const isSealed = registration.settings?.seal !== undefined
  const showsBody = (options.includeBody || isSealed) && !isBehind(options, waiter, before, facts)
  const showsSender = options.includeSender || registration.settings !== undefined || facts.call !== undefined
  return ownFacts({
    ...facts,
    from: showsSender ? facts.from : undefined,
    nickname: isSealed ? facts.nickname : undefined,
    body: showsBody && facts.body !== undefined ? cut(options, facts.body) : undefined,
    // found now, where the body is still there
    mention: mentionsFor(options, registration, facts) ? 'named' : undefined,
  })
}

/** What waits once more stanzas were collected. */
export const collected = (
  options: Options,
  waiter: Waiter,
  waiting: ReadonlyArray<Facts>,
  stanzas: ReadonlyArray<Facts>,
): ReadonlyArray<Facts> => {
  // hot loop: a queue may be ten thousand stanzas long
  const all = [...waiting]
  let text = textOf(waiting)
  for (const facts of stanzas) {
    const one = kept(options, waiter, { waiting: all, text }, facts)
    all.push(one)
    text += one.body?.length ?? 0
  }
  return all
}

/** CALL-1, and a flood: whether what waits goes out without the timer, now that the last stanzas were `added`. */
export const isDue = (options: Options, waiting: ReadonlyArray<Facts>, added: ReadonlyArray<Facts>): boolean =>
  waiting.length > options.maxNotified ||
  added.some((facts) => isExempt(options, judge(options, facts))) ||
  textOf(waiting) > MAX_TEXT
