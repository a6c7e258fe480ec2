import type { Adapter, Output } from 'xmpp-push-rules/conformance'
import type { Device } from '../device.js'
import type { Entry } from '../run-scene.js'
import { softwareOf, type HostProfile, type RunningServer } from '../server.js'
import { readXml } from '../wire.js'
import { nobody, type Cast } from './cast.js'
import type { Hooks } from './hooks.js'
import { mark, type Arrived, type Link } from './link.js'
import { kitHosts, namesOf, worldDomain, type Names } from './names.js'
import { setTimeout as delay } from 'node:timers/promises'

/** Runs of one lane follow each other; lanes are side by side, each with its own push services. */
export interface Lane {
  readonly number: number
  readonly links: ReadonlyArray<Link>
}

/** A server with everything that laws need. */
export interface Stage {
  readonly server: RunningServer
  readonly profiles: ReadonlyArray<HostProfile>
  readonly world: Link
  readonly hooks: (host: string) => Hooks
}

/** An event of a law that real clients and services could not bring about on this server. */
export class Unreachable extends Error {}

export type Happening = Parameters<Adapter<Run>['dispatch']>[2]

export interface Timed {
  readonly at: number
  readonly output: Output
}

/** One scene of a law on a server: the kit's instance. */
export interface Run {
  readonly id: string
  readonly stage: Stage
  readonly lane: Lane
  readonly profile: HostProfile
  readonly names: Names
  readonly began: number
  readonly devices: Map<string, Device>
  /** What came and was not told yet. */
  readonly waiting: Array<Timed>
  readonly entries: Array<Entry>
  /** Ids of publishes by service and node, oldest first; and of the last one that was answered. */
  readonly unanswered: Map<string, ReadonlyArray<string>>
  readonly answered: Map<string, string>
  readonly state: {
    cast: Cast
    step: number
    /** Real and virtual time of the last event: virtual time is counted from there. It collects: a timer began with it. */
    anchor: { readonly real: number; readonly virtual: number; readonly collects: boolean }
    virtual: number
    lastCollected: number
    unreachable: string | undefined
    ended: number
  }
}

export const registrationName = (service: string, node: string): string => `${service}#${node}`

const nodeOf = (arrived: Arrived): string => arrived.iq.getChild('pubsub')?.getChild('publish')?.attrs['node'] ?? ''

/** A publish has come to a push service of the lane. */
const arrives = (run: Run, arrived: Arrived): void => {
  const { attrs } = arrived.iq
  const xml = arrived.iq.toString()
  const iq = readXml(run.names.toKit(xml))
  const account = iq.attrs['from'] === kitHosts[1] ? 'romeo@montague.example' : 'juliet@capulet.example'
  const name = registrationName(iq.attrs['to'] ?? '', nodeOf(arrived))
  run.unanswered.set(name, [...(run.unanswered.get(name) ?? []), attrs['id'] ?? ''])
  const { hooks } = watched(run, account)
  run.waiting.push({ at: hooks.sentAt(attrs['id'] ?? '') ?? arrived.at, output: { _tag: 'Published', account, iq } })
  run.entries.push({
    kind: 'publish',
    at: arrived.at - run.began,
    step: run.state.step,
    service: attrs['to'] ?? '',
    node: nodeOf(arrived),
    xml,
    answer: { type: 'result' },
  })
}

export const newRun = (stage: Stage, lane: Lane, profile: number, id: string): Run => {
  const chosen = stage.profiles[profile]
  if (chosen === undefined) throw new Error(`no profile ${profile}`)
  const now = Date.now()
  const run: Run = {
    id,
    stage,
    lane,
    profile: chosen,
    names: namesOf(id, profile, lane.number),
    began: now,
    devices: new Map(),
    waiting: [],
    entries: [],
    unanswered: new Map(),
    answered: new Map(),
    state: {
      cast: nobody,
      step: 0,
      anchor: { real: now, virtual: 0, collects: false },
      virtual: 0,
      lastCollected: 0,
      unreachable: undefined,
      ended: now,
    },
  }
  lane.links.forEach((link) => link.listen((arrived) => arrives(run, arrived)))
  return run
}

/** The hooks of an account, and its name on the wire. */
export const watched = (run: Run, account: string): { readonly hooks: Hooks; readonly jid: string } => {
  const { user, host } = run.names.account(account)
  return { hooks: run.stage.hooks(host), jid: `${user}@${host}` }
}

export const fromWorld = `anybody@${worldDomain}`

/** Whoever sent last; a client needs no name. */
interface Sender {
  readonly send: (stanza: string) => Promise<void>
  readonly from?: string
}

/** Waits until what was sent before has been dealt with, and the publishes that it led to have come. */
export const settled = async (
  run: Run,
  sender: Sender = { send: run.stage.world.send, from: fromWorld },
): Promise<void> => {
  const pass = ({ send, from }: Sender): Promise<unknown> =>
    Promise.all(
      run.lane.links.map(async (link) => {
        const { id, stanza } = mark(link.domain)
        const passed = link.passed(id)
        await send(stanza(from))
        await passed
      }),
    )
  await pass(sender)
  // Prosody does one thing after the other; in ejabberd several processes are at work.
  if (softwareOf(run.stage.server.name) === 'prosody') return
  await delay(ejabberdMs)
  await pass({ send: run.stage.world.send, from: fromWorld })
}

const ejabberdMs = 80
