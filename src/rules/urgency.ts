/**
 * URG: a stanza that cannot wait: a call that rings now.
 */
import type { Options } from '../options/options.js'
import { readFacts } from '../stanza/read.js'
import type { Cause, PolicyCause } from '../state/causes.js'
import type { Facts } from '../state/facts.js'
import type { BareJid } from '../state/jid.js'
import type { XmlElement } from '../xml/element.js'

/** URG-1 beyond mod_cloud_notify: causes that ring where the policy does not pass them over. */
const ALSO_RINGING: ReadonlyArray<Cause> = ['call-invite', 'jingle-request']

/** A call of the own: it came back, or the room reflects it. Nobody rings; mod_cloud_notify does not look. */
const OF_ONES_OWN: ReadonlyArray<Cause> = ['error', 'own-reflection']

const mayRing = ({ urgent }: Pick<Options, 'urgent'>, { causes, wrapping }: Facts): boolean =>
  urgent === 'always'
    ? !causes.some((cause) => OF_ONES_OWN.includes(cause))
    : urgent === 'archived' && wrapping === 'none'

type UrgencyOptions = Pick<Options, 'urgent' | 'importance'>

/** URG-1 over facts. With `urgent: 'archived'` only the stanza itself counts, never the message inside of a copy. */
export const isUrgentBy = ({ urgent, importance }: UrgencyOptions, facts: Facts): boolean =>
  mayRing({ urgent }, facts) &&
  facts.causes.some(
    (cause) => cause === 'call' || (ALSO_RINGING.includes(cause) && importance[cause as PolicyCause] !== 'ignore'),
  )

/**
 * URG-1: whether a stanza is a call that rings now: `propose` (XEP-0353 §3), `invite` (XEP-0482 §3), or a Jingle request
 * that begins a session.
 *
 * @param options - `urgent`, `importance`, `understands`
 * @param account - the bare JID of the user that the stanza reached
 * @param stanza - total over any element tree
 * @returns whether it rings now
 * @example
 * isUrgent(defaultOptions)(juliet)(message) // true for <message><propose xmlns='urn:xmpp:jingle-message:0' id='c1'/></message>
 * @since 0.1.0
 */
export const isUrgent =
  (options: UrgencyOptions & Pick<Options, 'understands'>) =>
  (account: BareJid) =>
  (stanza: XmlElement): boolean =>
    isUrgentBy(options, readFacts(options)(account)({ stanza, key: '' }))
