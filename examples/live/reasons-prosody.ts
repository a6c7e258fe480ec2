import { explainReplies, knownDeviations, type Deviation } from '../demo/deviations.js'
import { type Case, repliesOf } from './case.js'
import type { Reason } from './reason.js'

const sentence = ({ number, there }: Deviation): string =>
  number === undefined ? there : `Deviation ${number}: ${there.charAt(0).toLowerCase()}${there.slice(1)}`

const isAnsweredSo = (deviation: Deviation, it: Case): boolean => {
  const replies = repliesOf(it)
  return replies !== undefined && explainReplies(replies) === deviation
}

/**
 * Where Prosody's mod_cloud_notify is known to differ, in scenes and in laws: the demo's table, as far as the wire shows
 * it. The title is the sentence that the matrix shows. A law's row also says `As the policy of prosody has it`: then the
 * rules with `policies.prosody` do not hold that law either, at the very same step.
 */
export const prosodyReasons: ReadonlyArray<Reason> = knownDeviations
  .filter(({ onTheWire, replies }) => onTheWire !== undefined || replies !== undefined)
  .map((deviation) => ({
    id: deviation.id,
    rules: deviation.rules,
    title: sentence(deviation),
    explains: (it) => deviation.onTheWire?.(it) === true || isAnsweredSo(deviation, it),
  }))
