/** Runs the kit's laws on one server. */
import { compare, laws as allLaws, play, type Law, type LawResult, type Scene } from 'xmpp-push-rules/conformance'
import type { RunningServer, ServerSetup } from '../server.js'
import { liveAdapter } from './adapter.js'
import { choose, hostsFor, type Chosen, type Hosts } from './choose.js'
import { followHooks, type Hooks } from './hooks.js'
import { startLink } from './link.js'
import { kitUsers, kitHosts, wireHost, wireServices, wireUser, worldDomain } from './names.js'
import type { Lane, Run, Stage } from './run.js'
import { judgeScene, merge, type Found } from './verdict.js'

export interface LawRun {
  readonly server: RunningServer['name']
  readonly version: string
  readonly results: ReadonlyArray<LawResult>
  readonly tookMs: number
}

/** Scenes of a law that generates them. */
const runsOfALaw = 2
const lanesAtOnce = 8

const accountsOf = ({ profiles, plays }: Hosts): ServerSetup['accounts'] =>
  profiles.flatMap((_, profile) =>
    Array.from({ length: plays[profile] ?? 0 }, (__, index) =>
      kitUsers.map((user, place) => ({
        user: wireUser(user, runName(profile, index + 1)),
        host: wireHost(kitHosts[place] ?? '', profile),
      })),
    ).flat(),
  )

export const runName = (profile: number, number: number): string => `law${profile}x${number}`

const playScene = async (
  stage: Stage,
  lane: Lane,
  hosts: Hosts,
  nextRun: (profile: number) => string,
  law: Law,
  scene: Scene,
  again: number,
): Promise<Found> => {
  const runs: Array<Run> = []
  const adapter = liveAdapter(stage, lane, hosts.profileOf(scene, again), nextRun, (run) => runs.push(run))
  const played = await (law.check._tag === 'Model' ? compare(adapter, scene) : play(adapter, scene))
  const run = runs.at(-1)
  if (run === undefined)
    return { verdict: 'fail', reason: played.fault?.message ?? 'The run did not begin.', played, scene }
  return judgeScene(adapter, run, scene, played)
}

type Player = (law: Law, scene: Scene, again: number) => Promise<Found>

const playLaw = async (player: Player, { law, scenes, why }: Chosen): Promise<LawResult> => {
  const found: Array<Found> = []
  for (const scene of scenes) {
    if (found.filter(({ verdict }) => verdict !== 'unreachable').length >= runsOfALaw) break
    const first = await player(law, scene, 0)
    found.push(first.verdict === 'fail' ? await player(law, scene, 1) : first)
  }
  return merge(law, found, why)
}

/** Starts the server, plays the laws in lanes side by side, and stops it. */
export const runLaws = async (
  name: RunningServer['name'],
  start: (setup: ServerSetup) => Promise<RunningServer>,
  laws: ReadonlyArray<Law> = allLaws,
): Promise<LawRun> => {
  const began = Date.now()
  const chosen = laws.map((law) => choose(law, name))
  const hosts = hostsFor(name, chosen)
  const lanes = Array.from({ length: lanesAtOnce }, (_, number) => number)
  const server = await start({
    profiles: hosts.all,
    accounts: accountsOf(hosts),
    components: [worldDomain, ...lanes.flatMap(wireServices)],
  })
  try {
    const hooks = new Map<string, Hooks>(hosts.all.map(({ host }) => [host, followHooks(server.eventFile(host))]))
    const hooksOf = (host: string): Hooks => {
      const found = hooks.get(host)
      if (found === undefined) throw new Error(`no host ${host}`)
      return found
    }
    const stage: Stage = {
      server,
      profiles: hosts.profiles,
      world: await startLink(server.componentService, worldDomain),
      hooks: hooksOf,
    }
    const numbers = hosts.profiles.map(() => 0)
    const nextRun = (profile: number): string => {
      numbers[profile] = (numbers[profile] ?? 0) + 1
      return runName(profile, numbers[profile])
    }
    const results: Array<LawResult> = []
    const queue = chosen.entries()
    const work = async (number: number): Promise<void> => {
      const links = await Promise.all(wireServices(number).map((domain) => startLink(server.componentService, domain)))
      const player: Player = (law, scene, again) =>
        playScene(stage, { number, links }, hosts, nextRun, law, scene, again)
      for (const [index, one] of queue) results[index] = await playLaw(player, one)
      await Promise.all(links.map((link) => link.stop().catch(() => undefined)))
    }
    await Promise.all(lanes.map(work))
    await stage.world.stop().catch(() => undefined)
    return { server: name, version: server.version, results, tookMs: Date.now() - began }
  } finally {
    await server.stop()
  }
}
