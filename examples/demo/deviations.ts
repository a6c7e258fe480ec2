/**
 * Where the library differs from mod_cloud_notify on purpose: the numbered list of the README, each with the predicate
 * that recognises it by event and state. A difference that none of them explains is a fault.
 */
import type { Event, Importance, Registration, Skip } from 'xmpp-push-rules'
import type { ObservedPush } from './observed.js'

/** What differs: the push itself, which only one side made, or one thing in a push that both made. */
export type Aspect =
  'only-module' | 'only-library' | 'sender' | 'body' | 'empty-fields' | 'publish-options' | 'anything-else'

/** One difference, with the state that it arose from. */
export interface Difference {
  readonly aspect: Aspect
  readonly trigger: Event['_tag']
  readonly module: ObservedPush | undefined
  readonly library: ObservedPush | undefined
  /** The options that matter here. */
  readonly importantBody: string
  readonly includeBody: boolean
  /** The registration as the library has it, and whether the module has it. */
  readonly registration: Registration | undefined
  readonly moduleHas: boolean
  /** Whether it would be there if the module counted errors for each account alone. */
  readonly keptAlone: boolean
  /** Whether the library's session is (or was, when it closed) bound to it, where the push is for a session's queue. */
  readonly bound: boolean | undefined
  /** What became of that session since the stanza was collected. */
  readonly session: 'gone' | 'resumed' | undefined
  /** Why the library did not push this very stanza, and what it had told the registration of it before. */
  readonly skip: Skip | undefined
  readonly told: 'pushed' | 'stood-for' | undefined
  /** The stanza: its importance, whether it is a carbon copy, whether it has a body that may be shown. */
  readonly importance: Importance
  readonly carbon: boolean
  readonly bodyless: boolean
}

/** One deviation: its number in the README, its title, and when it is the cause. */
export interface Deviation {
  readonly number: number
  readonly title: string
  readonly explains: (difference: Difference) => boolean
}

const skippedFor = ({ skip }: Difference, code: string): boolean =>
  skip?.reasons.some((why) => why.code === code) === true

const bodyOf = (push: ObservedPush | undefined): string | undefined => push?.summary['last-message-body']

/** The list, in the order in which a difference is asked about. */
export const DEVIATIONS: ReadonlyArray<Deviation> = [
  {
    number: 1,
    title: 'an empty important body sends no body, and makes one importance class',
    explains: (it) =>
      it.importantBody === '' &&
      ((it.aspect === 'body' && !it.includeBody && bodyOf(it.module) === '' && bodyOf(it.library) === undefined) ||
        (it.aspect === 'only-module' && skippedFor(it, 'stands-for'))),
  },
  {
    number: 2,
    title: 'error counts are per account',
    explains: (it) =>
      (it.aspect === 'only-library' && it.keptAlone && !it.moduleHas) ||
      (it.aspect === 'only-module' && !it.keptAlone && it.moduleHas),
  },
  {
    number: 3,
    title: 'nothing goes to a removed registration',
    explains: (it) => it.aspect === 'only-module' && it.bound === false && it.session !== 'resumed',
  },
  {
    number: 4,
    title: 'a copied stanza is not pushed again',
    explains: (it) => it.aspect === 'only-module' && skippedFor(it, 'already-notified') && it.told === 'pushed',
  },
  {
    number: 5,
    title: "a received carbon's summary shows the inner message",
    explains: (it) => it.carbon && (it.aspect === 'sender' || (it.aspect === 'body' && it.includeBody)),
  },
  {
    number: 6,
    title: 'an important message without a body to show carries the important body',
    explains: (it) =>
      it.aspect === 'body' &&
      it.includeBody &&
      it.bodyless &&
      it.importance === 'important' &&
      bodyOf(it.library) === (it.importantBody === '' ? undefined : it.importantBody),
  },
  {
    number: 7,
    title: 'resuming drops what was collected',
    explains: (it) => it.aspect === 'only-module' && it.session === 'resumed' && it.trigger === 'TimerFired',
  },
  {
    number: 8,
    title: 'the form has no empty fields',
    explains: (it) =>
      it.aspect === 'empty-fields' ||
      (it.aspect === 'body' && bodyOf(it.module) === '' && bodyOf(it.library) === undefined),
  },
  {
    number: 9,
    title: 'one answer counts for one publish',
    // The host's part: it drops an answer that no publish waits for, so the library never sees what would differ.
    explains: () => false,
  },
  {
    number: 10,
    title: 'the collected stanzas of a closed session are pushed when it closes',
    explains: (it) =>
      (it.aspect === 'only-library' && it.trigger === 'SessionClosed') ||
      (it.aspect === 'only-module' && it.trigger === 'TimerFired' && it.session === 'gone' && it.told !== undefined),
  },
  {
    number: 11,
    title: "a session's pushes carry the latest publish options of its registration",
    explains: (it) => it.aspect === 'publish-options' && it.bound === true,
  },
  {
    number: 12,
    title: 'a push for a queue stands for all its stanzas of that class',
    explains: (it) => it.aspect === 'only-module' && skippedFor(it, 'already-notified') && it.told === 'stood-for',
  },
]

/** The first deviation that explains a difference. */
export const explainDifference = (difference: Difference): Deviation | undefined =>
  DEVIATIONS.find(({ explains }) => explains(difference))
