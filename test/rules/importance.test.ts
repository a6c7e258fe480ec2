import xml from '@xmpp/xml'
import { describe, expect, it } from 'vitest'
import {
  type Cause,
  classify,
  defaultOptions,
  type Importance,
  makeOptions,
  policies,
  type XmlElement,
} from 'xmpp-push-rules'
import { type Content, isCall, isEncrypted, readContent, readStanza, setOf } from '../../src/rules/importance.js'
import { scopeOf } from '../../src/xml/query.js'

const byDefault = classify(defaultOptions)(juliet)
const byProsody = classify(right(makeOptions(policies.prosody)))(juliet)
const important = (cause: Cause): { importance: Importance; cause: Cause } => ({ importance: 'important', cause })
const quiet = (cause: Cause): { importance: Importance; cause: Cause } => ({ importance: 'unimportant', cause })

const subject = el('subject', {}, 'New topic')
const omemo = (xmlns: string, payload = true): XmlElement =>
  el('encrypted', { xmlns }, el('header', { sid: '1' }), ...(payload ? [el('payload', {}, 'aGk=')] : []))
const eme = el('encryption', { xmlns: 'urn:xmpp:eme:0', namespace: 'urn:xmpp:omemo:1' })
const muc = 'http://jabber.org/protocol/muc#user'
const mediated = el('x', { xmlns: muc }, el('invite', { from: 'crone1@shakespeare.example' }))
const direct = el('x', { xmlns: 'jabber:x:conference', jid: 'darkcave@macbeth.example' })
const correction = el('replace', { xmlns: 'urn:xmpp:message-correct:0', id: 'm1' })
const retraction = el('retract', { xmlns: 'urn:xmpp:message-retract:1', id: 'm1' })

/** Each row of the rulebook: a stanza, what the default policy says, what mod_cloud_notify says (where it differs). */
const table: ReadonlyArray<readonly [string, XmlElement, ReturnType<typeof quiet>, ReturnType<typeof quiet>?]> = [
  ['presence', el('presence', { xmlns: 'jabber:client' }, body('x')), quiet('not-a-message')],
  ['iq', el('iq', { xmlns: 'jabber:client', type: 'set' }, body('x')), quiet('not-a-message')],
  ['a nonza', el('a', { xmlns: 'urn:xmpp:sm:3' }), quiet('not-a-message')],
  ['a message of another namespace', el('message', { xmlns: 'urn:other' }, body('x')), quiet('not-a-message')],
  ['headline', message({ type: 'headline' }, body('x'), omemo('urn:xmpp:omemo:2')), quiet('headline')],
  ['chat', chat(), important('body')],
  ['without type', message({ type: undefined }, body('x')), important('body')],
  ['groupchat', message({ type: 'groupchat' }, body('x')), important('body')],
  ['no body', message({}), quiet('nothing-to-show')],
  ['an empty body', message({}, body('')), quiet('nothing-to-show')],
  [
    'an empty body, then one in another language',
    message({}, body(''), el('body', { 'xml:lang': 'cs' }, 'proč')),
    important('body'),
  ],
  ['a body of spaces', message({}, body(' ')), important('body')],
  [
    'a body in another namespace',
    message({}, el('body', { xmlns: 'http://www.w3.org/1999/xhtml' }, 'x')),
    quiet('nothing-to-show'),
  ],
  ['a body that only holds an element', message({}, el('body', {}, el('b', {}, 'x'))), quiet('nothing-to-show')],
  ['a body one level too deep', message({}, el('html', {}, body('x'))), quiet('nothing-to-show')],

  ['OMEMO legacy', message({}, omemo('eu.siacs.conversations.axolotl')), important('omemo-legacy')],
  ['OMEMO 0', message({}, omemo('urn:xmpp:omemo:0')), important('omemo-legacy')],
  ['OMEMO 1', message({}, omemo('urn:xmpp:omemo:1')), important('omemo'), quiet('nothing-to-show')],
  ['OMEMO 2', message({}, omemo('urn:xmpp:omemo:2')), important('omemo'), quiet('nothing-to-show')],
  [
    'OMEMO 2 with a fallback body',
    message({}, omemo('urn:xmpp:omemo:2'), body('x')),
    important('omemo'),
    important('body'),
  ],
  ['OMEMO of a later version', message({}, omemo('urn:xmpp:omemo:3')), quiet('nothing-to-show')],
  [
    'OMEMO without payload',
    message({}, omemo('urn:xmpp:omemo:2', false)),
    quiet('omemo-without-payload'),
    quiet('nothing-to-show'),
  ],
  [
    'OMEMO legacy without payload',
    message({}, omemo('eu.siacs.conversations.axolotl', false)),
    quiet('omemo-without-payload'),
    important('omemo-legacy'),
  ],
  [
    'OMEMO without payload, EME and a body',
    message({}, omemo('urn:xmpp:omemo:1', false), eme, body('x')),
    quiet('omemo-without-payload'),
    important('body'),
  ],
  [
    'OMEMO twice, one with payload',
    message({}, omemo('urn:xmpp:omemo:1', false), omemo('urn:xmpp:omemo:2')),
    important('omemo'),
    quiet('nothing-to-show'),
  ],
  [
    'a payload of another namespace',
    message({}, el('encrypted', { xmlns: 'urn:xmpp:omemo:2' }, el('payload', { xmlns: 'urn:other' }))),
    quiet('omemo-without-payload'),
    quiet('nothing-to-show'),
  ],
  [
    'OMEMO without payload, a payload elsewhere',
    message({}, omemo('urn:xmpp:omemo:2', false), el('encryption', { xmlns: 'urn:xmpp:eme:0' }, el('payload'))),
    quiet('omemo-without-payload'),
    quiet('nothing-to-show'),
  ],
  [
    'OMEMO without payload, and PGP',
    message({}, omemo('urn:xmpp:omemo:2', false), el('x', { xmlns: 'jabber:x:encrypted' }, 'q')),
    important('omemo'),
    important('pgp'),
  ],
  ['PGP', message({}, el('x', { xmlns: 'jabber:x:encrypted' }, 'q')), important('pgp')],
  ['OX', message({}, el('openpgp', { xmlns: 'urn:xmpp:openpgp:0' }, 'q')), important('openpgp')],
  ['EME', message({}, eme), important('eme'), quiet('nothing-to-show')],
  ['a signature', message({}, el('x', { xmlns: 'jabber:x:signed' }, 'q')), quiet('nothing-to-show')],

  ['a call', message({}, propose), important('call')],
  [
    'a call of another namespace',
    message({}, el('propose', { xmlns: 'urn:xmpp:jingle-message:1' })),
    quiet('nothing-to-show'),
  ],
  [
    'the end of a call',
    message({}, el('retract', { xmlns: 'urn:xmpp:jingle-message:0', id: 'c1' })),
    quiet('nothing-to-show'),
  ],

  [
    'a mediated invitation',
    message({ type: undefined }, mediated),
    important('mediated-invitation'),
    quiet('nothing-to-show'),
  ],
  [
    'a mediated invitation with a body',
    message({}, mediated, body('come')),
    important('mediated-invitation'),
    important('body'),
  ],
  [
    'a status of a room',
    message({ type: 'groupchat' }, el('x', { xmlns: muc }, el('status', { code: '104' }))),
    quiet('nothing-to-show'),
  ],
  [
    'an invite of another namespace',
    message({}, el('x', { xmlns: muc }, el('invite', { xmlns: 'urn:other' }))),
    quiet('nothing-to-show'),
  ],
  ['a direct invitation', message({}, direct), important('direct-invitation'), quiet('nothing-to-show')],

  ['a groupchat subject', message({ type: 'groupchat' }, subject), quiet('subject')],
  ['an empty groupchat subject', message({ type: 'groupchat' }, el('subject')), quiet('subject')],
  [
    'a groupchat subject with a body',
    message({ type: 'groupchat' }, subject, body('x')),
    important('body'),
    quiet('subject-with-body'),
  ],
  ['a groupchat subject with an empty body', message({ type: 'groupchat' }, body(''), subject), quiet('subject')],
  [
    'a groupchat subject, encrypted',
    message({ type: 'groupchat' }, subject, omemo('urn:xmpp:omemo:0')),
    important('omemo-legacy'),
  ],
  [
    'a groupchat subject of another namespace',
    message({ type: 'groupchat' }, el('subject', { xmlns: 'urn:other' }), body('x')),
    important('body'),
  ],
  ['a chat with subject', message({}, subject, body('x')), important('body')],
  ['a chat with nothing but a subject', message({}, subject), quiet('nothing-to-show')],

  ['an error with a body', message({ type: 'error' }, body('x')), quiet('error'), important('body')],
  ['a correction', message({}, correction, body('x')), quiet('correction'), important('body')],
  ['a retraction with a fallback body', message({}, retraction, body('x')), quiet('retraction'), important('body')],
  [
    'a retraction of an older version',
    message({}, el('retract', { xmlns: 'urn:xmpp:message-retract:0' }), body('x')),
    important('body'),
  ],
  [
    'a correction of another namespace',
    message({}, el('replace', { xmlns: 'urn:xmpp:message-correct:1' }), body('x')),
    important('body'),
  ],

  ['a received carbon', carbon('received', chat()), important('body')],
  ['a received carbon of nothing', carbon('received', message({})), quiet('nothing-to-show')],
  ['a received carbon of a headline', carbon('received', message({ type: 'headline' }, body('x'))), quiet('headline')],
  [
    'a received carbon that is encrypted',
    carbon('received', message({}, el('x', { xmlns: 'jabber:x:encrypted' }))),
    important('pgp'),
  ],
  ['a received carbon of a call', carbon('received', message({}, propose)), important('call')],
  ['a sent carbon', carbon('sent', chat()), quiet('sent-carbon')],
  ['a sent carbon, encrypted', carbon('sent', message({}, omemo('urn:xmpp:omemo:0'))), quiet('sent-carbon')],
]

const rows = table.map(([name, stanza, expected, prosody = expected]) => ({ name, stanza, expected, prosody }))

describe('IMP, default policy', () => {
  it.each(rows)('$name', ({ stanza, expected }) => {
    expect(byDefault(stanza)).toEqual(expected)
  })
})

describe('IMP, policies.prosody', () => {
  it.each(rows)('$name', ({ stanza, prosody }) => {
    expect(byProsody(stanza)).toEqual(prosody)
  })
})

describe('what is read of a stanza', () => {
  const view = (stanza: XmlElement): ReadonlyArray<string | undefined> => {
    const { kind, carbon: direction, element } = readStanza(juliet, stanza)
    return [kind, direction, element.attrs['type']]
  }

  it.each<readonly [string, XmlElement, ReadonlyArray<string>]>([
    ['a message', chat(), ['message', 'none', 'chat']],
    ['a nonza', el('a', { xmlns: 'urn:xmpp:sm:3', type: 't' }), ['other', 'none', 't']],
    ['a nonza of the content namespace', el('a', { xmlns: 'jabber:client', type: 't' }), ['other', 'none', 't']],
    ['a received carbon', carbon('received', message({ type: 'groupchat' })), ['message', 'received', 'groupchat']],
    ['a sent carbon', carbon('sent', message({ type: 'groupchat' })), ['message', 'sent', 'groupchat']],
    [
      'a carbon of nothing',
      message({ from: JULIET }, el('received', { xmlns: 'urn:xmpp:carbons:2' })),
      ['message', 'none', 'chat'],
    ],
    [
      'presence that holds one',
      { ...carbon('sent', message({ type: 'groupchat' })), name: 'presence' },
      ['presence', 'none', 'chat'],
    ],
  ])('%s', (_, stanza, expected) => {
    expect(view(stanza)).toEqual(expected)
  })
})

describe('what is read of a message', () => {
  const empty: Content = { causes: setOf(), body: undefined, wrapper: undefined }
  const received = el('received', { xmlns: 'urn:xmpp:carbons:2' })

  it.each<readonly [string, XmlElement, Content]>([
    ['nothing', message({}), empty],
    ['what means nothing', message({}, el('x', { xmlns: 'jabber:x:data' }), el('thread')), empty],
    ['a body', chat('hi'), { ...empty, causes: setOf('body'), body: 'hi' }],
    ['an error', message({ type: 'error' }, body('hi')), { ...empty, causes: setOf('error', 'body'), body: 'hi' }],
    ['a call', message({}, propose), { ...empty, causes: setOf('call') }],
    ['encrypted content', message({}, eme, body('hi')), { ...empty, causes: setOf('eme', 'body'), body: 'hi' }],
    [
      'the first wrapper of a carbon',
      message({}, received, el('sent', { xmlns: 'urn:xmpp:carbons:2' })),
      { ...empty, wrapper: received },
    ],
    ['a wrapper of another namespace', message({}, el('received', { xmlns: 'urn:xmpp:receipts' })), empty],
    ['the first body of two', message({}, body('one'), body('two')), { ...empty, causes: setOf('body'), body: 'one' }],
  ])('%s', (_, stanza, expected) => {
    expect(readContent(scopeOf(stanza))).toEqual(expected)
  })

  it('a call is one, encrypted content is that', () => {
    const told = [chat('hi'), message({}, propose), message({}, eme)].map((stanza) => readContent(scopeOf(stanza)))
    expect(told.map(isCall)).toEqual([false, true, false])
    expect(told.map(isEncrypted)).toEqual([false, false, true])
  })

  it('a call is urgent, not one inside of a copy, and in nothing but a message', () => {
    const urgent = (stanza: XmlElement): boolean => readStanza(juliet, stanza).urgent
    expect(urgent(message({}, propose))).toBe(true)
    expect(urgent(carbon('received', message({}, propose)))).toBe(false)
    const copy = carbon('received', chat())
    expect(urgent({ ...copy, children: [...copy.children, propose] })).toBe(true)
    expect(urgent(el('presence', { xmlns: 'jabber:client' }, propose))).toBe(false)
  })
})

describe('IMP, carbons (CVE-2017-5589)', () => {
  const inner = chat()
  const forgeries: ReadonlyArray<readonly [string, XmlElement]> = [
    ['from another user', carbon('received', inner, { from: 'romeo@montague.example' })],
    ['from the own full JID', carbon('received', inner, { from: `${JULIET}/phone` })],
    ['from the own domain', carbon('received', inner, { from: 'capulet.example' })],
    ['from nobody', { ...carbon('received', inner), attrs: { xmlns: 'jabber:client' } }],
    [
      'of another version',
      message(
        { from: JULIET },
        el('received', { xmlns: 'urn:xmpp:carbons:1' }, el('forwarded', { xmlns: 'urn:xmpp:forward:0' }, inner)),
      ),
    ],
    ['not forwarded', message({ from: JULIET }, el('received', { xmlns: 'urn:xmpp:carbons:2' }, inner))],
    [
      'forwarded otherwise',
      message(
        { from: JULIET },
        el('received', { xmlns: 'urn:xmpp:carbons:2' }, el('forwarded', { xmlns: 'urn:xmpp:forward:1' }, inner)),
      ),
    ],
    ['of no client message', carbon('received', { ...inner, attrs: { xmlns: 'jabber:server' } })],
    ['of a message without namespace of its own', carbon('received', { ...inner, attrs: {} })],
    ['of presence', carbon('received', { ...inner, name: 'presence' })],
    ['a mere forward', message({ from: JULIET }, el('forwarded', { xmlns: 'urn:xmpp:forward:0' }, inner))],
  ]

  it.each(forgeries)('%s: the outer stanza is judged', (_, stanza) => {
    expect(byDefault(stanza)).toEqual(quiet('nothing-to-show'))
    expect(byDefault({ ...stanza, children: [...stanza.children, body('outer')] })).toEqual(important('body'))
  })

  it('from the own bare JID in other letters', () => {
    expect(byDefault(carbon('received', inner, { from: 'JULIET@Capulet.example.' }))).toEqual(important('body'))
  })

  it('only messages carry copies', () => {
    expect(byDefault({ ...carbon('received', inner), name: 'presence' })).toEqual(quiet('not-a-message'))
  })
})

describe('IMP, names and namespaces', () => {
  it.each(['jabber:client', 'jabber:server', 'jabber:component:accept', undefined, ''])(
    'content namespace %s',
    (xmlns) => {
      expect(byDefault(message({ xmlns }, body('x')))).toEqual(important('body'))
      expect(byDefault(message({ xmlns }, el('body', { xmlns: 'jabber:client' }, 'x')))).toEqual(important('body'))
      expect(byDefault(message({ xmlns }, el('body', { xmlns: 'urn:other' }, 'x')))).toEqual(quiet('nothing-to-show'))
    },
  )

  it('prefixes, declared where they are used or above', () => {
    expect(byDefault(message({ 'xmlns:j': 'urn:xmpp:jingle-message:0' }, el('j:propose')))).toEqual(important('call'))
    expect(byDefault(message({}, el('j:propose', { 'xmlns:j': 'urn:xmpp:jingle-message:0' })))).toEqual(
      important('call'),
    )
    expect(byDefault(el('c:message', { 'xmlns:c': 'jabber:client' }, el('c:body', {}, 'x')))).toEqual(important('body'))
    expect(
      byDefault(message({ 'xmlns:j': 'urn:other' }, el('j:propose', { xmlns: 'urn:xmpp:jingle-message:0' }))),
    ).toEqual(quiet('nothing-to-show'))
  })

  it('an unprefixed child of a prefixed stanza is in the default namespace', () => {
    expect(byDefault(el('c:message', { 'xmlns:c': 'jabber:client', xmlns: 'urn:other' }, body('x')))).toEqual(
      quiet('nothing-to-show'),
    )
  })

  it('what the stream declares is inherited through parent', () => {
    const stanza = xml('message', { from: ROMEO }, xml('j:propose', {}))
    xml('stream:stream', { xmlns: 'jabber:client', 'xmlns:j': 'urn:xmpp:jingle-message:0' }, stanza)
    expect(byDefault(stanza)).toEqual(important('call'))
    const foreign = xml('message', {}, xml('body', {}, 'x'))
    xml('stream:stream', { xmlns: 'urn:other' }, foreign)
    expect(byDefault(foreign)).toEqual(quiet('not-a-message'))
  })
})

describe('IMP, any tree', () => {
  it.each<readonly [string, unknown, ReturnType<typeof quiet>]>([
    ['null', null, quiet('not-a-message')],
    ['text', 'message', quiet('not-a-message')],
    ['an element without attributes or children', { name: 'message' }, quiet('nothing-to-show')],
    ['null attributes and children', { name: 'message', attrs: null, children: null }, quiet('nothing-to-show')],
    [
      'children that are no list',
      { name: 'message', attrs: {}, children: { 0: body('x'), length: 1 } },
      quiet('nothing-to-show'),
    ],
    ['a number for a name', { name: 1, attrs: {}, children: [] }, quiet('not-a-message')],
    [
      'odd children',
      { name: 'message', attrs: {}, children: [null, undefined, 1, true, [], {}, () => 0, body('x')] },
      important('body'),
    ],
    [
      'a body that is a number',
      { name: 'message', attrs: {}, children: [{ name: 'body', attrs: undefined, children: [0] }] },
      important('body'),
    ],
    [
      'a body of nothing but null',
      { name: 'message', attrs: {}, children: [{ name: 'body', children: [null] }] },
      quiet('nothing-to-show'),
    ],
    [
      'names of Object.prototype',
      { name: 'message', attrs: {}, children: [{ name: 'constructor' }, { name: '__proto__' }, { name: 'toString' }] },
      quiet('nothing-to-show'),
    ],
  ])('%s', (_, stanza, expected) => {
    expect(byDefault(wild(stanza))).toEqual(expected)
  })

  it('parent and children in circles', () => {
    const circle: { name: string; attrs: object; children: Array<unknown>; parent?: unknown } = {
      name: 'message',
      attrs: {},
      children: [],
    }
    circle.parent = circle
    circle.children.push(circle, body('x'))
    expect(byDefault(wild(circle))).toEqual(important('body'))
  })
})
