/**
 * The lines of a file or of standard input, one by one: a log may be longer than memory.
 */
import { createReadStream } from 'node:fs'

/** A byte order mark, which some editors put in front of a file. */
const BOM = '\ufeff'

const withoutReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line)

/** Only a line feed ends a line: in JSON other separators may stand inside of a text. */
export const linesOf = async function* (file: string): AsyncGenerator<string> {
  const input: NodeJS.ReadableStream = file === '-' ? process.stdin : createReadStream(file)
  input.setEncoding('utf8')
  const state = { rest: '', isFirst: true }
  for await (const chunk of input) {
    const text = String(chunk)
    const lines = (state.rest + (state.isFirst && text.startsWith(BOM) ? text.slice(BOM.length) : text)).split('\n')
    state.isFirst = false
    state.rest = lines.pop() ?? ''
    for (const line of lines) yield withoutReturn(line)
  }
  if (state.rest !== '') yield withoutReturn(state.rest)
}

const CAUSES: Readonly<Record<string, string>> = {
  EISDIR: 'is a directory',
  ENOENT: 'no such file',
  EACCES: 'may not be read',
}

/** Why a file cannot be read, for a person. */
export const unreadable = (error: unknown): string => {
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? ''
  return CAUSES[code] ?? (error instanceof Error ? error.message : String(error))
}
