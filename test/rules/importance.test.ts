import { describe, expect, it } from 'vitest'
import {
  type Cause,
  type Classification,
  classify,
  defaultOptions,
  makeOptions,
  policies,
  type XmlElement,
} from 'xmpp-push-rules'
import {
  body,
  callMessage,
  carbon,
  chat,
  chatState,
  el,
  JULIET,
  juliet,
  message,
  propose,
  right,
  roomMessage,
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
