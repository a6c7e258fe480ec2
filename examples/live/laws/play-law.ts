/** Plays the scenes of one law. */
import { compare, play, type Law, type LawResult, type Scene } from 'xmpp-push-rules/conformance'
import { liveAdapter } from './adapter.js'
import { playsOfAScene, type Chosen, type Hosts } from './choose.js'
import type { Lane, Run, Stage } from './run.js'
import { judgeScene, merge, type Found } from './verdict.js'

/** No step of a law takes longer on any machine; the kit's own limit is for adapters that wait for nobody. */
const patienceMs = 60_000

/** What a lane plays on. */
export interface Ground {
  readonly stage: Stage
  readonly hosts: Hosts
  /** Names the next run on such a host: part of its accounts' names. */
  readonly nextRun: (profile: number) => string
}

/** Plays a scene of a law; `again` counts how often it was played before. */
export type Player = (law: Law, scene: Scene, again: number) => Promise<Found>

export const playerOn =
  ({ stage, hosts, nextRun }: Ground, lane: Lane): Player =>
  async (law, scene, again) => {
    const runs: Array<Run> = []
    const adapter = liveAdapter(stage, lane, hosts.profileOf(scene, again), nextRun, (run) => runs.push(run))
    const played = await (law.check._tag === 'Model'
      ? compare(adapter, scene, {}, patienceMs)
      : play(adapter, scene, patienceMs))
    const run = runs.at(-1)
    return run === undefined
      ? { verdict: 'fail', reason: played.fault?.message ?? 'The run did not begin.', played, scene }
      : { ...(await judgeScene(adapter, run, scene, played)), isLate: run.state.isLate }
  }

/** Plays a scene until it was in time, and says how often it was played now. */
const playInTime = async (
  player: Player,
  law: Law,
  scene: Scene,
  again: number,
): Promise<readonly [found: Found, plays: number]> => {
  const found = await player(law, scene, again)
  const plays = again + 1
  return found.isLate === true && plays < playsOfAScene ? playInTime(player, law, scene, plays) : [found, plays]
}

/**
 * Real time is never quite the same twice. What failed is played again from a clean start, with accounts and, where the
 * server counts answers, hosts of its own: it fails for good, or it is flaky. Flaky is a fault that has to be found.
 */
export const playTwice = async (player: Player, law: Law, scene: Scene): Promise<Found> => {
  const [first, plays] = await playInTime(player, law, scene, 0)
  if (first.verdict !== 'fail' || plays === playsOfAScene) return first
  const [second] = await playInTime(player, law, scene, plays)
  return second.verdict === 'fail' ? second : { ...first, verdict: 'flaky', second }
}

export const playLaw = async (player: Player, { law, scenes, runs, why }: Chosen): Promise<LawResult> => {
  const found: Array<Found> = []
  for (const scene of scenes) {
    if (found.filter(({ verdict }) => verdict !== 'unreachable').length >= runs) break
    found.push(await playTwice(player, law, scene))
  }
  return merge(law, found, why)
}
