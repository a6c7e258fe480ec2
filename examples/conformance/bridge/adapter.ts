/** The kit's adapter for a program behind a pipe. */
import type { Adapter, Happening, Output } from 'xmpp-push-rules/conformance'
import { decodeOutput, encodeEvent, encodeOptions } from 'xmpp-push-rules/log'
import * as E from 'fp-ts/lib/Either.js'
import { type Facts, readManifest } from './manifest.js'
import { type Answer, type Heard, type Program, startProgram } from './program.js'

/** The program behind the adapter; a new one takes its place when it was lost. */
export interface Bridge {
  readonly adapter: Adapter<Program>
  /** How often the program was given up because it did not answer. */
  readonly silences: () => number
  readonly end: () => void
}

/** An event, and which publish it answers, where it answers one. */
const eventJson = (event: Happening): string => encodeEvent(event)
const publishJson = (event: Happening): string =>
  JSON.stringify(event._tag === 'PublishAnswered' ? (event.publish ?? null) : null)

/** What XML cannot hold is written as a replacement character: the program would be told of something else. */
const isWritten = (event: Happening): boolean =>
  !eventJson(event).includes('\ufffd') || JSON.stringify(event).includes('\ufffd')

const UNWRITABLE: Output = {
  _tag: 'Unplayable',
  reason: 'a stanza of this step holds a character that XML does not allow',
}

const text = (value: unknown): string => JSON.stringify(value)

const outputsOf = ({ outputs }: Answer): ReadonlyArray<Output> => {
  if (!Array.isArray(outputs)) throw new Error('the program answered without a list of outputs')
  return (outputs as ReadonlyArray<unknown>).map((output, index) => {
    const read = decodeOutput(JSON.stringify(output))
    if (E.isRight(read)) return read.right
    const faults = read.left.map(
      ({ path, expected }) => `outputs[${index}]${path === '' ? '' : '.'}${path}: ${expected}`,
    )
    throw new Error(`the program answered wrongly, expected is ${faults.join('; ')}`)
  })
}

/** Asks a program what it is, and makes it an adapter; `hear` is told each line that passes. */
export const bridge = async (command: string, timeoutMs: number, hear?: Heard): Promise<Bridge> => {
  const state = { program: startProgram(command, hear), silences: 0 }
  const late = setTimeout(() => {
    state.program.end(`the program did not say in ${timeoutMs / 1000} s what it is`)
  }, timeoutMs)
  const facts: Facts = await state.program
    .ask('{"call":"manifest"}')
    .then(readManifest)
    .catch((error: unknown) => {
      state.program.end()
      throw error
    })
    .finally(() => {
      clearTimeout(late)
    })
  const silent = (program: Program, why?: string): void => {
    state.silences += 1
    program.end(why)
  }
  const alive = (): Program => {
    // It may hang in a scene that nobody waits for any more.
    if (state.program.isWaiting()) silent(state.program, 'the program did not answer before the next scene began')
    if (!state.program.isAlive()) state.program = startProgram(command, hear)
    return state.program
  }
  const outputs = async (program: Program, call: string): Promise<ReadonlyArray<Output>> =>
    outputsOf(await program.ask(call))
  const happen = async (
    program: Program,
    events: ReadonlyArray<Happening>,
    call: string,
  ): Promise<ReadonlyArray<Output>> => (events.every(isWritten) ? outputs(program, call) : [UNWRITABLE])
  // A program that hangs while it stops is ended: the next scene is another one's.
  const stopped = async (program: Program): Promise<void> => {
    const hung = setTimeout(() => {
      silent(program, `the program did not stop in ${timeoutMs / 1000} s`)
    }, timeoutMs)
    await program.ask('{"call":"stop"}').finally(() => {
      clearTimeout(hung)
    })
  }
  const adapter: Adapter<Program> = {
    ...facts,
    start: async (options) => {
      const program = alive()
      await program.ask(`{"call":"start","options":${encodeOptions(options)}}`)
      return program
    },
    dispatch: (program, account, event) =>
      happen(
        program,
        [event],
        `{"call":"dispatch","account":${text(account)},"event":${eventJson(event)},"publish":${publishJson(event)}}`,
      ),
    dispatchTogether: (program, account, events) =>
      happen(
        program,
        events,
        `{"call":"dispatchTogether","account":${text(account)},"events":[${events.map(eventJson).join()}],"publishes":[${events.map(publishJson).join()}]}`,
      ),
    advance: (program, ms) => outputs(program, `{"call":"advance","ms":${ms}}`),
    inspect: (program, account) => program.ask(`{"call":"inspect","account":${text(account)}}`),
    failSaves: (program, failing) => program.ask(`{"call":"failSaves","failing":${failing}}`),
    restart: (program) => outputs(program, '{"call":"restart"}'),
    stop: async (program) => {
      // Whoever owes an answer cannot be asked for anything else.
      if (program.isWaiting()) silent(program)
      else if (program.isAlive()) await stopped(program)
    },
  }
  return {
    adapter,
    silences: () => state.silences,
    end: () => {
      state.program.end()
    },
  }
}
