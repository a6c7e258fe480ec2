import * as E from '../fp/either.js'
import { skipSpace } from './chars.js'
import { type Fault, type Scan, fail, failAt, scanCdata, scanName, scanText, scanValue } from './lex.js'
import { maxDepth } from './limits.js'
import { normalizeValue } from './references.js'
import { type PrefixedName, checkAttributes, declare, declareDefault, leave, newScope } from './scope.js'

/*
 * One pass over a text that decides whether it is XML as XMPP restricts it (RFC 6120 §11.1), without building anything:
 * the tree is fast-xml-parser's work, which by itself takes much that is no XML. What this accepts it must read right.
 */

/** Above this many attributes a set finds the repeated one; below, comparing is faster. */
const fewAttributes = 8

/** The attributes of one tag. Prefixes can be checked only when all declarations are known. */
interface Tag {
  readonly names: Array<string>
  readonly prefixed: Array<PrefixedName>
  seen: Set<string> | undefined
}

const isRepeated = (tag: Tag, name: string): boolean => {
  // no test can tell, but by the time that it takes: both ways find the same
  if (tag.names.length < fewAttributes) return tag.names.includes(name)
  tag.seen ??= new Set(tag.names)
  if (tag.seen.has(name)) return true
  tag.seen.add(name)
  return false
}

/** Notes what the attribute, with its value between the quotes at `from` and before `end`, means for namespaces. */
const scanNamespace = (scan: Scan, tag: Tag, name: string, nameAt: number, from: number, end: number): number => {
  if (name.startsWith('xmlns') && (name.length === 5 || name.charCodeAt(5) === 58)) {
    const raw = scan.text.slice(from + 1, end - 1)
    const value = scan.hasRawValue ? normalizeValue(raw) : raw
    const code =
      name.length === 5
        ? declareDefault(value)
        : declare((scan.scope ??= newScope()), scan.open.length, name.slice(6), value)
    return code === undefined ? end : fail(scan, code, nameAt)
  }
  if (name.includes(':')) tag.prefixed.push({ name, at: nameAt })
  return end
}

/** The end of the attribute whose name is at `from`. XML 1.0 §3.1: "Attribute ::= Name Eq AttValue". */
const scanAttribute = (scan: Scan, tag: Tag, from: number): number => {
  const { text } = scan
  const nameEnd = scanName(scan, from)
  if (nameEnd === -1) return -1
  const name = text.slice(from, nameEnd)
  const equals = skipSpace(text, nameEnd)
  if (text.charCodeAt(equals) !== 61) return failAt(scan, 'missing-attribute-value', equals)
  const quote = skipSpace(text, equals + 1)
  const end = scanValue(scan, quote)
  if (end === -1) return -1
  // "An attribute name MUST NOT appear more than once in the same start-tag" (Unique Att Spec)
  if (isRepeated(tag, name)) return fail(scan, 'repeated-attribute', from)
  tag.names.push(name)
  return scanNamespace(scan, tag, name, from, quote, end)
}

/** Every prefix of the tag must be in force, those that the tag itself declares included; gives back its `end`. */
const checkPrefixes = (scan: Scan, name: string, nameAt: number, tag: Tag | undefined, end: number): number => {
  const colon = name.indexOf(':')
  const prefixed = tag?.prefixed ?? []
  // no test can tell: without a prefix there is nothing to find, this only saves most texts a scope
  if (colon === -1 && prefixed.length === 0) return end
  const scope = (scan.scope ??= newScope())
  if (colon !== -1 && !scope.bound.has(name.slice(0, colon))) return fail(scan, 'unbound-prefix', nameAt)
  const wrong = checkAttributes(scope, prefixed)
  return wrong === undefined ? end : fail(scan, wrong.code, wrong.at)
}

const close = (scan: Scan): void => {
  scan.open.pop()
  if (scan.scope !== undefined) leave(scan.scope, scan.open.length + 1)
}

/** The end of the start tag or empty element whose `<` is at `lt`. */
const scanStartTag = (scan: Scan, lt: number): number => {
  const { text, open } = scan
  if (open.length === maxDepth) return fail(scan, 'too-deep', lt)
  const nameEnd = scanName(scan, lt + 1)
  if (nameEnd === -1) return -1
  const name = text.slice(lt + 1, nameEnd)
  open.push(name)
  scan.elements++
  // hot loop: each attribute of each tag
  let tag: Tag | undefined
  let at = nameEnd
  for (;;) {
    const next = skipSpace(text, at)
    const code = text.charCodeAt(next)
    const empty = code === 47 && text.charCodeAt(next + 1) === 62
    if (empty || code === 62) {
      const end = checkPrefixes(scan, name, lt + 1, tag, empty ? next + 2 : next + 1)
      if (empty) close(scan)
      return end
    }
    if (next === at || code === 47) return failAt(scan, 'malformed-tag', code === 47 ? next + 1 : next)
    // no test can tell if `names` starts with something that is no name: no attribute repeats it
    tag ??= { names: [], prefixed: [], seen: undefined }
    at = scanAttribute(scan, tag, next)
    if (at === -1) return -1
  }
}

/** The end of the closing tag whose `</` is at `lt`. */
const scanEndTag = (scan: Scan, lt: number): number => {
  const { text, open } = scan
  const nameEnd = scanName(scan, lt + 2)
  if (nameEnd === -1) return -1
  const name = open[open.length - 1]
  if (name === undefined || nameEnd - lt - 2 !== name.length || !text.startsWith(name, lt + 2)) {
    return fail(scan, 'mismatched-tag', lt)
  }
  const end = skipSpace(text, nameEnd)
  if (text.charCodeAt(end) !== 62) return failAt(scan, 'malformed-tag', end)
  close(scan)
  return end + 1
}

/** The end of what starts with `<!`: CDATA is all that XMPP has of it. */
const scanDeclaration = (scan: Scan, lt: number): number => {
  const { text, open } = scan
  if (text.startsWith('[CDATA[', lt + 2)) {
    return open.length === 0 ? fail(scan, 'text-outside-root', lt) : scanCdata(scan, lt)
  }
  const code = text.charCodeAt(lt + 2)
  if (code === 45) return fail(scan, 'comment', lt)
  // what is cut short or misspelled is still refused as what it starts as
  return code === 91 ? fail(scan, 'malformed-tag', lt) : fail(scan, 'doctype', lt)
}

const scanMarkup = (scan: Scan, lt: number): number => {
  switch (scan.text.charCodeAt(lt + 1)) {
    case 47:
      return scanEndTag(scan, lt)
    case 33:
      return scanDeclaration(scan, lt)
    case 63:
      return fail(scan, 'processing-instruction', lt)
    default:
      return scan.open.length === 0 && scan.elements > 0 ? fail(scan, 'second-root', lt) : scanStartTag(scan, lt)
  }
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

/** Scans the whole text: what it found, or the first fault. */
export const scan = (text: string): E.Either<Fault, Scan> => {
  const found: Scan = {
    text,
    fault: undefined,
    start: 0,
    open: [],
    scope: undefined,
    elements: 0,
    hasCdata: false,
    hasRawValue: false,
    hasCriticalName: false,
  }
  const { length } = text
  found.start = scanXmlDeclaration(found)
  // hot loop: text and markup in turn
  let at = found.start
  while (at >= 0 && at < length) {
    if (text.charCodeAt(at) === 60) at = scanMarkup(found, at)
    else if (found.open.length > 0) at = scanText(found, at)
    else {
      at = skipSpace(text, at)
      if (at < length && text.charCodeAt(at) !== 60) at = fail(found, 'text-outside-root', at)
    }
  }
  if (found.fault !== undefined) return E.left(found.fault)
  if (found.open.length > 0) return E.left({ code: 'unclosed', offset: length })
  return found.elements === 0 ? E.left({ code: 'empty', offset: length }) : E.right(found)
}
