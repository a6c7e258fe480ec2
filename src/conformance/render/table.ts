/**
 * A report for a terminal.
 */
import type { Report } from '../report.js'
import { type Entry, labelOf, type Matrix, type Note, reasonOf, summaryOf, toMatrix } from './matrix.js'
import { type Paint, painter } from './paint.js'
import { renderGrid } from './table-grid.js'
import { visible, widthOf, wrap } from './text.js'
import {
  amount,
  countsInWords,
  countVerdicts,
  LEVEL_ORDER,
  LEVELS,
  MEANINGS,
  VERDICT_ORDER,
  VERDICTS,
} from './verdict.js'

/**
 * What the terminal can do.
 *
 * @since 0.1.0
 */
export interface TableOptions {
  /** Whether to paint with ANSI escapes; false where left out. */
  readonly colour?: boolean
  /** Columns of the terminal, at least 48; 80 where left out, or where it is no number. */
  readonly width?: number
  /** Whether to say below the laws what the verdicts and levels mean that occur; false where left out. */
  readonly key?: boolean
}

const NARROWEST = 48
const WIDEST = 400

const clampWidth = (width: number): number =>
  Number.isFinite(width) ? Math.min(WIDEST, Math.max(NARROWEST, Math.floor(width))) : 80

/** Lines further in. */
const hang = (indent: string, lines: ReadonlyArray<string>): ReadonlyArray<string> =>
  lines.map((line) => (indent + line).trimEnd())

/** Lines after a sign of one column. */
const signed = (sign: string, lines: ReadonlyArray<string>): ReadonlyArray<string> =>
  lines.map((line, index) => `${index === 0 ? sign : ' '} ${line}`)

/** A line of a transcript; what does not fit goes on further in. */
const fold =
  (width: number) =>
  (line: string): ReadonlyArray<string> => {
    const indent = line.length - line.trimStart().length
    const margin = ' '.repeat(Math.min(indent, Math.floor(width / 4)))
    return wrap(line.trimStart(), width - margin.length - 4, 'xml').map(
      (part, index) => `${margin}${index === 0 ? '' : '    '}${part}`,
    )
  }

const renderTranscript = (paint: Paint, width: number, transcript: string): ReadonlyArray<string> =>
  visible(transcript)
    .replaceAll('\t', '  ')
    .trimEnd()
    .split('\n')
    .flatMap(fold(width - 4))
    .map((line) => `${paint('quiet', '  │')} ${line}`.trimEnd())

const renderFailure =
  (paint: Paint, width: number) =>
  ({ implementation, result }: Entry): ReadonlyArray<string> => {
    const { law, seed, path, transcript, runs } = result
    const facts = [
      `runs ${runs}`,
      ...(seed === undefined ? [] : [`seed ${seed}`]),
      ...(path === undefined ? [] : [`path ${path}`]),
    ]
    const prose = (text: string): ReadonlyArray<string> => hang('  ', wrap(visible(text), width - 2))
    return [
      ...signed(VERDICTS.fail.sign, wrap(visible(law.id), width - 2, 'slug')).map((line) => paint('fail', line)),
      ...prose(`${labelOf(implementation)} · ${law.level} · ${law.rules.join(' ')} · ${law.section}`),
      ...prose(law.requirement),
      '',
      ...prose(reasonOf(result)),
      ...(transcript === undefined ? [] : ['', ...renderTranscript(paint, width, transcript), '']),
      ...prose(facts.join(' · ')).map((line) => paint('quiet', line)),
      ...(law.link === '' ? [] : [paint('quiet', `  ${visible(law.link)}`)]),
    ]
  }

const renderNote =
  (paint: Paint, width: number) =>
  ({ implementation, verdict, reason, entries }: Note): ReadonlyArray<string> => {
    const { sign, one } = VERDICTS[verdict]
    return [
      ...signed(paint(verdict, sign), wrap(visible(`${labelOf(implementation)}, ${one}: ${reason}`), width - 2)),
      ...hang(
        '    ',
        entries.flatMap(({ result }) => wrap(visible(result.law.id), width - 4, 'slug')),
      ).map((line) => paint('quiet', line)),
    ]
  }

const renderCounts = ({ report }: Matrix, width: number): ReadonlyArray<string> => {
  const lines = report.implementations.map((implementation) => ({
    label: visible(labelOf(implementation)),
    text: countsInWords(countVerdicts(implementation.results)),
  }))
  const column = Math.max(0, ...lines.map(({ label }) => widthOf(label)))
  return lines.flatMap(({ label, text }) =>
    column + 2 + widthOf(text) <= width
      ? [`${label}${' '.repeat(column - widthOf(label))}  ${text}`]
      : [...wrap(label, width), ...hang('  ', wrap(text, width - 2))],
  )
}

/** What stands for what, of all that occurs. */
const renderKey = ({ counts, laws }: Matrix, width: number): ReadonlyArray<string> => {
  const meanings = [
    ...VERDICT_ORDER.filter((verdict) => counts[verdict] > 0).map(
      (verdict) => [`${VERDICTS[verdict].sign} ${VERDICTS[verdict].short}`, MEANINGS[verdict]] as const,
    ),
    ...LEVEL_ORDER.filter((level) => laws.some((law) => law.level === level)).map(
      (level) => [level, LEVELS[level]] as const,
    ),
  ]
  const column = Math.max(0, ...meanings.map(([sign]) => widthOf(sign))) + 2
  return meanings.flatMap(([sign, meaning]) =>
    wrap(meaning, width - column).map((line, index) =>
      index === 0 ? `${sign}${' '.repeat(column - widthOf(sign))}${line}` : `${' '.repeat(column)}${line}`,
    ),
  )
}

const titled = (paint: Paint, title: string, blocks: ReadonlyArray<ReadonlyArray<string>>): ReadonlyArray<string> =>
  blocks.length === 0 ? [] : ['', paint('title', title), ...blocks.flatMap((block) => ['', ...block])]

/**
 * A report as a table for a terminal: a line for each law, by section; what was different and why; every failure with
 * its reason, transcript, seed and path; counts; and a summary as the last line.
 *
 * Nothing that an implementation sent acts on the terminal: control characters are written as their numbers.
 *
 * @param options - colour only where it is asked for, and the terminal's columns
 * @returns lines that are as wide as the terminal at most, where no single word is wider; a line feed ends each
 * @example
 * renderTable(report, { colour: false, width: 80 })
 * // Law                            Level   Rules  Prosody 13.0
 * // ──────────────────────────────────────────────────────────
 * // XEP-0357 §5
 * // xep-0357/enabling/needs-jid    MUST    REG-1  ✓ pass
 * @since 0.1.0
 */
export const renderTable = (report: Report, { colour = false, width = 80, key = false }: TableOptions = {}): string => {
  const columns = clampWidth(width)
  const paint = painter(colour)
  const matrix = toMatrix(report)
  const title = [report.title, ...(report.when === undefined ? [] : [report.when])].join(', ')
  const lines = [
    ...wrap(visible(title), columns).map((line) => paint('title', line)),
    '',
    ...renderGrid(matrix, paint, columns),
    ...(key ? ['', ...renderKey(matrix, columns).map((line) => paint('quiet', line))] : []),
    ...titled(paint, 'Differs, or not applicable', matrix.notes.map(renderNote(paint, columns))),
    ...titled(paint, amount(matrix.failures.length, 'failure'), matrix.failures.map(renderFailure(paint, columns))),
    '',
    ...renderCounts(matrix, columns),
    '',
    ...wrap(summaryOf(matrix), columns).map((line) => paint(matrix.counts.fail > 0 ? 'fail' : 'title', line)),
  ]
  return `${lines.join('\n')}\n`
}
