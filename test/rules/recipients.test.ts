/** TRG as a table, as a host that keeps its own registries asks it. */
import * as O from 'fp-ts/lib/Option.js'
import { describe, expect, it } from 'vitest'
import {
  defaultOptions,
  newSession,
  type Options,
  readFacts,
  recipients,
  type Sessions,
  type Trigger,
} from 'xmpp-push-rules'
import { delivery, juliet, key, message, options, registration, ringing } from '../support/fixtures.js'

const registrations = [registration('n1'), registration('n2', { number: 2 })]
const bound: Sessions = { phone: { ...newSession, bound: O.some(key('n1')) } }

const reached = (
  trigger: Trigger,
  sessions: Sessions,
  rest: Partial<Parameters<ReturnType<typeof recipients>>[0]> = {},
  partial: Partial<Options> = {},
): ReadonlyArray<string> =>
  recipients(options(partial))({ trigger, sessions, registrations, ...rest }).map(
    ({ registration: { node }, reached: yes, reason }) => `${node} ${yes} ${reason.rule} ${reason.code}`,
  )

describe('recipients: trigger × sessions', () => {
  it.each<readonly [string, Trigger, Sessions, ReadonlyArray<string>]>([
    ['nobody', 'stored-offline', {}, ['n1 true TRG-1 stored-offline', 'n2 true TRG-1 stored-offline']],
    ['phone', 'stored-offline', bound, ['n1 true TRG-1 stored-offline', 'n2 true TRG-1 stored-offline']],
    ['phone', 'groupchat-to-bare', bound, ['n1 true TRG-2 groupchat-to-bare', 'n2 true TRG-2 groupchat-to-bare']],
    ['phone', 'archived', bound, ['n1 false TRG-3 archived-bound', 'n2 true TRG-3 archived-unbound']],
    ['nobody', 'archived', {}, ['n1 true TRG-3 archived-nobody', 'n2 true TRG-3 archived-nobody']],
    ['another', 'archived', { x: newSession }, ['n1 true TRG-3 archived-unbound', 'n2 true TRG-3 archived-unbound']],
    ['phone', 'subscription', bound, ['n1 false TRG-3 archived-bound', 'n2 true TRG-12 subscription-requested']],
    ['phone', 'ping', bound, ['n1 true TRG-9 ping', 'n2 true TRG-9 ping']],
    ['phone', 'unread', bound, ['n1 true CNT-1 unread-changed', 'n2 true CNT-1 unread-changed']],
  ])('%s there, %s', (_, trigger, sessions, expected) => {
    expect(reached(trigger, sessions)).toEqual(expected)
  })

  it('TRG-3: archiveWithoutSession wait reaches nobody where nobody is there', () => {
    const wait = { archiveWithoutSession: 'wait' } as const
    expect(reached('archived', {}, {}, wait)).toEqual([
      'n1 false TRG-3 archived-offline',
      'n2 false TRG-3 archived-offline',
    ])
  })

  it.each<readonly [Trigger, string]>([
    ['hibernation', 'TRG-5 hibernation'],
    ['queued', 'TRG-6 queued'],
    ['ack-delayed', 'TRG-7 ack-delayed'],
    ['closed', 'TRG-10 closed'],
    ['wake', 'FIELD wake'],
  ])('%s reaches the own registration', (trigger, why) => {
    expect(reached(trigger, bound, { resource: 'phone' })).toEqual([`n1 true ${why}`])
    expect(reached(trigger, bound, { resource: 'constructor' })).toEqual([])
    expect(reached(trigger, bound)).toEqual([])
    expect(reached(trigger, { phone: { ...newSession, bound: O.some(key('gone')) } }, { resource: 'phone' })).toEqual(
      [],
    )
  })

  it('TRG-4, TRG-3: what the stanza says counts where facts are given', () => {
    const read = readFacts(defaultOptions)(juliet)
    expect(reached('archived', bound, { facts: read(ringing('c')) })).toEqual([
      'n1 true TRG-4 archived-urgent',
      'n2 true TRG-4 archived-urgent',
    ])
    const elsewhere = read(delivery('m', message({ to: 'romeo@montague.example' })))
    expect(reached('archived', bound, { facts: elsewhere })).toEqual([
      'n1 false TRG-3 archived-elsewhere',
      'n2 false TRG-3 archived-elsewhere',
    ])
  })

  it('TRG-9: a ping may name the ones it is for', () => {
    expect(reached('ping', bound, { only: [key('n2'), key('gone')] })).toEqual(['n2 true TRG-9 ping'])
    expect(reached('ping', bound, { only: [] })).toEqual([])
  })

  it('a resource may have any name, and no resource is not one of the name undefined', () => {
    const sessions: Sessions = Object.fromEntries(Object.entries(bound).map(([, session]) => ['__proto__', session]))
    expect(reached('hibernation', sessions, { resource: '__proto__' })).toEqual(['n1 true TRG-5 hibernation'])
    expect(reached('archived', sessions)[0]).toBe('n1 false TRG-3 archived-bound')
    expect(reached('hibernation', { undefined: { ...newSession, bound: O.some(key('n1')) } })).toEqual([])
  })
})
