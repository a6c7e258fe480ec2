import type { Fault, XmlErrorCode } from './xml-error.js'

/*
 * The namespace prefixes in force while a text is scanned. Names of namespaces are numbered: an attack with one long
 * name and many attributes must not build a long key for each.
 */

const xmlNamespace = 'http://www.w3.org/XML/1998/namespace'
const xmlnsNamespace = 'http://www.w3.org/2000/xmlns/'

/** The numbers of the namespaces that one element binds its prefixes to, and what is in force around it. */
export interface Prefixes {
  readonly declared: ReadonlyMap<string, number>
  readonly outer: Prefixes | undefined
}

/** What is in force around the root. */
export const rootPrefixes: Prefixes = { declared: new Map([['xml', 0]]), outer: undefined }

/** A name, and where it starts. */
export interface Name {
  readonly name: string
  readonly offset: number
}

// recursion is safe: the depth of elements is bounded
const numberOf = ({ declared, outer }: Prefixes, prefix: string): number | undefined =>
  declared.get(prefix) ?? (outer === undefined ? undefined : numberOf(outer, prefix))

/**
 * Why `xmlns:prefix="namespace"` must not be; the prefix of `xmlns="namespace"` is `''`.
 *
 * Namespaces in XML 1.0 §3, of the prefix xml: "It MAY, but need not, be declared, and MUST NOT be bound to any other
 * namespace name. Other prefixes MUST NOT be bound to this namespace name, and it MUST NOT be declared as the default
 * namespace." Of xmlns: "It MUST NOT be declared. Other prefixes MUST NOT be bound to this namespace name". And "In a
 * namespace declaration for a prefix […], the attribute value MUST NOT be empty."
 */
export const declarationFault = (prefix: string, namespace: string): XmlErrorCode | undefined => {
  if (prefix === 'xmlns' || namespace === xmlnsNamespace) return 'reserved-namespace'
  if ((prefix === 'xml') !== (namespace === xmlNamespace)) return 'reserved-namespace'
  return prefix !== '' && namespace === '' ? 'empty-namespace' : undefined
}

/** Where the prefix of the element is not in force, if it has one. */
export const elementFault = (prefixes: Prefixes, { name, offset }: Name): Fault | undefined => {
  const colon = name.indexOf(':')
  return colon === -1 || numberOf(prefixes, name.slice(0, colon)) !== undefined
    ? undefined
    : { code: 'unbound-prefix', offset }
}

/**
 * The first attribute, of those with a prefix, whose prefix is not in force or whose expanded name another one has.
 *
 * Namespaces in XML 1.0 §6.3: "No tag may contain two attributes which: […] have qualified names with the same local
 * part and with prefixes which have been bound to namespace names that are identical."
 */
export const attributeFault = (prefixes: Prefixes, prefixed: ReadonlyArray<Name>): Fault | undefined => {
  // Fast path: same result as below; most tags have no such attribute, and need no set.
  if (prefixed.length === 0) return undefined
  const expanded = new Set<string>()
  for (const { name, offset } of prefixed) {
    const colon = name.indexOf(':')
    const number = numberOf(prefixes, name.slice(0, colon))
    if (number === undefined) return { code: 'unbound-prefix', offset }
    const key = `${number}${name.slice(colon)}`
    if (expanded.has(key)) return { code: 'repeated-attribute', offset }
    expanded.add(key)
  }
  return undefined
}
