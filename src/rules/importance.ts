/**
 * IMP: importance, "if the stanza is encrypted or has a body" (mod_cloud_notify README). What a stanza holds are its
 * causes; the policy, plain data, says of each whether it alerts, keeps quiet, forbids a push, or is passed over.
 */
import type { CauseVerdict, ImportancePolicy } from '../options/importance.js'
import type { Options } from '../options/options.js'
import { readFacts } from '../stanza/read.js'
import type { Cause } from '../state/causes.js'
import type { Facts } from '../state/facts.js'
import type { BareJid } from '../state/jid.js'
import type { XmlElement } from '../xml/element.js'

/**
 * Whether the push service should wake the device visibly.
 *
 * @since 0.1.0
 */
export type Importance = 'important' | 'unimportant'

/**
 * What a policy makes of a stanza, and the one cause that decided.
 *
 * @since 0.1.0
 */
export interface Classification {
  readonly importance: Importance
  readonly cause: Cause
  /** No push at all, whatever the trigger. */
  readonly never: boolean
}

const verdictOf = (policy: ImportancePolicy, cause: Cause): CauseVerdict =>
  (policy as Readonly<Partial<Record<Cause, CauseVerdict>>>)[cause] ?? 'quiet'

/** IMP over facts: the first cause that the policy does not pass over; the fixed one at the end never is. */
export const classifyFacts = (policy: ImportancePolicy, { causes }: Pick<Facts, 'causes'>): Classification => {
  const cause = causes.find((one) => verdictOf(policy, one) !== 'ignore') ?? 'nothing-to-show'
  const verdict = verdictOf(policy, cause)
  return { importance: verdict === 'alert' ? 'important' : 'unimportant', cause, never: verdict === 'never' }
}

/**
 * IMP: whether a stanza is important, and the one cause that decided.
 *
 * @param options - `importance`, the policy, and `understands`
 * @param account - the bare JID of the user that the stanza reached: only a carbon from there is one
 * @returns the importance and its cause; total over any element tree
 * @example
 * classify(defaultOptions)(juliet)(message) // { importance: 'important', cause: 'body', never: false }
 * @since 0.1.0
 */
export const classify =
  (options: Pick<Options, 'importance' | 'understands'>) =>
  (account: BareJid) =>
  (stanza: XmlElement): Classification =>
    classifyFacts(options.importance, readFacts(options)(account)({ stanza, key: '' }))
