import * as O from 'fp-ts/lib/Option.js'
import {
  type Account,
  defaultOptions,
  type Effect,
  type Event,
  type Publish,
  publishElement,
  type Reply,
  replyElement,
  step,
  type XmlElement,
} from 'xmpp-push-rules'
import {
  adapterOver,
  type Fed,
  feed,
  type Host,
  type HostStep,
  newHost,
  type Output,
  pass,
  reference,
} from 'xmpp-push-rules/conformance'
import { describe, expect, test } from 'vitest'
import { look } from '../../src/conformance/host.js'

const JULIET = 'juliet@capulet.example'
const ROMEO = 'romeo@montague.example'
const PHONE = { service: 'push.example', node: 'phone' }

const opened: Event = { _tag: 'SessionOpened', at: 0, resource: 'phone' }
const reply: Reply = { _tag: 'Reply', resource: 'phone', from: JULIET, to: `${JULIET}/phone`, id: 'r1' }
const iq = replyElement(reply)
const failure: Reply = { ...reply, error: { type: 'wait', condition: 'internal-server-error' } }
const save: Effect = { _tag: 'Save', registrations: [], replyOnFailure: failure }

const skip: Effect = {
  _tag: 'Skip',
  registration: PHONE,
  key: 'a',
  decision: { _tag: 'Skip', reasons: [{ rule: 'TRG-1', code: 'stored-offline' }] },
}

/** A host whose rules have these effects, whatever happens. */
const having = (...effects: ReadonlyArray<Effect>): Host =>
  newHost(() => () => (account) => [effects, account])(defaultOptions)

const push: Publish = {
  _tag: 'Publish',
  registration: { ...PHONE, number: 1 },
  from: 'capulet.example',
  publishOptions: O.none,
  key: 'a',
  decision: {
    _tag: 'Push',
    importance: 'important',
    summary: { messageCount: 1 },
    reasons: [{ rule: 'TRG-1', code: 'stored-offline' }],
  },
}

describe('effects become outputs', () => {
  const replied: Output = { _tag: 'Replied', account: JULIET, resource: 'phone', iq }
  const why: Output = {
    _tag: 'Explained',
    account: JULIET,
    registration: push.registration,
    key: 'a',
    pushed: true,
    rules: ['TRG-1'],
  }
  const { key: _key, ...ping } = push
  const { key: _none, ...unnamed } = why
  test.each<readonly [name: string, effects: ReadonlyArray<Effect>, outputs: ReadonlyArray<Output>]>([
    ['Reply', [reply], [replied]],
    ['Publish', [push], [{ _tag: 'Published', account: JULIET, iq: publishElement('push-1')(push) }, why]],
    [
      'Publish without a stanza',
      [ping],
      [{ _tag: 'Published', account: JULIET, iq: publishElement('push-1')(ping) }, unnamed],
    ],
    ['Skip', [skip], [{ ...why, registration: PHONE, pushed: false }]],
    [
      'SetResumeTimeout',
      [{ _tag: 'SetResumeTimeout', resource: 'phone', timeoutMs: 5 }],
      [{ _tag: 'ResumeTimeout', account: JULIET, resource: 'phone', timeoutMs: 5 }],
    ],
    [
      'what only the host itself acts on',
      [
        save,
        { _tag: 'Drop', registration: PHONE, reason: 'errors' },
        { _tag: 'StartTimer', timer: 't', delayMs: 1 },
        { _tag: 'StopTimer', timer: 't' },
      ],
      [],
    ],
    ['several, in their order', [reply, save, reply], [replied, replied]],
  ])('%s', (_, effects, outputs) => {
    expect(feed(having(...effects), JULIET, opened)).toStrictEqual(outputs)
  })

  test('every publish has an id of its own', () => {
    const host = having(push, push)
    const ids = [...feed(host, JULIET, opened), ...feed(host, ROMEO, opened)].flatMap((one) =>
      one._tag === 'Published' ? [one.iq.attrs['id']] : [],
    )
    expect(ids).toEqual(['push-1', 'push-2', 'push-3', 'push-4'])
  })
})

describe('where saving fails', () => {
  const counting: HostStep = () => (event) => (account) => [
    event._tag === 'SessionOpened' ? [reply, save, { _tag: 'Save', registrations: [] }, reply] : [reply],
    { ...account, epoch: event.at } as Account,
  ]
  const failing = (): Host => {
    const host = newHost(counting)(defaultOptions)
    host.state.failing = true
    return host
  }

  test('the rest is dropped, the reply on failure is given, the account stays', () => {
    const host = failing()
    expect(feed(host, JULIET, opened)).toEqual([
      { _tag: 'Replied', account: JULIET, resource: 'phone', iq: replyElement(failure) },
    ])
    expect(host.accounts.size).toBe(0)
  })

  test('what saves nothing goes on', () => {
    const host = failing()
    expect(feed(host, JULIET, { _tag: 'SessionClosed', at: 7, resource: 'phone' })).toHaveLength(1)
    expect(host.accounts.get(JULIET)).toMatchObject({ epoch: 7 })
  })

  test('an adapter over rules can make it fail, and succeed again', async () => {
    const adapter = adapterOver('counting', counting)
    const instance = await adapter.start(defaultOptions)
    await adapter.failSaves?.(instance, true)
    expect(await adapter.dispatch(instance, JULIET, { _tag: 'SessionOpened', at: 0, resource: 'phone' })).toHaveLength(
      1,
    )
    await adapter.failSaves?.(instance, false)
    expect(await adapter.dispatch(instance, JULIET, { _tag: 'SessionOpened', at: 0, resource: 'phone' })).toHaveLength(
      2,
    )
    expect([adapter.name, reference.name, await adapter.stop(instance)]).toEqual([
      'counting',
      'xmpp-push-rules',
      undefined,
    ])
  })
})

describe('timers', () => {
  const start = (timer: string, delayMs: number): Effect => ({ _tag: 'StartTimer', timer, delayMs })
  /** Starts three timers when a session opens, stops one when it closes; a timer that fires says so by a reply. */
  const rules: HostStep = () => (event) => (account) => {
    switch (event._tag) {
      case 'SessionOpened':
        return [[start('late', 30), start('early', 10), start('middle', 20)], account]
      case 'SessionClosed':
        return [[{ _tag: 'StopTimer', timer: 'middle' }], account]
      case 'TimerFired':
        return [event.timer === 'early' ? [reply, start('again', 15)] : [reply], account]
      default:
        return [[], account]
    }
  }
  const ticking = (): { readonly host: Host; readonly fired: () => ReadonlyArray<string> } => {
    const fed: Array<Fed> = []
    const host = newHost(rules, (one) => fed.push(one))(defaultOptions)
    return {
      host,
      fired: () =>
        fed.flatMap(({ account, event }) =>
          event._tag === 'TimerFired' ? [`${account} ${event.timer} at ${event.at}`] : [],
        ),
    }
  }

  test('fire when they are due, in the order of their time, and each once', () => {
    const { host, fired } = ticking()
    feed(host, JULIET, opened)
    expect([pass(host, 9), host.state.now, fired()]).toEqual([[], 9, []])
    expect([pass(host, 1).length, fired()]).toEqual([1, [`${JULIET} early at 10`]])
    expect(pass(host, 20)).toHaveLength(3)
    expect(fired()).toEqual([
      `${JULIET} early at 10`,
      `${JULIET} middle at 20`,
      `${JULIET} again at 25`,
      `${JULIET} late at 30`,
    ])
    expect([pass(host, 1000), host.state.now]).toEqual([[], 1030])
  })

  test('are stopped, those of one account alone', () => {
    const { host, fired } = ticking()
    feed(host, ROMEO, opened)
    feed(host, JULIET, opened)
    feed(host, JULIET, { _tag: 'SessionClosed', at: 0, resource: 'phone' })
    pass(host, 24)
    expect(fired()).toEqual([`${ROMEO} early at 10`, `${JULIET} early at 10`, `${ROMEO} middle at 20`])
  })

  test('that are started again are due later', () => {
    const { host, fired } = ticking()
    feed(host, JULIET, opened)
    pass(host, 5)
    feed(host, JULIET, opened)
    pass(host, 9)
    expect(fired()).toEqual([])
    pass(host, 1)
    expect(fired()).toEqual([`${JULIET} early at 15`])
  })
})

test('a look shows registrations by their keys, features, and a size that grows', () => {
  const host = newHost(step)(defaultOptions)
  const empty = look(host, JULIET)
  expect(empty).toEqual({ registrations: [], features: ['urn:xmpp:push:0'], size: 4 })
  const enable: XmlElement = {
    name: 'enable',
    attrs: { xmlns: 'urn:xmpp:push:0', jid: 'push.example', node: 'phone' },
    children: [],
  }
  feed(host, JULIET, opened)
  feed(host, JULIET, {
    _tag: 'IqReceived',
    at: 0,
    resource: 'phone',
    iq: { name: 'iq', attrs: { type: 'set', id: 'e', to: JULIET, xmlns: 'jabber:client' }, children: [enable] },
  })
  expect(look(host, JULIET).registrations).toEqual([PHONE])
  expect(look(host, JULIET).size).toBeGreaterThan(20)
  expect(look(host, ROMEO)).toEqual(empty)
})
