import * as O from 'fp-ts/lib/Option.js'
import { describe, expect, it } from 'vitest'
import {
  codes,
  enableIq,
  field,
  FORM_TYPE,
  key,
  loud,
  on,
  only,
  publishOptions,
  pushes,
  quiet,
  type Ran,
  run,
  runFrom,
  SERVICE,
  summaries,
  tags,
} from '../support/fixtures.js'

/* What the effects of one event say, and in which order. */

const two = run(on.opened('phone'), on.enabled('phone'), on.opened('tablet'), on.enabled('tablet', key('n2'))).account
const alone = run(on.opened('phone'), on.enabled('phone')).account

describe('Publish', () => {
  it('has the summary of its own stanza', () => {
    const { last } = runFrom(two)(on.hibernated('phone', [quiet('a'), loud('b')]))
    expect(summaries(last).map(({ lastMessageBody }) => lastMessageBody)).toEqual([undefined, 'New Message!'])
  })

  it('of a ping: no key, unimportant, for no other reason than the ping', () => {
    const { last, account } = runFrom(alone)(on.ping())
    expect(only(last, 'Publish')).toMatchObject([{ decision: { _tag: 'Push', importance: 'unimportant' } }])
    expect(last[0]).not.toHaveProperty('key')
    expect(codes(last)).toEqual([['ping']])
    expect(account).toBe(alone)
  })

  it('has one decision for all registrations that are told of a stanza', () => {
    const [first, second] = only(runFrom(two)(on.stored(loud('m'))).last, 'Publish')
    expect(second?.decision).toBe(first?.decision)
  })

  it('is all that a request needs: the domain of the account, the options, the registration with its number', () => {
    const account = run(
      on.sent('x', enableIq({ jid: SERVICE, node: 'n1' }, publishOptions(field('secret', 's')))),
    ).account
    expect(runFrom(account)(on.ping()).last).toEqual([
      {
        _tag: 'Publish',
        registration: { ...key(), number: 1 },
        from: 'capulet.example',
        publishOptions: O.some([FORM_TYPE, { name: 'secret', values: ['s'] }]),
        decision: {
          _tag: 'Push',
          reasons: [{ rule: 'TRG-9', code: 'ping' }],
          importance: 'unimportant',
          summary: { messageCount: 1 },
        },
      },
    ])
  })

  it('says why it has no body', () => {
    expect(codes(runFrom(alone)(on.stored(quiet('m'))).last)).toEqual([['stored-offline', 'chat-state', 'no-body']])
  })
})

describe('Skip', () => {
  it('has the key of its stanza, and the registration without its number', () => {
    const { last } = runFrom(alone)(on.stored(loud('m')), on.stored(loud('m')))
    expect(last).toEqual([
      {
        _tag: 'Skip',
        registration: key(),
        decision: { _tag: 'Skip', reasons: [{ rule: 'DUP-1', code: 'already-notified' }] },
        key: 'm',
      },
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
  const wakeful = { wakeBeforeTimeoutMs: 60_000, maxHibernationMs: 400_000 }

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
