/** The proof's judge, judged: a host that loses, doubles or makes up anything is told so. */
import * as E from 'fp-ts/lib/Either.js'
import { expect, it } from 'vitest'
import { emptyAccount, type Event, publishText, replyText, step } from 'xmpp-push-rules'
import type { Outgoing } from '../../examples/durable-host/host.js'
import { options } from './options.js'
import { type Evidence, judge, type Taken } from './verdict.js'

const jid = 'juliet@capulet.example'
const el = (name: string, attrs: Record<string, string>, ...children: ReadonlyArray<string>) => ({
  name,
  attrs,
  children,
})
const delivery = (key: string) => ({
  key,
  stanza: { name: 'message', attrs: { from: 'romeo@montague.example' }, children: [el('body', {}, key)] },
})
const enable = {
  name: 'iq',
  attrs: { type: 'set', id: '1' },
  children: [el('enable', { xmlns: 'urn:xmpp:push:0', jid: 'push.example', node: 'f00' })],
}

/** What a host that does all as it should leaves behind: one timer has fired, one was stopped, one is to fire. */
const honest = (): Evidence => {
  const given: ReadonlyArray<Event> = [
    { _tag: 'SessionOpened', at: 0, resource: 'phone' },
    { _tag: 'IqReceived', at: 1, resource: 'phone', iq: enable },
    { _tag: 'HibernationStarted', at: 2, resource: 'phone', queue: [], resumeTimeoutMs: 60_000 },
    { _tag: 'QueuedWhileHibernating', at: 3, resource: 'phone', delivery: delivery('a') },
    { _tag: 'StoredOffline', at: 4000, delivery: delivery('b') },
    { _tag: 'SessionResumed', at: 5000, resource: 'phone' },
    { _tag: 'HibernationStarted', at: 6000, resource: 'phone', queue: [], resumeTimeoutMs: 60_000 },
    { _tag: 'QueuedWhileHibernating', at: 7000, resource: 'phone', delivery: delivery('c') },
    { _tag: 'SessionResumed', at: 7001, resource: 'phone' },
    { _tag: 'HibernationStarted', at: 8000, resource: 'phone', queue: [], resumeTimeoutMs: 60_000 },
  ]
  const empty = emptyAccount(jid)
  if (E.isLeft(empty)) throw new Error(empty.left.code)
  let account = empty.right
  const timers = new Map<string, number>()
  const journal: Array<Taken> = []
  const sent: Array<Outgoing> = []
  const send = (what: Outgoing['what']): unknown =>
    sent.push({ number: String(sent.length), id: `i${sent.length}`, jid, what })
  const apply = (event: Event, n?: number): void => {
    journal.push({ jid, due: event.at, event: n === undefined ? event : { ...event, n }, stopped: false })
    const [effects, after] = step(options)(event)(account)
    account = after
    for (const effect of effects) {
      if (effect._tag === 'StartTimer') timers.set(effect.timer, event.at + effect.delayMs)
      if (effect._tag === 'StopTimer') timers.delete(effect.timer)
      if (effect._tag === 'SetResumeTimeout') send(effect)
      if (effect._tag === 'Reply') send({ _tag: 'Reply', resource: effect.resource, stanza: replyText(effect) })
      if (effect._tag === 'Publish') {
        const stanza = publishText(`i${sent.length}`)(effect)
        send({ _tag: 'Publish', service: effect.registration.service, stanza })
      }
    }
  }
  given.forEach((event, n) => {
    for (const [timer, due] of timers) {
      if (due > event.at) continue
      timers.delete(timer)
      apply({ _tag: 'TimerFired', at: due, timer })
    }
    apply(event, n)
  })
  return {
    fed: given.map((_, n) => n),
    journal,
    accounts: new Map([[jid, JSON.parse(JSON.stringify(account))]]),
    timers: [...timers].map(([timer, due]) => ({ jid, timer, due })),
    sent,
  }
}

const faultsOf = (change: (evidence: Evidence) => Partial<Evidence>): ReadonlyArray<string> => {
  const evidence = honest()
  return judge(options, { ...evidence, ...change(evidence) }).faults
}

it('finds nothing in an honest host, and looked at everything', () => {
  const { faults, counted } = judge(options, honest())
  expect(faults).toEqual([])
  expect(counted.publishes).toBeGreaterThan(1)
  expect([counted.replies > 0, counted.fired, counted.stopped > 0, counted.pending]).toEqual([true, 1, true, 1])
})

const isPublish = ({ what }: Outgoing): boolean => what._tag === 'Publish'
const fired = ({ event }: Taken): boolean => event._tag === 'TimerFired'

it.each<[string, (evidence: Evidence) => Partial<Evidence>]>([
  ['an event that was lost', ({ fed }) => ({ fed: [...fed, 99] })],
  ['an event that was applied twice', ({ journal }) => ({ journal: [...journal, ...journal.slice(-1)] })],
  ['events in another order', ({ journal }) => ({ journal: journal.toReversed() })],
  [
    'an account that is not the fold',
    ({ accounts }) => ({ accounts: new Map([...accounts].map(([one]) => [one, {}])) }),
  ],
  ['a publish that was never sent', ({ sent }) => ({ sent: sent.filter((one) => one !== sent.find(isPublish)) })],
  [
    'a publish that is not in the fold',
    ({ sent }) => ({
      sent: [
        ...sent,
        ...sent
          .filter(isPublish)
          .slice(0, 1)
          .map((one) => ({ ...one, id: 'new' })),
      ],
    }),
  ],
  ['a reply that was never sent', ({ sent }) => ({ sent: sent.filter(({ what }) => what._tag !== 'Reply') })],
  ['a timer that was lost', () => ({ timers: [] })],
  ['a timer that is not in the fold', ({ timers }) => ({ timers: [...timers, { jid, timer: 'another', due: 1 }] })],
  ['a timer that fired after it had', ({ journal }) => ({ journal: [...journal, ...journal.filter(fired)] })],
])('finds %s', (_, change) => {
  expect(faultsOf(change)).not.toEqual([])
})
