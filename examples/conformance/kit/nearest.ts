/** What somebody who mistyped a name may have meant. */

/** No name is longer; whatever is cannot be meant for one. */
const LONGEST = 80

/** How many letters have to be put in, left out or changed to make one text of the other, row by row. */
const distance = (from: string, to: string): number => {
  const letters = to.split('')
  const first: ReadonlyArray<number> = [0, ...letters.map((_, index) => index + 1)]
  const row = (above: ReadonlyArray<number>, letter: string, index: number): ReadonlyArray<number> =>
    letters.reduce<ReadonlyArray<number>>(
      (line, other, column) => {
        const [before = 0, over = 0, across = 0] = [line[column], above[column + 1], above[column]]
        return [...line, Math.min(before + 1, over + 1, across + (letter === other ? 0 : 1))]
      },
      [index + 1],
    )
  return from.split('').reduce(row, first)[letters.length] ?? 0
}

/** The names that are nearly that one, the nearest first; with none that is, an empty list. */
export const nearest = (name: string, names: ReadonlyArray<string>): ReadonlyArray<string> =>
  name.length > LONGEST
    ? []
    : names
        .map((known) => ({ known, far: distance(name.toLowerCase(), known.toLowerCase()) }))
        .filter(({ known, far }) => far <= Math.max(1, Math.floor(known.length / 6)))
        .sort((a, b) => a.far - b.far)
        .slice(0, 3)
        .map(({ known }) => known)

/** The same as the end of a sentence. */
export const meant = (name: string, names: ReadonlyArray<string>): string => {
  const found = nearest(name, names)
  return found.length === 0 ? '' : `; perhaps ${found.join(' or ')} is meant`
}
