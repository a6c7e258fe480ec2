/** From outside nobody sees what the server saw: only its own options can be the reason for what it does otherwise. */
import type { XmlElement } from 'xmpp-push-rules'
import type { Adapter, Played, Scene } from 'xmpp-push-rules/conformance'
import { otherWayOfForms, sameFault } from './replay.js'
import type { Run } from './run.js'
import type { Found } from './verdict.js'

const queueLeft =
  'When its session ends the server stores the queue offline at once, where the law keeps the two apart; from outside the two cannot be told from each other.'

const unseen =
  'A message without a body, or with a hint against it, need not be stored, and from outside nobody can tell whether it was: no push came for one.'

const isBody = ({ name, children }: XmlElement): boolean => name === 'body' && children.length > 0
/** XEP-0334 §5: no-store, no-permanent-store. */
const isHint = ({ name, attrs }: XmlElement): boolean => attrs['xmlns'] === 'urn:xmpp:hints' && name.startsWith('no-')

/** Whether the fault is that nothing came for a stanza that a server need not store. */
const mayBeUnseen = ({ fault, seen }: Played): boolean => {
  const { action, outputs } = seen[fault?.step ?? -1] ?? {}
  if (action?._tag !== 'Dispatch' || !('delivery' in action.event) || outputs?.length !== 0) return false
  const children = action.event.delivery.stanza.children.filter((child) => typeof child === 'object')
  return !children.some(isBody) || children.some(isHint)
}

/** Judges a scene that was played on a server which the kit has not started. */
export const judgeFromOutside = async (
  adapter: Adapter<Run>,
  run: Run,
  scene: Scene,
  played: Played,
): Promise<Found> => {
  const { fault } = played
  if (fault === undefined) return { verdict: 'pass', played, scene }
  if (await sameFault(adapter, scene, fault.step))
    return { verdict: 'differs', reason: `As its options have it: ${fault.message}.`, played, scene }
  const way = await otherWayOfForms(adapter, scene, played)
  if (way !== undefined) return { verdict: 'differs', reason: way, played, scene }
  if (mayBeUnseen(played)) return { verdict: 'unreachable', reason: unseen, played, scene }
  return run.state.cast.left.size > 0
    ? { verdict: 'unreachable', reason: queueLeft, played, scene }
    : { verdict: 'fail', reason: fault.message, played, scene }
}
