/**
 * What an adapter may do wrong, and the words that say so: which function, at which step, what came and what was expected.
 */
import {
  type Adapter,
  adapterOver,
  compare,
  everythingBut,
  feed,
  type Host,
  laws,
  play,
  reference,
  renderTable,
  runConformance,
  runLaw,
  type Scene,
} from 'xmpp-push-rules/conformance'
import { describe, expect, test } from 'vitest'
import { look, opens, restarts, together, wait } from '../../src/conformance/stage.js'
import { lawOf } from './find.js'

const JULIET = 'juliet@capulet.example'

/** An adapter that gives this, whatever its type should be, where something happens. */
const giving = (value: unknown): Adapter<Host> => ({ ...reference, dispatch: () => value as never })

const scene: Scene = { options: {}, steps: [wait(1), opens('phone')] }

const messageOf = async (value: unknown): Promise<string | undefined> =>
  (await play(giving(value), scene)).fault?.message

const at = 'the adapter failed at step 2, dispatch of SessionOpened: '
const which = `${at}output 1 of dispatch`
const published = { _tag: 'Published', account: JULIET, iq: { name: 'iq', attrs: {}, children: [] } }
const explained = {
  _tag: 'Explained',
  account: JULIET,
  registration: { service: 's', node: '' },
  pushed: true,
  rules: [],
}
const TAGS = 'Published, Replied, ResumeTimeout, Explained, Unplayable'

/** A list that was never filled. */
const holes = (length: number): ReadonlyArray<unknown> => Object.assign([], { length })

const ring = { name: 'iq', attrs: {}, children: [] as Array<unknown> }
ring.children.push({ name: 'pubsub', attrs: {}, children: [ring] })

const deep = Array.from({ length: 200 }).reduce<unknown>(
  (inside) => ({ name: 'a', attrs: {}, children: [inside] }),
  'x',
)

describe('what comes out of dispatch is looked at', () => {
  test.each<readonly [what: string, value: unknown, message: string]>([
    ['nothing', undefined, `${at}dispatch gave undefined; expected a list of outputs`],
    ['null', null, `${at}dispatch gave null; expected a list of outputs`],
    ['one output', published, `${at}dispatch gave an object with _tag, account, iq; expected a list of outputs`],
    ['text', '<iq/>', `${at}dispatch gave the text "<iq/>"; expected a list of outputs`],
    ['a function', () => [], `${at}dispatch gave a function; expected a list of outputs`],
    ['null in it', [null], `${which} is null; expected one of ${TAGS}`],
    ['a list of holes', holes(3), `${which} is undefined; expected one of ${TAGS}`],
    [
      'children with holes',
      [{ ...published, iq: { name: 'iq', attrs: {}, children: holes(2) } }],
      `${which} (Published): iq is wrong: a child of <iq/> is undefined; expected an element or text`,
    ],
    [
      'rules with holes',
      [{ ...explained, rules: holes(2) }],
      `${which} (Explained): rules is a list of 2; expected a list of texts`,
    ],
    ['a list in it', [[]], `${which} is a list of 0; expected one of ${TAGS}`],
    ['an unknown output', [{ _tag: 'Pushed' }], `${which} has as its _tag the text "Pushed"; expected one of ${TAGS}`],
    ['an output without a tag', [{}], `${which} has as its _tag undefined; expected one of ${TAGS}`],
    ['the second one', [published, 7], `${at}output 2 of dispatch is 7; expected one of ${TAGS}`],
    [
      'an iq as text',
      [{ ...published, iq: '<iq type="set"/>' }],
      `${which} (Published): iq is the text "<iq type=\\"set\\"/>"; expected an element { name, attrs, children }: parse it first`,
    ],
    [
      'no iq',
      [{ _tag: 'Published', account: JULIET }],
      `${which} (Published): iq is undefined; expected an element { name, attrs, children }`,
    ],
    [
      'children that are no list',
      [{ ...published, iq: { name: 'iq', attrs: {}, children: 'x' } }],
      `${which} (Published): iq is wrong: the children of <iq/> are the text "x"; expected a list`,
    ],
    [
      'a child that is null',
      [{ ...published, iq: { name: 'iq', attrs: {}, children: [null] } }],
      `${which} (Published): iq is wrong: a child of <iq/> is null; expected an element or text`,
    ],
    [
      'an attribute that is an object',
      [{ ...published, iq: { name: 'iq', attrs: { to: {} }, children: [] } }],
      `${which} (Published): iq is wrong: the attribute to of <iq/> is an empty object; expected text`,
    ],
    [
      'attributes that are text',
      [{ ...published, iq: { name: 'iq', attrs: 'x', children: [] } }],
      `${which} (Published): iq is wrong: the attrs of <iq/> are the text "x"; expected an object`,
    ],
    [
      'a tree that holds itself',
      [{ ...published, iq: ring }],
      `${which} (Published): iq is wrong: <iq/> holds itself; expected a tree`,
    ],
    [
      'a tree without end',
      [{ ...published, iq: deep }],
      `${which} (Published): iq is wrong: it has more than 100 levels; expected a stanza`,
    ],
    ['no account', [{ ...published, account: undefined }], `${which} (Published): account is undefined; expected text`],
    [
      'rules that are missing',
      [{ ...explained, rules: undefined }],
      `${which} (Explained): rules is undefined; expected a list of texts`,
    ],
    [
      'a registration without a node',
      [{ ...explained, registration: { service: 's' } }],
      `${which} (Explained): registration is an object with service; expected { service, node }, with node '' where there is none`,
    ],
    [
      'a decision that is no flag',
      [{ ...explained, pushed: 'yes' }],
      `${which} (Explained): pushed is the text "yes"; expected true or false`,
    ],
    [
      'a timeout that is no number',
      [{ _tag: 'ResumeTimeout', account: JULIET, resource: 'phone', timeoutMs: Number.NaN }],
      `${which} (ResumeTimeout): timeoutMs is NaN; expected a finite number`,
    ],
    ['no reason', [{ _tag: 'Unplayable' }], `${which} (Unplayable): reason is undefined; expected text`],
  ])('%s', async (_, value, message) => {
    expect(await messageOf(value)).toBe(message)
  })

  test('a text is shown by its beginning', async () => {
    expect((await messageOf('x'.repeat(1000)))?.length).toBeLessThan(200)
  })

  test('and so is what comes out of the other functions', async () => {
    const wrong = { ...reference, advance: () => null, inspect: () => [], restart: () => 1, dispatchTogether: () => 2 }
    const messages = await Promise.all(
      [wait(1), look(() => undefined), restarts(), together([opens('a'), opens('b')])].map(async (one) =>
        play(wrong as never, { options: {}, steps: [one] }),
      ),
    )
    expect(messages.map(({ fault }) => fault?.message)).toEqual([
      'the adapter failed at step 1, advance of 1 ms: advance gave null; expected a list of outputs',
      `the adapter failed at step 1, inspect of ${JULIET}: inspect gave a list of 0; expected an object with registrations, features or size`,
      'the adapter failed at step 1, restart: restart gave 1; expected a list of outputs',
      'the adapter failed at step 1, dispatchTogether of SessionOpened and SessionOpened: dispatchTogether gave 2; expected a list of outputs',
    ])
  })

  test('and what is seen of it inside', async () => {
    const looking = (value: unknown): Promise<unknown> =>
      play({ ...reference, inspect: () => value as never }, { options: {}, steps: [look(() => undefined)] }).then(
        ({ fault }) => fault?.message.split(': ').slice(1).join(': '),
      )
    expect(await looking({ registrations: [{}] })).toBe(
      'what inspect gave: registrations is a list of 1; expected a list of { service, node }',
    )
    expect(await looking({ size: '7' })).toBe('what inspect gave: size is the text "7"; expected a finite number')
    expect(await looking({ features: [7] })).toBe(
      'what inspect gave: features is a list of 1; expected a list of texts',
    )
    expect(await looking({ more: 7 })).toBeUndefined()
  })

  test('in a report it stands below its law, in reason and transcript', async () => {
    const result = await runLaw(giving(undefined))(lawOf('model/a-servers-life'))
    expect(result).toMatchObject({ verdict: 'fail', law: { id: 'model/a-servers-life' } })
    expect(result.reason).toMatch(/^the adapter failed at step \d+, dispatch of \w+: dispatch gave undefined;/u)
    expect(result.transcript).toContain(`!! ${String(result.reason)}`)
  })
})

const never = (): Promise<never> => new Promise(() => undefined)

describe('an adapter that never answers', () => {
  test.each(['start', 'dispatch', 'advance', 'inspect', 'restart', 'dispatchTogether', 'stop'] as const)(
    'in %s is given up',
    async (name) => {
      const steps = [opens('phone'), wait(1), look(() => undefined), restarts(), together([opens('a'), opens('b')])]
      const began = performance.now()
      const { fault } = await play({ ...reference, [name]: never }, { options: {}, steps }, 30)
      expect(fault?.message).toMatch(new RegExp(`^the adapter failed at .*${name}.*: no answer within 30 ms$`, 'u'))
      expect(fault?.by).toBe('silence')
      expect(performance.now() - began).toBeLessThan(2000)
    },
  )

  test('is given the time that goes by where time is real, and not where it is not', async () => {
    const slow: Adapter<Host> = {
      ...reference,
      advance: () => new Promise((resolve) => setTimeout(() => resolve([]), 60)),
    }
    const real = { ...slow, capabilities: everythingBut({ 'virtual-clock': 'real' }) }
    const waiting: Scene = { options: {}, steps: [wait(500)] }
    expect((await play(real, waiting, 20)).fault).toBeUndefined()
    expect((await play(slow, waiting, 20)).fault?.message).toContain('no answer within 20 ms')
  })

  test('fails its law within its time, as it was found: nobody waits for it again to make it smaller', async () => {
    const calls = { count: 0 }
    const hung: Adapter<Host> = {
      ...reference,
      start: (options) => {
        calls.count += 1
        return reference.start(options)
      },
      dispatch: never,
    }
    const result = await runLaw(hung, { timeoutMs: 20 })(lawOf('model/a-servers-life'))
    expect(result).toMatchObject({ verdict: 'fail', seed: expect.any(Number) as number })
    expect(result.transcript).toMatch(/!! the adapter failed at step \d+, dispatch of \w+: no answer within 20 ms$/u)
    expect(calls.count).toBe(1)
  })

  test('is not asked again after three laws', async () => {
    const { results } = await runConformance({ ...reference, dispatch: never, stop: never }, { timeoutMs: 10 })
    expect(results).toHaveLength(laws.length)
    expect(new Set(results.map(({ verdict }) => verdict))).toEqual(new Set(['fail']))
    expect(results.filter(({ reason }) => reason?.startsWith('the adapter failed at'))).toHaveLength(3)
    expect(results.at(-1)).toMatchObject({ reason: 'not played: the adapter did not answer in 3 laws before', runs: 0 })
  })

  test('at its end is not waited for in every law, where the laws fail besides', async () => {
    const calls = { stops: 0 }
    const deaf: Adapter<Host> = {
      ...giving([]),
      stop: () => {
        calls.stops += 1
        return never()
      },
    }
    const { results } = await runConformance(deaf, { timeoutMs: 20, shrinkMs: 50 })
    const asked = results.filter(({ runs }) => runs > 0)
    const silent = 'the adapter failed at stop: no answer within 20 ms'
    expect(calls.stops).toBe(3)
    expect(asked.map(({ verdict, reason = '' }) => [verdict, reason.split('; besides, ').at(-1)])).toEqual(
      Array.from({ length: 3 }, () => ['fail', silent]),
    )
    expect(asked.filter(({ reason }) => /^expected .+; besides, /u.test(reason ?? ''))).not.toEqual([])
    expect(asked.every(({ transcript }) => transcript?.endsWith(`\n!! ${silent}`))).toBe(true)
    expect(results.at(-1)).toMatchObject({ reason: 'not played: the adapter did not answer in 3 laws before', runs: 0 })
  })

  test('in a scene of the model is counted too, where there is a difference before', async () => {
    const counted = { dispatched: 0 }
    const deaf: Adapter<Host> = {
      ...reference,
      dispatch: () => ((counted.dispatched += 1) > 3 ? never() : [{ ...published, _tag: 'Published' }]),
    }
    const played = await compare(deaf, { options: {}, steps: Array.from({ length: 6 }, () => opens('phone')) }, {}, 20)
    expect(played.fault).toMatchObject({
      step: 0,
      message: expect.stringMatching(/^expected nothing; found/u) as string,
    })
    expect(played.silent).toBe('the adapter failed at step 4, dispatch of SessionOpened: no answer within 20 ms')
  })

  test.each([Number.POSITIVE_INFINITY, 3e9])('has time where the limit is %d ms', async (timeoutMs) => {
    const later: Adapter<Host> = {
      ...reference,
      dispatch: async (host, account, event) => {
        await new Promise((resolve) => setTimeout(resolve, 20))
        return feed(host, account, event)
      },
    }
    expect((await play(later, scene, timeoutMs)).fault).toBeUndefined()
    expect(await runLaw(later, { timeoutMs })(lawOf('seed/archived/nobody-there'))).toMatchObject({ verdict: 'pass' })
  })

  test.each([Number.NaN, 0, -1])('has the usual time where the limit is %d ms, which is none', async (timeoutMs) => {
    const later: Adapter<Host> = {
      ...reference,
      start: async (options) => {
        await new Promise((resolve) => setTimeout(resolve, 20))
        return reference.start(options)
      },
    }
    expect((await play(later, scene, timeoutMs)).fault).toBeUndefined()
  })

  test('and what it cannot do is still not applicable, no failure', async () => {
    const mute: Adapter<Host> = {
      ...reference,
      capabilities: everythingBut({ ping: 'no' }),
      dispatch: never,
      stop: never,
    }
    const chosen = [...laws.filter(({ needs }) => !needs.includes('ping')).slice(0, 4), lawOf('seed/ping/all-or-named')]
    const { results } = await runConformance(mute, { timeoutMs: 10, laws: chosen })
    expect(results.map(({ verdict }) => verdict)).toEqual(['fail', 'fail', 'fail', 'fail', 'not-applicable'])
    expect(results.at(-1)).toMatchObject({ reason: 'ping: no' })
  })

  test('but one that is only slow passes', async () => {
    const later: Adapter<Host> = {
      ...reference,
      dispatch: async (host, account, event) => {
        await new Promise((resolve) => setTimeout(resolve, 2))
        return feed(host, account, event)
      },
    }
    expect(await runLaw(later, { runs: 3, timeoutMs: 5000 })(lawOf('seed/stored-offline/all'))).toMatchObject({
      verdict: 'pass',
    })
  })
})

/** What was thrown, and throws itself where it is looked at. */
const unreadable = {
  get message(): string {
    throw new Error('no words')
  },
  toString: (): string => {
    throw new Error('no text')
  },
}

const having = (name: string, get: () => unknown): unknown => Object.defineProperty({}, name, { get })

describe('a run ends, whatever the adapter is', () => {
  test.each<readonly [what: string, adapter: unknown]>([
    ['without a manifest', { ...reference, capabilities: undefined }],
    [
      'with a manifest that throws',
      {
        ...reference,
        get capabilities() {
          throw new Error('no manifest')
        },
      },
    ],
    ['without a function', { ...reference, dispatch: undefined }],
    [
      'that throws what has no words',
      {
        ...reference,
        start: () => {
          throw Object.create(null)
        },
      },
    ],
    [
      'that throws null',
      {
        ...reference,
        start: () => {
          throw null
        },
      },
    ],
    ['that rejects with what cannot be read', { ...reference, dispatch: () => Promise.reject(unreadable) }],
    [
      'with outputs that throw',
      giving([
        {
          get _tag() {
            throw new Error('no tag')
          },
        },
      ]),
    ],
  ])('%s', async (_, adapter) => {
    const { results } = await runConformance(adapter as Adapter<Host>, { laws: laws.slice(0, 3), shrink: false })
    expect(results).toHaveLength(3)
    for (const { verdict, reason } of results) {
      expect(['fail', 'not-applicable']).toContain(verdict)
      expect(reason).toMatch(/\w/u)
    }
  })

  const first = { laws: laws.slice(0, 1) }

  test('what is no adapter is told so, in every law', async () => {
    const results = await Promise.all(
      [null, undefined, () => reference].map(async (one) => runConformance(one as never, first)),
    )
    expect(results.map(({ name, results: [result] }) => [name, result?.law.id, result?.reason])).toEqual([
      ['an adapter without a name', laws[0]?.id, 'the adapter is null; expected an object with its functions'],
      ['an adapter without a name', laws[0]?.id, 'the adapter is undefined; expected an object with its functions'],
      ['an adapter without a name', laws[0]?.id, 'the adapter is a function; expected an object with its functions'],
    ])
  })

  test('a name and a version that throw are left out', async () => {
    const nameless = {
      ...reference,
      get name(): string {
        throw new Error('no name')
      },
      get version(): string {
        throw new Error('no version')
      },
    }
    const report = await runConformance(nameless, first)
    expect(report).toMatchObject({ name: 'an adapter without a name', results: [{ verdict: 'pass' }] })
    expect(report).not.toHaveProperty('version')
  })

  test('settings that are null are none, and a clock that throws is none', async () => {
    const now = (): never => {
      throw new Error('no clock')
    }
    expect((await runConformance(reference, { ...first, now })).results).toMatchObject([{ verdict: 'pass' }])
    expect(await runLaw(reference, null as never)(lawOf('seed/archived/nobody-there'))).toMatchObject({
      verdict: 'pass',
    })
    expect((await runConformance({ ...reference, capabilities: {} }, null as never)).results).toHaveLength(laws.length)
  })

  test('what is no law fails, and says what it is', async () => {
    const looked = laws.find(({ id }) => id === 'no such law') as never
    const { results } = await runConformance(reference, { laws: [looked] })
    expect(results).toMatchObject([{ verdict: 'fail', reason: 'the law is undefined; expected one of `laws`' }])
    expect(renderTable({ title: 'x', implementations: [{ name: 'x', results }] })).toContain('the law is undefined')
    expect((await runConformance(reference, { laws: 7 as never })).results).toMatchObject([
      { verdict: 'fail', reason: 'the law is 7; expected one of `laws`' },
    ])
  })

  test.each<readonly [what: string, adapter: unknown, message: string]>([
    ['null', null, "it could not be played: Cannot read properties of null (reading 'options')"],
    [
      'without a manifest where time goes by',
      {
        ...reference,
        get capabilities() {
          throw new Error('no manifest')
        },
      },
      'it could not be played: no manifest',
    ],
    ['that gives what cannot be awaited', giving(having('then', () => unreadable.message)), `${at}no words`],
    [
      'that gives a promise which cannot be read',
      giving(Object.defineProperty(Promise.resolve([]), 'constructor', { get: () => unreadable.message })),
      `${at}no words`,
    ],
    [
      'that rejects with what cannot be read',
      giving(having('then', () => (_: unknown, no: (why: unknown) => void) => no(unreadable))),
      `${at}it threw what cannot be read`,
    ],
    [
      'that throws a function which cannot be read',
      giving(
        having('then', () => {
          throw Object.assign(() => undefined, { toString: unreadable.toString })
        }),
      ),
      `${at}it threw what cannot be read`,
    ],
  ])('play does not reject for an adapter %s', async (_, adapter, message) => {
    expect((await play(adapter as Adapter<Host>, scene)).fault?.message ?? '').toBe(message)
  })

  test('an instance is stopped also where a law throws', async () => {
    const stopped: Array<Host> = []
    const { fault, seen } = await play(
      { ...reference, stop: (host) => stopped.push(host) },
      { options: {}, steps: [wait(1), opens('phone', JULIET, () => unreadable.message)] },
    )
    expect([stopped.length, seen.length, fault?.message]).toEqual([1, 2, 'it could not be played: no words'])
  })

  test('a failing scene is made smaller for so long, and no longer', async () => {
    const starts = { count: 0 }
    const slow: Adapter<Host> = {
      ...adapterOver('slow', () => () => (account) => [[], account]),
      start: async (options) => {
        starts.count += 1
        await new Promise((resolve) => setTimeout(resolve, 15))
        return reference.start(options)
      },
      dispatch: () => [],
    }
    const began = performance.now()
    const result = await runLaw(slow, { shrinkMs: 60, policies: [] })(lawOf('model/a-servers-life'))
    expect(result.verdict).toBe('fail')
    expect(result.transcript).toContain('!! expected')
    expect(performance.now() - began).toBeLessThan(4000)
    expect(starts.count).toBeLessThan(60)
  })
})

/** What cannot be brought about: pings, and every second scene. */
const REASON = 'the server has no such thing'
const without = (tag: string): Adapter<Host> => ({
  ...reference,
  dispatch: (host, account, event) =>
    event._tag === tag ? [{ _tag: 'Unplayable', reason: REASON }] : feed(host, account, event),
})

describe('what an adapter cannot bring about', () => {
  test('ends the scene, without a fault', async () => {
    const { seen, fault, unplayable } = await play(without('SessionOpened'), {
      options: {},
      steps: [wait(1), opens('a'), wait(1)],
    })
    expect([seen.length, fault, unplayable]).toEqual([2, undefined, REASON])
  })

  test('makes a law not applicable where no scene could be played, with its reason', async () => {
    expect(await runLaw(without('PingRequested'), { runs: 7 })(lawOf('seed/ping/all-or-named'))).toMatchObject({
      verdict: 'not-applicable',
      reason: REASON,
      runs: 0,
      notPlayed: { cases: 7, reason: REASON },
    })
  })

  test('is counted where some could, and the rest decides', async () => {
    const result = await runLaw(without('PingRequested'), { runs: 40 })(lawOf('model/a-servers-life'))
    expect(result).toMatchObject({ verdict: 'pass', notPlayed: { reason: REASON } })
    expect(result.runs).toBeGreaterThan(0)
    expect(result.runs + (result.notPlayed?.cases ?? 0)).toBe(40)
  })

  test('hides no fault that came before', async () => {
    const wrong: Adapter<Host> = {
      ...without('PingRequested'),
      dispatch: (host, account, event) =>
        event._tag === 'PingRequested'
          ? [{ _tag: 'Unplayable', reason: REASON }]
          : feed(host, account, event).filter(({ _tag }) => _tag !== 'Replied'),
    }
    expect(await runLaw(wrong, { policies: [] })(lawOf('model/a-servers-life'))).toMatchObject({ verdict: 'fail' })
    expect((await compare(without('SessionOpened'), { options: {}, steps: [opens('a')] })).fault).toBeUndefined()
  })
})

test('a law that throws is a fault of that law', async () => {
  const law = {
    ...lawOf('seed/stored-offline/all'),
    check: {
      _tag: 'Fixed',
      scene: {
        options: {},
        steps: [
          wait(1, () => {
            throw new Error('oops')
          }),
        ],
      },
    } as const,
  }
  expect(await runLaw(reference)(law)).toMatchObject({ verdict: 'fail', reason: 'it could not be played: oops' })
})

test('results say how long they took, by the clock of the run', async () => {
  const clock = { ms: 0 }
  const now = (): number => (clock.ms += 5)
  const { results } = await runConformance(reference, { now, laws: laws.slice(0, 2), runs: 2 })
  expect(results.map(({ ms }) => ms)).toEqual([5, 5])
  expect((await runLaw(reference, { runs: 2 })(lawOf('seed/stored-offline/all'))).ms).toBeUndefined()
})
