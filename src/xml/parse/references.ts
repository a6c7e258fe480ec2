import { nameEnd } from '../names.js'
import { isCharPoint } from './chars.js'
import type { XmlErrorCode } from './xml-error.js'

/*
 * XML 1.0 §4.6 and RFC 6120 §11.1: the five predefined entities and character references are all that XMPP has.
 * `referenceFault` checks, `decode` replaces what was checked; nothing is ever decoded twice.
 */

const predefined: ReadonlyMap<string, string> = new Map([
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&apos;', "'"],
])

/** The code point that a character reference names: Infinity, if need be. */
const pointOf = (reference: string): number =>
  reference[2] === 'x' ? Number.parseInt(reference.slice(3), 16) : Number.parseInt(reference.slice(2), 10)

const characterReference = /^&#(?:\d+|x[\dA-Fa-f]+);$/

/** What is wrong with the text from an `&` to the next `;`, or to where the text ends. */
export const referenceFault = (reference: string): XmlErrorCode | undefined => {
  if (predefined.has(reference)) return undefined
  if (characterReference.test(reference))
    return isCharPoint(pointOf(reference)) ? undefined : 'invalid-character-reference'
  const end = nameEnd(reference, 1)
  return end > 1 && reference[end] === ';' ? 'undefined-entity' : 'invalid-reference'
}

const decodeOne = (reference: string): string => predefined.get(reference) ?? String.fromCodePoint(pointOf(reference))

/** Text whose references were checked, with each of them replaced by its character, in one pass. */
export const decode = (text: string): string =>
  // Fast path: same result as the replacement alone; most texts have no reference.
  text.includes('&') ? text.replace(/&[^;]*;/g, decodeOne) : text

/**
 * An attribute value as XML 1.0 §3.3.3 normalises it: a literal tab or line end becomes a space ("\r\n" one space,
 * §2.11), a character reference stays what it says.
 */
export const normalizeValue = (value: string): string => decode(value.replace(/\r\n|[\t\n\r]/g, ' '))
