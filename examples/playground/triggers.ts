/**
 * What may happen on a server, as the page offers it.
 */
import type { Account, Event } from 'xmpp-push-rules'
import type { XmlElement } from 'xmpp-push-rules/xml'
import PAGE from './page.json' with { type: 'json' }
import type { Scene } from './scene.js'

/** By tag: what is said of it, and what its event has. */
export const TRIGGERS: ReadonlyMap<unknown, ReadonlyArray<string>> = new Map(
  PAGE.triggers.map(([tag, ...row]) => [tag, row]),
)

/** The type and condition of an error, but for two. */
const answerOf = (text: string): object => {
  const [type, condition] = text.split(' ')
  const tag = { accepted: 'Accepted', timed: 'TimedOut' }[type ?? '']
  return tag === undefined ? { _tag: 'Rejected', type, condition } : { _tag: tag }
}

const count = (text: string): number | undefined => (text.trim() === '' ? undefined : Number(text))

/** What only the server knows, as far as something is said. */
const contextOf = (context: Scene['context']): object => {
  const said = Object.entries(context).filter(([, value]) => value !== '' && value !== false)
  return Object.fromEntries(said.map(([name, value]) => [name, name === 'senderKnown' ? value === 'yes' : value]))
}

/** The event that a scene speaks of. */
export const eventOf = (scene: Scene, stanza: XmlElement, account: Account, at: number): Event => {
  const { trigger, resource, unread, pendingSubscriptions, key, context, answer } = scene
  const { registrations, sessions } = account
  const registration = registrations[Number(scene.registration)] ?? registrations[0] ?? { service: '', node: '' }
  const delivery = { stanza, key, context: contextOf(context) }
  const members: Readonly<Record<string, object>> = {
    delivery: { delivery },
    queue: { queue: [delivery] },
    counts: {
      unread: count(unread || (trigger === 'UnreadChanged' ? '0' : '')),
      pendingSubscriptions: count(pendingSubscriptions),
    },
    resource: { resource: Object.hasOwn(sessions, resource) ? resource : (Object.keys(sessions)[0] ?? resource) },
    resumeTimeoutMs: { resumeTimeoutMs: 300_000 },
    away: { available: true, show: 'away' },
    iq: { iq: stanza },
    message: { message: stanza },
    registration: { registration, from: registration.service },
    answer: { answer: answerOf(answer) },
    registrations: { registrations: [registration] },
  }
  return Object.assign({ _tag: trigger, at }, ...(TRIGGERS.get(trigger) ?? []).map((name) => members[name])) as Event
}
