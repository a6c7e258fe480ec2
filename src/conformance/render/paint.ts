/**
 * Colours of a terminal (ECMA-48 SGR), and lines made of painted pieces.
 */
import type { Verdict } from '../report.js'
import { widthOf } from './text.js'

export type Style = Verdict | 'plain' | 'title' | 'quiet'

const CODES: Readonly<Record<Style, string>> = {
  plain: '',
  title: '1',
  quiet: '2',
  pass: '32',
  fail: '1;31',
  differs: '33',
  'not-applicable': '2',
}

/** Paints a text; where no colour is wanted it stays as it is. */
export type Paint = (style: Style, text: string) => string

/** What paints with colours, or what does not. */
export const painter =
  (colour: boolean): Paint =>
  (style, text) =>
    colour && text !== '' && CODES[style] !== '' ? `\u001b[${CODES[style]}m${text}\u001b[0m` : text

/** A cell of a table: its lines, each at most as wide as the column. */
export interface Block {
  readonly width: number
  readonly lines: ReadonlyArray<string>
  readonly style: Style
}

const GAP = '  '

/** Puts blocks side by side, as many lines high as the highest. */
export const beside = (paint: Paint, blocks: ReadonlyArray<Block>): ReadonlyArray<string> => {
  const height = Math.max(1, ...blocks.map(({ lines }) => lines.length))
  return Array.from({ length: height }, (_, index) =>
    blocks
      .map(({ width, lines, style }) => {
        const line = lines[index] ?? ''
        return paint(style, line) + ' '.repeat(Math.max(0, width - widthOf(line)))
      })
      .join(GAP)
      .trimEnd(),
  )
}

/** Columns that blocks take with their gaps. */
export const besideWidth = (widths: ReadonlyArray<number>): number =>
  widths.reduce((sum, width) => sum + width + GAP.length, -GAP.length)
