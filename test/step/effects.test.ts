import { describe, expect, it } from 'vitest'
import type { Effect } from 'xmpp-push-rules'
import { publishEffects } from '../src/effects.js'

/* What the effects of one event say, and in which order. */

const two = run(on.opened('phone'), on.enabled('phone'), on.opened('tablet'), on.enabled('tablet', key('n2'))).account
const alone = run(on.opened('phone'), on.enabled('phone')).account

const codes = (effects: ReadonlyArray<Effect>): ReadonlyArray<ReadonlyArray<string>> =>
  effects.flatMap((effect) =>
    effect._tag === 'Publish' || effect._tag === 'Skip' ? [effect.decision.reasons.map(({ code }) => code)] : [],
  )

describe('Publish', () => {
  it('has the summary of its own stanza', () => {
    const { last } = runFrom(two)(on.hibernated('phone', [quiet('a'), loud('b')]))
    expect(only(last, 'Publish').map(({ iq }) => fieldsOf(deep(iq, 'x'))['last-message-body'])).toEqual([
      undefined,
      ['New Message!'],
    ])
  })

  it('of a ping: no key, unimportant, for no other reason than the ping', () => {
    const { last, account } = runFrom(alone)(on.ping())
    expect(only(last, 'Publish')).toMatchObject([{ decision: { _tag: 'Push', importance: 'unimportant' } }])
    expect(last[0]).not.toHaveProperty('key')
    expect(codes(last)).toEqual([['ping']])
    expect(account).toBe(alone)
  })

  it('has one payload for all registrations that one decision is about', () => {
    const { last } = runFrom(two)(on.stored(loud('m')))
    const [first, second] = only(last, 'Publish').map(({ iq }) => deep(iq, 'notification'))
    expect(first).toBeDefined()
    expect(second).toBe(first)
  })

  it('names the registration of a queue once, and another one apart', () => {
    const { last } = runFrom(two)(on.hibernated('phone', [quiet('a'), loud('b')]))
    const [first, second] = only(last, 'Publish')
    expect(second?.registration).toBe(first?.registration)
    const told = only(runFrom(two)(on.stored(loud('m'))).last, 'Publish')
    expect(told.map(({ registration }) => registration)).toEqual([key(), key('n2')])
  })

  it('says why it has no body', () => {
    expect(codes(runFrom(alone)(on.stored(quiet('m'))).last)).toEqual([['stored-offline', 'nothing-to-show', 'no-body']])
  })
})

describe('Skip', () => {
  it('has the key of its stanza, and no key where there is none', () => {
    const [registration] = alone.registrations
    const decision = { _tag: 'Skip', reasons: [] } as const
    expect(
      registration &&
        publishEffects(alone.jid, [
          { registration, key: 'm', decision },
          { registration, decision },
        ]),
    ).toStrictEqual([
      { _tag: 'Skip', registration: key(), decision, key: 'm' },
      { _tag: 'Skip', registration: key(), decision },
    ])
  })
})

describe('a flood: more collected than maxNotified', () => {
  const small = { maxNotified: 2 }
  const fill = (): Ran =>
    runFrom(alone, small)(on.hibernated('phone', [], 7), on.queued('phone', loud('a')), on.queued('phone', loud('b')))

  it('waits up to maxNotified', () => {
    const full = fill()
    expect(full.last).toEqual([])
    expect(full.account.sessions['phone']?.collected).toHaveLength(2)
  })

  it('goes out at once above it', () => {
    const { account, last } = runFrom(fill().account, small)(on.queued('phone', loud('c')))
    expect(tags(last)).toEqual(['StopTimer', 'Publish', 'Skip', 'Skip', 'SetResumeTimeout'])
    expect(pushes(last)).toEqual(['a > n1'])
    expect(account.sessions['phone']).toMatchObject({ collected: [], timer: { _tag: 'None' } })
    expect(tags(runFrom(account, small)(on.queued('phone', loud('d'))).last)).toEqual(['StartTimer'])
  })
})

describe('sessions and timers', () => {
  const wakeful = { wakeBeforeTimeoutMs: 60_000, maxHibernationMs: 100_000 }

  it('nothing is collected for a session that is not there', () => {
    const { account, effects } = runFrom(two)(
      on.queued('nowhere', loud('a')),
      on.ackDelayed('nowhere', [loud('a')]),
      on.closed('nowhere'),
    )
    expect(effects).toEqual([])
    expect(account).toBe(two)
  })

  it('each hibernation has a wake timer of its own', () => {
    const asleep = runFrom(two, wakeful)(on.hibernated('phone'), on.hibernated('tablet'))
    const fires = only(asleep.effects, 'StartTimer').map(({ timer }) =>
      pushes(runFrom(asleep.account, wakeful)(on.fired(timer)).last),
    )
    expect(fires).toEqual([['ping > n1'], ['ping > n2']])
  })

  it('the wake timer wakes the device while something is collected', () => {
    const asleep = runFrom(alone, wakeful)(on.hibernated('phone'), on.queued('phone', loud('a')))
    const [wake] = only(asleep.effects, 'StartTimer')
    const { account, last } = runFrom(asleep.account, wakeful)(on.fired(wake?.timer ?? ''))
    expect(pushes(last)).toEqual(['ping > n1'])
    expect(account.sessions['phone']?.collected).toHaveLength(1)
  })
})
