import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import * as E from 'fp-ts/lib/Either.js'
import { expect, test } from 'vitest'
import { readLiveArguments } from '../../examples/live/arguments.js'

const root = fileURLToPath(new URL('../..', import.meta.url))

test('what is not said has its default', () => {
  expect(readLiveArguments([])).toMatchObject(E.right({ out: 'reports/live', suite: 'trixie', laws: '', help: false }))
  expect(readLiveArguments(['-h'])).toMatchObject(E.right({ help: true }))
})

const WRONG: ReadonlyArray<readonly [ReadonlyArray<string>, string]> = [
  [['--bogus'], "Unknown option '--bogus'"],
  [['--runs', '0'], '--runs 0: a whole number from 1 on is expected.'],
  [['--laws', '('], '--laws (: Invalid regular expression'],
  [['--scenes', '['], '--scenes [: Invalid regular expression'],
]

test.each(WRONG)('%j is one line', (args, why) => {
  const read = readLiveArguments(args)
  const line = E.isLeft(read) ? read.left : ''
  expect(line).toContain(why)
  expect(line).not.toContain('\n')
})

test.each([[['--bogus']], [['--own', 'nowhere/own.json']], [['--laws', '(']]])(
  '%j ends with 2: no law has failed',
  async (args) => {
    const ended = await new Promise<readonly [unknown, string]>((resolve) => {
      execFile(
        process.execPath,
        ['--import', 'tsx', 'examples/live/main.ts', ...args],
        { cwd: root },
        (error, _, told) => {
          resolve([error?.code, told])
        },
      )
    })
    expect(ended).toEqual([2, expect.stringMatching(/^[^\n]+\n$/u) as unknown])
  },
  30_000,
)
