/**
 * A scene: all that somebody chose on the page, as text and flags; what a link carries.
 */
import * as E from 'fp-ts/lib/Either.js'
import { makeOptions, type Options, policies } from 'xmpp-push-rules'
import { parseXml } from 'xmpp-push-rules/xml'
import { prettyText } from './pretty.js'
import SAMPLES from './samples.json' with { type: 'json' }

export { SAMPLES }

export interface Sample {
  readonly xml: string
  readonly trigger?: string
  readonly context?: Partial<Scene['context']>
}

/** Every sample by its name. */
export const SAMPLE = Object.assign({}, ...Object.values(SAMPLES)) as Readonly<Record<string, Sample>>

/** Lists in a text are parted by spaces or commas. */
const DEVICE = {
  name: 'Phone',
  service: 'push.example',
  node: 'fcm-7f3a',
  options: 'secret=rosaline',
  muted: '',
  rooms: '',
  seal: '',
  ignoreUnknown: false,
  priority: false,
  jingle: false,
  away: false,
}

/** `bound`: the place of a device. */
const SESSION = { resource: 'laptop', state: 'connected', bound: '' }

const CONTEXT = { senderKnown: '', chatSetting: '', ownNick: '', ownOccupantId: '', own: false, muted: false }

/** What a scene is made of; the first item of a list is the pattern of all. */
const PATTERN = {
  jid: 'juliet@capulet.example',
  devices: [DEVICE],
  sessions: [SESSION],
  policy: 'default',
  compare: '',
  overrides: {} as Readonly<Record<string, unknown>>,
  sample: 'Chat message',
  xml: SAMPLE['Chat message']?.xml ?? '',
  key: 'chat-message',
  context: CONTEXT,
  unread: '3',
  pendingSubscriptions: '',
  trigger: 'Archived',
  resource: 'laptop',
  registration: '0',
  answer: 'accepted',
  seconds: '3600',
  /** What happened, as lines of a log. */
  lines: [''],
  /** The account comes out of a log, and not of the form. */
  fromLog: false,
  /** The chapter that is looked at; -1: what would happen now. */
  at: -1,
}

type Deep<A> =
  A extends ReadonlyArray<infer B>
    ? ReadonlyArray<Deep<B>>
    : A extends object
      ? { readonly [K in keyof A]: Deep<A[K]> }
      : A

export type Scene = Deep<typeof PATTERN>
export type Device = Scene['devices'][number]

export const newDevice = (count: number): Device => ({ ...DEVICE, name: `Device ${count}`, node: `node-${count}` })
export const newSession = (count: number) => ({ ...SESSION, resource: `session-${count}` })

const tablet = { ...DEVICE, name: 'Tablet', node: 'apns-22c0', options: '', priority: true }
const other = { service: 'push.other.example', node: 'u-4711', options: '', muted: 'tybalt@capulet.example' }

const scene: Scene = {
  ...PATTERN,
  devices: [DEVICE, tablet, { ...DEVICE, name: 'Old phone', ...other }],
  sessions: [SESSION, { resource: 'tablet', state: 'hibernating', bound: '1' }],
  lines: [],
}

/** Triggers that make sense of one kind of stanza alone. */
const SPECIAL: ReadonlySet<string | undefined> = new Set(Object.values(SAMPLE).map(({ trigger }) => trigger))

/** What a sample changes: the stanza, its key, and what it needs to make sense. */
export const withSample = (sample: string, scene: Scene): Partial<Scene> => {
  const { xml = '', trigger = SPECIAL.has(scene.trigger) ? 'Archived' : scene.trigger, context } = SAMPLE[sample] ?? {}
  const pretty = E.match(() => xml, prettyText)(parseXml(xml))
  return {
    sample,
    xml: pretty,
    key: sample.toLowerCase().replace(/\W+/gu, '-'),
    context: { ...CONTEXT, ...context },
    trigger,
  }
}

export const firstScene: Scene = { ...scene, ...withSample(scene.sample, scene) }

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** As much of what is given as is of the pattern's types: whoever made a link may have made it by hand. */
const like = (pattern: unknown, given: unknown, otherwise: unknown): unknown => {
  if (Array.isArray(pattern))
    return Array.isArray(given) ? given.slice(0, 5000).map((item) => like(pattern[0], item, pattern[0])) : otherwise
  if (!isObject(pattern) || !isObject(otherwise)) return typeof given === typeof pattern ? given : otherwise
  if (!isObject(given)) return otherwise
  const members = Object.entries(pattern)
  return members.length === 0
    ? given
    : Object.fromEntries(members.map(([name, value]) => [name, like(value, given[name], otherwise[name])]))
}

/** What differs from the first scene, as text. */
export const sceneText = (scene: Scene): string => {
  const isNew = ([name, value]: readonly [string, unknown]) =>
    JSON.stringify(value) !== JSON.stringify(firstScene[name as keyof Scene])
  return JSON.stringify(Object.fromEntries(Object.entries(scene).filter(isNew)))
}

/** The scene of such a text; anything else is the first scene. */
export const readScene = (text: string): Scene => {
  const given = E.tryCatch(
    (): unknown => JSON.parse(text),
    () => undefined,
  )
  return like(PATTERN, E.isRight(given) ? given.right : {}, firstScene) as Scene
}

/** The options of a policy and of what was changed, without what is wrong, which is told by its name. */
export const optionsOf = (
  policy: string,
  overrides: Scene['overrides'],
): { readonly options: Options; readonly faults: Scene['overrides'] } => {
  const base: Partial<Options> = Object.hasOwn(policies, policy) ? policies[policy as keyof typeof policies] : {}
  const made = makeOptions({ ...base, ...overrides })
  if (E.isRight(made)) return { options: made.right, faults: {} }
  const faults = Object.fromEntries(made.left.map(({ option, expected }) => [option, expected]))
  const right = Object.entries(overrides).filter(([name]) => !Object.hasOwn(faults, name))
  return { options: optionsOf(policy, Object.fromEntries(right)).options, faults }
}
