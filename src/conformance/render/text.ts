/**
 * Text for people: what must not act on a terminal or a page, how wide it is, and where it may be broken.
 */

/*
 * Control characters (a terminal obeys them), halves of surrogate pairs, and format characters that hide text or turn
 * its direction (Unicode TR 36, "Trojan Source"). Tab and line feed stay; so do the joiners that scripts need.
 */
const UNSEEN =
  /(?![\t\n])\p{Cc}|\p{Surrogate}|[\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu

/**
 * Text with each character that would act instead of being seen written as its number: ESC becomes `\u{1b}`.
 */
export const visible = (text: string): string =>
  text.replace(UNSEEN, (character) => `\\u{${Number(character.codePointAt(0)).toString(16)}}`)

const NO_WIDTH = /[\p{Mn}\p{Me}\u200c\u200d]/u

// East Asian Wide and Fullwidth (Unicode TR 11), in whole blocks, and what is an emoji by itself
const TWO_WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u

const charWidth = (character: string): number => {
  // Fast path: same result as below; most text is one column a character
  if (character < '\u0300') return 1
  return NO_WIDTH.test(character) ? 0 : TWO_WIDE.test(character) ? 2 : 1
}

/** How many columns of a terminal a text takes. */
export const widthOf = (text: string): number =>
  Array.from(text).reduce((sum, character) => sum + charWidth(character), 0)

/** Where a line may end: words at spaces, slugs at their joints too, XML at tags too. */
export type Breaks = 'words' | 'slug' | 'xml'

const BREAKS: Readonly<Record<Breaks, RegExp>> = {
  words: /(?<= )/u,
  slug: /(?<=[ /-])/u,
  xml: /(?<=[ >])/u,
}

const wrapLine = (line: string, width: number, breaks: Breaks): ReadonlyArray<string> => {
  // A piece that is wider than a line may end one after each of its characters.
  const pieces = line
    .split(BREAKS[breaks])
    .flatMap((piece) => (widthOf(piece.trimEnd()) > width ? Array.from(piece) : [piece]))
  const lines: Array<string> = []
  // hot loop: each word of a transcript
  let current = ''
  let used = 0
  for (const piece of pieces) {
    if (used + widthOf(piece.trimEnd()) > width && used > 0) {
      lines.push(current.trimEnd())
      current = ''
      used = 0
    }
    current += piece
    used += widthOf(piece)
  }
  return [...lines, current.trimEnd()]
}

/**
 * Breaks text into lines.
 *
 * @param text - with control characters already made visible; its own line ends stay
 * @param width - columns of a line, at least 1
 * @param breaks - where lines may end; a piece that is wider than a line is cut
 */
export const wrap = (text: string, width: number, breaks: Breaks = 'words'): ReadonlyArray<string> =>
  text
    .replaceAll('\t', '  ')
    .split('\n')
    .flatMap((line) => wrapLine(line, width, breaks))
