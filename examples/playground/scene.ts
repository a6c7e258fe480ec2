/** A scene: all that somebody chose on the page, which a link carries; and the events that it stands for. */
import * as E from 'fp-ts/lib/Either.js'
import { type Account, defaultOptions, type Event, makeOptions, type Options, policies } from 'xmpp-push-rules'
import { decodeLine, encodeLine } from 'xmpp-push-rules/log'
import type { XmlElement } from 'xmpp-push-rules/xml'
import PAGE from './page.json' with { type: 'json' }

export type Json = Readonly<Record<string, unknown>>
type First = Readonly<Omit<typeof PAGE.first, 'overrides' | 'lines'>>
/** `lines` are what happened, as lines of a log; `at` is the chapter that is looked at, -1 what would happen now. */
export type Scene = First & Readonly<{ overrides: Json; lines: ReadonlyArray<string> }>
type Sample = Readonly<{ xml: string; trigger?: string; context?: Partial<Scene['context']> }>
const SAMPLES: Readonly<Record<string, Readonly<Record<string, Sample>>>> = PAGE.samples
export const SAMPLE = Object.assign({}, ...Object.values(SAMPLES)) as Readonly<Record<string, Sample>>
export const SAMPLE_NAMES = Object.entries(SAMPLES).map(([group, samples]) => [group, Object.keys(samples)])
/** Triggers that make sense of one kind of stanza alone. */
const SPECIAL: ReadonlySet<string | undefined> = new Set(Object.values(SAMPLE).map(({ trigger }) => trigger))

/** What a sample changes: the stanza, its key, and what it needs to make sense. */
export const withSample = (sample: string, scene: Scene): Partial<Scene> => {
  const { xml = '', trigger = SPECIAL.has(scene.trigger) ? 'Archived' : scene.trigger, context } = SAMPLE[sample] ?? {}
  const key = sample.toLowerCase().replace(/\W+/gu, '-')
  return { sample, xml, key, context: { ...PAGE.first.context, ...context }, trigger }
}

export const firstScene: Scene = { ...PAGE.first, ...withSample(PAGE.first.sample, PAGE.first) }

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
/** As much of what is given as is of the pattern's types: whoever made a link may have made it by hand. */
const like = (pattern: unknown, given: unknown): unknown => {
  // an empty list is one of texts, an empty object one of anything
  if (Array.isArray(pattern)) return Array.isArray(given) ? given.map((one) => like(pattern[0] ?? '', one)) : pattern
  if (!isObject(pattern)) return typeof given === typeof pattern ? given : pattern
  if (!isObject(given)) return pattern
  const members = Object.keys(pattern).map((name) => [name, like(pattern[name], given[name])] as const)
  return members.length === 0 ? given : Object.fromEntries(members)
}

export const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
/** The members of one object that another one has not. */
export const changesOf = (object: object, base: object): Json =>
  Object.fromEntries(Object.entries(object).filter(([name, value]) => !isSame(value, (base as Json)[name])))
const through = async (octets: BlobPart, change: CompressionStream | DecompressionStream): Promise<Uint8Array> =>
  new Uint8Array(await new Response(new Blob([octets]).stream().pipeThrough(change)).arrayBuffer())

/** What differs from the first scene: deflated, in base64 for addresses. */
export const toAddress = async (scene: Scene): Promise<string> => {
  const octets = await through(JSON.stringify(changesOf(scene, firstScene)), new CompressionStream('deflate-raw'))
  const base64 = btoa(Array.from(octets, (octet) => String.fromCodePoint(octet)).join(''))
  return base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** The scene of an address; of one that holds none, the first scene. */
export const fromAddress = async (address: string): Promise<Scene> => {
  try {
    // a longer address, which no page made, could unfold to more than a page can hold
    const text = atob(address.slice(0, 100_000).replaceAll('-', '+').replaceAll('_', '/'))
    const octets = Uint8Array.from(text, (one) => one.codePointAt(0) ?? 0)
    const json = new TextDecoder().decode(await through(octets, new DecompressionStream('deflate-raw')))
    return like(firstScene, JSON.parse(json)) as Scene
  } catch {
    return firstScene
  }
}

/** The options of a policy and of what was changed, without what is wrong; and what was expected there. */
export const optionsOf = (policy: string, overrides: Json): Readonly<{ options: Options; faults: Json }> => {
  const made = makeOptions({ ...(policies as Readonly<Record<string, Partial<Options>>>)[policy], ...overrides })
  if (E.isRight(made)) return { options: made.right, faults: {} }
  const faults = Object.fromEntries(made.left.map(({ option, expected }) => [option, expected]))
  const right = Object.entries(overrides).filter(([name]) => !Object.hasOwn(faults, name))
  return { options: optionsOf(policy, Object.fromEntries(right)).options, faults }
}

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
  const changed = sessions.filter(({ state }) => Object.hasOwn(PAGE.states, state))
  const states = changed.map(({ resource, state }) =>
    entry({ ...PAGE.states[state as keyof typeof PAGE.states], resource }),
  )
  return [...enabled, ...unbound.map(({ resource }) => opens(resource)), ...states]
}

/** What may happen on a server, by tag: what is said of it, and what its event has. */
export const TRIGGERS = new Map<unknown, ReadonlyArray<string>>(PAGE.triggers.map(([tag, ...row]) => [tag, row]))

const count = (text: string): number | undefined => (text.trim() === '' ? undefined : Number(text))
/** The event that a scene speaks of. */
export const eventOf = (scene: Scene, stanza: XmlElement, { registrations, sessions }: Account, at: number): Event => {
  const { trigger, resource, key } = scene
  const registration = registrations[Number(scene.registration)] ?? registrations[0] ?? { service: '', node: '' }
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
  const [fault] = E.isLeft(read) ? read.left : []
  if (E.isLeft(read)) return { at: 0, note: `This cannot be read: ${fault?.path || 'it'} is not ${fault?.expected}` }
  const line = read.right
  if (line._tag === 'Happened') return { at: line.event.at, event: line.event }
  if (line._tag !== 'Sent') return { at: line._tag === 'Header' ? 0 : line.at }
  return { at: line.at, note: `The server sent a ${line.iq.attrs['type'] === 'set' ? 'publish' : 'reply'}` }
}

export const writeLine = (account: string, { at, event }: Entry): string =>
  encodeLine(event ? { _tag: 'Happened', account, event } : { _tag: 'Passed', at })

/** The accounts of a log, in each life of its server, the busiest first: a header begins a life. */
export const readLog = (text: string) => {
  const all = text.split(/\r?\n/u).flatMap((line) => {
    const read = E.getOrElseW(() => ({}))(decodeLine(line)) as Partial<{ account: string; options: Options }>
    return line.trim() === '' ? [] : [{ line, jid: read.account, options: read.options }]
  })
  const headers = all.flatMap(({ options }, index) => (options ? [index] : []))
  const parts = [-1, ...headers].flatMap((start, life) => {
    const overrides = changesOf(all[start]?.options ?? {}, defaultOptions)
    const told = all.slice(start + 1, headers[life])
    return [...new Set(told.flatMap(({ jid }) => jid ?? []))].map((jid) => {
      const lines = told.filter((one) => [undefined, jid].includes(one.jid)).map(({ line }) => line)
      return { jid, lines, policy: 'default', overrides, fromLog: true, at: -1 }
    })
  })
  return parts.sort((a, b) => b.lines.length - a.lines.length)
}
