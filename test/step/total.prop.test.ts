/** Totality: whatever comes in, a result comes out, and nothing of it that is not data gets into account or effects. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Account,
  classify,
  type Event,
  explain,
  readAccount,
  readAnswer,
  readFacts,
  readRequest,
  revoked,
  step,
} from 'xmpp-push-rules'
import { isEvent } from '../../src/event-door.js'
import { anyOptions } from '../support/options.js'
import { WISHES } from '../support/trace.js'
import { tangledTree, wildEvent, wildTree } from '../support/wild.js'
import {
  deepFreeze,
  delivery,
  el,
  field,
  juliet,
  loud,
  nobody,
  on,
  overJson,
  publishOptions,
  right,
  run,
  runFrom,
  SERVICE,
  wild,
} from '../support/fixtures.js'

const withTree = (tree: unknown): ReadonlyArray<Event> => {
  const stanza = delivery('m', wild(tree))
  return [
    on.sent('phone', wild(tree)),
    on.stored(stanza),
    on.archived({ ...stanza, key: 'a' }),
    on.groupchat({ ...stanza, key: 'b' }),
    on.subscribed({ ...stanza, key: 'e' }),
    on.ackDelayed('phone', [stanza], stanza),
    on.hibernated('phone', [stanza, { ...stanza, key: 'c' }]),
    on.queued('phone', { ...stanza, key: 'd' }),
    on.serviceMessage(wild(tree)),
    on.closed('phone'),
  ]
}
const reachable = (value: unknown, seen: Set<unknown> = new Set()): ReadonlySet<unknown> => {
  if (typeof value !== 'object' || value === null || seen.has(value)) return seen
  seen.add(value)
  for (const inner of Object.values(value)) reachable(inner, seen)
  return seen
}

const groupchat = el('groupchat', { xmlns: 'tigase:push:filter:groupchat:0' })

describe('any element tree', () => {
  it('step never throws, and nothing of the tree gets into accounts or effects', () => {
    fc.assert(
      fc.property(anyOptions, fc.oneof(wildTree, tangledTree), (chosen, tree) => {
        const foreign = reachable(deepFreeze(tree))
        const start = runFrom(nobody, chosen)(on.opened('phone'), on.enabled('phone')).account
        withTree(tree).reduce((account: Account, event) => {
          const [effects, after] = step(chosen)(event)(account)
          for (const one of reachable([after, effects])) expect(foreign.has(one)).toBe(false)
          expect(overJson(after)).toEqual(after)
          expect(right(readAccount(overJson(after)))).toEqual(after)
          return after
        }, start)
      }),
      { numRuns: 200 },
    )
  })

  it('also where a request is real but for one odd part', () => {
    fc.assert(
      fc.property(anyOptions, wildTree, wildTree, (chosen, tree, other) => {
        const odd = { ...field('a'), children: [other] }
        const wishes = [...WISHES, groupchat].map((wish) => ({ ...wish, children: [...wish.children, tree, odd] }))
        const children = [publishOptions(wild(tree), wild(odd)), ...wishes, tree, other]
        const enable = wild({ name: 'enable', attrs: { xmlns: 'urn:xmpp:push:0', jid: SERVICE }, children })
        const { account } = runFrom(nobody, chosen)(
          on.opened('phone'),
          on.sent('phone', wild({ name: 'iq', attrs: { type: 'set' }, children: [null, enable, tree] })),
        )
        expect(right(readAccount(overJson(account)))).toEqual(account)
      }),
      { numRuns: 150 },
    )
  })

  it('the single readers take any tree', () => {
    fc.assert(
      fc.property(anyOptions, fc.oneof(wildTree, tangledTree, fc.anything()), (chosen, tree) => {
        expect(typeof classify(chosen)(juliet)(wild(tree)).cause).toBe('string')
        expect(readFacts(chosen)(juliet)(delivery('m', wild(tree))).key).toBe('m')
        expect(['Accepted', 'Rejected']).toContain(readAnswer(wild(tree))._tag)
        expect(Array.isArray(revoked(juliet)(wild(tree)))).toBe(true)
        expect(readRequest({ account: juliet, resource: 'phone' }, wild(tree))._tag).toMatch(/Some|None/)
        expect(typeof explain(wild(tree))).toBe('string')
      }),
      { numRuns: 300 },
    )
  })
})

describe('any event', () => {
  const account = run(
    on.opened('phone'),
    on.enabled('phone'),
    on.hibernated('phone'),
    on.queued('phone', loud('w')),
  ).account

  it('is one, or changes nothing', () => {
    let events = 0
    fc.assert(
      fc.property(anyOptions, fc.oneof(wildEvent, fc.anything()), (chosen, value) => {
        const [effects, after] = step(chosen)(deepFreeze(wild(value)))(account)
        expect(overJson(after)).toEqual(after)
        events += isEvent(value) ? 1 : 0
        expect(isEvent(value) || (effects.length === 0 && after === account)).toBe(true)
      }),
      { numRuns: 600 },
    )
    expect(events).toBeGreaterThan(20)
  })
})
