/** ERR: what the answers of a push service do to its registration, at which time. */
import { describe, expect, it } from 'vitest'
import { type Account, type Answer, defaultErrors, type Options, policies } from 'xmpp-push-rules'
import {
  accepted,
  boundTo,
  drops,
  HOUR,
  key,
  NOW,
  on,
  only,
  rejected,
  run,
  runFrom,
  SERVICE,
  tags,
  timedOut,
} from '../support/fixtures.js'

const phone = run(on.opened('phone'), on.enabled('phone')).account
const errors = (account: Account): ReadonlyArray<number> => account.registrations.map(({ errors: count }) => count)
const times = (count: number, answer: Answer): ReadonlyArray<Answer> => Array.from({ length: count }, () => answer)

/** The registration after answers that came one after the other, each so many milliseconds after the one before. */
const after = (
  partial: Partial<Options>,
  answers: ReadonlyArray<Answer>,
  everyMs = 0,
): { readonly account: Account; readonly dropped: ReadonlyArray<string> } => {
  const { account, effects } = runFrom(
    phone,
    partial,
  )(...answers.map((answer, index) => on.answered(key(), answer, SERVICE, NOW + index * everyMs)))
  return { account, dropped: drops(effects) }
}

describe('ERR-1: an answer counts only from the service itself, for a registration that is there', () => {
  it.each(['evil.example', `${SERVICE}/x`, '', 'not a jid', 'x@push.example'])('not from %j', (from) => {
    const { account, last } = runFrom(phone, { maxErrors: 1 })(on.answered(key(), rejected(), from))
    expect(account).toBe(phone)
    expect(last).toEqual([])
  })

  it('nor from nobody, but that nobody answered in time', () => {
    const byNobody = (answer: Answer): Account =>
      runFrom(phone)({ _tag: 'PublishAnswered', at: NOW, registration: key(), answer }).account
    expect(byNobody(rejected())).toBe(phone)
    expect(byNobody(timedOut).registrations).toMatchObject([{ errors: 0, failing: { since: NOW, count: 1 } }])
  })

  it('the service may write its JID in other letters', () => {
    expect(errors(runFrom(phone)(on.answered(key(), rejected(), 'PUSH.example.')).account)).toEqual([1])
  })

  it('an answer for a registration that is not there changes nothing', () => {
    expect(runFrom(phone)(on.answered(key('gone'), rejected())).account).toBe(phone)
    expect(run(on.answered(key(), rejected())).last).toEqual([])
  })
})

describe('DUP-1: an answer that carries the number of a registration that is gone counts for nobody', () => {
  it('a late answer to one that was removed and is enabled again', () => {
    const { effects } = runFrom(phone)(on.ping())
    const [publish] = only(effects, 'Publish')
    const late = publish?.registration ?? key()
    expect(late).toEqual({ ...key(), number: 1 })
    const again = runFrom(phone)(on.disabled('phone'), on.enabled('phone')).account
    expect(again.registrations).toMatchObject([{ number: 2 }])
    expect(runFrom(again, { maxErrors: 1 })(on.answered(late, rejected())).account).toBe(again)
    expect(
      runFrom(again, { maxErrors: 1 })(on.answered({ ...key(), number: 2 }, rejected())).account.registrations,
    ).toEqual([])
  })

  it('one that is enabled again without having been removed is still the same', () => {
    const again = runFrom(phone)(on.enabled('phone')).account
    expect(errors(runFrom(again)(on.answered({ ...key(), number: 1 }, rejected())).account)).toEqual([1])
  })
})

describe('ERR-2: a table says what an error means', () => {
  it.each([
    ['item-not-found', 'cancel', 1],
    ['not-acceptable', 'modify', 1],
    ['forbidden', 'auth', 1],
    ['constructor', 'x-unknown', 1],
    ['service-unavailable', 'cancel', 0],
    ['remote-server-not-found', 'cancel', 0],
    ['remote-server-timeout', 'wait', 0],
    ['internal-server-error', 'cancel', 0],
    ['resource-constraint', 'wait', 0],
    ['recipient-unavailable', 'wait', 0],
    ['undefined-condition', 'wait', 0],
  ])('%s of type %s: %i persistent errors, one in the row', (condition, type, count) => {
    expect(after({}, [rejected(type, condition)]).account.registrations).toMatchObject([
      { errors: count, failing: { since: NOW, count: 1 } },
    ])
  })

  it('type continue is a warning: nothing changes', () => {
    expect(after({}, [rejected('continue', 'undefined-condition')]).account).toBe(phone)
  })

  it('the pubsub condition is asked first, then the condition, then the type, then other', () => {
    const table = {
      closed: 'final',
      'item-not-found': 'ignored',
      'type:auth': 'transient',
      other: 'persistent',
    } as const
    const given = (...answer: Parameters<typeof rejected>): unknown => {
      const { account, dropped } = after({ errors: table }, [rejected(...answer)])
      return dropped[0] ?? account.registrations[0]?.failing?.count ?? 0
    }
    expect(given('auth', 'item-not-found', 'closed')).toBe('n1 refused')
    expect(given('auth', 'item-not-found', 'unknown-to-the-table')).toBe(0)
    expect(given('auth', 'item-not-found')).toBe(0)
    expect(given('auth', 'forbidden')).toBe(1)
    expect(errors(after({ errors: table }, [rejected('auth', 'forbidden')]).account)).toEqual([0])
    expect(errors(after({ errors: table }, [rejected('cancel', 'gone')]).account)).toEqual([1])
  })

  it('a table without other has it persistent; defaultErrors may be spread', () => {
    expect(errors(after({ errors: {} }, [rejected('wait', 'gone')]).account)).toEqual([1])
    const strict = { ...defaultErrors, 'item-not-found': 'final' } as const
    expect(after({ errors: strict }, [rejected()]).dropped).toEqual(['n1 refused'])
  })

  it('names of Object.prototype are no rows', () => {
    for (const name of ['constructor', '__proto__', 'toString']) {
      expect(errors(after({}, [rejected(name, name, name)]).account)).toEqual([1])
    }
  })

  it('final removes and saves', () => {
    const { last } = runFrom(phone, { errors: { other: 'final' } })(on.answered(key(), rejected()))
    expect(tags(last)).toEqual(['Save', 'Drop'])
    expect(only(last, 'Save')[0]?.registrations).toEqual([])
  })

  it.each<readonly [keyof typeof policies, Answer, unknown]>([
    ['prosody', rejected('wait', 'service-unavailable'), 0],
    ['prosody', rejected('cancel', 'service-unavailable'), 1],
    ['ejabberd', rejected('cancel', 'service-unavailable'), 'n1 errors'],
    ['mongooseim', rejected('auth', 'forbidden'), 0],
    ['mongooseim', rejected('cancel', 'remote-server-not-found'), 'n1 refused'],
    ['openfire', rejected(), 0],
    ['tigase', rejected('wait', 'remote-server-timeout'), 0],
    ['tigase', rejected('modify', 'bad-request'), 0],
    ['tigase', rejected('cancel', 'undefined-condition'), 0],
    ['tigase', rejected(), 'n1 refused'],
    ['quietPhones', rejected(), 1],
  ])('policies.%s: %j', (policy, answer, expected) => {
    const { account, dropped } = after(policies[policy], [answer])
    expect(dropped[0] ?? account.registrations[0]?.failing?.count ?? 0).toBe(expected)
  })
})

describe('ERR-3: a row of errors', () => {
  it('at maxErrors persistent ones the registration is removed and saved', () => {
    const before = after({ maxErrors: 3 }, times(2, rejected())).account
    expect(errors(before)).toEqual([2])
    const { account, last } = runFrom(before, { maxErrors: 3 })(on.answered(key(), rejected()))
    expect(account.registrations).toEqual([])
    expect(tags(last)).toEqual(['Save', 'Drop'])
    expect(drops(last)).toEqual(['n1 errors'])
    expect(boundTo(account, 'phone')).toBeUndefined()
  })

  it('the default tolerates 15 in a row', () => {
    expect(errors(after({}, times(15, rejected())).account)).toEqual([15])
    expect(after({}, times(16, rejected())).dropped).toEqual(['n1 errors'])
  })

  it('16 times "our own DNS was down" within a day removes nobody', () => {
    const { account, dropped } = after({}, times(30, rejected('cancel', 'remote-server-not-found')), HOUR / 2)
    expect(dropped).toEqual([])
    expect(account.registrations).toMatchObject([{ errors: 0, failing: { since: NOW, count: 30 } }])
  })

  it('seven days of wait: gone after 72 h and 16 errors, whichever is later', () => {
    const wait = rejected('wait', 'resource-constraint')
    expect(after({}, times(72, wait), HOUR).dropped).toEqual([])
    expect(after({}, times(73, wait), HOUR).dropped).toEqual(['n1 errors'])
    expect(after({}, times(15, wait), 24 * HOUR).dropped).toEqual([])
    expect(after({}, times(16, wait), 24 * HOUR).dropped).toEqual(['n1 errors'])
  })

  it('both kinds count towards a row that has lasted, only persistent ones towards maxErrors', () => {
    const mixed = [rejected(), rejected('wait', 'gone-for-now'), rejected()]
    const few = { maxErrors: 3, maxFailingMs: 10 }
    expect(after(few, mixed, 4).dropped).toEqual([])
    expect(errors(after(few, mixed, 4).account)).toEqual([2])
    expect(after(few, mixed, 5).dropped).toEqual(['n1 errors'])
  })

  it('a clock that goes back ends no row early', () => {
    const { dropped } = after({ maxErrors: 2, maxFailingMs: 10 }, times(9, timedOut), -1000)
    expect(dropped).toEqual([])
  })
})

describe('ERR-4: a result ends the row', () => {
  it('of both kinds', () => {
    const { account } = after({}, [rejected(), timedOut, accepted])
    expect(account).toEqual(phone)
    expect(account.registrations[0]).not.toHaveProperty('failing')
  })

  it('the next row begins with the next error', () => {
    const { account } = after({}, [timedOut, accepted, timedOut], 100)
    expect(account.registrations).toMatchObject([{ failing: { since: NOW + 200, count: 1 } }])
  })

  it('where there is none nothing changes', () => {
    expect(after({}, [accepted]).account).toBe(phone)
  })
})

describe('ERR-5: no answer in time is a transient error', () => {
  it('counts towards a row that has to last, and not towards maxErrors', () => {
    expect(after({ maxErrors: 2 }, times(9, timedOut)).account.registrations).toMatchObject([{ errors: 0 }])
    expect(after({ maxErrors: 2, maxFailingMs: 5 }, times(2, timedOut), 5).dropped).toEqual(['n1 errors'])
  })

  it('whatever the table says', () => {
    expect(after({ errors: { other: 'final' } }, [timedOut]).dropped).toEqual([])
  })
})

describe('ERR-6: counts belong to one registration', () => {
  it('of one account', () => {
    const { account } = run(
      on.enabled('phone', key('a')),
      on.enabled('phone', key('b')),
      on.answered(key('b'), rejected()),
    )
    expect(errors(account)).toEqual([0, 1])
  })
})
