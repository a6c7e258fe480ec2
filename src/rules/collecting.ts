/**
 * TRG-6: what is kept of a stanza while it waits for the timer. What the options forbid to show is not kept, and of long
 * bodies only those that may be pushed: a flood of long messages costs one body a class.
 */
import type { Options } from '../options/options.js'
import { ownFacts } from '../stanza/read.js'
import type { Facts } from '../state/facts.js'
import type { Registration, Settings } from '../state/registration.js'
import { cutAt } from '../state/text.js'
import { mentionsFor } from './filters.js'
import { isExempt, type Judged, judge } from './judged.js'
import { showsStanza } from './summary.js'

/** How much text may wait: beyond that what was collected goes out at once. */
const MAX_TEXT = 262_144

/** As long as no more text than this waits, every body is kept: what stands before it may be told in another way. */
const SHORT_TEXT = 8192

/** How much text of a stanza is kept that has no bound of its own. */
const lengthOf = ({ body = '', nickname = '', call }: Facts): number =>
  body.length + nickname.length + (call === undefined ? 0 : call.id.length + call.media.join().length)

const textOf = (waiting: ReadonlyArray<Facts>): number => waiting.reduce((sum, facts) => sum + lengthOf(facts), 0)

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
const isBehind = (
  options: Options,
  { isTold }: Waiter,
  { waiting, text }: Before,
  { facts, importance }: Judged,
): boolean => {
  const isAhead = (one: Facts): boolean => {
    const other = judge(options, one)
    return other.importance === importance && !other.never && !isTold(one.key)
  }
  return options.queuePushes !== 'each' && text + lengthOf(facts) > SHORT_TEXT && waiting.some(isAhead)
}

const cut = ({ maxBodyChars }: Options, body: string | undefined): string | undefined =>
  body !== undefined && maxBodyChars > 0 ? cutAt(body, maxBodyChars) : body

/** What a push may say of a stanza: nothing of one that is never pushed, and all of it to a device that gets it sealed. */
const bodyOf = (options: Options, isSealed: boolean, judged: Judged): string | undefined =>
  judged.never
    ? undefined
    : isSealed
      ? judged.facts.body
      : options.includeBody && showsStanza(options, judged)
        ? cut(options, judged.facts.body)
        : undefined

/** Whether the sender may be shown, or is asked for once more when what waits goes out (FIL, CALL-2). */
const needsSender = (options: Options, settings: Settings | undefined, judged: Judged): boolean =>
  settings?.seal !== undefined ||
  settings?.muted !== undefined ||
  settings?.rooms !== undefined ||
  (options.includeSender && showsStanza(options, judged)) ||
  (options.callEnds === 'told' && judged.facts.call !== undefined)

const kept = (options: Options, waiter: Waiter, before: Before, facts: Facts): Facts => {
  const { registration } = waiter
  const judged = judge(options, facts)
  const isSealed = registration.settings?.seal !== undefined
  return ownFacts({
    ...facts,
    from: needsSender(options, registration.settings, judged) ? facts.from : undefined,
    nickname: isSealed ? facts.nickname : undefined,
    body: isBehind(options, waiter, before, judged) ? undefined : bodyOf(options, isSealed, judged),
    // found now, where body and names are still there
    namedNicks: undefined,
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
    text += lengthOf(one)
  }
  return all
}

/** CALL-1, and a flood: whether what waits goes out without the timer, now that the last stanzas were `added`. */
export const isDue = (options: Options, waiting: ReadonlyArray<Facts>, added: ReadonlyArray<Facts>): boolean =>
  waiting.length > options.maxNotified ||
  added.some((facts) => isExempt(options, judge(options, facts))) ||
  textOf(waiting) > MAX_TEXT
