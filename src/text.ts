/**
 * What a text costs: its length on the wire, and what keeping it keeps alive.
 */

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

const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000

/** Whether a text is longer than a number of octets in UTF-8; looks at no more of it than needed. */
export const longerThan = (text: string, octets: number): boolean =>
  // A UTF-16 unit is one to three octets, so the two cheap bounds settle nearly every case.
  // no test can tell: what they settle, counting would settle alike, later
  text.length > octets || (text.length * 3 > octets && utf8Length(text) > octets)

/**
 * The same text as a copy of its own.
 *
 * Engines cut a text out of a longer one by pointing into it. What an account keeps for days or months must not keep
 * the whole stanza alive that it came in (REG-10, DUP-1). A join writes anew; `+` would point at both parts. What is no
 * text, whatever its type says, stays as it is.
 */
export const ownText = <Text extends string | undefined>(text: Text): Text =>
  // no test can tell: the copy is the same text; the benchmark sees what is kept alive without it
  typeof text === 'string' ? ([text.slice(0, 1), text.slice(1)].join('') as Text) : text
