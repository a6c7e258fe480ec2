/**
 * What the library did beside what the module did: step by step, push by push.
 */
import { classify, type Delivery, type Event, type Options, readFacts, type Session } from 'xmpp-push-rules'
import * as O from 'fp-ts/lib/Option.js'
import { type Deviation, explainDifference } from './deviations.js'
import type { Difference } from './difference.js'
import { answeredAlone } from './module-answers.js'
import { predict, predictTimers, type Predicted } from './module-model.js'
import { expectedOf, held, identifier, type ModuleModel, named, newModel } from './module-state.js'
import type { Observed } from './observed.js'
import { libraryPushes, sameForm, type Subject, subjects } from './pairing.js'
import type { Replayed, World } from './replay.js'
import { isCarbon, isEmptyFirst, looksLikeCarbon } from './stanza.js'

/** A difference with its explanation; without one it is a fault. */
export interface Explained {
  readonly difference: Difference
  readonly deviation: Deviation | undefined
}

type Told = 'pushed' | 'stood-for'

/** What is remembered from step to step to tell where a difference comes from. */
export interface Comparison {
  readonly model: ModuleModel
  readonly deliveries: Map<string, Delivery>
  /** By account, registration and stanza: what the library told, and the number that the registration had then. */
  readonly told: Map<string, { readonly as: Told; readonly number: number | undefined }>
  /** By account and resource: the session as it was when it closed. */
  readonly closed: Map<string, Session | undefined>
}

export const newComparison = (options: Options): Comparison => ({
  model: newModel(options),
  deliveries: new Map(),
  told: new Map(),
  closed: new Map(),
})

const deliveriesOf = (event: Event): ReadonlyArray<Delivery> => [
  ...('delivery' in event ? [event.delivery] : []),
  ...('queue' in event ? event.queue : []),
  ...('cause' in event && event.cause !== undefined ? [event.cause] : []),
]

const resourceOf = (event: Event | undefined): string | undefined =>
  event !== undefined && 'resource' in event ? event.resource : undefined

/** What a difference says of its stanza. */
type StanzaFacts = Pick<Difference, 'importance' | 'carbon' | 'forged' | 'emptyFirst' | 'bodyless'>

const NO_STANZA: StanzaFacts = {
  importance: 'unimportant',
  carbon: false,
  forged: false,
  emptyFirst: false,
  bodyless: true,
}

const stanzaFacts = (options: Options, { jid }: Replayed['before'], delivery: Delivery): StanzaFacts => {
  const { stanza } = delivery
  const carbon = isCarbon(jid, stanza)
  return {
    importance: classify(options)(jid)(stanza).importance,
    carbon,
    forged: looksLikeCarbon(stanza) && !carbon,
    emptyFirst: isEmptyFirst(stanza),
    bodyless: readFacts(options)(jid)(delivery).body === undefined,
  }
}

/** The step of a push, or else the first one of its account. */
const ownStep = (steps: ReadonlyArray<Replayed>, { account, id, key }: Subject): Replayed | undefined => {
  const mine = steps.filter((step) => step.account === account)
  return mine.find((step) => libraryPushes(step).some((push) => push.id === id && push.key === key)) ?? mine[0]
}

const skipOf = (steps: ReadonlyArray<Replayed>, { account, id, key }: Subject): Difference['skip'] =>
  steps
    .filter((step) => step.account === account)
    .flatMap(({ effects }) =>
      effects.flatMap((effect) =>
        effect._tag === 'Skip' &&
        effect.key === key &&
        identifier(effect.registration.service, effect.registration.node) === id
          ? [effect.decision]
          : [],
      ),
    )[0]

/** Everything that happened in one step, on both sides. */
interface Scene {
  readonly world: World
  readonly comparison: Comparison
  readonly steps: ReadonlyArray<Replayed>
  readonly predicted: ReadonlyArray<Predicted>
}

/** What the library told of it before, if that was the same registration, and whether both told before it came anew. */
const toldOf = (
  { comparison, predicted }: Scene,
  { account, id, key }: Subject,
  registration: Difference['registration'],
): Pick<Difference, 'told' | 'toldBefore'> => {
  const told = key === undefined ? undefined : comparison.told.get(named(account, id, key))
  const isSame = registration === undefined || told?.number === registration.number
  const isMarked =
    key !== undefined &&
    comparison.model.marks.has(named(account, key, id)) &&
    !predicted.some((one) => one.account === account && one.identifier === id && one.key === key)
  return { told: isSame ? told?.as : undefined, toldBefore: told !== undefined && !isSame && isMarked }
}

const sessionOf = (
  { world, comparison }: Scene,
  { account, predicted }: Subject,
  own: Replayed | undefined,
): { readonly resource: string | undefined; readonly session: Session | undefined } => {
  const before = own?.before ?? world.accounts.get(account)
  const resource = predicted?.resource ?? resourceOf(own?.event)
  return {
    resource,
    session:
      resource === undefined
        ? undefined
        : predicted?.session === 'gone'
          ? comparison.closed.get(named(account, resource))
          : before?.sessions[resource],
  }
}

/** Finds out the state behind a difference. */
const situate = (scene: Scene, subject: Subject): Difference => {
  const { world, comparison, steps } = scene
  const { account, id, key, aspect, module, library, predicted } = subject
  const { model } = comparison
  const own = ownStep(steps, subject)
  const before = own?.before ?? world.accounts.get(account)
  const { resource, session } = sessionOf(scene, subject, own)
  const registration = before?.registrations.find(({ service, node }) => identifier(service, node) === id)
  const delivery = key === undefined ? undefined : comparison.deliveries.get(named(account, key))
  const form = model.forms.get(named(account, id))
  return {
    aspect,
    trigger: own?.event._tag ?? 'TimerFired',
    module,
    library,
    importantBody: world.options.importantBody,
    includeBody: world.options.includeBody,
    registration,
    moduleHas: held(model, account).includes(id),
    isExpected: expectedOf(model, account).has(id),
    request: model.because.get(named(account, id)),
    asItCame: form !== undefined && module !== undefined && sameForm(form, module.publishOptions),
    bound:
      resource === undefined
        ? undefined
        : session !== undefined &&
          O.isSome(session.bound) &&
          identifier(session.bound.value.service, session.bound.value.node) === id,
    session: predicted?.session,
    skip: skipOf(steps, subject),
    ...toldOf(scene, subject, registration),
    ...(before === undefined || delivery === undefined ? NO_STANZA : stanzaFacts(world.options, before, delivery)),
  }
}

const standsFor = (effect: Replayed['effects'][number]): boolean =>
  effect._tag === 'Skip' && effect.decision.reasons.some(({ code }) => code === 'stands-for')

const remember = ({ told, closed }: Comparison, { account, event, before, effects }: Replayed): void => {
  if (event._tag === 'SessionClosed') closed.set(named(account, event.resource), before.sessions[event.resource])
  for (const effect of effects) {
    if ((effect._tag !== 'Publish' && effect._tag !== 'Skip') || effect.key === undefined) continue
    const { service, node } = effect.registration
    const number = before.registrations.find((one) => one.service === service && one.node === node)?.number
    const name = named(account, identifier(service, node), effect.key)
    if (effect._tag === 'Publish') told.set(name, { as: 'pushed', number })
    else if (standsFor(effect) && told.get(name)?.number !== number) told.set(name, { as: 'stood-for', number })
  }
}

/** Out of one queue each side chose another stanza of a class: one difference, and the module's choice tells why. */
const isOtherChoice = (chosen: Difference, other: Difference): boolean =>
  chosen.aspect === 'only-module' &&
  other.aspect === 'only-library' &&
  chosen.importance === other.importance &&
  chosen.module?.service === other.library?.service &&
  chosen.module?.node === other.library?.node

/** One step on both sides: what the library did (an event, or timers), and what the module sent meanwhile. */
export interface BothSides {
  readonly steps: ReadonlyArray<Replayed>
  readonly sent: ReadonlyArray<Observed>
  /** Until when the module's timers of an account are due. */
  readonly due: (account: string) => number
}

/** Compares the pushes of one step. */
export const compareStep = (world: World, comparison: Comparison, both: BothSides): ReadonlyArray<Explained> => {
  const { steps, sent, due } = both
  const { model, deliveries } = comparison
  for (const { account, event } of steps) {
    for (const delivery of deliveriesOf(event)) deliveries.set(named(account, delivery.key), delivery)
  }
  const predicted = [
    ...steps.flatMap(({ before, event }) => predict(model, before, event)),
    ...predictTimers(model, (jid) => world.accounts.get(jid), due),
  ]
  const pushes = sent.filter((one) => one.kind === 'push')
  const scene = { world, comparison, steps, predicted }
  const differences = subjects(steps.flatMap(libraryPushes), pushes, predicted).map((one) => situate(scene, one))
  const choices = differences.filter((one) => !differences.some((other) => isOtherChoice(other, one)))
  for (const step of steps) remember(comparison, step)
  for (const { account, event, dropped } of steps) {
    if (event._tag === 'PublishAnswered' && !dropped) answeredAlone(model, account, event)
  }
  return choices.map((difference) => ({ difference, deviation: explainDifference(difference) }))
}

/** Whether the library holds what is there by the rules: requests read by them, errors counted for each account alone. */
export const registrationsAgree = ({ model }: Comparison, steps: ReadonlyArray<Replayed>): boolean =>
  steps.every(({ account, after }) => {
    const library = after.registrations.map(({ service, node }) => identifier(service, node))
    return JSON.stringify(library) === JSON.stringify([...expectedOf(model, account).keys()])
  })
