/**
 * Event traces that follow a server's life: what cannot happen there does not happen here.
 */
import * as fc from 'fast-check'
import type { Account } from '../../state/account.js'
import type { Delivery } from '../../event.js'
import type { Options } from '../../options/options.js'
import { findRegistration, type RegistrationKey, sameKey } from '../../state/registration.js'
import { step } from '../../step.js'
import { OPTION_NAMES } from '../capability.js'
import { type Fed, feed, type Host, newHost, pass } from '../host.js'
import { observe } from '../observe.js'
import type { Given } from '../law.js'
import { optionsOf } from '../play.js'
import type { Action, Advance, Dispatch, Scene, Untimed } from '../scene.js'
import { JULIET, ROMEO } from '../stage.js'
import { actionsOf, RESOURCES, WAITS } from './life.js'
import type { Move, Presence, Scenery, Waiting } from './move.js'
import { type MoveName, MOVES } from './moves.js'
import { someOptions } from './options.js'
import { registrationKey } from './registration.js'
import { stanza } from './stanza.js'
import { text } from './text.js'
import { client, context, counts, wish } from './wish.js'

const MAX_QUEUE = 12
/** The longest single wait where time is real, in milliseconds. */
const PATIENCE = 5000

/** Follows the moves with the rules at hand: they say what waits for an answer. */
interface World {
  readonly host: Host
  readonly sessions: Map<string, Map<string, Presence>>
  readonly unanswered: Map<string, ReadonlyArray<Waiting>>
  /** How many publishes each registration has had. */
  readonly published: Map<string, number>
}

const sessionsOf = ({ sessions }: World, account: string): Map<string, Presence> => {
  const known = sessions.get(account) ?? new Map<string, Presence>()
  sessions.set(account, known)
  return known
}

const CONNECTED: Presence = { asleep: false, queue: [] }

/** What an event does to the sessions as the server knows them. */
const follow = (sessions: Map<string, Presence>, event: Untimed): void => {
  if (event._tag === 'SessionOpened' || event._tag === 'SessionResumed') sessions.set(event.resource, CONNECTED)
  if (event._tag === 'HibernationStarted') sessions.set(event.resource, { asleep: true, queue: event.queue })
  if (event._tag === 'SessionClosed') sessions.delete(event.resource)
  if (event._tag === 'AccountDeleted') sessions.clear()
}

/** A stanza that went to a session waits there for its acknowledgement; the queue of one that sleeps is read by nobody. */
const deliver = (sessions: Map<string, Presence>, { name, delivery, flag }: Move): void => {
  if (name !== 'message') return
  for (const [resource, { asleep, queue }] of sessions) {
    sessions.set(resource, { asleep, queue: flag ? [...queue, delivery].slice(-MAX_QUEUE) : [] })
  }
}

const waitingAt = ({ unanswered }: World, account: string): ReadonlyArray<Waiting> => unanswered.get(account) ?? []

const isThere = (account: Account | undefined, key: RegistrationKey): boolean =>
  account !== undefined && findRegistration(account.registrations, key) !== undefined

/** What waits for an answer after an answer came. */
const answered = (waiting: ReadonlyArray<Waiting>, event: Untimed): ReadonlyArray<Waiting> =>
  event._tag === 'PublishAnswered'
    ? waiting.filter(({ nth, ...key }) => nth !== event.nth || !sameKey(key, event.registration))
    : waiting

/** Which publish of its registration the next one is. */
const nextOf = ({ published }: World, account: string, key: RegistrationKey): number => {
  const name = JSON.stringify([account, key.service, key.node])
  const nth = published.get(name) ?? 0
  published.set(name, nth + 1)
  return nth
}

const act = (world: World, action: Dispatch | Advance): void => {
  const { host, unanswered } = world
  const outputs =
    action._tag === 'Advance'
      ? pass(host, action.ms)
      : feed(host, action.account, { ...action.event, at: host.state.now })
  if (action._tag === 'Dispatch') {
    follow(sessionsOf(world, action.account), action.event)
    unanswered.set(action.account, answered(waitingAt(world, action.account), action.event))
  }
  for (const { account, service, node = '' } of observe(outputs).pushes) {
    const nth = nextOf(world, account, { service, node })
    unanswered.set(account, [...waitingAt(world, account), { service, node, nth }])
  }
  // Deviation 9: with the registration go its unanswered publishes.
  for (const [account, waiting] of unanswered) {
    unanswered.set(
      account,
      waiting.filter((key) => isThere(host.accounts.get(account), key)),
    )
  }
}

/** The actions of moves, as far as they are possible where they come. */
export const actionsOfMoves = (options: Options, moves: ReadonlyArray<Move>): ReadonlyArray<Action> => {
  const world: World = {
    host: newHost(step)(options),
    sessions: new Map(),
    unanswered: new Map(),
    published: new Map(),
  }
  return moves.flatMap((move) => {
    const sessions = sessionsOf(world, move.account)
    const scenery: Scenery = { sessions, unanswered: waitingAt(world, move.account) }
    const actions = actionsOf(move, scenery)
    deliver(sessions, move)
    for (const action of actions) act(world, action)
    return actions
  })
}

const moveNames = (can: Given['can'], only: ReadonlyArray<MoveName>): ReadonlyArray<MoveName> =>
  only.flatMap((name) => {
    const { weight, needs } = MOVES[name]
    return needs.every(can) ? Array.from({ length: weight }, () => name) : []
  })

const ALL_MOVES = Object.keys(MOVES) as ReadonlyArray<MoveName>

const everyone = [JULIET, JULIET, JULIET, JULIET, ROMEO]

const moves = (can: Given['can'], only: ReadonlyArray<MoveName>, most: number): fc.Arbitrary<ReadonlyArray<Move>> =>
  fc
    .noBias(
      fc.array(
        fc.record({
          name: fc.constantFrom(...moveNames(can, only)),
          account: fc.constantFrom(...(can('several-accounts') ? everyone : [JULIET])),
          resource: fc.constantFrom(...RESOURCES),
          registration: registrationKey,
          stanza: stanza(JULIET),
          copyOf: fc.nat(9),
          number: fc.nat(4),
          ms: fc.constantFrom(...WAITS.filter((ms) => ms <= PATIENCE || can('virtual-clock'))),
          flag: fc.boolean(),
          secret: text,
          context: context(can),
          client: client(can),
          counts: counts(can),
          wish,
        }),
        { maxLength: most, size: 'max' },
      ),
    )
    .map((drafts) => {
      const deliveries: Array<Delivery> = []
      return drafts.map(({ stanza: own, context: known, copyOf, ...move }, index) => {
        // A copy is the very stanza that came a few moves before, with its key and what is known of it.
        const delivery = (copyOf < 3 ? deliveries[index - 1 - copyOf] : undefined) ?? {
          key: `k${index}`,
          stanza: own,
          ...(known === undefined ? {} : { context: known }),
        }
        deliveries.push(delivery)
        return { ...move, delivery }
      })
    })

/** What a trace may hold. */
export interface TraceSettings {
  /** The most moves; a move is one event or a few. Default 40. */
  readonly most?: number
  readonly only?: ReadonlyArray<MoveName>
  readonly can?: Given['can']
  /** Options of the implementation that do not vary. */
  readonly options?: Partial<Options>
}

/**
 * Scenes without expectations: options, and what happens on a server that lives by them.
 *
 * @since 0.1.0
 */
export const trace = ({
  most = 40,
  only = ALL_MOVES,
  can = () => true,
  options = {},
}: TraceSettings = {}): fc.Arbitrary<Scene> =>
  fc
    .tuple(someOptions(OPTION_NAMES.filter((name) => can(`options:${name}`))), moves(can, only, most))
    .map(([some, made]) => ({
      options: some,
      steps: actionsOfMoves(optionsOf({ options }, { options: some }), made).map((action) => ({ action })),
    }))

/**
 * The events of a scene as `step` takes them: with their times, and with timers firing when they are due.
 *
 * @since 0.1.0
 */
export const eventsOf = (scene: Scene): ReadonlyArray<Fed> => {
  const events: Array<Fed> = []
  const host = newHost(step, (fed) => events.push(fed))(optionsOf({}, scene))
  for (const { action } of scene.steps) {
    if (action._tag === 'Advance') pass(host, action.ms)
    if (action._tag === 'Dispatch') feed(host, action.account, { ...action.event, at: host.state.now })
  }
  return events
}
