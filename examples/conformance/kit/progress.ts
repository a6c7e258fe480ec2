/**
 * A line on the terminal that says which law is played; where there is no terminal, none. What else is said there stands
 * above it.
 */
import type { LawResult } from 'xmpp-push-rules/conformance'

export interface Progress {
  readonly plays: (law: { readonly id: string }) => void
  readonly played: (result: LawResult) => void
  /** Another line, of the program. */
  readonly says: (line: string) => void
  readonly ends: () => void
}

const CLEAR = '\r\u001b[K'

type Terminal = Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'write'>

/** Counts laws on a terminal. */
export const progressOn = (terminal: Terminal, total: number): Progress => {
  const says = (line: string): void => void terminal.write(`${line}\n`)
  if (!terminal.isTTY) return { plays: () => undefined, played: () => undefined, says, ends: () => undefined }
  const state = { done: 0, failed: 0, line: '' }
  return {
    plays: ({ id }) => {
      const line = `${state.done + 1}/${total}${state.failed === 0 ? '' : `, ${state.failed} failed`}  ${id}`
      state.line = line.slice(0, Math.max(20, (terminal.columns || 80) - 1))
      terminal.write(`${CLEAR}${state.line}`)
    },
    says: (line) => {
      terminal.write(CLEAR)
      says(line)
      terminal.write(state.line)
    },
    played: ({ verdict }) => {
      state.done += 1
      if (verdict === 'fail') state.failed += 1
    },
    ends: () => {
      state.line = ''
      terminal.write(CLEAR)
    },
  }
}
