/**
 * The account of the form, as the events that make it: so it is what the library makes of it, refusals and all.
 */
import type { Event, EventWithoutTime } from 'xmpp-push-rules'
import type { XmlElement } from 'xmpp-push-rules/xml'
import type { Entry } from './play.js'
import type { Device, Scene } from './scene.js'

/** When the account is made; a minute lies between two things that are played on the page. */
export const START = Date.UTC(2026, 0, 5, 8)
export const MINUTE = 60_000

const el = (name: string, attrs: XmlElement['attrs'], ...children: XmlElement['children']): XmlElement => ({
  name,
  attrs,
  children,
})

const words = (text: string): ReadonlyArray<string> => text.split(/[\s,]+/u).filter((word) => word !== '')

/** What is before and after the first `=`. */
const parts = (text: string): readonly [string, string] => [
  text.split('=')[0] ?? '',
  text.split('=').slice(1).join('='),
]

const field = ([name, value]: readonly [string, string]): XmlElement =>
  el('field', { var: name }, el('value', {}, value))

/** What a device asks for when it enables: what was filled in, and the element that says it. */
const asked = ({ options, muted, rooms, seal, ignoreUnknown, priority, jingle }: Device): ReadonlyArray<XmlElement> => {
  const type = ['FORM_TYPE', 'http://jabber.org/protocol/pubsub#publish-options'] as const
  const form = el('x', { xmlns: 'jabber:x:data', type: 'submit' }, ...[type, ...words(options).map(parts)].map(field))
  const jids = words(muted).map((jid) => el('item', { jid }))
  const list = words(rooms).map((room) => el('room', { jid: parts(room)[0], allow: parts(room)[1] || 'always' }))
  const elements: ReadonlyArray<readonly [string | boolean, XmlElement]> = [
    [options, form],
    [ignoreUnknown, el('ignore-unknown', { xmlns: 'tigase:push:filter:ignore-unknown:0' })],
    [priority, el('priority', { xmlns: 'tigase:push:priority:0' })],
    [jingle, el('jingle', { xmlns: 'tigase:push:jingle:0' })],
    [muted, el('muted', { xmlns: 'tigase:push:filter:muted:0' }, ...jids)],
    [rooms, el('groupchat', { xmlns: 'tigase:push:filter:groupchat:0' }, ...list)],
    [seal, el('encrypt', { xmlns: 'tigase:push:encrypt:0', alg: 'aes-128-gcm' }, seal)],
  ]
  return elements.flatMap(([isAsked, element]) => (isAsked ? [element] : []))
}

const enable = (device: Device): XmlElement => {
  const { service, node, away } = device
  const attrs = {
    xmlns: 'urn:xmpp:push:0',
    jid: service,
    node: node === '' ? undefined : node,
    away: away ? 'true' : undefined,
  }
  return el('iq', { type: 'set', id: 'enable' }, el('enable', attrs, ...asked(device)))
}

type Happening = readonly [event: EventWithoutTime, device?: number]

/** A device is enabled by the sessions that are bound to it, else by one that is gone at once. */
const enabling = (device: Device, index: number, sessions: Scene['sessions']): ReadonlyArray<Happening> => {
  const bound = sessions.filter((session) => session.bound === String(index))
  return (bound.length > 0 ? bound : [{ resource: `setup-${index}` }]).flatMap(
    ({ resource }): ReadonlyArray<Happening> => [
      [{ _tag: 'SessionOpened', resource }],
      [{ _tag: 'IqReceived', resource, iq: enable(device) }, index],
      ...(bound.length > 0 ? [] : ([[{ _tag: 'SessionClosed', resource }]] as const)),
    ],
  )
}

const stateOf = ({ resource, state }: Scene['sessions'][number]): ReadonlyArray<Happening> =>
  state === 'hibernating'
    ? [[{ _tag: 'HibernationStarted', resource, queue: [], resumeTimeoutMs: 300_000 }]]
    : state === 'away'
      ? [[{ _tag: 'PresenceChanged', resource, available: true, show: 'away' }]]
      : state === 'unavailable'
        ? [[{ _tag: 'PresenceChanged', resource, available: false }]]
        : []

/** The events of the form, those that enable with the place of their device. */
export const accountEntries = (devices: Scene['devices'], sessions: Scene['sessions']): ReadonlyArray<Entry> =>
  [
    ...devices.flatMap((device, index) => enabling(device, index, sessions)),
    ...sessions
      .filter(({ bound }) => devices[Number(bound || NaN)] === undefined)
      .map(({ resource }): Happening => [{ _tag: 'SessionOpened', resource }]),
    ...sessions.flatMap(stateOf),
  ].map(([event, device]) => ({ at: START, event: { ...event, at: START } as Event, device }))
