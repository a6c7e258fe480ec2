/**
 * A report turned around: it lists laws within implementations, and a matrix shows implementations within laws.
 */
import type { ImplementationReport, LawResult, LawSummary, Report, Verdict } from '../report.js'
import { amount, type Counts, countsInWords, countVerdicts } from './verdict.js'

/** One result, and whose it is. */
export interface Entry {
  readonly implementation: ImplementationReport
  readonly result: LawResult
}

/** What became of one law in one implementation: nothing where it was not run. */
export interface Cell {
  readonly implementation: ImplementationReport
  readonly entries: ReadonlyArray<Entry>
}

/** One law, and a cell for each implementation. */
export interface Row {
  readonly law: LawSummary
  readonly cells: ReadonlyArray<Cell>
}

/** All results for one law. */
export const entriesOf = ({ cells }: Row): ReadonlyArray<Entry> => cells.flatMap(({ entries }) => entries)

/** The laws of one section, in the order of the report. */
export interface Section {
  readonly name: string
  readonly link: string
  readonly rows: ReadonlyArray<Row>
}

/** Why some laws did not simply pass, or not in all their cases: results of one implementation that share verdict and reason. */
export interface Note {
  readonly implementation: ImplementationReport
  readonly verdict: Verdict
  readonly reason: string
  readonly entries: ReadonlyArray<Entry>
}

export interface Matrix {
  readonly report: Report
  readonly laws: ReadonlyArray<LawSummary>
  readonly sections: ReadonlyArray<Section>
  /** By law, then by implementation. */
  readonly failures: ReadonlyArray<Entry>
  readonly notes: ReadonlyArray<Note>
  readonly counts: Counts
}

/** Name and version of an implementation. */
export const labelOf = ({ name, version }: ImplementationReport): string =>
  version === undefined ? name : `${name} ${version}`

/** What a result says, or that it says nothing. */
export const reasonOf = ({ reason }: LawResult): string =>
  reason === undefined || reason === '' ? 'No reason was given.' : reason

type Group<A> = readonly [A, ...ReadonlyArray<A>]

/** Puts values together that share a key, in the order in which the keys are first met. */
const groupBy = <A>(values: ReadonlyArray<A>, key: (value: A) => string): ReadonlyMap<string, Group<A>> => {
  const groups = new Map<string, [A, ...Array<A>]>()
  for (const value of values) {
    const group = groups.get(key(value))
    if (group === undefined) groups.set(key(value), [value])
    else group.push(value)
  }
  return groups
}

/** The laws of a report, each once, in the order in which they are first met; of two laws with one id the first counts. */
export const lawsOf = (report: Report): ReadonlyArray<LawSummary> => {
  const laws = report.implementations.flatMap(({ results }) => results.map(({ law }) => law))
  return [...groupBy(laws, ({ id }) => id).values()].map(([first]) => first)
}

/** Why a result of that verdict is noted: what it says, or that not all of it was played; undefined where it is not. */
const noteOf = ({ verdict, notPlayed, ...result }: LawResult): string | undefined =>
  verdict === 'differs' || verdict === 'not-applicable'
    ? reasonOf({ verdict, ...result })
    : notPlayed && `some cases were not played: ${notPlayed.reason}`

const toNotes = (implementation: ImplementationReport, entries: ReadonlyArray<Entry>): ReadonlyArray<Note> =>
  (['differs', 'not-applicable', 'pass'] as const).flatMap((verdict) => {
    const noted = entries.flatMap((entry) => {
      const reason = entry.result.verdict === verdict ? noteOf(entry.result) : undefined
      return reason === undefined ? [] : [{ entry, reason }]
    })
    return [...groupBy(noted, ({ reason }) => reason)].map(([reason, group]) => ({
      implementation,
      verdict,
      reason,
      entries: group.map(({ entry }) => entry),
    }))
  })

/** Arranges a report by section, law and implementation. */
export const toMatrix = (report: Report): Matrix => {
  const laws = lawsOf(report)
  const columns = report.implementations.map((implementation) => ({
    implementation,
    entries: groupBy(
      implementation.results.map((result): Entry => ({ implementation, result })),
      ({ result }) => result.law.id,
    ),
  }))
  const rows = laws.map((law): Row => ({
    law,
    cells: columns.map(({ implementation, entries }) => ({ implementation, entries: entries.get(law.id) ?? [] })),
  }))
  const all = rows.flatMap(entriesOf)
  return {
    report,
    laws,
    sections: [...groupBy(rows, ({ law }) => law.section)].map(([name, members]) => ({
      name,
      link: members[0].law.link,
      rows: members,
    })),
    failures: all.filter(({ result }) => result.verdict === 'fail'),
    notes: report.implementations.flatMap((implementation) =>
      toNotes(
        implementation,
        all.filter((entry) => entry.implementation === implementation),
      ),
    ),
    counts: countVerdicts(all.map(({ result }) => result)),
  }
}

/** The whole run in one sentence. */
export const summaryOf = ({ report, laws, counts }: Matrix): string =>
  `${amount(laws.length, 'law')}, ${amount(report.implementations.length, 'implementation')}: ${countsInWords(counts)}.`
