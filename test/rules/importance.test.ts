import xml from '@xmpp/xml'
import { describe, expect, it } from 'vitest'
import {
  type Cause,
  type Classification,
  classify,
  defaultOptions,
  makeOptions,
  type Options,
  policies,
  type XmlElement,
} from 'xmpp-push-rules'
import {
  body,
  callMessage,
  carbon,
  chat,
  chatState,
  codes,
  delivery,
  el,
  JULIET,
  juliet,
  loud,
  message,
  on,
  propose,
  pushes,
  quiet,
  right,
  ROMEO,
  roomMessage,
  run,
  runFrom,
  skips,
  wild,
} from '../support/fixtures.js'

const byDefault = classify(defaultOptions)(juliet)
const byProsody = classify(right(makeOptions(policies.prosody)))(juliet)
const important = (cause: Cause): Classification => ({ importance: 'important', cause, never: false })
const silent = (cause: Cause): Classification => ({ importance: 'unimportant', cause, never: false })

const subject = el('subject', {}, 'New topic')
const omemo = (xmlns: string, payload = true): XmlElement =>
  el('encrypted', { xmlns }, el('header', { sid: '1' }), ...(payload ? [el('payload', {}, 'aGk=')] : []))
const eme = el('encryption', { xmlns: 'urn:xmpp:eme:0', namespace: 'urn:xmpp:omemo:1' })
const muc = 'http://jabber.org/protocol/muc#user'
const mediated = el('x', { xmlns: muc }, el('invite', { from: 'crone1@shakespeare.example' }))
const direct = el('x', { xmlns: 'jabber:x:conference', jid: 'darkcave@macbeth.example' })
const correction = el('replace', { xmlns: 'urn:xmpp:message-correct:0', id: 'm1' })
const retraction = el('retract', { xmlns: 'urn:xmpp:message-retract:1', id: 'm1' })

const fastened = (child: XmlElement): XmlElement => el('apply-to', { xmlns: 'urn:xmpp:fasten:0', id: 'm1' }, child)
const reactions = el('reactions', { xmlns: 'urn:xmpp:reactions:0', id: 'm1' }, el('reaction', {}, '🌹'))
const displayedSync = (type: string): XmlElement =>
  message(
    { from: JULIET, type },
    el(
      'event',
      { xmlns: 'http://jabber.org/protocol/pubsub#event' },
      el('items', { node: 'urn:xmpp:mds:displayed:0' }),
    ),
  )

/** Each row of the rulebook: a stanza, what the default policy says, what mod_cloud_notify says (where it differs). */
const table: ReadonlyArray<readonly [string, XmlElement, Classification, Classification?]> = [
  ['presence', el('presence', { xmlns: 'jabber:client' }, body('x')), silent('not-a-message')],
  ['iq', el('iq', { xmlns: 'jabber:client', type: 'set' }, body('x')), silent('not-a-message')],
  ['a nonza', el('a', { xmlns: 'urn:xmpp:sm:3' }), silent('not-a-message')],
  ['a message of another namespace', el('message', { xmlns: 'urn:other' }, body('x')), silent('not-a-message')],
  ['headline', message({ type: 'headline' }, body('x'), omemo('urn:xmpp:omemo:2')), silent('headline')],
  ['chat', chat(), important('body')],
  ['without type', message({ type: undefined }, body('x')), important('body')],
  ['groupchat', message({ type: 'groupchat' }, body('x')), important('body')],
  ['no body', message({}), silent('nothing-to-show')],
  ['an empty body', message({}, body('')), silent('nothing-to-show')],
  [
    'an empty body, then one in another language',
    message({}, body(''), el('body', { 'xml:lang': 'cs' }, 'proč')),
    important('body'),
  ],
  ['a body of spaces', message({}, body(' ')), important('body')],
  [
    'a body in another namespace',
    message({}, el('body', { xmlns: 'http://www.w3.org/1999/xhtml' }, 'x')),
    silent('nothing-to-show'),
  ],
  ['a body that only holds an element', message({}, el('body', {}, el('b', {}, 'x'))), silent('nothing-to-show')],
  ['a body one level too deep', message({}, el('html', {}, body('x'))), silent('nothing-to-show')],

  ['OMEMO legacy', message({}, omemo('eu.siacs.conversations.axolotl')), important('omemo-legacy')],
  ['OMEMO 0', message({}, omemo('urn:xmpp:omemo:0')), important('omemo-legacy')],
  ['OMEMO 1', message({}, omemo('urn:xmpp:omemo:1')), important('omemo'), silent('nothing-to-show')],
  ['OMEMO 2', message({}, omemo('urn:xmpp:omemo:2')), important('omemo'), silent('nothing-to-show')],
  [
    'OMEMO 2 with a fallback body',
    message({}, omemo('urn:xmpp:omemo:2'), body('x')),
    important('omemo'),
    important('body'),
  ],
  ['OMEMO of a later version', message({}, omemo('urn:xmpp:omemo:3')), silent('nothing-to-show')],
  [
    'OMEMO without payload',
    message({}, omemo('urn:xmpp:omemo:2', false)),
    silent('omemo-without-payload'),
    silent('nothing-to-show'),
  ],
  [
    'OMEMO legacy without payload',
    message({}, omemo('eu.siacs.conversations.axolotl', false)),
    silent('omemo-without-payload'),
    important('omemo-legacy'),
  ],
  [
    'OMEMO without payload, EME and a body',
    message({}, omemo('urn:xmpp:omemo:1', false), eme, body('x')),
    silent('omemo-without-payload'),
    important('body'),
  ],
  [
    'OMEMO twice, one with payload',
    message({}, omemo('urn:xmpp:omemo:1', false), omemo('urn:xmpp:omemo:2')),
    important('omemo'),
    silent('nothing-to-show'),
  ],
  [
    'a payload of another namespace',
    message({}, el('encrypted', { xmlns: 'urn:xmpp:omemo:2' }, el('payload', { xmlns: 'urn:other' }))),
    silent('omemo-without-payload'),
    silent('nothing-to-show'),
  ],
  [
    'OMEMO without payload, a payload elsewhere',
    message({}, omemo('urn:xmpp:omemo:2', false), el('encryption', { xmlns: 'urn:xmpp:eme:0' }, el('payload'))),
    silent('omemo-without-payload'),
    silent('nothing-to-show'),
  ],
  [
    'OMEMO without payload, and PGP',
    message({}, omemo('urn:xmpp:omemo:2', false), el('x', { xmlns: 'jabber:x:encrypted' }, 'q')),
    important('omemo'),
    important('pgp'),
  ],
  ['PGP', message({}, el('x', { xmlns: 'jabber:x:encrypted' }, 'q')), important('pgp')],
  ['OX', message({}, el('openpgp', { xmlns: 'urn:xmpp:openpgp:0' }, 'q')), important('openpgp')],
  ['EME', message({}, eme), important('eme'), silent('nothing-to-show')],
  ['a signature', message({}, el('x', { xmlns: 'jabber:x:signed' }, 'q')), silent('nothing-to-show')],

  ['a call', message({}, propose), important('call')],
  [
    'a call of the next version',
    message({}, el('propose', { xmlns: 'urn:xmpp:jingle-message:1' })),
    important('call-invite'),
    silent('nothing-to-show'),
  ],
  [
    'a call invitation',
    message({}, el('invite', { xmlns: 'urn:xmpp:call-invites:0' })),
    important('call-invite'),
    silent('nothing-to-show'),
  ],
  [
    'a call of a namespace that nobody knows',
    message({}, el('propose', { xmlns: 'urn:xmpp:jingle-message:2' })),
    silent('nothing-to-show'),
  ],
  ['the end of a call', callMessage('retract'), silent('call-end'), silent('nothing-to-show')],
  ['a call that was answered elsewhere', callMessage('accept'), silent('call-end'), silent('nothing-to-show')],
  [
    'the end of a call with a body',
    message({}, el('finish', { xmlns: 'urn:xmpp:jingle-message:0', id: 'c1' }), body('missed call')),
    silent('call-end'),
    important('body'),
  ],
  ['the ringing of a call', callMessage('ringing'), silent('nothing-to-show')],
  [
    'a Jingle request that begins a session',
    el(
      'iq',
      { xmlns: 'jabber:client', type: 'set' },
      el('jingle', { xmlns: 'urn:xmpp:jingle:1', action: 'session-initiate' }),
    ),
    important('jingle-request'),
    silent('not-a-message'),
  ],
  [
    'a Jingle request that does not',
    el(
      'iq',
      { xmlns: 'jabber:client', type: 'set' },
      el('jingle', { xmlns: 'urn:xmpp:jingle:1', action: 'session-info' }),
    ),
    silent('not-a-message'),
  ],
  [
    'the answer to a Jingle request',
    el(
      'iq',
      { xmlns: 'jabber:client', type: 'result' },
      el('jingle', { xmlns: 'urn:xmpp:jingle:1', action: 'session-initiate' }),
    ),
    silent('not-a-message'),
  ],
  [
    'a subscription request',
    el('presence', { xmlns: 'jabber:client', type: 'subscribe' }),
    important('subscription-request'),
    silent('not-a-message'),
  ],
  ['another presence', el('presence', { xmlns: 'jabber:client', type: 'subscribed' }), silent('not-a-message')],
  ['OTR', chat('?OTRv23?'), important('otr'), important('body')],
  ['a question about OTR', chat('What is ?OTR'), important('body')],

  [
    'a mediated invitation',
    message({ type: undefined }, mediated),
    important('mediated-invitation'),
    silent('nothing-to-show'),
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
    silent('nothing-to-show'),
  ],
  [
    'an invite of another namespace',
    message({}, el('x', { xmlns: muc }, el('invite', { xmlns: 'urn:other' }))),
    silent('nothing-to-show'),
  ],
  ['a direct invitation', message({}, direct), important('direct-invitation'), silent('nothing-to-show')],

  ['a groupchat subject', message({ type: 'groupchat' }, subject), silent('subject')],
  ['an empty groupchat subject', message({ type: 'groupchat' }, el('subject')), silent('subject')],
  [
    'a groupchat subject with a body',
    message({ type: 'groupchat' }, subject, body('x')),
    important('body'),
    silent('subject-with-body'),
  ],
  ['a groupchat subject with an empty body', message({ type: 'groupchat' }, body(''), subject), silent('subject')],
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
  ['a chat with nothing but a subject', message({}, subject), silent('nothing-to-show')],

  ['an error with a body', message({ type: 'error' }, body('x')), silent('error'), important('body')],
  ['a correction', message({}, correction, body('x')), silent('correction'), important('body')],
  ['a retraction with a fallback body', message({}, retraction, body('x')), silent('retraction'), important('body')],
  [
    'a retraction of an older version',
    message({}, fastened(el('retract', { xmlns: 'urn:xmpp:message-retract:0' })), body('x')),
    silent('retraction'),
    important('body'),
  ],
  [
    'a retraction of an older version that is fastened to nothing',
    message({}, el('retract', { xmlns: 'urn:xmpp:message-retract:0' }), body('x')),
    important('body'),
  ],
  [
    'a moderation',
    roomMessage(
      el(
        'retract',
        { xmlns: 'urn:xmpp:message-retract:1', id: 'm1' },
        el('moderated', { xmlns: 'urn:xmpp:message-moderate:1' }),
      ),
      body('x'),
    ),
    silent('moderation'),
    important('body'),
  ],
  [
    'a moderation of an older version',
    roomMessage(fastened(el('moderated', { xmlns: 'urn:xmpp:message-moderate:0' })), body('x')),
    silent('moderation'),
    important('body'),
  ],
  ['a reaction', message({}, reactions), silent('reaction'), silent('nothing-to-show')],
  ['a reaction with a fallback body', message({}, reactions, body('🌹')), silent('reaction'), important('body')],
  ['a chat state', chatState, silent('chat-state'), silent('nothing-to-show')],
  [
    'a chat marker',
    message({}, el('displayed', { xmlns: 'urn:xmpp:chat-markers:0', id: 'm1' })),
    silent('chat-marker'),
    silent('nothing-to-show'),
  ],
  [
    'a receipt',
    message({}, el('received', { xmlns: 'urn:xmpp:receipts', id: 'm1' })),
    silent('receipt'),
    silent('nothing-to-show'),
  ],
  ['a chat state beside a body', message({}, ...chatState.children, body('x')), important('body')],
  [
    'a receipt beside a chat state',
    message({}, ...chatState.children, el('received', { xmlns: 'urn:xmpp:receipts', id: 'm1' })),
    silent('receipt'),
    silent('nothing-to-show'),
  ],
  ['a displayed sync', displayedSync('chat'), silent('displayed-sync'), silent('nothing-to-show')],
  ['a displayed sync as a headline', displayedSync('headline'), silent('displayed-sync'), silent('headline')],
  [
    'a correction of another namespace',
    message({}, el('replace', { xmlns: 'urn:xmpp:message-correct:1' }), body('x')),
    important('body'),
  ],

  ['a received carbon', carbon('received', chat()), important('body')],
  ['a received carbon of nothing', carbon('received', message({})), silent('nothing-to-show')],
  ['a received carbon of a headline', carbon('received', message({ type: 'headline' }, body('x'))), silent('headline')],
  [
    'a received carbon that is encrypted',
    carbon('received', message({}, el('x', { xmlns: 'jabber:x:encrypted' }))),
    important('pgp'),
  ],
  ['a received carbon of a call', carbon('received', message({}, propose)), important('call')],
  ['a sent carbon', carbon('sent', chat()), silent('sent-carbon')],
  ['a sent carbon, encrypted', carbon('sent', message({}, omemo('urn:xmpp:omemo:0'))), silent('sent-carbon')],
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
    expect(byDefault(stanza)).toEqual(silent('nothing-to-show'))
    expect(byDefault({ ...stanza, children: [...stanza.children, body('outer')] })).toEqual(important('body'))
  })

  it('from the own bare JID in other letters', () => {
    expect(byDefault(carbon('received', inner, { from: 'JULIET@Capulet.example.' }))).toEqual(important('body'))
  })

  it('only messages carry copies', () => {
    expect(byDefault({ ...carbon('received', inner), name: 'presence' })).toEqual(silent('not-a-message'))
  })
})

describe('IMP, names and namespaces', () => {
  it.each(['jabber:client', 'jabber:server', 'jabber:component:accept', undefined, ''])(
    'content namespace %s',
    (xmlns) => {
      expect(byDefault(message({ xmlns }, body('x')))).toEqual(important('body'))
      expect(byDefault(message({ xmlns }, el('body', { xmlns: 'jabber:client' }, 'x')))).toEqual(important('body'))
      expect(byDefault(message({ xmlns }, el('body', { xmlns: 'urn:other' }, 'x')))).toEqual(silent('nothing-to-show'))
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
    ).toEqual(silent('nothing-to-show'))
  })

  it('an unprefixed child of a prefixed stanza is in the default namespace', () => {
    expect(byDefault(el('c:message', { 'xmlns:c': 'jabber:client', xmlns: 'urn:other' }, body('x')))).toEqual(
      silent('nothing-to-show'),
    )
  })

  it('what the stream declares is inherited through parent', () => {
    const stanza = xml('message', { from: ROMEO }, xml('j:propose', {}))
    xml('stream:stream', { xmlns: 'jabber:client', 'xmlns:j': 'urn:xmpp:jingle-message:0' }, stanza)
    expect(byDefault(stanza)).toEqual(important('call'))
    const foreign = xml('message', {}, xml('body', {}, 'x'))
    xml('stream:stream', { xmlns: 'urn:other' }, foreign)
    expect(byDefault(foreign)).toEqual(silent('not-a-message'))
  })
})

describe('IMP, any tree', () => {
  it.each<readonly [string, unknown, Classification]>([
    ['null', null, silent('not-a-message')],
    ['text', 'message', silent('not-a-message')],
    ['an element without attributes or children', { name: 'message' }, silent('nothing-to-show')],
    ['null attributes and children', { name: 'message', attrs: null, children: null }, silent('nothing-to-show')],
    [
      'children that are no list',
      { name: 'message', attrs: {}, children: { 0: body('x'), length: 1 } },
      silent('nothing-to-show'),
    ],
    ['a number for a name', { name: 1, attrs: {}, children: [] }, silent('not-a-message')],
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
      silent('nothing-to-show'),
    ],
    [
      'names of Object.prototype',
      { name: 'message', attrs: {}, children: [{ name: 'constructor' }, { name: '__proto__' }, { name: 'toString' }] },
      silent('nothing-to-show'),
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

describe('IMP, what only the server knows: the own reflection in a room', () => {
  const own = (stanza: XmlElement, partial: Partial<Options> = {}): ReadonlyArray<string> =>
    codes(
      runFrom(run(on.enabled('x')).account, partial)(on.stored(delivery('m', stanza, { own: true }))).last,
    )[0]?.slice(0, 2) ?? []

  it('is quiet, unless it is an error', () => {
    expect(own(roomMessage(body('x')))).toEqual(['stored-offline', 'own-reflection'])
    expect(own(message({ type: 'error' }, body('x')))).toEqual(['stored-offline', 'error'])
  })

  it('is no push for quietPhones, and a body as others for prosody', () => {
    expect(own(roomMessage(body('x')), policies.quietPhones)).toEqual(['never-pushed'])
    expect(own(roomMessage(body('x')), policies.prosody)).toEqual(['stored-offline', 'body'])
  })
})

describe('IMP, verdicts of a policy', () => {
  const account = run(on.opened('phone'), on.enabled('phone')).account
  const policy = (verdicts: Partial<Options['importance']>): Partial<Options> => ({
    importance: { ...defaultOptions.importance, ...verdicts },
  })

  it('never: no push at all, whatever the trigger, and nothing is told', () => {
    const never = policy({ body: 'never' })
    const { account: after, effects } = runFrom(account, never)(
      on.stored(loud('a')),
      on.groupchat(loud('b')),
      on.hibernated('phone', [loud('c')]),
      on.closed('phone'),
      on.archived(loud('d')),
    )
    expect(skips(effects)).toEqual(['a: never-pushed', 'b: never-pushed', 'c: never-pushed', 'd: never-pushed'])
    expect(pushes(runFrom(after)(on.stored(loud('a'))).last)).toEqual(['a > n1'])
  })

  it('ignore: the next cause is asked', () => {
    const ignoring = classify(right(makeOptions(policy({ omemo: 'ignore', eme: 'ignore' }))))(juliet)
    expect(ignoring(message({}, omemo('urn:xmpp:omemo:2'), eme, body('x')))).toEqual(important('body'))
    expect(ignoring(message({}, omemo('urn:xmpp:omemo:2')))).toEqual(silent('nothing-to-show'))
  })

  it('quiet and alert', () => {
    expect(classify(right(makeOptions(policy({ body: 'quiet' }))))(juliet)(chat())).toEqual(silent('body'))
    expect(classify(right(makeOptions(policy({ 'chat-state': 'alert' }))))(juliet)(chatState)).toEqual(
      important('chat-state'),
    )
  })

  it('of a queue a never stands for nothing, and nothing stands for it', () => {
    const never = policy({ 'chat-state': 'never' })
    expect(pushes(runFrom(account, never)(on.hibernated('phone', [quiet('q'), loud('a')])).last)).toEqual(['a > n1'])
  })
})
