/**
 * Hosts around right rules that are wrong themselves: what a server loses between an effect and the next event.
 */
import type { Event, Options } from 'xmpp-push-rules'
import { step } from 'xmpp-push-rules'
import { type Adapter, adapterOver, feed, type Happening, type Host, newHost } from 'xmpp-push-rules/conformance'
import * as O from 'fp-ts/lib/Option.js'
import { mapDeep, type Mutant, mutant, setAttrs, withIq, withPublish } from './mutant.js'

const host = (id: string, caughtBy: string, change: Partial<Adapter<Host>>): Mutant => ({
  id,
  caughtBy,
  adapter: { ...adapterOver(id, step), ...change },
})

/** Which publish an answer is for is not looked at: the registration's key is all there is. */
const byKey = (event: Happening): Happening => {
  if (event._tag !== 'PublishAnswered') return event
  const { publish: _publish, ...answer } = event
  return answer
}

/** One map for all accounts: of two timers with the name of one session, the later one is left. */
const oneMap = ({ timers }: Host): void => {
  const owners = new Map<string, string>()
  for (const [key, { account, timer }] of timers) {
    const name = timer.replaceAll(account, '')
    const earlier = owners.get(name)
    if (earlier !== undefined) timers.delete(earlier)
    owners.set(name, key)
  }
}

/** Each event sees the account as it was before all of them; the slowest, which was the first, is written last. */
const sideBySide = (server: Host, account: string, events: ReadonlyArray<Happening>): ReturnType<typeof feed> => {
  const { accounts, saved } = server
  const before = { account: accounts.get(account), saved: saved.get(account) }
  const put = <A>(map: Map<string, A>, value: A | undefined): void => {
    if (value === undefined) map.delete(account)
    else map.set(account, value)
  }
  const outputs = events.map((event) => {
    put(accounts, before.account)
    const given = feed(server, account, event)
    return { given, after: accounts.get(account), saved: saved.get(account) }
  })
  put(accounts, outputs[0]?.after)
  put(saved, outputs[0]?.saved)
  return outputs.flatMap(({ given }) => given)
}

const lowerCase = (options: Options) => (event: Event) =>
  withIq((iq) => mapDeep(mapDeep(iq, 'enable', lowerNode), 'disable', lowerNode))(options)(event)

const lowerNode = (element: Parameters<typeof setAttrs>[0]): ReturnType<typeof setAttrs> =>
  setAttrs(element, { node: element.attrs['node']?.toLowerCase() })

export const hostMutants: ReadonlyArray<Mutant> = [
  host('answers-by-key', 'seed/errors/late-answer', {
    dispatch: (server, account, event) => feed(server, account, byKey(event)),
  }),
  host('one-map-of-timers', 'seed/hibernation/each-account', {
    dispatch: (server, account, event) => {
      const outputs = feed(server, account, event)
      oneMap(server)
      return outputs
    },
  }),
  host('side-by-side', 'seed/enabling/at-once', { dispatchTogether: sideBySide }),
  host('side-by-side-forgets', 'seed/duplicates/at-once', { dispatchTogether: sideBySide }),
  host('lost-at-restart', 'seed/enabling/survives-restart', {
    restart: (server) => {
      server.accounts.clear()
      server.saved.clear()
      server.timers.clear()
      return []
    },
  }),
  host('back-after-restart', 'seed/enabling/survives-restart', {
    // Saves what comes, and never what goes.
    dispatch: (server, account, event) => {
      const before = server.saved.get(account) ?? []
      const outputs = feed(server, account, event)
      const after = server.saved.get(account)
      if (after !== undefined && after.length < before.length) server.saved.set(account, before)
      return outputs
    },
  }),
  host('options-lost-at-restart', 'seed/enabling/survives-restart', {
    restart: (server) => {
      const fresh = newHost(step)(server.options)
      for (const [account, registrations] of server.saved)
        fresh.saved.set(
          account,
          registrations.map((one) => ({ ...one, publishOptions: O.none })),
        )
      server.saved.clear()
      for (const [account, registrations] of fresh.saved) server.saved.set(account, registrations)
      return adapterOver('again', step).restart?.(server) ?? []
    },
  }),
  mutant('nodes-lower-cased', 'xep-0357/enabling/node-to-the-letter', lowerCase),
  mutant(
    'nodes-trimmed',
    'xep-0357/enabling/node-to-the-letter',
    withPublish((iq) => mapDeep(iq, 'publish', (one) => setAttrs(one, { node: one.attrs['node']?.trim() }))),
  ),
  mutant(
    'field-types-lost',
    'xep-0357/publish-options/field-types',
    withPublish((iq) =>
      mapDeep(iq, 'publish-options', (options) =>
        mapDeep(options, 'field', (field) =>
          field.attrs['var'] === 'FORM_TYPE' ? field : setAttrs(field, { type: undefined }),
        ),
      ),
    ),
  ),
  mutant(
    'queue-from-its-end',
    'seed/hibernation/oldest-speaks',
    (options) => (event) => (account) =>
      step(options)(event._tag === 'HibernationStarted' ? { ...event, queue: event.queue.toReversed() } : event)(
        account,
      ),
  ),
]
