/**
 * Accounts in any state that `step` can leave them in: distinct registrations, sessions bound to what is there, a timer
 * exactly while something is collected, and some stanzas that were pushed.
 */
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { type Account, restoreAccount } from '../../state/account.js'
import type { Delivery } from '../../event.js'
import type { BareJid } from '../../state/jid.js'
import { ownFacts, readFacts } from '../../stanza/read.js'
import type { Options } from '../../options/options.js'
import { keyOf, type RegistrationKey } from '../../state/registration.js'
import type { Session } from '../../state/session.js'
import { step } from '../../step.js'
import { JULIET } from '../stage.js'
import { chat } from '../stanzas.js'
import { resourcepart } from './jid.js'
import { registration } from './registration.js'
import { stanza } from './stanza.js'
import { stanzaKey } from './text.js'

/**
 * A delivery of any stanza.
 *
 * @since 0.1.0
 */
export const delivery = (account?: string): fc.Arbitrary<Delivery> =>
  fc.record({ key: stanzaKey, stanza: stanza(account) })

/**
 * A session as an account holds it.
 *
 * @param options - what is kept of collected stanzas depends on them
 * @param resource - the timer is named after it
 * @param keys - the registrations that it may be bound to
 * @since 0.1.0
 */
export const session = (
  options: Options,
  resource: string,
  keys: ReadonlyArray<RegistrationKey>,
): fc.Arbitrary<Session> =>
  fc
    .record({
      bound:
        keys.length === 0
          ? fc.constant(undefined)
          : fc.option(fc.constantFrom(...keys.map(keyOf)), { nil: undefined, freq: 3 }),
      hibernation: fc.option(fc.record({ resumeTimeoutMs: fc.constantFrom(300_000, 0), extended: fc.boolean() })),
      collected: fc.array(delivery(), { maxLength: Math.min(3, options.maxNotified) }),
      since: fc.nat(1000),
    })
    .map(({ bound, hibernation, collected, since }) => ({
      bound: O.fromNullable(bound),
      // RES-1: only a bound session's hibernation is extended
      hibernation: O.map((own: { readonly resumeTimeoutMs: number; readonly extended: boolean }) => ({
        ...own,
        extended: own.extended && bound !== undefined,
        wake: O.none,
      }))(O.fromNullable(hibernation)),
      collected: collected.map((one) => ownFacts(readFacts(options)(JULIET as BareJid)(one))),
      timer: collected.length === 0 ? O.none : O.some(`${JULIET}/${resource}@${since}`),
    }))

const sessions = (options: Options, keys: ReadonlyArray<RegistrationKey>): fc.Arbitrary<Account['sessions']> =>
  fc
    .uniqueArray(resourcepart, { maxLength: 3 })
    .chain((resources) =>
      fc.tuple(
        ...resources.map((resource) => session(options, resource, keys).map((made) => [resource, made] as const)),
      ),
    )
    .map((entries) => Object.fromEntries(entries))

/** What was told before: to all, or to those that no session is bound to. */
const told = fc.array(fc.record({ _tag: fc.constantFrom('StoredOffline', 'Archived'), key: stanzaKey }), {
  maxLength: 4,
})

/**
 * An account in any valid state.
 *
 * @param options - it holds at most `maxDevices` registrations with less than `maxErrors` errors each
 * @since 0.1.0
 */
export const account = (options: Options): fc.Arbitrary<Account> =>
  fc
    .uniqueArray(registration(options.maxErrors), {
      maxLength: Math.min(options.maxDevices, 6),
      selector: (one) => JSON.stringify([one.service, one.node]),
    })
    .map((made) => made.sort((a, b) => a.enabledAt - b.enabledAt).map((one, index) => ({ ...one, number: index + 1 })))
    .chain((registrations) => fc.tuple(fc.constant(registrations), sessions(options, registrations), told))
    .map(([registrations, opened, events]) =>
      E.map((fresh: Account) =>
        // The rules themselves remember what they told: how is theirs to know.
        events.reduce<Account>(
          (before, { _tag, key }) => step(options)({ _tag, at: 0, delivery: { key, stanza: chat() } })(before)[1],
          { ...fresh, sessions: opened },
        ),
      )(restoreAccount(JULIET, registrations)),
    )
    .filter(E.isRight)
    .map(({ right }) => right)
