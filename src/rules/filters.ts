/**
 * FIL, SET: what the server, a device or the user has muted.
 */
import * as O from 'fp-ts/lib/Option.js'
import type { Options } from '../options/options.js'
import { isEncrypted } from '../stanza/content.js'
import { hasWord } from '../stanza/mention.js'
import type { Facts } from '../state/facts.js'
import { bareOf, parseJid } from '../state/jid.js'
import { type Registration, type RoomFilter, sameKey, type Settings } from '../state/registration.js'
import type { Judged } from './judged.js'
import type { ReasonCode } from './reasons.js'

/** FIL-7: a filter of the server's own, for all registrations or for those that it names. */
const byServer = ({ host }: Facts, registration: Registration): ReasonCode | undefined => {
  const isMuted = host?.muted ?? host?.mutedFor !== undefined
  return isMuted && (host?.mutedFor?.some((key) => sameKey(key, registration)) ?? true) ? 'muted-by-server' : undefined
}

/** FIL-1. */
const byUnknown = ({ ignoreUnknown }: Settings, { groupchat, host }: Facts): ReasonCode | undefined =>
  ignoreUnknown === true && !groupchat && host?.senderKnown === false ? 'unknown-sender' : undefined

/** FIL-5: the bare sender as settings have it; parsed once, for a device may list thousands. */
const senderOf = ({ from }: Facts): string | undefined =>
  from === undefined ? undefined : O.toUndefined(O.fromEither(parseJid(bareOf(from))))

/** FIL-2. */
const byMuted = ({ muted }: Settings, facts: Facts): ReasonCode | undefined => {
  const sender = muted && senderOf(facts)
  return sender !== undefined && muted?.includes(sender) === true ? 'muted' : undefined
}

/** MEN-1: whether the message mentions the user, by the nick of a device's own list, too. */
export const isMentioned = (options: Options, { mention, namedNicks, body }: Facts, nick?: string): boolean =>
  mention === 'named' ||
  (nick !== undefined && namedNicks?.includes(nick) === true) ||
  (options.nickInBody && (mention === 'nick' || (nick !== undefined && body !== undefined && hasWord(body, nick))))

/** SET-1: an encrypted room message may hold a mention that nobody but the device sees. */
const mayMention = (options: Options, facts: Facts, nick?: string): boolean =>
  isMentioned(options, facts, nick) || (options.encryptedMention === 'push' && isEncrypted(facts.causes))

const roomOf = ({ rooms }: Settings, facts: Facts): RoomFilter | undefined => {
  const sender = rooms && senderOf(facts)
  return rooms?.find(({ room }) => room === sender)
}

/** FIL-3. */
const byRoom = (options: Options, settings: Settings, facts: Facts): ReasonCode | undefined => {
  if (!facts.groupchat || settings.rooms === undefined) return undefined
  const room = roomOf(settings, facts)
  if (room === undefined) return options.unlistedRooms === 'skip' ? 'room-unlisted' : undefined
  switch (room.allow) {
    case 'always':
      return undefined
    case 'never':
      return 'room-muted'
    case 'mentioned':
      return mayMention(options, facts, room.nick) ? undefined : 'not-mentioned'
  }
}

/** SET-1: the user's own setting for the chat. */
const bySetting = (options: Options, facts: Facts): ReasonCode | undefined =>
  facts.host?.chatSetting === 'never'
    ? 'chat-muted'
    : facts.host?.chatSetting === 'on-mention' && !mayMention(options, facts)
      ? 'chat-not-mentioned'
      : undefined

/** FIL-4: whether a call passes what a device or the user has muted. */
const passes = ({ callsPassFilters }: Options, { urgent }: Judged): boolean => callsPassFilters && urgent

/** FIL, SET: why a stanza is muted for a registration, if it is. */
export const mutedBy = (options: Options, registration: Registration, judged: Judged): ReasonCode | undefined => {
  const { facts } = judged
  const { settings } = registration
  // Fast path: same result as below; most stanzas have nothing that a filter could ask.
  if (settings === undefined && facts.host === undefined) return undefined
  return (
    byServer(facts, registration) ??
    (passes(options, judged)
      ? undefined
      : ((settings && (byUnknown(settings, facts) ?? byMuted(settings, facts) ?? byRoom(options, settings, facts))) ??
        bySetting(options, facts)))
  )
}

/** MEN-1: whether the message mentions the user for a registration. */
export const mentionsFor = (options: Options, { settings }: Registration, facts: Facts): boolean =>
  isMentioned(options, facts, settings && roomOf(settings, facts)?.nick)
