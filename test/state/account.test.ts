/** What is restored: an account out of the registrations of its last Save. */
import { describe, expect, it } from 'vitest'
import { emptyAccount, readRegistrations, restoreAccount } from 'xmpp-push-rules'
import {
  enableIq,
  field,
  JULIET,
  key,
  loud,
  nobody,
  on,
  only,
  overJson,
  publishOptions,
  pushes,
  rejected,
  right,
  run,
  runFrom,
  SERVICE,
} from '../support/fixtures.js'

const saved = only(
  run(
    on.enabled('a', key('a')),
    on.enabled('b', key('gone')),
    on.disabled('b', key('gone')),
    on.sent('b', enableIq({ jid: SERVICE, node: 'b' }, publishOptions(field('secret', 'x')))),
    on.answered(key('a'), rejected()),
    on.enabled('c', key('c')),
  ).last,
  'Save',
)[0]

describe('restoreAccount', () => {
  it('what a Save stored is enough to go on', () => {
    const restored = right(restoreAccount(JULIET, right(readRegistrations(overJson(saved?.registrations)))))
    expect(restored.registrations).toEqual(saved?.registrations)
    const { last } = runFrom(restored)(on.stored(loud('m')))
    expect(pushes(last)).toEqual(['m > a', 'm > b', 'm > c'])
    expect(only(last, 'Publish').map(({ publishOptions: { _tag } }) => _tag)).toEqual(['None', 'Some', 'None'])
  })

  it('DUP-1: the next registration gets a number that none of them has', () => {
    const restored = right(restoreAccount(JULIET, saved?.registrations ?? []))
    expect(restored.registrations.map(({ number }) => number)).toEqual([1, 3, 4])
    expect(restored.nextNumber).toBe(5)
    expect(nobody.nextNumber).toBe(1)
  })

  it('has nothing else, and what all accounts have in common is there once', () => {
    const [one, other] = [right(restoreAccount(JULIET, saved?.registrations ?? [])), right(emptyAccount('a@b'))]
    expect(one).toMatchObject({ sessions: {}, pushLog: [], recent: [], calls: [], badges: [] })
    expect(one.sessions).toBe(other.sessions)
    expect(run(on.opened('phone'), on.closed('phone')).account.sessions).toBe(one.sessions)
    for (const shared of [one.sessions, one.pushLog, one.recent, one.calls, one.badges]) {
      expect(Object.isFrozen(shared)).toBe(true)
    }
  })
})
