/**
 * What users and operators reported of servers, each as a mutant: an alert that is lost, or told where it need not be.
 */
import * as O from 'fp-ts/lib/Option.js'
import { type Account, type Effect, type Event, type Options, step } from 'xmpp-push-rules'
import type { HostStep } from 'xmpp-push-rules/conformance'
import {
  isElement,
  mapChildren,
  type Mutant,
  mutant,
  remove,
  setAttrs,
  withDelivery,
  withEffects,
  withEvent,
  withOptions,
  withStanza,
  withState,
} from './mutant.js'

type Causes = Options['importance']

const policy = (change: Partial<Causes>): HostStep =>
  withOptions(({ importance }) => ({ importance: { ...importance, ...change } }))

const isPush = ({ _tag }: Effect): boolean => _tag === 'Publish'

const isAsleep = ({ sessions }: Account): boolean =>
  Object.values(sessions).some(({ hibernation }) => O.isSome(hibernation))

/** Keys of what the server itself has muted. */
const mutedKeys = (event: Event): ReadonlySet<string> => {
  const deliveries = 'queue' in event ? event.queue : 'delivery' in event ? [event.delivery] : []
  return new Set(deliveries.flatMap(({ key, context }) => (context?.muted === true ? [key] : [])))
}

/** The rules are not told what the server has muted, and the host drops what they push of it. */
const filterBehind: HostStep = (options) => (event) => (account) => {
  const muted = mutedKeys(event)
  const unheard = withDelivery(({ context: _context, ...delivery }) => delivery)
  const [effects, after] = unheard(options)(event)(account)
  return [effects.filter((one) => !(one._tag === 'Publish' && one.key !== undefined && muted.has(one.key))), after]
}

/** The counts that sessions' events and pings give are not passed on. */
const countless = (...tags: ReadonlyArray<Event['_tag']>): HostStep =>
  withEvent((event) => {
    if (!tags.includes(event._tag)) return event
    const { unread: _unread, ...rest } = event as Event & { readonly unread?: number }
    return rest as Event
  })

/** The same, twice. */
const twice = (options: Options, event: Event, account: Account): ReturnType<ReturnType<ReturnType<HostStep>>> => {
  const [first, between] = step(options)(event)(account)
  const [second] = step(options)(event)({ ...between, badges: account.badges })
  return [[...first, ...second], between]
}

const children = (...names: ReadonlyArray<string>): HostStep =>
  withStanza((stanza) => mapChildren(stanza, (child) => (names.includes(child.name) ? undefined : child)))

const alerts: ReadonlyArray<Mutant> = [
  mutant('archive-waits', 'field/archived/nobody-there', withOptions({ archiveWithoutSession: 'wait' })),
  mutant('archive-waits-and-loses', 'field/no-alert-lost', withOptions({ archiveWithoutSession: 'wait' })),
  mutant('archive-waits-quietly', 'field/no-alert-lost/quiet-phones', withOptions({ archiveWithoutSession: 'wait' })),
  mutant('filter-behind-the-rules', 'field/muted/stands-for-nothing', filterBehind),
  mutant('filter-behind-prosody', 'field/no-alert-lost/prosody', filterBehind),
  mutant('filter-behind-ejabberd', 'field/no-alert-lost/ejabberd', filterBehind),
  mutant('muted-is-told', 'field/muted/not-told', filterBehind),
  mutant(
    'muted-for-all',
    'field/muted/for-some',
    withDelivery((delivery) => ({ ...delivery, context: { ...delivery.context, mutedFor: undefined } })),
  ),
  mutant(
    'sleeping-session-silences',
    'field/sessions-silence/available',
    withEffects((effects, { options, before, after }) =>
      options.sessionsSilence === 'all' && isAsleep(before) && isAsleep(after)
        ? effects.filter((one) => !isPush(one))
        : effects,
    ),
  ),
  mutant(
    'unavailable-session-silences',
    'field/sessions-silence/available',
    withEvent((event) => remove(event, 'PresenceChanged')),
  ),
  mutant('call-stands-in-queue', 'field/calls/class-of-its-own', withOptions({ urgent: 'archived' })),
  mutant('call-is-collected', 'field/calls/ends-the-collecting', withOptions({ urgent: 'archived' })),
  mutant('call-is-collected-unacknowledged', 'field/calls/ack-delay', withOptions({ urgent: 'archived' })),
  mutant('call-always-urgent', 'field/calls/a-message-like-others', withOptions({ urgent: 'always' })),
  mutant(
    'call-counts-as-many',
    'field/calls/never-held-back',
    withOptions(({ maxStanzasPerSecond }) => (maxStanzasPerSecond > 0 ? { urgent: 'never' } : {})),
  ),
  mutant(
    'hibernation-cut-short',
    'seed/resume-timeout/only-extended',
    withEffects((effects, { event, options, after }) => {
      if (event._tag !== 'HibernationStarted' || effects.some(({ _tag }) => _tag === 'SetResumeTimeout')) return effects
      const bound = after.sessions[event.resource]?.bound
      return bound !== undefined && O.isSome(bound) && event.queue.length === 0
        ? [...effects, { _tag: 'SetResumeTimeout', resource: event.resource, timeoutMs: options.maxHibernationMs }]
        : effects
    }),
  ),
  mutant(
    'quiet-uses-up-the-rate',
    'field/rate/quiet-uses-up-nothing',
    withState(({ event, after }, effects) => ({
      ...after,
      recent: [
        ...after.recent,
        ...effects.flatMap((one) =>
          one._tag === 'Publish' && one.decision.importance === 'unimportant' ? [event.at] : [],
        ),
      ],
    })),
  ),
  mutant('over-the-rate-is-told', 'field/rate/not-told', (options) => (event) => (account) => {
    const [effects, after] = step(options)(event)(account)
    return effects.some(({ _tag }) => _tag === 'Skip')
      ? [effects, { ...after, pushLog: step({ ...options, maxStanzasPerSecond: 0 })(event)(account)[1].pushLog }]
      : [effects, after]
  }),
  mutant(
    'subscription-not-told',
    'field/subscription/unbound',
    withEvent((event) => remove(event, 'SubscriptionRequested')),
  ),
  mutant(
    'subscription-for-all',
    'field/subscription/unbound',
    withEvent((event) => (event._tag === 'SubscriptionRequested' ? { ...event, _tag: 'StoredOffline' } : event)),
  ),
  mutant('wakes-all-the-same', 'field/policy/never', policy({ 'chat-state': 'quiet' })),
]

const content: ReadonlyArray<Mutant> = [
  mutant(
    'mucsub-not-unwrapped',
    'seed/importance/mucsub',
    withOptions({ understands: ['mention-notification', 'fallback'] }),
  ),
  mutant(
    'mucsub-of-anybody',
    'seed/importance/mucsub-forged',
    withStanza((stanza) =>
      stanza.children.some((child) => isElement(child) && child.name === 'event')
        ? setAttrs(stanza, { from: 'hall@rooms.example' })
        : stanza,
    ),
  ),
  mutant(
    'mention-not-unwrapped',
    'seed/importance/mention-notification',
    withOptions({ understands: ['mucsub', 'fallback'] }),
  ),
  mutant('quote-hides-the-reply', 'seed/importance/reply-with-quote', children('body')),
  mutant('retraction-0-alerts', 'seed/importance/retraction-0', children('apply-to')),
  mutant('moderation-alerts', 'seed/importance/moderation', policy({ moderation: 'ignore', retraction: 'ignore' })),
  mutant('reaction-alerts', 'seed/importance/reaction', children('reactions', 'fallback')),
  mutant('own-reflection-alerts', 'field/own-reflection/quiet', policy({ 'own-reflection': 'ignore' })),
  mutant('otr-quiet', 'seed/importance/otr', policy({ otr: 'quiet' })),
  mutant('call-invite-quiet', 'seed/importance/call-invite', children('invite')),
  mutant('jingle-quiet', 'seed/importance/jingle-request', policy({ 'jingle-request': 'quiet' })),
  mutant('subscription-quiet', 'seed/importance/subscription-request', policy({ 'subscription-request': 'quiet' })),
  mutant('call-over-alerts', 'seed/importance/call-over', policy({ 'call-end': 'alert' })),
  mutant('displayed-sync-alerts', 'seed/importance/displayed-sync', policy({ 'displayed-sync': 'alert' })),
  mutant(
    'echoed-hint-read',
    'seed/importance/hints-of-errors',
    withStanza((stanza) =>
      stanza.children.some((child) => isElement(child) && child.name === 'store')
        ? setAttrs(stanza, { type: 'chat' })
        : stanza,
    ),
  ),
  mutant(
    'text-of-a-bounce-shown',
    'field/summary/quiet-is-silent',
    withOptions({ quietSummary: 'full', includeSender: false }),
  ),
  mutant(
    'sender-of-typing-shown',
    'field/summary/quiet-is-silent',
    withOptions({ quietSummary: 'full', includeBody: false }),
  ),
  mutant('counts-of-queues-lost', 'field/counts/of-sessions', countless('HibernationStarted')),
  mutant(
    'last-count-forgotten',
    'field/counts/of-sessions',
    withState(({ after }) => ({
      ...after,
      sessions: Object.fromEntries(
        Object.entries(after.sessions).map(([name, { counts: _counts, ...session }]) => [name, session]),
      ),
    })),
  ),
  mutant('counts-of-pings-lost', 'field/counts/of-a-ping', countless('PingRequested')),
  mutant(
    'badge-never-cleared',
    'field/clear/zero',
    withEvent((event) => remove(event, 'UnreadChanged')),
  ),
  mutant(
    'badge-cleared-on-every-count',
    'field/clear/zero',
    withOptions(({ clearPushes }) => (clearPushes === 'zero' ? { clearPushes: 'every' } : {})),
  ),
  mutant(
    'badge-only-cleared',
    'field/clear/every',
    withOptions(({ clearPushes }) => (clearPushes === 'every' ? { clearPushes: 'zero' } : {})),
  ),
  mutant(
    'badge-cleared-twice',
    'field/clear/zero',
    (options) => (event) => (account) =>
      event._tag === 'UnreadChanged' ? twice(options, event, account) : step(options)(event)(account),
  ),
  mutant('badge-cleared-unasked', 'field/clear/never', withOptions({ clearPushes: 'zero' })),
  mutant(
    'badge-of-who-cleared-it',
    'field/clear/every',
    withEvent((event) => (event._tag === 'UnreadChanged' ? { ...event, resource: undefined } : event)),
  ),
]

/** Rows of what was reported of pushes, in the order of the rulebook. */
export const reportedMutants: ReadonlyArray<Mutant> = [...alerts, ...content]
