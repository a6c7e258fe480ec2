/**
 * The real bugs, of this kind of software and of the servers that have it.
 */
import * as O from 'fp-ts/lib/Option.js'
import { type Effect, type Options, step, type XmlElement } from 'xmpp-push-rules'
import { adapterOver, feed } from 'xmpp-push-rules/conformance'
import {
  isElement,
  mapChildren,
  mapDeep,
  type Mutant,
  mutant,
  setAttrs,
  withEffects,
  withEvent,
  withIq,
  withOptions,
  withPublish,
  withStanza,
  withState,
} from './mutant.js'

const ENCRYPTED: ReadonlySet<string> = new Set([
  'encrypted',
  'openpgp',
  'encryption',
  'p:encryption',
  'p:openpgp',
  'p:x',
])
const isEncryption = ({ name, attrs }: XmlElement): boolean =>
  ENCRYPTED.has(name) || attrs['xmlns'] === 'jabber:x:encrypted'
const hasBody = ({ children }: XmlElement): boolean =>
  children.some((child) => isElement(child) && child.name === 'body')

const policy =
  (change: Partial<Options['importance']>): Parameters<typeof withOptions>[0] =>
  (options) => ({
    importance: { ...options.importance, ...change },
  })

const keyByElement = (stanza: XmlElement): string => JSON.stringify(stanza.attrs)

export const fieldBugs: ReadonlyArray<Mutant> = [
  mutant(
    'copied-stanza-again',
    'seed/duplicates/copies',
    withEvent((event) => {
      switch (event._tag) {
        case 'StoredOffline':
        case 'GroupchatToBare':
        case 'QueuedWhileHibernating':
          return { ...event, delivery: { ...event.delivery, key: keyByElement(event.delivery.stanza) } }
        case 'HibernationStarted':
        case 'AckDelayed':
          return { ...event, queue: event.queue.map((one) => ({ ...one, key: keyByElement(one.stanza) })) }
        default:
          return event
      }
    }),
  ),
  {
    id: 'errors-shared-by-users',
    caughtBy: 'seed/errors/each-account',
    adapter: {
      ...adapterOver('errors-shared-by-users', step),
      dispatch: (host, account, event) => {
        const outputs = feed(host, account, event)
        if (event._tag !== 'PublishAnswered') return outputs
        const { publish: _publish, ...answer } = event
        return [
          ...outputs,
          ...[...host.accounts.keys()]
            .filter((other) => other !== account)
            .flatMap((other) => feed(host, other, answer)),
        ]
      },
    },
  },
  mutant(
    'success-does-not-reset',
    'seed/errors/result-resets',
    withEvent((event) => (event._tag === 'PublishAnswered' && event.answer._tag === 'Accepted' ? undefined : event)),
  ),
  mutant('state-grows', 'seed/duplicates/state-does-not-grow', withOptions({ maxNotified: 100_000 })),
  mutant(
    'evicted-still-bound',
    'seed/enabling/evicted-session-unbound',
    withState(({ before, after }, effects) => keepBound(before, after, effects, 'evicted')),
  ),
  mutant(
    'disabled-still-bound',
    'xep-0357/disabling/never-publish-after-by-any-trigger',
    withState(({ before, after }, effects) => keepBound(before, after, effects, 'disabled')),
  ),
  mutant(
    'disabled-still-listed',
    'xep-0357/disabling/never-publish-after',
    withState(({ event, before, after }) =>
      event._tag === 'IqReceived' && after.registrations.length < before.registrations.length
        ? { ...after, registrations: before.registrations }
        : after,
    ),
  ),
  mutant(
    'omemo-without-payload-alerts',
    'seed/importance/omemo-without-payload',
    withOptions(policy({ 'omemo-without-payload': 'ignore' })),
  ),
  mutant(
    'omemo-2-missed',
    'seed/importance/omemo-2',
    withStanza((stanza) =>
      mapChildren(stanza, (child) => (child.attrs['xmlns'] === 'urn:xmpp:omemo:2' ? undefined : child)),
    ),
  ),
  mutant(
    'forged-carbon-hides-body',
    'seed/importance/carbon-forged-with-body',
    withStanza((stanza, { jid }) =>
      stanza.children.some(
        (child) =>
          isElement(child) &&
          ['received', 'sent'].includes(child.name) &&
          child.attrs['xmlns'] === 'urn:xmpp:carbons:2',
      )
        ? setAttrs(stanza, { from: jid })
        : stanza,
    ),
  ),
  mutant(
    'fallback-body-sent',
    'seed/summary/fallback-body',
    withStanza((stanza) =>
      hasBody(stanza) ? mapChildren(stanza, (child) => (isEncryption(child) ? undefined : child)) : stanza,
    ),
  ),
  mutant('wait-counted', 'seed/errors/wait-not-counted', withOptions({ errors: {} })),
  mutant(
    'stranger-counted',
    'seed/errors/from-stranger',
    withEvent((event) => (event._tag === 'PublishAnswered' ? { ...event, from: event.registration.service } : event)),
  ),
  mutant(
    'disable-removes-one',
    'xep-0357/disabling/all-nodes',
    withIq((iq, { registrations }) =>
      mapDeep(iq, 'disable', (child) => {
        const first = registrations.find(({ service }) => service === child.attrs['jid'])
        return child.attrs['node'] === undefined && first !== undefined ? setAttrs(child, { node: first.node }) : child
      }),
    ),
  ),
  mutant(
    'options-lose-values',
    'xep-0357/publish-options/kept',
    withPublish((iq) =>
      mapDeep(iq, 'publish-options', (found) =>
        mapDeep(found, 'field', (one) => ({ ...one, children: one.children.slice(0, 1) })),
      ),
    ),
  ),
  mutant(
    'empty-node-is-a-node',
    'xep-0357/enabling/empty-node-is-none',
    withIq((iq) =>
      mapDeep(iq, 'enable', (child) => (child.attrs['node'] === '' ? setAttrs(child, { node: 'empty' }) : child)),
    ),
  ),
  mutant('stale-after-resume', 'seed/resumed/drops-collected', (options) => (event) => (before) => {
    const [effects, after] = step(options)(event)(before)
    if (event._tag !== 'SessionResumed') return [effects, after]
    const old = before.sessions[event.resource]
    const now = after.sessions[event.resource]
    return old === undefined || now === undefined
      ? [effects, after]
      : [
          [],
          {
            ...after,
            sessions: { ...after.sessions, [event.resource]: { ...now, collected: old.collected, timer: old.timer } },
          },
        ]
  }),
  mutant(
    'urgent-misses-bound',
    'seed/archived/urgent-reaches-bound',
    withEffects((effects, { before }) =>
      effects.filter(
        (effect) =>
          !(
            effect._tag === 'Publish' &&
            effect.decision.reasons.some(({ code }) => code === 'archived-urgent') &&
            Object.values(before.sessions).some(
              ({ bound }) =>
                O.isSome(bound) &&
                bound.value.service === effect.registration.service &&
                bound.value.node === effect.registration.node,
            )
          ),
      ),
    ),
  ),
  mutant('body-leaks', 'xep-0357/summary/private-body', withOptions({ includeBody: true })),
  mutant(
    'sender-leaks-by-item-id',
    'xep-0357/summary/private-sender',
    withPublish((iq, { event }) =>
      'delivery' in event
        ? mapDeep(iq, 'item', (item) =>
            setAttrs(item, { id: `i${(event.delivery.stanza.attrs['from'] ?? '').length}` }),
          )
        : iq,
    ),
  ),
  mutant(
    'sender-leaks-by-node',
    'xep-0357/publish/node',
    withPublish((iq, { event }) =>
      'delivery' in event
        ? mapDeep(iq, 'publish', (one) =>
            setAttrs(one, { node: `${one.attrs['node'] ?? ''}/${event.delivery.stanza.attrs['from'] ?? ''}` }),
          )
        : iq,
    ),
  ),
  mutant(
    'timeout-never-restored',
    'xep-0357/disabling/restores-timeout',
    withEffects((effects, { event }) =>
      event._tag === 'TimerFired'
        ? effects
        : effects.filter((effect) => effect._tag !== 'SetResumeTimeout' || event._tag === 'HibernationStarted'),
    ),
  ),
  mutant(
    'told-device-sleeps-on',
    'seed/resume-timeout/told',
    withEffects((effects, { event }) =>
      event._tag === 'TimerFired' ? effects.filter(({ _tag }) => _tag !== 'SetResumeTimeout') : effects,
    ),
  ),
  mutant(
    'two-pushes-of-a-class',
    'seed/hibernation/one-push-per-class',
    withEffects((effects) => {
      const sent = effects.find((effect) => effect._tag === 'Publish')
      return effects.map((effect): Effect =>
        effect._tag === 'Skip' &&
        sent !== undefined &&
        effect.decision.reasons.some(({ code }) => code === 'stands-for')
          ? sent
          : effect,
      )
    }),
  ),
]

type State = Parameters<Parameters<typeof withState>[0]>[0]['after']

/** The sessions bound to a dropped registration stay bound, and the registration stays reachable for them. */
function keepBound(before: State, after: State, effects: ReadonlyArray<Effect>, reason: string): State {
  const dropped = effects.filter((effect) => effect._tag === 'Drop').filter((effect) => effect.reason === reason)
  const gone = before.registrations.filter((one) =>
    dropped.some(({ registration }) => registration.service === one.service && registration.node === one.node),
  )
  if (gone.length === 0) return after
  return {
    ...after,
    registrations: [...gone, ...after.registrations],
    sessions: Object.fromEntries(
      Object.entries(after.sessions).map(([resource, session]) => [
        resource,
        O.isNone(session.bound) ? { ...session, bound: before.sessions[resource]?.bound ?? O.none } : session,
      ]),
    ),
  }
}
