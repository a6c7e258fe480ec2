import type { RoomFilter, XmlElement } from 'xmpp-push-rules'
import {
  answers,
  bodyOf,
  both,
  childNamed,
  lastEnabling,
  onlyLibrary,
  onlyServer,
  settingsOf,
  skips,
  stanzaOf,
  deliveryOf,
  type Case,
} from './case.js'
import { agree } from './compare.js'
import type { Reason } from './reason.js'
import { prosody13Reasons } from './reasons-prosody-13.js'
import type { PublishView } from './wire.js'

const bare = (jid: string | undefined): string => (jid ?? '').split('/')[0] ?? ''

/** Both sides say the same but for what `cover` covers. */
const alikeBut = ({ library, server }: Case, cover: (view: PublishView) => PublishView): boolean =>
  library !== undefined && server !== undefined && agree(cover(library), cover(server))

const withoutPriority = (view: PublishView): PublishView => ({ ...view, priority: undefined })

const withoutTag = (view: PublishView): PublishView =>
  view.sealed === undefined ? view : { ...view, sealed: { ...view.sealed, hasTag: true } }

const withoutMessage = (view: PublishView): PublishView =>
  view.sealed === undefined
    ? view
    : { ...view, sealed: { ...view.sealed, members: { ...view.sealed.members, message: undefined } } }

/** The sealed messages of both sides, where the rest is alike. */
const messages = (it: Case): readonly [library: string, server: string] | undefined => {
  const [ours, theirs] = [it.library, it.server].map((view) => view?.sealed?.members?.['message'])
  return typeof ours === 'string' && typeof theirs === 'string' && alikeBut(it, withoutMessage)
    ? [ours, theirs]
    : undefined
}

const isOfRoom = (stanza: XmlElement | undefined): boolean => stanza?.attrs['type'] === 'groupchat'

const filterFor = (it: Case, stanza: XmlElement | undefined): RoomFilter | undefined =>
  settingsOf(it).rooms?.find((each) => each.room === bare(stanza?.attrs['from']))

/** What mod_cloud_notify_filters takes for a mention: the address has to be one of these to the letter. */
const isReferredTo = (it: Case, stanza: XmlElement | undefined): boolean => {
  const addresses = [
    `xmpp:${bare(stanza?.attrs['to'])}`,
    `xmpp:${bare(stanza?.attrs['from'])}/${filterFor(it, stanza)?.nick}`,
  ]
  return childNamed(stanza, 'reference').some(({ attrs }) => addresses.includes(attrs['uri'] ?? ''))
}

const longestOctets = 255
const isCut = ([library, server]: readonly [string, string]): boolean =>
  library !== server && library.startsWith(server) && Buffer.byteLength(server) <= longestOctets

const enablingOf = (it: Case, name: string): XmlElement | undefined => childNamed(lastEnabling(it), name)[0]

/** The algorithm is the right one, but not in these letters. */
const hasOtherLetters = (it: Case): boolean => {
  const algorithm = enablingOf(it, 'encrypt')?.attrs['alg']
  return algorithm !== 'aes-128-gcm' && algorithm?.toLowerCase() === 'aes-128-gcm'
}

/**
 * Where Prosody's mod_cloud_notify_extensions is known to differ: mod_cloud_notify_filters, _priority_tag and _encrypted,
 * beside all that Prosody 13 does otherwise without them.
 */
export const extensionsReasons: ReadonlyArray<Reason> = [
  {
    id: 'priority-unasked',
    rules: ['PRI-1'],
    title: 'The priority of an important push is sent whether it was asked for or not.',
    explains: (it) =>
      it.server?.priority === 'high' && settingsOf(it).priority !== true && alikeBut(it, withoutPriority),
  },
  {
    id: 'never-low',
    rules: ['PRI-1'],
    title: 'An unimportant push has no priority: it is never low.',
    explains: (it) =>
      it.library?.priority === 'low' && it.server?.priority === undefined && alikeBut(it, withoutPriority),
  },
  {
    id: 'unknown-kills-rooms',
    rules: ['FIL-1'],
    title: 'A device that ignores strangers hears of no room either.',
    explains: (it) => onlyLibrary(it) && settingsOf(it).ignoreUnknown === true && isOfRoom(stanzaOf(it)),
  },
  {
    id: 'unknown-without-subscription',
    rules: ['FIL-1'],
    title: 'Somebody in the roster who is not subscribed to the presence is a stranger.',
    explains: (it) =>
      onlyLibrary(it) && settingsOf(it).ignoreUnknown === true && deliveryOf(it)?.context?.senderKnown === true,
  },
  {
    id: 'muted-with-resource',
    rules: ['FIL-2'],
    title: 'A muted JID that has a resource mutes nobody.',
    explains: (it) =>
      onlyServer(it) &&
      skips(it, 'now').includes('muted') &&
      childNamed(enablingOf(it, 'muted'), 'item').some(({ attrs }) => attrs['jid']?.includes('/') === true),
  },
  {
    id: 'mentioned-by-reference-only',
    rules: ['FIL-3', 'MEN-1', 'SET-1'],
    title:
      'A mention is a reference whose address is to the letter the own JID or the listed nick: neither the nick in the body, nor an address with a query, nor what may be in an encrypted message.',
    explains: (it) => {
      const stanza = stanzaOf(it)
      return onlyLibrary(it) && filterFor(it, stanza)?.allow === 'mentioned' && !isReferredTo(it, stanza)
    },
  },
  {
    id: 'without-tag',
    rules: ['SEAL'],
    title: 'The tag of what is sealed is sixteen zero octets: it was opened unchecked.',
    explains: (it) => both(it) && it.server?.sealed?.hasTag === false && alikeBut(it, withoutTag),
  },
  {
    id: 'cut-at-255',
    rules: ['SEAL'],
    title: 'A sealed body is cut at 255 octets.',
    explains: (it) => {
      const texts = messages(it)
      return texts !== undefined && isCut(texts)
    },
  },
  {
    id: 'encrypted-text',
    rules: ['SEAL'],
    title: 'Of an encrypted message a sentence of its own is sealed.',
    explains: (it) => {
      const [library, server] = messages(it) ?? []
      return library === it.options.encryptedText && server === 'You have received an encrypted message'
    },
  },
  {
    id: 'encryption-by-name',
    rules: ['SEAL'],
    title: 'Encryption is seen by its name (XEP-0380), and the first OMEMO: of any other the body beside it is sealed.',
    explains: (it) => {
      const [library, server] = messages(it) ?? []
      const stanza = stanzaOf(it)
      return (
        library === it.options.encryptedText &&
        server === bodyOf(stanza) &&
        childNamed(stanza, 'encryption').length === 0
      )
    },
  },
  {
    id: 'algorithm-to-the-letter',
    rules: ['SEAL'],
    title: 'The algorithm is refused in any other letters.',
    explains: (it) =>
      hasOtherLetters(it) && (answers(it, 'result', 'modify/feature-not-implemented') || onlyLibrary(it)),
  },
  ...prosody13Reasons,
]
