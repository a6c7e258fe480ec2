/**
 * The account of the form, as the events that make it: so it is what the library makes of it, refusals and all.
 */
import type { Event } from 'xmpp-push-rules'
import type { XmlElement } from 'xmpp-push-rules/xml'
import type { Entry } from './play.js'
import type { Device, Scene } from './scene.js'

/** When the account is made; a minute lies between two things that are played on the page. */
export const START = Date.UTC(2026, 0, 5, 8)
export const MINUTE = 60_000

type Inner = XmlElement['children']
const el = (name: string, attrs: XmlElement['attrs'], ...children: Inner): XmlElement => ({ name, attrs, children })

const words = (text: string): ReadonlyArray<string> => text.split(/[\s,]+/u).filter((word) => word !== '')

/** What is before and after the first `=`. */
const halves = (text: string): ReadonlyArray<string> => /^([^=]*)=?(.*)$/su.exec(text)?.slice(1) ?? []

const FORM_TYPE = 'FORM_TYPE=http://jabber.org/protocol/pubsub#publish-options'

/** What a device asks for when it enables: what was filled in, and what says it. */
const asked = ({ options, muted, rooms, seal, ignoreUnknown, priority, jingle }: Device): Inner => {
  const field = ([name, value = '']: ReadonlyArray<string>) => el('field', { var: name }, el('value', {}, value))
  const room = ([jid, allow]: ReadonlyArray<string>) => el('room', { jid, allow: allow || 'always' })
  const fields = [FORM_TYPE, ...words(options)].map(halves).map(field)
  const jids = words(muted).map((jid) => el('item', { jid }))
  const elements: ReadonlyArray<readonly [string | boolean, XmlElement]> = [
    [options, el('x', { xmlns: 'jabber:x:data', type: 'submit' }, ...fields)],
    [ignoreUnknown, el('ignore-unknown', { xmlns: 'tigase:push:filter:ignore-unknown:0' })],
    [priority, el('priority', { xmlns: 'tigase:push:priority:0' })],
    [jingle, el('jingle', { xmlns: 'tigase:push:jingle:0' })],
    [muted, el('muted', { xmlns: 'tigase:push:filter:muted:0' }, ...jids)],
    [rooms, el('groupchat', { xmlns: 'tigase:push:filter:groupchat:0' }, ...words(rooms).map(halves).map(room))],
    [seal, el('encrypt', { xmlns: 'tigase:push:encrypt:0', alg: 'aes-128-gcm' }, seal)],
  ]
  return elements.flatMap(([isAsked, element]) => (isAsked ? [element] : []))
}

const enable = (device: Device): XmlElement => {
  const { service: jid, node, away } = device
  const attrs = { xmlns: 'urn:xmpp:push:0', jid, node: node || undefined, away: away ? 'true' : undefined }
  return el('iq', { type: 'set', id: 'enable' }, el('enable', attrs, ...asked(device)))
}

type Happening = Readonly<Record<string, unknown>>

/** A device is enabled by the sessions that are bound to it, else by one that is gone at once. */
const enabling = (device: Device, index: number, sessions: Scene['sessions']): ReadonlyArray<Happening> => {
  const open = (resource: string) => [
    { _tag: 'SessionOpened', resource },
    { _tag: 'IqReceived', resource, iq: enable(device) },
  ]
  const bound = sessions.filter((session) => session.bound === String(index)).flatMap(({ resource }) => open(resource))
  return bound.length > 0 ? bound : [...open('setup'), { _tag: 'SessionClosed', resource: 'setup' }]
}

const STATES: Readonly<Record<string, Happening>> = {
  hibernating: { _tag: 'HibernationStarted', queue: [], resumeTimeoutMs: 300_000 },
  away: { _tag: 'PresenceChanged', available: true, show: 'away' },
  unavailable: { _tag: 'PresenceChanged', available: false },
}

/** The events of the form, those about a device with its place. */
export const accountEntries = (devices: Scene['devices'], sessions: Scene['sessions']): ReadonlyArray<Entry> => {
  const enabled = devices.map((device, place) => enabling(device, place, sessions).map((event) => ({ place, event })))
  const unbound = sessions.filter(({ bound }) => bound === '' || devices[Number(bound)] === undefined)
  const opened = unbound.map(({ resource }) => ({ event: { _tag: 'SessionOpened', resource } }))
  const states = sessions.filter(({ state }) => Object.hasOwn(STATES, state))
  const changed = states.map(({ resource, state }) => ({ event: { ...STATES[state], resource } }))
  const all: ReadonlyArray<{ readonly event: Happening }> = [...enabled.flat(), ...opened, ...changed]
  return all.map(({ event, ...more }) => ({ ...more, at: START, event: { ...event, at: START } as unknown as Event }))
}
