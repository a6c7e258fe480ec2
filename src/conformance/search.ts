/**
 * The search: plays the scenes of a law until one has a fault, and makes that one smaller while there is time.
 */
import * as fc from 'fast-check'
import { type Played, thrown } from './play.js'
import type { Scene } from './scene.js'

/** How a scene goes on an implementation, with a fault where the law does not hold. */
export type Trial = (scene: Scene) => Promise<Played>

/** A scene with a fault, how it went, and how it is found again. */
export interface Found {
  readonly scene: Scene
  readonly played: Played
  readonly seed: number
  readonly path: string
}

/** What a search has seen. */
export interface Searched {
  /** Scenes that were played. */
  readonly runs: number
  /** Why scenes could not be played, one by one. */
  readonly notPlayed: ReadonlyArray<string>
  readonly found: Found | undefined
}

type Parameters = fc.Parameters<[Scene]>

/** A scene up to that step: what comes after a fault has no part in it. */
const upTo = (step: number, { options, steps }: Scene): Scene => ({ options, steps: steps.slice(0, step + 1) })

/**
 * A fault counts, also where the adapter gave up after it; a scene that could not be played has none. A search that is
 * interrupted waits for the scene that is being played: an implementation that is left in the middle of one still runs.
 */
const look = async (scenes: fc.Arbitrary<Scene>, trial: Trial, parameters: Parameters): Promise<Searched> => {
  const notPlayed: Array<string> = []
  const failed = new Map<Scene, Played>()
  const state: { playing?: Promise<Played> } = {}
  const property = fc.asyncProperty(scenes, async (scene) => {
    state.playing = trial(scene).catch(thrown)
    const played = await state.playing
    if (played.fault !== undefined) failed.set(scene, played)
    else if (played.unplayable !== undefined) notPlayed.push(played.unplayable)
    return played.fault === undefined
  })
  const { counterexample, counterexamplePath, seed, numRuns } = await fc.check(property, parameters)
  await state.playing
  const [scene] = counterexample ?? []
  const played = scene === undefined ? undefined : failed.get(scene)
  return {
    runs: numRuns - notPlayed.length,
    notPlayed,
    found:
      scene === undefined || played?.fault === undefined
        ? undefined
        : { scene: upTo(played.fault.step, scene), played, seed, path: counterexamplePath ?? '' },
  }
}

/** The first scene with a fault, as it came. */
export const search = (scenes: fc.Arbitrary<Scene>, trial: Trial, parameters: Parameters): Promise<Searched> =>
  look(scenes, trial, { ...parameters, endOnFailure: true })

/**
 * Plays no scene further than to the earliest step at which one failed before. A scene that is cut fails as the whole one
 * does, so the path that is found leads to the same fault when it is played without a cut.
 */
const neverLater = (trial: Trial, { played: { fault } }: Found): Trial => {
  const earliest = { step: fault?.step ?? Infinity }
  return async (scene) => {
    const played = await trial(upTo(earliest.step, scene))
    earliest.step = Math.min(earliest.step, played.fault?.step ?? Infinity)
    return played
  }
}

/** A scene with a fault, made as small as it gets in that time. */
export const shrink = async (
  scenes: fc.Arbitrary<Scene>,
  trial: Trial,
  first: Found,
  shrinkMs: number,
): Promise<Found> => {
  const { seed, path } = first
  const parameters = { seed, path, numRuns: 1, interruptAfterTimeLimit: shrinkMs }
  const { found } = await look(scenes, neverLater(trial, first), parameters)
  return found ?? first
}
