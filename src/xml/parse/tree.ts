import { type X2jOptions, XMLParser } from 'fast-xml-parser'
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
const guard = (name: string): string => (name === 'constructor' || name === 'prototype' ? `:${name}` : name)
const unguard = (name: string): string => (name.startsWith(':') ? name.slice(1) : name)

const ignore = (): undefined => undefined
const same = (value: string): string => value

const options: X2jOptions = {
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
  // a result of `undefined` keeps what is there; text is decoded later, for this is called for CDATA too
  tagValueProcessor: ignore,
  attributeValueProcessor: ignore,
  transformTagName: guard,
  transformAttributeName: guard,
  // names such as toString would get a prefix
  onDangerousProperty: same,
  jPath: false,
  maxNestedTags: maxDepth,
}

const parser = new XMLParser(options)

/** The same for texts where a value may have to be normalised, so that the others need not ask for each value. */
const normalizingParser = new XMLParser({ ...options, attributeValueProcessor: (_, value) => normalizeValue(value) })

type Attributes = Readonly<Record<string, string>>

/** A node in document order: its first key says what it is. */
type ParsedNode = Readonly<Record<string, unknown>> & { readonly [attributesKey]?: Attributes }

const toAttributes = (raw: Attributes = {}): Attributes =>
  ':constructor' in raw || ':prototype' in raw
    ? Object.fromEntries(Object.entries(raw).map(([name, value]) => [unguard(name), value]))
    : raw

// recursion is safe: the scan has bounded the depth
const toChild = (node: ParsedNode): XmlElement | string => {
  const key = Object.keys(node)[0] ?? ''
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

/** The root of a text that passed the scan and has no XML declaration. */
export const rootOf = (text: string, hasRawValue: boolean): XmlElement | string | undefined =>
  toChildren((hasRawValue ? normalizingParser : parser).parse(text) as ReadonlyArray<ParsedNode>)[0]
