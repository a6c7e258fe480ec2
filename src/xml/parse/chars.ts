/*
 * The characters of XML 1.0.
 */

/** XML 1.0 §2.3: "S ::= (#x20 | #x9 | #xD | #xA)+". JavaScript's `\s` has more, and must not be used on XML. */
const isSpace = (code: number): boolean => code === 32 || code === 10 || code === 13 || code === 9

/** The first index from `from` that holds no white space. */
export const skipSpace = (text: string, from: number): number => {
  // hot loop: white space inside tags and between elements
  let at = from
  while (isSpace(text.charCodeAt(at))) at++
  return at
}

/**
 * A character that XML forbids, halves of surrogate pairs among them.
 *
 * XML 1.0 §2.2: "Char ::= #x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF]".
 */
export const forbidden = /[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u

/** Whether a character reference may name this code point (the same production). */
export const isCharPoint = (point: number): boolean => point <= 0x10ffff && !forbidden.test(String.fromCodePoint(point))
