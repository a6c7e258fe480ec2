/**
 * What two requests may differ in, and are the same request all the same:
 *
 *   prefixes              names are read as namespace and local name
 *   order of attributes   they are sorted
 *   order of fields       in a form; where it matters, in publish options, a law looks at the fields themselves
 *   whitespace            between elements; text beside no element is kept to the letter
 *   `parent`              no copy has one
 *   ids                   those of FREE, which are the sender's own
 *   what is in an         beside the form (XEP-0357 §7), in a namespace of its own, and fields of the summary whose names
 *   element of one's own  say that they are one's own (XEP-0068 §3.4): a nonce, a time, a badge. That they are there, how
 *                         many and in which order may not differ, nor anything in another place
 *
 * What is free must not tell what is private: see `laws/privacy.ts`.
 */
import { NS } from '../stanza/namespaces.js'
import type { XmlElement } from '../xml/element.js'
import {
  attr,
  childElements,
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

const NOTIFICATION = `{${NS.push}}notification`
const FORM = `{${NS.dataForms}}x`

/** What stands in a notification by the rules: the summary, and what a device may ask for. */
const OF_THE_RULES: ReadonlyArray<string> = [NS.dataForms, NS.push, NS.priority, NS.pushJingle, NS.encrypt]

/**
 * Whether a field of the summary is an application's own. XEP-0068 §3.4: its name "MUST be namespaced", by Clark notation,
 * such as `{http://example.com/pubsub}time_restrictions`; "existing "x-" field names are acceptable".
 */
export const isOwnField = (name: string): boolean => /^(?:\{[^{}]+\}.|x-)/u.test(name)

/** Whether a child is of one's own, as the table above has it. */
const isOwn = (scope: Scope, child: XmlElement): boolean => {
  const name = qualified(scope)
  if (name === NOTIFICATION) return !OF_THE_RULES.includes(childNamespace(scope, child))
  return name === FORM && scope.outer !== null && qualified(scope.outer) === NOTIFICATION
    ? localName(child.name) === 'field' && isOwnField(attr(child, 'var') ?? '')
    : false
}

/** That it is there, and which it is: what it says is free. */
const ownAt = (scope: Scope): Canonical => {
  const name = attr(scope.element, 'var')
  return [qualified(scope), name === undefined ? [] : [['var', name]], []]
}

const isBlank = (text: string): boolean => text.trim() === ''

const inside = (scope: Scope): ReadonlyArray<Canonical | string> => {
  const children = childrenOf(scope.element)
  const elements = children.filter(isElement)
  return elements.length === 0
    ? [children.join('')].filter((text) => text !== '')
    : children.flatMap((child): ReadonlyArray<Canonical | string> =>
        isElement(child)
          ? [(isOwn(scope, child) ? ownAt : canonicalAt)(enter(scope, child))]
          : typeof child === 'string' && !isBlank(child)
            ? [child]
            : [],
      )
}

const canonicalAt = (scope: Scope): Canonical => {
  const name = qualified(scope)
  const children = inside(scope)
  return [name, attributesOf(scope.element), name === FORM ? inOrder(children) : children]
}

/** An element as it is compared. */
export const canonical = (element: XmlElement): Canonical => canonicalAt(scopeOf(element))

/** The same as text. */
export const canonicalText = (element: XmlElement): string => JSON.stringify(canonical(element))

const freeAt = (scope: Scope): ReadonlyArray<string> => [
  ...(FREE[localName(scope.element.name)] ?? []).map((attribute) => attr(scope.element, attribute) ?? ''),
  ...childElements(scope.element).flatMap((child) => {
    const inner = enter(scope, child)
    return isOwn(scope, child) ? [JSON.stringify(canonicalAt(inner))] : freeAt(inner)
  }),
]

/** What is the sender's own choice, in order: free, but for what must not be told by it. */
export const freeIn = (element: XmlElement): ReadonlyArray<string> => freeAt(scopeOf(element))

/** Everything there is, as text, for a word to be looked for. */
export const wholeText = (element: XmlElement): string => JSON.stringify([canonical(element), freeIn(element)])
