/*
 * The names of "Namespaces in XML 1.0" (NCName, QName), without U+1680 and U+FEFF: JavaScript takes both for white
 * space, and fast-xml-parser would split the name there. The tables of XML before its fifth edition, which expat has to
 * this day, do not hold them either.
 */

// XML 1.0 §2.3, NameStartChar without colon, and what NameChar has besides; in both, only what lies above ASCII
const startAboveAscii =
  /[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u167f\u1681-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufefe\uff00-\ufffd\u{10000}-\u{effff}]/u
const partAboveAscii = /[\u0300-\u036f\u00b7\u203f\u2040]/

const isNameStart = (point: number): boolean =>
  point < 128
    ? (point >= 97 && point <= 122) || (point >= 65 && point <= 90) || point === 95
    : startAboveAscii.test(String.fromCodePoint(point))

const isNamePart = (point: number): boolean =>
  isNameStart(point) ||
  (point < 128
    ? (point >= 48 && point <= 57) || point === 45 || point === 46
    : partAboveAscii.test(String.fromCodePoint(point)))

/** The end of the name without colon that starts at `from`; `from` itself where none starts. */
export const nameEnd = (text: string, from: number): number => {
  // hot loop: each character of each name
  let at = from
  for (;;) {
    const point = text.codePointAt(at)
    if (point === undefined || !(at === from ? isNameStart(point) : isNamePart(point))) return at
    at += point > 0xffff ? 2 : 1
  }
}

/** Whether this is a qualified name: a name, or two with a colon between. */
export const isName = (name: string): boolean => {
  const first = nameEnd(name, 0)
  const last = name[first] === ':' ? nameEnd(name, first + 1) : first
  return first > 0 && last !== first + 1 && last === name.length
}

/** A name with `_` for each character that names may not have; U+FFFD is no name to parsers of XML's fourth edition. */
export const repairName = (name: string): string => {
  const repaired = Array.from(name, (character) => (isNamePart(character.codePointAt(0) ?? 0) ? character : '_')).join(
    '',
  )
  return nameEnd(repaired, 0) === 0 ? `_${repaired}` : repaired
}
