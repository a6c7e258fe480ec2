import { setTimeout as delay } from 'node:timers/promises'
import { login, type Device } from './device.js'
import { nextMillisecond } from './laws/tick.js'
import type { Answer, PushService } from './push-service.js'
import { usersOf, type Scene, type Step } from './scene.js'
import { mucDomain, profiles, pushDomain, type RunningServer } from './server.js'

/** What one scene put on the wire; times in milliseconds since the scene began. */
export type Entry =
  | { readonly kind: 'step'; readonly at: number; readonly step: number; readonly does: Step }
  | {
      readonly kind: 'reply'
      readonly at: number
      readonly step: number
      readonly device: string
      readonly request: string
      readonly reply: string
    }
  | {
      readonly kind: 'publish'
      readonly at: number
      readonly step: number
      readonly service: string
      readonly node?: string
      readonly xml: string
      readonly answer: Answer
    }
  | {
      readonly kind: 'received'
      readonly at: number
      readonly step: number
      readonly device: string
      readonly xml: string
    }
  | { readonly kind: 'failed'; readonly at: number; readonly step: number; readonly message: string }

export interface SceneRecord {
  readonly server: RunningServer['name']
  readonly scene: string
  /** Epoch milliseconds; what happened later (the devices log out) is not part of the scene. */
  readonly began: number
  readonly ended: number
  readonly entries: ReadonlyArray<Entry>
  /** Why it was played anew: a step could not be played. */
  readonly failedFirst?: string
}

/** No step but waiting takes longer than this, unless it hangs. */
const stepLimitMs = 30_000

const within = <T>(limitMs: number, action: Promise<T>): Promise<T> => {
  const limit = new AbortController()
  const late = delay(limitMs, undefined, { signal: limit.signal }).then(() => {
    throw new Error(`not within ${limitMs} ms`)
  })
  late.catch(() => undefined)
  return Promise.race([action, late]).finally(() => limit.abort())
}

/** After a step, this long for its publishes to arrive. */
const quietMs = 250
/** What the server has sent comes within this, on any machine. */
const arrivalMs = 10_000
/** After the last one longer: nothing may come later on a busy machine. */
const lastQuietMs = 800

/** Ids of the publishes that the server's hooks saw going out for this scene. */
const publishesSent = (log: string, scene: Scene): ReadonlyArray<string> =>
  log
    .split('\n')
    .filter((line) => line.includes(`.${scene.id}@`))
    .flatMap((line) => /"sent":"<iq[^>]*\sid='([^']*)'[^>]*><pubsub/.exec(line)?.[1] ?? [])

/** Waits for what the server says that it has sent; a component that never gets it shows in the comparison. */
const arrived = async (sent: () => ReadonlyArray<string>, entries: ReadonlyArray<Entry>): Promise<void> => {
  const isHere = (id: string): boolean =>
    entries.some((entry) => entry.kind === 'publish' && entry.xml.includes(`id="${id}"`))
  for (const end = Date.now() + arrivalMs; !sent().every(isHere) && Date.now() < end;) await delay(100)
}

export const hostOf = (scene: Scene): string => profiles[scene.profile].host
export const serviceOf = (scene: Scene): string => scene.service ?? `${scene.id}@${pushDomain}`

/** Every user of every scene is an account of its own, so that scenes can run side by side. */
export const accountOf = (scene: Scene, user: string): { readonly user: string; readonly host: string } => ({
  user: scene.plainNames === true ? user : `${user}.${scene.id}`,
  host: hostOf(scene),
})

const fill = (scene: Scene, text: string): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => {
    if (name === 'push') return serviceOf(scene)
    if (name === 'host') return hostOf(scene)
    if (name === 'muc') return `${scene.id}@${mucDomain}`
    const { user, host } = accountOf(scene, name)
    return `${user}@${host}`
  })

export const runScene = async (server: RunningServer, pushService: PushService, scene: Scene): Promise<SceneRecord> => {
  const began = Date.now()
  const entries: Array<Entry> = []
  const devices = new Map<string, Device>()
  const answers = new Map<string, Answer>()
  const now = (): { readonly at: number; readonly step: number } => ({ at: Date.now() - began, step })
  let step = 0

  pushService.at(serviceOf(scene), ({ service, node, xml }) => {
    const answer = answers.get(node ?? '') ?? { type: 'result' as const }
    entries.push({ kind: 'publish', ...now(), service, ...(node === undefined ? {} : { node }), xml, answer })
    return answer
  })

  const device = (name: string): Device => {
    const found = devices.get(name)
    if (found === undefined) throw new Error(`${name} has not logged in`)
    return found
  }
  const request = async (name: string, type: string, payload: string, attrs = ''): Promise<void> => {
    const iq = `<iq id='${scene.id}-${step}'${fill(scene, attrs)} type='${type}'>${fill(scene, payload)}</iq>`
    const reply = await device(name).request(iq)
    entries.push({ kind: 'reply', ...now(), device: name, request: iq, reply })
  }
  const perform = async (action: Step): Promise<void> => {
    switch (action.do) {
      case 'login': {
        const [user = '', resource = ''] = action.device.split('/')
        const onStanza = (xml: string): void => {
          entries.push({ kind: 'received', ...now(), device: action.device, xml })
        }
        devices.set(action.device, await login(server.clientService, accountOf(scene, user), resource, onStanza))
        if (action.carbons) await request(action.device, 'set', "<enable xmlns='urn:xmpp:carbons:2'/>")
        if (action.presence) await device(action.device).send('<presence/>')
        return
      }
      case 'logout':
        return device(action.device).logout()
      case 'vanish':
        return device(action.device).vanish()
      case 'resume':
        return device(action.device).resume()
      case 'hold-acks':
        return device(action.device).holdAcks()
      case 'iq':
        return request(action.device, action.type, action.payload, action.attrs)
      case 'send': {
        const { send } = device(action.device)
        await send(fill(scene, action.stanza))
        return pushService.markPasses(send)
      }
      case 'service-sends':
        await pushService.send(fill(scene, action.stanza))
        return pushService.markPasses(pushService.send, `anybody@${pushDomain}`)
      case 'answer':
        answers.set(action.node, action.answer)
        return
      case 'wait':
        return delay(action.ms)
    }
  }

  try {
    for (const action of scene.steps) {
      entries.push({ kind: 'step', ...now(), does: action })
      await within(stepLimitMs, perform(action))
      if (action.do !== 'wait' && action.do !== 'answer' && action.do !== 'hold-acks') await delay(quietMs)
      step += 1
    }
    await delay(lastQuietMs)
    await arrived(() => publishesSent(server.eventLog(hostOf(scene)), scene), entries)
  } catch (error) {
    entries.push({ kind: 'failed', ...now(), message: error instanceof Error ? error.message : String(error) })
  }
  const played = [...entries]
  const ended = Date.now()
  // What the devices set off by leaving is later: logs have no finer time.
  await nextMillisecond()
  await Promise.allSettled([...devices.values()].map((each) => within(5000, each.logout())))
  return { server: server.name, scene: scene.id, began, ended, entries: played }
}

/** Accounts for all of these scenes. */
export const accountsOf = (
  scenes: ReadonlyArray<Scene>,
): ReadonlyArray<{ readonly user: string; readonly host: string }> =>
  scenes.flatMap((scene) => usersOf(scene).map((user) => accountOf(scene, user)))
