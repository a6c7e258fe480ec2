/**
 * What a section of the benchmark hands back, and how it is printed.
 */

/** A number that has a target. */
export interface Check {
  readonly name: string
  readonly value: number
  readonly bound: 'at least' | 'at most'
  readonly target: number
  readonly unit?: string
  /** Quick mode fails on it, with twice the target's room: only for ratios and growth, never for an absolute time. */
  readonly asserted?: boolean
  /** What was measured, where that is short of the target: quick mode guards it in the target's place. */
  readonly reached?: number
}

export type Cell = string | number | undefined

export interface Section {
  readonly title: string
  readonly columns: ReadonlyArray<string>
  readonly rows: ReadonlyArray<ReadonlyArray<Cell>>
  readonly checks: ReadonlyArray<Check>
  readonly notes: ReadonlyArray<string>
}

/**
 * How long and how often to measure. Rounds are short and many: a virtual machine that shares its cores runs at little
 * more than half its speed for seconds on end, and each contender has to meet with the core to itself at times. They are
 * long enough for the garbage that was made to be collected in them.
 */
export interface Mode {
  readonly quick: boolean
  readonly rounds: number
  readonly roundMs: number
  /** How often another program is run. */
  readonly runs: number
}

export const modeOf = (quick: boolean): Mode =>
  quick ? { quick, rounds: 4, roundMs: 50, runs: 1 } : { quick, rounds: 60, roundMs: 50, runs: 12 }

/** How far a check may be off before quick mode fails. */
const ROOM = 2

export const isMet = ({ value, bound, target }: Check): boolean =>
  bound === 'at least' ? value >= target : value <= target

/** A check that quick mode fails on. */
export const isGuard = ({ asserted }: Check): boolean => asserted === true

/** What a check may not go beyond in quick mode: the room that a noisy machine gets. */
const guardOf = ({ bound, target, reached = target }: Check): number =>
  bound === 'at least' ? reached / ROOM : reached * ROOM

/** Whether a guard is broken. */
export const isBroken = (check: Check): boolean => isGuard(check) && !isMet({ ...check, target: guardOf(check) })

const digits = (value: number): number => (Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : value < 1 ? 3 : 2)

/** A number as people read it. */
export const format = (value: Cell): string =>
  value === undefined
    ? ''
    : typeof value === 'string'
      ? value
      : value.toLocaleString('en', { maximumFractionDigits: digits(value) }).replaceAll(',', ' ')

const table = (columns: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<Cell>>): string => {
  const lines = [columns, ...rows.map((row) => row.map(format))]
  const widths = columns.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)))
  const [head, ...body] = lines.map((line) =>
    widths
      .map((width, column) =>
        column === 0 ? (line[column] ?? '').padEnd(width) : (line[column] ?? '').padStart(width),
      )
      .join('  '),
  )
  return [head, widths.map((width) => '-'.repeat(width)).join('  '), ...body].join('\n')
}

const said = ({ name, value, bound, unit }: Check, limit: string, of: number): string => {
  const suffix = unit === undefined ? '' : ` ${unit}`
  return `${name}: ${format(value)}${suffix}, ${limit} ${bound} ${format(of)}${suffix}`
}

const checkLine = (check: Check): string =>
  `${isMet(check) ? 'met   ' : 'MISSED'}  ${said(check, 'target', check.target)}`

/** Quick mode is too short to say whether a target is met: it says whether its guards hold. */
const guardLine = (check: Check): string =>
  `${isBroken(check) ? 'BROKEN' : 'holds '}  ${said(check, 'guard', guardOf(check))}`

/** A section as text. */
export const print = ({ title, columns, rows, checks, notes }: Section, quick: boolean): string => {
  const lines = quick ? checks.filter(isGuard).map(guardLine) : checks.map(checkLine)
  return [
    '',
    title,
    '',
    table(columns, rows),
    ...(lines.length === 0 ? [] : ['', ...lines]),
    ...(notes.length === 0 ? [] : ['', ...notes.map((note) => `  ${note}`)]),
  ].join('\n')
}
