/**
 * The laws of the terminal table: a line for each, a column for each implementation.
 */
import { entriesOf, type Entry, labelOf, type Matrix, type Row } from './matrix.js'
import { beside, besideWidth, type Paint, type Style } from './paint.js'
import { type Breaks, visible, widthOf, wrap } from './text.js'
import { countVerdicts, VERDICT_ORDER, VERDICTS } from './verdict.js'

interface Column {
  readonly head: string
  readonly width: number
  /** Default: words. */
  readonly breaks?: Breaks
  readonly style: (row: Row) => Style
  readonly cell: (row: Row) => string
}

/** What stands right of the law's id. */
interface Layout {
  readonly columns: ReadonlyArray<Column>
  /** What signs and numbers mean, where they stand for words. */
  readonly legend: ReadonlyArray<string>
}

/** Where there is nothing to show. */
const NOT_RUN = '·'

const longest = (texts: ReadonlyArray<string>): number => Math.max(1, ...texts.map(widthOf))

const wordsOf = (texts: ReadonlyArray<string>): ReadonlyArray<string> => texts.flatMap((text) => text.split(' '))

/** The verdict that a cell is painted for: the gravest one, where there are several. */
const styleOf = (entries: ReadonlyArray<Entry>): Style =>
  (['fail', 'differs', 'not-applicable', 'pass'] as const).find((verdict) =>
    entries.some(({ result }) => result.verdict === verdict),
  ) ?? 'quiet'

const signs = (entries: ReadonlyArray<Entry>): string =>
  entries.map(({ result }) => VERDICTS[result.verdict].sign).join('') || NOT_RUN

/** In upper case where it failed: without colour it must be found at a glance. */
const shortOf = ({ result }: Entry): string => {
  const { sign, short } = VERDICTS[result.verdict]
  return `${sign} ${result.verdict === 'fail' ? short.toUpperCase() : short}`
}

const phrases = (entries: ReadonlyArray<Entry>): string => entries.map(shortOf).join('\n') || NOT_RUN

const tally = (row: Row): string => {
  const counts = countVerdicts(entriesOf(row).map(({ result }) => result))
  return VERDICT_ORDER.filter((verdict) => counts[verdict] > 0)
    .map((verdict) => `${VERDICTS[verdict].sign}${counts[verdict]}`)
    .join(' ')
}

const entriesAt = ({ cells }: Row, column: number): ReadonlyArray<Entry> =>
  cells.slice(column, column + 1).flatMap(({ entries }) => entries)

const rulesOf = ({ law }: Row): string => visible(law.rules.join(' '))

const level = (rows: ReadonlyArray<Row>): Column => ({
  head: 'Level',
  width: Math.max(5, longest(rows.map(({ law }) => law.level))),
  style: () => 'plain',
  cell: ({ law }) => law.level,
})

const rules = (width: number): Column => ({
  head: 'Rules',
  width: Math.max(5, width),
  style: () => 'quiet',
  cell: rulesOf,
})

const verdicts = (
  heads: ReadonlyArray<string>,
  widthOfHead: (head: string) => number,
  cell: (entries: ReadonlyArray<Entry>) => string,
): ReadonlyArray<Column> =>
  heads.map((head, index) => ({
    head,
    width: widthOfHead(head),
    breaks: 'slug',
    style: (row) => styleOf(entriesAt(row, index)),
    cell: (row) => cell(entriesAt(row, index)),
  }))

const VERDICT_WIDTH = longest(VERDICT_ORDER.map((verdict) => `${VERDICTS[verdict].sign} ${VERDICTS[verdict].short}`))

/** The most that a list of rules takes where room is short; longer ones go on in the next line. */
const NARROW_RULES = 12

const SIGNS = VERDICT_ORDER.map((verdict) => `${VERDICTS[verdict].sign} ${VERDICTS[verdict].short}`).join('   ')

/** From the most generous to the tightest. */
const layouts = ({ report }: Matrix, rows: ReadonlyArray<Row>): ReadonlyArray<Layout> => {
  const names = report.implementations.map((implementation) => visible(labelOf(implementation)))
  const numbers = names.map((_, index) => String(index + 1))
  const ruleTexts = rows.map(rulesOf)
  const wide = [level(rows), rules(longest(ruleTexts))]
  const narrow = [level(rows), rules(Math.min(NARROW_RULES, longest(wordsOf(ruleTexts))))]
  const inFull = verdicts(names, (name) => Math.max(VERDICT_WIDTH, longest(wordsOf([name]))), phrases)
  const broken = verdicts(names, () => VERDICT_WIDTH, phrases)
  const numbered = verdicts(numbers, (number) => number.length, signs)
  const counted: Column = {
    head: 'Verdicts',
    width: VERDICT_WIDTH,
    style: (row) => styleOf(entriesOf(row)),
    cell: tally,
  }
  const legend = [...names.map((name, index) => `${numbers[index]} ${name}`), SIGNS]
  return [
    { columns: [...wide, ...inFull], legend: [] },
    { columns: [...narrow, ...inFull], legend: [] },
    { columns: [...wide, ...broken], legend: [] },
    { columns: [...narrow, ...broken], legend: [] },
    { columns: [...wide, ...numbered], legend },
    { columns: [...narrow, ...numbered], legend },
    { columns: [...narrow, counted], legend: [SIGNS] },
  ]
}

/** The narrowest that a column of ids gets. */
const LEAST = 14

/** A layout may be so much higher than the lowest one that it is still taken for its words. */
const TOLERANCE = 1.25

const draw =
  (matrix: Matrix, rows: ReadonlyArray<Row>, paint: Paint, width: number) =>
  ({ columns, legend }: Layout): ReadonlyArray<string> => {
    const idWidth = longest(rows.map(({ law }) => visible(law.id)))
    const lawWidth = Math.min(
      idWidth,
      Math.max(LEAST, width - besideWidth([0, ...columns.map((column) => column.width)])),
    )
    const head = beside(paint, [
      { width: lawWidth, lines: ['Law'], style: 'title' },
      ...columns.map((column) => ({
        width: column.width,
        lines: wrap(column.head, column.width, column.breaks),
        style: 'title' as const,
      })),
    ])
    const line = paint(
      'quiet',
      '─'.repeat(Math.min(width, besideWidth([lawWidth, ...columns.map((column) => column.width)]))),
    )
    const toLines = (row: Row): ReadonlyArray<string> =>
      beside(paint, [
        { width: lawWidth, lines: wrap(visible(row.law.id), lawWidth, 'slug'), style: 'plain' },
        ...columns.map((column) => ({
          width: column.width,
          lines: wrap(column.cell(row), column.width, column.breaks),
          style: column.style(row),
        })),
      ])
    return [
      ...legend.flatMap((text) => wrap(text, width)),
      ...(legend.length === 0 ? [] : ['']),
      ...head,
      line,
      ...matrix.sections.flatMap(({ name, rows: members }, index) => [
        ...(index === 0 ? [] : ['']),
        ...wrap(visible(name), width).map((text) => paint('title', text)),
        ...members.flatMap(toLines),
      ]),
      line,
    ]
  }

/**
 * The laws by section, with a head above, in the most generous layout that is not much higher than the lowest.
 *
 * @param width - columns of the terminal
 */
export const renderGrid = (matrix: Matrix, paint: Paint, width: number): ReadonlyArray<string> => {
  const rows = matrix.sections.flatMap((section) => section.rows)
  if (rows.length === 0) return []
  const all = layouts(matrix, rows)
  const fits = ({ columns }: Layout): boolean => besideWidth([LEAST, ...columns.map((column) => column.width)]) <= width
  // the last one is taken even where it does not fit
  const drawn = [...all.filter(fits), ...all.slice(-1)].map(draw(matrix, rows, paint, width))
  const lowest = Math.min(...drawn.map(({ length }) => length))
  // at exactly the tolerance either layout would do
  return drawn
    .filter(({ length }) => length <= lowest * TOLERANCE)
    .slice(0, 1)
    .flat()
}
