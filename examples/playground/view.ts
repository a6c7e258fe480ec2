/**
 * What the page shows of a scene: everything that is computed, and nothing that draws.
 */
import * as E from 'fp-ts/lib/Either.js'
import {
  type Delivery,
  type Effect,
  emptyAccount,
  publishElement,
  type RegistrationRef,
  sameKey,
  sealedElement,
} from 'xmpp-push-rules'
import { parseXml, type XmlElement } from 'xmpp-push-rules/xml'
import { accountEntries, MINUTE, START } from './account.js'
import { readLine } from './log.js'
import { type Chapter, type Entry, play, type World } from './play.js'
import { firstScene, optionsOf, type Scene } from './scene.js'
import { eventOf } from './triggers.js'

/** The last results, by identity of what they were made of: while somebody types, the past is not played again. */
const memo = <A extends ReadonlyArray<unknown>, B>(make: (...args: A) => B): ((...args: A) => B) => {
  let kept: ReadonlyArray<{ readonly args: A; readonly value: B }> = []
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

/** The world of an account of which nothing is known; of the first scene's where that is no user's JID. */
const worldOf = memo((jid: string): World | undefined => {
  const account = emptyAccount(jid)
  return E.isRight(account) ? { account: account.right, timers: new Map() } : undefined
})

/** What one device is told. */
export interface Outcome {
  readonly effect: Extract<Effect, { readonly decision: unknown }>
  readonly afterMs: number
  /** As it is written with an id of the host's. */
  readonly request?: XmlElement
  /** SEAL: what the host seals. */
  readonly sealed?: string
}

const outcomeOf = (effect: Effect, afterMs: number): ReadonlyArray<Outcome> => {
  const cipher = { iv: '12 random octets', data: 'what only the device can read' }
  if (effect._tag === 'Skip') return [{ effect, afterMs }]
  if (effect._tag === 'Publish') return [{ effect, afterMs, request: publishElement('push-1')(effect) }]
  if (effect._tag !== 'PublishSealed') return []
  return [{ effect, afterMs, request: sealedElement('push-1', cipher)(effect), sealed: effect.plaintext }]
}

/** Why a device has no registration: its enable was refused, or the registration was removed. */
const lossOf = (chapters: ReadonlyArray<Chapter>, place: number, key: RegistrationRef): string => {
  const all = chapters.flatMap(({ entry, effects }) =>
    effects.map(({ effect }) => ({ effect, isOwn: entry.place === place })),
  )
  const losses = all.flatMap(({ effect, isOwn }) => {
    if (effect._tag === 'Drop' && sameKey(effect.registration, key))
      return `Its registration is gone: ${effect.reason}.`
    return effect._tag === 'Reply' && effect.error && isOwn ? `Enabling it is refused: ${effect.error.condition}.` : []
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
  const known = [...chapter.after.account.registrations, ...chapter.before.account.registrations]
  const named: ReadonlyArray<RegistrationRef & { readonly name?: string }> = scene.fromLog ? [] : scene.devices
  const isNew = (one: RegistrationRef, index: number) =>
    ![...named, ...known.slice(0, index)].some((other) => sameKey(one, other))
  const answerTo = ({ name, service, node }: (typeof named)[number], index: number) => {
    const key = { service, node }
    const own = chapter.effects.filter(({ effect }) => 'registration' in effect && sameKey(effect.registration, key))
    const registration = known.find((one) => sameKey(one, key))
    return {
      name: name ?? (node || service),
      registration: registration ?? key,
      gone: registration ? undefined : lossOf([...setUp, ...chapters.slice(0, place)], index, key),
      outcomes: own.flatMap(({ effect, at: told }) => outcomeOf(effect, told - chapter.entry.at)),
    }
  }
  const devices = [...named, ...known.filter(isNew)].map(answerTo)
  const fault = E.isLeft(read) ? read.left : undefined
  return { options, faults, fault, isNoJid: !worldOf(scene.jid), chapters, at: place, chapter, devices }
}

/** `chapter` is the one that is looked at, `at` its place; the last one is what would happen now. */
export type View = ReturnType<typeof viewOf>
export type DeviceAnswer = View['devices'][number]

/** The stanza of a key, as the chapters up to the one that is looked at tell it. */
export const deliveryOf = ({ chapters, at }: View, key: string | undefined): Delivery | undefined => {
  const events = chapters.slice(0, at + 1).flatMap(({ entry }) => (entry.event ? [entry.event] : []))
  const told = events.flatMap((event) => ('delivery' in event ? [event.delivery] : 'queue' in event ? event.queue : []))
  return told.find((one) => key !== undefined && one?.key === key)
}
