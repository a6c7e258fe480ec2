/**
 * What two requests may differ in, and are the same request all the same:
 *
 *   prefixes              names are read as namespace and local name
 *   order of attributes   they are sorted
 *   order of fields       in a form; where it matters, in publish options, a law looks at the fields themselves
 *   whitespace            between elements; text beside no element is kept to the letter
 *   `parent`              no copy has one
 *   ids                   those of FREE, which are the sender's own
 */
import { NS } from '../stanza/namespaces.js'
import type { XmlElement } from '../xml/element.js'
import {
  childNamespace,
  childrenOf,
  enter,
  isElement,
  localName,
  namespaceOf,
  type Scope,
  scopeOf,
} from '../xml/query.js'

/** The table: attributes that are the sender's own choice, by the element that they are of. */
const FREE: Readonly<Record<string, ReadonlyArray<string>>> = {
  iq: ['id'],
  item: ['id'],
}

/** An element as it is compared: its name with the namespace, attributes sorted, children. */
export type Canonical = readonly [
  name: string,
  attributes: ReadonlyArray<readonly [name: string, value: string]>,
  children: ReadonlyArray<Canonical | string>,
]

const isDeclaration = (name: string): boolean => name === 'xmlns' || name.startsWith('xmlns:')

const inOrder = <A>(values: ReadonlyArray<A>): ReadonlyArray<A> =>
  [...values].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))

/** A name with its namespace, as ElementTree writes it: `{urn:xmpp:push:0}notification`. */
export const qualified = (scope: Scope): string => `{${namespaceOf(scope)}}${localName(scope.element.name)}`

/** The same of a child. */
export const qualifiedChild = (scope: Scope, child: XmlElement): string =>
  `{${childNamespace(scope, child)}}${localName(child.name)}`

const attributesOf = ({ name, attrs }: XmlElement): Canonical[1] =>
  inOrder(
    Object.entries(attrs).flatMap(([attribute, value]) =>
      value === undefined || isDeclaration(attribute) || FREE[localName(name)]?.includes(attribute) === true
        ? []
        : [[attribute, value] as const],
    ),
  )

const isBlank = (text: string): boolean => text.trim() === ''

const inside = (scope: Scope): ReadonlyArray<Canonical | string> => {
  const children = childrenOf(scope.element)
  const elements = children.filter(isElement)
  return elements.length === 0
    ? [children.join('')].filter((text) => text !== '')
    : children.flatMap((child): ReadonlyArray<Canonical | string> =>
        isElement(child)
          ? [canonicalAt(enter(scope, child))]
          : typeof child === 'string' && !isBlank(child)
            ? [child]
            : [],
      )
}

const canonicalAt = (scope: Scope): Canonical => {
  const name = qualified(scope)
  const children = inside(scope)
  return [name, attributesOf(scope.element), name === `{${NS.dataForms}}x` ? inOrder(children) : children]
}

/** An element as it is compared. */
export const canonical = (element: XmlElement): Canonical => canonicalAt(scopeOf(element))

/** The same as text. */
export const canonicalText = (element: XmlElement): string => JSON.stringify(canonical(element))

/** What is the sender's own choice, in order: free, but for what must not be told by it. */
export const freeIn = ({ name, attrs, children }: XmlElement): ReadonlyArray<string> => [
  ...(FREE[localName(name)] ?? []).map((attribute) => attrs[attribute] ?? ''),
  ...children.flatMap((child) => (isElement(child) ? freeIn(child) : [])),
]

/** Everything there is, as text, for a word to be looked for. */
export const wholeText = (element: XmlElement): string => JSON.stringify([canonical(element), freeIn(element)])
