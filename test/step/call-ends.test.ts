/** CALL-2: devices that rang hear that a call is over. */
import { describe, expect, it } from 'vitest'
import {
  callMessage,
  carbon,
  codes,
  delivery,
  el,
  enableIq,
  HOUR,
  JULIET,
  key,
  message,
  NOW,
  on,
  pushes,
  ringing,
  ROMEO,
  run,
  runFrom,
  runWith,
  SERVICE,
  TIMER,
} from '../support/fixtures.js'

const two = run(on.opened('phone'), on.enabled('phone'), on.enabled('x', key('n2'))).account

describe('CALL-2: stop ringing', () => {
  const tells = { callEnds: 'told' } as const
  const rang = runFrom(two, tells)(on.stored(ringing('c'))).account
  const retract = delivery('r', callMessage('retract'))
  const finish = delivery('f', callMessage('finish'))

  it('never, by default: the end of a call is a quiet message', () => {
    const { last } = runFrom(two)(on.stored(ringing('c')), on.stored(retract))
    expect(codes(last)[0]).toEqual(['stored-offline', 'call-end', 'no-body'])
  })

  it('the caller gives up: just those that rang hear of it, once', () => {
    const { last, account } = runFrom(rang, tells)(on.enabled('y', key('n3')), on.stored(retract))
    expect(pushes(last)).toEqual(['r > n1', 'r > n2'])
    expect(codes(last)[0]?.[0]).toBe('call-over')
    expect(account.calls).toEqual([])
    expect(pushes(runFrom(account, tells)(on.stored(finish)).last)).toHaveLength(3)
  })

  it.each(['proceed', 'accept', 'reject'])('another device of the account says %s', (name) => {
    const answer = callMessage(name, { from: `${JULIET}/desktop`, to: ROMEO })
    const { last } = runFrom(rang, tells)(on.archived(delivery('a', answer)))
    expect(pushes(last)).toEqual(['a > n1', 'a > n2'])
  })

  it('not what somebody else says, nor of another call, nor the caller in the name of the own devices', () => {
    for (const other of [
      callMessage('retract', { from: 'mallory@evil.example/x' }),
      message({}, el('retract', { xmlns: 'urn:xmpp:jingle-message:0', id: 'c2' })),
      callMessage('accept'),
    ]) {
      expect(codes(runFrom(rang, tells)(on.stored(delivery('o', other))).last)[0]?.[0]).toBe('stored-offline')
    }
  })

  it('another resource of the caller is the caller', () => {
    const other = callMessage('finish', { from: 'romeo@montague.example/balcony' })
    expect(codes(runFrom(rang, tells)(on.stored(delivery('o', other))).last)[0]?.[0]).toBe('call-over')
  })

  it('in a queue, and once it was told there it is not told again', () => {
    const { last } = runFrom(rang, tells)(on.hibernated('phone', [retract]))
    expect(pushes(last)).toEqual(['r > n1', 'r > n2'])
  })

  it('in the queue of a session that hibernates, it is told at once and does not wait for the timer', () => {
    const ran = runFrom(rang, tells)(on.hibernated('phone'), on.queued('phone', retract))
    expect(pushes(ran.last)).toEqual(['r > n1', 'r > n2'])
    expect(pushes(runFrom(ran.account, tells)(on.fired(TIMER)).last)).toEqual([])
  })

  it('the own answer as a carbon copy, for a session that is bound to nothing', () => {
    const answer = delivery('a', carbon('sent', callMessage('accept', { from: `${JULIET}/desktop`, to: ROMEO })))
    const { last } = runFrom(rang, tells)(on.opened('tablet'), on.hibernated('tablet'), on.queued('tablet', answer))
    expect(pushes(last)).toEqual(['a > n1', 'a > n2'])
  })

  it('FIL-4: what let the call pass the filters of a device lets its end pass', () => {
    const passing = { ...tells, extensions: ['filters'], callsPassFilters: true } as const
    const muting = el('muted', { xmlns: 'tigase:push:filter:muted:0' }, el('item', { jid: 'romeo@montague.example' }))
    const { last } = runWith(passing)(
      on.sent('x', enableIq({ jid: SERVICE, node: 'n1' }, muting)),
      on.stored(ringing('c')),
      on.stored(retract),
    )
    expect(pushes(last)).toEqual(['r > n1'])
  })

  it('no id fills the account', () => {
    const propose = (id: string) => message({}, el('propose', { xmlns: 'urn:xmpp:jingle-message:0', id }))
    const remembered = (id: string) => runFrom(two, tells)(on.stored(delivery('c', propose(id)))).account.calls
    expect(remembered('x'.repeat(100_000))).toMatchObject([{ id: 'x'.repeat(1023) }])
  })

  it('after 24 h it is forgotten, and of many calls 32 are remembered', () => {
    const late = { at: NOW + 24 * HOUR + 1 }
    expect(codes(runFrom(rang, tells)(on.stored(retract, late)).last)[0]?.[0]).toBe('stored-offline')
    const many = Array.from({ length: 40 }, (_, index) =>
      on.stored(
        delivery(`c${index}`, message({}, el('propose', { xmlns: 'urn:xmpp:jingle-message:0', id: `id${index}` }))),
      ),
    )
    expect(runFrom(two, tells)(...many).account.calls.map(({ id }) => id)).toEqual(
      Array.from({ length: 32 }, (_, index) => `id${index + 8}`),
    )
  })
})
