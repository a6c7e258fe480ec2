import * as E from 'fp-ts/lib/Either.js'
import { parseJid, type XmlElement } from 'xmpp-push-rules'

/** Where a stanza has to arrive. */
export type Place = 'client' | 'offline' | 'archive' | 'groupchat' | 'session'

/** XML 1.0 §2.2. */
const xmlText = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u

const isText = (element: XmlElement): boolean =>
  Object.values(element.attrs).every((value) => xmlText.test(value ?? '')) &&
  element.children.every((child) => (typeof child === 'string' ? xmlText.test(child) : isText(child)))

const chats: ReadonlyArray<string | undefined> = [undefined, 'normal', 'chat']

const takes: Readonly<Record<Place, { readonly types: ReadonlyArray<string | undefined>; readonly where: string }>> = {
  client: { types: [], where: '' },
  offline: { types: chats, where: 'stored offline' },
  archive: { types: chats, where: "archived in the user's archive" },
  groupchat: { types: ['groupchat'], where: 'seen as groupchat to the bare JID' },
  session: { types: [...chats, 'groupchat', 'headline', 'error'], where: 'queued' },
}

/** Why a stanza cannot come to this place by way of the wire. */
export const unsendable = (stanza: XmlElement, place: Place): string | undefined => {
  if (!isText(stanza)) return 'The law has characters that XML does not allow: no client can send them.'
  if (place === 'client') return undefined
  const { from, type } = stanza.attrs
  const { types, where } = takes[place]
  if (stanza.name !== 'message') return `Only messages are ${where}: never a <${stanza.name}/>.`
  if (!types.includes(type)) return `Messages of type ${type ?? 'normal'} are never ${where}.`
  return from !== undefined && E.isLeft(parseJid(from)) ? 'The sender is no JID: no server takes it.' : undefined
}
