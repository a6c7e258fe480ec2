/*
 * The characters of XML 1.0, by UTF-16 code unit. Comparisons instead of tables or regular expressions: these run once
 * a character of every stanza.
 */

/** XML 1.0 §2.3: "S ::= (#x20 | #x9 | #xD | #xA)+". JavaScript's `\s` has more, and must not be used on XML. */
export const isSpace = (code: number): boolean => code === 32 || code === 10 || code === 13 || code === 9

/** The first index from `from` that holds no white space. */
export const skipSpace = (text: string, from: number): number => {
  // hot loop: white space inside tags and between elements
  let at = from
  while (isSpace(text.charCodeAt(at))) at++
  return at
}

const isHigh = (code: number): boolean => code >= 0xd800 && code <= 0xdbff
const isLow = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff

/**
 * How many code units the character at `at` has (1 or 2), or 0 where XML forbids it.
 *
 * XML 1.0 §2.2: "Char ::= #x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF]".
 */
export const charWidth = (text: string, at: number): 0 | 1 | 2 => {
  const code = text.charCodeAt(at)
  if (code < 32) return code === 9 || code === 10 || code === 13 ? 1 : 0
  if (isHigh(code)) return isLow(text.charCodeAt(at + 1)) ? 2 : 0
  return isLow(code) || code > 0xfffd ? 0 : 1
}

/** Whether a character reference may name this code point (the same production). */
export const isCharPoint = (point: number): boolean =>
  point < 32
    ? point === 9 || point === 10 || point === 13
    : point < 0xd800 || (point >= 0xe000 && point <= 0xfffd) || (point >= 0x10000 && point <= 0x10ffff)

/** Of a code unit from U+00C0 on. */
const isNameStartAbove = (code: number): boolean =>
  (code <= 0x2ff && code !== 0xd7 && code !== 0xf7) ||
  (code >= 0x370 && code <= 0x1fff && code !== 0x37e && code !== 0x1680) ||
  code === 0x200c ||
  code === 0x200d ||
  (code >= 0x2070 && code <= 0x218f) ||
  (code >= 0x2c00 && code <= 0x2fef) ||
  (code >= 0x3001 && code <= 0xd7ff) ||
  (code >= 0xf900 && code <= 0xfdcf) ||
  (code >= 0xfdf0 && code <= 0xfffd && code !== 0xfeff)

const isNameStart = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || (code >= 0xc0 && isNameStartAbove(code))

const isNamePart = (code: number): boolean =>
  isNameStart(code) ||
  (code >= 48 && code <= 57) ||
  code === 45 ||
  code === 46 ||
  code === 0xb7 ||
  (code >= 0x300 && code <= 0x36f) ||
  code === 0x203f ||
  code === 0x2040

/** XML 1.0 §2.3 allows the planes U+10000 to U+EFFFF in every place of a name: two code units. */
const isNamePair = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at)
  return code >= 0xd800 && code <= 0xdb7f && isLow(text.charCodeAt(at + 1))
}

/**
 * The end of the name without colon that starts at `from`; `from` itself where none starts.
 *
 * This is the NCName of "Namespaces in XML 1.0" without U+1680 and U+FEFF: JavaScript takes both for white space and
 * fast-xml-parser would split the name there. The name tables of XML before its fifth edition, which expat has to this
 * day, do not hold them either.
 */
export const nameEnd = (text: string, from: number): number => {
  // hot loop: each character of each name
  let at = from
  if (isNameStart(text.charCodeAt(at))) at++
  else if (isNamePair(text, at)) at += 2
  else return from
  for (;;) {
    if (isNamePart(text.charCodeAt(at))) at++
    else if (isNamePair(text, at)) at += 2
    else return at
  }
}
