import { describe, expect, test } from 'vitest'
import { allCapabilities, laws, type Scene } from 'xmpp-push-rules/conformance'
import { whyNotPlayable } from '../../examples/live/laws/cast.js'
import { choose, hostsFor } from '../../examples/live/laws/choose.js'
import { manifests } from '../../examples/live/laws/manifests.js'
import { namesOf } from '../../examples/live/laws/names.js'
import { unsendable } from '../../examples/live/laws/sendable.js'

const account = 'juliet@capulet.example'
const stanza = { name: 'message', attrs: { type: 'chat', from: 'nurse@verona.example', to: account }, children: [] }
const delivery = { key: 'k1', stanza }

type Events = ReadonlyArray<Extract<Scene['steps'][number]['action'], { _tag: 'Dispatch' }>['event']>
const scene = (...events: Events): Scene => ({
  options: {},
  steps: events.map((event) => ({ action: { _tag: 'Dispatch', account, event } })),
})
const opened = { _tag: 'SessionOpened', resource: 'phone' } as const
const asleep = { _tag: 'HibernationStarted', resource: 'phone', queue: [delivery], resumeTimeoutMs: 1 } as const

describe('what can be played', () => {
  test.each<readonly [string, Scene]>([
    ['stored offline', scene(opened, { _tag: 'StoredOffline', delivery })],
    ['a queue', scene(opened, asleep, { _tag: 'SessionResumed', resource: 'phone' })],
    [
      'the queue of a session that ended is stored',
      scene(opened, asleep, { _tag: 'SessionClosed', resource: 'phone' }, { _tag: 'StoredOffline', delivery }),
    ],
    [
      'the queue of a session that was taken over is stored',
      scene(opened, asleep, opened, { _tag: 'StoredOffline', delivery }),
    ],
    ['archived and stored in one go', scene({ _tag: 'Archived', delivery }, { _tag: 'StoredOffline', delivery })],
  ])('%s', (_, one) => {
    expect(whyNotPlayable(one)).toBeUndefined()
  })

  test.each<readonly [string, Scene]>([
    ['the same stanza twice', scene({ _tag: 'StoredOffline', delivery }, { _tag: 'StoredOffline', delivery })],
    ['archived alone, with nobody there', scene({ _tag: 'Archived', delivery })],
    ['a counter', scene({ _tag: 'StoredOffline', delivery, unread: 3 })],
    [
      'presence stored offline',
      scene({ _tag: 'StoredOffline', delivery: { key: 'k', stanza: { name: 'presence', attrs: {}, children: [] } } }),
    ],
    ['a ping', scene({ _tag: 'PingRequested' })],
    [
      'a cause that the server does not know',
      scene(opened, { _tag: 'AckDelayed', resource: 'phone', queue: [delivery], cause: delivery }),
    ],
  ])('not %s', (_, one) => {
    expect(whyNotPlayable(one)).toMatch(/\.$/)
  })

  test('not what XML cannot say', () => {
    expect(unsendable({ name: 'iq', attrs: { to: '\u0007' }, children: [] }, 'client')).toBeDefined()
  })
})

test('names are exchanged both ways, whatever their case', () => {
  const names = namesOf('law1x2', 1, 3)
  const text = `${account}/phone JULIET@CAPULET.EXAMPLE romeo@montague.example push.example xmpp.push.example app@push.example/android`
  expect(names.toWire(text)).toContain('juliet.law1x2@o1.capulet.example/phone')
  expect(names.toKit(names.toWire(text))).toBe(text)
})

describe.each(Object.entries(manifests))('%s', (_, facts) => {
  const chosen = laws.map((law) => choose(law, facts))

  test('every capability that it has not has a reason', () => {
    expect(allCapabilities.filter((name) => facts.capabilities[name] === undefined)).toEqual([])
  })

  test('the features of an account can be asked for', () => {
    expect(chosen.find(({ law }) => law.id === 'xep-0357/discovery/feature')?.scenes).toHaveLength(1)
  })

  test('every law has scenes or a reason', () => {
    for (const { scenes, why } of chosen) expect(scenes.length > 0).toBe(why === undefined)
  })

  test('every scene has a host with its options', () => {
    const hosts = hostsFor(facts, chosen)
    for (const one of chosen.flatMap(({ scenes }) => scenes)) {
      const profile = hosts.profiles[hosts.profileOf(one, 0)]
      expect(profile).toMatchObject({
        includeBody: one.options.includeBody ?? false,
        includeSender: one.options.includeSender ?? false,
      })
    }
  })
})
