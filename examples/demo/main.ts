/**
 * Replays logs of server events through the library. See `usage` below; the format is described in log.ts.
 */
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import * as E from 'fp-ts/lib/Either.js'
import { type Engine, newEngine, type Step } from './engine.js'
import type { LogLine } from './log.js'
import { paint, type Shown, stepLines } from './print.js'
import { decodeLines } from './read.js'
import { add, newTally, summaryLines } from './tally.js'

const usage = `npm run demo -- [--xml] [--steps | --summary] [FILE … | -]

Replays logs of server events (NDJSON) and shows, stanza by stanza, push or skip for every registration, and why.
Without FILE: what the real mod_cloud_notify did in 80 captured scenarios, beside what the library does.

  -          read standard input
  --xml      show the XML that goes out
  --steps    show every step (the default with FILE)
  --summary  show the summary and unexplained differences alone (the default without FILE)
  --help     this text

Exit code: 0; 1 if a difference to the recorded server is unexplained; 2 if a line cannot be read.`

const CAPTURES = fileURLToPath(new URL('../mod_cloud_notify.ndjson', import.meta.url))

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    xml: { type: 'boolean', default: false },
    steps: { type: 'boolean', default: false },
    summary: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

const terminal = process.stdout.isTTY
const shown: Shown = { paint: paint(terminal && process.env['NO_COLOR'] === undefined), xml: values.xml }
const everyStep = values.steps || values.xml || (positionals.length > 0 && !values.summary)

const tally = newTally()
const state = { unreadable: 0, lines: 0 }

const write = (lines: ReadonlyArray<string>): void => {
  if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`)
}

const PROGRESS_EVERY = 500

/** On a terminal, one line that is written over; nothing in a pipe. */
const progress = (file: string): void => {
  if (process.stderr.isTTY && !everyStep)
    process.stderr.write(`\r\u001b[K${file}: line ${state.lines}, ${tally.steps} steps`)
}
const endProgress = (): void => {
  if (process.stderr.isTTY && !everyStep) process.stderr.write('\r\u001b[K')
}

const isFault = ({ comparison }: Step): boolean =>
  comparison !== undefined &&
  (!comparison.registrationsAgree ||
    [...comparison.differences, ...comparison.replies].some(({ deviation }) => deviation === undefined))

const take = (step: Step | undefined): void => {
  if (step === undefined) return
  add(tally, step)
  if (everyStep || isFault(step)) write(stepLines(shown, step))
}

const runLine = (engine: Engine, line: LogLine): void => {
  if (line._tag === 'Header') tally.servers += 1
  take(engine.feed(line))
}

const complain = (file: string, number: number, why: string): void => {
  state.unreadable += 1
  endProgress()
  process.stderr.write(`${file}:${number}: ${why}\n`)
}

const linesOf = async function* (file: string): AsyncGenerator<string> {
  const input = file === '-' ? process.stdin : createReadStream(file)
  for await (const line of createInterface({ input, crlfDelay: Infinity })) yield line
}

/** Reads a source line by line: it may be longer than memory. */
const runFile = async (file: string): Promise<void> => {
  const engine = newEngine()
  const at = { line: 0 }
  for await (const text of linesOf(file)) {
    at.line += 1
    state.lines += 1
    if (state.lines % PROGRESS_EVERY === 0) progress(file)
    if (text.trim() === '') continue
    const lines = decodeLines(text)
    if (E.isLeft(lines)) complain(file, at.line, lines.left)
    else for (const line of lines.right) runLine(engine, line)
  }
  take(engine.end())
}

const run = async (): Promise<number> => {
  for (const file of positionals.length === 0 ? [CAPTURES] : positionals) await runFile(file)
  endProgress()
  write(summaryLines(tally, shown.paint))
  return state.unreadable > 0 ? 2 : tally.unexplained > 0 ? 1 : 0
}

if (values.help) write([usage])
else {
  run().then(
    (code) => {
      process.exitCode = code
    },
    (error: unknown) => {
      endProgress()
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
      process.exitCode = 2
    },
  )
}
