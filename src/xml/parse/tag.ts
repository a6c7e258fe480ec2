import { maxDepth } from '../limits.js'
import { skipSpace } from './chars.js'
import { fail, failAt, type Scan, scanName, scanValue } from './lex.js'
import { attributeFault, declarationFault, elementFault, type Name, rootPrefixes } from './prefixes.js'
import { normalizeValue } from './references.js'

/*
 * Start tags, empty elements and end tags. Functions and indices are as in lex.ts.
 */

/** The attributes of one tag. */
interface Tag {
  readonly names: Array<string>
  /** The names as a set, once there are many. */
  seen: Set<string> | undefined
  /** Those with a prefix, which can be checked only when all declarations are known. */
  readonly prefixed: Array<Name>
  /** The prefixes that the tag declares. */
  declared: Map<string, number> | undefined
}

const fewAttributes = 8

const isRepeated = (tag: Tag, name: string): boolean => {
  // Fast path: same result as below; few names are compared sooner than a set of them is made.
  if (tag.names.length < fewAttributes) return tag.names.includes(name)
  tag.seen ??= new Set(tag.names)
  if (tag.seen.has(name)) return true
  tag.seen.add(name)
  return false
}

/** Takes `xmlns:prefix="value"` into force; no check depends on `xmlns="value"`, which has no prefix. */
const declare = (scan: Scan, tag: Tag, prefix: string, namespace: string): void => {
  if (prefix === '') return
  const number = scan.namespaces.get(namespace) ?? scan.namespaces.size + 1
  scan.namespaces.set(namespace, number)
  tag.declared ??= new Map()
  tag.declared.set(prefix, number)
}

/** The end of the attribute whose name is at `from`. XML 1.0 §3.1: "Attribute ::= Name Eq AttValue". */
const scanAttribute = (scan: Scan, tag: Tag, from: number): number => {
  const { text } = scan
  const nameEnd = scanName(scan, from)
  if (nameEnd === -1) return -1
  const equals = skipSpace(text, nameEnd)
  if (text[equals] !== '=') return failAt(scan, 'missing-attribute-value', equals)
  const quote = skipSpace(text, equals + 1)
  const end = scanValue(scan, quote)
  if (end === -1) return -1
  const name = text.slice(from, nameEnd)
  // "An attribute name MUST NOT appear more than once in the same start-tag" (Unique Att Spec)
  if (isRepeated(tag, name)) return fail(scan, 'repeated-attribute', from)
  tag.names.push(name)
  if (name === 'xmlns' || name.startsWith('xmlns:')) {
    const prefix = name.slice('xmlns:'.length)
    const value = text.slice(quote + 1, end - 1)
    const namespace = scan.hasRawValue ? normalizeValue(value) : value
    const fault = declarationFault(prefix, namespace)
    if (fault !== undefined) return fail(scan, fault, from)
    declare(scan, tag, prefix, namespace)
  } else if (name.includes(':')) tag.prefixed.push({ name, offset: from })
  return end
}

/** The index of the `>` or `/>` that ends the tag whose name ends at `from`. */
const scanAttributes = (scan: Scan, tag: Tag, from: number): number => {
  const { text } = scan
  // hot loop: each attribute of each tag
  let at = from
  while (at !== -1) {
    const next = skipSpace(text, at)
    if (text[next] === '>') return next
    if (text[next] === '/') return text[next + 1] === '>' ? next : failAt(scan, 'malformed-tag', next + 1)
    if (next === at) return failAt(scan, 'malformed-tag', next)
    at = scanAttribute(scan, tag, next)
  }
  return -1
}

/** The end of the start tag or empty element whose `<` is at `lt`. */
export const scanStartTag = (scan: Scan, lt: number): number => {
  const { text, open } = scan
  if (open.length === maxDepth) return fail(scan, 'too-deep', lt)
  const nameEnd = scanName(scan, lt + 1)
  if (nameEnd === -1) return -1
  const tag: Tag = { names: [], seen: undefined, prefixed: [], declared: undefined }
  const end = scanAttributes(scan, tag, nameEnd)
  if (end === -1) return -1
  const name = text.slice(lt + 1, nameEnd)
  const outer = open.at(-1)?.prefixes ?? rootPrefixes
  const prefixes = tag.declared === undefined ? outer : { declared: tag.declared, outer }
  const fault = elementFault(prefixes, { name, offset: lt + 1 }) ?? attributeFault(prefixes, tag.prefixed)
  if (fault !== undefined) return fail(scan, fault.code, fault.offset)
  scan.elements++
  if (text[end] === '/') return end + 2
  open.push({ name, prefixes })
  return end + 1
}

/** The end of the end tag whose `</` is at `lt`. */
export const scanEndTag = (scan: Scan, lt: number): number => {
  const { text, open } = scan
  const nameEnd = scanName(scan, lt + 2)
  if (nameEnd === -1) return -1
  if (text.slice(lt + 2, nameEnd) !== open.pop()?.name) return fail(scan, 'mismatched-tag', lt)
  const end = skipSpace(text, nameEnd)
  return text[end] === '>' ? end + 1 : failAt(scan, 'malformed-tag', end)
}
