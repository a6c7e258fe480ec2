/** TRG-5, RATE-1: a queue that has a stanza twice. */
import { describe, expect, it } from 'vitest'
import { NOW, loud, on, only, pushes, quiet, run, runFrom, skips, summaries } from '../support/fixtures.js'

const phone = run(on.opened('phone'), on.enabled('phone')).account

describe('TRG-5: where importantBody is empty there is one class', () => {
  it('a typing notice does not stand for a message: body, importance and priority are those of the message', () => {
    const { last } = runFrom(phone, { importantBody: '', includeBody: true })(
      on.hibernated('phone', [quiet('typing'), loud('a'), loud('b')]),
    )
    expect(pushes(last)).toEqual(['a > n1'])
    expect(only(last, 'Publish').map(({ decision }) => decision.importance)).toEqual(['important'])
    expect(summaries(last)).toEqual([{ messageCount: 1, lastMessageBody: 'text of a' }])
    expect(skips(last)).toEqual(['typing: stands-for', 'b: stands-for'])
  })
})

describe('DUP-1: a stanza that a queue has twice', () => {
  it('is pushed once', () => {
    const { last } = runFrom(phone)(on.hibernated('phone', [loud('a'), loud('a'), quiet('q'), loud('a')]))
    expect(pushes(last)).toEqual(['a > n1', 'q > n1'])
    expect(skips(last)).toEqual(['a: already-notified', 'a: already-notified'])
  })

  it('is pushed once where every stanza makes its own push', () => {
    const { last } = runFrom(phone, { queuePushes: 'each' })(on.hibernated('phone', [loud('a'), loud('b'), loud('a')]))
    expect(pushes(last)).toEqual(['a > n1', 'b > n1'])
    expect(skips(last)).toEqual(['a: already-notified'])
  })

  it('counts when it was muted the first time', () => {
    const { last } = runFrom(phone)(on.hibernated('phone', [loud('a', { muted: true }), loud('a')]))
    expect(pushes(last)).toEqual(['a > n1'])
    expect(skips(last)).toEqual(['a: muted-by-server'])
  })

  it.each(['per-class', 'each', 'one'] as const)(
    'RATE-1: is told of as little as the first one, and the device is not taken for told (%s)',
    (queuePushes) => {
      const partial = { queuePushes, maxStanzasPerSecond: 1 }
      const used = runFrom(phone, partial)(on.stored(loud('before'))).account
      const { last } = runFrom(used, partial)(on.hibernated('phone', [loud('a'), loud('a')], 300_000, { at: NOW }))
      expect(skips(last)).toEqual(['a: too-many', 'a: too-many'])
      expect(only(last, 'SetResumeTimeout')).toHaveLength(1)
    },
  )
})
