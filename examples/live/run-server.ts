import { inParallel } from './in-parallel.js'
import { startPushService, type PushService } from './push-service.js'
import { accountsOf, runScene, type SceneRecord } from './run-scene.js'
import type { Scene } from './scene.js'
import { profiles, type HostProfile, type RunningServer } from './server.js'
import type { Start } from './start-server.js'

export interface ServerRun {
  readonly server: RunningServer['name']
  readonly version: string
  readonly records: ReadonlyArray<SceneRecord>
  /** The events that the server's hooks saw: NDJSON, by host. */
  readonly eventLogs: Readonly<Record<string, string>>
  readonly serverLog: string
  readonly tookMs: number
}

const scenesAtOnce = 16

/** The same scene with other accounts and another push service. */
const anew = (scene: Scene): Scene => ({ ...scene, id: `${scene.id}-again` })

/** The scene that a record is of. */
export const sceneOf = (scenes: ReadonlyArray<Scene>, { scene }: SceneRecord): Scene | undefined =>
  scenes.find(({ id }) => id === scene || `${id}-again` === scene)

/** A server without the modules for extensions cannot have the host that needs them. */
const hostsOf = (scenes: ReadonlyArray<Scene>): ReadonlyArray<HostProfile> => {
  const all: ReadonlyArray<HostProfile> = Object.values(profiles)
  const isExtended = scenes.some(({ profile }) => profile === 'extensions')
  return all.filter(({ extensions }) => (extensions !== undefined) === isExtended)
}

/** A step that could not be played says nothing of the server: then the scene is played anew, and that is said. */
const playScene = async (server: RunningServer, pushService: PushService, scene: Scene): Promise<SceneRecord> => {
  const record = await runScene(server, pushService, scene)
  const failure = record.entries.find((entry) => entry.kind === 'failed')
  if (failure === undefined || scene.plainNames === true) return record
  return {
    ...(await runScene(server, pushService, anew(scene))),
    failedFirst: `step ${failure.step}: ${failure.message}`,
  }
}

/**
 * Starts a server, plays every scene on it, and stops it.
 *
 * @param begins - is told the id of each scene as it begins
 */
export const runServer = async (
  start: Start,
  scenes: ReadonlyArray<Scene>,
  begins: (scene: string) => void = () => undefined,
): Promise<ServerRun> => {
  const began = Date.now()
  const hosts = hostsOf(scenes)
  const server = await start({
    profiles: hosts,
    accounts: accountsOf([...scenes, ...scenes.map(anew)]),
  })
  try {
    const pushService = await startPushService(server.componentService)
    const records = await inParallel(scenes, scenesAtOnce, (scene) => {
      begins(scene.id)
      return playScene(server, pushService, scene)
    })
    await pushService.stop().catch(() => undefined)
    return {
      server: server.name,
      version: server.version,
      records,
      eventLogs: Object.fromEntries(hosts.map(({ host }) => [host, server.eventLog(host)])),
      serverLog: server.serverLog(),
      tookMs: Date.now() - began,
    }
  } finally {
    await server.stop()
  }
}
