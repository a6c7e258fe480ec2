/** What happens, as the library's events: of the form, of a stanza and its trigger, and of a log. */
import * as E from 'fp-ts/lib/Either.js'
import type { Account, Event } from 'xmpp-push-rules'
import { decodeLine, encodeLine } from 'xmpp-push-rules/log'
import type { XmlElement } from 'xmpp-push-rules/xml'
import PAGE from './page.json' with { type: 'json' }
import { changesOf, type Json, optionsOf, type Scene } from './scene.js'

/** Something that happens at a time, or else a note; `place` is that of the device in the form, if it is about one. */
export type Entry = Readonly<{ at: number; event?: Event; note?: string; place?: number | undefined }>
export type Entries = ReadonlyArray<Entry>

/** When the account is made; a minute lies between two things that are played on the page. */
export const START = Date.UTC(2026, 0, 5, 8)
export const MINUTE = 60_000

type Inner = XmlElement['children']
const el = (name: string, attrs: XmlElement['attrs'], ...children: Inner): XmlElement => ({ name, attrs, children })

const words = (text: string): ReadonlyArray<string> => text.match(/[^\s,]+/gu) ?? []

/** Words, each as what is before and after its first `=`. */
const pairs = (text: string) => words(text).map((word) => /^([^=]*)=?(.*)$/u.exec(word)?.slice(1) ?? [])

/** The request of a device: what was filled in says what it asks for. */
const enable = (device: Scene['devices'][number]): XmlElement => {
  const { service, node, away, options, muted, rooms, seal } = device
  const form = pairs(`FORM_TYPE=http://jabber.org/protocol/pubsub#publish-options ${options}`)
  const inside: Readonly<Record<string, Inner>> = {
    options: form.map(([name, value = '']) => el('field', { var: name }, el('value', {}, value))),
    muted: words(muted).map((jid) => el('item', { jid })),
    rooms: pairs(rooms).map(([jid, allow]) => el('room', { jid, allow: allow || 'always' })),
    seal: [seal],
  }
  const asked = Object.entries(PAGE.asks).filter(([name]) => (device as Json)[name])
  const children = asked.map(([name, element]) => ({ ...element, children: inside[name] ?? [] }))
  const attrs = { xmlns: 'urn:xmpp:push:0', jid: service, node: node || undefined, away: away ? 'true' : undefined }
  return el('iq', { type: 'set', id: 'enable' }, el('enable', attrs, ...children))
}

const STATES: Readonly<Record<string, object>> = PAGE.states

/** The events of the form, those about a device with its place: the account is what the library makes of them. */
export const accountEntries = (devices: Scene['devices'], sessions: Scene['sessions']): Entries => {
  const entry = (event: object, place?: number) => ({ at: START, event: { ...event, at: START } as Event, place })
  const opens = (resource: string) => entry({ _tag: 'SessionOpened', resource })
  // a device is enabled by the sessions that are bound to it, else by one that is gone at once
  const enabled = devices.flatMap((device, place) => {
    const bound = sessions.filter((session) => session.bound === String(place))
    const enables = (resource: string) => entry({ _tag: 'IqReceived', resource, iq: enable(device) }, place)
    if (bound.length > 0) return bound.flatMap(({ resource }) => [opens(resource), enables(resource)])
    return [opens('setup'), enables('setup'), entry({ _tag: 'SessionClosed', resource: 'setup' })]
  })
  const unbound = sessions.filter(({ bound }) => bound === '' || devices[Number(bound)] === undefined)
  const changed = sessions.filter(({ state }) => Object.hasOwn(STATES, state))
  const states = changed.map(({ resource, state }) => entry({ ...STATES[state], resource }))
  return [...enabled, ...unbound.map(({ resource }) => opens(resource)), ...states]
}

/** What may happen on a server, by tag: what is said of it, and what its event has. */
export const TRIGGERS = new Map<unknown, ReadonlyArray<string>>(PAGE.triggers.map(([tag, ...row]) => [tag, row]))

const count = (text: string): number | undefined => (text.trim() === '' ? undefined : Number(text))

/** The event that a scene speaks of. */
export const eventOf = (scene: Scene, stanza: XmlElement, { registrations, sessions }: Account, at: number): Event => {
  const { trigger, resource, key } = scene
  const registration = registrations[Number(scene.registration)] ?? registrations[0] ?? { service: '', node: '' }
  // what only the server knows, as far as something is said
  const said = Object.entries(scene.context).filter(([, value]) => value !== '' && value !== false)
  const context = said.map(([name, value]) => [name, name === 'senderKnown' ? value === 'yes' : value] as const)
  const delivery = { stanza, key, context: Object.fromEntries(context) }
  const stanzas = { delivery, queue: [delivery], iq: stanza, message: stanza }
  const devices = { registration, registrations: [registration], from: registration.service }
  const unread = count(scene.unread || (trigger === 'UnreadChanged' ? '0' : ''))
  const counts = { unread, pendingSubscriptions: count(scene.pendingSubscriptions) }
  const session = Object.hasOwn(sessions, resource) ? resource : (Object.keys(sessions)[0] ?? resource)
  const answer = (PAGE.answers as Json)[scene.answer] ?? PAGE.answers.accepted
  const all: Json = { ...stanzas, ...devices, ...counts, ...PAGE.fixed, resource: session, answer }
  const [, ...names] = TRIGGERS.get(trigger) ?? []
  return Object.assign({ _tag: trigger, at }, ...names.map((name) => ({ [name]: all[name] }))) as Event
}

/** A line of a log as something that happened; one that cannot be read says why. */
export const readLine = (text: string): Entry => {
  const read = decodeLine(text)
  if (E.isLeft(read))
    return { at: 0, note: `This line cannot be read: ${read.left[0].path} is not ${read.left[0].expected}` }
  const line = read.right
  if (line._tag === 'Happened') return { at: line.event.at, event: line.event }
  if (line._tag !== 'Sent') return { at: line._tag === 'Header' ? 0 : line.at }
  return { at: line.at, note: `The server sent a ${line.iq.attrs['type'] === 'set' ? 'publish' : 'reply'}` }
}

/** Something that happened as a line of a log. */
export const writeLine = (account: string, { at, event }: Entry): string =>
  encodeLine(event ? { _tag: 'Happened', account, event } : { _tag: 'Passed', at })

/** The accounts of a log, in each life of its server, the busiest first: a header begins a life. */
export const readLog = (text: string) => {
  const lines = text.split(/\r?\n/u).filter((line) => line.trim() !== '')
  const all = lines.map((line) => ({ line, read: E.getOrElseW(() => undefined)(decodeLine(line)) }))
  const headers = all.flatMap(({ read }, index) => (read?._tag === 'Header' ? [index] : []))
  const parts = [-1, ...headers].flatMap((start, life) => {
    const header = all[start]?.read
    const overrides = header?._tag === 'Header' ? changesOf(header.options, optionsOf('default', {}).options) : {}
    const told = all.slice(start + 1, headers[life]).map(({ line, read }) => {
      return { line, jid: read && 'account' in read ? read.account : undefined }
    })
    return [...new Set(told.flatMap(({ jid }) => jid ?? []))].map((jid) => {
      const own = told.filter((one) => [undefined, jid].includes(one.jid)).map(({ line }) => line)
      return { jid, lines: own, policy: 'default', overrides, fromLog: true, at: -1 }
    })
  })
  return parts.sort((a, b) => b.lines.length - a.lines.length)
}
