/** REG: enabling. */
import { describe, expect, it } from 'vitest'
import type { Options } from 'xmpp-push-rules'
import {
  answerOf,
  boundTo,
  disableIq,
  drops,
  el,
  enableIq,
  field,
  form,
  iq,
  JULIET,
  key,
  loud,
  message,
  nodes,
  NOW,
  on,
  only,
  PHONE,
  publishOptions,
  registration,
  replies,
  run,
  runFrom,
  runWith,
  SERVICE,
  skips,
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

describe('REG-10', () => {
  it('fields without name, type and value count as the little that they are', () => {
    const many = form(...Array.from({ length: 150 }, () => el('field')))
    const { last } = runWith({ maxFormBytes: 5000 })(on.sent('phone', enableIq({ jid: SERVICE }, many)))
    expect(replies(last)).toEqual(['result'])
  })

  const violates = 'modify/policy-violation'
  const enableOf = (attrs: Readonly<Record<string, string>>, ...forms: ReadonlyArray<ReturnType<typeof form>>) =>
    replies(run(on.sent('phone', enableIq({ jid: SERVICE, ...attrs }, ...forms))).last)[0]

  it.each([
    ['localpart', (n: number) => `${'é'.repeat((n - (n % 2)) / 2)}${'a'.repeat(n % 2)}@push.example`],
    ['domainpart', (n: number) => 'a'.repeat(n)],
    ['resourcepart', (n: number) => `push.example/${'語'.repeat(n / 3)}`],
  ])('a %s of 1023 octets is taken, one above is not', (_, jid) => {
    expect(enableOf({ jid: jid(1023) })).toBe('result')
    expect(enableOf({ jid: jid(1026) })).toBe(violates)
  })

  it('node', () => {
    expect(enableOf({ node: 'é'.repeat(512) })).toBe('result')
    expect(enableOf({ node: `${'é'.repeat(512)}a` })).toBe(violates)
    expect(replies(runWith({ maxNodeBytes: 3 })(on.enabled('phone', key('abcd'))).last)).toEqual([violates])
  })

  it('form: values, names, types, number of fields', () => {
    expect(enableOf({}, publishOptions(field('a', 'x'.repeat(7000))))).toBe('result')
    expect(enableOf({}, publishOptions(field('a', 'x'.repeat(8192))))).toBe(violates)
    expect(enableOf({}, publishOptions(field('x'.repeat(8192))))).toBe(violates)
    expect(enableOf({}, publishOptions(el('field', { var: 'a', type: 'x'.repeat(8192) })))).toBe(violates)
    expect(enableOf({}, publishOptions(...Array.from({ length: 1000 }, () => field(''))))).toBe(violates)
    expect(enableOf({}, publishOptions(field('a', ...Array.from({ length: 2000 }, () => ''))))).toBe(violates)
  })

  it('10 MB of anything is refused, and nothing of it is kept', () => {
    const huge = 'a'.repeat(10_000_000)
    for (const request of [
      enableIq({ jid: huge }),
      enableIq({ jid: `${huge}@b` }),
      enableIq({ jid: SERVICE, node: huge }),
      enableIq({ jid: SERVICE }, form(field(huge, huge))),
      disableIq({ jid: huge }),
    ]) {
      const { account, last } = run(on.sent('phone', request))
      expect(replies(last)).toEqual([violates])
      expect(account.registrations).toEqual([])
    }
  })
})

describe('REG-1: a jid is payload, which no server has prepared', () => {
  it.each([
    ['an ideographic full stop', 'push\u3002example'],
    ['a full-width full stop', 'push\uff0eexample'],
    ['a half-width full stop', 'push\uff61example'],
    ['a full-width letter', '\uff50ush.example'],
    ['a soft hyphen', 'pu\u00adsh.example'],
    ['a zero-width space', 'push\u200b.example'],
    ['a zero-width joiner', 'push\u200d.example'],
    ['a letter that is composed', 'pu\u0301sh.example'],
    ['a ligature', 'pu\ufb01.example'],
  ])('%s: bad-request, so that one service is one registration', (_, jid) => {
    const { account, last } = runFrom(phone)(on.sent('phone', enableIq({ jid, node: 'n1' })))
    expect(replies(last)).toEqual(['modify/bad-request'])
    expect(account).toBe(phone)
  })

  it('letters that are prepared are taken, and so is any localpart and resource', () => {
    for (const jid of ['pú\u0073h.example', 'пример.example', 'p\uff50@push.example/\uff50']) {
      expect(replies(run(on.sent('phone', enableIq({ jid }))).last)).toEqual(['result'])
    }
  })
})

describe('REG-11: services that may be enabled', () => {
  const asked = (services: Options['services'], jid: string): ReadonlyArray<string> =>
    replies(runWith({ services })(on.sent('phone', enableIq({ jid, node: 'n1' }))).last)

  it('any, by default', () => {
    expect(asked('any', 'anything.example')).toEqual(['result'])
  })

  it('or those of a list: JIDs or domains, compared as JIDs; any other: not-allowed', () => {
    const list = ['Push.Example', 'bot@app.example/proxy']
    expect(asked(list, 'push.example')).toEqual(['result'])
    expect(asked(list, 'x@push.example')).toEqual(['result'])
    expect(asked(list, 'bot@app.example/proxy')).toEqual(['result'])
    for (const jid of ['app.example', 'bot@app.example', 'sub.push.example', 'evil.example']) {
      expect(asked(list, jid)).toEqual(['cancel/not-allowed'])
    }
    expect(asked([], 'push.example')).toEqual(['cancel/not-allowed'])
  })

  it('DSC-1: an account that is not provisioned may enable nothing, but disable', () => {
    const barred = runFrom(phone, { provisioned: false })
    expect(replies(barred(on.enabled('phone', key('n2'))).last)).toEqual(['cancel/not-allowed'])
    expect(replies(barred(on.disabled('phone')).last)).toEqual(['result'])
  })
})

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
