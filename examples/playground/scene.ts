/**
 * A scene: all that somebody chose on the page, as text and flags; what a link carries.
 */
import * as E from 'fp-ts/lib/Either.js'
import { parse } from 'fp-ts/lib/Json.js'
import { makeOptions, type Options, policies } from 'xmpp-push-rules'
import { parseXml } from 'xmpp-push-rules/xml'
import PAGE from './page.json' with { type: 'json' }
import { prettyText } from './pretty.js'

type Deep<A> =
  A extends ReadonlyArray<infer B>
    ? ReadonlyArray<Deep<B>>
    : A extends object
      ? { readonly [K in keyof A]: Deep<A[K]> }
      : A
type Json = Readonly<Record<string, unknown>>

/** `lines` are what happened, as lines of a log; `at` is the chapter that is looked at, -1 what would happen now. */
export type Scene = Omit<Deep<typeof PAGE.first>, 'overrides'> & { readonly overrides: Json }
export type Device = Scene['devices'][number]

interface Sample {
  readonly xml: string
  readonly trigger?: string
  readonly context?: Partial<Scene['context']>
}

export const SAMPLES: Readonly<Record<string, Readonly<Record<string, Sample>>>> = PAGE.samples

/** Every sample by its name. */
export const SAMPLE = Object.assign({}, ...Object.values(SAMPLES)) as Readonly<Record<string, Sample>>

/** Triggers that make sense of one kind of stanza alone. */
const SPECIAL: ReadonlySet<string | undefined> = new Set(Object.values(SAMPLE).map(({ trigger }) => trigger))

/** What a sample changes: the stanza, its key, and what it needs to make sense. */
export const withSample = (sample: string, scene: Scene): Partial<Scene> => {
  const { xml = '', trigger = SPECIAL.has(scene.trigger) ? 'Archived' : scene.trigger, context } = SAMPLE[sample] ?? {}
  const pretty = E.match(() => xml, prettyText)(parseXml(xml))
  const key = sample.toLowerCase().replace(/\W+/gu, '-')
  return { sample, xml: pretty, key, context: { ...PAGE.first.context, ...context }, trigger }
}

export const firstScene: Scene = { ...PAGE.first, ...withSample(PAGE.first.sample, PAGE.first), lines: [] }

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** As much of what is given as is of the pattern's types: whoever made a link may have made it by hand. */
const like = (pattern: unknown, given: unknown, otherwise: unknown): unknown => {
  if (Array.isArray(pattern))
    return Array.isArray(given) ? given.map((one) => like(pattern[0], one, pattern[0])) : otherwise
  if (!isObject(pattern) || !isObject(otherwise)) return typeof given === typeof pattern ? given : otherwise
  if (!isObject(given) || Object.keys(pattern).length === 0) return isObject(given) ? given : otherwise
  return Object.fromEntries(
    Object.keys(pattern).map((name) => [name, like(pattern[name], given[name], otherwise[name])]),
  )
}

const isNew = ([name, value]: readonly [string, unknown]): boolean =>
  JSON.stringify(value) !== JSON.stringify(firstScene[name as keyof Scene])

/** What differs from the first scene, as text. */
export const sceneText = (scene: Scene): string =>
  JSON.stringify(Object.fromEntries(Object.entries(scene).filter(isNew)))

/** The scene of such a text; anything else is the first scene. */
export const readScene = (text: string): Scene => {
  const given = E.getOrElse((): unknown => ({}))(parse(text))
  return like(PAGE.first, given, firstScene) as Scene
}

/** The options of a policy and of what was changed, without what is wrong; and what was expected there. */
export const optionsOf = (policy: string, overrides: Json): { readonly options: Options; readonly faults: Json } => {
  const made = makeOptions({ ...(policies as Readonly<Record<string, Partial<Options>>>)[policy], ...overrides })
  if (E.isRight(made)) return { options: made.right, faults: {} }
  const faults = Object.fromEntries(made.left.map(({ option, expected }) => [option, expected]))
  const right = Object.entries(overrides).filter(([name]) => !Object.hasOwn(faults, name))
  return { options: optionsOf(policy, Object.fromEntries(right)).options, faults }
}
