/**
 * Which push of the library goes with which push of the module, and in what the two differ.
 */
import type { Aspect } from './difference.js'
import type { Predicted } from './module-model.js'
import { identifier } from './module-state.js'
import { type Form, observeEffect, type ObservedPush } from './observed.js'
import type { Replayed } from './replay.js'

/** A push of the library, and what it is for. */
export interface LibraryPush {
  readonly account: string
  readonly key: string | undefined
  readonly id: string
  readonly push: ObservedPush
}

/** The pushes of what an account did. */
export const libraryPushes = ({ account, effects }: Replayed): ReadonlyArray<LibraryPush> =>
  effects.flatMap((effect) => {
    const push = observeEffect(effect)
    return effect._tag === 'Publish' && push?.kind === 'push'
      ? [{ account, key: effect.key, id: identifier(effect.registration.service, effect.registration.node), push }]
      : []
  })

/** A push that only one side made, or one thing in which two pushes for the same stanza differ. */
export interface Subject {
  readonly aspect: Aspect
  readonly account: string
  readonly id: string
  readonly key: string | undefined
  readonly module: ObservedPush | undefined
  readonly library: ObservedPush | undefined
  readonly predicted: Predicted | undefined
}

export const sameForm = (a: Form, b: Form): boolean =>
  JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort())

const withoutEmpty = (form: Form): Form => Object.fromEntries(Object.entries(form).filter(([, value]) => value !== ''))

/** The aspects in which two pushes of one stanza to one registration differ. */
const aspects = (a: ObservedPush, b: ObservedPush): ReadonlyArray<Aspect> => {
  const { 'last-message-body': bodyA, ...otherA } = a.summary
  const { 'last-message-body': bodyB, ...otherB } = b.summary
  const { 'last-message-sender': senderA, ...restA } = withoutEmpty(otherA)
  const { 'last-message-sender': senderB, ...restB } = withoutEmpty(otherB)
  const bothTyped = a.formType !== undefined && b.formType !== undefined
  const differing: ReadonlyArray<readonly [Aspect, boolean]> = [
    ['sender', senderA !== senderB],
    ['body', bodyA !== bodyB],
    ['empty-fields', Object.values(otherA).includes('') !== Object.values(otherB).includes('')],
    ['publish-options', !sameForm(a.publishOptions, b.publishOptions)],
    ['form-type', bothTyped && a.formType !== b.formType],
    ['anything-else', !sameForm(restA, restB)],
  ]
  return differing.flatMap(([aspect, differs]) => (differs ? [aspect] : []))
}

interface ModulePush {
  readonly push: ObservedPush
  readonly predicted: Predicted | undefined
}

const take = <A>(from: Array<A>, matches: (candidate: A) => boolean): A | undefined => {
  const index = from.findIndex(matches)
  return index < 0 ? undefined : from.splice(index, 1)[0]
}

const equalPush = (a: ObservedPush, b: ObservedPush): boolean =>
  a.service === b.service && a.node === b.node && aspects(a, b).length === 0

const pushFor = (
  library: ReadonlyArray<LibraryPush>,
  { account, identifier: id, key }: Predicted,
): LibraryPush | undefined => library.find((one) => one.account === account && one.id === id && one.key === key)

/**
 * The module's pushes get their stanza from the model: the n-th push to a registration is the n-th predicted one. Only
 * where two accounts share a service and node and their timers fire together, the content tells whose it is.
 */
const withStanza = (
  sent: ReadonlyArray<ObservedPush>,
  predicted: ReadonlyArray<Predicted>,
  library: ReadonlyArray<LibraryPush>,
): ReadonlyArray<ModulePush> => {
  const left = [...predicted]
  return sent.map((push) => {
    const candidate = (one: Predicted): boolean => one.identifier === identifier(push.service, push.node)
    const isSame = (one: Predicted): boolean => {
      const twin = pushFor(library, one)
      return candidate(one) && twin !== undefined && equalPush(twin.push, push)
    }
    return { push, predicted: take(left, isSame) ?? take(left, candidate) }
  })
}

/** Pushes that only one side made, or that both made for the same stanza with different contents. */
export const subjects = (
  library: ReadonlyArray<LibraryPush>,
  sent: ReadonlyArray<ObservedPush>,
  predicted: ReadonlyArray<Predicted>,
): ReadonlyArray<Subject> => {
  const unmatched = [...library]
  const fromModule = withStanza(sent, predicted, library).flatMap((one): ReadonlyArray<Subject> => {
    const { push } = one
    const id = identifier(push.service, push.node)
    const account = one.predicted?.account ?? ''
    const key = one.predicted?.key
    const same = take(unmatched, (other) => other.account === account && other.id === id && other.key === key)
    const about = { account, id, key, predicted: one.predicted, module: push, library: same?.push }
    return same === undefined
      ? [{ ...about, aspect: 'only-module' }]
      : aspects(push, same.push).map((aspect) => ({ ...about, aspect }))
  })
  return [
    ...fromModule,
    ...unmatched.map(({ account, id, key, push }): Subject => ({
      aspect: 'only-library',
      account,
      id,
      key,
      predicted: undefined,
      module: undefined,
      library: push,
    })),
  ]
}
