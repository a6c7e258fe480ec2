/**
 * SUM: what the summary says (XEP-0357 §7), and what it must not (§9).
 */
import type { Options } from '../options/options.js'
import type { Facts } from '../state/facts.js'
import type { Building } from '../state/defined.js'
import { bareOf } from '../state/jid.js'
import type { Counts } from '../state/session.js'
import { cutAt } from '../state/text.js'
import type { Judged } from './judged.js'

/**
 * The values of a `urn:xmpp:push:summary` form; a field that is absent here is absent there (SUM-4).
 *
 * @since 0.1.0
 */
export interface Summary {
  /** Unread messages, where the server gave a number; else 1. */
  readonly messageCount: number
  readonly pendingSubscriptionCount?: number | undefined
  readonly lastMessageSender?: string | undefined
  readonly lastMessageBody?: string | undefined
}

/** A count from the host as a form can carry it; anything but a whole number is as if it were not given. */
export const isCount = (count: number | undefined): count is number => Number.isSafeInteger(count) && (count ?? -1) >= 0

/** SUM-6: whether sender and body may be shown. */
export const showsStanza = (
  { quietSummary }: Pick<Options, 'quietSummary'>,
  { importance }: Pick<Judged, 'importance'>,
): boolean => importance === 'important' || quietSummary === 'full'

/** SUM-2: the sender as `senderJid` has it. */
const senderOf = ({ senderJid }: Options, { from, groupchat }: Facts): string | undefined =>
  from === undefined || senderJid === 'full' || (senderJid === 'full-in-groupchat' && groupchat) ? from : bareOf(from)

/** SUM-3: the real body, importantBody in its place, or none. */
const bodyOf = (
  { includeBody, importantBody, maxBodyChars }: Options,
  { facts: { body }, importance }: Judged,
): string | undefined =>
  includeBody && body !== undefined
    ? maxBodyChars > 0
      ? cutAt(body, maxBodyChars)
      : body
    : importantBody !== '' && importance === 'important'
      ? importantBody
      : undefined

/**
 * SUM-1 to SUM-6: the summary for a stanza, or for a ping, which has none (TRG-9).
 *
 * SUM-5: with `includeBody` off nothing of the body's text is in it, with `includeSender` off nothing of the sender.
 *
 * @param options - `includeBody`, `includeSender`, `importantBody`, `maxBodyChars`, `senderJid`, `quietSummary`
 * @param judged - the stanza as it is decided about; `undefined` for a ping
 * @param counts - what the server knows; without `unread` the count is 1
 * @returns the values of the form; what is absent is not sent
 * @example
 * summarize(defaultOptions)(judged, { unread: 3 }) // { messageCount: 3, lastMessageBody: 'New Message!' }
 * @since 0.1.0
 */
export const summarize =
  (options: Options) =>
  (judged: Judged | undefined, { unread, pendingSubscriptions }: Counts = {}): Summary => {
    const shown = judged !== undefined && showsStanza(options, judged) ? judged : undefined
    const sender = shown && options.includeSender ? senderOf(options, shown.facts) : undefined
    const body = shown && bodyOf(options, shown)
    const summary: Building<Summary> = { messageCount: isCount(unread) ? unread : 1 }
    if (isCount(pendingSubscriptions)) summary.pendingSubscriptionCount = pendingSubscriptions
    if (sender !== undefined) summary.lastMessageSender = sender
    if (body !== undefined) summary.lastMessageBody = body
    return summary
  }
