/** The README, and its tables. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))
export const readme = readFileSync(`${root}README.md`, 'utf8')

/** The rows of all tables of a section, its subsections included, without their heads. */
export const rows = (title: string): ReadonlyArray<ReadonlyArray<string>> => {
  const [, rest = ''] = readme.split(`\n${title}\n`)
  const lines = (rest.split('\n## ')[0] ?? '').split('\n')
  const isHead = (index: number): boolean => lines[index + 1]?.startsWith('|---') === true
  return lines
    .filter((line, index) => line.startsWith('|') && !line.startsWith('|---') && !isHead(index))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('`', '')),
    )
}
