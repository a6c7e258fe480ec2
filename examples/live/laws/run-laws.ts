/** Runs the kit's laws on one server. */
import { laws as allLaws, type Law, type LawResult } from 'xmpp-push-rules/conformance'
import { inTurns } from '../in-turns.js'
import type { Installation } from '../installation.js'
import { ackDelaySeconds, softwareOf, type RunningServer, type ServerSetup } from '../server.js'
import { starterOf } from '../start-server.js'
import { choose, hostsFor, runsOfALaw, type Chosen, type Hosts } from './choose.js'
import { followHooks, type Hooks } from './hooks.js'
import { startLink } from './link.js'
import { manifests } from './manifests.js'
import { kitUsers, kitHosts, namesOf, wireHost, wireServices, wireUser, worldDomain } from './names.js'
import { playerOn, playLaw, type Ground } from './play-law.js'
import type { Lane } from './run.js'
import { settleByMarks } from './settle.js'
import { merge } from './verdict.js'

export interface LawRun {
  readonly server: RunningServer['name']
  readonly version: string
  readonly results: ReadonlyArray<LawResult>
  readonly tookMs: number
}

const lanesAtOnce = 8
const lanes = Array.from({ length: lanesAtOnce }, (_, number) => number)

export const runName = (profile: number, number: number): string => `law${profile}x${number}`

const accountsOf = ({ profiles, plays }: Hosts): ServerSetup['accounts'] =>
  profiles.flatMap((_, profile) =>
    Array.from({ length: plays[profile] ?? 0 }, (__, index) =>
      kitUsers.map((user, place) => ({
        user: wireUser(user, runName(profile, index + 1)),
        host: wireHost(kitHosts[place] ?? '', profile),
      })),
    ).flat(),
  )

/** Everything that laws need of a server that was started for them. */
const groundOn = async (server: RunningServer, hosts: Hosts): Promise<Ground> => {
  const hooks = new Map<string, Hooks>(hosts.all.map(({ host }) => [host, followHooks(server.eventFile(host))]))
  const numbers = hosts.profiles.map(() => 0)
  return {
    hosts,
    nextRun: (profile) => {
      numbers[profile] = (numbers[profile] ?? 0) + 1
      return runName(profile, numbers[profile])
    },
    stage: {
      server,
      facts: manifests[server.name],
      version: server.version,
      clientService: server.clientService,
      namesFor: namesOf,
      settle: settleByMarks(softwareOf(server.name)),
      ackDelayMs: ackDelaySeconds * 1000,
      profiles: hosts.profiles,
      world: await startLink(server.componentService, worldDomain),
      hooks: (host) => {
        const found = hooks.get(host)
        if (found === undefined) throw new Error(`no host ${host}`)
        return found
      },
    },
  }
}

const laneOn =
  ({ componentService }: RunningServer) =>
  (number: number) =>
  async (): Promise<Lane> => ({
    number,
    links: await Promise.all(wireServices(number).map((domain) => startLink(componentService, domain))),
  })

/** Plays the laws in lanes side by side; results in the order of the laws. */
export const playAll = async (
  ground: Ground,
  lanes: ReadonlyArray<() => Promise<Lane>>,
  chosen: ReadonlyArray<Chosen>,
  begins: (law: string) => void,
): Promise<ReadonlyArray<LawResult>> => {
  const results: Array<LawResult> = []
  const queue = chosen.entries()
  const work = async (open: () => Promise<Lane>): Promise<void> => {
    const lane = await open()
    const player = playerOn(ground, lane)
    for (const [index, one] of queue) {
      begins(one.law.id)
      results[index] = await playLaw(player, one)
    }
    await Promise.all(lane.links.map((link) => link.stop().catch(() => undefined)))
  }
  await Promise.all(lanes.map(work))
  return results
}

/**
 * Starts the server, plays the laws, and stops it.
 *
 * @param begins - is told the id of each law as it begins
 * @param runs - how many scenes of a law that generates them
 */
export const runLaws = async (
  installation: Installation,
  laws: ReadonlyArray<Law> = allLaws,
  begins: (law: string) => void = () => undefined,
  runs = runsOfALaw,
): Promise<LawRun> => {
  const began = Date.now()
  const facts = manifests[installation.name]
  const chosen = await inTurns(laws, (law) => choose(law, facts, runs))
  const hosts = hostsFor(facts, chosen)
  // Without a host there is nothing to start a server for.
  if (hosts.profiles.length === 0) {
    const results = chosen.map(({ law, why }) => merge(law, [], why))
    return { server: installation.name, version: installation.version, results, tookMs: Date.now() - began }
  }
  const server = await starterOf(installation)({
    profiles: hosts.all,
    accounts: accountsOf(hosts),
    components: [worldDomain, ...lanes.flatMap(wireServices)],
  })
  try {
    const ground = await groundOn(server, hosts)
    const results = await playAll(ground, lanes.map(laneOn(server)), chosen, begins)
    await ground.stage.world.stop().catch(() => undefined)
    return { server: server.name, version: server.version, results, tookMs: Date.now() - began }
  } finally {
    await server.stop()
  }
}
