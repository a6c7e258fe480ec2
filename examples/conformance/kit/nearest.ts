/** What somebody who mistyped a name may have meant. */

/** How many letters have to be put in, left out or changed to make one text of the other. */
const distance = (from: string, to: string): number =>
  [...from].reduce<ReadonlyArray<number>>(
    (above, letter, row) =>
      [...to].reduce<ReadonlyArray<number>>(
        (line, other, column) => [
          ...line,
          Math.min(
            (line[column] ?? 0) + 1,
            (above[column + 1] ?? 0) + 1,
            (above[column] ?? 0) + (letter === other ? 0 : 1),
          ),
        ],
        [row + 1],
      ),
    [...to].reduce<ReadonlyArray<number>>((line) => [...line, line.length], [0]),
  )[[...to].length] ?? 0

/** The names that are nearly that one, the nearest first; with none that is, an empty list. */
export const nearest = (name: string, names: ReadonlyArray<string>): ReadonlyArray<string> =>
  names
    .map((known) => ({ known, far: known.startsWith(name) ? 0 : distance(name.toLowerCase(), known.toLowerCase()) }))
    .filter(({ known, far }) => far <= Math.max(2, Math.floor(known.length / 4)))
    .sort((a, b) => a.far - b.far)
    .slice(0, 3)
    .map(({ known }) => known)

/** The same as the end of a sentence. */
export const meant = (name: string, names: ReadonlyArray<string>): string => {
  const found = nearest(name, names)
  return found.length === 0 ? '' : `; perhaps ${found.join(' or ')} is meant`
}
