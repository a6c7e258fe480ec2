/**
 * Right rules, of which a server says the wrong thing: why it decided so, and who is registered.
 */
import { step } from 'xmpp-push-rules'
import { type Adapter, adapterOver, feed, type Host, type Output } from 'xmpp-push-rules/conformance'
import type { Mutant } from './mutant.js'

type Explained = Extract<Output, { readonly _tag: 'Explained' }>

const right = adapterOver('insight', step)

/** Decisions are told otherwise, or not at all. */
const telling = (id: string, caughtBy: string, change: (one: Explained) => ReadonlyArray<Output>): Mutant => ({
  id,
  caughtBy,
  adapter: {
    ...right,
    name: id,
    dispatch: (host, account, event) =>
      feed(host, account, event).flatMap((output) => (output._tag === 'Explained' ? change(output) : [output])),
  },
})

const looking = (id: string, caughtBy: string, inspect: NonNullable<Adapter<Host>['inspect']>): Mutant => ({
  id,
  caughtBy,
  adapter: { ...right, name: id, inspect },
})

const EVERY_RULE = ['TRG-1', 'TRG-3', 'TRG-5', 'DUP-1', 'IMP', 'SUM-3']

/** What `explain` and `inspect` are for. */
export const insightMutants: ReadonlyArray<Mutant> = [
  telling('why-of-another-stanza', 'seed/decisions/say-why', (one) => [{ ...one, key: 'k0' }]),
  telling('why-of-no-stanza', 'seed/decisions/say-why', ({ key: _key, ...one }) => [one]),
  telling('why-of-another-registration', 'seed/decisions/say-why', (one) => [
    { ...one, registration: { service: 'push.example', node: 'phone' } },
  ]),
  telling('why-of-another-account', 'seed/decisions/say-why', (one) => [{ ...one, account: 'romeo@montague.example' }]),
  telling('every-rule-each-time', 'seed/decisions/say-why', (one) => [{ ...one, rules: EVERY_RULE }]),
  telling('every-rule-of-queues', 'seed/decisions/say-why-of-queues', (one) => [{ ...one, rules: EVERY_RULE }]),
  telling('queues-not-explained', 'seed/decisions/say-why-of-queues', (one) =>
    one.rules.includes('TRG-5') ? [] : [one],
  ),
  looking(
    'registrations-of-whoever-was-first',
    'seed/errors/removed-and-saved',
    (host, account) => right.inspect?.(host, [...host.accounts.keys()][0] ?? account) ?? {},
  ),
  looking('registrations-without-their-names', 'seed/errors/removed-and-saved', async (host, account) => {
    const { registrations = [], ...rest } = (await right.inspect?.(host, account)) ?? {}
    return { ...rest, registrations: registrations.map(() => ({ service: 'x', node: 'y' })) }
  }),
]
