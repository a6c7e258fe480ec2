/** A difference and what led to it: the scene, both plays, and what the rules held before and after each step. */
import type { Account, Delivery, Options } from 'xmpp-push-rules'
import { type Host, type Played, play, reference, type Scene, type Adapter } from 'xmpp-push-rules/conformance'
import type { Difference, Push } from './difference.js'

/** The accounts of the rules after a step, by their names. */
type Held = ReadonlyMap<string, Account>

/** A scene as the rules play it. */
export interface ByRules {
  readonly played: Played
  readonly held: ReadonlyArray<Held>
}

/** What a predicate may look at. */
export interface Situation {
  readonly scene: Scene
  readonly options: Options
  readonly module: Played
  readonly library: ByRules
  readonly difference: Difference
}

/** Laws give counts to whoever can use them; the module cannot, and no more can the rules beside it. */
const withoutCounts = (event: object): object => {
  const { unread: _unread, pendingSubscriptions: _pending, ...rest } = event as Readonly<Record<string, unknown>>
  return rest
}

const bareStep = ({ action }: Scene['steps'][number]): Scene['steps'][number] =>
  action._tag === 'Dispatch'
    ? { action: { ...action, event: withoutCounts(action.event) as typeof action.event } }
    : { action }

/** A scene to its end: without what the law expects. */
export const bareScene = (scene: Scene): Scene => ({ ...scene, steps: scene.steps.map(bareStep) })

/** Plays a scene by the rules, to its end. */
export const playByRules = async (
  { capabilities, options = {} }: Pick<Adapter<unknown>, 'capabilities' | 'options'>,
  scene: Scene,
): Promise<ByRules> => {
  const held: Array<Held> = []
  const noting =
    <Rest extends ReadonlyArray<unknown>, A>(act: ((host: Host, ...rest: Rest) => A) | undefined) =>
    async (host: Host, ...rest: Rest): Promise<Awaited<A>> => {
      if (act === undefined) throw new Error('the reference can do everything')
      const outputs = await act(host, ...rest)
      held.push(new Map(host.accounts))
      return outputs
    }
  const rules: Adapter<Host> = {
    ...reference,
    capabilities,
    options,
    dispatch: noting(reference.dispatch),
    dispatchTogether: noting(reference.dispatchTogether),
    advance: noting(reference.advance),
    restart: noting(reference.restart),
    inspect: noting(reference.inspect),
    failSaves: noting(reference.failSaves),
  }
  const played = await play(rules, bareScene(scene))
  return { played, held }
}

type Happening = Extract<Scene['steps'][number]['action'], { readonly _tag: 'Dispatch' }>['event']

/** What happens at a step. */
export const eventsAt = ({ scene }: Pick<Situation, 'scene'>, step: number): ReadonlyArray<Happening> => {
  const action = scene.steps[step]?.action
  return action?._tag === 'Dispatch' ? [action.event] : action?._tag === 'Together' ? action.events : []
}

const isOf = (situation: Situation, step: number, push: Push): boolean => {
  const action = situation.scene.steps[step]?.action
  return action !== undefined && (!('account' in action) || action.account === push.account)
}

/** Steps before the difference, and its own, that are about its account. */
export const history = (situation: Situation, push: Push): ReadonlyArray<number> =>
  situation.scene.steps.flatMap((_, step) =>
    step <= situation.difference.step && isOf(situation, step, push) ? [step] : [],
  )

export const tagsAt = (situation: Situation, step: number): ReadonlyArray<string> =>
  eventsAt(situation, step).map(({ _tag }) => _tag)

const deliveriesIn = (event: object): ReadonlyArray<Delivery> => {
  const {
    delivery,
    queue = [],
    cause,
  } = event as {
    readonly delivery?: Delivery
    readonly queue?: ReadonlyArray<Delivery>
    readonly cause?: Delivery
  }
  return [delivery, ...queue, cause].filter((one) => one !== undefined)
}

type Explained = Played['seen'][number]['observed']['explained'][number]

/** What the rules said at a step, of that registration where there is one. */
export const explainedAt = ({ library }: Situation, step: number, push?: Push): ReadonlyArray<Explained> =>
  (library.played.seen[step]?.observed.explained ?? []).filter(
    ({ account, registration }) =>
      push === undefined ||
      (account === push.account && registration.service === push.service && registration.node === (push.node ?? '')),
  )

/** The stanzas that a difference may be about: those of the step, or those that the rules decided about then. */
export const deliveriesOf = (situation: Situation, push?: Push): ReadonlyArray<Delivery> => {
  const { scene, difference } = situation
  const now = eventsAt(situation, difference.step).flatMap(deliveriesIn)
  const keys = new Set(explainedAt(situation, difference.step, push).map(({ key }) => key))
  return now.length > 0
    ? now
    : scene.steps
        .flatMap((_, step) => (step < difference.step ? eventsAt(situation, step) : []))
        .flatMap(deliveriesIn)
        .filter(({ key }) => keys.has(key))
}

/** The account before the step of the difference, and after it. */
export const accountsAround = (
  { library, difference: { step } }: Situation,
  account: string,
): { readonly before: Account | undefined; readonly after: Account | undefined } => ({
  before: library.held[step - 1]?.get(account),
  after: library.held[step]?.get(account),
})

export const isRegistered = (account: Account | undefined, { service, node = '' }: Push): boolean =>
  account?.registrations.some((one) => one.service === service && one.node === node) === true
