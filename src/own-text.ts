/**
 * The same text as a copy of its own.
 *
 * Engines cut a text out of a longer one by pointing into it. What an account keeps for days or months must not keep
 * the whole stanza alive that it came in (REG-10, DUP-1).
 */
export const ownText = <Text extends string>(text: Text): Text => JSON.parse(JSON.stringify(text)) as Text
