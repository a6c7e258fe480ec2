/**
 * SUM: what the summary says (XEP-0357 §7), and what it must not (§9).
 */
import type { Counts } from '../event.js'
import type { Notice } from '../notice.js'
import type { Options } from '../options.js'

/**
 * The values of a `urn:xmpp:push:summary` form; a field that is absent here is absent there (SUM-4).
 *
 * @since 0.1.0
 */
export interface Summary {
  /** Unread messages, where the server gave a number; else 1. */
  readonly messageCount: number
  readonly pendingSubscriptionCount?: number
  readonly lastMessageSender?: string
  readonly lastMessageBody?: string
}

/** A count from the host as a form can carry it; anything but a whole number is as if it were not given. */
const isCount = (count: number | undefined): count is number => Number.isSafeInteger(count) && (count as number) >= 0

/** SUM-3: the real body, importantBody in its place, or none. */
const bodyOf = (options: Options, { body, importance }: Notice): string | undefined =>
  options.includeBody && body !== undefined
    ? body
    : options.importantBody !== '' && importance === 'important'
      ? options.importantBody
      : undefined

/**
 * SUM-1 to SUM-3: the summary for a stanza, or for a ping, which has none (TRG-9).
 *
 * SUM-5: with `includeBody` off nothing of the body's text is in it, with `includeSender` off nothing of the sender.
 *
 * @param options - `includeBody`, `includeSender`, `importantBody`
 * @param noticed - what was read of the stanza; `undefined` for a ping
 * @param counts - what the server knows; without `unread` the count is 1
 * @example
 * summarize(defaultOptions)(noticed, { unread: 3 }) // { messageCount: 3, lastMessageBody: 'New Message!' }
 * @since 0.1.0
 */
export const summarize =
  (options: Options) =>
  (noticed: Notice | undefined, counts: Counts = {}): Summary => {
    const { unread, pendingSubscriptions } = counts
    const sender = options.includeSender ? noticed?.sender : undefined
    const body = noticed && bodyOf(options, noticed)
    // hot loop: one of these a push; a member is set only where it has a value (SUM-4)
    const summary: { -readonly [Member in keyof Summary]: Summary[Member] } = {
      messageCount: isCount(unread) ? unread : 1,
    }
    if (isCount(pendingSubscriptions)) summary.pendingSubscriptionCount = pendingSubscriptions
    if (sender !== undefined) summary.lastMessageSender = sender
    if (body !== undefined) summary.lastMessageBody = body
    return summary
  }
