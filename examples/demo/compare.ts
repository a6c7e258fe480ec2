/**
 * What the library did beside what the module did: step by step, push by push.
 */
import {
  classify,
  type Delivery,
  type Effect,
  type Event,
  notice,
  type Options,
  type Session,
  type Skip,
} from 'xmpp-push-rules'
import * as O from 'fp-ts/lib/Option.js'
import { type Aspect, type Deviation, type Difference, explainDifference } from './deviations.js'
import {
  identifier,
  keptAlone,
  moduleHas,
  type ModuleModel,
  newModel,
  noteAnswer,
  predict,
  predictTimers,
  type Predicted,
} from './module-model.js'
import { type Observed, observe, observeEffects, type ObservedPush } from './observed.js'
import type { Replayed, World } from './replay.js'

/** A difference with its explanation; without one it is a fault. */
export interface Explained {
  readonly difference: Difference
  readonly deviation: Deviation | undefined
}

/** What is remembered from step to step to tell where a difference comes from. */
export interface Comparison {
  readonly model: ModuleModel
  readonly deliveries: Map<string, Delivery>
  /** By account, registration and stanza: what the library told. */
  readonly told: Map<string, 'pushed' | 'stood-for'>
  /** By account and resource: the session as it was when it closed. */
  readonly closed: Map<string, Session | undefined>
}

export const newComparison = (options: Options): Comparison => ({
  model: newModel(options),
  deliveries: new Map(),
  told: new Map(),
  closed: new Map(),
})

const named = (...parts: ReadonlyArray<string>): string => JSON.stringify(parts)

interface LibraryPush {
  readonly account: string
  readonly key: string | undefined
  readonly id: string
  readonly push: ObservedPush
}

const deliveriesOf = (event: Event): ReadonlyArray<Delivery> => [
  ...('delivery' in event ? [event.delivery] : []),
  ...('queue' in event ? event.queue : []),
  ...('cause' in event && event.cause !== undefined ? [event.cause] : []),
]

const libraryPushes = (account: string, effects: ReadonlyArray<Effect>): ReadonlyArray<LibraryPush> =>
  effects.flatMap((effect) => {
    const push = effect._tag === 'Publish' ? observe(effect.iq) : undefined
    return effect._tag === 'Publish' && push?.kind === 'push'
      ? [{ account, key: effect.key, id: identifier(effect.registration.service, effect.registration.node), push }]
      : []
  })

const sameForm = (a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean =>
  JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort())

const withoutEmpty = (form: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(form).filter(([, value]) => value !== ''))

/** The aspects in which two pushes of one stanza to one registration differ. */
const aspects = (a: ObservedPush, b: ObservedPush): ReadonlyArray<Aspect> => {
  const { 'last-message-body': bodyA, ...otherA } = a.summary
  const { 'last-message-body': bodyB, ...otherB } = b.summary
  const { 'last-message-sender': senderA, ...restA } = withoutEmpty(otherA)
  const { 'last-message-sender': senderB, ...restB } = withoutEmpty(otherB)
  const differing: ReadonlyArray<readonly [Aspect, boolean]> = [
    ['sender', senderA !== senderB],
    ['body', bodyA !== bodyB],
    ['empty-fields', Object.values(otherA).includes('') !== Object.values(otherB).includes('')],
    ['publish-options', !sameForm(a.publishOptions, b.publishOptions)],
    ['anything-else', !sameForm(restA, restB)],
  ]
  return differing.flatMap(([aspect, differs]) => (differs ? [aspect] : []))
}

type Subject = Pick<Difference, 'aspect' | 'module' | 'library'> & {
  readonly account: string
  readonly id: string
  readonly key: string | undefined
  readonly predicted: Predicted | undefined
}

const resourceOf = (event: Event | undefined): string | undefined =>
  event !== undefined && 'resource' in event ? event.resource : undefined

const stanzaFacts = (
  options: Options,
  account: Replayed['before'],
  delivery: Delivery | undefined,
): Pick<Difference, 'importance' | 'carbon' | 'bodyless'> => {
  if (delivery === undefined) return { importance: 'unimportant', carbon: false, bodyless: true }
  const { importance } = classify(options)(account.jid)(delivery.stanza)
  const { body } = notice({ ...options, includeBody: true })(account.jid)(delivery)
  const carbon = delivery.stanza.children.some(
    (child) => typeof child === 'object' && child.attrs['xmlns'] === 'urn:xmpp:carbons:2',
  )
  return { importance, carbon, bodyless: body === undefined }
}

/** Finds out the state behind a difference. */
const situate = (
  world: World,
  comparison: Comparison,
  steps: ReadonlyArray<Replayed>,
  subject: Subject,
): Difference => {
  const { account, id, key, predicted } = subject
  const mine = steps.filter((step) => step.account === account)
  const own =
    mine.find(({ effects }) => libraryPushes(account, effects).some((push) => push.id === id && push.key === key)) ??
    mine[0]
  const before = own?.before ?? world.accounts.get(account)
  const resource = predicted?.resource ?? resourceOf(own?.event)
  const closed = resource !== undefined && predicted?.session === 'gone'
  const session = closed
    ? comparison.closed.get(named(account, resource))
    : resource === undefined
      ? undefined
      : before?.sessions[resource]
  const skip = mine
    .flatMap(({ effects }) => effects)
    .find(
      (effect) =>
        effect._tag === 'Skip' &&
        effect.key === key &&
        identifier(effect.registration.service, effect.registration.node) === id,
    )
  return {
    aspect: subject.aspect,
    trigger: own?.event._tag ?? 'TimerFired',
    module: subject.module,
    library: subject.library,
    importantBody: world.options.importantBody,
    includeBody: world.options.includeBody,
    registration: before?.registrations.find(({ service, node }) => identifier(service, node) === id),
    moduleHas: moduleHas(comparison.model, account, id),
    keptAlone: keptAlone(comparison.model, account).includes(id),
    bound:
      resource === undefined
        ? undefined
        : session !== undefined &&
          O.isSome(session.bound) &&
          identifier(session.bound.value.service, session.bound.value.node) === id,
    session: predicted?.session,
    skip: skip?._tag === 'Skip' ? (skip.decision satisfies Skip) : undefined,
    told: key === undefined ? undefined : comparison.told.get(named(account, id, key)),
    ...(before === undefined
      ? { importance: 'unimportant', carbon: false, bodyless: true }
      : stanzaFacts(
          world.options,
          before,
          key === undefined ? undefined : comparison.deliveries.get(named(account, key)),
        )),
  }
}

const remember = (comparison: Comparison, { account, event, before, effects }: Replayed): void => {
  if (event._tag === 'SessionClosed')
    comparison.closed.set(named(account, event.resource), before.sessions[event.resource])
  for (const effect of effects) {
    if (!('registration' in effect)) continue
    const id = identifier(effect.registration.service, effect.registration.node)
    const name = 'key' in effect && effect.key !== undefined ? named(account, id, effect.key) : undefined
    if (effect._tag === 'Publish' && name !== undefined) comparison.told.set(name, 'pushed')
    if (
      effect._tag === 'Skip' &&
      name !== undefined &&
      effect.decision.reasons.some(({ code }) => code === 'stands-for')
    ) {
      if (!comparison.told.has(name)) comparison.told.set(name, 'stood-for')
    }
  }
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
const subjects = (library: ReadonlyArray<LibraryPush>, module: ReadonlyArray<ModulePush>): ReadonlyArray<Subject> => {
  const unmatched = [...library]
  const fromModule = module.flatMap(({ push, predicted }): ReadonlyArray<Subject> => {
    const id = identifier(push.service, push.node)
    const account = predicted?.account ?? ''
    const same = take(unmatched, (one) => one.account === account && one.id === id && one.key === predicted?.key)
    const about = { account, id, key: predicted?.key, predicted, module: push, library: same?.push }
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

/** Out of one queue each side chose another stanza of a class: one difference, and the module's choice tells why. */
const isOtherChoice = (chosen: Difference, other: Difference): boolean =>
  chosen.aspect === 'only-module' &&
  other.aspect === 'only-library' &&
  chosen.importance === other.importance &&
  chosen.module?.service === other.library?.service &&
  chosen.module?.node === other.library?.node

/** Compares one step: what the library did (an event, or timers) with what the module sent meanwhile. */
export const compareStep = (
  world: World,
  comparison: Comparison,
  at: number,
  steps: ReadonlyArray<Replayed>,
  sent: ReadonlyArray<Observed>,
): ReadonlyArray<Explained> => {
  for (const { account, event } of steps) {
    for (const delivery of deliveriesOf(event)) comparison.deliveries.set(named(account, delivery.key), delivery)
  }
  const predicted = [
    ...steps.flatMap(({ before, event }) => predict(comparison.model, before, event)),
    ...predictTimers(comparison.model, (jid) => world.accounts.get(jid), at),
  ]
  const library = steps.flatMap(({ account, effects }) => libraryPushes(account, effects))
  const module = withStanza(
    sent.filter((one) => one.kind === 'push'),
    predicted,
    library,
  )
  const differences = subjects(library, module).map((subject) => situate(world, comparison, steps, subject))
  const choices = differences.filter((one) => !differences.some((other) => isOtherChoice(other, one)))
  for (const step of steps) remember(comparison, step)
  for (const { account, event, dropped } of steps) {
    if (event._tag === 'PublishAnswered' && !dropped) noteAnswer(comparison.model, account, event)
  }
  return choices.map((difference) => ({ difference, deviation: explainDifference(difference) }))
}

/** Whether the library holds what mod_cloud_notify would hold if it counted errors for each account alone. */
export const registrationsAgree = ({ model }: Comparison, steps: ReadonlyArray<Replayed>): boolean =>
  steps.every(({ account, after }) => {
    const library = after.registrations.map(({ service, node }) => identifier(service, node))
    return JSON.stringify(library) === JSON.stringify(keptAlone(model, account))
  })

/** The replies of a step, where both sides must agree to the letter. */
export const repliesAgree = (steps: ReadonlyArray<Replayed>, sent: ReadonlyArray<Observed>): boolean => {
  const replies = (all: ReadonlyArray<Observed>): string =>
    JSON.stringify(
      all
        .filter(({ kind }) => kind === 'reply')
        .map((one) => JSON.stringify(one))
        .sort(),
    )
  return replies(steps.flatMap(({ effects }) => observeEffects(effects))) === replies(sent)
}
