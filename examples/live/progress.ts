/** One line that says what is being played, on a terminal; anywhere else nothing is written. */
export interface Progress {
  readonly show: (text: string) => void
  /** Takes the line away, so that something else can be written. */
  readonly clear: () => void
}

interface Terminal {
  readonly isTTY?: boolean
  readonly columns?: number
  readonly write: (text: string) => unknown
}

const emptyLine = '\r\u001b[2K'

/** A line that fits into the terminal, and takes the place of the one before it. */
export const progressOn = (terminal: Terminal): Progress => {
  if (terminal.isTTY !== true) return { show: () => undefined, clear: () => undefined }
  const width = (terminal.columns ?? 80) - 1
  return {
    show: (text) => void terminal.write(emptyLine + text.slice(0, width)),
    clear: () => void terminal.write(emptyLine),
  }
}

/** Counts what has been begun: `prosody 3/132 seed/errors/…`. */
export const counting = (progress: Progress, what: string, total: number): ((name: string) => void) => {
  const begun = { count: 0 }
  return (name) => {
    begun.count += 1
    progress.show(`${what} ${begun.count}/${total} ${name}`)
  }
}
