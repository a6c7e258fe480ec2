/**
 * What a text costs: its length on the wire, and what keeping it keeps alive.
 */

const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000

/** The length of a text in UTF-8, in octets; a lone surrogate counts as the three octets of U+FFFD. */
export const utf8Length = (text: string): number => {
  // hot loop: measures what clients sent, up to the bound that the caller checks first
  let octets = 0
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index)
    if (unit < 0x80) octets += 1
    else if (unit < 0x800) octets += 2
    else if (unit >= 0xd800 && unit < 0xdc00 && isLowSurrogate(text.charCodeAt(index + 1))) {
      octets += 4
      index += 1
    } else octets += 3
  }
  return octets
}

/** Whether a text is longer than a number of octets in UTF-8; a UTF-16 unit is one to three octets. */
export const longerThan = (text: string, octets: number): boolean =>
  text.length > octets || (text.length * 3 > octets && utf8Length(text) > octets)

/** The first so many Unicode code points of a text. */
export const cutAt = (text: string, codePoints: number): string =>
  text.length <= codePoints
    ? text
    : Array.from(text.slice(0, 2 * codePoints))
        .slice(0, codePoints)
        .join('')

/** The longest beginning of a text that is at most so many octets in UTF-8, cut between code points. */
export const cutAtOctets = (text: string, octets: number): string => {
  // hot loop: stops at the bound, however long the text
  let left = octets
  let end = 0
  for (const point of text) {
    left -= utf8Length(point)
    if (left < 0) break
    end += point.length
  }
  return text.slice(0, end)
}

/**
 * The same text as a copy of its own.
 *
 * Engines cut a text out of a longer one by pointing into it. What an account keeps for days or months must not keep
 * the whole stanza alive that it came in (REG-10, DUP-1). A join writes anew; `+` would point at both parts.
 */
export const ownText = (text: string): string => [text.slice(0, 1), text.slice(1)].join('')
