/** readAccount of what any account is over JSON is the account. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readAccount, readRegistrations, restoreAccount } from 'xmpp-push-rules'
import { anyOptions } from '../support/options.js'
import { anyTrace, play } from '../support/trace.js'
import { JULIET, nobody, overJson, right } from '../support/fixtures.js'

describe('a round trip through a store', () => {
  it('gives back the account, and the registrations', () => {
    fc.assert(
      fc.property(anyOptions, anyTrace, (chosen, trace) => {
        const account = play(chosen, trace).at(-1)?.after ?? nobody
        expect(right(readAccount(overJson(account)))).toEqual(account)
        const registrations = right(readRegistrations(overJson(account.registrations)))
        expect(right(restoreAccount(JULIET, registrations)).registrations).toEqual(account.registrations)
      }),
      { numRuns: 150 },
    )
  })

  it('takes any value: an account, or faults with paths', () => {
    fc.assert(
      fc.property(
        fc.anything(),
        fc.constantFrom('jid', 'registrations', 'sessions', 'pushLog', 'calls'),
        (value, member) => {
          for (const given of [value, { ...overJson(nobody), [member]: value }]) {
            const read = readAccount(given)
            expect(
              read._tag === 'Right' ||
                read.left.every(({ path, expected }) => typeof path === 'string' && expected !== ''),
            ).toBe(true)
          }
        },
      ),
      { numRuns: 300 },
    )
  })
})
