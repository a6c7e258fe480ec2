/**
 * A program that is spoken to in lines: one JSON object in, one out (protocol.md). What goes wrong is said in one line.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { eachLine, MOST_MEGABYTES } from './lines.js'

/** What the program answers a call. */
export type Answer = Readonly<Record<string, unknown>>

/** A program that runs. */
export interface Program {
  /** Asks, and waits for the answer; rejects in words if there will be none. */
  readonly ask: (line: string) => Promise<Answer>
  /** Whether a call has had no answer so far. */
  readonly isWaiting: () => boolean
  /** Whether it can still be asked. */
  readonly isAlive: () => boolean
  /** Ends it, and all that it started; whoever waits is told why. */
  readonly end: (why?: string) => void
}

interface Waiting {
  readonly resolve: (answer: Answer) => void
  readonly reject: (why: Error) => void
}

const shown = (value: unknown): string => {
  const line = JSON.stringify(value)
  return line.length > 120 ? `${line.slice(0, 117)}..."` : line
}

const answerOf = (line: string): Answer => {
  try {
    const answer: unknown = JSON.parse(line)
    if (typeof answer === 'object' && answer !== null && !Array.isArray(answer)) return answer as Answer
  } catch {
    // said below
  }
  throw new Error(`the program printed ${shown(line)}, which is no answer`)
}

/** So many lines of standard error are shown with an end that nobody asked for: the last ones often say why. */
const LAST_LINES = 10

const endingOf = (code: number | null, signal: string | null, last: ReadonlyArray<string>): string => {
  const how = signal === null ? `with status ${code ?? '?'}` : `by ${signal}`
  return `the program ended ${how}${last.length === 0 ? '' : last.length === 1 ? ': ' : ':\n'}${last.join('\n')}`
}

/** In a group of its own, so that what it started ends with it. */
const endGroup = ({ pid }: ChildProcess): void => {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // it is gone already
  }
}

/** What passes between the kit and a program: a call, an answer, or what it writes to standard error. */
export type Heard = (kind: 'call' | 'answer' | 'error', line: string) => void

/** Starts a command line, as a shell reads it; `hear` is told every line. */
export const startProgram = (command: string, hear: Heard = () => undefined): Program => {
  const child = spawn(command, { shell: true, detached: true, stdio: ['pipe', 'pipe', 'pipe'] })
  const waiting: Array<Waiting> = []
  const state = { last: [] as ReadonlyArray<string>, ended: '' }
  const fail = (why: string): void => {
    state.ended ||= why
    for (const { reject } of waiting.splice(0)) reject(new Error(state.ended))
  }
  const giveUp = (why: string): void => {
    fail(why)
    endGroup(child)
  }
  eachLine(child.stderr, {
    line: (line) => {
      hear('error', line)
      if (line.trim() !== '') state.last = [...state.last, line.trimEnd()].slice(-LAST_LINES)
    },
    flood: () => undefined,
  })
  const answered = (line: string): void => {
    hear('answer', line)
    const next = waiting.shift()
    try {
      const answer = answerOf(line)
      if (next === undefined) throw new Error(`the program printed ${shown(line)} without being asked`)
      if (answer['error'] === undefined) next.resolve(answer)
      else next.reject(new Error(`the program says: ${shown(answer['error'])}`))
    } catch (error) {
      const why = error instanceof Error ? error : new Error(String(error))
      next?.reject(why)
      giveUp(why.message)
    }
  }
  eachLine(child.stdout, {
    line: answered,
    flood: () => {
      giveUp(`the program printed a line of more than ${MOST_MEGABYTES} MB`)
    },
  })
  // `close` comes when everything that it printed was read.
  child.on('close', (code, signal) => {
    fail(endingOf(code, signal, state.last))
  })
  child.on('error', (error) => {
    fail(`the program cannot be started: ${error.message}`)
  })
  child.stdin.on('error', () => undefined)
  return {
    ask: (line) =>
      new Promise((resolve, reject) => {
        if (state.ended !== '') {
          reject(new Error(state.ended))
          return
        }
        hear('call', line)
        waiting.push({ resolve, reject })
        child.stdin.write(`${line}\n`)
      }),
    isWaiting: () => waiting.length > 0,
    isAlive: () => state.ended === '',
    end: (why = 'the program was ended') => {
      giveUp(why)
    },
  }
}
