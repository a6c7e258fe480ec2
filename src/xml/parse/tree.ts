import { XMLParser } from 'fast-xml-parser'
import type { XmlElement } from '../element.js'
import { maxDepth } from '../limits.js'
import { decode, normalizeValue } from './references.js'

/*
 * fast-xml-parser builds the tree; `scan` has refused before whatever it would read wrong, and here its nodes become
 * elements. Its own decoding is off: it leaves character references alone, and CDATA must not be decoded at all.
 */

// the keys of its nodes besides the names of elements; none of them is a name in XML
const textKey = '#text'
const cdataKey = '#cdata'
const attributesKey = ':@'

// It throws on two names that are fine in XML. No qualified name starts with a colon, so the guard can be taken off.
const critical = ['constructor', 'prototype']
const guard = (name: string): string => (critical.includes(name) ? `:${name}` : name)
const unguard = (name: string): string => (name.startsWith(':') ? name.slice(1) : name)
const guarded = critical.map(guard)

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
  // a result of `undefined` keeps the text as it is: this is called for CDATA too, so decoding waits
  tagValueProcessor: ignore,
  attributeValueProcessor: (_, value) => normalizeValue(value),
  transformTagName: guard,
  transformAttributeName: guard,
  // names such as toString would get a prefix
  onDangerousProperty: same,
  jPath: false,
  maxNestedTags: maxDepth,
})

type Attributes = Readonly<Record<string, string>>

/** A node in document order: its first key says what it is. */
type ParsedNode = Readonly<Record<string, unknown>> & { readonly [attributesKey]?: Attributes }

const toAttributes = (raw: Attributes = {}): Attributes =>
  guarded.some((name) => Object.hasOwn(raw, name))
    ? Object.fromEntries(Object.entries(raw).map(([name, value]) => [unguard(name), value]))
    : raw

// recursion is safe: the scan has bounded the depth
const toChild = (node: ParsedNode): XmlElement | string => {
  const [key = ''] = Object.keys(node)
  const value = node[key]
  if (key === textKey) return decode(String(value))
  if (key === cdataKey) {
    const [content] = value as readonly [ParsedNode]
    return String(content[textKey])
  }
  return {
    name: unguard(key),
    attrs: toAttributes(node[attributesKey]),
    children: toChildren(value as ReadonlyArray<ParsedNode>),
  }
}

/** Neighbouring texts, which CDATA sections leave, become one; empty ones go. */
const toChildren = (nodes: ReadonlyArray<ParsedNode>): ReadonlyArray<XmlElement | string> => {
  const children: Array<XmlElement | string> = []
  // hot loop: a text of many CDATA sections must not cost its square
  let text = ''
  for (const child of nodes.map(toChild)) {
    if (typeof child === 'string') text += child
    else {
      if (text !== '') children.push(text)
      text = ''
      children.push(child)
    }
  }
  if (text !== '') children.push(text)
  return children
}

/** What a text holds, which passed the scan and has no XML declaration: the root, and nothing else. */
export const treeOf = (text: string): ReadonlyArray<XmlElement | string> =>
  toChildren(parser.parse(text) as ReadonlyArray<ParsedNode>)
