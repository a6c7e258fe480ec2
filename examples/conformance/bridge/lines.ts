/** A stream line by line, within a bound: a program that never ends its line would fill the memory. */
import type { Readable } from 'node:stream'

export const MOST_MEGABYTES = 16

/** No answer of a server is that long: what is longer is no line but a flood. */
const LONGEST_LINE = MOST_MEGABYTES * 1_000_000

const withoutReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line)

/** Line by line what a stream has; after a line that is too long nothing is read any more. */
export const eachLine = (
  stream: Readable,
  on: { readonly line: (line: string) => void; readonly flood: () => void },
): void => {
  const state = { rest: [] as Array<string>, length: 0, flooded: false }
  const isTooLong = (more: number): boolean => {
    state.flooded ||= state.length + more > LONGEST_LINE
    return state.flooded
  }
  const take = (last: string): string => {
    const line = state.rest.join('') + last
    state.rest = []
    state.length = 0
    return withoutReturn(line)
  }
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    if (state.flooded) return
    const lines = chunk.split('\n')
    const rest = lines.pop() ?? ''
    for (const line of lines) {
      if (isTooLong(line.length)) break
      on.line(take(line))
    }
    if (isTooLong(rest.length)) {
      state.rest = []
      on.flood()
      return
    }
    state.rest.push(rest)
    state.length += rest.length
  })
  stream.on('end', () => {
    if (state.length > 0 && !state.flooded) on.line(take(''))
  })
}
