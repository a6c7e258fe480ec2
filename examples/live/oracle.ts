import * as E from 'fp-ts/lib/Either.js'
import { type Event, makeOptions, type Options, policies, publishElement, replyElement } from 'xmpp-push-rules'
import { decodeLine } from 'xmpp-push-rules/log'
import { timeOf } from '../demo/engine.js'
import { faultsText } from '../demo/read.js'
import { advance, dispatch, newWorld, type Replayed } from '../demo/replay.js'
import type { SceneRecord } from './run-scene.js'
import { sealedRequest } from './sealed.js'
import { softwareOf, type HostProfile, type ServerName } from './server.js'
import { find, viewPublish, viewReply, type View } from './wire.js'

/** What the library does with the events of one scene: each publish and reply, with its time and what led to it. */
export interface Predicted {
  readonly at: number
  readonly view: View
  readonly cause: Replayed
}

/** What a server is that its profile does not say: its policy, and for ejabberd what 23.01 still does otherwise. */
const natureOf = (server: ServerName, { maxErrors, maxDevices }: HostProfile): Partial<Options> =>
  softwareOf(server) === 'prosody'
    ? { ...policies.prosody, maxErrors, maxDevices }
    : { ...policies.ejabberd, maxDevices: uncapped, ...(server === 'ejabberd' ? { senderJid: 'full' } : {}) }

/** ejabberd has no cap: the most that the library takes. */
const uncapped = 1000

/** The library, set up as that server is. */
export const optionsFor = (server: ServerName, profile: HostProfile): Options => {
  const options = makeOptions({
    ...natureOf(server, profile),
    includeBody: profile.includeBody,
    includeSender: profile.includeSender,
    importantBody: profile.importantBody,
    ...(profile.notifyOn === undefined ? {} : { notifyOn: profile.notifyOn }),
    maxHibernationMs: profile.pushResumeSeconds * 1000,
    ...(profile.extensions === undefined ? {} : { extensions: profile.extensions }),
  })
  if (E.isLeft(options))
    throw new Error(options.left.map(({ option, expected }) => `${option}: ${expected}`).join('; '))
  return options.right
}

const viewsOf = (cause: Replayed): ReadonlyArray<Predicted> =>
  cause.effects.flatMap((effect): ReadonlyArray<Predicted> => {
    const at = cause.event.at
    if (effect._tag === 'Publish') return [{ at, cause, view: viewPublish(publishElement('')(effect)) }]
    if (effect._tag === 'PublishSealed') return [{ at, cause, view: viewPublish(sealedRequest(effect)) }]
    return effect._tag === 'Reply' ? [{ at, cause, view: viewReply(replyElement(effect)) }] : []
  })

/**
 * What an event means on that server. Prosody's hooks are the library's triggers. ejabberd tells its push module of an
 * archived message whether there are sessions or not, and not again when it is stored offline: without a session
 * that is the library's offline trigger.
 */
const asMeantBy = (server: ServerName, event: Event, hasSessions: boolean): Event | undefined => {
  if (softwareOf(server) === 'prosody') return event
  if (event._tag === 'Archived' && !hasSessions) return { ...event, _tag: 'StoredOffline' }
  const wasArchived =
    event._tag === 'StoredOffline' && find(event.delivery.stanza, 'archived', 'urn:xmpp:mam:tmp') !== undefined
  return wasArchived ? undefined : event
}

/** A server's timers are a little late; the library's must not be later than the next event because of that. */
const latenessMs = 100

/** Everything that the library did in a scene, in order. */
export interface Prediction {
  readonly record: SceneRecord
  readonly options: Options
  readonly history: ReadonlyArray<Replayed>
  readonly predicted: ReadonlyArray<Predicted>
}

/**
 * Plays the events that the server's hooks saw during a scene to the library.
 *
 * @param log - the server's event log for the scene's host
 */
export const predict = (options: Options, log: string, record: SceneRecord): Prediction => {
  const world = newWorld(options)
  const ours = `.${record.scene}@`
  const replayed = log.split('\n').flatMap((text): ReadonlyArray<Replayed> => {
    if (!text.includes(ours)) return []
    const line = decodeLine(text)
    if (E.isLeft(line)) throw new Error(`${faultsText(line.left)}: ${text}`)
    if (line.right._tag === 'Header') return []
    const at = timeOf(line.right)
    if (at > record.ended || line.right._tag === 'Passed') return []
    // What the server sent is what a timer of its own may have led to: the library's timers are due then too.
    if (line.right._tag === 'Sent') return advance(world, at)
    const { account } = line.right
    const sessions = world.accounts.get(account)?.sessions ?? {}
    const event = asMeantBy(record.server, line.right.event, Object.keys(sessions).length > 0)
    const due = at - latenessMs
    return [...advance(world, due), ...(event === undefined ? [] : [dispatch(world, account, event)])]
  })
  const history = [...replayed, ...advance(world, record.ended)]
  return { record, options, history, predicted: history.flatMap(viewsOf) }
}
