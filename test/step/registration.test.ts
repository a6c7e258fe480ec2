/** REG: enabling. */
import { describe, expect, it } from 'vitest'

import {
  answerOf,
  boundTo,
  drops,
  el,
  enableIq,
  iq,
  JULIET,
  key,
  message,
  nodes,
  on,
  only,
  PHONE,
  registration,
  replies,
  run,
  runFrom,
  runWith,
  SERVICE,
  tags,
} from '../support/fixtures.js'

const phone = run(on.opened('phone'), on.enabled('phone')).account

describe('REG-1', () => {
  it('enable on the own bare JID registers and gets a result', () => {
    const { account, last } = run(on.opened('phone'), on.enabled('phone'))
    expect(account.registrations).toEqual([registration()])
    expect(tags(last)).toEqual(['Save', 'Reply'])
    expect(only(last, 'Reply')[0]).toEqual({
      _tag: 'Reply',
      resource: 'phone',
      from: JULIET,
      to: PHONE,
      id: 'i1',
    })
  })

  it.each([
    ['no jid', {}],
    ['an empty jid', { jid: '' }],
    ['a jid without domain', { jid: 'a@' }],
    ['a jid with an empty localpart', { jid: '@push.example' }],
    ['a jid with an empty resource', { jid: 'push.example/' }],
    ['a jid with a space', { jid: 'push example' }],
    ['a jid with two @', { jid: 'a@b@c' }],
    ['a jid with an empty label', { jid: 'push..example' }],
    ['a jid of a dot', { jid: '.' }],
    ['a jid with a control character', { jid: 'push.example/\u0007' }],
    ['a jid with a lone surrogate', { jid: 'push\ud800.example' }],
  ])('%s: modify/bad-request, nothing changed', (_, attrs) => {
    const { account, last } = runFrom(phone)(on.sent('phone', enableIq({ node: 'n2', ...attrs })))
    expect(replies(last)).toEqual(['modify/bad-request'])
    expect(tags(last)).toEqual(['Reply'])
    expect(account).toEqual(phone)
  })

  it('an iq to another JID is not ours', () => {
    for (const to of ['romeo@montague.example', 'capulet.example', PHONE]) {
      expect(
        run(on.opened('phone'), on.sent('phone', { ...enableIq({ jid: SERVICE }), attrs: { type: 'set', to } })).last,
      ).toEqual([])
    }
  })

  it('the bare JID may be written in other letters, and left out', () => {
    for (const to of ['JULIET@capulet.EXAMPLE.', undefined]) {
      expect(
        replies(run(on.sent('phone', { ...enableIq({ jid: SERVICE }), attrs: { type: 'set', to } })).last),
      ).toEqual(['result'])
    }
  })

  it('the reply has the id of the request, and none where it has none', () => {
    const answer = (id: string | undefined): unknown =>
      only(run(on.sent('phone', { ...enableIq({ jid: SERVICE }), attrs: { type: 'set', id } })).last, 'Reply')[0]
    expect(answer('x"<')).toEqual({ _tag: 'Reply', resource: 'phone', from: JULIET, to: PHONE, id: 'x"<' })
    expect(answer(undefined)).not.toHaveProperty('id')
  })

  it('results and errors are no requests', () => {
    for (const type of ['result', 'error', undefined, 'SET']) {
      const child = el('enable', { xmlns: 'urn:xmpp:push:0', jid: SERVICE })
      expect(run(on.sent('phone', iq(child, { type }))).last).toEqual([])
    }
  })

  it('an iq in the name of another user is not ours', () => {
    const child = el('enable', { xmlns: 'urn:xmpp:push:0', jid: SERVICE })
    expect(run(on.sent('phone', iq(child, { from: 'romeo@montague.example/x' }))).last).toEqual([])
    expect(replies(run(on.sent('phone', iq(child, { from: PHONE }))).last)).toEqual(['result'])
  })

  it('the service JID is normalised: letters of the domain, trailing dot; the resource stays', () => {
    const { account } = run(on.sent('phone', enableIq({ jid: 'Push@PUSH.Example./Res', node: 'N1' })))
    expect(account.registrations).toMatchObject([{ service: 'push@push.example/Res', node: 'N1' }])
  })
})

describe('REG-2', () => {
  it.each([JULIET, PHONE, 'Juliet@Capulet.Example', 'JULIET@capulet.example./phone'])(
    '%s is the requester: bad-request',
    (jid) => {
      const { account, last } = runFrom(phone)(on.sent('phone', enableIq({ jid })))
      expect(replies(last)).toEqual(['modify/bad-request'])
      expect(account).toBe(phone)
    },
  )

  it('another resource of the account is not the requester', () => {
    expect(replies(run(on.sent('phone', enableIq({ jid: `${JULIET}/Phone` }))).last)).toEqual(['result'])
  })
})

describe('REG-3', () => {
  it('absent and empty node are the same registration', () => {
    const { account } = run(
      on.sent('phone', enableIq({ jid: SERVICE })),
      on.sent('phone', enableIq({ jid: SERVICE, node: '' })),
    )
    expect(account.registrations).toMatchObject([{ node: '' }])
  })

  it.each([
    ['feature-not-implemented', 'cancel/feature-not-implemented'],
    ['bad-request', 'modify/bad-request'],
  ] as const)('nodeRequired %s', (nodeRequired, error) => {
    const { account, last } = runWith({ nodeRequired })(on.sent('phone', enableIq({ jid: SERVICE })))
    expect(replies(last)).toEqual([error])
    expect(account.registrations).toEqual([])
    expect(replies(runWith({ nodeRequired })(on.enabled('phone')).last)).toEqual(['result'])
  })
})

describe('REG-6', () => {
  it('above maxDevices the least recently enabled go', () => {
    const { account, last } = runWith({ maxDevices: 2 })(
      on.enabled('phone', key('a')),
      on.enabled('phone', key('b')),
      on.enabled('phone', key('a')),
      on.enabled('phone', key('c')),
    )
    expect(nodes(account)).toEqual(['a', 'c'])
    expect(drops(last)).toEqual(['b evicted'])
    expect(tags(last)).toEqual(['Save', 'Reply', 'Drop'])
    expect(only(last, 'Save')[0]?.registrations).toEqual(account.registrations)
  })

  it('enabling a key again evicts nobody', () => {
    const { last } = runWith({ maxDevices: 1 })(on.enabled('phone', key('a')), on.enabled('phone', key('a')))
    expect(drops(last)).toEqual([])
  })

  it('unbinds every session bound to the evicted one', () => {
    const { account } = runWith({ maxDevices: 1 })(
      on.opened('phone'),
      on.opened('tablet'),
      on.enabled('phone', key('a')),
      on.enabled('tablet', key('a')),
      on.opened('desktop'),
      on.enabled('desktop', key('b')),
    )
    expect([boundTo(account, 'phone'), boundTo(account, 'tablet'), boundTo(account, 'desktop')]).toEqual([
      undefined,
      undefined,
      key('b'),
    ])
  })

  it('a session may evict its own earlier registration', () => {
    const { account, last } = runWith({ maxDevices: 1 })(
      on.opened('phone'),
      on.enabled('phone', key('a')),
      on.enabled('phone', key('b')),
    )
    expect(nodes(account)).toEqual(['b'])
    expect(boundTo(account, 'phone')).toEqual(key('b'))
    expect(drops(last)).toEqual(['a evicted'])
  })

  it('an account that was restored with too many is cut down by the next enable', () => {
    const many = runWith({ maxDevices: 9 })(
      ...['a', 'b', 'c', 'd'].map((node) => on.enabled('phone', key(node))),
    ).account
    expect(nodes(runFrom(many, { maxDevices: 2 })(on.enabled('phone', key('e'))).account)).toEqual(['d', 'e'])
  })
})

describe('REG-7', () => {
  it('the enabling session is bound, to what it enabled last', () => {
    const { account } = run(
      on.opened('phone'),
      on.opened('tablet'),
      on.enabled('phone', key('a')),
      on.enabled('phone', key('b')),
    )
    expect(boundTo(account, 'phone')).toEqual(key('b'))
    expect(boundTo(account, 'tablet')).toBeUndefined()
  })

  it('a session that the host never opened is not bound', () => {
    expect(run(on.enabled('phone')).account.sessions).toEqual({})
  })

  it('two sessions may be bound to one registration', () => {
    const { account } = run(on.opened('phone'), on.opened('tablet'), on.enabled('phone'), on.enabled('tablet'))
    expect([boundTo(account, 'phone'), boundTo(account, 'tablet')]).toEqual([key(), key()])
  })
})

describe('REG-8', () => {
  it('Save comes first and knows the reply for its failure', () => {
    const [save] = run(on.enabled('phone')).last
    expect(save).toMatchObject({ _tag: 'Save', registrations: [key()], replyOnFailure: { resource: 'phone' } })
    const failure = save?._tag === 'Save' ? save.replyOnFailure : undefined
    expect(failure && answerOf(failure)).toBe('wait/internal-server-error')
    expect(failure).toMatchObject({ resource: 'phone', from: JULIET, to: PHONE, id: 'i1' })
  })

  it('a disable that removes something is saved likewise', () => {
    const [save, ...rest] = runFrom(phone)(on.disabled('phone')).last
    expect(save).toMatchObject({ _tag: 'Save', registrations: [], replyOnFailure: { resource: 'phone' } })
    expect(tags(rest)).toEqual(['Reply', 'Drop'])
  })
})

describe('REG-9', () => {
  it('get: not-allowed', () => {
    expect(
      replies(run(on.sent('phone', iq(el('enable', { xmlns: 'urn:xmpp:push:0' }), { type: 'get' }))).last),
    ).toEqual(['cancel/not-allowed'])
    expect(
      replies(run(on.sent('phone', iq(el('nonsense', { xmlns: 'urn:xmpp:push:0' }), { type: 'get' }))).last),
    ).toEqual(['cancel/not-allowed'])
  })

  it('another child of the namespace: feature-not-implemented', () => {
    expect(replies(run(on.sent('phone', iq(el('constructor', { xmlns: 'urn:xmpp:push:0' })))).last)).toEqual([
      'cancel/feature-not-implemented',
    ])
  })

  it('another namespace: no effect', () => {
    for (const xmlns of ['urn:xmpp:push:1', 'urn:xmpp:push', '', undefined]) {
      expect(run(on.sent('phone', iq(el('enable', { xmlns, jid: SERVICE })))).last).toEqual([])
    }
  })

  it('a stanza that is no iq: no effect', () => {
    const child = el('enable', { xmlns: 'urn:xmpp:push:0', jid: SERVICE })
    expect(run(on.sent('phone', message({ type: 'set', from: undefined }, child))).last).toEqual([])
    expect(run(on.sent('phone', el('iq', { xmlns: 'urn:other', type: 'set' }, child))).last).toEqual([])
  })

  it('an iq without a child: no effect', () => {
    expect(run(on.sent('phone', el('iq', { xmlns: 'jabber:client', type: 'set' }))).last).toEqual([])
  })
})
