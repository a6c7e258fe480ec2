/**
 * ERR-7: the iq that answers a publish.
 */
import type { Answer } from '../event.js'
import { isContentNamespace, NS } from '../stanza/namespaces.js'
import type { XmlElement } from '../xml/element.js'
import { attr, childElements, childNamespace, enter, localName, type Scope, scopeOf } from '../xml/query.js'

const errorOf = (iq: Scope): Scope | undefined => {
  const error = childElements(iq.element).find(
    (child) => localName(child.name) === 'error' && isContentNamespace(childNamespace(iq, child)),
  )
  return error && enter(iq, error)
}

/** The name of the first child in a namespace, but for `text`. */
const conditionIn = (error: Scope, namespace: string): string | undefined => {
  const condition = childElements(error.element).find(
    (child) => childNamespace(error, child) === namespace && localName(child.name) !== 'text',
  )
  return condition && localName(condition.name)
}

/**
 * Reads the iq that answers a publish: RFC 6120 §8.3 and XEP-0060's own conditions.
 *
 * @param iq - of type `result` or `error`; total: what is no result is a rejection
 * @returns `Accepted`, or `Rejected` with the error's type (`cancel` where it has none) and its condition
 *   (`undefined-condition` where it has none); never `TimedOut`
 * @example
 * readAnswer(iq) // { _tag: 'Rejected', type: 'cancel', condition: 'item-not-found' }
 * @since 0.1.0
 */
export const readAnswer = (iq: XmlElement): Answer => {
  const scope = scopeOf(iq)
  if (attr(scope.element, 'type') === 'result') return { _tag: 'Accepted' }
  const error = errorOf(scope)
  const pubsubCondition = error && conditionIn(error, NS.pubsubErrors)
  return {
    _tag: 'Rejected',
    type: (error && attr(error.element, 'type')) ?? 'cancel',
    condition: (error && conditionIn(error, NS.stanzaErrors)) ?? 'undefined-condition',
    ...(pubsubCondition === undefined ? {} : { pubsubCondition }),
  }
}
