import {
  body,
  collected,
  enable,
  login,
  logout,
  message,
  phoneEnabledAndGone,
  romeoWrites,
  send,
  serviceSends,
  type Scene,
  type Step,
} from '../scene.js'
import type { ProfileName } from '../server.js'

/** What is in each message of the rulebook's importance table. */
const contents: ReadonlyArray<readonly [name: string, title: string, content: string, type?: string]> = [
  ['chat', 'a chat message', body('hello')],
  ['normal', 'a normal message', body('hello'), 'normal'],
  ['body-empty', 'an empty body', '<body/>'],
  ['body-foreign', 'a body of another namespace', "<body xmlns='urn:example:other'>hello</body>"],
  [
    'body-only-html',
    'only an XHTML body',
    "<html xmlns='http://jabber.org/protocol/xhtml-im'><body xmlns='http://www.w3.org/1999/xhtml'>hello</body></html>",
  ],
  ['body-two-languages', 'a body in two languages', "<body xml:lang='en'>hello</body><body xml:lang='it'>ciao</body>"],
  ['headline', 'a headline', body('news'), 'headline'],
  [
    'error',
    'an error with a body',
    `${body('hello')}<error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>`,
    'error',
  ],
  ['chat-state', 'a chat state', "<composing xmlns='http://jabber.org/protocol/chatstates'/>"],
  ['receipt', 'a delivery receipt', "<received xmlns='urn:xmpp:receipts' id='x'/><store xmlns='urn:xmpp:hints'/>"],
  ['marker', 'a chat marker', "<displayed xmlns='urn:xmpp:chat-markers:0' id='x'/>"],
  [
    'omemo-legacy',
    'OMEMO, the old namespace',
    "<encrypted xmlns='eu.siacs.conversations.axolotl'><header sid='1'/><payload>AAAA</payload></encrypted><body>fallback</body><store xmlns='urn:xmpp:hints'/>",
  ],
  [
    'omemo-legacy-no-body',
    'OMEMO, the old namespace, no fallback',
    "<encrypted xmlns='eu.siacs.conversations.axolotl'><header sid='1'/><payload>AAAA</payload></encrypted><store xmlns='urn:xmpp:hints'/>",
  ],
  [
    'omemo-no-payload',
    'OMEMO without a payload',
    "<encrypted xmlns='eu.siacs.conversations.axolotl'><header sid='1'/></encrypted><store xmlns='urn:xmpp:hints'/>",
  ],
  [
    'omemo-2',
    'OMEMO 2 without a body',
    "<encrypted xmlns='urn:xmpp:omemo:2'><header sid='1'/><payload>AAAA</payload></encrypted><store xmlns='urn:xmpp:hints'/>",
  ],
  ['eme', 'only the hint that it is encrypted', "<encryption xmlns='urn:xmpp:eme:0' namespace='urn:example:x'/>"],
  ['pgp', 'OpenPGP as in XEP-0027', "<x xmlns='jabber:x:encrypted'>AAAA</x><store xmlns='urn:xmpp:hints'/>"],
  [
    'openpgp',
    'OpenPGP as in XEP-0373',
    "<openpgp xmlns='urn:xmpp:openpgp:0'>AAAA</openpgp><store xmlns='urn:xmpp:hints'/>",
  ],
  [
    'call',
    'a call proposal',
    "<propose xmlns='urn:xmpp:jingle-message:0' id='c1'><description xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'/></propose>",
  ],
  ['call-retract', 'a call that is taken back', "<retract xmlns='urn:xmpp:jingle-message:0' id='c1'/>"],
  ['correction', 'a correction', `${body('helo')}<replace xmlns='urn:xmpp:message-correct:0' id='x'/>`],
  [
    'retraction',
    'a retraction with a fallback body',
    `${body('I took it back')}<retract xmlns='urn:xmpp:message-retract:1' id='x'/>`,
  ],
  ['invitation-direct', 'a direct invitation', "<x xmlns='jabber:x:conference' jid='room@muc.localhost'/>"],
  ['subject', 'a subject and no body', '<subject>matters</subject>', 'normal'],
  ['no-store', 'a body and the hint not to store it', `${body('hello')}<no-store xmlns='urn:xmpp:hints'/>`],
  ['escaped', 'a body that XML escapes', body("&lt;b&gt; &amp; 'q' &quot; ü 😀")],
]

const toOffline = (profile: ProfileName): ReadonlyArray<Scene> =>
  contents.map(([name, title, content, type]): Scene => ({
    id: `${profile}-${name}`,
    title: `${title} to an offline user`,
    rules: ['TRG-1', 'IMP', 'SUM-2', 'SUM-3', 'SUM-4'],
    profile,
    steps: [...phoneEnabledAndGone, login('romeo/desk'), romeoWrites(content, type)],
  }))

const groupchat = (content: string, id = 'm'): Step =>
  serviceSends(
    `<message from='room@push.localhost/nick' to='{juliet}' type='groupchat' id='${id}'>${content}</message>`,
  )

/** What a message is, and how it reaches the account, decide what is sent (TRG, IMP, SUM). */
export const messageScenes: ReadonlyArray<Scene> = [
  ...toOffline('plain'),
  ...toOffline('open'),
  ...toOffline('silent').filter(({ id }) =>
    ['silent-chat', 'silent-chat-state', 'silent-receipt', 'silent-omemo-legacy', 'silent-call'].includes(id),
  ),
  {
    id: 'other-device-online',
    title: 'a message while another device is online',
    rules: ['TRG-3'],
    profile: 'plain',
    steps: [...phoneEnabledAndGone, login('juliet/desk'), login('romeo/desk'), romeoWrites(body('hello'))],
  },
  {
    id: 'bound-device-online',
    title: 'a message while the enabling device is online',
    rules: ['TRG-3', 'REG-7'],
    profile: 'plain',
    steps: [
      login('juliet/phone'),
      enable('juliet/phone', 'phone'),
      login('romeo/desk'),
      romeoWrites(body('hello')),
      collected,
    ],
  },
  {
    id: 'urgent-bound-online',
    title: 'a call while the enabling device is online',
    rules: ['TRG-4', 'URG-1'],
    profile: 'plain',
    steps: [
      login('juliet/phone'),
      enable('juliet/phone', 'phone'),
      login('romeo/desk'),
      romeoWrites(
        "<propose xmlns='urn:xmpp:jingle-message:0' id='c1'><description xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'/></propose>",
      ),
      collected,
    ],
  },
  {
    id: 'sent-by-oneself',
    title: 'what one sends oneself does not wake the other devices',
    rules: ['TRG-3', 'IMP'],
    profile: 'plain',
    steps: [
      ...phoneEnabledAndGone,
      login('juliet/desk'),
      login('romeo/desk'),
      send('juliet/desk', message('{romeo}', body('from juliet'))),
      collected,
    ],
  },
  {
    id: 'full-jid',
    title: 'a message to the full JID of a device that is gone',
    rules: ['TRG-1'],
    profile: 'plain',
    steps: [...phoneEnabledAndGone, login('romeo/desk'), send('romeo/desk', message('{juliet}/phone', body('hello')))],
  },
  {
    id: 'twice',
    title: 'the same words twice are two messages',
    rules: ['DUP-1'],
    profile: 'plain',
    steps: [...phoneEnabledAndGone, login('romeo/desk'), romeoWrites(body('hello')), romeoWrites(body('hello'))],
  },
  {
    id: 'groupchat-offline',
    title: 'groupchat to the bare JID, nobody online',
    rules: ['TRG-2'],
    profile: 'plain',
    steps: [...phoneEnabledAndGone, groupchat(body('hello all'))],
  },
  {
    id: 'groupchat-online',
    title: 'groupchat to the bare JID, the device online',
    rules: ['TRG-2'],
    profile: 'plain',
    steps: [login('juliet/phone'), enable('juliet/phone', 'phone'), groupchat(body('hello all')), collected],
  },
  {
    id: 'groupchat-subject',
    title: 'a groupchat subject to the bare JID, without and with a body',
    rules: ['TRG-2', 'IMP'],
    profile: 'plain',
    steps: [
      ...phoneEnabledAndGone,
      groupchat('<subject>verona</subject>', 'm1'),
      groupchat(`<subject>verona</subject>${body('hello')}`, 'm2'),
    ],
  },
  {
    id: 'subscription',
    title: 'a subscription request',
    rules: ['SUM-1', 'IMP'],
    profile: 'plain',
    steps: [
      ...phoneEnabledAndGone,
      login('romeo/desk'),
      send('romeo/desk', "<presence to='{juliet}' type='subscribe'/>"),
    ],
  },
  {
    id: 'two-services',
    title: 'two devices, both gone',
    rules: ['TRG-1', 'DUP-1'],
    profile: 'plain',
    steps: [
      ...phoneEnabledAndGone,
      login('juliet/tablet'),
      enable('juliet/tablet', 'tablet'),
      logout('juliet/tablet'),
      login('romeo/desk'),
      romeoWrites(body('hello')),
    ],
  },
]
