/**
 * What becomes of a scene of a law. Where the server does not do what the law says, the library plays the events that
 * the server's hooks saw: then every difference on the wire has to have a documented reason, or the verdict is `fail`.
 */
import {
  list,
  logOf,
  play,
  reference,
  transcriptOf,
  type Adapter,
  type Law,
  type LawResult,
  type LawSummary,
  type Played,
  type Scene,
} from 'xmpp-push-rules/conformance'
import type { XmlElement } from 'xmpp-push-rules'
import { compare as compareWire, showDifference } from '../compare.js'
import { optionsFor, predict, type Prediction } from '../oracle.js'
import { explain } from '../reasons.js'
import type { SceneRecord } from '../run-scene.js'
import { softwareOf, type RunningServer } from '../server.js'
import { holdsButForForms, holdsForLibrary } from './replay.js'
import { watched, type Run } from './run.js'

export interface Found {
  readonly verdict: 'pass' | 'fail' | 'flaky' | 'differs' | 'unreachable'
  readonly reason?: string
  readonly played: Played
  readonly scene: Scene
  /** Of a flaky one: how it went when it was played again. */
  readonly second?: Found
}

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
  entries: run.entries,
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

const formsOfTheirOwn = 'Deviation 8: the summary is a form of type form, with fields that have no value.'

/** A session that ended left its queue to the server, which stored it offline then: events that the law does not have. */
const moreThanTheLaw = (run: Run, { steps }: Scene): string | undefined => {
  const asked = steps.filter(({ action }) => action._tag === 'Dispatch' && action.event._tag === 'StoredOffline').length
  const seen = accounts.reduce((sum, account) => {
    const { hooks, jid } = watched(run, account)
    return sum + hooks.count(jid, 'StoredOffline')
  }, 0)
  return seen > asked
    ? 'When its session ends the server stores the queue offline at once; the law keeps the two apart, and the rules do the same as the server with what really happens.'
    : undefined
}

/** The rules as this server is set up: what they do not do either is a matter of its policy. */
const sameFault = async (adapter: Adapter<Run>, scene: Scene, step: number): Promise<boolean> => {
  const { options, capabilities } = adapter
  const { fault } = await play({ ...reference, capabilities, ...(options === undefined ? {} : { options }) }, scene)
  return fault?.step === step
}

const queueLeft =
  'When its session ends the server stores the queue offline at once, where the law keeps the two apart; from outside the two cannot be told from each other.'

const unseen =
  'A message without a body, or with a hint against it, need not be stored, and from outside nobody can tell whether it was: no push came for one.'

const isBody = ({ name, children }: XmlElement): boolean => name === 'body' && children.length > 0
/** XEP-0334 §5: no-store, no-permanent-store. */
const isHint = ({ name, attrs }: XmlElement): boolean => attrs['xmlns'] === 'urn:xmpp:hints' && name.startsWith('no-')

/** Whether the fault is that nothing came for a stanza that a server need not store. */
const mayBeUnseen = ({ fault, seen }: Played): boolean => {
  const { action, outputs } = seen[fault?.step ?? -1] ?? {}
  if (action?._tag !== 'Dispatch' || !('delivery' in action.event) || outputs?.length !== 0) return false
  const children = action.event.delivery.stanza.children.filter((child) => typeof child === 'object')
  return !children.some(isBody) || children.some(isHint)
}

/** From outside there are no hooks that tell what the server saw: only its own options can be the reason. */
const judgeFromOutside = async (adapter: Adapter<Run>, run: Run, scene: Scene, played: Played): Promise<Found> => {
  const { fault } = played
  if (fault === undefined) return { verdict: 'pass', played, scene }
  if (await sameFault(adapter, scene, fault.step))
    return { verdict: 'differs', reason: `As its options have it: ${fault.message}.`, played, scene }
  if (await holdsButForForms(adapter, scene, played))
    return { verdict: 'differs', reason: formsOfTheirOwn, played, scene }
  if (mayBeUnseen(played)) return { verdict: 'unreachable', reason: unseen, played, scene }
  return run.state.cast.left.size > 0
    ? { verdict: 'unreachable', reason: queueLeft, played, scene }
    : { verdict: 'fail', reason: fault.message, played, scene }
}

/**
 * Judges a scene that was played. Documented differences are the reason only where the law holds for the library with
 * the very same events; where it does not, the server's policy has to be the reason.
 */
const judgeByHooks = async (
  adapter: Adapter<Run>,
  run: Run,
  server: RunningServer,
  { scene, played }: Pick<Found, 'scene' | 'played'>,
): Promise<Found> => {
  const found = (verdict: Found['verdict'], reason?: string): Found => ({
    verdict,
    ...(reason === undefined ? {} : { reason }),
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
    return (await holdsButForForms(adapter, scene, played))
      ? found('differs', formsOfTheirOwn)
      : found('fail', fault.message)
  }
  if (await sameFault(adapter, scene, fault.step))
    return found('differs', `As the policy of ${softwareOf(server.name)} has it: ${fault.message}.`)
  const more = moreThanTheLaw(run, scene)
  return more === undefined ? found('fail', fault.message) : found('unreachable', more)
}

/** What becomes of a scene that was played. */
export const judgeScene = (adapter: Adapter<Run>, run: Run, scene: Scene, played: Played): Promise<Found> => {
  const { unreachable } = run.state
  if (unreachable !== undefined) return Promise.resolve({ verdict: 'unreachable', reason: unreachable, played, scene })
  const { server } = run.stage
  return server === undefined
    ? judgeFromOutside(adapter, run, scene, played)
    : judgeByHooks(adapter, run, server, { scene, played })
}

export const summaryOf = (law: Law): LawSummary => {
  const [summary] = list({ id: law.id })
  if (summary === undefined) throw new Error(`no law ${law.id}`)
  return summary
}

const worst = ['fail', 'flaky', 'differs', 'pass'] as const

const transcriptsOf = ({ scene, played, second }: Found): string =>
  second === undefined
    ? transcriptOf(scene, played)
    : [
        'The first time:',
        transcriptOf(scene, played),
        `Played again (${second.verdict}):`,
        transcriptOf(second.scene, second.played),
      ].join('\n')

const flaky = 'Flaky: it failed, and did not when it was played again from a clean start.'

/** One verdict out of all scenes of a law. */
export const merge = (law: Law, found: ReadonlyArray<Found>, why: string | undefined): LawResult => {
  const counted = found.filter(({ verdict }) => verdict !== 'unreachable')
  const verdict = worst.find((one) => counted.some((each) => each.verdict === one))
  const reason = [
    ...new Set(
      (verdict === undefined ? found : counted.filter((each) => each.verdict === verdict)).flatMap(
        (each) => each.reason ?? [],
      ),
    ),
  ]
  if (verdict === undefined)
    return {
      law: summaryOf(law),
      verdict: 'not-applicable',
      runs: 0,
      reason: why ?? reason[0] ?? 'No scene of the law can be played.',
    }
  const first = counted.find((each) => each.verdict === verdict)
  return {
    law: summaryOf(law),
    // The kit knows no such verdict, and it must never look like a pass.
    verdict: verdict === 'flaky' ? 'fail' : verdict,
    runs: counted.length,
    ...(verdict === 'pass' ? {} : { reason: [...(verdict === 'flaky' ? [flaky] : []), ...reason].join(' ') }),
    ...(verdict === 'pass' || first === undefined
      ? {}
      : { transcript: transcriptsOf(first), log: logOf(first.scene, first.played) }),
  }
}
