/**
 * Reading an element tree that nobody vouched for: names and namespaces as they are in effect, text, attributes.
 *
 * An ltx tree may hold numbers among its children, `undefined` or numeric attributes, elements without attributes and a
 * `parent` that leads in circles. So nothing is trusted here beyond its own `typeof`, and every walk is bounded.
 */
import type { XmlElement } from './element.js'

/** An element together with the elements that it was reached through: namespaces are inherited along this path. */
export interface Scope {
  readonly element: XmlElement
  readonly outer: Scope | null
}

/** How far up `parent` a namespace declaration is looked for; a stanza hangs two levels below its stream. */
const maxAncestors = 64

/** The namespace of a prefix that nothing declares: it is none that a rule could mean, not the absent one either. */
const unbound = 'unbound:'

const empty: XmlElement = { name: '', attrs: {}, children: [] }

/** Whether a child is an element, whatever its static type says. */
export const isElement = (child: unknown): child is XmlElement =>
  typeof child === 'object' && child !== null && typeof (child as { name?: unknown }).name === 'string'

/** The path that starts at an element; anything that is no element becomes an empty one. */
export const scopeOf = (element: unknown): Scope => ({ element: isElement(element) ? element : empty, outer: null })

/** The path that goes on to a child. */
export const enter = (scope: Scope, element: XmlElement): Scope => ({ element, outer: scope })

/** The children, none where the tree holds something else. */
export const childrenOf = (element: XmlElement): ReadonlyArray<unknown> =>
  Array.isArray(element.children) ? element.children : []

/** The value of an attribute; a number becomes its digits, anything else is absent. */
export const attr = (element: XmlElement, name: string): string | undefined => {
  const attrs: Readonly<Record<string, unknown>> | null | undefined = element.attrs
  const value = attrs?.[name]
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined
}

/** The attribute `type`. */
export const typeOf = (element: XmlElement): string | undefined => attr(element, 'type')

/** The attribute `from`. */
export const fromOf = (element: XmlElement): string | undefined => attr(element, 'from')

/** The attribute `to`. */
export const toOf = (element: XmlElement): string | undefined => attr(element, 'to')

/** The name without its prefix. */
export const localName = (name: string): string => name.slice(name.indexOf(':') + 1)

/** What a table has for a local name, by a name with or without prefix. */
export const byLocalName = <A>(table: ReadonlyMap<string, A>, name: string): A | undefined =>
  table.get(name.includes(':') ? localName(name) : name)

/** The attribute that declares the namespace of a name. */
const declarationFor = (name: string): string => {
  const colon = name.indexOf(':')
  return colon === -1 ? 'xmlns' : `xmlns:${name.slice(0, colon)}`
}

const declaredAbove = (element: XmlElement, declaration: string): string => {
  // hot loop: runs for every child of every stanza that comes out of a stream
  let ancestor: unknown = element.parent
  for (let level = 0; level < maxAncestors && isElement(ancestor); level += 1) {
    const found = attr(ancestor, declaration)
    if (found !== undefined) return found
    ancestor = ancestor.parent
  }
  return declaration === 'xmlns' ? '' : unbound
}

const declared = (scope: Scope, declaration: string): string => {
  // hot loop: as above, along the path that was walked
  let at = scope
  for (;;) {
    const found = attr(at.element, declaration)
    if (found !== undefined) return found
    if (at.outer === null) return declaredAbove(at.element, declaration)
    at = at.outer
  }
}

/** The namespace in effect for the element itself: its own, its prefix's, or inherited; `''` where there is none. */
export const namespaceOf = (scope: Scope): string => declared(scope, declarationFor(scope.element.name))

/** The namespace in effect for a child of the scope's element. */
export const childNamespace = (scope: Scope, child: XmlElement): string => {
  const declaration = declarationFor(child.name)
  return attr(child, declaration) ?? declared(scope, declaration)
}

/** The child elements in document order. */
export const childElements = (element: XmlElement): ReadonlyArray<XmlElement> => childrenOf(element).filter(isElement)

const matches = (scope: Scope, child: unknown, name: string, namespace: string): child is XmlElement =>
  isElement(child) && localName(child.name) === name && childNamespace(scope, child) === namespace

/** Every child of that name and namespace; the two always match together. */
export const findChildren = (scope: Scope, name: string, namespace: string): ReadonlyArray<Scope> =>
  childrenOf(scope.element)
    .filter((child) => matches(scope, child, name, namespace))
    .map((child) => enter(scope, child))

/** The first child of that name and namespace. */
export const findChild = (scope: Scope, name: string, namespace: string): Scope | undefined => {
  const found = childrenOf(scope.element).find((child) => matches(scope, child, name, namespace))
  return found && enter(scope, found)
}

/** Follows a path of name and namespace pairs downwards. */
export const findPath = (
  scope: Scope,
  path: ReadonlyArray<readonly [name: string, namespace: string]>,
): Scope | undefined =>
  path.reduce<Scope | undefined>((at, [name, namespace]) => at && findChild(at, name, namespace), scope)

/** The text directly inside an element; numbers, which ltx allows, count as text. */
export const textOf = (element: XmlElement): string => {
  // hot loop: the body of every message
  let text = ''
  for (const child of childrenOf(element)) if (typeof child === 'string' || typeof child === 'number') text += child
  return text
}
