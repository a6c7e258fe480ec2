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

/** A fault counts, also where the adapter gave up after it; a scene that could not be played has none. */
const look = async (scenes: fc.Arbitrary<Scene>, trial: Trial, parameters: Parameters): Promise<Searched> => {
  const notPlayed: Array<string> = []
  const failed: Array<Played> = []
  const property = fc.asyncProperty(scenes, async (scene) => {
    const played = await trial(scene).catch(thrown)
    if (played.fault !== undefined) failed.push(played)
    else if (played.unplayable !== undefined) notPlayed.push(played.unplayable)
    return played.fault === undefined
  })
  const { counterexample, counterexamplePath, seed, numRuns } = await fc.check(property, parameters)
  const [scene] = counterexample ?? []
  // The smallest is the last that failed: shrinking goes on from each one that does.
  const played = failed.at(-1)
  return {
    runs: numRuns - notPlayed.length,
    notPlayed,
    found:
      scene === undefined || played === undefined ? undefined : { scene, played, seed, path: counterexamplePath ?? '' },
  }
}

/** The first scene with a fault, as it came. */
export const search = (scenes: fc.Arbitrary<Scene>, trial: Trial, parameters: Parameters): Promise<Searched> =>
  look(scenes, trial, { ...parameters, endOnFailure: true })

/** A scene with a fault, made as small as it gets in that time. */
export const shrink = async (
  scenes: fc.Arbitrary<Scene>,
  trial: Trial,
  { scene, played, seed, path }: Found,
  shrinkMs: number,
): Promise<Found> => {
  const { found } = await look(scenes, trial, { seed, path, numRuns: 1, interruptAfterTimeLimit: shrinkMs })
  return found ?? { scene, played, seed, path }
}
