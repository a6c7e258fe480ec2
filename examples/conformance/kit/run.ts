/** Plays laws one after the other on a program. */
import {
  type ImplementationReport,
  type Law,
  type LawResult,
  list,
  runLaw,
  type Settings,
  whyNotApplicable,
} from 'xmpp-push-rules/conformance'
import type { Bridge } from '../bridge/adapter.js'
import type { Progress } from './progress.js'

/** Plays a law. */
export type PlayLaw = (law: Law) => Promise<LawResult>

/** As the kit does it. */
export const playWith = ({ adapter }: Bridge, settings: Settings): PlayLaw => runLaw(adapter, settings)

/** A program that did not answer in so many laws is not waited for any longer. */
const MOST_SILENT = 3

const unheard = ({ adapter }: Bridge, law: Law): ReadonlyArray<LawResult> => {
  const missing = whyNotApplicable(adapter, law)
  return list({ id: law.id }).map((summary): LawResult =>
    missing === undefined
      ? {
          law: summary,
          verdict: 'fail',
          reason: `not played: the program did not answer in ${MOST_SILENT} laws before`,
          runs: 0,
        }
      : { law: summary, verdict: 'not-applicable', reason: missing, runs: 0 },
  )
}

/** Plays all of them. */
export const playLaws = async (
  program: Bridge,
  laws: ReadonlyArray<Law>,
  playLaw: PlayLaw,
  progress: Progress,
): Promise<ImplementationReport> => {
  const results: Array<LawResult> = []
  // Of laws, not of calls: a law that is made smaller and played again hears the same silence more than once.
  const state = { silentLaws: 0 }
  for (const law of laws) {
    progress.plays(law)
    const began = performance.now()
    const before = program.silences()
    const played =
      state.silentLaws >= MOST_SILENT
        ? unheard(program, law)
        : [await playLaw(law)].map((result) => ({ ...result, ms: performance.now() - began }))
    if (program.silences() > before) state.silentLaws += 1
    played.forEach(progress.played)
    results.push(...played)
  }
  progress.ends()
  const { name, version } = program.adapter
  return { name, ...(version === undefined ? {} : { version }), results }
}
