/** Plays the laws on a server that somebody else has started, from outside: what is on the wire is all that there is. */
import { setTimeout as delay } from 'node:timers/promises'
import { defaultOptions, policies } from 'xmpp-push-rules'
import type { Capability, Law, LawResult, Manifest } from 'xmpp-push-rules/conformance'
import type { Account } from '../device.js'
import { choose, type Hosts } from '../laws/choose.js'
import { noHooks } from '../laws/hooks.js'
import { startLink, type Arrived, type Link } from '../laws/link.js'
import { manifests, type Facts } from '../laws/manifests.js'
import { kitHosts, kitUsers } from '../laws/names.js'
import type { Ground } from '../laws/play-law.js'
import { playAll } from '../laws/run-laws.js'
import { isFlaky } from '../laws/verdict.js'
import type { Lane, Run, Stage } from '../laws/run.js'
import { profiles } from '../server.js'
import { abilities, type OwnAccount, type OwnServer } from './config.js'
import { laneService, ownNames, type Cast } from './names.js'
import { tidyAccount, tidyAfter } from './tidy.js'

export interface OwnRun {
  readonly results: ReadonlyArray<LawResult>
  readonly tookMs: number
}

const accountOf = ({ jid, password }: OwnAccount, { mechanism }: OwnServer): Account => {
  const [user = '', host = ''] = jid.split('@')
  return { user, host, password, ...(mechanism === undefined ? {} : { mechanism }) }
}

/** The accounts of the first one's host play Juliet, a lane each; those of another host play Romeo. */
export const castsOf = (own: OwnServer): ReadonlyArray<Cast> => {
  const accounts = own.accounts.map((one) => accountOf(one, own))
  const host = accounts[0]?.host
  const others = accounts.filter((one) => one.host !== host)
  return accounts
    .filter((one) => one.host === host)
    .map((juliet, index) => ({ juliet, ...(others[index] === undefined ? {} : { romeo: others[index] }) }))
}

const notOurs = 'the kit changes no settings of a server that it did not start'

/** What a server can do that is only known from outside. */
export const ownFacts = ({ name, can, policy, options }: OwnServer, casts: ReadonlyArray<Cast>): Facts => {
  const told = Object.fromEntries(
    abilities.map((one) => [one, can.includes(one) ? true : 'the file does not say that the server can']),
  )
  const settings = Object.keys(defaultOptions).map((one): readonly [string, string] => [`options:${one}`, notOurs])
  const several =
    casts.every(({ romeo }) => romeo !== undefined) || 'there is no account of a second host for every lane'
  const capabilities: Manifest & Partial<Record<Capability, unknown>> = {
    ...manifests.prosody.capabilities,
    ...Object.fromEntries(settings),
    ...told,
    'service-message': notOurs,
    'several-accounts': several,
  }
  return { name, capabilities, options: { ...(policy === undefined ? {} : policies[policy]), ...options } }
}

/** Waits until nothing has come for a while: nobody tells when the server has done all that it does. */
const settleByQuiet =
  (quietMs: number): Stage['settle'] =>
  async ({ waiting }: Run) => {
    for (const before = { count: -1 }; before.count !== waiting.length;) {
      before.count = waiting.length
      await delay(quietMs)
    }
  }

/** One connection, shared by the lanes: each is told of what comes to its own services. */
const lanesOn = (shared: Link, count: number): ReadonlyArray<() => Promise<Lane>> => {
  const listeners = new Map<number, (arrived: Arrived) => void>()
  const laneOf = (to: string): number => Number(/lane(\d+)@/.exec(to)?.[1] ?? -1)
  shared.listen((arrived) => listeners.get(laneOf(arrived.iq.attrs['to'] ?? ''))?.(arrived))
  return Array.from(
    { length: count },
    (_, number) => () =>
      Promise.resolve({
        number,
        links: [
          {
            ...shared,
            listen: (listener: (arrived: Arrived) => void) => void listeners.set(number, listener),
            stop: () => Promise.resolve(),
          },
        ],
      }),
  )
}

const hosts: Hosts = { profiles: [profiles.plain], all: [profiles.plain], profileOf: () => 0, plays: [] }

const groundOn = (own: OwnServer, casts: ReadonlyArray<Cast>, world: Link): Ground => {
  const begun = { runs: 0 }
  return {
    hosts,
    nextRun: () => {
      begun.runs += 1
      return `own${begun.runs}`
    },
    stage: {
      facts: ownFacts(own, casts),
      version: own.version ?? '',
      clientService: own.client,
      profiles: hosts.profiles,
      world,
      hooks: () => noHooks,
      namesFor: (_, __, lane) => ownNames(casts[lane] as Cast, lane, own.component.domain),
      settle: settleByQuiet(own.quietMs),
      ackDelayMs: own.ackDelayMs,
      tidy: (run) => {
        const users = kitUsers.map((user, index) => `${user}@${kitHosts[index] ?? ''}`)
        return tidyAfter(own, casts[run.lane.number]?.romeo === undefined ? users.slice(0, 1) : users)(run)
      },
    },
  }
}

/**
 * A failure that the file names is a difference, with the reason that the file has for it. A flaky one is not what it
 * names: a difference that is known is there every time.
 */
export const withKnown =
  (known: OwnServer['known']) =>
  (result: LawResult): LawResult => {
    const reason = known[result.law.id]
    return result.verdict === 'fail' && !isFlaky(result) && reason !== undefined
      ? { ...result, verdict: 'differs', reason }
      : result
  }

/** Laws that the file says do not hold, and that do. */
export const noLonger = (known: OwnServer['known'], results: ReadonlyArray<LawResult>): ReadonlyArray<string> =>
  results.flatMap(({ law, verdict }) => (verdict === 'pass' && known[law.id] !== undefined ? [law.id] : []))

/** Plays the laws that can be played from outside. */
export const runOwn = async (
  own: OwnServer,
  laws: ReadonlyArray<Law>,
  begins: (law: string) => void,
): Promise<OwnRun> => {
  const began = Date.now()
  const { address, domain, secret } = own.component
  const casts = castsOf(own)
  const world = await startLink(address, domain, secret)
  try {
    const ground = groundOn(own, casts, world)
    const chosen = laws.map((law) => choose(law, ground.stage.facts))
    for (const [lane, { juliet, romeo }] of casts.entries())
      for (const account of [juliet, ...(romeo === undefined ? [] : [romeo])])
        await tidyAccount(own, account, [laneService(lane, domain)])
    const results = await playAll(ground, lanesOn(world, casts.length), chosen, begins)
    return { results: results.map(withKnown(own.known)), tookMs: Date.now() - began }
  } finally {
    await world.stop().catch(() => undefined)
  }
}
