import { type Account, defaultOptions, step } from 'xmpp-push-rules'
import {
  type Adapter,
  type Context,
  feed,
  type Happening,
  type Host,
  newHost,
  play,
  reference,
  type Scene,
} from 'xmpp-push-rules/conformance'
import { describe, expect, test } from 'vitest'
import { optionsOf } from '../../src/conformance/play.js'
import { failSaves, JULIET, look, opens, wait } from '../../src/conformance/stage.js'

const scene = (...steps: Scene['steps']): Scene => ({ options: {}, steps })

describe('a scene is played', () => {
  test('each step at the time that has gone by, with what came out and what was seen before', async () => {
    const contexts: Array<Context> = []
    const note = (_: unknown, context: Context): undefined =>
      void contexts.push({ ...context, before: [...context.before] })
    const { seen, fault, options } = await play(reference, {
      options: { maxDevices: 2 },
      steps: [wait(5), opens('phone', JULIET, note), wait(7, note), failSaves(true), look(note)],
    })
    expect(fault).toBeUndefined()
    expect(options).toEqual({ ...defaultOptions, maxDevices: 2 })
    expect(seen.map(({ at }) => at)).toEqual([0, 5, 5, 12, 12])
    expect(seen.map(({ outputs }) => outputs)).toEqual([[], [], [], [], []])
    expect(seen.map(({ observed }) => Object.keys(observed.inspected))).toEqual([
      [],
      [],
      [],
      [],
      ['features', 'size', 'registrations'],
    ])
    expect(contexts.map(({ before }) => before.length)).toEqual([1, 2, 4])
    expect(contexts.map((context) => context.options)).toEqual([options, options, options])
  })

  test('an event has the time of the scene', async () => {
    const events: Array<Happening> = []
    const noting: Adapter<Host> = {
      ...reference,
      dispatch: (host, account, event) => {
        events.push(event)
        return feed(host, account, event)
      },
    }
    await play(noting, scene(wait(5), opens('phone')))
    expect(events).toEqual([{ _tag: 'SessionOpened', at: 5, resource: 'phone' }])
  })

  test('to its first fault', async () => {
    const { seen, fault } = await play(
      reference,
      scene(
        wait(1),
        wait(1, () => 'no'),
        wait(1, () => 'never'),
      ),
    )
    expect([seen.length, fault]).toEqual([2, { step: 1, message: 'no' }])
  })

  test('without what the adapter has not', async () => {
    const { inspect: _inspect, failSaves: _failSaves, ...less } = reference
    const { seen, fault } = await play(
      less,
      scene(
        failSaves(true),
        look(() => undefined),
      ),
    )
    expect(fault).toBeUndefined()
    expect(seen.map(({ observed }) => observed.inspected)).toEqual([{}, {}])
  })

  test('and saving fails where a step says so', async () => {
    const flags: Array<boolean> = []
    await play(
      { ...reference, failSaves: (_, failing) => flags.push(failing) },
      scene(failSaves(true), failSaves(false)),
    )
    expect(flags).toEqual([true, false])
  })
})

describe('an adapter that fails', () => {
  test.each([
    ['start', 0, 'start'],
    ['dispatch', 1, 'step 2, dispatch of SessionOpened'],
    ['inspect', 2, `step 3, inspect of ${JULIET}`],
    ['stop', 3, 'stop'],
  ] as const)('in %s is told after the steps that were played', async (member, steps, at) => {
    const failing: Adapter<Host> = { ...reference, [member]: () => Promise.reject(new TypeError('gone')) }
    const { seen, fault } = await play(
      failing,
      scene(
        wait(1),
        opens('phone'),
        look(() => undefined),
      ),
    )
    expect([seen.length, fault]).toEqual([
      steps,
      { step: steps, message: `the adapter failed at ${at}: gone`, by: 'adapter' },
    ])
  })

  test('with something that is no error is told in words', async () => {
    expect((await play({ ...reference, advance: () => Promise.reject(404) }, scene(wait(1)))).fault?.message).toBe(
      'the adapter failed at step 1, advance of 1 ms: 404',
    )
  })

  test('is stopped', async () => {
    const stopped: Array<string> = []
    const failing: Adapter<Map<string, Account>> = {
      name: 'failing',
      capabilities: reference.capabilities,
      start: () => newHost(step)(defaultOptions).accounts,
      dispatch: () => Promise.reject(new Error('gone')),
      advance: () => [],
      inspect: () => ({}),
      failSaves: () => undefined,
      stop: (accounts) => stopped.push(String(accounts.size)),
    }
    await play(failing, scene(opens('phone')))
    expect(stopped).toEqual(['0'])
  })
})

test('the options are those of the scene before the adapter’s before the library’s', () => {
  expect(optionsOf({}, { options: {} })).toEqual(defaultOptions)
  expect(optionsOf({ options: { maxDevices: 2, maxErrors: 3 } }, { options: { maxErrors: 4 } })).toEqual({
    ...defaultOptions,
    maxDevices: 2,
    maxErrors: 4,
  })
})
