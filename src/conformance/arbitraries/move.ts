/**
 * A move of a server's life, and what the server knows when it comes.
 */
import type { Delivery } from '../../event.js'
import type { RegistrationKey } from '../../state/registration.js'
import type { Counts } from '../../state/session.js'
import type { XmlElement } from '../../xml/element.js'
import type { MoveName } from './moves.js'

/** What a move is made of; each move reads what it needs of it. */
export interface Move {
  readonly name: MoveName
  readonly account: string
  readonly resource: string
  readonly registration: RegistrationKey
  readonly delivery: Delivery
  readonly number: number
  readonly ms: number
  readonly flag: boolean
  readonly secret: string
  /** The client that opens a session, where the server knows it. */
  readonly client?: string | undefined
  readonly counts: Counts
  /** What is asked for when it enables. */
  readonly wish: Wish
}

/** What a client asks for besides publish options: attributes and children of its `<enable/>`. */
export interface Wish {
  readonly attrs: Readonly<Record<string, string>>
  readonly children: ReadonlyArray<XmlElement>
}

/** A session as the server knows it. */
export interface Presence {
  readonly asleep: boolean
  /** Unacknowledged stanzas. */
  readonly queue: ReadonlyArray<Delivery>
}

/** A publish that waits for its answer: which one of its registration, from 0. */
export interface Waiting extends RegistrationKey {
  readonly nth: number
}

/** What the server knows when a move comes. */
export interface Scenery {
  readonly sessions: ReadonlyMap<string, Presence>
  /** Publishes to this account's registrations that wait for an answer, oldest first. */
  readonly unanswered: ReadonlyArray<Waiting>
}
