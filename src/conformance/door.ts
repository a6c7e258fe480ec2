/**
 * The door: what an adapter gives comes in here and nowhere else. It is checked member by member, elements are copied,
 * and what is wrong is said in one sentence: what came, and what was expected. Nothing behind the door has to look again.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Inspection, Output } from './adapter.js'
import { allOf, copyElement, isObject, shown } from './copy.js'

/** What was expected of a value, and whether it is that: what it is read as, or what was found. */
interface Kind {
  readonly expected: string
  readonly optional?: true
  readonly read: (value: unknown) => E.Either<string, unknown>
}

const kind = (expected: string, isOne: (value: unknown) => boolean): Kind => ({
  expected,
  read: (value) => (isOne(value) ? E.right(value) : E.left(`${shown(value)}; expected ${expected}`)),
})

const optional = (of: Kind): Kind => ({ ...of, optional: true })

const isText = (value: unknown): boolean => typeof value === 'string'

const isKey = (value: unknown): boolean => isObject(value) && isText(value['service']) && isText(value['node'])

const listOf = (isOne: (value: unknown) => boolean) => (value: unknown) =>
  Array.isArray(value) && Array.from(value).every(isOne)

const text = kind('text', isText)
const flag = kind('true or false', (value) => typeof value === 'boolean')
const number = kind('a finite number', (value) => Number.isFinite(value))
const texts = kind('a list of texts', listOf(isText))
const registration = kind("{ service, node }, with node '' where there is none", isKey)
const registrations = kind('a list of { service, node }', listOf(isKey))
const element: Kind = {
  expected: 'an element',
  read: (value) =>
    typeof value === 'string'
      ? E.left(`${shown(value)}; expected an element { name, attrs, children }: parse it first`)
      : copyElement(value),
}

type Members = Readonly<Record<string, Kind>>

/** The table: every output and its members. */
const OUTPUTS: Readonly<Record<Output['_tag'], Members>> = {
  Published: { account: text, iq: element },
  Replied: { account: text, resource: text, iq: element },
  ResumeTimeout: { account: text, resource: text, timeoutMs: number },
  Explained: { account: text, registration, key: optional(text), pushed: flag, rules: texts },
  Unplayable: { reason: text },
}

/** What an implementation shows of itself; each member only where it can. */
const INSPECTION: Members = {
  registrations: optional(registrations),
  features: optional(texts),
  size: optional(number),
}

const TAGS = Object.keys(OUTPUTS).join(', ')

const membersOf = (
  what: string,
  members: Members,
  value: Readonly<Record<string, unknown>>,
): E.Either<string, Readonly<Record<string, unknown>>> =>
  pipe(
    Object.entries(members).filter(([name, { optional: may }]) => may !== true || value[name] !== undefined),
    (there) =>
      allOf(
        there.map(([name, { read }]) =>
          pipe(
            read(value[name]),
            E.bimap(
              (found) => `${what}: ${name} is ${found}`,
              (good) => [name, good] as const,
            ),
          ),
        ),
      ),
    E.map((entries) => Object.fromEntries(entries)),
  )

const isTag = (tag: unknown): tag is Output['_tag'] => typeof tag === 'string' && Object.hasOwn(OUTPUTS, tag)

const readOutput =
  (from: string) =>
  (value: unknown, index: number): E.Either<string, Output> => {
    const which = `output ${index + 1} of ${from}`
    if (!isObject(value)) return E.left(`${which} is ${shown(value)}; expected one of ${TAGS}`)
    const { _tag } = value
    if (!isTag(_tag)) return E.left(`${which} has as its _tag ${shown(_tag)}; expected one of ${TAGS}`)
    return pipe(
      membersOf(`${which} (${_tag})`, OUTPUTS[_tag], value),
      E.map((members) => ({ _tag, ...members }) as Output),
    )
  }

/**
 * What came out of an implementation. A list with holes is read as one that has undefined in their places.
 *
 * @param from - the adapter's function that gave it
 * @returns plain copies, or what is wrong with them
 */
export const readOutputs = (from: string, value: unknown): E.Either<string, ReadonlyArray<Output>> =>
  Array.isArray(value)
    ? allOf(Array.from(value, readOutput(from)))
    : E.left(`${from} gave ${shown(value)}; expected a list of outputs`)

/** What an implementation shows of itself; nothing where it has no such function. */
export const readInspection = (value: unknown): E.Either<string, Inspection> =>
  isObject(value)
    ? pipe(
        membersOf('what inspect gave', INSPECTION, value),
        E.map((members) => members as Inspection),
      )
    : E.left(`inspect gave ${shown(value)}; expected an object with registrations, features or size`)
