/**
 * The life of a server, move by move.
 *
 * A move is made possible where it is not (who is to resume must sleep, who is to sleep must be there) or is no event at
 * all (nothing to answer), so that every subset of moves is a valid life, and a life shrinks by leaving moves out.
 */
import type { Advance, Dispatch, Untimed } from '../scene.js'
import type { Move, Presence, Scenery } from './move.js'
import { type MoveName, type MoveRule, MOVES, type Who } from './moves.js'

/** The resources of an account. */
export const RESOURCES: ReadonlyArray<string> = ['phone', 'desk', 'constructor']

const IS: Readonly<Record<Who, (session: Presence | undefined) => boolean>> = {
  anyone: () => true,
  absent: (session) => session === undefined,
  present: (session) => session !== undefined,
  awake: (session) => session?.asleep === false,
  asleep: (session) => session?.asleep === true,
}

/** The session of the move, or the next one that the move is for. */
const suited = (who: Who, { resource }: Move, { sessions }: Scenery): string | undefined =>
  [resource, ...RESOURCES].find((candidate) => IS[who](sessions.get(candidate)))

/** How long a `wait` may be: within a collection, to its end, past a day. */
export const WAITS: ReadonlyArray<number> = [1, 500, 1000, 5000, 90_000_000]

/** Where a move finds no session that it is for, it brings one about: sleep needs somebody awake, and that a login. */
const INSTEAD: Readonly<Partial<Record<Who, MoveName>>> = { asleep: 'hibernate', awake: 'login', present: 'login' }

const eventsOf = (name: MoveName, move: Move, scenery: Scenery): ReadonlyArray<Untimed> => {
  const { who, play }: MoveRule = MOVES[name]
  const resource = suited(who, move, scenery)
  const instead = INSTEAD[who]
  return resource !== undefined
    ? play({ ...move, resource }, scenery)
    : instead === undefined
      ? []
      : eventsOf(instead, move, scenery)
}

/** The actions of one move. */
export const actionsOf = (move: Move, scenery: Scenery): ReadonlyArray<Advance | Dispatch> => [
  ...(move.name === 'wait' ? [{ _tag: 'Advance', ms: move.ms } as const] : []),
  ...eventsOf(move.name, move, scenery).map((event): Dispatch => ({ _tag: 'Dispatch', account: move.account, event })),
]
