/** What happens, as the library's events: what makes the account of the form, and what the page plays on it. */
import type { Account, Event } from 'xmpp-push-rules'
import type { XmlElement } from 'xmpp-push-rules/xml'
import PAGE from './page.json' with { type: 'json' }
import type { Entry } from './play.js'
import type { Device, Scene } from './scene.js'

/** When the account is made; a minute lies between two things that are played on the page. */
export const START = Date.UTC(2026, 0, 5, 8)
export const MINUTE = 60_000

type Inner = XmlElement['children']
const el = (name: string, attrs: XmlElement['attrs'], ...children: Inner): XmlElement => ({ name, attrs, children })

const words = (text: string): ReadonlyArray<string> => text.match(/[^\s,]+/gu) ?? []

/** Words, each as what is before and after its first `=`. */
const pairs = (text: string) => words(text).map((word) => /^([^=]*)=?(.*)$/u.exec(word)?.slice(1) ?? [])

/** The request of a device: what was filled in says what it asks for. */
const enable = (device: Device): XmlElement => {
  const { service: jid, node, away, options, muted, rooms, seal } = device
  const form = pairs(`FORM_TYPE=http://jabber.org/protocol/pubsub#publish-options ${options}`)
  const inside: Readonly<Record<string, Inner>> = {
    options: form.map(([name, value = '']) => el('field', { var: name }, el('value', {}, value))),
    muted: words(muted).map((jid) => el('item', { jid })),
    rooms: pairs(rooms).map(([jid, allow]) => el('room', { jid, allow: allow || 'always' })),
    seal: [seal],
  }
  const asked = Object.entries(PAGE.asks).filter(([name]) => device[name as keyof typeof PAGE.asks])
  const children = asked.map(([name, element]) => ({ ...element, children: inside[name] ?? [] }))
  const attrs = { xmlns: 'urn:xmpp:push:0', jid, node: node || undefined, away: away ? 'true' : undefined }
  return el('iq', { type: 'set', id: 'enable' }, el('enable', attrs, ...children))
}

const STATES: Readonly<Record<string, object>> = PAGE.states

const happens = (event: object, place?: number): Entry => ({
  at: START,
  event: { ...event, at: START } as Event,
  place,
})

/** The events of the form, those about a device with its place: the account is what the library makes of them. */
export const accountEntries = (devices: Scene['devices'], sessions: Scene['sessions']): ReadonlyArray<Entry> => {
  const opens = (resource: string) => happens({ _tag: 'SessionOpened', resource })
  const gone = { resource: 'setup', bound: '' }
  const enabled = devices.flatMap((device, place) => {
    // a device is enabled by the sessions that are bound to it, else by one that is gone at once
    const bound = sessions.filter((session) => session.bound === String(place))
    const enables = (bound.length > 0 ? bound : [gone]).flatMap(({ resource }) => {
      return [opens(resource), happens({ _tag: 'IqReceived', resource, iq: enable(device) }, place)]
    })
    return bound.length > 0 ? enables : [...enables, happens({ ...gone, _tag: 'SessionClosed' })]
  })
  const unbound = sessions.filter(({ bound }) => bound === '' || devices[Number(bound)] === undefined)
  const changed = sessions.filter(({ state }) => Object.hasOwn(STATES, state))
  const states = changed.map(({ resource, state }) => happens({ ...STATES[state], resource }))
  return [...enabled, ...unbound.map(({ resource }) => opens(resource)), ...states]
}

/** What may happen on a server, by tag: what is said of it, and what its event has. */
export const TRIGGERS = new Map<unknown, ReadonlyArray<string>>(PAGE.triggers.map(([tag, ...row]) => [tag, row]))

/** The type and condition of an error, but for two. */
const answerOf = (text: string): object => {
  const [type = '', condition] = text.split(' ')
  const tag = { accepted: 'Accepted', timed: 'TimedOut' }[type]
  return tag === undefined ? { _tag: 'Rejected', type, condition } : { _tag: tag }
}

const count = (text: string): number | undefined => (text.trim() === '' ? undefined : Number(text))

/** The event that a scene speaks of. */
export const eventOf = (scene: Scene, stanza: XmlElement, { registrations, sessions }: Account, at: number): Event => {
  const { trigger, resource, key } = scene
  const registration = registrations[Number(scene.registration)] ?? registrations[0] ?? { service: '', node: '' }
  // what only the server knows, as far as something is said
  const said = Object.entries(scene.context).filter(([, value]) => value !== '' && value !== false)
  const context = said.map(([name, value]) => [name, name === 'senderKnown' ? value === 'yes' : value] as const)
  const delivery = { stanza, key, context: Object.fromEntries(context) }
  const unread = count(scene.unread || (trigger === 'UnreadChanged' ? '0' : ''))
  const members: Readonly<Record<string, object>> = {
    delivery: { delivery },
    queue: { queue: [delivery] },
    counts: { unread, pendingSubscriptions: count(scene.pendingSubscriptions) },
    resource: { resource: Object.hasOwn(sessions, resource) ? resource : (Object.keys(sessions)[0] ?? resource) },
    resumeTimeoutMs: { resumeTimeoutMs: 300_000 },
    away: { available: true, show: 'away' },
    iq: { iq: stanza },
    message: { message: stanza },
    registration: { registration, from: registration.service },
    answer: { answer: answerOf(scene.answer) },
    registrations: { registrations: [registration] },
  }
  return Object.assign({ _tag: trigger, at }, ...(TRIGGERS.get(trigger) ?? []).map((name) => members[name])) as Event
}
