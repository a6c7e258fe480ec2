/**
 * The same text as a copy of its own.
 *
 * Engines cut a text out of a longer one by pointing into it. What an account keeps for days or months must not keep
 * the whole stanza alive that it came in (REG-10, DUP-1). A join writes anew; `+` would point at both parts.
 */
export const ownText = <Text extends string>(text: Text): Text => [text.slice(0, 1), text.slice(1)].join('') as Text
