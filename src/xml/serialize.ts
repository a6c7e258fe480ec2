import type { XmlElement } from './element.js'
import { escapeText, escapeValue, isName, repairName } from './escape.js'
import { maxDepth, maxOutput } from './limits.js'
import { isElement } from './query.js'
import { requestText } from './request.js'
import { ATTRIBUTE_TEXTS, TAGS, type Tags } from './vocabulary.js'

/*
 * A direct writer, for it runs once a push. It is total: an element is a view of the host's own objects, so the types
 * are not relied upon. Nothing of fast-xml-parser is loaded here.
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

const addAttribute = (out: string, name: string, text: string): string => {
  const known = ATTRIBUTE_TEXTS.get(name)
  // no test can tell: what is known ready is what is written otherwise, it only saves time
  if (known === undefined) return isName(name) ? out + ` ${name}="` + escapeValue(text) + '"' : out
  const whole = known.whole?.get(text)
  return whole === undefined ? out + known.start + escapeValue(text) + '"' : out + whole
}

const addAttributes = (out: string, budget: Budget, attrs: Readonly<Record<string, unknown>>): string => {
  // hot loop: each attribute
  let text = out
  for (const name in attrs) {
    const value = Object.hasOwn(attrs, name) ? attrs[name] : undefined
    const content = typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined
    if (!take(budget, name.length + (content === undefined ? 0 : content.length))) return text
    if (content !== undefined) text = addAttribute(text, name, content)
  }
  return text
}

const tagsOf = (name: string): Tags => {
  const known = TAGS.get(name)
  // no test can tell: as above
  if (known !== undefined) return known
  const written = isName(name) ? name : repairName(name)
  return { open: `<${written}`, close: `</${written}>` }
}

const addChild = (out: string, budget: Budget, child: unknown, depth: number): string => {
  if (typeof child === 'string' || typeof child === 'number') {
    const text = String(child)
    return take(budget, text.length) ? out + escapeText(text) : out
  }
  if (depth < maxDepth && isElement(child)) return addElement(out, budget, child, depth + 1)
  take(budget, 0)
  return out
}

// recursion is safe: the depth is bounded
const addChildren = (out: string, budget: Budget, element: XmlElement, depth: number): string => {
  const children: ReadonlyArray<unknown> = Array.isArray(element.children) ? element.children : []
  // hot loop: each child
  let text = out
  // no test can tell when it ends without a budget: nothing more is written then, ending only saves time
  for (let index = 0; index < children.length && budget.left >= 0; index++)
    text = addChild(text, budget, children[index], depth)
  return text
}

const addElement = (out: string, budget: Budget, element: XmlElement, depth: number): string => {
  if (!take(budget, element.name.length)) return out
  const { open, close } = tagsOf(element.name)
  const tag = addAttributes(out + open, budget, element.attrs)
  const before = tag + '>'
  const after = addChildren(before, budget, element, depth)
  return after.length === before.length ? tag + '/>' : after + close
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
  const known = isElement(element) && element.name === 'iq' ? requestText(element) : undefined
  if (known !== undefined && known.length <= maxOutput) return known
  const budget: Budget = { left: maxOutput }
  return addChild('', budget, isElement(element) ? element : undefined, 0)
}
