/** What the page shows of a scene: everything that is computed, and nothing that draws. */
import * as E from 'fp-ts/lib/Either.js'
import * as push from 'xmpp-push-rules'
import { parseXml, type XmlElement } from 'xmpp-push-rules/xml'
import { accountEntries, type Entries, type Entry, eventOf, MINUTE, readLine, START } from './scene.js'
import { firstScene, type Json, optionsOf, type Scene } from './scene.js'

/** What happened, with the timers that fired until the next thing did; effects have their time, timers when they are due. */
type World = Readonly<{ account: push.Account; timers: ReadonlyMap<string, number> }>
type Effects = ReadonlyArray<Readonly<{ at: number; effect: push.Effect; about: Entry['place'] }>>
export type Chapter = Readonly<{ entry: Entry; effects: Effects; before: World; after: World }>

/** Plays what happens, in order; the clock stands still until a timer is due, and in the end until `until`. */
const play = (options: push.Options, start: World, entries: Entries, until: number): ReadonlyArray<Chapter> => {
  const chapters: Array<Chapter> = []
  for (const [index, entry] of entries.entries()) {
    const before = chapters.at(-1)?.after ?? start
    const effects: Array<Effects[number]> = []
    const timers = new Map(before.timers)
    let { account } = before
    const happen = (event: push.Event): void => {
      const [own, after] = push.step(options)(event)(account)
      account = after
      for (const effect of own) {
        effects.push({ at: event.at, effect, about: entry.place })
        if (effect._tag === 'StartTimer') timers.set(effect.timer, event.at + effect.delayMs)
        if (effect._tag === 'StopTimer') timers.delete(effect.timer)
      }
    }
    if (entry.event !== undefined) happen(entry.event)
    // more than a hundred timers between two events are for no page
    for (let left = 100; left > 0; left -= 1) {
      const [next] = [...timers].sort(([, a], [, b]) => a - b)
      if (next === undefined || next[1] > (entries[index + 1]?.at ?? until)) break
      timers.delete(next[0])
      happen({ _tag: 'TimerFired', timer: next[0], at: next[1] })
    }
    chapters.push({ entry, effects, before, after: { account, timers } })
  }
  return chapters
}

/** What goes out: the request, with an id of the host's, and what the host seals. */
const sentBy = (effect: push.Effect): Readonly<{ request?: XmlElement; sealed?: string }> => {
  const cipher = { iv: '12 random octets', data: 'what only the device can read' }
  if (effect._tag === 'Publish') return { request: push.publishElement('push-1')(effect) }
  if (effect._tag !== 'PublishSealed') return {}
  return { request: push.sealedElement('push-1', cipher)(effect), sealed: effect.plaintext }
}

/** Why a device has no registration: its enable was refused, or the registration was removed. */
const lossOf = (told: Effects, place: number, key: push.RegistrationKey): string => {
  const losses = told.flatMap(({ effect, about }) => {
    const error = effect._tag === 'Reply' && about === place && effect.error
    if (error) return `Enabling it is refused: ${error.condition}.`
    const isGone = effect._tag === 'Drop' && push.sameKey(effect.registration, key)
    return isGone ? `Its registration is gone: ${effect.reason}.` : []
  })
  return losses.at(-1) ?? 'It is not registered.'
}

const pastOf = ({ jid, devices, sessions, fromLog, lines, trigger }: Scene, policy: string, overrides: Json) => {
  const { options, faults } = optionsOf(policy, overrides)
  const read = push.emptyAccount(jid)
  const account = E.toUnion(E.isRight(read) ? read : push.emptyAccount(firstScene.jid)) as push.Account
  const start = { account, timers: new Map<string, number>() }
  const setUp = play(options, start, fromLog ? [] : accountEntries(devices, sessions), START)
  const entries = lines.map(readLine)
  const last = entries.at(-1)?.at ?? START
  const past = play(options, setUp.at(-1)?.after ?? start, entries, last + (trigger === 'Time' ? 0 : MINUTE))
  const now = (past.at(-1) ?? setUp.at(-1))?.after ?? start
  return { options, faults, isNoJid: E.isLeft(read), setUp, past, last, now }
}
type Past = ReturnType<typeof pastOf>
/** The last of them, by identity of what they were made of: while somebody types, the past is not played again. */
let pasts: ReadonlyArray<readonly [key: ReadonlyArray<unknown>, past: Past]> = []
const remembered = (key: ReadonlyArray<unknown>, make: () => Past): Past => {
  const found = pasts.find(([one]) => one.every((part, index) => part === key[index])) ?? ([key, make()] as const)
  pasts = [found, ...pasts.filter((one) => one !== found).slice(0, 3)]
  return found[1]
}

/** Faulty XML is answered as the last that was none. */
let stanza: XmlElement = { name: 'message', attrs: {}, children: [] }

/** Everything that the page shows, under the scene's policy or another one. */
export const viewOf = (scene: Scene, policy: string = scene.policy, overrides: Json = scene.overrides) => {
  const read = parseXml(scene.xml)
  stanza = E.isRight(read) ? read.right : stanza
  const { jid, devices: named, sessions, fromLog, lines, trigger } = scene
  const waitMs = trigger === 'Time' ? 0 : MINUTE
  const key = [policy, overrides, jid, named, sessions, fromLog, lines, waitMs]
  const { setUp, past, last, now, ...told } = remembered(key, () => pastOf(scene, policy, overrides))
  const at = last + (waitMs || 1000 * (Number(scene.seconds) || 0))
  const next = waitMs ? { at, event: eventOf(scene, stanza, now.account, at) } : { at: last }
  const until = at + Math.max(0, waitMs - 1, waitMs && told.options.coalesceMs)
  const chapters = [...past, ...play(told.options, now, [next], until)]
  const place = chapters[scene.at] ? scene.at : chapters.length - 1
  const chapter = chapters[place] as Chapter
  const earlier = [...setUp, ...chapters.slice(0, place)].flatMap(({ effects }) => effects)
  const known = [...chapter.after.account.registrations, ...chapter.before.account.registrations]
  const others = known.map(({ service, node }) => ({ name: node || service, service, node }))
  // those of the form, then what is registered besides: each of them once
  const all = [...(fromLog ? [] : named), ...others].filter((one, index, list) => {
    return named[index] === one || !list.slice(0, index).some((other) => push.sameKey(one, other))
  })
  const devices = all.map(({ name, service, node }, index) => {
    const key = { service, node }
    const registration = known.find((one) => push.sameKey(one, key))
    const gone = registration ? undefined : lossOf(earlier, index, key)
    const outcomes = chapter.effects.flatMap(({ effect, at: time }) => {
      const isOwn = 'decision' in effect && push.sameKey(effect.registration, key)
      return isOwn ? [{ effect, decision: effect.decision, afterMs: time - chapter.entry.at, ...sentBy(effect) }] : []
    })
    return { name, key, registration, gone, outcomes, isTold: outcomes.some(({ request }) => request !== undefined) }
  })
  const events = chapters.slice(0, place + 1).flatMap(({ entry }) => entry.event ?? [])
  const deliveries = events.flatMap((one) =>
    'delivery' in one ? (one.delivery ?? []) : 'queue' in one ? one.queue : [],
  )
  const firstTold = devices.findIndex(({ isTold }) => isTold)
  const fault = E.isLeft(read) ? read.left : undefined
  return { ...told, fault, chapters, at: place, chapter, devices, firstTold, deliveries }
}

/** `chapter` is the one that is looked at, `at` its place, `deliveries` all up to it; the last is what would happen now. */
export type View = ReturnType<typeof viewOf>
export type DeviceAnswer = View['devices'][number]
export type Outcome = DeviceAnswer['outcomes'][number]
