import type { Adapter, Output } from 'xmpp-push-rules/conformance'
import type { Device } from '../device.js'
import type { Entry } from '../run-scene.js'
import type { HostProfile, RunningServer } from '../server.js'
import { readXml } from '../wire.js'
import { nobody, type Cast } from './cast.js'
import type { Hooks } from './hooks.js'
import type { Arrived, Link } from './link.js'
import type { Facts } from './manifests.js'
import { kitHosts, worldDomain, type Names } from './names.js'

/** Runs of one lane follow each other; lanes are side by side, each with its own push services. */
export interface Lane {
  readonly number: number
  readonly links: ReadonlyArray<Link>
}

/** Whoever sent last; a client needs no name. */
export interface Sender {
  readonly send: (stanza: string) => Promise<void>
  readonly from?: string
}

/** A server with everything that laws need. */
export interface Stage {
  readonly facts: Facts
  readonly version: string
  readonly clientService: string
  /** The one that was started for the laws; absent: it is only known from outside. */
  readonly server?: RunningServer
  readonly profiles: ReadonlyArray<HostProfile>
  readonly world: Link
  readonly hooks: (host: string) => Hooks
  readonly namesFor: (run: string, profile: number, lane: number) => Names
  /** Waits until what was sent before has been dealt with, and the publishes that it led to have come. */
  readonly settle: (run: Run, sender?: Sender) => Promise<void>
  /** Takes away what a run has left, where the next one has the same accounts. */
  readonly tidy?: (run: Run) => Promise<void>
  /** How long the server waits before it calls an ack late, in milliseconds. */
  readonly ackDelayMs: number
}

/** An event of a law that real clients and services could not bring about on this server. */
export class Unreachable extends Error {}

export type Happening = Parameters<Adapter<Run>['dispatch']>[2]

export interface Timed {
  readonly at: number
  readonly output: Output
}

/** A publish as it has to be answered. */
export interface Publication {
  readonly id: string
  readonly from: string
}

/** When a step was over, and which of the outputs until then were told with it. */
export interface Ended {
  readonly at: number
  readonly isDue: (at: number) => boolean
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
  readonly ended: Array<Ended>
  /** Publishes by service and node, oldest first; and of the last one that was answered. */
  readonly unanswered: Map<string, ReadonlyArray<Publication>>
  readonly answered: Map<string, Publication>
  readonly state: {
    cast: Cast
    step: number
    /** Real and virtual time of the last event: virtual time is counted from there. It collects: a timer began with it. */
    anchor: { readonly real: number; readonly virtual: number; readonly collects: boolean }
    virtual: number
    lastCollected: number
    /** When the last event happened that hooks, or whoever sent it, can tell of. */
    happened: number
    /** A timer of the server ran on while this process, or the machine, was behind: nothing that was seen then counts. */
    isLate: boolean
    ended: number
  }
}

export const registrationName = (service: string, node: string): string => `${service}#${node}`

const nodeOf = (arrived: Arrived): string => arrived.iq.getChild('pubsub')?.getChild('publish')?.attrs['node'] ?? ''

const domainOf = (jid: string): string => (jid.split('/')[0] ?? '').split('@').at(-1) ?? ''

/** A publish has come to a push service of the lane. */
const arrives = (run: Run, arrived: Arrived): void => {
  const { attrs } = arrived.iq
  const xml = arrived.iq.toString()
  const iq = readXml(run.names.toKit(xml))
  const account = domainOf(iq.attrs['from'] ?? '') === kitHosts[1] ? 'romeo@montague.example' : 'juliet@capulet.example'
  const name = registrationName(iq.attrs['to'] ?? '', nodeOf(arrived))
  run.unanswered.set(name, [...(run.unanswered.get(name) ?? []), { id: attrs['id'] ?? '', from: attrs['from'] ?? '' }])
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
    names: stage.namesFor(id, profile, lane.number),
    began: now,
    devices: new Map(),
    waiting: [],
    entries: [],
    ended: [],
    unanswered: new Map(),
    answered: new Map(),
    state: {
      cast: nobody,
      step: 0,
      anchor: { real: now, virtual: 0, collects: false },
      virtual: 0,
      lastCollected: 0,
      happened: now,
      isLate: false,
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

/** Waits until what was sent before has been dealt with, and the publishes that it led to have come. */
export const settled = (run: Run, sender?: Sender): Promise<void> => run.stage.settle(run, sender)
