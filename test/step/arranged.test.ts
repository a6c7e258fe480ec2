import * as E from 'fp-ts/lib/Either.js'
import {
  type Account,
  defaultOptions,
  type Effect,
  emptyAccount,
  type Event,
  type Options,
  step,
} from 'xmpp-push-rules'
import { expect, test } from 'vitest'
import { enableElement, JULIET } from '../../src/conformance/stage.js'
import { chat } from '../../src/conformance/stanzas.js'
import { el } from '../../src/xml/build.js'

const HOUR = 3_600_000

const options: Options = { ...defaultOptions, maxIdleMs: HOUR, coalesceMs: 1000 }

const enables = (at: number, resource: string, node: string): Event => ({
  _tag: 'IqReceived',
  at,
  resource,
  iq: el('iq', { type: 'set', id: 'e', to: JULIET }, [
    enableElement({ xmlns: 'urn:xmpp:push:0', jid: 'push.example', node }),
  ]),
})

/** The effects of the last event. */
const last = (...events: ReadonlyArray<Event>): ReadonlyArray<Effect['_tag']> => {
  const fresh = emptyAccount(JULIET)
  if (E.isLeft(fresh)) throw new Error(JULIET)
  const [effects] = events.reduce<readonly [ReadonlyArray<Effect>, Account]>(
    ([, account], event) => step(options)(event)(account),
    [[], fresh.right],
  )
  return effects.map(({ _tag }) => _tag)
}

const sent = { key: 'k1', stanza: chat() }

test('REM-3, DIS-4: a device that expires asleep is waited for no longer, after the pushes to the others', () => {
  expect(
    last(
      { _tag: 'SessionOpened', at: 0, resource: 'old' },
      enables(0, 'old', 'old'),
      { _tag: 'HibernationStarted', at: 1, resource: 'old', queue: [], resumeTimeoutMs: 60_000 },
      { _tag: 'SessionOpened', at: HOUR, resource: 'new' },
      enables(HOUR, 'new', 'new'),
      { _tag: 'StoredOffline', at: HOUR + 2, delivery: sent },
    ),
  ).toEqual(['Save', 'Drop', 'Publish', 'SetResumeTimeout'])
})

test('REG-8, REM-3: that a device was seen is saved before what was collected for it is pushed', () => {
  expect(
    last(
      { _tag: 'SessionOpened', at: 0, resource: 'phone', client: 'c' },
      enables(0, 'phone', 'n'),
      { _tag: 'HibernationStarted', at: 1, resource: 'phone', queue: [], resumeTimeoutMs: 60_000 },
      { _tag: 'QueuedWhileHibernating', at: HOUR / 2, resource: 'phone', delivery: sent },
      { _tag: 'SessionOpened', at: HOUR / 2 + 1, resource: 'phone', client: 'c' },
    ),
  ).toEqual(['Save', 'StopTimer', 'Publish'])
})
