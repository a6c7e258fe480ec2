/**
 * EXT: what a client asks for when it enables, as laws write it.
 */
import { NS } from '../../stanza/namespaces.js'
import { answered } from '../expect.js'
import { el } from '../../xml/build.js'
import type { XmlElement } from '../../xml/element.js'
import { inFolder } from '../law.js'
import { asks, closes, enableElement, opens, PHONE } from '../stage.js'
import { body, message } from '../stanzas.js'
import { findChild, findPath, scopeOf } from '../../xml/query.js'
import type { Push } from '../observe.js'
import type { Expectation, Step } from '../scene.js'

export const TIGASE = {
  section: 'tigase:push',
} as const

export const law = inFolder('field/extensions', {
  level: 'FIELD',
  ...TIGASE,
})

export const asking = (children: ReadonlyArray<XmlElement>, expect?: Expectation): Step =>
  asks('gone', enableElement({ jid: PHONE.service, node: PHONE.node }, children), expect)

/** A device that is gone and asked for something. */
export const goneWith = (...children: ReadonlyArray<XmlElement>): ReadonlyArray<Step> => [
  opens('gone'),
  asking(children, answered('result')),
  closes('gone'),
]

export const ROOM = 'hall@rooms.example'
export const inRoom = (text: string, ...more: ReadonlyArray<XmlElement>): XmlElement =>
  message([...more, body(text)], { type: 'groupchat', from: `${ROOM}/nurse` })

export const muted = (...jids: ReadonlyArray<string>): XmlElement =>
  el(
    'muted',
    { xmlns: NS.muted },
    jids.map((jid) => el('item', { jid })),
  )

export const rooms = (allow: string, nick?: string): XmlElement =>
  el('groupchat', { xmlns: NS.groupchatFilter }, [
    el('room', { jid: ROOM, allow, ...(nick === undefined ? {} : { nick }) }),
  ])

const TO_NOTIFICATION = [
  ['pubsub', NS.pubsub],
  ['publish', NS.pubsub],
  ['item', NS.pubsub],
  ['notification', NS.push],
] as const

/** What stands beside or in the place of the form. */
export const inNotification = ({ iq }: Push, name: string, namespace: string): XmlElement | undefined => {
  const notification = findPath(scopeOf(iq), TO_NOTIFICATION)
  return notification && findChild(notification, name, namespace)?.element
}
