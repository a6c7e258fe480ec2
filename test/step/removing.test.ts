/** REM, DIS-5: registrations go without their client's asking. */
import { describe, expect, it } from 'vitest'
import {
  boundTo,
  drops,
  el,
  HOUR,
  JULIET,
  key,
  loud,
  message,
  nobody,
  nodes,
  NOW,
  on,
  only,
  PHONE,
  pushes,
  quiet,
  run,
  runFrom,
  runWith,
  SERVICE,
  tags,
} from '../support/fixtures.js'

const phone = run(on.opened('phone'), on.enabled('phone')).account

describe('REM-1', () => {
  const revocation = (
    attrs: Readonly<Record<string, string | undefined>> = {},
    affiliation: Readonly<Record<string, string>> = {},
    pubsub: Readonly<Record<string, string>> = {},
  ): ReturnType<typeof message> =>
    message(
      { from: SERVICE, type: undefined, ...attrs },
      el(
        'pubsub',
        { xmlns: 'http://jabber.org/protocol/pubsub', node: 'n1', ...pubsub },
        el('affiliation', { jid: JULIET, affiliation: 'none', ...affiliation }),
      ),
    )
  const revoke = (...parts: Parameters<typeof revocation>): ReturnType<typeof on.serviceMessage> =>
    on.serviceMessage(revocation(...parts))

  it('the service takes its registration back', () => {
    const { account, last } = runFrom(phone)(revoke())
    expect(account.registrations).toEqual([])
    expect(tags(last)).toEqual(['Save', 'Drop'])
    expect(drops(last)).toEqual(['n1 remote'])
    expect(boundTo(account, 'phone')).toBeUndefined()
  })

  it('JIDs compare as JIDs', () => {
    expect(
      runFrom(phone)(revoke({ from: 'PUSH.example.' }, { jid: 'Juliet@CAPULET.example' })).account.registrations,
    ).toEqual([])
  })

  it.each<readonly [string, ReturnType<typeof revoke>]>([
    ['from another service', revoke({ from: 'evil.example' })],
    ['from a resource of the service', revoke({ from: `${SERVICE}/x` })],
    ['from a user of the service', revoke({ from: `a@${SERVICE}` })],
    ['from nobody', revoke({ from: undefined })],
    ['from the account itself', revoke({ from: JULIET })],
    ['for another JID', revoke({}, { jid: 'romeo@montague.example' })],
    ['for another affiliation', revoke({}, { affiliation: 'publisher' })],
    ['for another node', revoke({}, {}, { node: 'n2' })],
    ['in another namespace', revoke({}, {}, { xmlns: 'http://jabber.org/protocol/pubsub#event' })],
    ['an affiliation of another namespace', revoke({}, { xmlns: 'urn:other' })],
    ['an error', revoke({ type: 'error' })],
    ['no message', on.serviceMessage({ ...revocation(), name: 'iq' })],
  ])('%s: ignored', (_, event) => {
    const { account, last } = runFrom(phone)(event)
    expect(last).toEqual([])
    expect(account).toEqual(phone)
  })

  it('no node is the node of a registration that has none', () => {
    const plain = run(on.enabled('phone', key(''))).account
    const pubsub = el(
      'pubsub',
      { xmlns: 'http://jabber.org/protocol/pubsub' },
      el('affiliation', { jid: JULIET, affiliation: 'none' }),
    )
    expect(
      runFrom(plain)(on.serviceMessage(message({ from: SERVICE, type: undefined }, pubsub))).account.registrations,
    ).toEqual([])
    expect(runFrom(phone)(on.serviceMessage(message({ from: SERVICE, type: undefined }, pubsub))).account).toEqual(
      phone,
    )
  })

  it('no other registration of that service goes', () => {
    const { account } = runFrom(phone)(
      on.enabled('phone', key('n2')),
      on.enabled('phone', key('n1', 'other.example')),
      revoke(),
    )
    expect(account.registrations).toMatchObject([key('n2'), key('n1', 'other.example')])
  })
})

describe('REM-1: as XEP-0060 sends it', () => {
  const NS = 'http://jabber.org/protocol/pubsub'
  const notice = (
    affiliation: Readonly<Record<string, string>>,
    list: Readonly<Record<string, string | undefined>> = { node: 'n1' },
    name = 'affiliation',
  ) =>
    on.serviceMessage(
      message(
        { from: SERVICE, type: undefined },
        el('pubsub', { xmlns: NS }, el('affiliations', list, el(name, { jid: JULIET, ...affiliation }))),
      ),
    )

  it.each<readonly [string, ReturnType<typeof notice>]>([
    ['affiliations in pubsub', notice({ affiliation: 'none' })],
    ['outcast', notice({ affiliation: 'outcast' })],
    ['member', notice({ affiliation: 'member' })],
    ['for a full JID of the account', notice({ affiliation: 'none', jid: PHONE })],
    ['for the domain of the account, which is the publisher', notice({ affiliation: 'none', jid: 'capulet.example' })],
    ['spelt as in §8.9.4', notice({ affiliation: 'none' }, { node: 'n1' }, 'affilation')],
  ])('%s: removed', (_, event) => {
    const { account, last } = runFrom(phone)(event)
    expect(account.registrations).toEqual([])
    expect(drops(last)).toEqual(['n1 remote'])
  })

  it.each<readonly [string, ReturnType<typeof notice>]>([
    ['publish-only', notice({ affiliation: 'publish-only' })],
    ['owner', notice({ affiliation: 'owner' })],
    ['no affiliation', notice({})],
    ['another node', notice({ affiliation: 'none' }, { node: 'n2' })],
    ['another domain', notice({ affiliation: 'none', jid: 'montague.example' })],
    ['a list of another namespace', notice({ affiliation: 'none' }, { node: 'n1', xmlns: 'urn:other' })],
  ])('%s: ignored', (_, event) => {
    expect(runFrom(phone)(event).account).toBe(phone)
  })

  it('also in the shape of XEP-0357, outcast and member', () => {
    for (const affiliation of ['outcast', 'member']) {
      const pubsub = el('pubsub', { xmlns: NS, node: 'n1' }, el('affiliation', { jid: JULIET, affiliation }))
      expect(runFrom(phone)(on.serviceMessage(message({ from: SERVICE }, pubsub))).account.registrations).toEqual([])
    }
  })
})

describe('DIS-5: the server itself removes registrations', () => {
  const three = run(
    on.opened('phone', NOW, 'client-1'),
    on.enabled('phone'),
    on.opened('tablet', NOW, 'client-2'),
    on.enabled('tablet', key('n2')),
    on.opened('desktop'),
    on.enabled('desktop', key('n3')),
  ).account

  it('the ones named: Save, Drop, DIS-4', () => {
    const { account, last } = runFrom(three)(
      on.hibernated('phone', [], 7),
      on.removed({ registrations: [key(), key('gone')] }),
    )
    expect(tags(last)).toEqual(['Save', 'Drop', 'SetResumeTimeout'])
    expect(drops(last)).toEqual(['n1 removed'])
    expect(only(last, 'Save')).toEqual([{ _tag: 'Save', registrations: account.registrations }])
    expect(nodes(account)).toEqual(['n2', 'n3'])
    expect(boundTo(account, 'phone')).toBeUndefined()
  })

  it('or those of a client', () => {
    expect(drops(runFrom(three)(on.removed({ client: 'client-2' })).last)).toEqual(['n2 removed'])
    expect(drops(runFrom(three)(on.removed({ client: 'client-2', registrations: [key()] })).last)).toEqual([
      'n1 removed',
      'n2 removed',
    ])
  })

  it('an unknown client, or nobody at all: nothing happens, and registrations without client stay', () => {
    for (const named of [{ client: 'other' }, {}, { registrations: [] }, { client: undefined }]) {
      const { account, last } = runFrom(three)(on.removed(named))
      expect([account, last]).toEqual([three, []])
    }
  })
})

describe('REM-3: a registration whose device was not seen for longer than maxIdleMs', () => {
  const DAY = 24 * HOUR
  const idle = { maxIdleMs: 10 * DAY }
  const later = (days: number): number => NOW + days * DAY
  const ran = runFrom(phone, idle)
  const fresh = runWith(idle)(on.opened('phone'), on.enabled('phone')).account
  const away = runFrom(fresh, idle)(on.closed('phone')).account

  it('goes at the next event that reaches it: Save, Drop', () => {
    for (const event of [on.stored(loud('m'), { at: later(11) }), on.ping(undefined, { at: later(11) })]) {
      const { account, last } = runFrom(away, idle)(event)
      expect(tags(last)).toEqual(['Save', 'Drop'])
      expect(drops(last)).toEqual(['n1 expired'])
      expect(account.registrations).toEqual([])
    }
  })

  it('a device that is connected all the time is seen; one that hibernates is not', () => {
    expect(pushes(runFrom(fresh, idle)(on.stored(loud('m'), { at: later(99) })).last)).toEqual(['m > n1'])
    const asleep = runFrom(fresh, idle)(on.hibernated('phone'), on.stored(loud('m'), { at: later(11) }))
    expect(drops(asleep.last)).toEqual(['n1 expired'])
  })

  it('not before, and not where the option is off', () => {
    expect(pushes(runFrom(fresh, idle)(on.stored(loud('m'), { at: later(10) })).last)).toEqual(['m > n1'])
    expect(pushes(runFrom(fresh)(on.stored(loud('m'), { at: later(1000) })).last)).toEqual(['m > n1'])
  })

  it('one that was enabled before the option was on counts from then', () => {
    expect(drops(ran(on.closed('phone'), on.stored(loud('m'), { at: later(11) })).last)).toEqual(['n1 expired'])
  })

  it('a bound session that resumes, or an enable, is the device', () => {
    for (const seen of [on.resumed('phone', later(9)), on.enabled('phone', key(), later(9))]) {
      const { account, last } = runFrom(fresh, idle)(seen)
      expect(tags(last)[0]).toBe('Save')
      expect(account.registrations).toMatchObject([{ seenAt: later(9) }])
      expect(pushes(runFrom(account, idle)(on.stored(loud('m'), { at: later(18) })).last)).toEqual(['m > n1'])
    }
  })

  it('where the option is off nobody is seen, and nothing saved for it', () => {
    const { account, last } = runFrom(phone)(on.resumed('phone', later(9)))
    expect(last).toEqual([])
    expect(account.registrations).toEqual(phone.registrations)
  })

  it('a session that opens with its client is the device, another session is not', () => {
    const known = runWith(idle)(on.opened('phone', NOW, 'c'), on.enabled('phone'), on.closed('phone')).account
    const opened = runFrom(known, idle)(on.opened('phone', later(9), 'c'))
    expect(opened.account.registrations).toMatchObject([{ seenAt: later(9) }])
    expect(tags(opened.last)).toEqual(['Save'])
    expect(runFrom(known, idle)(on.opened('desktop', later(9))).last).toEqual([])
  })

  it('Save comes first where a resource is taken over: what waited for it goes out afterwards', () => {
    const waits = runWith(idle)(
      on.opened('phone', NOW, 'c'),
      on.enabled('phone'),
      on.hibernated('phone'),
      on.queued('phone', loud('m'), later(9)),
      on.opened('phone', later(9), 'c'),
    )
    expect(tags(waits.last)).toEqual(['Save', 'StopTimer', 'Publish'])
  })

  it('CNT-1: a changed unread count reaches no device that is long gone', () => {
    const clears = { ...idle, clearPushes: 'every' } as const
    const told = runFrom(away, clears)(on.stored(loud('m'))).account
    const { last } = runFrom(told, clears)({ ...on.unread(0), at: later(11) })
    expect(tags(last)).toEqual(['Save', 'Drop'])
  })

  it('a device that comes all the time is not saved all the time', () => {
    const times = Array.from({ length: 100 }, (_, hour) => on.resumed('phone', NOW + hour * HOUR))
    expect(only(runFrom(fresh, idle)(...times).effects, 'Save')).toHaveLength(3)
  })
})

describe('REM-2', () => {
  it('account deleted: everything goes, timers stop', () => {
    const { account, last } = run(
      on.opened('phone'),
      on.enabled('phone'),
      on.enabled('desktop', key('n2')),
      on.stored(loud('before')),
      on.hibernated('phone'),
      on.queued('phone', quiet('m')),
      on.deleted(),
    )
    expect(account).toEqual({ ...nobody, nextNumber: 3 })
    expect(tags(last)).toEqual(['Save', 'Drop', 'Drop', 'StopTimer'])
    expect(only(last, 'Save')[0]?.registrations).toEqual([])
    expect(drops(last)).toEqual(['n1 deleted', 'n2 deleted'])
  })
})
