/** A scene: all that somebody chose on the page, as text and flags; what a link carries. */
import * as E from 'fp-ts/lib/Either.js'
import { makeOptions, type Options, policies } from 'xmpp-push-rules'
import { parseXml, type XmlElement } from 'xmpp-push-rules/xml'
import PAGE from './page.json' with { type: 'json' }
import { linesOf } from './ui.js'

export type Json = Readonly<Record<string, unknown>>
type First = Readonly<Omit<typeof PAGE.first, 'overrides' | 'lines'>>

/** `lines` are what happened, as lines of a log; `at` is the chapter that is looked at, -1 what would happen now. */
export type Scene = First & Readonly<{ overrides: Json; lines: ReadonlyArray<string> }>

type Sample = Readonly<{ xml: string; trigger?: string; context?: Partial<Scene['context']> }>
const SAMPLES: Readonly<Record<string, Readonly<Record<string, Sample>>>> = PAGE.samples

/** Every sample by its name; and the names in their groups. */
export const SAMPLE = Object.assign({}, ...Object.values(SAMPLES)) as Readonly<Record<string, Sample>>
export const SAMPLE_NAMES = Object.entries(SAMPLES).map(([group, samples]) => [group, Object.keys(samples)])

/** Triggers that make sense of one kind of stanza alone. */
const SPECIAL: ReadonlySet<string | undefined> = new Set(Object.values(SAMPLE).map(({ trigger }) => trigger))

/** What a sample changes: the stanza, its key, and what it needs to make sense. */
export const withSample = (sample: string, scene: Scene): Partial<Scene> => {
  const { xml = '', trigger = SPECIAL.has(scene.trigger) ? 'Archived' : scene.trigger, context } = SAMPLE[sample] ?? {}
  const pretty = E.match(
    () => xml,
    (element: XmlElement) => linesOf(element).join('\n'),
  )(parseXml(xml))
  const key = sample.toLowerCase().replace(/\W+/gu, '-')
  return { sample, xml: pretty, key, context: { ...PAGE.first.context, ...context }, trigger }
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

/** A longer address, which no page made, could unfold to more than a page can hold. */
const MAX_LENGTH = 100_000

/** The scene of an address; of one that holds none, the first scene. */
export const fromAddress = async (address: string): Promise<Scene> => {
  try {
    const text = atob(address.slice(0, MAX_LENGTH).replaceAll('-', '+').replaceAll('_', '/'))
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
