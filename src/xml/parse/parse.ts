import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { XmlElement } from '../element.js'
import { maxLength } from '../limits.js'
import { isElement } from '../query.js'
import { type Scanned, scan } from './scan.js'
import { rootOf } from './tree.js'
import { type Fault, type XmlError, xmlError } from './xml-error.js'

const count = (element: XmlElement): number =>
  element.children.reduce((sum, child) => (typeof child === 'string' ? sum : sum + count(child)), 1)

/** Whether a tree is as large as what was scanned: a coming version of fast-xml-parser must not read something else. */
const hasElements =
  (elements: number) =>
  (root: unknown): root is XmlElement =>
    isElement(root) && count(root) === elements

/** The tree of a text that passed the scan. */
const build =
  (text: string) =>
  ({ start, elements, hasRawValue }: Scanned): E.Either<Fault, XmlElement> => {
    const failure = (): Fault => ({ code: 'parser-failure', offset: start })
    return pipe(
      O.tryCatch(() => rootOf(text.slice(start), hasRawValue)),
      O.filter(hasElements(elements)),
      E.fromOption(failure),
    )
  }

/**
 * Reads one element from text, as strictly as XMPP demands.
 *
 * RFC 6120 §11.1: "an XMPP implementation MUST NOT inject into an XML stream any of the following: comments […],
 * processing instructions […], internal or external DTD subsets […], internal or external entity references […] with
 * the exception of the predefined entities". Each of them is an error, and so is all that XML 1.0 or "Namespaces in
 * XML 1.0" forbids: an undeclared prefix, a repeated attribute, a second root. An XML declaration at the very start is
 * accepted (§11.5), white space around the element is left out, CDATA becomes text, neighbouring text is one string.
 *
 * Bounds: at most 1048576 UTF-16 code units and 128 levels. Two faults of a name are ours: `__proto__` is refused, and
 * so are names with U+1680 or U+FEFF.
 *
 * @param text the whole element; a value that is no string is an error too
 * @returns the element, without `parent`, equal to itself after a round trip through JSON; or the first fault found
 * @example
 * import { parseXml } from 'xmpp-push-rules/xml'
 *
 * parseXml('<message><body>Hi &amp; bye</body></message>')
 * // right({ name: 'message', attrs: {}, children: [{ name: 'body', attrs: {}, children: ['Hi & bye'] }] })
 * parseXml('<a>&bomb;</a>')
 * // left({ code: 'undefined-entity', offset: 3, line: 1, column: 4, message: … })
 * @since 0.1.0
 */
export const parseXml = (text: string): E.Either<XmlError, XmlElement> => {
  const input: unknown = text
  if (typeof input !== 'string') return E.left(xmlError('')({ code: 'not-a-string', offset: 0 }))
  if (input.length > maxLength) return E.left(xmlError('')({ code: 'too-large', offset: 0 }))
  return pipe(scan(input), E.flatMap(build(input)), E.mapLeft(xmlError(input)))
}
