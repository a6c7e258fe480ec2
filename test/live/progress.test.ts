import { expect, test } from 'vitest'
import { counting, progressOn } from '../../examples/live/progress.js'

const terminal = (
  isTTY: boolean,
  columns = 21,
): { readonly written: Array<string>; readonly it: Parameters<typeof progressOn>[0] } => {
  const written: Array<string> = []
  return { written, it: { isTTY, columns, write: (text) => written.push(text) } }
}

test('on a terminal one line says what is played, and fits', () => {
  const { written, it } = terminal(true)
  const begins = counting(progressOn(it), 'prosody: law', 132)
  begins('xep-0357/enabling/bad-jid')
  begins('b')
  expect(written).toEqual(['\r\u001b[2Kprosody: law 1/132 x', '\r\u001b[2Kprosody: law 2/132 b'])
})

test('anywhere else nothing is written', () => {
  const { written, it } = terminal(false)
  const progress = progressOn(it)
  progress.show('a')
  progress.clear()
  expect(written).toEqual([])
})
