import type { ImplementationReport, LawResult, LawSummary, Report } from 'xmpp-push-rules/conformance'
import { compare, showDifference, type Difference } from './compare.js'
import { inTurns } from './in-turns.js'
import { optionsFor, predict } from './oracle.js'
import type { Reason } from './reason.js'
import { explain } from './reasons.js'
import { hostOf, type SceneRecord } from './run-scene.js'
import { sceneOf, type ServerRun } from './run-server.js'
import type { Scene } from './scene.js'
import { profiles } from './server.js'
import { manifests } from './laws/manifests.js'

/** A scene as it went on one server, beside what the library would have done with the same events. */
export interface Judged {
  readonly scene: Scene
  /** Steps that could not be played. */
  readonly failures: ReadonlyArray<string>
  readonly differences: ReadonlyArray<Difference & { readonly reason: Reason | undefined }>
}

export const judge = (scene: Scene, record: SceneRecord, eventLog: string): Judged => {
  const prediction = predict(optionsFor(record.server, profiles[scene.profile]), eventLog, record)
  return {
    scene,
    failures: record.entries.flatMap((entry) =>
      entry.kind === 'failed' ? [`step ${entry.step}: ${entry.message}`] : [],
    ),
    differences: compare(record, prediction).map((difference) => ({
      ...difference,
      reason: explain(record.server, prediction, difference),
    })),
  }
}

export const judgeRun = async (run: ServerRun, scenes: ReadonlyArray<Scene>): Promise<ReadonlyArray<Judged>> => {
  const judged = await inTurns(run.records, (record) => {
    const scene = sceneOf(scenes, record)
    return scene === undefined ? [] : [judge(scene, record, run.eventLogs[hostOf(scene)] ?? '')]
  })
  return judged.flat()
}

/** What nobody can explain: every line of it is a fault of the library, of the rulebook, or of this harness. */
export const unexplained = ({ failures, differences }: Judged): ReadonlyArray<string> => [
  ...failures,
  ...differences.filter(({ reason }) => reason === undefined).map(showDifference),
]

/** A scene as the kit's reports show a law: the strictest of its rules is not known here, so it is a field row. */
const lawOf = ({ id, title, rules }: Scene): LawSummary => ({
  id: `live/${id}`,
  rules,
  level: 'FIELD',
  section: 'Scenes on real servers',
  link: 'https://xmpp.org/extensions/xep-0357.html',
  requirement: `${title}: replies and publishes are those that the rules give for the same events.`,
})

const distinct = (texts: ReadonlyArray<string>): ReadonlyArray<string> => [...new Set(texts)]

const resultOf = (judged: Judged): LawResult => {
  const law = lawOf(judged.scene)
  const faults = unexplained(judged)
  if (faults.length > 0)
    return {
      law,
      verdict: 'fail',
      runs: 1,
      reason: 'A difference that no documented reason explains.',
      transcript: faults.join('\n'),
    }
  if (judged.differences.length === 0) return { law, verdict: 'pass', runs: 1 }
  const titles = distinct(judged.differences.flatMap(({ reason }) => (reason === undefined ? [] : [reason.title])))
  return { law, verdict: 'differs', runs: 1, reason: titles.join(' ') }
}

/** Both parts of what a server did. */
export interface ServerReport {
  readonly run: ServerRun
  readonly judged: ReadonlyArray<Judged>
  readonly laws: ReadonlyArray<LawResult>
}

/**
 * Three columns, laws and scenes as rows: the library and the servers. The laws were run against the library as well; in
 * the scenes it is the measure.
 */
export const reportOf = (
  runs: ReadonlyArray<ServerReport>,
  libraryLaws: ReadonlyArray<LawResult>,
  when: string,
): Report => {
  const scenes = [
    ...new Map(runs.flatMap(({ judged }) => judged.map(({ scene }) => [scene.id, scene] as const))).values(),
  ]
  const library: ImplementationReport = {
    name: 'xmpp-push-rules',
    results: [...libraryLaws, ...scenes.map((scene): LawResult => ({ law: lawOf(scene), verdict: 'pass', runs: 1 }))],
  }
  return {
    title: 'Push notifications on real servers',
    when,
    implementations: [
      library,
      ...runs.map(({ run, judged, laws }) => ({
        name: manifests[run.server].name,
        version: run.version,
        results: [...laws, ...judged.map(resultOf)],
      })),
    ],
  }
}
