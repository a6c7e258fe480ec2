/**
 * Elements as the kit keeps them: a plain copy of what an implementation gave, without `parent`, so that it can be read,
 * compared and written whatever kind of tree it came from.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { XmlElement } from '../xml/element.js'

/** What is there instead of what was expected, in a few words that no value can make long. */
export const shown = (value: unknown): string => {
  if (value === null || value === undefined || typeof value === 'number' || typeof value === 'boolean')
    return String(value)
  if (typeof value === 'string')
    return `the text ${JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)}`
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (typeof value !== 'object') return `a ${typeof value}`
  const names = Object.keys(value).slice(0, 6)
  return names.length === 0 ? 'an empty object' : `an object with ${names.join(', ')}`
}

/** A value that is an object, its members of any type. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Deeper than any stanza; a tree that goes on is a mistake. */
const DEEPEST = 100

/** How far up `parent` a namespace declaration is looked for. */
const MAX_ANCESTORS = 64

const isDeclaration = (name: string): boolean => name === 'xmlns' || name.startsWith('xmlns:')

/** Numbers are allowed by ltx, and mean their digits; what is null or undefined is absent. */
const copyAttrs = (of: string, attrs: unknown): E.Either<string, Readonly<Record<string, string>>> => {
  if (attrs === undefined || attrs === null) return E.right({})
  if (!isObject(attrs)) return E.left(`wrong: the attrs of <${of}/> are ${shown(attrs)}; expected an object`)
  const there = Object.entries(attrs).filter(([, value]) => value !== undefined && value !== null)
  const wrong = there.find(([, value]) => typeof value !== 'string' && typeof value !== 'number')
  return wrong === undefined
    ? E.right(Object.fromEntries(there.map(([name, value]) => [name, String(value)])))
    : E.left(`wrong: the attribute ${wrong[0]} of <${of}/> is ${shown(wrong[1])}; expected text`)
}

/** The first that is wrong, or all of them. */
export const allOf = <A>(checked: ReadonlyArray<E.Either<string, A>>): E.Either<string, ReadonlyArray<A>> =>
  checked.find(E.isLeft) ?? E.right(checked.flatMap((one) => (E.isRight(one) ? [one.right] : [])))

const copyChild =
  (of: string, around: ReadonlyArray<unknown>) =>
  (child: unknown): E.Either<string, XmlElement | string> => {
    if (typeof child === 'string' || typeof child === 'number') return E.right(String(child))
    return isObject(child) && typeof child['name'] === 'string'
      ? copyInside(child, around)
      : E.left(`wrong: a child of <${of}/> is ${shown(child)}; expected an element or text`)
  }

const copyInside = (element: unknown, around: ReadonlyArray<unknown>): E.Either<string, XmlElement> => {
  if (!isObject(element) || typeof element['name'] !== 'string')
    return E.left(`${shown(element)}; expected an element { name, attrs, children }`)
  const { name, attrs, children = [] } = element
  if (around.includes(element)) return E.left(`wrong: <${name}/> holds itself; expected a tree`)
  if (around.length > DEEPEST) return E.left(`wrong: it has more than ${DEEPEST} levels; expected a stanza`)
  if (!Array.isArray(children))
    return E.left(`wrong: the children of <${name}/> are ${shown(children)}; expected a list`)
  return pipe(
    copyAttrs(name, attrs),
    E.chain((own) =>
      pipe(
        // a hole of the list is a child that is undefined
        allOf(Array.from(children, copyChild(name, [...around, element]))),
        E.map((inside): XmlElement => ({ name, attrs: own, children: inside })),
      ),
    ),
  )
}

/** What the elements around declare, the nearest first: an iq out of a stream has its namespace from there. */
const declaredAround = (element: unknown, levels = MAX_ANCESTORS): Readonly<Record<string, string>> => {
  const parent = isObject(element) ? element['parent'] : undefined
  if (!isObject(parent) || levels === 0) return {}
  const attrs = isObject(parent['attrs']) ? parent['attrs'] : {}
  const own = Object.entries(attrs).flatMap(([name, value]) =>
    isDeclaration(name) && typeof value === 'string' ? [[name, value] as const] : [],
  )
  return { ...declaredAround(parent, levels - 1), ...Object.fromEntries(own) }
}

/**
 * A copy without `parent`; the namespaces that the elements around declare are declared by the copy itself.
 *
 * @returns the copy, or what was found and what was expected
 */
export const copyElement = (element: unknown): E.Either<string, XmlElement> =>
  pipe(
    copyInside(element, []),
    E.map((copy) => ({ ...copy, attrs: { ...declaredAround(element), ...copy.attrs } })),
  )
