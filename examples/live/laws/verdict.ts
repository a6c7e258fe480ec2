/** What becomes of a scene of a law, and of the law. */
import {
  list,
  logOf,
  transcriptOf,
  type Adapter,
  type Law,
  type LawResult,
  type LawSummary,
  type Played,
  type Scene,
} from 'xmpp-push-rules/conformance'
import { judgeByHooks } from './judge-by-hooks.js'
import { judgeFromOutside } from './judge-from-outside.js'
import type { Run } from './run.js'

export interface Found {
  readonly verdict: 'pass' | 'fail' | 'flaky' | 'differs' | 'unreachable'
  readonly reason?: string
  readonly played: Played
  readonly scene: Scene
  /** Of one that fails: what the server's hooks saw. */
  readonly hookLog?: string
  /** The machine was too slow for the law's order of events, whatever came of it. */
  readonly isLate?: boolean
  /** Of a flaky one: how it went when it was played again. */
  readonly second?: Found
}

/** What becomes of a scene that was played. */
export const judgeScene = (adapter: Adapter<Run>, run: Run, scene: Scene, played: Played): Promise<Found> => {
  const { unplayable } = played
  if (unplayable !== undefined) return Promise.resolve({ verdict: 'unreachable', reason: unplayable, played, scene })
  // What the adapter itself could not do says nothing of the server.
  if (played.fault !== undefined && played.fault.step >= played.seen.length)
    return Promise.resolve({ verdict: 'fail', reason: played.fault.message, played, scene })
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

/** A scene as the kit has it, and where it fails as the server had it. */
const storyOf = ({ scene, played, hookLog }: Found): ReadonlyArray<string> => [
  transcriptOf(scene, played),
  ...(hookLog === undefined ? [] : ['What the hooks of the server saw:', hookLog]),
]

const transcriptsOf = (found: Found): string =>
  (found.second === undefined
    ? storyOf(found)
    : ['The first time:', ...storyOf(found), `Played again (${found.second.verdict}):`, ...storyOf(found.second)]
  ).join('\n')

const flaky = 'Flaky: it failed, and did not when it was played again from a clean start.'

/** Whether a law failed only the first time. */
export const isFlaky = ({ verdict, reason = '' }: LawResult): boolean => verdict === 'fail' && reason.startsWith(flaky)

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
  const missed = found.filter((each) => each.verdict === 'unreachable')
  return {
    law: summaryOf(law),
    ...(missed[0] === undefined ? {} : { notPlayed: { cases: missed.length, reason: missed[0].reason ?? '' } }),
    // The kit knows no such verdict, and it must never look like a pass.
    verdict: verdict === 'flaky' ? 'fail' : verdict,
    runs: counted.length,
    ...(verdict === 'pass' ? {} : { reason: [...(verdict === 'flaky' ? [flaky] : []), ...reason].join(' ') }),
    ...(verdict === 'pass' || first === undefined
      ? {}
      : { transcript: transcriptsOf(first), log: logOf(first.played) }),
  }
}
