/**
 * Hosts around right rules that lose something at a restart, or bring back what was gone.
 */
import type { FormField, Registration } from 'xmpp-push-rules'
import { step } from 'xmpp-push-rules'
import { type Adapter, adapterOver, feed, type Happening, type Host } from 'xmpp-push-rules/conformance'
import * as O from 'fp-ts/lib/Option.js'
import { restart } from '../../../src/conformance/host.js'
import type { Mutant } from './mutant.js'

const LAW = 'seed/enabling/survives-restart'

const host = (id: string, change: Partial<Adapter<Host>>): Mutant => ({
  id,
  caughtBy: LAW,
  adapter: { ...adapterOver(id, step), ...change },
})

type Registrations = ReadonlyArray<Registration>

/** What a store gives back of an account: `place` is the account's among all, `of` how many there are. */
const givesBack = (
  id: string,
  change: (registrations: Registrations, place: number, of: number) => Registrations,
): Mutant =>
  host(id, {
    restart: (server) => {
      const all = [...server.saved]
      all.forEach(([account, registrations], place) =>
        server.saved.set(account, change(registrations, place, all.length)),
      )
      return restart(server)
    },
  })

const each = (change: (one: Registration) => Registration) => (registrations: Registrations) =>
  registrations.map(change)

/** What is written after an event, where it is not what the rules say. */
const writes = (
  id: string,
  change: (around: {
    readonly event: Happening
    readonly before: Registrations
    readonly after: Registrations
  }) => Registrations,
): Mutant =>
  host(id, {
    dispatch: (server, account, event) => {
      const before = server.saved.get(account) ?? []
      const outputs = feed(server, account, event)
      const after = server.saved.get(account)
      if (after !== undefined) server.saved.set(account, change({ event, before, after }))
      return outputs
    },
  })

/** Removals of one kind of event are not written. */
const unwritten = (id: string, ...tags: ReadonlyArray<Happening['_tag']>): Mutant =>
  writes(id, ({ event, before, after }) => (tags.includes(event._tag) ? before : after))

const withoutTypes = (one: Registration): Registration => ({
  ...one,
  publishOptions: O.map((fields: ReadonlyArray<FormField>) => fields.map(({ type: _type, ...field }) => field))(
    one.publishOptions,
  ),
})

export const restartMutants: ReadonlyArray<Mutant> = [
  writes('only-requests-are-saved', ({ event, before, after }) => (event._tag === 'IqReceived' ? after : before)),
  unwritten('removal-by-errors-unsaved', 'PublishAnswered'),
  unwritten('revocation-unsaved', 'ServiceMessage'),
  unwritten('removal-by-the-host-unsaved', 'RegistrationsRemoved'),
  unwritten('deletion-unsaved', 'AccountDeleted'),
  writes('evictions-unsaved', ({ event, before, after }) =>
    event._tag === 'IqReceived' && after.length >= before.length
      ? [
          ...before.filter((one) => !after.some(({ service, node }) => one.service === service && one.node === node)),
          ...after,
        ]
      : after,
  ),
  givesBack('first-account-restored', (registrations, place) => (place === 0 ? registrations : [])),
  givesBack('last-account-restored', (registrations, place, of) => (place === of - 1 ? registrations : [])),
  givesBack(
    'nodes-lower-cased-at-restart',
    each((one) => ({ ...one, node: one.node.toLowerCase() })),
  ),
  givesBack('order-lost-at-restart', (registrations) => registrations.toReversed()),
  givesBack('field-types-lost-at-restart', each(withoutTypes)),
  givesBack(
    'settings-lost-at-restart',
    each(({ settings: _settings, ...one }) => one),
  ),
  givesBack(
    'client-lost-at-restart',
    each(({ client: _client, ...one }) => one),
  ),
  host('sessions-survive-restart', {
    restart: (server) => {
      const before = new Map(server.accounts)
      restart(server)
      for (const [account, { sessions }] of before) {
        const restored = server.accounts.get(account)
        if (restored !== undefined) server.accounts.set(account, { ...restored, sessions })
      }
      return []
    },
  }),
  host('timers-survive-restart', {
    restart: (server) => {
      const before = new Map(server.accounts)
      const timers = new Map(server.timers)
      restart(server)
      for (const [name, timer] of timers) server.timers.set(name, timer)
      for (const [account, { sessions }] of before) {
        const restored = server.accounts.get(account)
        const waiting = Object.entries(sessions).filter(([, { collected }]) => collected.length > 0)
        if (restored !== undefined) server.accounts.set(account, { ...restored, sessions: Object.fromEntries(waiting) })
      }
      return []
    },
  }),
]
