/** What the page shows of a scene: everything that is computed, and nothing that draws. */
import * as E from 'fp-ts/lib/Either.js'
import * as push from 'xmpp-push-rules'
import { parseXml, type XmlElement } from 'xmpp-push-rules/xml'
import { accountEntries, eventOf, MINUTE, START } from './events.js'
import { type Chapter, type Entry, play, readLine, type World } from './play.js'
import { firstScene, optionsOf, type Scene } from './scene.js'

/** The last results, by identity of what they were made of: while somebody types, the past is not played again. */
const memo = <A extends ReadonlyArray<unknown>, B>(make: (...args: A) => B): ((...args: A) => B) => {
  let kept: ReadonlyArray<Readonly<{ args: A; value: B }>> = []
  return (...args) => {
    const same = kept.find((one) => one.args.every((arg, index) => arg === args[index]))
    const found = same ?? { args, value: make(...args) }
    kept = [found, ...kept.filter((one) => one !== found).slice(0, 3)]
    return found.value
  }
}

const optionsFor = memo(optionsOf)
const xmlOf = memo(parseXml)
const played = memo(play)
const made = memo(accountEntries)
const entriesOf = memo((lines: Scene['lines']) => lines.map(readLine))
const NOBODY: ReadonlyArray<Entry> = []

/** The world of an account of which nothing is known. */
const worldOf = memo((jid: string): World | undefined => {
  const account = push.emptyAccount(jid)
  return E.isRight(account) ? { account: account.right, timers: new Map() } : undefined
})

/** What one device is told: the request as it is written with an id of the host's, and what the host seals. */
type Decided = Extract<push.Effect, { readonly decision: unknown }>
export type Outcome = Readonly<{ effect: Decided; afterMs: number; request?: XmlElement; sealed?: string }>

const outcomeOf = (effect: push.Effect, afterMs: number): ReadonlyArray<Outcome> => {
  const cipher = { iv: '12 random octets', data: 'what only the device can read' }
  if (effect._tag === 'Skip') return [{ effect, afterMs }]
  if (effect._tag === 'Publish') return [{ effect, afterMs, request: push.publishElement('push-1')(effect) }]
  if (effect._tag !== 'PublishSealed') return []
  return [{ effect, afterMs, request: push.sealedElement('push-1', cipher)(effect), sealed: effect.plaintext }]
}

/** Why a device has no registration: its enable was refused, or the registration was removed. */
const lossOf = (chapters: ReadonlyArray<Chapter>, place: number, key: push.RegistrationKey): string => {
  const toldOf = ({ effects, entry }: Chapter) =>
    effects.map(({ effect }) => ({ effect, isOwn: entry.place === place }))
  const losses = chapters.flatMap(toldOf).flatMap(({ effect, isOwn }) => {
    if (effect._tag === 'Reply' && effect.error && isOwn) return `Enabling it is refused: ${effect.error.condition}.`
    const isGone = effect._tag === 'Drop' && push.sameKey(effect.registration, key)
    return isGone ? `Its registration is gone: ${effect.reason}.` : []
  })
  return losses.at(-1) ?? 'It is not registered.'
}

/** Faulty XML is answered as the last that was none. */
let stanza: XmlElement = { name: 'message', attrs: {}, children: [] }

/** Everything that the page shows, under the scene's policy or another one. */
export const viewOf = (scene: Scene, policy: string = scene.policy, overrides = scene.overrides) => {
  const { options, faults } = optionsFor(policy, overrides)
  const read = xmlOf(scene.xml)
  stanza = E.isRight(read) ? read.right : stanza
  const start = (worldOf(scene.jid) ?? worldOf(firstScene.jid)) as World
  const setUp = played(options, start, scene.fromLog ? NOBODY : made(scene.devices, scene.sessions), START)
  const entries = entriesOf(scene.lines)
  const last = entries.at(-1)?.at ?? START
  const waitMs = scene.trigger === 'Time' ? 0 : MINUTE
  const past = played(options, setUp.at(-1)?.after ?? start, entries, last + waitMs)
  const now = (past.at(-1) ?? setUp.at(-1))?.after ?? start
  const at = last + (waitMs || 1000 * (Number(scene.seconds) || 0))
  const next = waitMs ? { at, event: eventOf(scene, stanza, now.account, at) } : { at: last }
  const chapters = [...past, ...play(options, now, [next], at + Math.max(0, waitMs - 1, waitMs && options.coalesceMs))]
  const place = chapters[scene.at] ? scene.at : chapters.length - 1
  const chapter = chapters[place] as Chapter
  const { before, after, effects, entry } = chapter
  const known = [...after.account.registrations, ...before.account.registrations]
  const named = scene.fromLog ? [] : scene.devices
  // what is registered and in no form: each of them once
  const others = known.filter(
    (one, index) => ![...named, ...known.slice(0, index)].some((other) => push.sameKey(one, other)),
  )
  const all = [...named, ...others.map(({ service, node }) => ({ name: node || service, service, node }))]
  const devices = all.map(({ name, service, node }, index) => {
    const key = { service, node }
    const own = effects.filter(({ effect }) => 'registration' in effect && push.sameKey(effect.registration, key))
    const registration = known.find((one) => push.sameKey(one, key))
    const gone = registration ? undefined : lossOf([...setUp, ...chapters.slice(0, place)], index, key)
    const outcomes = own.flatMap(({ effect, at: told }) => outcomeOf(effect, told - entry.at))
    return { name, key, registration, gone, outcomes }
  })
  const fault = E.isLeft(read) ? read.left : undefined
  return { options, faults, fault, isNoJid: !worldOf(scene.jid), chapters, at: place, chapter, devices }
}

/** `chapter` is the one that is looked at, `at` its place; the last one is what would happen now. */
export type View = ReturnType<typeof viewOf>
export type DeviceAnswer = View['devices'][number]

/** Whether a device gets a push. */
export const isTold = ({ outcomes }: DeviceAnswer): boolean => outcomes.some(({ request }) => request !== undefined)

/** The stanza of a key, as the chapters up to the one that is looked at tell it. */
export const deliveryOf = ({ chapters, at }: View, key: string | undefined): push.Delivery | undefined => {
  const events = chapters.slice(0, at + 1).flatMap(({ entry }) => entry.event ?? [])
  const told = events.flatMap((event) => ('delivery' in event ? event.delivery : 'queue' in event ? event.queue : []))
  return told.find((one) => one?.key === key)
}
