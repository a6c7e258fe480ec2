/** Plays laws one after the other on a program. */
import {
  type ImplementationReport,
  type Law,
  type LawResult,
  list,
  runLaw,
  type Settings,
} from 'xmpp-push-rules/conformance'
import type { Bridge } from '../bridge/adapter.js'
import type { Progress } from './progress.js'

/** Plays a law. */
export type PlayLaw = (law: Law) => Promise<LawResult>

/** As the kit does it. */
export const playWith = ({ adapter }: Bridge, settings: Settings): PlayLaw => runLaw(adapter, settings)

/** A program that did not answer in so many laws is not waited for any longer. */
const MOST_SILENT = 3

const unheard = (law: Law): ReadonlyArray<LawResult> =>
  list({ id: law.id }).map((summary) => ({
    law: summary,
    verdict: 'fail',
    reason: `not played: the program did not answer ${MOST_SILENT} times before`,
    runs: 0,
  }))

/** Plays all of them. */
export const playLaws = async (
  { adapter, silences }: Bridge,
  laws: ReadonlyArray<Law>,
  playLaw: PlayLaw,
  progress: Progress,
): Promise<ImplementationReport> => {
  const results: Array<LawResult> = []
  for (const law of laws) {
    progress.plays(law)
    const began = performance.now()
    const played =
      silences() >= MOST_SILENT
        ? unheard(law)
        : [await playLaw(law)].map((result) => ({ ...result, ms: performance.now() - began }))
    played.forEach(progress.played)
    results.push(...played)
  }
  progress.ends()
  const { name, version } = adapter
  return { name, ...(version === undefined ? {} : { version }), results }
}
