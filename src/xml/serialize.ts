import type { XmlElement } from './element.js'
import { escapeText, escapeValue } from './escape.js'
import { maxDepth, maxOutput } from './limits.js'
import { isName, repairName } from './names.js'
import { attr, childrenOf, isElement } from './query.js'

/*
 * A total writer: an element is a view of the host's own objects, so the types are not relied upon.
 */

/** How many code units may still be written, where each child and attribute costs one more. */
interface Budget {
  left: number
}

/** Whether `length` code units more may be written; once one piece was refused, all later ones are. */
const take = (budget: Budget, length: number): boolean => {
  budget.left -= length + 1
  return budget.left >= 0
}

const writeAttribute = (budget: Budget, name: string, value: string | undefined): string => {
  const written = take(budget, name.length + (value ?? '').length)
  return written && value !== undefined && isName(name) ? ` ${name}="${escapeValue(value)}"` : ''
}

const writeAttributes = (budget: Budget, element: XmlElement): string =>
  Object.keys(element.attrs ?? {})
    .map((name) => writeAttribute(budget, name, attr(element, name)))
    .join('')

const writeText = (budget: Budget, text: string): string => (take(budget, text.length) ? escapeText(text) : '')

const writeChild = (budget: Budget, child: unknown, depth: number): string => {
  if (typeof child === 'string' || typeof child === 'number') return writeText(budget, String(child))
  if (depth < maxDepth && isElement(child)) return writeElement(budget, child, depth + 1)
  take(budget, 0)
  return ''
}

const writeChildren = (budget: Budget, element: XmlElement, depth: number): string => {
  // hot loop: each child; a list may be longer than what can be written
  let text = ''
  for (const child of childrenOf(element)) {
    if (budget.left < 0) break
    text += writeChild(budget, child, depth)
  }
  return text
}

// recursion is safe: the depth is bounded
const writeElement = (budget: Budget, element: XmlElement, depth: number): string => {
  if (!take(budget, element.name.length)) return ''
  const name = isName(element.name) ? element.name : repairName(element.name)
  const start = `<${name}${writeAttributes(budget, element)}`
  const content = writeChildren(budget, element, depth)
  return content === '' ? `${start}/>` : `${start}>${content}</${name}>`
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
export const serializeXml = (element: XmlElement): string =>
  isElement(element) ? writeElement({ left: maxOutput }, element, 1) : ''
