/**
 * IMP: the message inside another one, where the outer one may speak for it.
 */
import * as O from 'fp-ts/lib/Option.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Options } from '../options/options.js'
import type { Wrapping } from '../state/facts.js'
import { type BareJid, bareOf, isJid, isSameJid } from '../state/jid.js'
import type { XmlElement } from '../xml/element.js'
import { attr, enter, findChild, findPath, fromOf, localName, type Scope } from '../xml/query.js'
import { NS } from './namespaces.js'

/** A message inside another one. */
export interface Wrapped {
  readonly wrapping: Wrapping
  readonly inside: Scope
}

const FORWARDED = [
  ['forwarded', NS.forward],
  ['message', NS.client],
] as const

/**
 * A carbon copy: XEP-0280 §11: "Any forwarded copies received by a Carbons-enabled client MUST be from that user's bare
 * JID; any copies that do not meet this requirement MUST be ignored" (CVE-2017-5589).
 */
const carbon = (account: BareJid, outer: Scope, wrapper: Scope): O.Option<Wrapped> =>
  pipe(
    isJid(fromOf(outer.element), account) ? O.fromNullable(findPath(wrapper, FORWARDED)) : O.none,
    O.map((inside) => ({ wrapping: localName(wrapper.element.name) === 'sent' ? 'sent' : 'received', inside })),
  )

/** The inner message is of the room that the outer one came from. */
const isOfSameRoom =
  (outer: Scope) =>
  ({ element }: Scope): boolean => {
    const from = fromOf(outer.element)
    const inner = fromOf(element)
    return from !== undefined && inner !== undefined && isSameJid(bareOf(inner), bareOf(from))
  }

const ROOM_MESSAGE = [
  ['item', NS.pubsubEvent],
  ['message', NS.client],
] as const

/** A room message for a MUC/Sub subscriber: `event / items[node] / item / message`. */
const mucsub = (outer: Scope, wrapper: Scope): O.Option<Wrapped> =>
  pipe(
    O.fromNullable(findChild(wrapper, 'items', NS.pubsubEvent)),
    O.filter(({ element }) => attr(element, 'node') === NS.mucsubMessages),
    O.chainNullableK((items) => findPath(items, ROOM_MESSAGE)),
    O.filter(isOfSameRoom(outer)),
    O.map((inside) => ({ wrapping: 'mucsub', inside })),
  )

/** XEP-0452 §5: a room's notification of a mention: `mentions / forwarded / message`. */
const mentionNotification = (outer: Scope, wrapper: Scope): O.Option<Wrapped> =>
  pipe(
    O.fromNullable(findPath(wrapper, FORWARDED)),
    O.filter(isOfSameRoom(outer)),
    O.map((inside) => ({ wrapping: 'mention-notification', inside })),
  )

/** Elements that may hold another message. */
export interface Wrappers {
  readonly carbon: XmlElement | undefined
  readonly event: XmlElement | undefined
  readonly mention: XmlElement | undefined
}

/** The message inside of `outer`, if it may speak for it; the first of its kinds that is genuine. */
export const unwrapped = (
  { understands }: Pick<Options, 'understands'>,
  account: BareJid,
  outer: Scope,
  { carbon: copy, event, mention }: Wrappers,
): O.Option<Wrapped> =>
  pipe(
    O.fromNullable(copy),
    O.flatMap((wrapper) => carbon(account, outer, enter(outer, wrapper))),
    O.alt(() => (event !== undefined && understands.includes('mucsub') ? mucsub(outer, enter(outer, event)) : O.none)),
    O.alt(() =>
      mention !== undefined && understands.includes('mention-notification')
        ? mentionNotification(outer, enter(outer, mention))
        : O.none,
    ),
  )
