/** What holds after every step of every trace, whatever the options. */
import fc from 'fast-check'
import * as O from 'fp-ts/lib/Option.js'
import { describe, expect, it } from 'vitest'
import type { Account, Effect, Event, Options, RegistrationKey } from 'xmpp-push-rules'
import { anyOptions, counting } from '../support/options.js'
import { anyTrace, play, type Step, timelyTrace, type Trace } from '../support/trace.js'
import { disableIq, HOUR, JULIET, nobody, on, only, overJson, published, runFrom } from '../support/fixtures.js'

const nameOf = ({ service, node }: RegistrationKey): string => JSON.stringify([service, node])
const has = (account: Account, one: RegistrationKey): boolean =>
  account.registrations.some((other) => nameOf(other) === nameOf(one))

/** Checks every step of traces; seeds are printed where one fails. */
const everyStep = (
  check: (step: Step, chosen: Options) => void,
  { traces = anyTrace, numRuns = 120 }: { readonly traces?: fc.Arbitrary<Trace>; readonly numRuns?: number } = {},
): void =>
  fc.assert(
    fc.property(anyOptions, traces, (chosen, trace) => {
      for (const step of play(chosen, trace)) check(step, chosen)
    }),
    { numRuns },
  )

describe('every step of every trace', () => {
  it('JSON in, JSON out: accounts, events and effects, and the same goes on from there', () => {
    everyStep(
      ({ before, event, effects, after }, chosen) => {
        expect(overJson(after)).toEqual(after)
        expect(overJson(effects)).toEqual(effects)
        expect(runFrom(overJson(before), chosen)(overJson(event))).toMatchObject({ account: after, last: effects })
      },
      { numRuns: 50 },
    )
  })

  it('publishes, skips and drops only what was registered, keeps what it does not drop', () => {
    everyStep(({ before, effects, after }) => {
      for (const { registration: one } of [...published(effects), ...only(effects, 'Skip')]) {
        expect(has(before, one) && has(after, one)).toBe(true)
      }
      const dropped = only(effects, 'Drop').map(({ registration: one }) => nameOf(one))
      const gone = before.registrations.filter((one) => !has(after, one)).map(nameOf)
      expect(dropped.toSorted()).toEqual(gone.toSorted())
    })
  })

  it('DUP-1: never pushes a stanza twice to one registration', () => {
    fc.assert(
      fc.property(anyOptions, anyTrace, (chosen, trace) => {
        const told = new Set<string>()
        const lasting = { ...chosen, maxNotified: 512, maxNotifiedAgeMs: 366 * 24 * HOUR }
        for (const { effects } of play(lasting, trace)) {
          for (const { registration: one, key: stanza } of published(effects)) {
            if (stanza === undefined) continue
            const pair = `${stanza} > ${one.number}`
            expect(told).not.toContain(pair)
            told.add(pair)
          }
        }
      }),
      { numRuns: 120 },
    )
  })

  it('DUP-1: numbers are distinct, are not given twice, and of those that are gone nothing is remembered', () => {
    everyStep(({ before, after }) => {
      const numbers = after.registrations.map(({ number }) => number)
      expect(new Set(numbers).size).toBe(numbers.length)
      expect(after.nextNumber).toBeGreaterThan(Math.max(0, ...numbers))
      expect(after.nextNumber).toBeGreaterThanOrEqual(before.nextNumber)
      const remembered = [
        ...after.pushLog.flatMap(({ to }) => to.flat()),
        ...after.calls.flatMap(({ to }) => to),
        ...after.badges.map(({ number }) => number),
      ]
      expect(remembered.filter((number) => !numbers.includes(number))).toEqual([])
    })
  })

  it('REG-4, REG-6: at most maxDevices registrations, of distinct keys', () => {
    everyStep(({ after }, { maxDevices }) => {
      expect(after.registrations.length).toBeLessThanOrEqual(maxDevices)
      expect(new Set(after.registrations.map(nameOf)).size).toBe(after.registrations.length)
    })
  })

  it('sessions are bound only to what is there, and have a timer exactly while something is collected', () => {
    everyStep(({ after }) => {
      for (const { bound, timer, collected } of Object.values(after.sessions)) {
        expect(O.isNone(bound) || has(after, bound.value)).toBe(true)
        expect(O.isSome(timer)).toBe(collected.length > 0)
      }
    })
  })

  it('RES: a session is extended only while it is bound and asleep, and the host knows of every change', () => {
    const extended = (account: Account, name: string): boolean => {
      const session = Object.hasOwn(account.sessions, name) ? account.sessions[name] : undefined
      return session !== undefined && O.isSome(session.hibernation) && session.hibernation.value.extended
    }
    const anew: ReadonlySet<Event['_tag']> = new Set(['HibernationStarted', 'SessionResumed', 'SessionOpened'])
    everyStep(({ before, event, effects, after }, { maxHibernationMs }) => {
      for (const [name, { bound }] of Object.entries(after.sessions)) {
        expect(!extended(after, name) || O.isSome(bound)).toBe(true)
        const told = only(effects, 'SetResumeTimeout').filter(({ resource }) => resource === name)
        const changes = extended(before, name) === extended(after, name) ? 0 : 1
        expect(anew.has(event._tag) ? changes : told.length).toBe(changes)
        // RES-1: only ever extended; the own timeout is 300 s in all traces
        for (const { timeoutMs } of told) expect([300_000, Math.max(300_000, maxHibernationMs)]).toContain(timeoutMs)
      }
    })
  })

  it('effects come in order, and Save is complete', () => {
    const place: Readonly<Record<Effect['_tag'], number>> = {
      Save: 0,
      Reply: 1,
      Drop: 2,
      StopTimer: 3,
      Publish: 4,
      PublishSealed: 4,
      Skip: 4,
      SetResumeTimeout: 5,
      StartTimer: 6,
    }
    everyStep(({ before, effects, after }, { maxIdleMs }) => {
      const places = effects.map(({ _tag }) => place[_tag])
      // A device that is seen, or was not for too long, is saved by itself.
      expect(maxIdleMs === 0 ? places : []).toEqual(maxIdleMs === 0 ? places.toSorted((a, b) => a - b) : [])
      const saves = only(effects, 'Save')
      const changed =
        JSON.stringify(before.registrations.map(nameOf)) !== JSON.stringify(after.registrations.map(nameOf))
      expect(saves.length > 0 || !changed).toBe(true)
      expect(saves.at(-1)?.registrations ?? after.registrations).toEqual(after.registrations)
    })
  })

  it('ORD: one decision for every registration that a stanza is about', () => {
    const whole: ReadonlySet<Event['_tag']> = new Set([
      'StoredOffline',
      'Archived',
      'GroupchatToBare',
      'SubscriptionRequested',
    ])
    everyStep(({ before, event, effects, after }, { maxIdleMs, callEnds }) => {
      if (!whole.has(event._tag) || maxIdleMs > 0) return
      expect(after.sessions).toBe(before.sessions)
      const decided = [...published(effects), ...only(effects, 'Skip')].length
      expect(
        callEnds === 'told' ? decided <= before.registrations.length : decided === before.registrations.length,
      ).toBe(true)
    })
  })

  it('every value of every option was drawn', () => {
    const seen = counting()
    fc.assert(
      fc.property(anyOptions, (chosen) => {
        seen.see(chosen)
      }),
      { numRuns: 400 },
    )
    expect(seen.left()).toEqual([])
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
            expect(timer.startsWith(`${JULIET}/`)).toBe(true)
            running.add(timer)
          }
          const known = Object.values(after.sessions).flatMap(({ timer, hibernation }) => [
            ...(O.isSome(timer) ? [timer.value] : []),
            ...(O.isSome(hibernation) && O.isSome(hibernation.value.wake) ? [hibernation.value.wake.value] : []),
          ])
          expect(new Set(known)).toEqual(running)
        }
      }),
      { numRuns: 150 },
    )
  })
})

describe('at the end', () => {
  it('when everything is removed, nothing stays but what was pushed when', () => {
    fc.assert(
      fc.property(anyOptions, anyTrace, (chosen, trace) => {
        const account = play(chosen, trace).at(-1)?.after ?? nobody
        const closing = Object.keys(account.sessions).map((name) => on.closed(name))
        const disabling = account.registrations.map(({ service }) => on.sent('x', disableIq({ jid: service })))
        for (const events of [
          [...closing, ...disabling],
          [...disabling, ...closing],
        ]) {
          const end = runFrom(account, chosen)(...events).account
          expect(end).toEqual({
            ...nobody,
            nextNumber: account.nextNumber,
            pushLog: end.pushLog,
            recent: end.recent,
            calls: end.calls.map((one) => ({ ...one, to: [] })),
          })
          expect(end.pushLog.flatMap(({ to }) => to.flat())).toEqual([])
        }
      }),
      { numRuns: 80 },
    )
  })
})
