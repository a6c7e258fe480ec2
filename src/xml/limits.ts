/**
 * The deepest nesting that is read or written; the root is level 1.
 *
 * Real stanzas stay under 20 levels. The bound lets the tree be walked by plain recursion without a risk for the stack.
 */
export const maxDepth = 128

/**
 * The longest text that is read, in UTF-16 code units (1 Mi).
 *
 * Twice the largest common default: Prosody refuses stanzas over 256 KiB from clients and 512 KiB from servers.
 * RFC 6120 §13.12: a server "MUST NOT" set its limit under 10000 bytes.
 */
export const maxLength = 1_048_576

/**
 * The most text that is written, in UTF-16 code units before escaping (4 Mi): far above any stanza, far below the
 * longest string of a JavaScript engine, so that a tree which shares its branches cannot grow without end.
 */
export const maxOutput = 4_194_304
