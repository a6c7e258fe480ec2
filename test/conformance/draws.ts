/**
 * What the scenes of a law can differ in, each counted over many draws.
 */
import * as fc from 'fast-check'
import type { Delivery, XmlElement } from 'xmpp-push-rules'
import type { Law, Scene } from 'xmpp-push-rules/conformance'
import type { Untimed } from '../../src/conformance/scene.js'

const DRAWS = 150

/** The same scenes every time. */
export const drawn = ({ check }: Law): ReadonlyArray<Scene> =>
  check._tag === 'Generated' ? fc.sample(check.scenes, { seed: 1, numRuns: DRAWS }) : []

const eventsOf = ({ steps }: Scene): ReadonlyArray<Untimed> =>
  steps.flatMap(({ action }) =>
    action._tag === 'Dispatch' ? [action.event] : action._tag === 'Together' ? action.events : [],
  )

const deliveriesOf = (event: Untimed): ReadonlyArray<Delivery> =>
  'delivery' in event ? [event.delivery] : 'queue' in event ? event.queue : []

/** Requests, as a client wrote them. */
const requestsOf = (scene: Scene): ReadonlyArray<XmlElement> =>
  eventsOf(scene).flatMap((event) => (event._tag === 'IqReceived' ? [event.iq] : []))

const stanzasOf = (scene: Scene): ReadonlyArray<XmlElement> =>
  eventsOf(scene).flatMap((event) => deliveriesOf(event).map(({ stanza }) => stanza))

/** The table: what may differ, and how it is read from a scene. */
export const FEATURES = {
  options: ({ options }: Scene): unknown => options,
  events: (scene: Scene): unknown => eventsOf(scene).map(({ _tag }) => _tag),
  requests: (scene: Scene): unknown => requestsOf(scene),
  stanzas: (scene: Scene): unknown => stanzasOf(scene),
  contexts: (scene: Scene): unknown =>
    eventsOf(scene).flatMap((event) => deliveriesOf(event).map(({ context }) => context)),
  sessions: (scene: Scene): unknown =>
    eventsOf(scene).filter(({ _tag }) => _tag === 'PresenceChanged' || _tag === 'RegistrationsRemoved'),
  queues: (scene: Scene): unknown =>
    eventsOf(scene).flatMap((event) => ('queue' in event ? [event.queue.map(({ key }) => key)] : [])),
  counts: (scene: Scene): unknown =>
    eventsOf(scene).flatMap((event) =>
      'unread' in event || 'pendingSubscriptions' in event ? [[event.unread, event.pendingSubscriptions]] : [],
    ),
  answers: (scene: Scene): unknown =>
    eventsOf(scene).flatMap((event) => (event._tag === 'PublishAnswered' ? [[event.from, event.answer]] : [])),
  messages: (scene: Scene): unknown =>
    eventsOf(scene).flatMap((event) => (event._tag === 'ServiceMessage' ? [event.message] : [])),
  times: ({ steps }: Scene): unknown => steps.flatMap(({ action }) => (action._tag === 'Advance' ? [action.ms] : [])),
  timeouts: (scene: Scene): unknown =>
    eventsOf(scene).flatMap((event) => (event._tag === 'HibernationStarted' ? [event.resumeTimeoutMs] : [])),
} as const

export type Feature = keyof typeof FEATURES

/** In how many ways scenes differ in each of them, where they differ at all. */
export const variety = (scenes: ReadonlyArray<Scene>): Readonly<Partial<Record<Feature, number>>> =>
  Object.fromEntries(
    Object.entries(FEATURES)
      .map(([name, of]) => [name, new Set(scenes.map((scene) => JSON.stringify(of(scene)))).size] as const)
      .filter(([, count]) => count > 1),
  )
