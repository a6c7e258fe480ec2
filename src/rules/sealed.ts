/**
 * SEAL: what a sealed push says; only the device can read it, so no option hides anything of it.
 */
import type { Options } from '../options/options.js'
import { isEncrypted } from '../stanza/content.js'
import type { Facts } from '../state/facts.js'
import { bareOf } from '../state/jid.js'
import type { Seal } from '../state/registration.js'
import type { Counts } from '../state/session.js'
import { cutAtOctets } from '../state/text.js'
import type { Judged } from './judged.js'
import { isCount } from './summary.js'

/** What is left of `max-size` for a message: base64 makes four characters of three octets, and 64 are for all else. */
const messageOctets = (maxSize: number): number => Math.max(0, Math.floor(((maxSize - 64) * 6) / 8))

const typeOf = ({ causes, call, groupchat }: Facts): 'chat' | 'groupchat' | 'subscribe' | 'call' =>
  causes.includes('subscription-request') ? 'subscribe' : call !== undefined ? 'call' : groupchat ? 'groupchat' : 'chat'

/** The nick: in a room it is the resource of the sender. */
const nicknameOf = ({ groupchat, from, nickname }: Facts): string | undefined =>
  groupchat && from?.includes('/') === true ? from.slice(from.indexOf('/') + 1) : nickname

const members = (options: Options, facts: Facts, { maxSize }: Seal): Readonly<Record<string, unknown>> => {
  const type = typeOf(facts)
  const message = isEncrypted(facts.causes) ? options.encryptedText : facts.body
  const isRinging = facts.causes.some((cause) => ['call', 'call-invite', 'jingle-request'].includes(cause))
  return {
    sender: facts.from === undefined || type === 'call' ? facts.from : bareOf(facts.from),
    type,
    message: message === undefined ? undefined : cutAtOctets(message, messageOctets(maxSize)),
    nickname: nicknameOf(facts),
    sid: facts.call?.id,
    // a receiver takes a call without media for one that is over
    media: isRinging ? facts.call?.media : undefined,
  }
}

/**
 * SEAL: the plaintext of a sealed push, JSON, with its members in a fixed order and only where known.
 *
 * @param options - `encryptedText`
 * @param seal - of the registration: its `maxSize`
 * @param judged - the stanza; `undefined` for a ping
 * @param counts - what the server knows; without `unread` the count is 1
 * @returns the JSON, to be encoded in UTF-8
 * @example
 * plaintextOf(defaultOptions, { secret: 'MDEyMzQ1Njc4OWFiY2RlZg==', maxSize: 3000 }, judged, { unread: 2 })
 * @since 0.1.0
 */
export const plaintextOf = (options: Options, seal: Seal, judged: Judged | undefined, { unread }: Counts): string =>
  JSON.stringify({
    unread: isCount(unread) ? unread : 1,
    ...(judged === undefined ? {} : members(options, judged.facts, seal)),
  })
