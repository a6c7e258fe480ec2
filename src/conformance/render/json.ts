/**
 * A report for programs.
 */
import type { LawSummary, LawResult, Report, Verdict } from '../report.js'
import { lawsOf } from './matrix.js'
import { type Counts, countVerdicts } from './verdict.js'

/**
 * Names the shape; it changes with every change that a reader could notice, other than a new member.
 *
 * @since 0.1.0
 */
export const REPORT_FORMAT = 'xmpp-push-rules/conformance-report/1'

/** One law run against one implementation; members that are not known are absent. */
export interface ResultJson {
  /** The law's id; `laws` has the rest. */
  readonly law: string
  readonly verdict: Verdict
  readonly reason?: string | undefined
  readonly runs: number
  /** Cases that could not be brought about, and why the first of them. */
  readonly notPlayed?: { readonly cases: number; readonly reason: string } | undefined
  /** How long it took, in milliseconds. */
  readonly ms?: number | undefined
  readonly seed?: number | undefined
  readonly path?: string | undefined
  readonly transcript?: string | undefined
  /** NDJSON, for `npm run demo`. */
  readonly log?: string | undefined
}

/** All results of one implementation, in the order in which they were run. */
export interface ImplementationJson {
  readonly name: string
  readonly version?: string | undefined
  readonly counts: Counts
  readonly results: ReadonlyArray<ResultJson>
}

/**
 * What `renderJson` writes: laws once, results by law id. Members stand in this order.
 *
 * @since 0.1.0
 */
export interface ReportJson {
  readonly format: typeof REPORT_FORMAT
  readonly title: string
  readonly when?: string | undefined
  /** How many results have each verdict: `pass`, `fail`, `differs`, `not-applicable`. */
  readonly counts: Counts
  readonly laws: ReadonlyArray<LawSummary>
  readonly implementations: ReadonlyArray<ImplementationJson>
}

const toLaw = ({ id, rules, level, section, link, requirement }: LawSummary): LawSummary => ({
  id,
  rules,
  level,
  section,
  link,
  requirement,
})

const toResult = ({
  law,
  verdict,
  reason,
  runs,
  notPlayed,
  ms,
  seed,
  path,
  transcript,
  log,
}: LawResult): ResultJson => ({
  law: law.id,
  verdict,
  reason,
  runs,
  notPlayed,
  ms,
  seed,
  path,
  transcript,
  log,
})

/**
 * A report as JSON, indented, with a line feed at its end.
 *
 * The shape is `ReportJson`: its `format` names the version, laws are listed once, and results refer to them by id.
 * The same report always gives the same bytes.
 *
 * @example
 * const read = JSON.parse(renderJson(report)) as ReportJson
 * read.counts.fail // 2
 * read.implementations[0].results[0] // { law: 'xep-0357/enabling/needs-jid', verdict: 'pass', runs: 100 }
 * @since 0.1.0
 */
export const renderJson = (report: Report): string => {
  const json: ReportJson = {
    format: REPORT_FORMAT,
    title: report.title,
    when: report.when,
    counts: countVerdicts(report.implementations.flatMap(({ results }) => results)),
    laws: lawsOf(report).map(toLaw),
    implementations: report.implementations.map(({ name, version, results }) => ({
      name,
      version,
      counts: countVerdicts(results),
      results: results.map(toResult),
    })),
  }
  return `${JSON.stringify(json, undefined, 2)}\n`
}
