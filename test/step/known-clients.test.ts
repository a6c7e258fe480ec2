/** CLI: sessions and registrations known by their client. */
import { describe, expect, it } from 'vitest'

import { boundTo, drops, key, loud, nodes, NOW, on, only, run, runFrom, skips } from '../support/fixtures.js'

describe('CLI-1, CLI-2: sessions known by their client', () => {
  const known = run(on.opened('phone', NOW, 'c1'), on.enabled('phone'), on.closed('phone')).account

  it('CLI-1: a registration knows the client that enabled it, and a session of that client is bound from the start', () => {
    expect(known.registrations).toMatchObject([{ client: 'c1' }])
    const { account, last } = runFrom(known)(on.opened('other', NOW, 'c1'))
    expect(last).toEqual([])
    expect(boundTo(account, 'other')).toEqual(key())
    expect(boundTo(runFrom(known)(on.opened('other', NOW, 'c2')).account, 'other')).toBeUndefined()
    expect(boundTo(runFrom(known)(on.opened('other')).account, 'other')).toBeUndefined()
  })

  it('CLI-1: of several to the newest', () => {
    const more = runFrom(known, { oneNodePerClient: false })(
      on.opened('phone', NOW, 'c1'),
      on.enabled('phone', key('n2')),
    )
    expect(nodes(more.account)).toEqual(['n1', 'n2'])
    expect(boundTo(runFrom(more.account)(on.opened('other', NOW, 'c1')).account, 'other')).toEqual(key('n2'))
  })

  it('CLI-1: what is archived is not pushed to a device whose session is there again', () => {
    const { account } = runFrom(known)(on.opened('other', NOW, 'c1'))
    expect(skips(runFrom(account)(on.archived(loud('m'))).last)).toEqual(['m: archived-bound'])
  })

  it('CLI-2: a device that rotates its node has one registration a service', () => {
    const back = runFrom(known)(on.opened('phone', NOW, 'c1'), on.enabled('phone', key('n1', 'other.example')))
    const { account, last } = runFrom(back.account)(on.enabled('phone', key('n2')))
    expect(account.registrations).toMatchObject([key('n1', 'other.example'), key('n2')])
    expect(drops(last)).toEqual(['n1 replaced'])
    expect(only(last, 'Save')[0]?.registrations).toEqual(account.registrations)
  })

  it('CLI-2: not that of another client, nor of one that is not known, nor with the option off', () => {
    for (const client of ['c2', undefined]) {
      const { account } = runFrom(known)(on.opened('x', NOW, client), on.enabled('x', key('n2')))
      expect(nodes(account)).toEqual(['n1', 'n2'])
    }
  })
})
