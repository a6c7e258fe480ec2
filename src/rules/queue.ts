/**
 * TRG-5 to TRG-7, TRG-10: a queue of stanzas, and the one registration that its session is bound to. At most one push a
 * class goes out, and it stands for every stanza of its class that nothing holds back.
 */
import type { Options } from '../options/options.js'
import type { Facts } from '../state/facts.js'
import type { Registration } from '../state/registration.js'
import {
  type Decided,
  heldBack,
  isTooMany,
  type Occasion,
  type Outcome,
  pushOf,
  recentAfter,
  type Situation,
} from './decide.js'
import { skip } from './decision.js'
import { recollect, toldAll, wasTold } from './duplicates.js'
import { isExempt, type Judged, judge } from './judged.js'
import type { ReasonCode } from './reasons.js'
import { concerned, REACH } from './recipients.js'

/**
 * What happened, with the stanzas of a queue, oldest first.
 *
 * @since 0.1.0
 */
export interface QueueOccasion extends Occasion {
  readonly queue: ReadonlyArray<Facts>
}

/**
 * All decisions of one queue.
 *
 * @since 0.1.0
 */
export interface DecidedQueue extends Decided {
  /** RES-2: an important stanza of it was pushed, now or before: the device was told to come. */
  readonly tellsDevice: boolean
}

/** What a stanza of a queue is, and what holds it back. */
interface Entry {
  readonly judged: Judged
  readonly held: ReasonCode | undefined
  readonly group: string
  /** The queue has it twice: whatever becomes of the first one becomes of this one. */
  readonly repeats: boolean
}

/**
 * Stanzas of one class share a push. "Where importantBody is empty the push service cannot tell important from
 * unimportant: one class." Urgent stanzas are a class of their own.
 */
const classOf = (options: Options, judged: Judged, index: number): string =>
  options.queuePushes === 'each'
    ? `${index}`
    : isExempt(options, judged)
      ? 'urgent'
      : options.queuePushes === 'one' || options.importantBody === ''
        ? 'any'
        : judged.importance

const entriesOf = (
  options: Options,
  queue: ReadonlyArray<Facts>,
  holdsBack: (judged: Judged) => ReasonCode | undefined,
  isTold: (key: string) => boolean,
): ReadonlyArray<Entry> => {
  const groups = new Map<string, string>()
  return queue.map((facts, index) => {
    const judged = judge(options, facts)
    const held = holdsBack(judged) ?? (isTold(facts.key) ? 'already-notified' : undefined)
    const before = groups.get(facts.key)
    const group = before ?? classOf(options, judged, index)
    if (held === undefined) groups.set(facts.key, group)
    return { judged, held, group, repeats: before !== undefined }
  })
}

/**
 * The stanza of each class that is pushed: the first one; where important and unimportant are one class, the first
 * important one, if any: a typing notice must not stand for a message.
 */
const leadersOf = (entries: ReadonlyArray<Entry>): ReadonlyMap<string, Entry> => {
  const leaders = new Map<string, Entry>()
  for (const entry of entries) {
    if (entry.held !== undefined || entry.repeats) continue
    const leader = leaders.get(entry.group)
    const isBetter = leader?.judged.importance === 'unimportant' && entry.judged.importance === 'important'
    if (leader === undefined || isBetter) leaders.set(entry.group, entry)
  }
  return leaders
}

/** RATE-1: the leaders that may go out, and what is used up then. */
const withinRate = (
  options: Options,
  leaders: Iterable<Entry>,
  { recent, at }: Pick<Situation, 'recent' | 'at'>,
): { readonly pushed: ReadonlySet<Entry>; readonly recent: ReadonlyArray<number> } => {
  // hot loop: what one leader uses up the next one may not
  const pushed = new Set<Entry>()
  let now = recent
  for (const leader of leaders) {
    if (isTooMany(options, leader.judged, now, at)) continue
    pushed.add(leader)
    now = recentAfter(options, leader.judged, now, at)
  }
  return { pushed, recent: now }
}

const NOBODY: ReadonlyArray<never> = []

const decideFor = (
  options: Options,
  occasion: QueueOccasion,
  situation: Situation,
  registration: Registration,
): DecidedQueue => {
  const { queue, trigger, counts = {} } = occasion
  const memory = { bounds: options, log: situation.pushLog, at: situation.at }
  const isTold = (key: string): boolean => wasTold(recollect(memory, key), registration)
  const holdsBack = (judged: Judged): ReasonCode | undefined =>
    heldBack({ options, occasion, situation, registration, judged })
  const entries = entriesOf(options, queue, holdsBack, isTold)
  const leaders = leadersOf(entries)
  const { pushed, recent } = withinRate(options, leaders.values(), situation)
  const leads = (entry: Entry): boolean => leaders.get(entry.group) === entry
  const isCovered = ({ held, group }: Entry): boolean => {
    const leader = leaders.get(group)
    return held === undefined && leader !== undefined && pushed.has(leader)
  }
  const outcomeOf = (entry: Entry): Outcome => ({
    registration,
    judged: entry.judged,
    key: entry.judged.facts.key,
    decision:
      entry.held !== undefined
        ? skip(entry.held)
        : !isCovered(entry)
          ? skip('too-many')
          : leads(entry)
            ? pushOf(options, REACH[trigger].code, entry.judged, counts)
            : skip(entry.repeats ? 'already-notified' : 'stands-for'),
  })
  const covered = entries.filter((entry) => isCovered(entry) && !entry.repeats)
  const isTelling = ({ judged, held }: Entry): boolean =>
    (judged.importance === 'important' || options.importantBody === '') &&
    (held === undefined || held === 'already-notified')
  // "A push stands for every stanza of its class in that walk: they count as pushed." What was pushed itself comes last,
  // so that of a queue longer than `maxNotified` it is not what is forgotten.
  const keys = [...covered.filter((entry) => !leads(entry)), ...covered.filter(leads)].map(
    ({ judged }) => judged.facts.key,
  )
  return {
    outcomes: entries.map(outcomeOf),
    pushLog: toldAll(memory, keys, registration),
    recent,
    tellsDevice: entries.some((entry) => isTelling(entry) && (entry.held !== undefined || isCovered(entry))),
  }
}

/**
 * TRG-5 to TRG-7, TRG-10: decides for a queue and the registration that its session is bound to.
 *
 * @param options - all but the options of requests are read
 * @returns a decision for every stanza, in their order; none where the session is bound to nothing
 * @example
 * decideQueue(defaultOptions)({ trigger: 'hibernation', resource: 'phone', queue: [facts] }, { ...account, at }).outcomes
 * @since 0.1.0
 */
export const decideQueue =
  (options: Options) =>
  (occasion: QueueOccasion, situation: Situation): DecidedQueue => {
    const [registration] = concerned(occasion, situation)
    return registration === undefined
      ? { outcomes: NOBODY, pushLog: situation.pushLog, recent: situation.recent, tellsDevice: false }
      : decideFor(options, occasion, situation, registration)
  }
