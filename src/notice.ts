/**
 * A notice: what the rules keep of a stanza once they have read it.
 *
 * Accounts remember notices, never stanzas: nothing that the options forbid to show is kept, and nothing of the host's
 * element tree (its `parent` above all) can end up in stored state.
 */
import type { Delivery } from './event.js'
import { type BareJid, bareOf, isOfAccount } from './jid.js'
import type { Options } from './options.js'
import { type Classification, classifyReading, isEncrypted, readStanza } from './rules/importance.js'
import { ownText } from './text.js'
import { fromOf, scopeOf, toOf, typeOf } from './xml/query.js'

/** What one stanza means for push. */
export interface Notice extends Classification {
  /** The host's name of the stanza; copies have the same. */
  readonly key: string
  /** URG-1. */
  readonly urgent: boolean
  /** TRG-3: addressed to this account, not the archived copy of what it sent itself. */
  readonly addressed: boolean
  /** SUM-2: only with `includeSender`. */
  readonly sender?: string
  /** SUM-3: only with `includeBody`, and never of an encrypted message. */
  readonly body?: string
}

type Mutable<A> = { -readonly [Member in keyof A]: A[Member] }

/**
 * Reads a stanza once, for every rule there is.
 *
 * @param options - decides what of the stanza is kept at all: `includeSender`, `includeBody`, `importance`
 * @param account - the bare JID of the user that the stanza reached
 * @returns what the rules need of it; total over any element tree
 * @example
 * notice(defaultOptions)(juliet)({ stanza, key: 'archive-1' })
 * @since 0.1.0
 */
export const notice =
  (options: Options) =>
  (account: BareJid) =>
  ({ stanza, key }: Delivery): Notice => {
    const outer = scopeOf(stanza).element
    const reading = readStanza(account, stanza)
    const { kind, carbon, element, content, urgent } = reading
    const { importance, cause } = classifyReading(options.importance, reading)
    const to = toOf(outer)
    const known: Mutable<Notice> = {
      key,
      importance,
      cause,
      urgent,
      addressed: to === undefined || isOfAccount(to, account),
    }
    // hot loop: one of these a stanza; a member is set only where the options let it be known
    if (options.includeSender) {
      // SUM-2: "for a received carbon the inner one"; what a sent carbon holds was never on its way to this device.
      const from = fromOf(carbon === 'sent' ? outer : element)
      const isFull =
        options.senderJid === 'full' || (options.senderJid === 'full-in-groupchat' && typeOf(element) === 'groupchat')
      if (from !== undefined) known.sender = isFull ? from : bareOf(from)
    }
    if (
      options.includeBody &&
      kind === 'message' &&
      carbon !== 'sent' &&
      !isEncrypted(content) &&
      content.body !== undefined
    ) {
      known.body = content.body
    }
    return known
  }

/** The same notice in texts of its own, to be kept: what they were cut out of, the whole stanza as a rule, may go. */
export const ownNotice = ({ key, importance, cause, urgent, addressed, sender, body }: Notice): Notice => {
  // hot loop: as above
  const own: Mutable<Notice> = { key: ownText(key), importance, cause, urgent, addressed }
  if (sender !== undefined) own.sender = ownText(sender)
  if (body !== undefined) own.body = ownText(body)
  return own
}
