import { describe, expect, test } from 'vitest'
import { serializeXml } from 'xmpp-push-rules/xml'
import type { XmlElement } from 'xmpp-push-rules'
import type { Action, Step } from 'xmpp-push-rules/conformance'
import * as stage from '../../src/conformance/stage.js'
import * as stanzas from '../../src/conformance/stanzas.js'

const { JULIET, ROMEO, PHONE } = stage

const holds = (): undefined => undefined
const sent = stage.delivery('k', { name: 'message', attrs: {}, children: [] })

/** An action with its iq as text. */
const plain = ({ action }: Step): unknown =>
  action._tag === 'Dispatch' && action.event._tag === 'IqReceived'
    ? { ...action, event: { ...action.event, iq: serializeXml(action.event.iq) } }
    : action

const happens = (event: Readonly<Record<string, unknown>>, account = JULIET): unknown => ({
  _tag: 'Dispatch',
  account,
  event,
})

const iq = (inner: string, account = JULIET, type = 'set'): string =>
  `<iq type="${type}" id="r1" to="${account}" xmlns="jabber:client">${inner}</iq>`

const asked = (inner: string, account = JULIET, type = 'set'): unknown =>
  happens({ _tag: 'IqReceived', resource: 'phone', iq: iq(inner, account, type) }, account)

describe('a step is what its name says', () => {
  test.each<readonly [name: string, step: () => Step, action: unknown]>([
    ['wait', () => stage.wait(5), { _tag: 'Advance', ms: 5 }],
    ['look', () => stage.look(holds), { _tag: 'Inspect', account: JULIET }],
    ['look at another', () => stage.look(holds, ROMEO), { _tag: 'Inspect', account: ROMEO }],
    ['failSaves', () => stage.failSaves(true), { _tag: 'FailSaves', failing: true }],
    ['opens', () => stage.opens('phone', ROMEO), happens({ _tag: 'SessionOpened', resource: 'phone' }, ROMEO)],
    ['closes', () => stage.closes('phone'), happens({ _tag: 'SessionClosed', resource: 'phone' })],
    [
      'asks',
      () => stage.asks('phone', { name: 'a', attrs: {}, children: [] }, undefined, ROMEO, 'get'),
      asked('<a/>', ROMEO, 'get'),
    ],
    [
      'enables',
      () => stage.enables('phone', PHONE),
      asked('<enable xmlns="urn:xmpp:push:0" jid="push.example" node="phone"/>'),
    ],
    [
      'enables without a node',
      () => stage.enables('phone', stage.key('')),
      asked('<enable xmlns="urn:xmpp:push:0" jid="push.example"/>'),
    ],
    [
      'enables with a form',
      () => stage.enables('phone', PHONE, undefined, [stanzas.form('urn:x', [])], ROMEO),
      asked(
        '<enable xmlns="urn:xmpp:push:0" jid="push.example" node="phone"><x xmlns="jabber:x:data" type="submit"><field var="FORM_TYPE"><value>urn:x</value></field></x></enable>',
        ROMEO,
      ),
    ],
    [
      'disables',
      () => stage.disables('phone', stage.key('', 'other.example'), undefined, ROMEO),
      asked('<disable xmlns="urn:xmpp:push:0" jid="other.example"/>', ROMEO),
    ],
    [
      'stored',
      () => stage.stored(sent, undefined, { unread: 2 }, ROMEO),
      happens({ _tag: 'StoredOffline', delivery: sent, unread: 2 }, ROMEO),
    ],
    ['archived', () => stage.archived(sent, undefined, ROMEO), happens({ _tag: 'Archived', delivery: sent }, ROMEO)],
    ['toBare', () => stage.toBare(sent), happens({ _tag: 'GroupchatToBare', delivery: sent })],
    [
      'hibernates',
      () => stage.hibernates('phone', [sent]),
      happens({ _tag: 'HibernationStarted', resource: 'phone', queue: [sent], resumeTimeoutMs: 300_000 }),
    ],
    [
      'hibernates for a time',
      () => stage.hibernates('phone', [], undefined, 7),
      happens({ _tag: 'HibernationStarted', resource: 'phone', queue: [], resumeTimeoutMs: 7 }),
    ],
    [
      'queued',
      () => stage.queued('phone', sent),
      happens({ _tag: 'QueuedWhileHibernating', resource: 'phone', delivery: sent }),
    ],
    [
      'ackDelayed',
      () => stage.ackDelayed('phone', [sent]),
      happens({ _tag: 'AckDelayed', resource: 'phone', queue: [sent] }),
    ],
    [
      'ackDelayed with its cause',
      () => stage.ackDelayed('phone', [], sent),
      happens({ _tag: 'AckDelayed', resource: 'phone', queue: [], cause: sent }),
    ],
    ['resumes', () => stage.resumes('phone'), happens({ _tag: 'SessionResumed', resource: 'phone' })],
    ['pings', () => stage.pings(), happens({ _tag: 'PingRequested' })],
    ['pings some', () => stage.pings([PHONE]), happens({ _tag: 'PingRequested', registrations: [PHONE] })],
    [
      'answers',
      () => stage.answers(PHONE, stage.rejected()),
      happens({
        _tag: 'PublishAnswered',
        registration: PHONE,
        from: 'push.example',
        answer: { _tag: 'Rejected', type: 'cancel', condition: 'item-not-found' },
      }),
    ],
    [
      'answers as somebody else',
      () => stage.answers(PHONE, stage.ACCEPTED, undefined, ROMEO, 'evil.example'),
      happens(
        { _tag: 'PublishAnswered', registration: PHONE, from: 'evil.example', answer: { _tag: 'Accepted' } },
        ROMEO,
      ),
    ],
  ])('%s', (_, step, action) => {
    expect(plain(step())).toStrictEqual(action)
  })

  test.each<readonly [name: string, expecting: () => Step, silent: () => Step]>([
    ['wait', () => stage.wait(5, holds), () => stage.wait(5)],
    ['opens', () => stage.opens('phone', JULIET, holds), () => stage.opens('phone')],
    ['enables', () => stage.enables('phone', PHONE, holds), () => stage.enables('phone', PHONE)],
    ['stored', () => stage.stored(sent, holds), () => stage.stored(sent)],
  ])('%s expects only what it is given', (_, expecting, silent) => {
    expect(expecting()).toStrictEqual({ ...silent(), expect: holds })
    expect(Object.keys(silent())).toEqual(['action'])
  })

  test('a device opens and enables; one that is gone closes too', () => {
    const tags = (steps: ReadonlyArray<Step>): ReadonlyArray<unknown> =>
      steps.map(({ action }: { readonly action: Action }) =>
        action._tag === 'Dispatch'
          ? [action.event._tag, 'resource' in action.event ? action.event.resource : '', action.account]
          : action,
      )
    expect(tags(stage.device('tablet', PHONE, ROMEO))).toEqual([
      ['SessionOpened', 'tablet', ROMEO],
      ['IqReceived', 'tablet', ROMEO],
    ])
    expect(tags(stage.gone(PHONE))).toEqual([
      ['SessionOpened', 'gone', JULIET],
      ['IqReceived', 'gone', JULIET],
      ['SessionClosed', 'gone', JULIET],
    ])
    expect(plain(stage.device('phone', PHONE)[1] ?? stage.wait(0))).toEqual(
      asked('<enable xmlns="urn:xmpp:push:0" jid="push.example" node="phone"/>'),
    )
  })
})

const message = (inner: string, type = 'chat'): string =>
  `<message xmlns="jabber:client" type="${type}" from="nurse@verona.example/kitchen" to="${JULIET}" id="m1">${inner}</message>`

describe('a stanza is what its name says', () => {
  test.each<readonly [name: string, stanza: () => XmlElement, text: string]>([
    [
      'message',
      () => stanzas.message([stanzas.subject('a')], { type: 'groupchat' }),
      message('<subject>a</subject>', 'groupchat'),
    ],
    ['chat', () => stanzas.chat(), message('<body>Hello</body>')],
    ['typing', () => stanzas.typing(), message('<composing xmlns="http://jabber.org/protocol/chatstates"/>')],
    [
      'encrypted',
      () => stanzas.encryptedIn('urn:xmpp:omemo:2', true),
      '<encrypted xmlns="urn:xmpp:omemo:2"><header sid="1"><key rid="2">a2V5</key></header><payload>cGF5bG9hZA==</payload></encrypted>',
    ],
    [
      'encrypted without payload',
      () => stanzas.encryptedIn('urn:xmpp:omemo:2', false),
      '<encrypted xmlns="urn:xmpp:omemo:2"><header sid="1"><key rid="2">a2V5</key></header></encrypted>',
    ],
    [
      'propose',
      () => stanzas.propose(),
      '<propose xmlns="urn:xmpp:jingle-message:0" id="call-1"><description xmlns="urn:xmpp:jingle:apps:rtp:1" media="audio"/></propose>',
    ],
    [
      'prefixedPropose',
      () => stanzas.prefixedPropose(),
      '<j:propose xmlns:j="urn:xmpp:jingle-message:0" id="call-1"/>',
    ],
    ['pgp', () => stanzas.pgp(), '<x xmlns="jabber:x:encrypted">hQEMA0==</x>'],
    ['openpgp', () => stanzas.openpgp(), '<openpgp xmlns="urn:xmpp:openpgp:0">hQEMA0==</openpgp>'],
    ['eme', () => stanzas.eme(), '<encryption xmlns="urn:xmpp:eme:0" namespace="urn:xmpp:omemo:2" name="OMEMO"/>'],
    ['correction', () => stanzas.correction(), '<replace xmlns="urn:xmpp:message-correct:0" id="m0"/>'],
    ['retraction', () => stanzas.retraction(), '<retract xmlns="urn:xmpp:message-retract:1" id="m0"/>'],
    [
      'mediatedInvitation',
      () => stanzas.mediatedInvitation(),
      '<x xmlns="http://jabber.org/protocol/muc#user"><invite from="nurse@verona.example/kitchen"><reason>Come</reason></invite></x>',
    ],
    ['directInvitation', () => stanzas.directInvitation(), '<x xmlns="jabber:x:conference" jid="hall@rooms.example"/>'],
    ['receipt', () => stanzas.receipt(), '<received xmlns="urn:xmpp:receipts" id="m0"/>'],
    ['marker', () => stanzas.marker(), '<displayed xmlns="urn:xmpp:chat-markers:0" id="m0"/>'],
    [
      'stanzaError',
      () => stanzas.stanzaError(),
      '<error type="cancel"><item-not-found xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error>',
    ],
    [
      'carbon',
      () => stanzas.carbon('sent', stanzas.message([], { type: 'groupchat' })),
      `<message xmlns="jabber:client" type="groupchat" from="${JULIET}" to="${JULIET}/phone" id="c1"><sent xmlns="urn:xmpp:carbons:2"><forwarded xmlns="urn:xmpp:forward:0">${message('', 'groupchat').replace('></message>', '/>')}</forwarded></sent></message>`,
    ],
    [
      'carbon of something without a type, from another, with a body beside',
      () => stanzas.carbon('received', { name: 'a', attrs: {}, children: [] }, ROMEO, [stanzas.body('b')]),
      `<message xmlns="jabber:client" type="chat" from="${ROMEO}" to="${JULIET}/phone" id="c1"><received xmlns="urn:xmpp:carbons:2"><forwarded xmlns="urn:xmpp:forward:0"><a/></forwarded></received><body>b</body></message>`,
    ],
    [
      'form',
      () =>
        stanzas.form('urn:x', [
          ['a', '1', '2'],
          ['b', ''],
        ]),
      '<x xmlns="jabber:x:data" type="submit"><field var="FORM_TYPE"><value>urn:x</value></field><field var="a"><value>1</value><value>2</value></field><field var="b"><value/></field></x>',
    ],
    ['form without a type', () => stanzas.form(undefined, []), '<x xmlns="jabber:x:data" type="submit"/>'],
  ])('%s', (_, stanza, text) => {
    expect(serializeXml(stanza())).toBe(text)
  })
})

test('an element has no children where none are given, and an empty value no text', () => {
  expect(stage.enableElement({ jid: 'a' })).toEqual({
    name: 'enable',
    attrs: { xmlns: 'urn:xmpp:push:0', jid: 'a' },
    children: [],
  })
  expect(stanzas.form(undefined, [['b', '', 'c']]).children).toEqual([
    {
      name: 'field',
      attrs: { var: 'b' },
      children: [
        { name: 'value', attrs: {}, children: [] },
        { name: 'value', attrs: {}, children: ['c'] },
      ],
    },
  ])
})
