/** Which scenes of a law are played on a server, chosen before it starts: its hosts have the options that they ask for. */
import * as fc from 'fast-check'
import { defaultOptions, type Extension, type Options } from 'xmpp-push-rules'
import { whyNotApplicable, type Law, type Scene } from 'xmpp-push-rules/conformance'
import { profiles, type HostProfile } from '../server.js'
import { whyNotPlayable } from './cast.js'
import type { Facts } from './manifests.js'
import { kitHosts, wireHost } from './names.js'

export interface Chosen {
  readonly law: Law
  /** More than are played, for those that the server does not bring about. */
  readonly scenes: ReadonlyArray<Scene>
  /** How many are played. */
  readonly runs: number
  /** Why there is none. */
  readonly why: string | undefined
}

/** The day of the mail that the business rules come from, as in the kit. */
const seed = 20_160_216
const samples = 60
/** Long lives ask for more than the wire can do: many short ones are tried, where a few are not enough. */
const modelSamples = [40, 400] as const
const mostSteps = 24
/** More than are asked for, for those that the server does not bring about. */
const spare = 3

/** The same scenes for every option that a server cannot be given; with more of them, where that may help. */
const candidates = (law: Law, { capabilities, options = {} }: Facts): ReadonlyArray<() => ReadonlyArray<Scene>> => {
  const { check } = law
  switch (check._tag) {
    case 'Fixed':
      return [() => [check.scene]]
    case 'Generated':
      return [() => fc.sample(check.scenes, { seed, numRuns: samples })]
    case 'Model': {
      const given = {
        can: (name: keyof typeof capabilities) => !name.startsWith('options:') && capabilities[name] === true,
        options,
      }
      return modelSamples.map((numRuns) => () => fc.sample(check.scenes(given), { seed, numRuns }))
    }
  }
}

const distinct = (scenes: ReadonlyArray<Scene>): ReadonlyArray<Scene> => [
  ...new Map(scenes.map((scene) => [JSON.stringify(scene), scene])).values(),
]

const mostFrequent = (texts: ReadonlyArray<string>): string | undefined => {
  const counts = texts.reduce((known, one) => known.set(one, (known.get(one) ?? 0) + 1), new Map<string, number>())
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0]
}

/** What of an enable Prosody has no module for. */
const unread: ReadonlyArray<Extension> = ['jingle', 'away']

const whyNotSet = ({ options: { extensions = [] } }: Scene): string | undefined => {
  const missing = extensions.find((extension) => unread.includes(extension))
  return missing === undefined ? undefined : `The server has no module for ${missing}.`
}

const whyNot = (scene: Scene): string | undefined => whyNotSet(scene) ?? whyNotPlayable(scene)

/** Of the first list that has enough that can be played, or of the last. */
const firstEnough = (
  law: Law,
  runs: number,
  [list = (): ReadonlyArray<Scene> => [], ...more]: ReadonlyArray<() => ReadonlyArray<Scene>>,
): Chosen => {
  const all = distinct(list())
  const scenes = all.filter((scene) => scene.steps.length <= mostSteps && whyNot(scene) === undefined)
  if (scenes.length < runs + spare && more.length > 0) return firstEnough(law, runs, more)
  const reasons = all.flatMap((scene) => whyNot(scene) ?? [])
  return {
    law,
    scenes: scenes.slice(0, runs + spare),
    runs,
    why: scenes.length > 0 ? undefined : mostFrequent(reasons),
  }
}

/** The adapter of every running server can do that much; the kit wants to see the function. */
const asksForFeatures = (): void => undefined

/** Scenes of a law that generates them. */
export const runsOfALaw = 2

/** Chooses the scenes of one law, of which so many are to be played. */
export const choose = (law: Law, facts: Facts, runs = runsOfALaw): Chosen => {
  const missing = whyNotApplicable({ ...facts, inspect: asksForFeatures }, law)
  if (missing !== undefined) return { law, scenes: [], runs, why: missing }
  return firstEnough(law, runs, candidates(law, facts))
}

/**
 * Prosody counts errors by service and node alone, whoever the user is (deviation 2): what one scene's push service
 * answered would count in the next one. Such a scene has hosts of its own, and new ones when it is played again.
 */
const isAnswered = ({ steps }: Scene): boolean =>
  steps.some(({ action }) => action._tag === 'Dispatch' && action.event._tag === 'PublishAnswered')

/** The options that a host can be set up with. */
type Settable = Required<
  Pick<HostProfile, 'includeBody' | 'includeSender' | 'importantBody' | 'maxErrors' | 'maxDevices' | 'notifyOn'>
> &
  Pick<HostProfile, 'extensions'>

const settable = (options: Options): Settable => {
  const { includeBody, includeSender, importantBody, maxErrors, maxDevices, notifyOn, extensions } = options
  const plain = { includeBody, includeSender, importantBody, maxErrors, maxDevices, notifyOn }
  return extensions.length === 0 ? plain : { ...plain, extensions }
}

const optionsOf = ({ options }: Facts, scene: Scene): Options => ({
  ...defaultOptions,
  ...options,
  ...scene.options,
})

export interface Hosts {
  readonly profiles: ReadonlyArray<HostProfile>
  /** Every profile with a host for each of the laws' domains. */
  readonly all: ReadonlyArray<HostProfile>
  readonly profileOf: (scene: Scene, play: number) => number
  /** How many scenes may be played on each. */
  readonly plays: ReadonlyArray<number>
}

/** A scene is played anew where nothing explains what happened, and where the machine was too slow for it. */
export const playsOfAScene = 3

const plays = Array.from({ length: playsOfAScene }, (_, index) => index)

/** One host for every set of options that a chosen scene asks for. */
export const hostsFor = (facts: Facts, chosen: ReadonlyArray<Chosen>): Hosts => {
  const scenes = chosen.flatMap((one) => one.scenes)
  const nameOf = (scene: Scene, again: number): string =>
    JSON.stringify([
      settable(optionsOf(facts, scene)),
      ...(isAnswered(scene) ? [scenes.indexOf(scene), Math.min(again, 1)] : []),
    ])
  const wanted = scenes.flatMap((scene) => plays.map((again) => nameOf(scene, again)))
  const names = [...new Set(wanted)]
  const made = names.map((text, number): HostProfile => ({
    ...(JSON.parse(text) as readonly [ReturnType<typeof settable>])[0],
    host: wireHost(kitHosts[0], number),
    resumeSeconds: 1800,
    pushResumeSeconds: profiles.plain.pushResumeSeconds * 72,
    archives: false,
  }))
  return {
    profiles: made,
    all: made.flatMap((profile, number) => kitHosts.map((host) => ({ ...profile, host: wireHost(host, number) }))),
    profileOf: (scene, again) => names.indexOf(nameOf(scene, again)),
    plays: names.map((name) => wanted.filter((one) => one === name).length),
  }
}
