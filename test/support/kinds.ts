/** Every kind of stanza that the rules tell apart. */
import type { XmlElement } from 'xmpp-push-rules'
import { JULIET, PHONE, ROMEO, ROOM, el, message, body, chatState, carbon } from './fixtures.js'

/** What of a stanza is private: two traces may differ in nothing else. */
export interface Private {
  readonly text: string
  readonly from: string
  /** The id of a call. */
  readonly call: string
}

export type Veil = (hidden: Private) => Private

const nick = (text: string): XmlElement => el('nick', { xmlns: 'http://jabber.org/protocol/nick' }, text)
const jingle = (name: string, id: string): XmlElement => el(name, { xmlns: 'urn:xmpp:jingle-message:0', id })
const event = (node: string, ...inside: ReadonlyArray<XmlElement>): XmlElement =>
  el('event', { xmlns: 'http://jabber.org/protocol/pubsub#event' }, el('items', { node }, ...inside))
const inRoom = ({ text, from }: Private): XmlElement =>
  message({ from: `${ROOM}/${from}`, type: 'groupchat' }, body(text))

/** Every kind of stanza. */
export const SHAPES: ReadonlyArray<(hidden: Private) => XmlElement> = [
  ({ text, from }) => message({ from }, body(text)),
  ({ text, from }) => message({ from }, body(text), nick(from)),
  ({ from }) => ({ ...chatState, attrs: { ...chatState.attrs, from } }),
  ({ from }) => ({ ...chatState, attrs: { ...chatState.attrs, from } }),
  inRoom,
  ({ text, from }) => message({ from, type: 'groupchat' }, el('subject', {}, 'topic'), body(text)),
  ({ text, from }) => message({ from, type: 'error' }, body(text)),
  ({ text, from }) => message({ from, type: 'headline' }, body(text)),
  ({ from, call }) => message({ from }, jingle('propose', call)),
  ({ from, call }) => message({ from }, jingle('retract', call)),
  ({ call }) => message({ from: `${JULIET}/desktop`, to: ROMEO }, jingle('accept', call)),
  ({ text, from }) => message({ from }, el('encrypted', { xmlns: 'urn:xmpp:omemo:2' }, el('payload')), body(text)),
  ({ text, from }) => carbon('received', message({ from }, body(text))),
  ({ from, call }) => carbon('received', message({ from }, jingle('propose', call))),
  ({ text, from }) => carbon('sent', message({ from: PHONE, to: from }, body(text))),
  ({ text, from }) => carbon('received', message({ from }, body(text)), { from }),
  (hidden) => message({ from: ROOM }, event('urn:xmpp:mucsub:nodes:messages', el('item', {}, inRoom(hidden)))),
  () => message({ from: JULIET }, event('urn:xmpp:mds:displayed:0')),
  ({ text, from }) => message({ from }, el('replace', { xmlns: 'urn:xmpp:message-correct:0', id: '1' }), body(text)),
  ({ text, from }) => message({ from, to: ROMEO }, body(text)),
  ({ from }) => el('presence', { xmlns: 'jabber:client', from, to: JULIET }),
  ({ from }) => el('presence', { xmlns: 'jabber:client', from, to: JULIET, type: 'subscribe' }),
]
