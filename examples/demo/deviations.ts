/**
 * Where the library is known to differ from mod_cloud_notify: the one table of it, for the demo, which knows the module's
 * bookkeeping, and for the live servers, where only the wire is seen. What none of its rows explains is a fault.
 */
import type { Case } from '../live/case.js'
import { pushDeviations } from './deviations-pushes.js'
import { requestDeviations } from './deviations-requests.js'
import type { Difference, Replies } from './difference.js'

/** One known difference, and how it is recognised: by what happened, never by the name of a scene. */
export interface Deviation {
  readonly id: string
  /** Its number in the README, where the library differs on purpose. */
  readonly number?: number
  /** The rules of the rulebook where the two part. */
  readonly rules: ReadonlyArray<string>
  /** What the library does. */
  readonly title: string
  /** What the module does, as a sentence. */
  readonly there: string
  /** Two answers to one request. */
  readonly replies?: (replies: Replies) => boolean
  /** Two pushes, or one that only one side made, beside a model of the module. */
  readonly replayed?: (difference: Difference) => boolean
  /** The same on a live server. */
  readonly onTheWire?: (it: Case) => boolean
}

/** The whole table, in the order in which the live servers ask. */
export const knownDeviations: ReadonlyArray<Deviation> = [...pushDeviations, ...requestDeviations]

type Numbered = Deviation & { readonly number: number }

/** The list of the README. */
export const DEVIATIONS: ReadonlyArray<Numbered> = knownDeviations
  .filter((one): one is Numbered => one.number !== undefined)
  .sort((a, b) => a.number - b.number)

/** What a request left behind is asked first: a registration that only one side has is nobody's deviation by itself. */
const inReplay: ReadonlyArray<Deviation> = [...requestDeviations, ...pushDeviations]

/** The first deviation that explains a difference of pushes. */
export const explainDifference = (difference: Difference): Deviation | undefined =>
  inReplay.find(({ replayed }) => replayed?.(difference) === true)

/** The first deviation that explains two answers to one request. */
export const explainReplies = (answers: Replies): Deviation | undefined =>
  requestDeviations.find(({ replies }) => replies?.(answers) === true)
