/**
 * Messages as they travel on a server's streams, as text: several kinds, lengths and senders.
 */
import { pick, scramble } from './random.js'

const SENDERS = [
  'romeo@montague.example/orchard-7f3a',
  'nurse@capulet.example/phone',
  'benvolio@montague.example/Conversations.Xk2f',
  'mercutio@verona.example/gajim.9QKZ01',
  'o\\27neil@verona.example/O&apos;Neil &amp; Sons',
  'paris@verona.example/Schloß',
] as const

const WORDS = [
  'wherefore',
  'art',
  'thou',
  'Romeo',
  'deny',
  'thy',
  'father',
  'and',
  'refuse',
  'name',
  'or',
  'if',
  'wilt',
  'not',
  'be',
  'but',
  'sworn',
  'my',
  'love',
  'I&apos;ll',
  'no',
  'longer',
  'a',
  'Capulet',
  'R&amp;J',
  'süß',
  '🌹',
  '&lt;3',
] as const

const words = (seed: number): string =>
  Array.from({ length: 3 + (scramble(seed) % 30) }, (_, index) => pick(WORDS, seed * 31 + index)).join(' ')

const base64 = (seed: number, length: number): string =>
  Array.from({ length }, (_, index) => 'ABCDEFGHIJabcdefghij0123456789+/'[scramble(seed * 97 + index) % 32]).join('')

const body = (seed: number): string =>
  `<body>${words(seed)}</body><request xmlns="urn:xmpp:receipts"/><markable xmlns="urn:xmpp:chat-markers:0"/>` +
  '<active xmlns="http://jabber.org/protocol/chatstates"/>'

const encrypted = (seed: number): string => {
  const keys = [1, 2, 3].map((n) => `<key rid="${scramble(seed + n)}">${base64(seed + n, 80)}</key>`).join('')
  return (
    `<encrypted xmlns="eu.siacs.conversations.axolotl"><header sid="${scramble(seed)}">${keys}<iv>${base64(seed, 16)}</iv>` +
    `</header><payload>${base64(seed, 64)}</payload></encrypted><store xmlns="urn:xmpp:hints"/>` +
    '<encryption xmlns="urn:xmpp:eme:0" name="OMEMO" namespace="eu.siacs.conversations.axolotl"/>' +
    '<body>I sent you an OMEMO encrypted message.</body>'
  )
}

const CHAT_STATES = ['active', 'composing', 'paused', 'inactive', 'gone'] as const

const message = (to: string, seed: number, content: string): string =>
  `<message type="chat" from="${pick(SENDERS, seed)}" to="${to}" id="${scramble(seed).toString(36)}">${content}` +
  `<origin-id xmlns="urn:xmpp:sid:0" id="${scramble(seed).toString(36)}"/>` +
  `<stanza-id xmlns="urn:xmpp:sid:0" by="${to}" id="${scramble(seed + 1).toString(36)}"/></message>`

/** A message that every server holds important: three of four have a body, the fourth is encrypted. */
export const importantMessage = (to: string, seed: number): string =>
  message(to, seed, seed % 4 === 3 ? encrypted(seed) : body(seed))

/** A message that only says that somebody is typing. */
export const chatState = (to: string, seed: number): string =>
  message(to, seed, `<${pick(CHAT_STATES, seed)} xmlns="http://jabber.org/protocol/chatstates"/>`)
