import { nameEnd } from './chars.js'

/*
 * What may stand in text and in attribute values as it is, by XML 1.0 §2.2 (Char) and §2.4. The first expression of each
 * pair is the fast one: it also stops at well-paired surrogates, which the second one, that replaces, leaves alone.
 */
const textSuspect = /[^\t\n -%'-;=?-\ud7ff\ue000-\ufffd]/
const textUnsafe = /[^\t\n -%'-;=?-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu
const valueSuspect = /[^ !#-%(-;=?-\ud7ff\ue000-\ufffd]/
const valueUnsafe = /[^ !#-%(-;=?-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu

const replacements: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&apos;'],
  // a literal one would be read back as a space (§3.3.3) or as a line feed (§2.11)
  ['\t', '&#x9;'],
  ['\n', '&#xA;'],
  ['\r', '&#xD;'],
])

/** XML has no way to write the other characters; U+FFFD stands for them, as it does for broken UTF-8. */
const replaceOne = (character: string): string => replacements.get(character) ?? '\ufffd'

/** Text, escaped where it must be. */
export const escapeText = (text: string): string =>
  textSuspect.test(text) ? text.replace(textUnsafe, replaceOne) : text

/** An attribute value for quotes of either kind, escaped where it must be. */
export const escapeValue = (value: string): string =>
  valueSuspect.test(value) ? value.replace(valueUnsafe, replaceOne) : value

const plainName = /^[A-Za-z_][-.\w]*(?::[A-Za-z_][-.\w]*)?$/

/** Whether this is a qualified name of XML. */
export const isName = (name: string): boolean => {
  // no test can tell: what follows says the same of a plain name, this only saves time
  if (plainName.test(name)) return true
  const first = nameEnd(name, 0)
  if (first === 0) return false
  const last = name.charCodeAt(first) === 58 ? nameEnd(name, first + 1) : first
  return last === name.length && last !== first + 1
}

const isNamePart = (character: string): boolean => nameEnd(`_${character}`, 0) === 1 + character.length

/** A name with `_` for each character that names may not have; U+FFFD is no name to parsers of XML's fourth edition. */
export const repairName = (name: string): string => {
  const repaired = Array.from(name, (character) => (isNamePart(character) ? character : '_')).join('')
  return nameEnd(repaired, 0) === 0 ? `_${repaired}` : repaired
}
