/** What is said of a server when it has been played. */
import type { LawResult, Verdict } from 'xmpp-push-rules/conformance'
import { unexplained, type Judged } from './judge.js'
import { reasons } from './reasons.js'
import type { ServerRun } from './run-server.js'

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`

export const sceneSummary = (id: string, run: ServerRun, judged: ReadonlyArray<Judged>): ReadonlyArray<string> => {
  const differences = judged.flatMap((one) => one.differences)
  const count = (reason: string): number => differences.filter((one) => one.reason?.id === reason).length
  const alike = judged.filter((one) => one.differences.length === 0 && one.failures.length === 0).length
  return [
    `${id} ${run.version}: ${judged.length} scenes in ${seconds(run.tookMs)}, ${alike} alike`,
    ...reasons[run.server].flatMap((reason) =>
      count(reason.id) === 0 ? [] : [`${String(count(reason.id)).padStart(6)}  ${reason.title}`],
    ),
    ...run.records.flatMap(({ scene, failedFirst }) =>
      failedFirst === undefined ? [] : [`PLAYED ANEW ${scene}: ${failedFirst}`],
    ),
    ...judged.flatMap((one) => unexplained(one).map((fault) => `UNEXPLAINED ${one.scene.id} ${fault}`)),
  ]
}

const verdicts: ReadonlyArray<Verdict> = ['pass', 'differs', 'not-applicable', 'fail']

export const lawSummary = (id: string, results: ReadonlyArray<LawResult>, tookMs: number): ReadonlyArray<string> => {
  const count = (verdict: Verdict): number => results.filter((one) => one.verdict === verdict).length
  return [
    `${id}: ${results.length} laws in ${seconds(tookMs)}: ${verdicts.map((one) => `${count(one)} ${one}`).join(', ')}`,
    ...results.flatMap(({ law, verdict, reason, transcript }) =>
      verdict === 'fail' ? [`FAILS ${law.id}: ${reason ?? ''}\n${transcript ?? ''}`] : [],
    ),
  ]
}
