import fc from 'fast-check'
import * as O from 'fp-ts/lib/Option.js'
import { describe, expect, it } from 'vitest'
import type { Account, Effect, Event, RegistrationKey } from 'xmpp-push-rules'
import { anyOptions, anyTrace, play, type Private, tangledTree, timelyTrace, wildTree } from './support/arbitraries.js'

const runs = { numRuns: 200 }
const nameOf = ({ service, node }: RegistrationKey): string => JSON.stringify([service, node])
const has = (account: Account, key: RegistrationKey): boolean =>
  account.registrations.some((one) => nameOf(one) === nameOf(key))

describe('every step of every trace', () => {
  it('JSON in, JSON out: accounts, events and effects, and the same goes on from there', () => {
    fc.assert(
      fc.property(anyOptions, anyTrace, (chosen, trace) => {
        for (const { before, event, effects, after } of play(chosen, trace)) {
          expect(overJson(after)).toEqual(after)
          expect(overJson(event)).toEqual(event)
          expect(overJson(effects)).toEqual(effects)
          expect(runFrom(overJson(before), chosen)(overJson(event))).toMatchObject({ account: after, last: effects })
        }
      }),
      { numRuns: 100 },
    )
  })

  it('publishes, skips and drops only what was registered, keeps what it does not drop', () => {
    fc.assert(
      fc.property(anyOptions, anyTrace, (chosen, trace) => {
        for (const { before, effects, after } of play(chosen, trace)) {
          for (const { registration } of [...only(effects, 'Publish'), ...only(effects, 'Skip')]) {
            expect(has(before, registration) && has(after, registration)).toBe(true)
          }
          const dropped = only(effects, 'Drop').map(({ registration }) => nameOf(registration))
          const gone = before.registrations.filter((one) => !has(after, one)).map(nameOf)
          expect(dropped).toEqual(gone)
        }
      }),
      runs,
    )
  })

  it('DUP-1: never pushes a stanza twice to one registration', () => {
    fc.assert(
      fc.property(anyOptions, anyTrace, (chosen, trace) => {
        const told = new Set<string>()
        for (const { event, effects } of play({ ...chosen, maxNotifiedAgeMs: 366 * 24 * 3_600_000 }, trace)) {
          for (const { registration, key } of only(effects, 'Publish')) {
            if (key === undefined) continue
            const pair = `${key} > ${nameOf(registration)}`
            expect(told).not.toContain(pair)
            told.add(pair)
          }
          if (event._tag === 'AccountDeleted') told.clear()
        }
      }),
      runs,
    )
  })

  it('REG-4, REG-6: at most maxDevices registrations, of distinct keys', () => {
    fc.assert(
      fc.property(anyOptions, anyTrace, (chosen, trace) => {
        for (const { after } of play(chosen, trace)) {
          expect(after.registrations.length).toBeLessThanOrEqual(chosen.maxDevices)
          expect(new Set(after.registrations.map(nameOf)).size).toBe(after.registrations.length)
        }
      }),
      runs,
    )
  })

  it('sessions are bound only to what is there, and have a timer exactly while something is collected', () => {
    fc.assert(
      fc.property(anyOptions, anyTrace, (chosen, trace) => {
        for (const { after } of play(chosen, trace)) {
          for (const { bound, timer, collected } of Object.values(after.sessions)) {
            expect(O.isNone(bound) || has(after, bound.value)).toBe(true)
            expect(O.isSome(timer)).toBe(collected.length > 0)
          }
        }
      }),
      runs,
    )
  })

  it('a session is extended only while it is bound and asleep, and the host knows of every change', () => {
    const extended = (account: Account, name: string): boolean => {
      const session = Object.hasOwn(account.sessions, name) ? account.sessions[name] : undefined
      return session !== undefined && O.isSome(session.hibernation) && session.hibernation.value.extended
    }
    fc.assert(
      fc.property(anyOptions, anyTrace, (chosen, trace) => {
        for (const { before, event, effects, after } of play(chosen, trace)) {
          for (const [name, { bound }] of Object.entries(after.sessions)) {
            expect(!extended(after, name) || O.isSome(bound)).toBe(true)
            const told = only(effects, 'SetResumeTimeout').filter(({ resource }) => resource === name)
            if (
              event._tag === 'HibernationStarted' ||
              event._tag === 'SessionResumed' ||
              event._tag === 'SessionOpened'
            )
              continue
            expect(told.length).toBe(extended(before, name) === extended(after, name) ? 0 : 1)
          }
        }
      }),
      runs,
    )
  })

  it('effects come in order, and Save is complete', () => {
    const place: Readonly<Record<Effect['_tag'], number>> = {
      Save: 0,
      Reply: 1,
      Drop: 2,
      StopTimer: 3,
      Publish: 4,
      Skip: 4,
      SetResumeTimeout: 5,
      StartTimer: 6,
    }
    fc.assert(
      fc.property(anyOptions, anyTrace, (chosen, trace) => {
        for (const { before, effects, after } of play(chosen, trace)) {
          const places = effects.map(({ _tag }) => place[_tag])
          expect(places).toEqual(places.toSorted((a, b) => a - b))
          const saves = only(effects, 'Save')
          const keys = (account: Account): ReadonlyArray<string> => account.registrations.map(nameOf)
          const changed = JSON.stringify(keys(before)) !== JSON.stringify(keys(after))
          expect(saves.map(({ registrations }) => registrations)).toEqual(
            changed || saves.length > 0 ? [after.registrations] : [],
          )
        }
      }),
      runs,
    )
  })

  it('ERR, TRG-9, TRG-1 to TRG-4: what is no enable, disable or session event changes no session', () => {
    const harmless: ReadonlySet<Event['_tag']> = new Set([
      'StoredOffline',
      'Archived',
      'GroupchatToBare',
      'PingRequested',
    ])
    fc.assert(
      fc.property(anyOptions, anyTrace, (chosen, trace) => {
        for (const { before, event, effects, after } of play(chosen, trace)) {
          if (!harmless.has(event._tag)) continue
          expect(after).toEqual({ ...before, notified: after.notified })
          // One decision for every registration; a ping may name fewer.
          expect(event._tag === 'PingRequested' ? 0 : effects.length).toBe(
            event._tag === 'PingRequested' ? 0 : before.registrations.length,
          )
        }
      }),
      runs,
    )
  })
})

describe('timers', () => {
  it('only one that runs does anything, none is started twice, none runs for nobody', () => {
    fc.assert(
      fc.property(anyOptions, timelyTrace, (chosen, trace) => {
        const running = new Set<string>()
        for (const { before, event, effects, after } of play(chosen, trace)) {
          const idle = event._tag === 'TimerFired' && !running.delete(event.timer)
          expect(idle ? [effects, after] : [[], before]).toEqual([[], before])
          for (const { timer } of only(effects, 'StopTimer')) expect(running.delete(timer)).toBe(true)
          for (const { timer } of only(effects, 'StartTimer')) {
            expect(running).not.toContain(timer)
            running.add(timer)
          }
          const known = Object.values(after.sessions).flatMap(({ timer }) => (O.isSome(timer) ? [timer.value] : []))
          expect(new Set(known)).toEqual(running)
        }
      }),
      runs,
    )
  })
})

describe('SUM-5: non-interference', () => {
  const played = (...args: Parameters<typeof play>): ReadonlyArray<unknown> =>
    play(...args).map(({ effects, after }) => ({ effects, after }))

  it('with includeBody off nothing depends on the text of a body, neither payload nor state', () => {
    const other = (hidden: Private): Private => ({ ...hidden, text: `other ${hidden.text.length}` })
    fc.assert(
      fc.property(anyOptions, anyTrace, (chosen, trace) => {
        const off = { ...chosen, includeBody: false }
        expect(played(off, trace, other)).toEqual(played(off, trace))
      }),
      runs,
    )
  })

  it('with includeSender off nothing depends on the sender', () => {
    const other = (hidden: Private): Private => ({ ...hidden, from: `other${hidden.from.length}@elsewhere.example/r` })
    fc.assert(
      fc.property(anyOptions, anyTrace, (chosen, trace) => {
        const off = { ...chosen, includeSender: false }
        expect(played(off, trace, other)).toEqual(played(off, trace))
      }),
      runs,
    )
  })

  it('and with them on, it does (else these laws would say nothing)', () => {
    const all = { includeBody: true, includeSender: true }
    const one = (text: string): unknown =>
      runFrom(nobody, all)(
        on.opened('phone'),
        on.enabled('phone'),
        on.stored(
          delivery('m', { name: 'message', attrs: {}, children: [{ name: 'body', attrs: {}, children: [text] }] }),
        ),
      ).last
    expect(one('a')).not.toEqual(one('b'))
  })
})

describe('at the end', () => {
  it('when everything is removed, all that stays is what DUP remembers', () => {
    fc.assert(
      fc.property(anyOptions, anyTrace, (chosen, trace) => {
        const { account } = play(chosen, trace).reduce((_, { after }) => ({ account: after }), { account: nobody })
        const closing = Object.keys(account.sessions).map((name) => on.closed(name))
        const disabling = account.registrations.map(({ service }) => on.sent('x', disableIq({ jid: service })))
        for (const events of [
          [...closing, ...disabling],
          [...disabling, ...closing],
        ]) {
          const end = runFrom(account, chosen)(...events).account
          expect(end).toEqual({ ...nobody, notified: end.notified })
        }
      }),
      runs,
    )
  })
})

describe('any element tree', () => {
  const withTree = (tree: unknown): ReadonlyArray<Event> => {
    const stanza = delivery('m', wild(tree))
    return [
      on.sent('phone', wild(tree)),
      on.stored(stanza),
      on.archived({ ...stanza, key: 'a' }),
      on.groupchat({ ...stanza, key: 'b' }),
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

  it('step never throws, and nothing of the tree gets into accounts or effects', () => {
    fc.assert(
      fc.property(anyOptions, fc.oneof(wildTree, tangledTree), (chosen, tree) => {
        const foreign = reachable(tree)
        const start = runFrom(nobody, chosen)(on.opened('phone'), on.enabled('phone')).account
        withTree(tree).reduce((account: Account, event) => {
          const ran = runFrom(account, chosen)(event)
          for (const one of reachable([ran.account, ran.last])) expect(foreign.has(one)).toBe(false)
          expect(overJson(ran.account)).toEqual(ran.account)
          return ran.account
        }, start)
      }),
      { numRuns: 300 },
    )
  })

  it('also where a request is real but for one odd part', () => {
    fc.assert(
      fc.property(wildTree, wildTree, (tree, other) => {
        const enable = {
          name: 'enable',
          attrs: { xmlns: 'urn:xmpp:push:0', jid: 'push.example' },
          children: [
            {
              name: 'x',
              attrs: { xmlns: 'jabber:x:data' },
              children: [tree, { name: 'field', attrs: { var: 'a' }, children: [other] }],
            },
          ],
        }
        const { account } = runFrom(nobody)(
          on.opened('phone'),
          on.sent('phone', wild({ name: 'iq', attrs: { type: 'set' }, children: [null, enable, tree] })),
        )
        expect(overJson(account)).toEqual(account)
      }),
      runs,
    )
  })
})
