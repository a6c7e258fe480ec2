/**
 * What may happen on a server, as the page offers it: what is said of it, and the members of its event.
 */
import type { Account, Event } from 'xmpp-push-rules'
import type { XmlElement } from 'xmpp-push-rules/xml'
import type { Scene } from './scene.js'

type Row = readonly [label: string, ...members: ReadonlyArray<string>]

export const TRIGGERS: Readonly<Record<string, Row>> = {
  Archived: ['The message is archived', 'delivery', 'counts'],
  StoredOffline: ['The message is stored offline', 'delivery', 'counts'],
  GroupchatToBare: ['A room message reaches the bare JID', 'delivery', 'counts'],
  SubscriptionRequested: ['Somebody asks for a subscription', 'delivery', 'counts'],
  HibernationStarted: [
    'A session begins to hibernate with the stanza unacknowledged',
    'resource',
    'queue',
    'resumeTimeoutMs',
    'counts',
  ],
  QueuedWhileHibernating: ['The stanza is queued for a hibernating session', 'resource', 'delivery', 'counts'],
  AckDelayed: ['A session does not acknowledge the stanza in time', 'resource', 'queue', 'counts'],
  SessionResumed: ['A hibernating session is back', 'resource'],
  SessionClosed: ['A session closes', 'resource', 'counts'],
  SessionOpened: ['A session opens again', 'resource'],
  PresenceChanged: ['A session goes away', 'resource', 'available', 'show'],
  PingRequested: ['A ping is asked for', 'counts'],
  UnreadChanged: ['The unread count changes', 'counts'],
  IqReceived: ['A session sends the iq', 'resource', 'iq'],
  PublishAnswered: ['The app server answers', 'registration', 'from', 'answer'],
  ServiceMessage: ['The message comes from an app server', 'message'],
  RegistrationsRemoved: ['The server removes a device', 'registrations'],
  AccountDeleted: ['The account is deleted'],
  Time: ['Time goes by', 'seconds'],
}

/** What an app server may answer: the type and condition of an error, but for two. */
export const ANSWERS: ReadonlyArray<string> = [
  'accepted',
  'timed out',
  'wait resource-constraint',
  'cancel item-not-found',
  'cancel remote-server-not-found',
  'cancel service-unavailable',
  'auth forbidden',
  'modify not-acceptable',
]

const answerOf = (text: string): unknown => {
  const [type, condition] = text.split(' ')
  return text === 'accepted'
    ? { _tag: 'Accepted' }
    : text === 'timed out'
      ? { _tag: 'TimedOut' }
      : { _tag: 'Rejected', type, condition }
}

const count = (text: string): number | undefined => (text.trim() === '' ? undefined : Number(text))

/** What only the server knows, as far as something is said. */
const contextOf = (context: Scene['context']): object =>
  Object.fromEntries(
    Object.entries(context)
      .filter(([, value]) => value !== '' && value !== false)
      .map(([name, value]) => [name, name === 'senderKnown' ? value === 'yes' : value]),
  )

/** The event that a scene speaks of. */
export const eventOf = (scene: Scene, stanza: XmlElement, account: Account, at: number): Event => {
  const registration = account.registrations[Number(scene.registration)] ??
    account.registrations[0] ?? { service: '', node: '' }
  const { service, node } = registration
  const delivery = { stanza, key: scene.key, context: contextOf(scene.context) }
  const unread = count(scene.unread) ?? (scene.trigger === 'UnreadChanged' ? 0 : undefined)
  const members: Readonly<Record<string, object>> = {
    delivery: { delivery },
    queue: { queue: [delivery] },
    counts: { unread, pendingSubscriptions: count(scene.pendingSubscriptions) },
    resource: {
      resource: Object.hasOwn(account.sessions, scene.resource)
        ? scene.resource
        : (Object.keys(account.sessions)[0] ?? scene.resource),
    },
    resumeTimeoutMs: { resumeTimeoutMs: 300_000 },
    available: { available: true },
    show: { show: 'away' },
    iq: { iq: stanza },
    message: { message: stanza },
    registration: { registration: { ...registration } },
    from: { from: service },
    answer: { answer: answerOf(scene.answer) },
    registrations: { registrations: [{ service, node }] },
  }
  const [, ...names] = TRIGGERS[scene.trigger] ?? ['']
  return Object.assign({ _tag: scene.trigger, at }, ...names.map((name) => members[name])) as Event
}
