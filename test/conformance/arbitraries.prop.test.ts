import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import {
  type Account,
  defaultOptions,
  emptyAccount,
  makeOptions,
  type Options,
  parseBareJid,
  parseJid,
  step,
  type XmlElement,
} from 'xmpp-push-rules'
import { parseXml, serializeXml } from 'xmpp-push-rules/xml'
import { arbitraries, type Scene } from 'xmpp-push-rules/conformance'
import { describe, expect, test } from 'vitest'

const {
  account,
  bareJid,
  buildStanza,
  delivery,
  eventsOf,
  jid,
  MOVES,
  notAJid,
  options,
  publishOptions,
  registration,
  registrationKeys,
  session,
  someOptions,
  stanza,
  STANZA_DRESSES,
  STANZA_KINDS,
  stanzaOfKind,
  text,
  trace,
} = arbitraries

const isXml = (element: XmlElement): boolean => E.isRight(parseXml(serializeXml(element)))

const isJson = (value: unknown): boolean => {
  const copy: unknown = JSON.parse(JSON.stringify(value))
  return JSON.stringify(copy) === JSON.stringify(value)
}

const keyName = ({ service, node }: { readonly service: string; readonly node: string }): string =>
  JSON.stringify([service, node])

/** The invariants that `step` opens with. */
const isAccount = ({ maxDevices, maxErrors }: Options, { jid: own, registrations, sessions }: Account): boolean => {
  const keys = registrations.map(keyName)
  return (
    E.isRight(emptyAccount(own)) &&
    new Set(keys).size === keys.length &&
    keys.length <= maxDevices &&
    registrations.every(
      ({ errors, enabledAt }, index) =>
        errors >= 0 && errors < maxErrors && enabledAt >= (registrations[index - 1]?.enabledAt ?? 0),
    ) &&
    Object.values(sessions).every(
      ({ bound, collected, timer, hibernation }) =>
        (O.isNone(bound) || keys.includes(keyName(bound.value))) &&
        O.isSome(timer) === collected.length > 0 &&
        (O.isNone(hibernation) || !hibernation.value.extended || O.isSome(bound)),
    )
  )
}

const sleepers = (scene: Scene): boolean => {
  const asleep = new Map<string, boolean>()
  return scene.steps.every(({ action }) => {
    if (action._tag !== 'Dispatch') return action._tag === 'Advance' && action.ms > 0
    const { event, account: owner } = action
    const name = 'resource' in event ? `${owner}/${event.resource}` : ''
    switch (event._tag) {
      case 'SessionOpened':
        asleep.set(name, false)
        return true
      case 'SessionClosed':
        return asleep.delete(name)
      case 'HibernationStarted': {
        const awake = asleep.get(name) === false
        asleep.set(name, true)
        return awake
      }
      case 'SessionResumed': {
        const was = asleep.get(name) === true
        asleep.set(name, false)
        return was
      }
      case 'QueuedWhileHibernating':
        return asleep.get(name) === true
      case 'AckDelayed':
        return asleep.get(name) === false && event.queue.length > 0
      case 'IqReceived':
        return asleep.get(name) === false
      case 'AccountDeleted':
        for (const other of asleep.keys()) if (other.startsWith(owner)) asleep.delete(other)
        return true
      default:
        return true
    }
  })
}

const small: Options = { ...defaultOptions, maxDevices: 3, maxErrors: 2, maxNotified: 3 }

interface Case {
  readonly name: string
  readonly arbitrary: fc.Arbitrary<unknown>
  readonly valid: (value: never) => boolean
  /** What it shrinks to when every value fails. */
  readonly least: (value: never) => boolean
}

const law = <A>(
  name: string,
  arbitrary: fc.Arbitrary<A>,
  valid: (value: A) => boolean,
  least: (value: A) => boolean,
): Case => ({ name, arbitrary, valid, least })

const plain = (element: XmlElement): boolean => serializeXml(element).length < 200

const CASES: ReadonlyArray<Case> = [
  law(
    'text',
    text,
    (value) => value !== '' && isXml({ name: 'a', attrs: { b: value }, children: [value] }),
    (value) => value.length <= 5,
  ),
  law(
    'jid',
    jid,
    (value) => E.isRight(parseJid(value)) && E.toUnion(parseJid(value)) === value,
    (value) => value.length <= 16,
  ),
  law(
    'bareJid',
    bareJid,
    (value) => E.toUnion(parseBareJid(value)) === value,
    (value) => value.length <= 24,
  ),
  law(
    'notAJid',
    notAJid,
    (value) => E.isLeft(parseJid(value)),
    (value) => value === '',
  ),
  law(
    'options',
    options,
    (value) => E.isRight(makeOptions(value)),
    ({ includeBody, maxErrors, maxDevices }) => !includeBody && maxErrors === 16 && maxDevices === 5,
  ),
  law(
    'someOptions',
    someOptions(['maxDevices', 'includeBody']),
    (value) =>
      E.isRight(makeOptions(value)) && Object.keys(value).every((name) => ['maxDevices', 'includeBody'].includes(name)),
    (value) => Object.keys(value).length === 0,
  ),
  law(
    'publishOptions',
    publishOptions,
    (value) => isJson(value) && value.length > 1 && value[0]?.name === 'FORM_TYPE',
    (value) => value.length === 2,
  ),
  law(
    'registration',
    registration(2),
    (value) => value.errors < 2 && E.isRight(parseJid(value.service)) && isJson(value),
    ({ errors, enabledAt }) => errors === 0 && enabledAt === 0,
  ),
  law(
    'registrationKeys',
    registrationKeys(2, 4),
    (value) => value.length >= 2 && value.length <= 4 && new Set(value.map(keyName)).size === value.length,
    (value) => value.length === 2,
  ),
  law('stanza', stanza(), (value) => isXml(value) && isJson(value), plain),
  law(
    'delivery',
    delivery(),
    ({ key, stanza: sent }) => key !== '' && isXml(sent),
    ({ key, stanza: sent }) => key === 'archive-0' && plain(sent),
  ),
  law(
    'session',
    session(small, 'phone', []),
    ({ bound, collected, timer }) => O.isNone(bound) && O.isSome(timer) === collected.length > 0,
    ({ bound, collected }) => O.isNone(bound) && collected.length === 0,
  ),
  law(
    'account',
    account(small),
    (value) => isAccount(small, value) && isJson(value),
    ({ registrations, sessions }) => registrations.length + Object.keys(sessions).length === 0,
  ),
  law(
    'trace',
    trace({ most: 20 }),
    (value) => E.isRight(makeOptions(value.options)) && sleepers(value),
    ({ steps, options: some }) => steps.length === 0 && Object.keys(some).length === 0,
  ),
]

describe.each(CASES)('$name', ({ arbitrary, valid, least }) => {
  test('gives the same value for the same seed', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        expect(fc.sample(arbitrary, { seed, numRuns: 3 })).toEqual(fc.sample(arbitrary, { seed, numRuns: 3 }))
      }),
      { numRuns: 10 },
    )
  })

  test('gives different values', () => {
    expect(
      new Set(fc.sample(arbitrary, { seed: 1, numRuns: 100 }).map((value) => JSON.stringify(value))).size,
    ).toBeGreaterThan(3)
  })

  test('gives only valid values', () => {
    fc.assert(
      fc.property(arbitrary, (value) => valid(value as never)),
      { numRuns: 300 },
    )
  })

  test('shrinks to valid values, down to one that shrinks no further', () => {
    for (const seed of [1, 2, 3]) {
      const tried: Array<unknown> = []
      // Everything but the first value fails: the search walks down along what it finds.
      const details = fc.check(
        fc.property(arbitrary, (value) => {
          tried.push(value)
          return false
        }),
        { seed, numRuns: 1 },
      )
      expect(details.failed).toBe(true)
      expect(tried.filter((value) => !valid(value as never))).toEqual([])
      expect([details.counterexample?.[0], least(details.counterexample?.[0] as never)]).toEqual([
        details.counterexample?.[0],
        true,
      ])
    }
  })
})

describe('coverage', () => {
  test('every kind of stanza comes, none rarely', () => {
    const kinds = fc.sample(stanzaOfKind(), { seed: 1, numRuns: 4000 }).map(({ kind }) => kind)
    const counts = Object.fromEntries(STANZA_KINDS.map((kind) => [kind, kinds.filter((one) => one === kind).length]))
    expect(Object.entries(counts).filter(([, count]) => count < 40)).toEqual([])
  })

  test('every kind is XML in every dress, and no two kinds are the same', () => {
    const parts = {
      account: 'juliet@capulet.example',
      from: 'a@b/c',
      text: 'hello',
      omemo: 'urn:xmpp:omemo:2',
      payload: true,
      inner: 'body',
    } as const
    for (const dress of STANZA_DRESSES) {
      const texts = STANZA_KINDS.map((kind) => serializeXml(buildStanza(kind, { ...parts, dress })))
      expect(texts.filter((one) => E.isLeft(parseXml(one)))).toEqual([])
      expect(new Set(texts).size).toBe(texts.length)
    }
  })

  test('every cause of importance comes, and both directions of every carbon', () => {
    const stanzas = fc.sample(stanza(), { seed: 2, numRuns: 3000 }).map((one) => serializeXml(one))
    const marks = [
      'eu.siacs.conversations.axolotl',
      'urn:xmpp:omemo:0',
      'urn:xmpp:omemo:1',
      'urn:xmpp:omemo:2',
      '<payload>',
      'jabber:x:encrypted',
      'urn:xmpp:openpgp:0',
      'urn:xmpp:eme:0',
      '<j:propose',
      'jabber:server',
      'urn:xmpp:message-correct:0',
      'urn:xmpp:message-retract:1',
      'urn:xmpp:message-retract:0',
      'http://jabber.org/protocol/muc#user',
      'jabber:x:conference',
      'type="headline"',
      'type="error"',
      'urn:xmpp:receipts',
      'urn:xmpp:chat-markers:0',
      '<received xmlns="urn:xmpp:carbons:2"',
      '<sent xmlns="urn:xmpp:carbons:2"',
      '<presence',
      '<iq',
      '<subject>',
      '<body/>',
      '😀',
      '&amp;',
      'xmlns:p=',
    ]
    expect(marks.filter((mark) => stanzas.filter((one) => one.includes(mark)).length < 10)).toEqual([])
  })

  test('every option has values, the default among them', () => {
    const samples = fc.sample(options, { seed: 3, numRuns: 600 })
    for (const name of Object.keys(defaultOptions) as ReadonlyArray<keyof Options>) {
      const values = new Set(samples.map((one) => JSON.stringify(one[name])))
      expect([name, values.has(JSON.stringify(defaultOptions[name])), values.size > 1]).toEqual([name, true, true])
    }
  })

  test('every move comes, and every event and effect that a server can see', () => {
    const traces = fc.sample(trace(), { seed: 4, numRuns: 300 })
    const events = new Set<string>()
    const effects = new Set<string>()
    const skips = new Set<string>()
    for (const scene of traces) {
      const accounts = new Map<string, Account>()
      for (const { account: owner, event } of eventsOf(scene)) {
        events.add(event._tag)
        const before = accounts.get(owner) ?? E.toUnion(emptyAccount(owner))
        if (!('sessions' in before)) continue
        const [made, after] = step({ ...defaultOptions, ...scene.options })(event)(before)
        accounts.set(owner, after)
        for (const effect of made) {
          effects.add(effect._tag === 'Drop' ? `Drop ${effect.reason}` : effect._tag)
          if (effect._tag === 'Skip') for (const { code } of effect.decision.reasons) skips.add(code)
        }
      }
    }
    expect([...events].sort()).toEqual([
      'AccountDeleted',
      'AckDelayed',
      'Archived',
      'GroupchatToBare',
      'HibernationStarted',
      'IqReceived',
      'PingRequested',
      'PresenceChanged',
      'PublishAnswered',
      'QueuedWhileHibernating',
      'RegistrationsRemoved',
      'ServiceMessage',
      'SessionClosed',
      'SessionOpened',
      'SessionResumed',
      'StoredOffline',
      'SubscriptionRequested',
      'TimerFired',
      'UnreadChanged',
    ])
    expect([...effects]).toEqual(
      expect.arrayContaining([
        'Drop deleted',
        'Drop disabled',
        'Drop errors',
        'Drop evicted',
        'Drop refused',
        'Drop remote',
        'Drop removed',
        'Drop replaced',
        'Publish',
        'PublishSealed',
        'Reply',
        'Save',
        'SetResumeTimeout',
        'Skip',
        'StartTimer',
        'StopTimer',
      ]),
    )
    expect([...skips]).toEqual(
      expect.arrayContaining([
        'already-notified',
        'stands-for',
        'archived-bound',
        'archived-offline',
        'muted-by-server',
        'chat-muted',
        'chat-not-mentioned',
        'muted',
        'room-muted',
        'account-online',
        'never-pushed',
        'too-many',
      ]),
    )
    expect(Object.keys(MOVES).length).toBeGreaterThan(15)
  })

  test('timers fire when they are due', () => {
    fc.assert(
      fc.property(trace({ most: 15 }), (scene) => {
        const times = eventsOf(scene).map(({ event }) => event.at)
        expect(times).toEqual([...times].sort((a, b) => a - b))
      }),
      { numRuns: 100 },
    )
  })

  test('what an implementation cannot do is not in its traces', () => {
    const can = (capability: string): boolean =>
      !['ping', 'hibernation', 'several-accounts'].includes(capability) && !capability.startsWith('options:')
    const traces = fc.sample(trace({ can }), { seed: 5, numRuns: 100 })
    const actions = traces.flatMap(({ steps }) => steps.map(({ action }) => action))
    expect(traces.every((one) => Object.keys(one.options).length === 0)).toBe(true)
    expect(
      actions.some(
        (action) =>
          action._tag === 'Dispatch' &&
          ['PingRequested', 'HibernationStarted', 'QueuedWhileHibernating'].includes(action.event._tag),
      ),
    ).toBe(false)
    expect(new Set(actions.flatMap((action) => (action._tag === 'Dispatch' ? [action.account] : []))).size).toBe(1)
  })
})

/** What is there among many, sorted. */
const among = <A>(arbitrary: fc.Arbitrary<A>, shape: (value: A) => unknown, numRuns = 300): ReadonlyArray<string> =>
  [...new Set(fc.sample(arbitrary, { seed: 9, numRuns }).map((value) => JSON.stringify(shape(value))))].sort()

/** What an account remembers besides its registrations and sessions, whatever that is. */
const memoryOf = ({ registrations: _registrations, sessions: _sessions, ...memory }: Account): string =>
  JSON.stringify(memory)

describe('shapes', () => {
  test('JIDs come with and without their parts', () => {
    expect(among(jid, (one) => [/^[^/]*@/u.test(one), one.includes('/')])).toEqual([
      '[false,false]',
      '[false,true]',
      '[true,false]',
      '[true,true]',
    ])
  })

  test('publish options have a form type, and fields with no value, one or several', () => {
    expect(among(publishOptions, ([type]) => type)).toEqual([
      JSON.stringify({
        name: 'FORM_TYPE',
        type: 'hidden',
        values: ['http://jabber.org/protocol/pubsub#publish-options'],
      }),
    ])
    expect(among(publishOptions, (fields) => fields[1]?.values.length)).toEqual(['0', '1', '2', '3'])
    expect(among(publishOptions, (fields) => fields[1]?.name)).toHaveLength(4)
    expect(among(publishOptions, (fields) => Object.keys(fields[1] ?? {}))).toEqual(['["name","values"]'])
  })

  test('registrations have fewer errors than would remove them', () => {
    expect(among(registration(3), ({ errors }) => errors)).toEqual(['0', '1', '2'])
    expect([
      ...among(registration(1), ({ errors }) => errors),
      ...among(registration(0), ({ errors }) => errors),
    ]).toEqual(['0', '0'])
    expect(among(registration(1), (one) => O.isSome(one.publishOptions))).toEqual(['false', 'true'])
  })

  test('where time is real, nobody waits for longer than five seconds', () => {
    const waits = fc
      .sample(trace({ can: (name) => name !== 'virtual-clock', only: ['wait'] }), { seed: 9, numRuns: 20 })
      .flatMap(({ steps }) => steps.map(({ action }) => (action._tag === 'Advance' ? action.ms : 0)))
    expect([...new Set(waits)].sort((a, b) => a - b)).toEqual([1, 500, 1000, 5000])
  })

  test.each<readonly [where: string, own: Partial<Options>, varies: boolean]>([
    ['an implementation', { maxDevices: 1 }, false],
    ['a scene', {}, true],
  ])('by the options of %s, nothing is answered for a registration that is gone', (_, own, varies) => {
    const scenes = trace({
      only: ['login', 'enable', 'offline', 'accept'],
      options: own,
      can: (name) => (name === 'options:maxDevices' ? varies : !name.startsWith('options:')),
    })
    const answered = fc.sample(scenes, { seed: 9, numRuns: 100 }).flatMap((scene) => {
      const accounts = new Map<string, Account>()
      return eventsOf(scene).flatMap(({ account: owner, event }) => {
        const before =
          accounts.get(owner) ??
          E.getOrElse((): Account => {
            throw new Error(owner)
          })(emptyAccount(owner))
        accounts.set(owner, step({ ...defaultOptions, ...own, ...scene.options })(event)(before)[1])
        return event._tag === 'PublishAnswered'
          ? [before.registrations.some((one) => keyName(one) === keyName(event.registration))]
          : []
      })
    })
    expect(answered.length).toBeGreaterThan(40)
    expect(answered).not.toContain(false)
  })

  test('about three in ten stanzas are copies', () => {
    const keys = fc
      .sample(trace({ only: ['offline'] }), { seed: 9, numRuns: 100 })
      .map(({ steps }) =>
        steps.map(({ action }) =>
          action._tag === 'Dispatch' && action.event._tag === 'StoredOffline' ? action.event.delivery.key : '',
        ),
      )
    const own = keys.map((each) => new Set(each).size).reduce((sum, count) => sum + count, 0) / keys.flat().length
    expect(own).toBeGreaterThan(0.68)
    expect(own).toBeLessThan(0.78)
  })

  test('most stanzas are from one and the same', () => {
    const senders = fc.sample(stanza('a@b', ['body']), { seed: 9, numRuns: 200 }).map(({ attrs }) => attrs['from'])
    expect(senders.filter((from) => from === 'nurse@verona.example/kitchen').length).toBeGreaterThan(120)
  })

  test('deliveries have a key and a stanza', () => {
    expect(among(delivery(), (one) => Object.keys(one))).toEqual(['["key","stanza"]'])
    expect(among(delivery('romeo@a'), ({ stanza: { attrs } }) => attrs['to'], 50)).toContain('"romeo@a"')
  })

  test('sessions are bound or not, awake or hibernating, and only what is bound is waited for longer', () => {
    const keys = [
      { service: 's', node: 'a' },
      { service: 's', node: 'b' },
    ]
    const one = session(small, 'phone', keys)
    expect(among(one, ({ bound }) => O.toUndefined(bound) ?? null)).toEqual(
      ['null', ...keys.map((each) => JSON.stringify(each)).sort()].sort(),
    )
    expect(
      among(
        one,
        ({ hibernation }) =>
          O.toUndefined(
            O.map(
              ({ resumeTimeoutMs, wake }: { readonly resumeTimeoutMs: number; readonly wake: O.Option<unknown> }) => [
                resumeTimeoutMs,
                wake._tag,
              ],
            )(hibernation),
          ) ?? null,
      ),
    ).toEqual(['[0,"None"]', '[300000,"None"]', 'null'])
    expect(
      among(one, ({ bound, hibernation }) => [bound._tag, O.isSome(hibernation) && hibernation.value.extended]),
    ).toEqual(['["None",false]', '["Some",false]', '["Some",true]'])
    expect(among(one, ({ collected }) => collected.length)).toEqual(['0', '1', '2', '3'])
    expect(among(session({ ...small, maxNotified: 1 }, 'phone', []), ({ collected }) => collected.length)).toEqual([
      '0',
      '1',
    ])
    expect(among(session({ ...small, maxNotified: 9 }, 'phone', []), ({ collected }) => collected.length)).toEqual([
      '0',
      '1',
      '2',
      '3',
    ])
    expect(among(one, ({ timer }) => (O.isSome(timer) ? timer.value.replace(/\d+/u, '0') : null))).toEqual([
      '"juliet@capulet.example/phone@0"',
      'null',
    ])
  })

  test('accounts have registrations by age, up to three sessions, and stanzas that were pushed', () => {
    const one = account({ ...small, maxDevices: 9, maxNotified: 9 })
    expect(among(one, ({ registrations }) => registrations.length)).toEqual(['0', '1', '2', '3', '4', '5', '6'])
    expect(among(account(small), ({ registrations }) => registrations.length)).toEqual(['0', '1', '2', '3'])
    expect(
      among(one, ({ registrations }) =>
        registrations.every(({ enabledAt }, index) => enabledAt >= (registrations[index - 1]?.enabledAt ?? 0)),
      ),
    ).toEqual(['true'])
    expect(among(one, ({ sessions }) => Object.keys(sessions).length)).toEqual(['0', '1', '2', '3'])
    const empty = memoryOf(E.getOrElseW(() => expect.unreachable())(emptyAccount('juliet@capulet.example')))
    expect(among(one, (made) => memoryOf(made) === empty)).toEqual(['false', 'true'])
    expect(among(one, (made) => memoryOf(made).split('archive-').length - 1)).toEqual(['0', '1', '2', '3', '4'])
  })
})
