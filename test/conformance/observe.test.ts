import { describe, expect, test } from 'vitest'
import type { XmlElement } from 'xmpp-push-rules'
import type { Output } from 'xmpp-push-rules/conformance'
import { isIq, nameOf, observe, valueOf } from '../../src/conformance/observe.js'

const JULIET = 'juliet@capulet.example'
const STANZAS = { xmlns: 'urn:ietf:params:xml:ns:xmpp-stanzas' }
const PUBSUB = 'http://jabber.org/protocol/pubsub'

type Child = XmlElement | string

const el = (
  name: string,
  attrs: Readonly<Record<string, string>> = {},
  ...children: ReadonlyArray<Child>
): XmlElement => ({ name, attrs, children })

const value = (text: string): XmlElement => el('value', {}, text)
const form = (...fields: ReadonlyArray<XmlElement>): XmlElement =>
  el('x', { xmlns: 'jabber:x:data', type: 'submit' }, ...fields)

const publish = (...children: ReadonlyArray<XmlElement>): XmlElement =>
  el('publish', { node: 'n' }, el('item', {}, el('notification', { xmlns: 'urn:xmpp:push:0' }, ...children)))

const pushOf = (...children: ReadonlyArray<XmlElement>): unknown =>
  observe([{ _tag: 'Published', account: JULIET, iq: el('iq', { type: 'set', from: 'a', to: 'b' }, ...children) }])
    .pushes[0]

const read = {
  account: JULIET,
  type: 'set',
  from: 'a',
  service: 'b',
  node: undefined,
  formType: undefined,
  summary: [],
  options: undefined,
}

describe('a publish is read as the rules mean it', () => {
  test.each<readonly [name: string, children: ReadonlyArray<XmlElement>, push: Readonly<Record<string, unknown>>]>([
    ['nothing within', [], {}],
    ['a pubsub of another namespace', [el('pubsub', { xmlns: 'urn:x' }, publish(form()))], {}],
    ['no form', [el('pubsub', { xmlns: PUBSUB }, publish())], { node: 'n' }],
    [
      'a publish of another namespace',
      [el('pubsub', { xmlns: PUBSUB }, el('publish', { xmlns: 'urn:x', node: 'n' }))],
      {},
    ],
    [
      'a form',
      [
        el(
          'pubsub',
          { xmlns: PUBSUB },
          publish(form(el('field', { var: 'a', type: 'hidden' }, value('1'), value('2')), el('field'))),
        ),
      ],
      {
        node: 'n',
        formType: 'submit',
        summary: [
          { name: 'a', type: 'hidden', values: ['1', '2'] },
          { name: '', values: [] },
        ],
      },
    ],
    [
      'fields and values of another namespace',
      [
        el(
          'pubsub',
          { xmlns: PUBSUB },
          publish(
            form(
              el('field', { xmlns: 'urn:x', var: 'a' }),
              el('field', { var: 'b' }, el('value', { xmlns: 'urn:x' }, '1')),
            ),
          ),
        ),
      ],
      {
        node: 'n',
        formType: 'submit',
        summary: [{ name: 'b', values: [] }],
      },
    ],
    [
      "fields that are an application's own",
      [
        el(
          'pubsub',
          { xmlns: PUBSUB },
          publish(
            form(
              ...['{urn:x}a', 'x-a', 'urn:x:a', '{}a', '{urn:x}', 'a'].map((name) =>
                el('field', { var: name }, value('1')),
              ),
            ),
          ),
        ),
      ],
      {
        node: 'n',
        formType: 'submit',
        summary: ['urn:x:a', '{}a', '{urn:x}', 'a'].map((name) => ({ name, values: ['1'] })),
      },
    ],
    [
      'a form of another namespace',
      [el('pubsub', { xmlns: PUBSUB }, publish(el('x', { xmlns: 'urn:x', type: 'submit' })))],
      { node: 'n' },
    ],
    [
      'options',
      [el('pubsub', { xmlns: PUBSUB }, el('publish-options', {}, form(el('field', { var: 'a' }, value('1')))))],
      { options: [{ name: 'a', values: ['1'] }] },
    ],
    ['options without a form', [el('pubsub', { xmlns: PUBSUB }, el('publish-options'))], { options: [] }],
    [
      'options of another namespace',
      [el('pubsub', { xmlns: PUBSUB }, el('publish-options', { xmlns: 'urn:x' }, form()))],
      {},
    ],
    ['behind prefixes', [el('p:pubsub', { 'xmlns:p': PUBSUB }, el('p:publish', { node: 'm' }))], { node: 'm' }],
  ])('%s', (_, children, push) => {
    expect(pushOf(...children)).toEqual({
      ...read,
      iq: el('iq', { type: 'set', from: 'a', to: 'b' }, ...children),
      ...push,
    })
  })

  test('addresses are read as JIDs', () => {
    const [push] = observe([
      { _tag: 'Published', account: JULIET, iq: el('iq', { from: 'Capulet.example', to: 'App@Push.EXAMPLE/X' }) },
    ]).pushes
    expect([push?.from, push?.service]).toEqual(['capulet.example', 'app@push.example/X'])
  })

  test('without addresses', () => {
    expect(observe([{ _tag: 'Published', account: JULIET, iq: el('iq') }]).pushes).toEqual([
      { ...read, iq: el('iq'), type: undefined, from: undefined, service: '' },
    ])
  })
})

describe('an answer is read', () => {
  test.each<readonly [answer: string, iq: XmlElement]>([
    ['result', el('iq', { id: 'q', type: 'result' })],
    ['result', el('iq', { id: 'q', type: 'result' }, el('enabled'))],
    ['', el('iq', { id: 'q' })],
    [
      'result',
      el('iq', { id: 'q', type: 'result', to: 'Juliet@Capulet.example/phone', from: 'Juliet@Capulet.example' }),
    ],
    ['result to juliet@capulet.example', el('iq', { id: 'q', type: 'result', to: JULIET })],
    ['result to juliet@capulet.example/Phone', el('iq', { id: 'q', type: 'result', to: `${JULIET}/Phone` })],
    ['result from capulet.example', el('iq', { id: 'q', type: 'result', from: 'capulet.example' })],
    [
      'result to mallory@evil.example/x from juliet@capulet.example/phone',
      el('iq', { id: 'q', type: 'result', to: 'mallory@evil.example/x', from: `${JULIET}/phone` }),
    ],
    ['result to ', el('iq', { id: 'q', type: 'result', to: '' })],
    ['result in {}message', el('message', { id: 'q', type: 'result' })],
    ['result in {urn:x}iq', el('iq', { id: 'q', type: 'result', xmlns: 'urn:x' })],
    [
      'cancel/conflict in an iq of type "get"',
      el('iq', { id: 'q', type: 'get' }, el('error', { type: 'cancel' }, el('conflict', STANZAS))),
    ],
    ['cancel/ in an iq of type "result"', el('iq', { id: 'q', type: 'result' }, el('error', { type: 'cancel' }))],
    ['cancel/ in an iq of type ""', el('iq', { id: 'q' }, el('error', { type: 'cancel' }))],
    [
      'cancel/conflict',
      el(
        'iq',
        { id: 'q', type: 'error' },
        el('enable'),
        el('error', { type: 'cancel' }, el('text', STANZAS), el('conflict', STANZAS), el('stale', STANZAS)),
      ),
    ],
    [
      'cancel/conflict',
      el(
        'c:iq',
        { id: 'q', type: 'error', 'xmlns:c': 'jabber:client', 'xmlns:s': STANZAS.xmlns },
        el('c:error', { type: 'cancel' }, el('s:text'), el('s:conflict')),
      ),
    ],
    ['cancel/', el('iq', { id: 'q', type: 'error' }, el('error', { type: 'cancel' }, el('text', STANZAS)))],
    [
      'cancel/conflict',
      el(
        'iq',
        { id: 'q', type: 'error' },
        el('error', { type: 'cancel' }, el('too-many', { xmlns: 'urn:example:app' }), el('conflict', STANZAS)),
      ),
    ],
    ['cancel/', el('iq', { id: 'q', type: 'error' }, el('error', { type: 'cancel' }, el('conflict')))],
    ['error', el('iq', { id: 'q', type: 'error' }, el('error', { type: 'cancel', xmlns: 'urn:x' }))],
    ['/conflict', el('iq', { id: 'q', type: 'error' }, el('error', {}, el('conflict', STANZAS)))],
  ])('as %j', (answer, iq) => {
    expect(observe([{ _tag: 'Replied', account: JULIET, resource: 'phone', iq }]).answers).toEqual([
      { account: JULIET, resource: 'phone', id: 'q', answer },
    ])
  })
})

test('an iq is one where a server would route it', () => {
  const isNone = (xmlns: string): boolean => !isIq(el('iq', { xmlns }))
  for (const xmlns of ['', 'jabber:client', 'jabber:server', 'jabber:component:accept'])
    expect([xmlns, isNone(xmlns)]).toEqual([xmlns, false])
  for (const xmlns of [PUBSUB, 'urn:xmpp:push:0', 'jabber:client#'])
    expect([xmlns, isNone(xmlns)]).toEqual([xmlns, true])
  expect([isIq(el('iq')), isIq(el('c:iq', { 'xmlns:c': 'jabber:client' }))]).toEqual([true, true])
  expect([isIq(el('IQ')), isIq(el('message')), isIq(el('c:iq', { 'xmlns:c': 'urn:x' }))]).toEqual([false, false, false])
})

test('what came out is told apart by its kind, in order', () => {
  const timeout: Output = { _tag: 'ResumeTimeout', account: JULIET, resource: 'phone', timeoutMs: 5 }
  const explained: Output = {
    _tag: 'Explained',
    account: JULIET,
    registration: { service: 'b', node: 'n' },
    pushed: true,
    rules: ['TRG-1'],
  }
  const seen = observe(
    [
      explained,
      { _tag: 'Replied', account: JULIET, resource: 'phone', iq: el('iq') },
      timeout,
      { _tag: 'Published', account: JULIET, iq: el('iq') },
    ],
    { size: 1 },
  )
  expect([seen.pushes.length, seen.answers.length, seen.timeouts, seen.explained, seen.inspected]).toEqual([
    1,
    1,
    [timeout],
    [explained],
    { size: 1 },
  ])
  expect(observe([])).toEqual({ pushes: [], answers: [], timeouts: [], explained: [], inspected: {} })
})

test('registrations are read as JIDs and nodes', () => {
  const given = { service: 'App@Push.EXAMPLE', node: 'N' }
  const read = { service: 'app@push.example', node: 'N' }
  const why: Output = { _tag: 'Explained', account: JULIET, registration: given, pushed: true, rules: [] }
  const { explained, inspected } = observe([why], { registrations: [given], features: ['a'] })
  expect([explained, inspected]).toEqual([[{ ...why, registration: read }], { registrations: [read], features: ['a'] }])
})

test('the value of a field is its first', () => {
  const summary = [
    { name: 'a', values: ['1', '2'] },
    { name: 'b', values: [] },
    { name: 'a', values: ['3'] },
  ]
  expect([valueOf({ summary }, 'a'), valueOf({ summary }, 'b'), valueOf({ summary }, 'c')]).toEqual([
    '1',
    undefined,
    undefined,
  ])
})

test('a registration is named by service and node', () => {
  expect([nameOf({ service: 's', node: 'n' }), nameOf({ service: 's' })]).toEqual(['s#n', 's#'])
})
