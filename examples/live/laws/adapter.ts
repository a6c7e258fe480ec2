/** The kit's adapter for a running server, in real time. */
import type { Adapter, Inspection, Output } from 'xmpp-push-rules/conformance'
import { setTimeout as delay } from 'node:timers/promises'
import type { Device } from '../device.js'
import { readXml } from '../wire.js'
import { after, roleName, rolesOf } from './cast.js'
import { perform } from './perform.js'
import { beginsTimer } from './anchor.js'
import { nextMillisecond } from './tick.js'
import { newRun, settled, Unreachable, type Lane, type Run, type Stage, type Timed } from './run.js'

/** The servers' own timers end after whole seconds; this much is taken for the machine being busy. */
const slackMs = 350
/** No timer of the servers that a law can set off, but for hours of hibernation, is longer: waiting on shows nothing more. */
const longestMs = 2600

const secondsMs = 1000

/** Of the step up to that virtual time, or earlier. */
const take = (run: Run, isDue: (timed: Timed) => boolean): ReadonlyArray<Output> => {
  const due = run.waiting.filter(isDue)
  const rest = run.waiting.filter((timed) => !due.includes(timed))
  run.waiting.splice(0, run.waiting.length, ...rest)
  return due.map(({ output }) => output)
}

/** Due by the virtual time of now. */
const dueBy = ({ state: { anchor, virtual } }: Run): ((at: number) => boolean) => {
  return (at) =>
    anchor.virtual + Math.max(0, Math.floor((at - anchor.real + slackMs) / secondsMs)) * secondsMs <= virtual
}

const beginStep = async (run: Run): Promise<void> => {
  await nextMillisecond()
  run.entries.push({ kind: 'step', at: Date.now() - run.began, step: run.state.step, does: { do: 'wait', ms: 0 } })
}

/** Ends a step, and tells what is due by then. */
const endStep = (run: Run, isDue: (at: number) => boolean): ReadonlyArray<Output> => {
  run.ended.push({ at: Date.now(), isDue })
  run.state.step += 1
  return take(run, ({ at }) => isDue(at))
}

const advance = async (run: Run, ms: number): Promise<ReadonlyArray<Output>> => {
  const { state } = run
  await beginStep(run)
  state.virtual += ms
  const sinceAnchor = state.virtual - state.anchor.virtual
  const slack = sinceAnchor % secondsMs < slackMs && sinceAnchor >= secondsMs ? slackMs : 0
  await delay(Math.max(0, state.anchor.real + Math.min(sinceAnchor, longestMs) + slack - Date.now()))
  // From outside settling is only waiting, and that is what was done.
  if (run.stage.server !== undefined || sinceAnchor >= longestMs) await settled(run)
  if (sinceAnchor < longestMs) return endStep(run, dueBy(run))
  state.anchor = { real: Date.now(), virtual: state.virtual, collects: false }
  return endStep(run, () => true)
}

const collects: ReadonlyArray<string> = ['HibernationStarted', 'QueuedWhileHibernating', 'AckDelayed']

const inspect = async (run: Run, account: string): Promise<Inspection> => {
  const [resource] = rolesOf(run.state.cast, account).find(([, role]) => !role.asleep) ?? []
  const device = resource === undefined ? undefined : run.devices.get(roleName(account, resource))
  if (device === undefined) return {}
  const to = run.names.toWire(account)
  const reply = readXml(
    await device.request(
      `<iq type='get' id='disco' to='${to}'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>`,
    ),
  )
  const query = reply.children.find((child) => typeof child === 'object')
  const parts = typeof query === 'object' ? query.children : []
  return {
    features: parts.flatMap((part) =>
      typeof part === 'object' && part.name === 'feature' ? [part.attrs['var'] ?? ''] : [],
    ),
  }
}

const leave = (device: Device): Promise<unknown> =>
  Promise.race([device.logout(), delay(3000, undefined, { ref: false })])

const stop = async (run: Run): Promise<void> => {
  const { state } = run
  // Nothing of this run may come to the next one of the lane.
  const quiet = state.lastCollected + secondsMs + slackMs - Date.now()
  if (quiet > 0) await delay(quiet)
  await settled(run).catch(() => undefined)
  state.ended = Date.now()
  await Promise.allSettled([...run.devices.values()].map(leave))
  await settled(run).catch(() => undefined)
  await run.stage.tidy?.(run)
}

/**
 * The adapter of one lane.
 *
 * @param profile - which of the server's hosts has the options of the scene
 * @param nextRun - names a run on such a host: part of its accounts' names
 * @param watch - is told of every run
 */
export const liveAdapter = (
  stage: Stage,
  lane: Lane,
  profile: number,
  nextRun: (profile: number) => string,
  watch: (run: Run) => void,
): Adapter<Run> => ({
  ...stage.facts,
  version: stage.version,
  start: () => {
    const run = newRun(stage, lane, profile, nextRun(profile))
    watch(run)
    return run
  },
  dispatch: async (run, account, event) => {
    const { state } = run
    await beginStep(run)
    try {
      await perform(run, account, event)
    } catch (error) {
      if (error instanceof Unreachable) return [{ _tag: 'Unplayable', reason: error.message }]
      throw error
    }
    state.cast = after(state.cast, account, event)
    if (collects.includes(event._tag)) state.lastCollected = Date.now()
    // What a timer of the event itself sets off belongs to a later step, however long this one has taken.
    return endStep(run, beginsTimer(run, event) ? dueBy(run) : () => true)
  },
  advance,
  inspect,
  stop,
})
