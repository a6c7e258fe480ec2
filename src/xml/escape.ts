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

// Fast path in both: same result as the replacement alone; most texts have nothing to escape.

/** Text, escaped where it must be. */
export const escapeText = (text: string): string =>
  textSuspect.test(text) ? text.replace(textUnsafe, replaceOne) : text

/** An attribute value for quotes of either kind, escaped where it must be. */
export const escapeValue = (value: string): string =>
  valueSuspect.test(value) ? value.replace(valueUnsafe, replaceOne) : value
