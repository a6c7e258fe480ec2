/**
 * Text as people and attackers write it: always allowed in XML, shrinking to one plain word.
 */
import * as fc from 'fast-check'

/** The first is what everything shrinks to. */
const TEXTS: ReadonlyArray<string> = [
  'hello',
  '😀 surrogate pair',
  `<b>&amp;"quoted"</b> & 'more'`,
  ']]>',
  'Grüße, Ιουλιέτα, 你好',
  'two\nlines',
  ' ',
  'New Message!',
  '\u202Eright to left',
]

/**
 * Any text but the empty one.
 *
 * @since 0.1.0
 */
export const text: fc.Arbitrary<string> = fc.oneof(
  { withCrossShrink: true },
  { weight: 5, arbitrary: fc.constantFrom(...TEXTS) },
  { weight: 1, arbitrary: fc.string({ minLength: 1, maxLength: 12 }) },
)

/** What a server may be tempted to change: blanks around and inside, case, forms of Unicode, and whatever is long. */
const EXACT: ReadonlyArray<string> = [
  'Mixed Case',
  ' begins and ends with a blank ',
  'two  blanks',
  'cafe\u0301, decomposed',
  'caf\u00e9, composed',
  '\ufb01 is one letter',
  `${'long '.repeat(200)}end`,
]

/** A text that has to come back to the letter, and does not where it is trimmed, folded, normalised or cut. */
export const exactText: fc.Arbitrary<string> = fc.constantFrom(...EXACT)

/** A name that tells copies apart: what a server calls a stanza. */
export const stanzaKey: fc.Arbitrary<string> = fc.nat(999).map((number) => `archive-${number}`)
