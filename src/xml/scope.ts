import type { XmlErrorCode } from './xml-error.js'

/*
 * The namespace prefixes in force while a text is scanned. Names of namespaces are numbered: an attack with one long
 * name and many attributes must not build a long key for each. Closing an element undoes what its tag declared, so a
 * lookup costs the same at any depth.
 */

const xmlNamespace = 'http://www.w3.org/XML/1998/namespace'
const xmlnsNamespace = 'http://www.w3.org/2000/xmlns/'

/** An attribute name with a prefix, and where it starts. */
export interface PrefixedName {
  readonly name: string
  readonly at: number
}

/** What a declaration replaced; `next` is the one before it. */
interface Undo {
  readonly depth: number
  readonly prefix: string
  readonly before: number | undefined
  readonly next: Undo | undefined
}

/** The state of one scan; it is made, changed and dropped inside of one call of `scan`. */
export interface Scope {
  readonly bound: Map<string, number>
  readonly numbers: Map<string, number>
  undo: Undo | undefined
}

export const newScope = (): Scope => ({ bound: new Map([['xml', 0]]), numbers: new Map(), undo: undefined })

/**
 * Takes `xmlns:prefix="namespace"` into force at `depth`, or tells why it must not be.
 *
 * Namespaces in XML 1.0 §3, of the prefix xml: "It MAY, but need not, be declared, and MUST NOT be bound to any other
 * namespace name. Other prefixes MUST NOT be bound to this namespace name, and it MUST NOT be declared as the default
 * namespace." Of xmlns: "It MUST NOT be declared. Other prefixes MUST NOT be bound to this namespace name". And "In a
 * namespace declaration for a prefix […], the attribute value MUST NOT be empty."
 */
export const declare = (scope: Scope, depth: number, prefix: string, namespace: string): XmlErrorCode | undefined => {
  if (prefix === 'xmlns' || (prefix === 'xml') !== (namespace === xmlNamespace)) return 'reserved-namespace'
  if (namespace === xmlnsNamespace) return 'reserved-namespace'
  if (namespace === '') return 'empty-namespace'
  const number = scope.numbers.get(namespace) ?? scope.numbers.size + 1
  scope.numbers.set(namespace, number)
  scope.undo = { depth, prefix, before: scope.bound.get(prefix), next: scope.undo }
  scope.bound.set(prefix, number)
  return undefined
}

/** The same for `xmlns="namespace"`, which no check depends on: there is nothing to take into force. */
export const declareDefault = (namespace: string): XmlErrorCode | undefined =>
  namespace === xmlNamespace || namespace === xmlnsNamespace ? 'reserved-namespace' : undefined

/** Takes out of force what the element at `depth` declared. */
export const leave = (scope: Scope, depth: number): void => {
  // hot loop: each declaration of the element
  let last = scope.undo
  for (; last !== undefined && last.depth === depth; last = last.next) {
    if (last.before === undefined) scope.bound.delete(last.prefix)
    else scope.bound.set(last.prefix, last.before)
  }
  scope.undo = last
}

/**
 * Whether every prefix of a tag is in force and no two attributes have the same expanded name; the error and where
 * the attribute starts otherwise.
 *
 * Namespaces in XML 1.0 §6.3: "No tag may contain two attributes which: […] have qualified names with the same local
 * part and with prefixes which have been bound to namespace names that are identical."
 */
export const checkAttributes = (
  scope: Scope,
  prefixed: ReadonlyArray<PrefixedName>,
): { readonly code: XmlErrorCode; readonly at: number } | undefined => {
  const expanded = new Set<string>()
  for (const { name, at } of prefixed) {
    const colon = name.indexOf(':')
    const number = scope.bound.get(name.slice(0, colon))
    if (number === undefined) return { code: 'unbound-prefix', at }
    const key = `${number}${name.slice(colon)}`
    if (expanded.has(key)) return { code: 'repeated-attribute', at }
    expanded.add(key)
  }
  return undefined
}
