/** What a store gives back is checked: every fault at once, with its path and what was expected there. */
import { describe, expect, it } from 'vitest'
import { type Account, readAccount, readRegistrations } from 'xmpp-push-rules'
import {
  enableIq,
  field,
  HOUR,
  key,
  left,
  loud,
  NOW,
  on,
  overJson,
  PHONE,
  publishOptions,
  rejected,
  right,
  ringing,
  run,
  runFrom,
  runWith,
  SERVICE,
  TIMER,
} from '../support/fixtures.js'

const options_ = { includeBody: true, includeSender: true, callEnds: 'told', clearPushes: 'every' } as const
const full: Account = runWith({
  ...options_,
  maxHibernationMs: 72 * HOUR,
  wakeBeforeTimeoutMs: 5000,
  maxStanzasPerSecond: 9,
})(
  on.opened('phone', NOW, 'client-1'),
  on.sent('phone', enableIq({ jid: SERVICE, node: 'n1' }, publishOptions(field('secret', 's')))),
  on.opened('tablet'),
  on.enabled('tablet', key('n2')),
  on.answered(key('n2'), rejected()),
  on.stored(ringing('c')),
  on.stored(loud('m')),
  on.unread(3),
  on.hibernated('phone', [], 7, { unread: 4 }),
  on.queued('phone', loud('w')),
  on.presence('tablet', false, 'xa'),
).account
const stored = (change: Readonly<Record<string, unknown>> = {}): unknown => ({ ...overJson(full), ...change })
const faults = (value: unknown): ReadonlyArray<string> =>
  left(readAccount(value)).map(({ path, expected }) => `${path}: ${expected}`)

/** The account with one member, deep inside, replaced or removed. */
const broken = (path: ReadonlyArray<string | number>, value: unknown): unknown => {
  const copy = overJson(full) as unknown as Record<string, never>
  const holder = path.slice(0, -1).reduce<Record<string, never>>((at, name) => at[name] as never, copy)
  const last = path.at(-1) ?? ''
  if (value === undefined) Reflect.deleteProperty(holder, last)
  else Reflect.set(holder, last, value)
  return copy
}

describe('readAccount', () => {
  it('an account that was stored is the account, and goes on as it would have', () => {
    const back = right(readAccount(overJson(full)))
    expect(back).toEqual(full)
    expect(runFrom(back, options_)(on.fired(TIMER))).toEqual(runFrom(full, options_)(on.fired(TIMER)))
  })

  it('what no account has is not kept', () => {
    expect(right(readAccount(stored({ password: 'x' })))).toEqual(full)
    expect(right(readAccount(broken(['registrations', 0, 'token'], 't')))).toEqual(full)
  })

  it('takes anything', () => {
    for (const value of [undefined, null, 1, 'account', [], () => 0]) {
      expect(faults(value)).toEqual([': an object'])
    }
    expect(faults({}).map((fault) => fault.split(':')[0])).toEqual([
      'jid',
      'registrations',
      'nextNumber',
      'sessions',
      'pushLog',
      'recent',
      'calls',
      'badges',
    ])
  })

  it.each<readonly [ReadonlyArray<string | number>, unknown, string]>([
    [['jid'], 'Juliet@capulet.example', 'jid: the bare JID of a user in its canonical form'],
    [['jid'], PHONE, 'jid: the bare JID of a user in its canonical form'],
    [['nextNumber'], -1, 'nextNumber: a whole number from 0 on'],
    [
      ['registrations', 0, 'publishOptions'],
      undefined,
      'registrations[0].publishOptions: { _tag: "None" } or { _tag: "Some", value }',
    ],
    [
      ['registrations', 0, 'publishOptions', 'value', 1, 'values'],
      undefined,
      'registrations[0].publishOptions.value[1].values: a list',
    ],
    [
      ['registrations', 0, 'publishOptions', 'value', 1, 'values', 0],
      1,
      'registrations[0].publishOptions.value[1].values[0]: a text',
    ],
    [['registrations', 1, 'errors'], '1', 'registrations[1].errors: a whole number from 0 on'],
    [['registrations', 1, 'failing', 'since'], null, 'registrations[1].failing.since: a time in epoch milliseconds'],
    [['registrations', 0, 'service'], 'PUSH.example', 'registrations[0].service: a JID in its canonical form'],
    [['registrations', 0, 'client'], 1, 'registrations[0].client: a text'],
    [
      ['registrations', 1, 'node'],
      'n1',
      'registrations[1]: a service and node, and a number, that no other registration has',
    ],
    [
      ['registrations', 1, 'number'],
      1,
      'registrations[1]: a service and node, and a number, that no other registration has',
    ],
    [
      ['sessions', 'phone', 'collected', 0, 'causes'],
      ['loud'],
      'sessions.phone.collected[0].causes[0]: one of error, no-store',
    ],
    [
      ['sessions', 'phone', 'hibernation', 'value', 'extended'],
      1,
      'sessions.phone.hibernation.value.extended: true or false',
    ],
    [['sessions', 'phone', 'counts', 'unread'], 'x', 'sessions.phone.counts.unread: a finite number'],
    [['sessions', 'phone', 'timer'], null, 'sessions.phone.timer: { _tag: "None" } or { _tag: "Some", value }'],
    [['sessions', 'tablet'], null, 'sessions.tablet: an object'],
    [['pushLog', 0, 'to', 0], 1, 'pushLog[0].to[0]: a list'],
    [['pushLog', 0, 'keys'], [], 'pushLog[0]: columns of one length'],
    [['recent'], [null], 'recent[0]: a time in epoch milliseconds'],
    [['calls', 0, 'id'], undefined, 'calls[0].id: a text'],
    [['badges', 0, 'number'], 1.5, 'badges[0].number: a whole number from 0 on'],
  ])('%j: %j', (path, value, expected) => {
    expect(faults(broken(path, value))).toEqual([expect.stringContaining(expected)])
  })

  it('DUP-1: a next number that was given before would silence a new device', () => {
    const expected = ['nextNumber: a number above every other one of the account']
    expect(faults(stored({ nextNumber: 2 }))).toEqual(expected)
    expect(faults(broken(['pushLog', 0, 'to', 0], [3]))).toEqual(expected)
    expect(faults(broken(['calls', 0, 'to'], [9]))).toEqual(expected)
    expect(faults(broken(['badges', 0, 'number'], 9))).toEqual(expected)
  })

  it('DUP-1: marks that a store has mangled are made anew', () => {
    const marks = full.pushLog[0]?.marks.replace(/./gu, '?')
    expect(right(readAccount(broken(['pushLog', 0, 'marks'], marks)))).toEqual(full)
  })

  it('every fault at once', () => {
    const [first] = overJson(full).registrations
    expect(faults(stored({ registrations: [{ ...first, node: 1, errors: -1, service: '' }], recent: null }))).toEqual([
      'registrations[0].service: a JID in its canonical form',
      'registrations[0].node: a text',
      'registrations[0].errors: a whole number from 0 on',
      'recent: a list',
    ])
  })

  it('names of Object.prototype are members like others, and inherited ones are none', () => {
    const odd = run(on.opened('__proto__'), on.enabled('__proto__', key('__proto__')), on.opened('constructor')).account
    expect(right(readAccount(overJson(odd)))).toEqual(odd)
    expect(left(readAccount(Object.create(full)))).toHaveLength(8)
  })
})

describe('readRegistrations', () => {
  it('of a Save', () => {
    expect(right(readRegistrations(overJson(full.registrations)))).toEqual(full.registrations)
    expect(right(readRegistrations([]))).toEqual([])
  })

  it('tells every fault, by its place', () => {
    expect(left(readRegistrations([{ service: 'push.example' }])).map(({ path }) => path)).toEqual([
      '[0].node',
      '[0].number',
      '[0].publishOptions',
      '[0].enabledAt',
      '[0].errors',
    ])
  })

  it('duplicates would be pushed twice', () => {
    const [first] = overJson(full.registrations)
    expect(left(readRegistrations([first, { ...first, number: 7 }]))[0].path).toBe('[1]')
    expect(left(readRegistrations([first, { ...first, node: 'other' }]))[0].path).toBe('[1]')
  })

  it('takes anything', () => {
    for (const value of [undefined, null, {}, '[]', 1]) {
      expect(left(readRegistrations(value))).toEqual([{ _tag: 'StoreError', path: '', expected: 'a list' }])
    }
  })
})
