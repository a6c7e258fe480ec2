/**
 * What the page shows of a scene: everything that is computed, and nothing that draws.
 */
import * as E from 'fp-ts/lib/Either.js'
import { type Decision, type Delivery, type Effect, emptyAccount, type Options } from 'xmpp-push-rules'
import { publishElement, type RegistrationRef, sameKey, sealedElement } from 'xmpp-push-rules'
import { parseXml, type XmlElement, type XmlError } from 'xmpp-push-rules/xml'
import { accountEntries, MINUTE, START } from './account.js'
import { readLine } from './log.js'
import { type Chapter, type Entry, play, type World } from './play.js'
import { firstScene, optionsOf, type Scene } from './scene.js'
import { eventOf } from './triggers.js'

/** The last results, by identity of what they were made of: while somebody types, the past is not played again. */
const memo = <A extends ReadonlyArray<unknown>, B>(make: (...args: A) => B): ((...args: A) => B) => {
  let kept: ReadonlyArray<{ readonly args: A; readonly value: B }> = []
  return (...args) => {
    const found = kept.find((one) => one.args.every((arg, index) => arg === args[index])) ?? {
      args,
      value: make(...args),
    }
    kept = [found, ...kept.filter((one) => one !== found).slice(0, 3)]
    return found.value
  }
}

const optionsFor = memo(optionsOf)
const parsed = memo(parseXml)
const played = memo(play)
const setUp = memo(accountEntries)
const nobody: ReadonlyArray<Entry> = []
const entriesOf = memo((lines: Scene['lines']) =>
  lines.map(readLine).map((entry) => ({ ...entry, at: entry.at === -Infinity ? START : entry.at })),
)
const worldOf = memo((jid: string) =>
  E.map((account): World => ({ account: account as World['account'], timers: new Map() }))(emptyAccount(jid)),
)

/** What one device is told in a chapter. */
export interface Outcome {
  readonly afterMs: number
  readonly effect: Extract<Effect, { readonly decision: Decision }>
  readonly request: XmlElement | undefined
  /** SEAL: what the host seals. */
  readonly sealed: string | undefined
}

export interface DeviceAnswer {
  readonly name: string
  readonly registration: RegistrationRef
  readonly outcomes: ReadonlyArray<Outcome>
  /** Why it has no registration. */
  readonly gone: string | undefined
}

export interface View {
  readonly options: Options
  /** What is wrong with options, by their names; with the stanza; and with the user's JID. */
  readonly faults: Scene['overrides']
  readonly fault: XmlError | undefined
  readonly isNoJid: boolean
  readonly chapters: ReadonlyArray<Chapter>
  /** The chapter that is looked at, and its place; the last one is what would happen now. */
  readonly at: number
  readonly chapter: Chapter
  /** Before what would happen now. */
  readonly now: World
  readonly devices: ReadonlyArray<DeviceAnswer>
  readonly effects: ReadonlyArray<{ readonly afterMs: number; readonly effect: Effect }>
}

/** The request as the host writes it, with an id of its own; a sealed text is the host's, too. */
const requestOf = (effect: Effect): XmlElement | undefined =>
  effect._tag === 'Publish'
    ? publishElement('push-1')(effect)
    : effect._tag === 'PublishSealed'
      ? sealedElement('push-1', { iv: '12 random octets', data: 'what only the device can read' })(effect)
      : undefined

const isDecided = (effect: Effect): effect is Outcome['effect'] => 'decision' in effect

/** Why a device of the form has no registration: its enable was refused, or something removed it since. */
const lossOf = (chapters: ReadonlyArray<Chapter>, device: number, key: RegistrationRef): string | undefined =>
  chapters
    .flatMap(({ entry, moments }) => moments.flatMap(({ effects }) => effects.map((effect) => ({ entry, effect }))))
    .flatMap(({ entry, effect }) =>
      effect._tag === 'Reply' && effect.error && entry.device === device
        ? [`The server refuses to enable it: ${effect.error.type}, ${effect.error.condition}.`]
        : effect._tag === 'Drop' && sameKey(effect.registration, key)
          ? [`Its registration is gone: ${effect.reason}.`]
          : [],
    )
    .at(-1)

const START_WORLD = E.getOrElse((): World => ({ account: {} as World['account'], timers: new Map() }))(
  worldOf(firstScene.jid),
)

/** Faulty XML is answered as the last that was none. */
let stanza: XmlElement = E.getOrElse((): XmlElement => ({ name: 'message', attrs: {}, children: [] }))(
  parsed(firstScene.xml),
)

/** Everything that the page shows, under the scene's policy or another one. */
export const viewOf = (scene: Scene, policy: string = scene.policy, overrides = scene.overrides): View => {
  const { options, faults } = optionsFor(policy, overrides)
  const read = parsed(scene.xml)
  stanza = E.isRight(read) ? read.right : stanza
  const start = worldOf(scene.jid)
  const made = played(
    options,
    E.isRight(start) ? start.right : START_WORLD,
    scene.fromLog ? nobody : setUp(scene.devices, scene.sessions),
    START,
  )
  const begin = made.at(-1)?.after ?? (E.isRight(start) ? start.right : START_WORLD)
  const entries = entriesOf(scene.lines)
  const isTime = scene.trigger === 'Time'
  const last = entries.at(-1)?.at ?? START
  const at = last + (isTime ? 1000 * (Number(scene.seconds) || 0) : MINUTE)
  const past = played(options, begin, entries, isTime ? last : at)
  const now = past.at(-1)?.after ?? begin
  const next = isTime ? { at: last } : { at, event: eventOf(scene, stanza, now.account, at) }
  const chapters = [
    ...past,
    ...play(options, now, [next], at + (isTime ? 0 : Math.max(MINUTE - 1, options.coalesceMs))),
  ]
  const place = chapters[scene.at] === undefined ? chapters.length - 1 : scene.at
  const chapter = chapters[place] as Chapter
  const effects = chapter.moments.flatMap((moment) =>
    moment.effects.map((effect) => ({ effect, afterMs: moment.event.at - chapter.entry.at })),
  )
  const known = [...chapter.after.account.registrations, ...chapter.before.account.registrations]
  const named = scene.fromLog ? [] : scene.devices
  const others = known.filter(
    (one, index) => ![...named, ...known.slice(0, index)].some((other) => sameKey(one, other)),
  )
  return {
    options,
    faults,
    fault: E.isLeft(read) ? read.left : undefined,
    isNoJid: E.isLeft(start),
    chapters,
    at: place,
    chapter,
    now,
    effects,
    devices: [...named, ...others].map((device, index) => {
      const { service, node } = device
      const registration = known.find((one) => sameKey(one, { service, node }))
      return {
        name: 'name' in device ? device.name : node || service,
        registration: registration ?? { service, node },
        gone:
          registration === undefined
            ? (lossOf([...made, ...chapters.slice(0, place)], index, { service, node }) ?? 'It is not registered.')
            : undefined,
        outcomes: effects.flatMap(({ effect, afterMs }) =>
          isDecided(effect) && sameKey(effect.registration, { service, node })
            ? [
                {
                  effect,
                  afterMs,
                  request: requestOf(effect),
                  sealed: effect._tag === 'PublishSealed' ? effect.plaintext : undefined,
                },
              ]
            : [],
        ),
      }
    }),
  }
}

/** The stanza of a key, as the chapters up to the one that is looked at tell it. */
export const deliveryOf = ({ chapters, at }: View, key: string | undefined): Delivery | undefined =>
  chapters
    .slice(0, at + 1)
    .flatMap(({ entry: { event } }) =>
      event === undefined ? [] : 'delivery' in event ? [event.delivery] : 'queue' in event ? event.queue : [],
    )
    .find((one) => key !== undefined && one?.key === key)
