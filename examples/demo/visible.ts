/**
 * Texts that came from a log, as a terminal may show them.
 */

/** Control characters, what turns the direction of text round, line separators and lone surrogates. */
const UNSAFE = /[\p{Cc}\p{Bidi_Control}\p{Cs}\u2028\u2029\ufeff]/gu

/**
 * A text on one line, with every character written out that could change how the rest is shown: a client chooses its
 * node, its resource and much of its stanzas, and must not paint, hide or turn round what the demo says of them.
 */
export const visible = (text: string): string =>
  text.replace(UNSAFE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
