import * as O from 'fp-ts/lib/Option.js'
import { describe, expect, it } from 'vitest'
import {
  type Account,
  type Effect,
  type FormField,
  type Registration,
  type RegistrationKey,
  restoreAccount,
} from 'xmpp-push-rules'
import {
  accepted,
  ackDelayed,
  answered,
  closed,
  deep,
  deleted,
  disabled,
  disableIq,
  el,
  enabled,
  enableIq,
  errorOf,
  field,
  fieldsOf,
  fired,
  form,
  hibernated,
  iq,
  JULIET,
  key,
  loud,
  message,
  NOW,
  NS_OPTIONS,
  NS_STANZAS,
  only,
  opened,
  overJson,
  PHONE,
  ping,
  publishOptions,
  pushes,
  queued,
  quiet,
  rejected,
  replies,
  right,
  run,
  runFrom,
  runWith,
  sent,
  SERVICE,
  serviceMessage,
  stored,
  tags,
} from './support/fixtures.js'

const nodes = ({ registrations }: Account): ReadonlyArray<string> => registrations.map(({ node }) => node)
const boundTo = ({ sessions }: Account, resource: string): RegistrationKey | undefined =>
  O.toUndefined(sessions[resource]?.bound ?? O.none)
const drops = (effects: ReadonlyArray<Effect>): ReadonlyArray<string> =>
  only(effects, 'Drop').map(({ registration, reason }) => `${registration.node} ${reason}`)
const optionsOf = (effects: ReadonlyArray<Effect>): ReturnType<typeof fieldsOf> | undefined => {
  const [first] = only(effects, 'Publish')
  const holder = first && deep(first.iq, 'publish-options')
  return holder && fieldsOf(deep(holder, 'x'))
}

const phone = run(opened('phone'), enabled('phone')).account

describe('REG-1', () => {
  it('enable on the own bare JID registers and gets a result', () => {
    const { account, last } = run(opened('phone'), enabled('phone'))
    expect(account.registrations).toEqual([
      { service: SERVICE, node: 'n1', publishOptions: O.none, enabledAt: NOW, errors: 0 },
    ])
    expect(tags(last)).toEqual(['Save', 'Reply'])
    expect(only(last, 'Reply')[0]).toEqual({
      _tag: 'Reply',
      resource: 'phone',
      iq: el('iq', { type: 'result', from: JULIET, to: PHONE, id: 'i1' }),
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
    const { account, last } = runFrom(phone)(sent('phone', enableIq({ node: 'n2', ...attrs })))
    expect(replies(last)).toEqual(['modify/bad-request'])
    expect(tags(last)).toEqual(['Reply'])
    expect(account).toEqual(phone)
  })

  it('an iq to another JID is not ours', () => {
    for (const to of ['romeo@montague.example', 'capulet.example', PHONE]) {
      expect(
        run(opened('phone'), sent('phone', { ...enableIq({ jid: SERVICE }), attrs: { type: 'set', to } })).last,
      ).toEqual([])
    }
  })

  it('the bare JID may be written in other letters, and left out', () => {
    for (const to of ['JULIET@capulet.EXAMPLE.', undefined]) {
      expect(replies(run(sent('phone', { ...enableIq({ jid: SERVICE }), attrs: { type: 'set', to } })).last)).toEqual([
        'result',
      ])
    }
  })

  it('the reply has the id of the request, and none where it has none', () => {
    const answer = (id: string | undefined): unknown =>
      only(run(sent('phone', { ...enableIq({ jid: SERVICE }), attrs: { type: 'set', id } })).last, 'Reply')[0]?.iq.attrs
    expect(answer('x"<')).toEqual({ type: 'result', from: JULIET, to: PHONE, id: 'x"<' })
    expect(answer(undefined)).not.toHaveProperty('id')
  })

  it('results and errors are no requests', () => {
    for (const type of ['result', 'error', undefined, 'SET']) {
      const child = el('enable', { xmlns: 'urn:xmpp:push:0', jid: SERVICE })
      expect(run(sent('phone', iq(child, { type }))).last).toEqual([])
    }
  })

  it('an iq in the name of another user is not ours', () => {
    const child = el('enable', { xmlns: 'urn:xmpp:push:0', jid: SERVICE })
    expect(run(sent('phone', iq(child, { from: 'romeo@montague.example/x' }))).last).toEqual([])
    expect(replies(run(sent('phone', iq(child, { from: PHONE }))).last)).toEqual(['result'])
  })

  it('the service JID is normalised: letters of the domain, trailing dot; the resource stays', () => {
    const { account } = run(sent('phone', enableIq({ jid: 'Push@PUSH.Example./Res', node: 'N1' })))
    expect(account.registrations).toMatchObject([{ service: 'push@push.example/Res', node: 'N1' }])
  })
})

describe('REG-2', () => {
  it.each([JULIET, PHONE, 'Juliet@Capulet.Example', 'JULIET@capulet.example./phone'])(
    '%s is the requester: bad-request',
    (jid) => {
      const { account, last } = runFrom(phone)(sent('phone', enableIq({ jid })))
      expect(replies(last)).toEqual(['modify/bad-request'])
      expect(account).toBe(phone)
    },
  )

  it('another resource of the account is not the requester', () => {
    expect(replies(run(sent('phone', enableIq({ jid: `${JULIET}/Phone` }))).last)).toEqual(['result'])
  })
})

describe('REG-3', () => {
  it('absent and empty node are the same registration', () => {
    const { account } = run(
      sent('phone', enableIq({ jid: SERVICE })),
      sent('phone', enableIq({ jid: SERVICE, node: '' })),
    )
    expect(account.registrations).toMatchObject([{ node: '' }])
  })

  it.each([
    ['feature-not-implemented', 'cancel/feature-not-implemented'],
    ['bad-request', 'modify/bad-request'],
  ] as const)('nodeRequired %s', (nodeRequired, error) => {
    const { account, last } = runWith({ nodeRequired })(sent('phone', enableIq({ jid: SERVICE })))
    expect(replies(last)).toEqual([error])
    expect(account.registrations).toEqual([])
    expect(replies(runWith({ nodeRequired })(enabled('phone')).last)).toEqual(['result'])
  })
})

describe('REG-4', () => {
  it('one JID with several nodes', () => {
    expect(nodes(run(enabled('phone', key('a')), enabled('phone', key('b'))).account)).toEqual(['a', 'b'])
  })

  it('node names are told apart by case', () => {
    expect(nodes(run(enabled('phone', key('a')), enabled('phone', key('A'))).account)).toEqual(['a', 'A'])
  })

  it('enabling again replaces the options, makes it the newest and keeps the error count', () => {
    const { account } = run(
      sent('phone', enableIq({ jid: SERVICE, node: 'a' }, publishOptions(field('secret', '1')))),
      enabled('phone', key('b')),
      answered(key('a'), rejected()),
      sent('phone', enableIq({ jid: 'PUSH.example', node: 'a' }), NOW + 5),
    )
    expect(account.registrations).toMatchObject([
      { node: 'b' },
      { node: 'a', errors: 1, enabledAt: NOW + 5, publishOptions: O.none },
    ])
  })
})

describe('REG-5', () => {
  const enableWith = (...forms: ReadonlyArray<ReturnType<typeof form>>): ReturnType<typeof run> =>
    run(sent('phone', enableIq({ jid: SERVICE, node: 'n1' }, ...forms)), ping())

  it('every field and every value goes out with every publish, in order', () => {
    const { effects } = enableWith(publishOptions(field('secret', 'x'), field('many', 'a', '', 'b'), field('none')))
    const sentOptions = optionsOf(effects)
    expect(Object.entries(sentOptions ?? {})).toEqual([
      ['FORM_TYPE', [NS_OPTIONS]],
      ['secret', ['x']],
      ['many', ['a', '', 'b']],
      ['none', []],
    ])
  })

  it('a form without FORM_TYPE gets it when sent', () => {
    expect(optionsOf(enableWith(form(field('secret', 'x'))).effects)).toEqual({
      FORM_TYPE: [NS_OPTIONS],
      secret: ['x'],
    })
  })

  it('a FORM_TYPE that is not the first field stays where it is', () => {
    const { effects } = enableWith(form(field('secret', 'x'), field('FORM_TYPE', NS_OPTIONS)))
    expect(Object.keys(optionsOf(effects) ?? {})).toEqual(['secret', 'FORM_TYPE'])
  })

  it('without a form there are no publish options', () => {
    expect(optionsOf(enableWith().effects)).toBeUndefined()
  })

  it.each([
    ['another FORM_TYPE', [form(field('FORM_TYPE', 'urn:xmpp:push:summary'))]],
    ['two FORM_TYPE values', [form(field('FORM_TYPE', NS_OPTIONS, 'other'))]],
    ['two FORM_TYPE fields', [publishOptions(field('FORM_TYPE', NS_OPTIONS))]],
    ['a FORM_TYPE without value', [form(field('FORM_TYPE'), field('a', 'b'))]],
    ['a second form', [publishOptions(), form(field('a', 'b'))]],
  ])('%s: bad-request', (_, forms) => {
    const { account, effects } = enableWith(...forms)
    expect(replies(effects)).toEqual(['modify/bad-request'])
    expect(account.registrations).toEqual([])
  })

  it('an empty form is taken', () => {
    expect(replies(enableWith(form()).effects)).toEqual(['result'])
  })

  it('elements of other namespaces are no form', () => {
    const { effects } = enableWith(
      el('x', { xmlns: 'urn:other' }, field('FORM_TYPE', 'z')),
      el('y', { xmlns: 'jabber:x:data' }),
    )
    expect(optionsOf(effects)).toBeUndefined()
  })

  it('what goes out is a submit form of jabber:x:data, and holds nothing but its fields', () => {
    const { effects } = enableWith(
      el('x', { xmlns: 'jabber:x:data', type: 'form', 'xml:lang': 'en' }, el('title', {}, 't'), field('a', 'b')),
    )
    const [first] = only(effects, 'Publish')
    const holder = first && deep(first.iq, 'publish-options')
    expect(holder && deep(holder, 'x')?.attrs).toEqual({ xmlns: 'jabber:x:data', type: 'submit' })
    expect(holder && deep(holder, 'title')).toBeUndefined()
  })
})

describe('REG-5: what is kept of a form', () => {
  const kept = (sentForm: ReturnType<typeof form>, partial = {}): ReadonlyArray<unknown> =>
    runWith(partial)(sent('phone', enableIq({ jid: SERVICE }, sentForm))).account.registrations.map(
      ({ publishOptions: held }) => O.toUndefined(held),
    )
  it('every field with the attributes that it has, after a hidden FORM_TYPE', () => {
    const hidden = { name: 'FORM_TYPE', type: 'hidden', values: [NS_OPTIONS] }
    expect(kept(form(field('a', 'b'), el('field', { type: 'fixed' }, el('value')), el('field')))).toStrictEqual([
      [hidden, { name: 'a', values: ['b'] }, { type: 'fixed', values: [''] }, { values: [] }],
    ])
  })

  it('a form with FORM_TYPE as it is', () => {
    const a = { name: 'a', values: ['b'] }
    expect(kept(publishOptions(field('a', 'b')))).toStrictEqual([[{ name: 'FORM_TYPE', values: [NS_OPTIONS] }, a]])
    for (const type of ['hidden', 'text-single']) {
      const formType = el('field', { var: 'FORM_TYPE', type }, el('value', {}, NS_OPTIONS))
      expect(kept(form(field('a', 'b'), formType))).toStrictEqual([
        [a, { name: 'FORM_TYPE', type, values: [NS_OPTIONS] }],
      ])
    }
  })

  it('a field that is like FORM_TYPE in all but its name', () => {
    const other = el('field', { var: 'other', type: 'hidden' }, el('value', {}, NS_OPTIONS))
    expect(kept(form(other))).toMatchObject([
      [{ name: 'FORM_TYPE' }, { name: 'other', type: 'hidden', values: [NS_OPTIONS] }],
    ])
  })

  it('the FORM_TYPE of all registrations is one value, hidden or as XEP-0357 has it', () => {
    const bare = (): unknown => (kept(publishOptions())[0] as ReadonlyArray<unknown>)[0]
    expect(bare()).toBe(bare())
    const hidden = el('field', { var: 'FORM_TYPE', type: 'hidden' }, el('value', {}, NS_OPTIONS))
    const first = (): unknown => (kept(form(hidden))[0] as ReadonlyArray<unknown>)[0]
    expect(first()).toStrictEqual({ name: 'FORM_TYPE', type: 'hidden', values: [NS_OPTIONS] })
    expect(first()).toBe(first())
  })

  it('fields without name, type and value count as the little that they are', () => {
    expect(kept(form(...Array.from({ length: 150 }, () => el('field'))), { maxFormBytes: 5000 })).toHaveLength(1)
  })
})

describe('REG-6', () => {
  it('above maxDevices the least recently enabled go', () => {
    const { account, last } = runWith({ maxDevices: 2 })(
      enabled('phone', key('a')),
      enabled('phone', key('b')),
      enabled('phone', key('a')),
      enabled('phone', key('c')),
    )
    expect(nodes(account)).toEqual(['a', 'c'])
    expect(drops(last)).toEqual(['b evicted'])
    expect(tags(last)).toEqual(['Save', 'Reply', 'Drop'])
    expect(only(last, 'Save')[0]?.registrations).toEqual(account.registrations)
  })

  it('enabling a key again evicts nobody', () => {
    const { last } = runWith({ maxDevices: 1 })(enabled('phone', key('a')), enabled('phone', key('a')))
    expect(drops(last)).toEqual([])
  })

  it('unbinds every session bound to the evicted one', () => {
    const { account } = runWith({ maxDevices: 1 })(
      opened('phone'),
      opened('tablet'),
      enabled('phone', key('a')),
      enabled('tablet', key('a')),
      opened('desktop'),
      enabled('desktop', key('b')),
    )
    expect([boundTo(account, 'phone'), boundTo(account, 'tablet'), boundTo(account, 'desktop')]).toEqual([
      undefined,
      undefined,
      key('b'),
    ])
  })

  it('a session may evict its own earlier registration', () => {
    const { account, last } = runWith({ maxDevices: 1 })(
      opened('phone'),
      enabled('phone', key('a')),
      enabled('phone', key('b')),
    )
    expect(nodes(account)).toEqual(['b'])
    expect(boundTo(account, 'phone')).toEqual(key('b'))
    expect(drops(last)).toEqual(['a evicted'])
  })

  it('an account that was restored with too many is cut down by the next enable', () => {
    const many = runWith({ maxDevices: 9 })(...['a', 'b', 'c', 'd'].map((node) => enabled('phone', key(node)))).account
    expect(nodes(runFrom(many, { maxDevices: 2 })(enabled('phone', key('e'))).account)).toEqual(['d', 'e'])
  })
})

describe('REG-7', () => {
  it('the enabling session is bound, to what it enabled last', () => {
    const { account } = run(opened('phone'), opened('tablet'), enabled('phone', key('a')), enabled('phone', key('b')))
    expect(boundTo(account, 'phone')).toEqual(key('b'))
    expect(boundTo(account, 'tablet')).toBeUndefined()
  })

  it('a session that the host never opened is not bound', () => {
    expect(run(enabled('phone')).account.sessions).toEqual({})
  })

  it('two sessions may be bound to one registration', () => {
    const { account } = run(opened('phone'), opened('tablet'), enabled('phone'), enabled('tablet'))
    expect([boundTo(account, 'phone'), boundTo(account, 'tablet')]).toEqual([key(), key()])
  })
})

describe('REG-8', () => {
  it('Save comes first and knows the reply for its failure', () => {
    const [save] = run(enabled('phone')).last
    expect(save).toMatchObject({ _tag: 'Save', registrations: [key()], replyOnFailure: { resource: 'phone' } })
    const failure = save?._tag === 'Save' ? save.replyOnFailure : undefined
    expect(failure && errorOf(failure.iq)).toBe('wait/internal-server-error')
    expect(failure?.iq.attrs).toEqual({ type: 'error', from: JULIET, to: PHONE, id: 'i1' })
  })

  it('a disable that removes something is saved likewise', () => {
    const [save, ...rest] = runFrom(phone)(disabled('phone')).last
    expect(save).toMatchObject({ _tag: 'Save', registrations: [], replyOnFailure: { resource: 'phone' } })
    expect(tags(rest)).toEqual(['Reply', 'Drop'])
  })
})

describe('REG-9', () => {
  it('get: not-allowed', () => {
    expect(replies(run(sent('phone', iq(el('enable', { xmlns: 'urn:xmpp:push:0' }), { type: 'get' }))).last)).toEqual([
      'cancel/not-allowed',
    ])
    expect(replies(run(sent('phone', iq(el('nonsense', { xmlns: 'urn:xmpp:push:0' }), { type: 'get' }))).last)).toEqual(
      ['cancel/not-allowed'],
    )
  })

  it('another child of the namespace: feature-not-implemented', () => {
    expect(replies(run(sent('phone', iq(el('constructor', { xmlns: 'urn:xmpp:push:0' })))).last)).toEqual([
      'cancel/feature-not-implemented',
    ])
  })

  it('another namespace: no effect', () => {
    for (const xmlns of ['urn:xmpp:push:1', 'urn:xmpp:push', '', undefined]) {
      expect(run(sent('phone', iq(el('enable', { xmlns, jid: SERVICE })))).last).toEqual([])
    }
  })

  it('a stanza that is no iq: no effect', () => {
    const child = el('enable', { xmlns: 'urn:xmpp:push:0', jid: SERVICE })
    expect(run(sent('phone', message({ type: 'set', from: undefined }, child))).last).toEqual([])
    expect(run(sent('phone', el('iq', { xmlns: 'urn:other', type: 'set' }, child))).last).toEqual([])
  })

  it('an iq without a child: no effect', () => {
    expect(run(sent('phone', el('iq', { xmlns: 'jabber:client', type: 'set' }))).last).toEqual([])
  })

  it('a condition is of the namespace of stanza errors', () => {
    const [refused] = only(run(sent('phone', enableIq({}))).last, 'Reply')
    const condition = el('bad-request', { xmlns: NS_STANZAS })
    expect(refused?.iq).toEqual(
      el('iq', { type: 'error', from: JULIET, to: PHONE, id: 'i1' }, el('error', { type: 'modify' }, condition)),
    )
  })
})

describe('REG-10', () => {
  const violates = 'modify/policy-violation'
  const enableOf = (attrs: Readonly<Record<string, string>>, ...forms: ReadonlyArray<ReturnType<typeof form>>) =>
    replies(run(sent('phone', enableIq({ jid: SERVICE, ...attrs }, ...forms))).last)[0]

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
    expect(replies(runWith({ maxNodeBytes: 3 })(enabled('phone', key('abcd'))).last)).toEqual([violates])
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
      const { account, last } = run(sent('phone', request))
      expect(replies(last)).toEqual([violates])
      expect(account.registrations).toEqual([])
    }
  })
})

describe('DIS-1', () => {
  it.each([[{}], [{ jid: '' }], [{ jid: '@' }], [{ node: 'n1' }]])('%j: bad-request', (attrs) => {
    const { account, last } = runFrom(phone)(sent('phone', disableIq(attrs)))
    expect(replies(last)).toEqual(['modify/bad-request'])
    expect(account).toBe(phone)
  })
})

describe('DIS-2', () => {
  const three = run(
    enabled('phone', key('a')),
    enabled('phone', key('')),
    enabled('phone', key('a', 'other.example')),
  ).account

  it('with node only that pair', () => {
    expect(runFrom(three)(disabled('phone', key('a'))).account.registrations).toMatchObject([
      key(''),
      key('a', 'other.example'),
    ])
  })

  it('without node, or with an empty one, every registration of the service', () => {
    for (const attrs of [{ jid: 'Push.Example' }, { jid: SERVICE, node: '' }]) {
      const { account, last } = runFrom(three)(sent('phone', disableIq(attrs)))
      expect(account.registrations).toMatchObject([key('a', 'other.example')])
      expect(drops(last)).toEqual(['a disabled', ' disabled'])
    }
  })
})

describe('DIS-3', () => {
  it('nothing to remove is a result, and nothing is saved', () => {
    const { account, last } = runFrom(phone)(disabled('phone', key('other')))
    expect(tags(last)).toEqual(['Reply'])
    expect(replies(last)).toEqual(['result'])
    expect(account).toBe(phone)
  })

  it('option: item-not-found', () => {
    const { last } = runFrom(phone, { disableUnknown: 'item-not-found' })(disabled('phone', key('other')))
    expect(replies(last)).toEqual(['cancel/item-not-found'])
  })
})

describe('DIS-4', () => {
  it('unbinds every session and forgets the error count', () => {
    const { account } = run(
      opened('phone'),
      opened('tablet'),
      enabled('phone'),
      enabled('tablet'),
      answered(key(), rejected()),
      disabled('tablet'),
      enabled('tablet'),
    )
    expect([boundTo(account, 'phone'), boundTo(account, 'tablet')]).toEqual([undefined, key()])
    expect(account.registrations).toMatchObject([{ errors: 0 }])
  })

  it.each<readonly [string, ReturnType<typeof disabled>, Partial<{ maxErrors: number; maxDevices: number }>]>([
    ['disabled from elsewhere', disabled('desktop'), {}],
    ['evicted', enabled('desktop', key('n2')), { maxDevices: 1 }],
    ['too many errors', answered(key(), rejected()), { maxErrors: 1 }],
    [
      'taken back by the service',
      serviceMessage(
        message(
          { from: SERVICE, type: 'headline' },
          el(
            'pubsub',
            { xmlns: 'http://jabber.org/protocol/pubsub', node: 'n1' },
            el('affiliation', { jid: JULIET, affiliation: 'none' }),
          ),
        ),
      ),
      {},
    ],
  ])('%s: an extended hibernation goes back to its own timeout, once', (_, removal, partial) => {
    const { last, account } = runWith(partial)(
      opened('phone'),
      opened('desktop'),
      enabled('phone'),
      hibernated('phone', [], 7),
      removal,
    )
    expect(only(last, 'SetResumeTimeout')).toEqual([{ _tag: 'SetResumeTimeout', resource: 'phone', timeoutMs: 7 }])
    expect(boundTo(account, 'phone')).toBeUndefined()
    expect(only(runFrom(account)(disabled('desktop')).last, 'SetResumeTimeout')).toEqual([])
  })

  it('a session that is bound to another registration stays bound, its hibernation extended', () => {
    const { last, account } = run(
      opened('phone'),
      enabled('phone'),
      opened('tablet'),
      enabled('tablet', key('n2')),
      hibernated('tablet', [], 7),
      disabled('phone'),
    )
    expect([boundTo(account, 'phone'), boundTo(account, 'tablet')]).toEqual([undefined, key('n2')])
    expect(tags(last)).toEqual(['Save', 'Reply', 'Drop'])
  })

  it('an extension that ended before is not ended again', () => {
    const { last } = run(opened('phone'), enabled('phone'), hibernated('phone', [loud('m')]), disabled('desktop'))
    expect(only(last, 'SetResumeTimeout')).toEqual([])
  })

  it('what was collected goes to the registration bound when the timer fires', () => {
    const timer = `phone@${NOW}`
    const waiting = run(
      opened('phone'),
      enabled('phone', key('a')),
      ackDelayed('phone', [loud('m')]),
      disabled('phone', key('a')),
    )
    expect(pushes(runFrom(waiting.account)(fired(timer)).last)).toEqual([])
    expect(pushes(runFrom(waiting.account)(enabled('phone', key('b')), fired(timer)).last)).toEqual(['m > b'])
  })

  it('disable all with collected stanzas: the timer pushes nothing, and nothing stays behind', () => {
    const { account, last } = run(
      opened('phone'),
      enabled('phone'),
      hibernated('phone'),
      queued('phone', loud('m')),
      sent('phone', disableIq({ jid: SERVICE })),
      fired(`phone@${NOW}`),
    )
    expect(pushes(last)).toEqual([])
    expect(account.sessions['phone']).toMatchObject({ collected: [], timer: O.none, bound: O.none })
  })

  it('nothing is published to what was removed', () => {
    const { last } = runFrom(phone)(disabled('phone'), stored(loud('m')))
    expect(last).toEqual([])
    expect(runFrom(phone)(disabled('phone'), ping([key()])).last).toEqual([])
  })
})

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
  const revoke = (...parts: Parameters<typeof revocation>): ReturnType<typeof serviceMessage> =>
    serviceMessage(revocation(...parts))

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
    ['no message', serviceMessage({ ...revocation(), name: 'iq' })],
  ])('%s: ignored', (_, event) => {
    const { account, last } = runFrom(phone)(event)
    expect(last).toEqual([])
    expect(account).toEqual(phone)
  })

  it('no node is the node of a registration that has none', () => {
    const plain = run(enabled('phone', key(''))).account
    const pubsub = el(
      'pubsub',
      { xmlns: 'http://jabber.org/protocol/pubsub' },
      el('affiliation', { jid: JULIET, affiliation: 'none' }),
    )
    expect(
      runFrom(plain)(serviceMessage(message({ from: SERVICE, type: undefined }, pubsub))).account.registrations,
    ).toEqual([])
    expect(runFrom(phone)(serviceMessage(message({ from: SERVICE, type: undefined }, pubsub))).account).toEqual(phone)
  })

  it('no other registration of that service goes', () => {
    const { account } = runFrom(phone)(
      enabled('phone', key('n2')),
      enabled('phone', key('n1', 'other.example')),
      revoke(),
    )
    expect(account.registrations).toMatchObject([key('n2'), key('n1', 'other.example')])
  })
})

describe('REM-2', () => {
  it('account deleted: everything goes, timers stop', () => {
    const { account, last } = run(
      opened('phone'),
      enabled('phone'),
      enabled('desktop', key('n2')),
      stored(loud('before')),
      hibernated('phone'),
      queued('phone', quiet('m')),
      deleted(),
    )
    expect(account).toEqual(run().account)
    expect(tags(last)).toEqual(['Save', 'Drop', 'Drop', 'StopTimer'])
    expect(only(last, 'Save')[0]?.registrations).toEqual([])
    expect(drops(last)).toEqual(['n1 deleted', 'n2 deleted'])
  })
})

describe('ERR', () => {
  const errors = (account: Account): ReadonlyArray<number> => account.registrations.map(({ errors: count }) => count)

  it('ERR-1: an answer from anyone else changes nothing', () => {
    for (const from of ['evil.example', `${SERVICE}/x`, '', 'not a jid', 'x@push.example']) {
      const { account, last } = runFrom(phone, { maxErrors: 1 })(answered(key(), rejected(), from))
      expect(account).toBe(phone)
      expect(last).toEqual([])
    }
  })

  it('ERR-1: the service may write its JID in other letters', () => {
    expect(errors(runFrom(phone)(answered(key(), rejected(), 'PUSH.example.')).account)).toEqual([1])
  })

  it('ERR-1: an answer for a registration that is not there changes nothing', () => {
    expect(runFrom(phone)(answered(key('gone'), rejected())).account).toBe(phone)
    expect(run(answered(key(), rejected())).last).toEqual([])
  })

  it.each(['auth', 'cancel', 'continue', 'modify', 'x-unknown', '', 'constructor'])('ERR-2: %s counts', (type) => {
    expect(errors(runFrom(phone)(answered(key(), rejected(type))).account)).toEqual([1])
  })

  it('ERR-2: wait does not, and the option says which', () => {
    expect(errors(runFrom(phone)(answered(key(), rejected('wait'))).account)).toEqual([0])
    const tolerant = runFrom(phone, { toleratedErrors: ['cancel'] })
    expect(errors(tolerant(answered(key(), rejected('wait')), answered(key(), rejected('cancel'))).account)).toEqual([
      1,
    ])
  })

  it('ERR-3: at maxErrors the registration is removed and saved', () => {
    const before = runFrom(phone, { maxErrors: 3 })(answered(key(), rejected()), answered(key(), rejected()))
    expect(errors(before.account)).toEqual([2])
    const { account, last } = runFrom(before.account, { maxErrors: 3 })(answered(key(), rejected()))
    expect(account.registrations).toEqual([])
    expect(tags(last)).toEqual(['Save', 'Drop'])
    expect(drops(last)).toEqual(['n1 errors'])
    expect(boundTo(account, 'phone')).toBeUndefined()
  })

  it('ERR-3: the default tolerates 15 in a row', () => {
    const fifteen = Array.from({ length: 15 }, () => answered(key(), rejected()))
    expect(errors(runFrom(phone)(...fifteen).account)).toEqual([15])
    expect(errors(runFrom(phone)(...fifteen, answered(key(), rejected())).account)).toEqual([])
  })

  it('ERR-4: a result sets the count to 0', () => {
    expect(errors(runFrom(phone)(answered(key(), rejected()), answered(key(), accepted)).account)).toEqual([0])
  })

  it('ERR-5: no answer in time changes nothing', () => {
    const once = runFrom(phone)(answered(key(), rejected())).account
    expect(runFrom(once)(answered(key(), { _tag: 'TimedOut' })).account).toBe(once)
  })

  it('ERR-6: counts belong to one registration', () => {
    const { account } = run(enabled('phone', key('a')), enabled('phone', key('b')), answered(key('b'), rejected()))
    expect(errors(account)).toEqual([0, 1])
  })
})

describe('names of Object.prototype', () => {
  it.each(['__proto__', 'constructor', 'hasOwnProperty'])('%s as resource, node and stanza', (name) => {
    const { account, effects } = run(
      opened(name),
      enabled(name, key(name)),
      hibernated(name),
      queued(name, loud(name)),
      fired(`${name}@${NOW}`),
    )
    expect(pushes(effects)).toEqual([`${name} > ${name}`])
    expect(Object.keys(account.sessions)).toEqual([name])
    expect(
      run(sent(name, enableIq({ jid: SERVICE })), hibernated(name, [loud('m')]), fired(name)).account.sessions,
    ).toEqual({})
  })
})

describe('restoreAccount', () => {
  const FORM_TYPE = { name: 'FORM_TYPE', type: 'hidden', values: ['http://jabber.org/protocol/pubsub#publish-options'] }
  const restoredFrom = (...fields: ReadonlyArray<FormField>): Account => {
    const stored = [
      { service: SERVICE, node: 'a', publishOptions: { _tag: 'Some', value: fields }, enabledAt: 1, errors: 2 },
      { service: SERVICE, node: 'b', publishOptions: { _tag: 'None' }, enabledAt: 3, errors: 0 },
    ] as const
    const account = right(restoreAccount(JULIET, overJson(stored)))
    expect(account.registrations).toEqual(stored)
    return account
  }
  const optionsOf = ({ registrations: [first] }: Account): ReadonlyArray<FormField> =>
    first !== undefined && first.publishOptions._tag === 'Some' ? first.publishOptions.value : []

  it('registrations are as they were, and what all have in common is there once', () => {
    const [one, other] = [restoredFrom(FORM_TYPE, { name: 'secret', values: ['x'] }), restoredFrom(FORM_TYPE)]
    expect(optionsOf(one)[0]).toBe(optionsOf(other)[0])
    expect(one.sessions).toBe(other.sessions)
    expect(run(opened('phone'), closed('phone')).account.sessions).toBe(one.sessions)
    expect(Object.isFrozen(one.sessions)).toBe(true)
  })

  it.each<FormField>([
    { ...FORM_TYPE, type: 'text-single' },
    { name: FORM_TYPE.name, values: FORM_TYPE.values },
    { ...FORM_TYPE, values: ['urn:x'] },
    { ...FORM_TYPE, values: [...FORM_TYPE.values, 'urn:x'] },
    { ...FORM_TYPE, name: 'form_type' },
  ])('%j stays as it is', (field) => {
    expect(optionsOf(restoredFrom(field))).toEqual([field])
  })

  it('what no registration has is not kept', () => {
    const [first] = restoredFrom().registrations
    expect(right(restoreAccount(JULIET, [{ ...first, token: 't' } as Registration])).registrations).toEqual([first])
  })

  it('what a Save stored is enough to go on', () => {
    const [save] = only(
      run(
        enabled('a', key('a')),
        sent('b', enableIq({ jid: SERVICE, node: 'b' }, publishOptions(field('secret', 'x')))),
      ).last,
      'Save',
    )
    const restored = right(restoreAccount(JULIET, overJson(save?.registrations ?? [])))
    const { last } = runFrom(restored)(stored(loud('m')))
    expect(pushes(last)).toEqual(['m > a', 'm > b'])
    expect(only(last, 'Publish').map(({ iq: request }) => deep(request, 'publish-options') !== undefined)).toEqual([
      false,
      true,
    ])
  })
})
