import * as E from 'fp-ts/lib/Either.js'
import { skipSpace } from './chars.js'
import { fail, type Scan, scanCdata, scanText } from './lex.js'
import { scanEndTag, scanStartTag } from './tag.js'
import type { Fault } from './xml-error.js'

/*
 * One pass over a text that decides whether it is XML as XMPP restricts it (RFC 6120 §11.1), without building anything:
 * the tree is fast-xml-parser's work, which by itself takes much that is no XML. What this accepts it must read right.
 */

/** The end of what starts with `<!`: CDATA is all that XMPP has of it. */
const scanDeclaration = (scan: Scan, lt: number): number => {
  const { text, open } = scan
  if (text.startsWith('<![CDATA[', lt))
    return open.length === 0 ? fail(scan, 'text-outside-root', lt) : scanCdata(scan, lt)
  // what is cut short or misspelled is still refused as what it starts as
  if (text[lt + 2] === '-') return fail(scan, 'comment', lt)
  return fail(scan, text[lt + 2] === '[' ? 'malformed-tag' : 'doctype', lt)
}

const scanMarkup = (scan: Scan, lt: number): number => {
  switch (scan.text.charAt(lt + 1)) {
    case '/':
      return scanEndTag(scan, lt)
    case '!':
      return scanDeclaration(scan, lt)
    case '?':
      return fail(scan, 'processing-instruction', lt)
    default:
      return scan.open.length === 0 && scan.elements > 0 ? fail(scan, 'second-root', lt) : scanStartTag(scan, lt)
  }
}

/** The end of the white space at `from`, outside of the root. */
const scanOutside = (scan: Scan, from: number): number => {
  const at = skipSpace(scan.text, from)
  return at === scan.text.length || scan.text[at] === '<' ? at : fail(scan, 'text-outside-root', at)
}

const xmlDeclaration =
  /^<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*(?:"1\.0"|'1\.0')(?:[ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*(?:"[Uu][Tt][Ff]-8"|'[Uu][Tt][Ff]-8'))?(?:[ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*(?:"yes"|'yes'|"no"|'no'))?[ \t\r\n]*\?>/

/**
 * The end of the XML declaration that may open the text, or -1 for one that is wrong.
 *
 * RFC 6120 §11.5 wants one before a stream header, so a recorded stream may start with it; §11.6: "Implementations MUST
 * NOT attempt to use any other encoding" than UTF-8.
 */
const scanXmlDeclaration = (scan: Scan): number => {
  if (!/^<\?xml[ \t\r\n?]/.test(scan.text)) return 0
  const found = xmlDeclaration.exec(scan.text)
  return found === null ? fail(scan, 'invalid-declaration', 0) : found[0].length
}

/** What a text without fault holds. */
export interface Scanned {
  /** Where the text after the XML declaration starts. */
  readonly start: number
  /** How many elements there are. */
  readonly elements: number
  /** Whether an attribute value may have to be normalised. */
  readonly hasRawValue: boolean
}

/** Scans the whole text: what it holds, or the first fault. */
export const scan = (text: string): E.Either<Fault, Scanned> => {
  const found: Scan = { text, open: [], namespaces: new Map(), elements: 0, hasRawValue: false, fault: undefined }
  const { length } = text
  const start = scanXmlDeclaration(found)
  // hot loop: text and markup in turn
  let at = start
  while (at !== -1 && at < length) {
    if (text[at] === '<') at = scanMarkup(found, at)
    else at = found.open.length > 0 ? scanText(found, at) : scanOutside(found, at)
  }
  const { fault, elements, hasRawValue } = found
  if (fault !== undefined) return E.left(fault)
  if (found.open.length > 0) return E.left({ code: 'unclosed', offset: length })
  return elements === 0 ? E.left({ code: 'empty', offset: length }) : E.right({ start, elements, hasRawValue })
}
