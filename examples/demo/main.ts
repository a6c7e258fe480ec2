/**
 * Replays logs of server events through the library: `npm run demo`. Its usage is in cli.ts, the format in src/log/line.ts.
 */
import { fileURLToPath } from 'node:url'
import * as E from 'fp-ts/lib/Either.js'
import { type Asked, readArguments, usage } from './cli.js'
import { type Engine, type Line, newEngine, type Step, timeOf } from './engine.js'
import { linesOf, unreadable } from './lines.js'
import { paint, type Shown, stepLines } from './print.js'
import { readLines } from './read.js'
import { add, newTally, summaryLines } from './tally.js'
import { visible } from './visible.js'

const CAPTURES = fileURLToPath(new URL('../mod_cloud_notify.ndjson', import.meta.url))

const BAD_INPUT = 2

const state = { faults: 0, lines: 0 }
const tally = newTally()

const exitCode = (): number => (state.faults > 0 ? BAD_INPUT : tally.unexplained > 0 ? 1 : 0)

// Whoever reads along may have seen enough, as `head` has: nobody is there to be told more.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? exitCode() : BAD_INPUT)
})

const write = (lines: ReadonlyArray<string>): void => {
  if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`)
}

const clearProgress = (isShown: boolean): void => {
  if (isShown) process.stderr.write('\r\u001b[K')
}

/** How the run goes on: what is shown of it. */
interface Run extends Shown {
  readonly everyStep: boolean
  /** On a terminal, one line that is written over; nothing in a pipe. */
  readonly progress: boolean
}

const runOf = ({ xml, steps, summary, files }: Asked): Run => {
  const everyStep = steps || xml || (files.length > 0 && !summary)
  return {
    paint: paint(process.stdout.isTTY && process.env['NO_COLOR'] === undefined),
    xml,
    everyStep,
    progress: process.stderr.isTTY && !everyStep,
  }
}

const PROGRESS_EVERY = 500

const showProgress = ({ progress }: Run, file: string): void => {
  state.lines += 1
  if (!progress || state.lines % PROGRESS_EVERY !== 0) return
  clearProgress(true)
  process.stderr.write(`${visible(file)}: line ${state.lines}, ${tally.steps} steps`)
}

const isFault = ({ comparison }: Step): boolean =>
  comparison !== undefined &&
  (!comparison.registrationsAgree ||
    [...comparison.differences, ...comparison.replies].some(({ deviation }) => deviation === undefined))

const take = (run: Run, step: Step | undefined): void => {
  if (step === undefined) return
  add(tally, step)
  if (run.everyStep || isFault(step)) write(stepLines(run, step))
}

/** One fault of the input, on one line. */
const complain = ({ progress }: Run, where: string, why: string): void => {
  state.faults += 1
  clearProgress(progress)
  process.stderr.write(`${visible(`${where}: ${why}`)}\n`)
}

/** A file that is being read: where in it, in what time, and whether a server is there to replay it on. */
interface Reading {
  readonly engine: Engine
  line: number
  at: number
  hasHeader: boolean
}

const runLine = (run: Run, reading: Reading, where: string, line: Line): void => {
  if (line._tag === 'Header') {
    tally.servers += 1
    reading.hasHeader = true
    reading.at = 0
  } else {
    const at = timeOf(line)
    if (at < reading.at) complain(run, where, `time goes back by ${reading.at - at} ms`)
    reading.at = at
  }
  take(run, reading.engine.feed(line))
}

const NO_HEADER = 'no header before it: a log begins with {"format":"xmpp-push-rules/1"}'

/** Reads a file; without a header nothing in it means anything. */
const runFile = async (run: Run, file: string): Promise<void> => {
  const reading: Reading = { engine: newEngine(), line: 0, at: 0, hasHeader: false }
  for await (const text of linesOf(file)) {
    reading.line += 1
    showProgress(run, file)
    if (text.trim() === '') continue
    const where = `${file}:${reading.line}`
    const lines = readLines(text)
    if (E.isLeft(lines)) {
      complain(run, where, lines.left)
      continue
    }
    if (!reading.hasHeader && lines.right[0]?._tag !== 'Header') return complain(run, where, NO_HEADER)
    for (const line of lines.right) runLine(run, reading, where, line)
  }
  take(run, reading.engine.end())
}

const runFiles = async (asked: Asked): Promise<void> => {
  const run = runOf(asked)
  for (const file of asked.files.length === 0 ? [CAPTURES] : asked.files) {
    await runFile(run, file).catch((error: unknown) => complain(run, file, unreadable(error)))
  }
  clearProgress(run.progress)
  write(summaryLines(tally, run.paint))
}

const asked = readArguments(process.argv.slice(2))
if (E.isLeft(asked)) {
  process.stderr.write(`demo: ${visible(asked.left)}\n`)
  process.exitCode = BAD_INPUT
} else if (asked.right.help) write([usage])
else {
  await runFiles(asked.right)
  process.exitCode = exitCode()
}
