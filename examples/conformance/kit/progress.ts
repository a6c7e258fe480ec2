/** A line on the terminal that says which law is played; where there is no terminal, none. */
import type { LawResult } from 'xmpp-push-rules/conformance'

export interface Progress {
  readonly plays: (law: { readonly id: string }) => void
  readonly played: (result: LawResult) => void
  readonly ends: () => void
}

const SILENT: Progress = { plays: () => undefined, played: () => undefined, ends: () => undefined }

const CLEAR = '\r\u001b[K'

type Terminal = Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'write'>

/** Counts laws on a terminal. */
export const progressOn = (terminal: Terminal, total: number): Progress => {
  if (!terminal.isTTY) return SILENT
  const state = { done: 0, failed: 0 }
  return {
    plays: ({ id }) => {
      const line = `${state.done + 1}/${total}${state.failed === 0 ? '' : `, ${state.failed} failed`}  ${id}`
      terminal.write(`${CLEAR}${line.slice(0, Math.max(20, (terminal.columns || 80) - 1))}`)
    },
    played: ({ verdict }) => {
      state.done += 1
      if (verdict === 'fail') state.failed += 1
    },
    ends: () => {
      terminal.write(CLEAR)
    },
  }
}
