/** REG-4, REG-6, CLI-2 as a host with registries of its own asks them. */
import * as O from 'fp-ts/lib/Option.js'
import { describe, expect, it } from 'vitest'
import { admit, type Enabling } from 'xmpp-push-rules'
import { key, NOW, registration } from '../support/fixtures.js'

const enabling = (node: string, rest: Partial<Enabling> = {}): Enabling => ({
  ...key(node),
  number: 9,
  publishOptions: O.none,
  enabledAt: NOW + 1,
  ...rest,
})
const failing = { since: NOW, count: 2 }
const a = registration('a', { number: 1, errors: 3, failing })
const b = registration('b', { number: 2, client: 'c1' })

describe('admit', () => {
  const five = { maxDevices: 5, oneNodePerClient: true }

  it('a new one is the newest, with the number that it was given and no errors', () => {
    const taken = { ...enabling('n'), errors: 0 }
    expect(admit(five)([a, b], enabling('n'))).toEqual({ registrations: [a, b, taken], evicted: [], replaced: [] })
  })

  it('REG-4: one that is enabled again keeps its number, its errors and the row that they are in', () => {
    const again = admit(five)([a, b], enabling('a', { settings: { priority: true } }))
    const taken = { ...enabling('a', { settings: { priority: true } }), number: 1, errors: 3, failing }
    expect(again).toEqual({ registrations: [b, taken], evicted: [], replaced: [] })
  })

  it('REG-6: the oldest out; the one that is enabled never', () => {
    expect(admit({ ...five, maxDevices: 2 })([a, b], enabling('n'))).toMatchObject({
      registrations: [{ node: 'b' }, { node: 'n' }],
      evicted: [{ node: 'a' }],
    })
    expect(admit({ ...five, maxDevices: 1 })([a, b], enabling('a'))).toMatchObject({
      registrations: [{ node: 'a', number: 1 }],
      evicted: [{ node: 'b' }],
    })
  })

  it('CLI-2: what the same client has with the service is replaced, and takes no place of another', () => {
    expect(admit({ ...five, maxDevices: 2 })([a, b], enabling('n', { client: 'c1' }))).toMatchObject({
      registrations: [{ node: 'a' }, { node: 'n' }],
      evicted: [],
      replaced: [{ node: 'b' }],
    })
    expect(admit({ ...five, oneNodePerClient: false })([a, b], enabling('n', { client: 'c1' })).replaced).toEqual([])
    const elsewhere = registration('b', { service: 'other.example', client: 'c1' })
    expect(admit(five)([elsewhere], enabling('n', { client: 'c1' })).replaced).toEqual([])
  })
})
