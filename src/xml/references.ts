import { isCharPoint, nameEnd } from './chars.js'
import type { XmlErrorCode } from './xml-error.js'

/*
 * XML 1.0 §4.6 and RFC 6120 §11.1: the five predefined entities and character references are all that XMPP has.
 * `referenceEnd` checks, `decode` replaces what was checked; nothing is ever decoded twice.
 */

/** The value of a decimal digit; of all else, a number below 0. */
const decimalValue = (code: number): number => (code <= 57 ? code - 48 : -1)

/** The same for a hexadecimal digit. */
const hexValue = (code: number): number =>
  code >= 97 && code <= 102 ? code - 87 : code >= 65 && code <= 70 ? code - 55 : decimalValue(code)

const predefined = ['amp;', 'lt;', 'gt;', 'quot;', 'apos;']

const characterReferenceEnd = (text: string, amp: number): number | XmlErrorCode => {
  const hex = text.charCodeAt(amp + 2) === 120
  const digits = hex ? amp + 3 : amp + 2
  const [base, valueOf] = hex ? ([16, hexValue] as const) : ([10, decimalValue] as const)
  // hot loop: the digits; any number of them is allowed, and a point that grows to Infinity names no character
  let at = digits
  let point = 0
  for (let value = valueOf(text.charCodeAt(at)); value >= 0; value = valueOf(text.charCodeAt(at))) {
    point = point * base + value
    at++
  }
  if (at === digits || text.charCodeAt(at) !== 59) return 'invalid-reference'
  return isCharPoint(point) ? at + 1 : 'invalid-character-reference'
}

/** The index after the reference whose `&` is at `amp`, or what is wrong with it. */
export const referenceEnd = (text: string, amp: number): number | XmlErrorCode => {
  if (text.charCodeAt(amp + 1) === 35) return characterReferenceEnd(text, amp)
  const known = predefined.find((entity) => text.startsWith(entity, amp + 1))
  if (known !== undefined) return amp + 1 + known.length
  const end = nameEnd(text, amp + 1)
  return end > amp + 1 && text.charCodeAt(end) === 59 ? 'undefined-entity' : 'invalid-reference'
}

const decodeOne = (reference: string): string => {
  switch (reference) {
    case '&amp;':
      return '&'
    case '&lt;':
      return '<'
    case '&gt;':
      return '>'
    case '&quot;':
      return '"'
    case '&apos;':
      return "'"
    default:
      return String.fromCodePoint(
        reference.charCodeAt(2) === 120
          ? Number.parseInt(reference.slice(3), 16)
          : Number.parseInt(reference.slice(2), 10),
      )
  }
}

/** Text whose references were checked, with each of them replaced by its character, in one pass. */
export const decode = (text: string): string =>
  // no test can tell: looking for an & first only saves time
  text.includes('&') ? text.replace(/&[^;]*;/g, decodeOne) : text

/**
 * An attribute value as XML 1.0 §3.3.3 normalises it: a literal tab or line end becomes a space ("\r\n" one space,
 * §2.11), a character reference stays what it says.
 */
export const normalizeValue = (value: string): string => decode(value.replace(/\r\n|[\t\n\r]/g, ' '))
