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
  /** What was measured, where that is short of the target. */
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

/**
 * Whether an asserted check misses its target by more than the room that a noisy machine gets; where the target was
 * never met, quick mode guards what was reached.
 */
export const isBroken = (check: Check): boolean => {
  const guarded = check.reached ?? check.target
  return (
    check.asserted === true &&
    !isMet({ ...check, target: check.bound === 'at least' ? guarded / ROOM : guarded * ROOM })
  )
}

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

const checkLine = (check: Check): string => {
  const { name, value, bound, target, unit } = check
  const suffix = unit === undefined ? '' : ` ${unit}`
  return `${isMet(check) ? 'met   ' : 'MISSED'}  ${name}: ${format(value)}${suffix}, target ${bound} ${format(target)}${suffix}`
}

/** A section as text. */
export const print = ({ title, columns, rows, checks, notes }: Section): string =>
  [
    '',
    title,
    '',
    table(columns, rows),
    ...(checks.length === 0 ? [] : ['', ...checks.map(checkLine)]),
    ...(notes.length === 0 ? [] : ['', ...notes.map((note) => `  ${note}`)]),
  ].join('\n')
