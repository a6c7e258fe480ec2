import type { XmlElement } from './element.js'
import { escapeText, escapeValue, isName, repairName } from './escape.js'
import { maxDepth, maxOutput } from './limits.js'

/*
 * A direct writer, for it runs once a push. It is total: an element is a view of the host's own objects, so the types
 * are not relied upon. Nothing of fast-xml-parser is loaded here.
 */

interface Writer {
  out: string
  /** How many code units may still be written, where each child and attribute costs one more. */
  left: number
}

/** Whether `length` code units more may be written; once one piece was refused, all later ones are. */
const take = (writer: Writer, length: number): boolean => {
  writer.left = length < writer.left ? writer.left - length - 1 : -1
  return writer.left >= 0
}

const isElement = (child: unknown): child is XmlElement =>
  typeof child === 'object' && child !== null && 'name' in child && typeof child.name === 'string'

const writeAttributes = (writer: Writer, attrs: Readonly<Record<string, unknown>>): void => {
  // hot loop: each attribute
  for (const name in attrs) {
    const value = Object.hasOwn(attrs, name) ? attrs[name] : undefined
    const text = typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined
    if (!take(writer, name.length + (text?.length ?? 0))) return
    if (text !== undefined && isName(name)) writer.out += ` ${name}="${escapeValue(text)}"`
  }
}

const writeChild = (writer: Writer, child: unknown, depth: number): void => {
  if (typeof child === 'string' || typeof child === 'number') {
    const text = String(child)
    if (take(writer, text.length)) writer.out += escapeText(text)
  } else if (depth < maxDepth && isElement(child)) writeElement(writer, child, depth + 1)
  else take(writer, 0)
}

// recursion is safe: the depth is bounded
const writeElement = (writer: Writer, element: XmlElement, depth: number): void => {
  if (!take(writer, element.name.length)) return
  const name = isName(element.name) ? element.name : repairName(element.name)
  writer.out += `<${name}`
  writeAttributes(writer, element.attrs)
  const children: ReadonlyArray<unknown> = Array.isArray(element.children) ? element.children : []
  const tag = writer.out
  writer.out += '>'
  const { length } = writer.out
  // hot loop: each child
  for (let index = 0; index < children.length && writer.left >= 0; index++) writeChild(writer, children[index], depth)
  writer.out = writer.out.length === length ? `${tag}/>` : `${writer.out}</${name}>`
}

/**
 * Writes an element as text that every XML parser reads, on one line and without an XML declaration.
 *
 * `&`, `<` and `>` are escaped in text, both quotes too in attribute values; a carriage return, and a tab or line feed
 * in a value, become character references, so that reading gives back what was written. A character that XML forbids
 * becomes U+FFFD. Attributes that are undefined, and what is neither text, number nor element, are left out.
 *
 * Nothing that is passed makes it fail: elements deeper than 128 levels are left out (so a cycle ends there), and so is
 * all that follows once 4194304 code units are written.
 *
 * RFC 6120 §11.3: "An XMPP entity MUST NOT generate data that is
 * not XML-well-formed."
 *
 * @param element the element; an ltx or `@xmpp/xml` Element will do
 * @returns the text; namespaces that are only declared around the element, in its `parent`, are not added
 * @example
 * import { serializeXml } from 'xmpp-push-rules/xml'
 *
 * serializeXml({ name: 'body', attrs: { 'xml:lang': 'en' }, children: ['Hi & bye'] })
 * // '<body xml:lang="en">Hi &amp; bye</body>'
 * @since 0.1.0
 */
export const serializeXml = (element: XmlElement): string => {
  const writer: Writer = { out: '', left: maxOutput }
  writeChild(writer, isElement(element) ? element : undefined, 0)
  return writer.out
}
