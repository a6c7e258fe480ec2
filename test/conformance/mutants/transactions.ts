/**
 * Servers that take a request for somebody else, do half of what could not be saved, or two things side by side.
 */
import type { Account, Effect, Event, RegistrationKey } from 'xmpp-push-rules'
import { sameKey, step } from 'xmpp-push-rules'
import { type Adapter, adapterOver, feed, type Happening, type Host } from 'xmpp-push-rules/conformance'
import * as O from 'fp-ts/lib/Option.js'
import { type Mutant, mutant, setAttrs, withEffects, withEvent, withIq, withState } from './mutant.js'

const host = (id: string, caughtBy: string, change: Partial<Adapter<Host>>): Mutant => ({
  id,
  caughtBy,
  adapter: { ...adapterOver(id, step), ...change },
})

/** Of events of such a kind each begins with the account as it was before all of them, and the last one is kept. */
const sideBySide = (isSuch: (event: Happening) => boolean): Partial<Adapter<Host>> => ({
  dispatchTogether: (server, account, events) => {
    const before = server.accounts.get(account)
    return events.flatMap((event) => {
      if (before !== undefined && events.every(isSuch)) server.accounts.set(account, before)
      return feed(server, account, event)
    })
  },
})

type Bound = Account['sessions'][string]['bound']

const rebound = (server: Host, account: string, change: (resource: string, bound: Bound) => Bound): void => {
  const known = server.accounts.get(account)
  if (known === undefined) return
  const sessions = Object.entries(known.sessions).map(([name, one]) => [
    name,
    { ...one, bound: change(name, one.bound) },
  ])
  server.accounts.set(account, { ...known, sessions: Object.fromEntries(sessions) as Account['sessions'] })
}

/** A request that could not be saved; its child. */
const unsaved = (
  server: Host,
  event: Happening,
): { readonly name: string; readonly key: RegistrationKey } | undefined => {
  if (!server.state.failing || event._tag !== 'IqReceived') return undefined
  const [child] = event.iq.children
  return typeof child !== 'object'
    ? undefined
    : { name: child.name, key: { service: child.attrs['jid'] ?? '', node: child.attrs['node'] ?? '' } }
}

/** What a request that could not be saved does to the sessions all the same. */
const halfDone = (
  change: (request: {
    readonly key: RegistrationKey
    readonly resource: string
  }) => (name: string, bound: Bound) => Bound,
  of: string,
): Partial<Adapter<Host>> => ({
  dispatch: (server, account, event) => {
    const outputs = feed(server, account, event)
    const request = unsaved(server, event)
    if (request?.name === of && event._tag === 'IqReceived')
      rebound(server, account, change({ key: request.key, resource: event.resource }))
    return outputs
  },
})

const isConnectedFor = ({ sessions }: Account, resource: string): boolean => {
  const own = O.toUndefined(sessions[resource]?.bound ?? O.none)
  return Object.entries(sessions).some(
    ([name, { bound, hibernation }]) =>
      name !== resource &&
      O.isNone(hibernation) &&
      own !== undefined &&
      O.exists((key: RegistrationKey) => sameKey(key, own))(bound),
  )
}

const isPush = ({ _tag }: Effect): boolean => _tag === 'Publish'

/** The session that an event ends. */
const ends = (event: Event): string | undefined => (event._tag === 'SessionClosed' ? event.resource : undefined)

export const transactionMutants: ReadonlyArray<Mutant> = [
  mutant(
    'iq-to-nobody-ignored',
    'xep-0357/enabling/to-own-account',
    withIq((iq) => (iq.attrs['to'] === undefined ? undefined : iq)),
  ),
  mutant(
    'iq-to-anybody-accepted',
    'xep-0357/enabling/to-own-account',
    withIq((iq, { jid }) => setAttrs(iq, { to: jid })),
  ),
  host(
    'bound-although-unsaved',
    'seed/enabling/failed-save-binds-nothing',
    halfDone(
      ({ key, resource }) =>
        (name, bound) =>
          name === resource ? O.some(key) : bound,
      'enable',
    ),
  ),
  host(
    'unbound-although-unsaved',
    'seed/enabling/failed-save-binds-nothing',
    halfDone(
      ({ key }) =>
        (_, bound) =>
          O.exists((one: RegistrationKey) => sameKey(one, key))(bound) ? O.none : bound,
      'disable',
    ),
  ),
  host('removed-by-errors-although-unsaved', 'seed/errors/failed-save', {
    dispatch: (server, account, event) => {
      const { failing } = server.state
      server.state.failing = failing && event._tag !== 'PublishAnswered'
      const outputs = feed(server, account, event)
      server.state.failing = failing
      return outputs
    },
  }),
  host(
    'stanzas-side-by-side',
    'seed/duplicates/side-by-side',
    sideBySide(({ _tag }) => _tag !== 'IqReceived'),
  ),
  host(
    'answers-side-by-side',
    'seed/errors/at-once',
    sideBySide(({ _tag }) => _tag === 'PublishAnswered'),
  ),
  mutant(
    'answers-compared-raw',
    'seed/errors/from-spelled',
    withEvent((event) =>
      event._tag === 'PublishAnswered' && event.from !== event.registration.service ? undefined : event,
    ),
  ),
  mutant(
    'silenced-by-its-twin',
    'seed/several-sessions/one-sleeps',
    withEffects((effects, { event, before }) =>
      event._tag === 'HibernationStarted' && isConnectedFor(before, event.resource)
        ? effects.filter((one) => !isPush(one))
        : effects,
    ),
  ),
  mutant(
    'end-unbinds-its-twin',
    'seed/several-sessions/one-sleeps',
    withState(({ event, before, after }) => {
      const ended = before.sessions[ends(event) ?? '']
      const own = ended && O.toUndefined(ended.bound)
      if (own === undefined) return after
      const sessions = Object.entries(after.sessions).map(([name, one]) => [
        name,
        O.exists((key: RegistrationKey) => sameKey(key, own))(one.bound) ? { ...one, bound: O.none } : one,
      ])
      return { ...after, sessions: Object.fromEntries(sessions) as Account['sessions'] }
    }),
  ),
]
