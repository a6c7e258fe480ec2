/**
 * Where the server does not do what the law says, the library plays the events that the server's hooks saw: then every
 * difference on the wire has to have a documented reason, or the verdict is `fail`.
 */
import type { Adapter, Scene } from 'xmpp-push-rules/conformance'
import { compare as compareWire, showDifference } from '../compare.js'
import { optionsFor, predict, type Prediction } from '../oracle.js'
import { explain } from '../reasons.js'
import type { SceneRecord } from '../run-scene.js'
import { softwareOf, type RunningServer } from '../server.js'
import { holdsForLibrary, otherWayOfForms, sameFault } from './replay.js'
import { watched, type Run } from './run.js'
import type { Found } from './verdict.js'

const accounts = ['juliet@capulet.example', 'romeo@montague.example']

const timeOf = (line: string): number => Number(/"at":(\d+)/.exec(line)?.[1] ?? 0)

/** The log of the run's accounts, in the order of time. */
const hookLog = (run: Run): string =>
  accounts
    .flatMap((account) => {
      const { hooks, jid } = watched(run, account)
      return hooks.lines(jid)
    })
    .toSorted((a, b) => timeOf(a) - timeOf(b))
    .join('\n')

const recordOf = (run: Run, server: RunningServer): SceneRecord => ({
  server: server.name,
  scene: run.id,
  began: run.began,
  ended: run.state.ended,
  // What its devices set off by leaving is no part of it.
  entries: run.entries.filter(({ at }) => at <= run.state.ended - run.began),
})

interface Wire {
  readonly prediction: Prediction
  readonly unexplained: ReadonlyArray<string>
  /** The reasons of the differences up to this step. */
  readonly reasons: (step: number) => ReadonlyArray<string>
}

/** The library on the same events, beside what was on the wire. */
const onTheWire = (run: Run, server: RunningServer): Wire => {
  const record = recordOf(run, server)
  const prediction = predict(optionsFor(server.name, run.profile), hookLog(run), record)
  const differences = compareWire(record, prediction).map((difference) => ({
    difference,
    reason: explain(server.name, prediction, difference),
  }))
  return {
    prediction,
    unexplained: differences.flatMap(({ difference, reason }) =>
      reason === undefined ? [showDifference(difference)] : [],
    ),
    reasons: (step) => [
      ...new Set(
        differences.flatMap(({ difference, reason }) =>
          reason !== undefined && difference.step <= step + 1 ? [reason.title] : [],
        ),
      ),
    ],
  }
}

/** A session that ended left its queue to the server, which stored it offline then: events that the law does not have. */
const moreThanTheLaw = (run: Run, { steps }: Scene): string | undefined => {
  const asked = steps.filter(({ action }) => action._tag === 'Dispatch' && action.event._tag === 'StoredOffline').length
  const isStored = (line: string): boolean => line.includes('"_tag":"StoredOffline"') && timeOf(line) <= run.state.ended
  const seen = hookLog(run).split('\n').filter(isStored).length
  return seen > asked
    ? 'When its session ends the server stores the queue offline at once; the law keeps the two apart, and the rules do the same as the server with what really happens.'
    : undefined
}

/**
 * Judges a scene that was played. Documented differences are the reason only where the law holds for the library with
 * the very same events; where it does not, the server's policy has to be the reason.
 */
export const judgeByHooks = async (
  adapter: Adapter<Run>,
  run: Run,
  server: RunningServer,
  { scene, played }: Pick<Found, 'scene' | 'played'>,
): Promise<Found> => {
  const found = (verdict: Found['verdict'], reason?: string): Found => ({
    verdict,
    ...(reason === undefined ? {} : { reason }),
    ...(verdict === 'fail' ? { hookLog: hookLog(run) } : {}),
    played,
    scene,
  })
  const { fault } = played
  if (fault === undefined) return found('pass')
  const { unexplained, reasons, prediction } = onTheWire(run, server)
  if (unexplained.length > 0) return found('fail', [fault.message, ...unexplained].join('\n'))
  if (await holdsForLibrary(adapter, run, scene, played, prediction)) {
    const titles = reasons(fault.step)
    if (titles.length > 0) return found('differs', titles.join(' '))
    const way = await otherWayOfForms(adapter, scene, played)
    return way === undefined ? found('fail', fault.message) : found('differs', way)
  }
  if (await sameFault(adapter, scene, fault.step))
    return found('differs', `As the policy of ${softwareOf(server.name)} has it: ${fault.message}.`)
  const more = moreThanTheLaw(run, scene)
  return more === undefined ? found('fail', fault.message) : found('unreachable', more)
}
