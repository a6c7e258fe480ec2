import { charWidth, isSpace, nameEnd } from './chars.js'
import { referenceEnd } from './references.js'
import type { Scope } from './scope.js'
import type { XmlErrorCode } from './xml-error.js'

/*
 * The parts that a scan is made of: names, text, attribute values, CDATA. Each function takes the index where its part
 * starts and returns the index after it, or -1 once a fault is noted in the scan.
 */

export interface Fault {
  readonly code: XmlErrorCode
  readonly offset: number
}

/** The state of one scan, born and dropped inside of one call; the last fields tell `parse` what work it can leave out. */
export interface Scan {
  readonly text: string
  fault: Fault | undefined
  /** Where the text after the XML declaration starts. */
  start: number
  /** The names of the open elements. */
  readonly open: Array<string>
  scope: Scope | undefined
  elements: number
  hasCdata: boolean
  /** An attribute value has a reference, a tab or a line end. */
  hasRawValue: boolean
  /** A name is one that fast-xml-parser refuses. */
  hasCriticalName: boolean
}

export const fail = (scan: Scan, code: XmlErrorCode, offset: number): -1 => {
  scan.fault = { code, offset }
  return -1
}

/** A fault at `at`, which is 'unclosed' where the text ends there. */
export const failAt = (scan: Scan, code: XmlErrorCode, at: number): -1 =>
  at >= scan.text.length ? fail(scan, 'unclosed', scan.text.length) : fail(scan, code, at)

/** The end of the qualified name at `from`. Namespaces in XML 1.0 §4: "QName ::= PrefixedName | UnprefixedName". */
export const scanName = (scan: Scan, from: number): number => {
  const { text } = scan
  const first = nameEnd(text, from)
  if (first === from) return failAt(scan, 'invalid-name', from)
  const second = text.charCodeAt(first) === 58 ? nameEnd(text, first + 1) : first
  if (second === first + 1) return failAt(scan, 'invalid-name', second)
  const after = text.charCodeAt(second)
  if (!(after === 62 || after === 61 || after === 47 || isSpace(after))) {
    return failAt(scan, 'invalid-name', second)
  }
  const length = second - from
  if (length === 9 && text.startsWith('__proto__', from)) return fail(scan, 'reserved-name', from)
  if ((length === 11 && text.startsWith('constructor', from)) || (length === 9 && text.startsWith('prototype', from))) {
    scan.hasCriticalName = true
  }
  return second
}

/** The end of the text at `from`: the next `<`, or the end of all. */
export const scanText = (scan: Scan, from: number): number => {
  const { text } = scan
  const { length } = text
  // hot loop: each character of text
  // no test can tell if it takes one step more: there is no character at the end
  for (let at = from; at < length; at++) {
    const code = text.charCodeAt(at)
    if (code === 60) return at
    if (code === 38) {
      const end = referenceEnd(text, at)
      if (typeof end === 'string') return fail(scan, end, at)
      at = end - 1
    } else if (code === 93) {
      // XML 1.0 §2.4: "it MUST, for compatibility, be escaped […] when it appears in the string " ]]> " in content"
      if (text.startsWith(']]>', at)) return fail(scan, 'cdata-end-in-text', at)
    } else if (code < 32 || code >= 0xd800) {
      // no test can tell: of all others `charWidth` is 1, asking only these saves time
      const width = charWidth(text, at)
      if (width === 0) return fail(scan, 'invalid-character', at)
      at += width - 1
    }
  }
  return length
}

/** The end of the attribute value whose opening quote is at `from`. */
export const scanValue = (scan: Scan, from: number): number => {
  const { text } = scan
  const { length } = text
  const quote = text.charCodeAt(from)
  if (quote !== 34 && quote !== 39) return failAt(scan, 'unquoted-attribute', from)
  // hot loop: each character of each attribute value
  // no test can tell if it takes one step more: there is no character at the end
  for (let at = from + 1; at < length; at++) {
    const code = text.charCodeAt(at)
    if (code === quote) return at + 1
    if (code === 60) return fail(scan, 'lt-in-attribute', at)
    if (code === 38) {
      const end = referenceEnd(text, at)
      if (typeof end === 'string') return fail(scan, end, at)
      scan.hasRawValue = true
      at = end - 1
    } else if (code < 32) {
      if (!isSpace(code)) return fail(scan, 'invalid-character', at)
      scan.hasRawValue = true
    } else if (code >= 0xd800) {
      // no test can tell: of all others `charWidth` is 1, asking only these saves time
      const width = charWidth(text, at)
      if (width === 0) return fail(scan, 'invalid-character', at)
      at += width - 1
    }
  }
  return fail(scan, 'unclosed', length)
}

/** The end of the CDATA section whose `<![CDATA[` is at `from`. */
export const scanCdata = (scan: Scan, from: number): number => {
  const { text } = scan
  const start = from + 9
  const end = text.indexOf(']]>', start)
  if (end === -1) return fail(scan, 'unclosed', text.length)
  scan.hasCdata = true
  // hot loop: each character of a CDATA section
  // no test can tell if it takes one step more: `]` is a character too
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at)
    if (code < 32 || code >= 0xd800) {
      // no test can tell: of all others `charWidth` is 1, asking only these saves time
      const width = charWidth(text, at)
      if (width === 0) return fail(scan, 'invalid-character', at)
      at += width - 1
    }
  }
  return end + 3
}
