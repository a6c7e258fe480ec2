import { nameEnd } from '../names.js'
import { forbidden } from './chars.js'
import type { Prefixes } from './prefixes.js'
import { referenceFault } from './references.js'
import type { Fault, XmlErrorCode } from './xml-error.js'

/*
 * The parts that a scan is made of: names, text, attribute values, CDATA. Each function takes the index where its part
 * starts and returns the index after it, or -1 once a fault is noted in the scan.
 */

/** An element whose end tag is to come, and the prefixes in force inside of it. */
interface OpenElement {
  readonly name: string
  readonly prefixes: Prefixes
}

/** The state of one scan, born and dropped inside of one call. */
export interface Scan {
  readonly text: string
  readonly open: Array<OpenElement>
  /** The numbers of the namespaces met so far. */
  readonly namespaces: Map<string, number>
  elements: number
  /** Whether an attribute value may have to be normalised. */
  hasRawValue: boolean
  fault: Fault | undefined
}

/** Notes a fault. */
export const fail = (scan: Scan, code: XmlErrorCode, offset: number): -1 => {
  scan.fault = { code, offset }
  return -1
}

/** A fault at `at`, which is 'unclosed' where the text ends there. */
export const failAt = (scan: Scan, code: XmlErrorCode, at: number): -1 =>
  at >= scan.text.length ? fail(scan, 'unclosed', scan.text.length) : fail(scan, code, at)

const afterNames = new Set(['>', '/', '=', ' ', '\t', '\n', '\r'])

/** The end of the qualified name at `from`. Namespaces in XML 1.0 §4: "QName ::= PrefixedName | UnprefixedName". */
export const scanName = (scan: Scan, from: number): number => {
  const { text } = scan
  const first = nameEnd(text, from)
  if (first === from) return failAt(scan, 'invalid-name', from)
  const last = text[first] === ':' ? nameEnd(text, first + 1) : first
  if (last === first + 1 || !afterNames.has(text.charAt(last))) return failAt(scan, 'invalid-name', last)
  const isProto = last - from === '__proto__'.length && text.startsWith('__proto__', from)
  return isProto ? fail(scan, 'reserved-name', from) : last
}

/** What is wrong with a piece that the expressions below find. */
const faultOf = (piece: string): XmlErrorCode | undefined => {
  switch (piece.charAt(0)) {
    case '&':
      return referenceFault(piece)
    case '<':
      return 'lt-in-attribute'
    case ']':
      return 'cdata-end-in-text'
    default:
      return 'invalid-character'
  }
}

// what has to be looked at in each kind of part
const inCdata = new RegExp(forbidden, 'gu')
const inValue = new RegExp(`&[^;]*;?|<|${forbidden.source}`, 'gu')
// XML 1.0 §2.4: "it MUST, for compatibility, be escaped […] when it appears in the string " ]]> " in content"
const inText = new RegExp(`&[^;]*;?|\\]\\]>|${forbidden.source}`, 'gu')

/** `end`, unless what lies between has a fault. */
const scanPart = (scan: Scan, from: number, end: number, pieces: RegExp): number => {
  for (const { 0: piece, index } of scan.text.slice(from, end).matchAll(pieces)) {
    const code = faultOf(piece)
    if (code !== undefined) return fail(scan, code, from + index)
  }
  return end
}

/** Of a character that needs no second look in text or a value: no `&`, `<`, `]`, control or surrogate. */
const isPlain = (code: number): boolean => code >= 32 && code < 0xd800 && code !== 38 && code !== 60 && code !== 93

/** The end of the text at `from`: the next `<`, or the end of all. */
export const scanText = (scan: Scan, from: number): number => {
  const { text } = scan
  // hot loop: each character of text
  let at = from
  while (isPlain(text.charCodeAt(at))) at++
  // Fast path: same result as below; most text is plain.
  if (at === text.length || text[at] === '<') return at
  const end = text.indexOf('<', at)
  return scanPart(scan, at, end === -1 ? text.length : end, inText)
}

/** The end of the attribute value whose opening quote is at `from`. */
export const scanValue = (scan: Scan, from: number): number => {
  const { text } = scan
  const quote = text.charAt(from)
  if (quote !== '"' && quote !== "'") return failAt(scan, 'unquoted-attribute', from)
  const end = text.indexOf(quote, from + 1)
  // hot loop: each character of each attribute value
  let at = from + 1
  while (at < end && isPlain(text.charCodeAt(at))) at++
  // Fast path: same result as below; most values are plain.
  if (at === end) return end + 1
  scan.hasRawValue = true
  const scanned = scanPart(scan, at, end === -1 ? text.length : end, inValue)
  if (scanned === -1) return -1
  return end === -1 ? fail(scan, 'unclosed', text.length) : end + 1
}

/** The end of the CDATA section whose `<![CDATA[` is at `from`. */
export const scanCdata = (scan: Scan, from: number): number => {
  const { text } = scan
  const start = from + '<![CDATA['.length
  const end = text.indexOf(']]>', start)
  if (end === -1) return fail(scan, 'unclosed', text.length)
  return scanPart(scan, start, end, inCdata) === -1 ? -1 : end + ']]>'.length
}
