import { XMLParser } from 'fast-xml-parser'
import * as E from '../fp/either.js'
import type { XmlElement } from './element.js'
import type { Scan } from './lex.js'
import { maxDepth, maxLength } from './limits.js'
import { decode, normalizeValue } from './references.js'
import { scan } from './scan.js'
import { type XmlError, xmlError } from './xml-error.js'

/*
 * fast-xml-parser builds the tree; `scan` has refused before whatever it would read wrong, and here its nodes become
 * elements. Its own decoding is off: it leaves character references alone, and CDATA must not be decoded at all.
 */

// the keys of its nodes besides the names of elements; none of them is a name in XML
const textKey = '#text'
const cdataKey = '#cdata'
const attributesKey = ':@'

/** It throws on two names that are fine in XML. No qualified name starts with a colon, so the guard can be taken off. */
const guardName = (name: string): string => (name === 'constructor' || name === 'prototype' ? `:${name}` : name)
const unguardName = (name: string): string => (name.charCodeAt(0) === 58 ? name.slice(1) : name)

const ignore = (): undefined => undefined
const same = (value: string): string => value

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  textNodeName: textKey,
  cdataPropName: cdataKey,
  trimValues: false,
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: false,
  // an idle decoder: without one, tables of entities are built for every text
  entityDecoder: {
    setExternalEntities: ignore,
    addInputEntities: ignore,
    reset: ignore,
    decode: same,
    setXmlVersion: ignore,
  },
  // a result of `undefined` keeps the value as it is
  tagValueProcessor: ignore,
  attributeValueProcessor: ignore,
  transformTagName: guardName,
  transformAttributeName: guardName,
  // names such as toString would get a prefix
  onDangerousProperty: same,
  jPath: false,
  maxNestedTags: maxDepth,
})

/** A node in document order: its first key says what it is. */
type ParsedNode = Readonly<Record<string, unknown>> & {
  readonly [attributesKey]?: Readonly<Record<string, string>>
}

const firstKey = (node: ParsedNode): string => {
  for (const key in node) return key
  // no test can tell what this is: every node has a key
  return ''
}

const toAttributes = (
  found: Scan,
  raw: Readonly<Record<string, string>> | undefined,
): Readonly<Record<string, string>> => {
  if (raw === undefined) return {}
  // no test can tell: then there is nothing to change, this only saves time
  if (!found.hasRawValue && !found.hasCriticalName) return raw
  return Object.fromEntries(Object.entries(raw).map(([name, value]) => [unguardName(name), normalizeValue(value)]))
}

/** Neighbouring strings, which CDATA sections leave, become one; empty ones go. */
const mergeText = (children: ReadonlyArray<XmlElement | string>): ReadonlyArray<XmlElement | string> => {
  const merged: Array<XmlElement | string> = []
  // hot loop: a text of many CDATA sections must not cost its square
  let text = ''
  for (const child of children) {
    if (typeof child === 'string') text += child
    else {
      if (text !== '') merged.push(text)
      text = ''
      merged.push(child)
    }
  }
  if (text !== '') merged.push(text)
  return merged
}

const toChildren = (found: Scan, nodes: ReadonlyArray<ParsedNode>): ReadonlyArray<XmlElement | string> => {
  const children = nodes.map((node) => toChild(found, node))
  return found.hasCdata ? mergeText(children) : children
}

// recursion is safe: the scan has bounded the depth
const toChild = (found: Scan, node: ParsedNode): XmlElement | string => {
  const key = firstKey(node)
  const value = node[key]
  if (key === textKey) return decode(String(value))
  if (key === cdataKey) {
    const [content] = value as readonly [ParsedNode]
    return String(content[textKey])
  }
  const nodes = value as ReadonlyArray<ParsedNode>
  return { name: unguardName(key), attrs: toAttributes(found, node[attributesKey]), children: toChildren(found, nodes) }
}

const count = (element: XmlElement): number =>
  element.children.reduce((sum, child) => (typeof child === 'string' ? sum : sum + count(child)), 1)

const build = (found: Scan): E.Either<XmlError, XmlElement> => {
  const failure = (): XmlError => xmlError('parser-failure', found.text.slice(0, found.start))
  const text = found.text.slice(found.start)
  const built = E.tryCatch(() => toChildren(found, parser.parse(text) as ReadonlyArray<ParsedNode>), failure)
  return E.flatMap(built, ([root]) =>
    // as many elements as were scanned: should a coming version read something else, it is an error and no wrong tree
    typeof root === 'object' && count(root) === found.elements ? E.right(root) : E.left(failure()),
  )
}

/**
 * Reads one element from text, as strictly as XMPP demands.
 *
 * RFC 6120 §11.1: "an XMPP implementation MUST NOT inject into an XML stream any of the following: comments […],
 * processing instructions […], internal or external DTD subsets […], internal or external entity references […] with
 * the exception of the predefined entities". Each of them is an error, and so is all that XML 1.0 or "Namespaces in
 * XML 1.0" forbids: an undeclared prefix, a repeated attribute, a second root. An XML declaration at the very start is
 * accepted (§11.5), white space around the element is left out, CDATA becomes text, neighbouring text is one string.
 *
 * Bounds: at most 1048576 UTF-16 code units and 128 levels. Two faults of a name are ours: `__proto__` is refused, and
 * so are names with U+1680 or U+FEFF.
 *
 * @param text the whole element; a value that is no string is an error too
 * @returns the element, without `parent`, equal to itself after a round trip through JSON; or the first fault found
 * @example
 * import { parseXml } from 'xmpp-push-rules/xml'
 *
 * parseXml('<message><body>Hi &amp; bye</body></message>')
 * // right({ name: 'message', attrs: {}, children: [{ name: 'body', attrs: {}, children: ['Hi & bye'] }] })
 * parseXml('<a>&bomb;</a>')
 * // left({ code: 'undefined-entity', offset: 3, line: 1, column: 4, message: … })
 * @since 0.1.0
 */
export const parseXml = (text: string): E.Either<XmlError, XmlElement> => {
  const input: unknown = text
  if (typeof input !== 'string') return E.left(xmlError('not-a-string', ''))
  if (input.length > maxLength) return E.left(xmlError('too-large', ''))
  const scanned = scan(input)
  return E.isLeft(scanned)
    ? E.left(xmlError(scanned.left.code, input.slice(0, scanned.left.offset)))
    : build(scanned.right)
}
