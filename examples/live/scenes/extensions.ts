/** What a client asks for when it enables: filters, priority, sealed payloads. Played where Prosody has modules for it. */
import {
  body,
  collected,
  enable,
  login,
  logout,
  message,
  publishOptions,
  romeoWrites,
  send,
  serviceSends,
  vanish,
  type Scene,
  type Step,
} from '../scene.js'
import { sealKey } from '../sealed.js'

const priority = "<priority xmlns='tigase:push:priority:0'/>"
const ignoreUnknown = "<ignore-unknown xmlns='tigase:push:filter:ignore-unknown:0'/>"
const muted = (...jids: ReadonlyArray<string>): string =>
  `<muted xmlns='tigase:push:filter:muted:0'>${jids.map((jid) => `<item jid='${jid}'/>`).join('')}</muted>`

const room = 'hall@push.localhost'
const rooms = (allow: string, jid = room): string =>
  `<groupchat xmlns='tigase:push:filter:groupchat:0'><room jid='${jid}' allow='${allow}' nick='jule'/></groupchat>`
const encrypt = (alg = 'aes-128-gcm', key = sealKey): string =>
  `<encrypt xmlns='tigase:push:encrypt:0' alg='${alg}'>${key}</encrypt>`

/** Enabled with these and gone; Romeo is there. The priority is asked for, since it is always sent. */
const goneWith = (...asked: ReadonlyArray<string>): ReadonlyArray<Step> => [
  login('juliet/phone'),
  enable('juliet/phone', 'phone', asked.join('')),
  logout('juliet/phone'),
  login('romeo/desk'),
]
const goneQuietly = (...asked: ReadonlyArray<string>): ReadonlyArray<Step> => goneWith(priority, ...asked)

const inRoom = (content: string, from = `${room}/nurse`): Step =>
  serviceSends(`<message from='${from}' to='{juliet}' type='groupchat' id='r'>${content}</message>`)
const mention = (uri: string): string => `<reference xmlns='urn:xmpp:reference:0' type='mention' uri='${uri}'/>`

const typing = "<composing xmlns='http://jabber.org/protocol/chatstates'/>"
const eme = (namespace: string): string => `<encryption xmlns='urn:xmpp:eme:0' namespace='${namespace}'/>`
const omemo = (namespace: string): string => `<encrypted xmlns='${namespace}'><payload>AAAA</payload></encrypted>`
const propose = (...media: ReadonlyArray<string>): string =>
  `<propose xmlns='urn:xmpp:jingle-message:0' id='call-1'>${media
    .map((one) => `<description xmlns='urn:xmpp:jingle:apps:rtp:1' media='${one}'/>`)
    .join('')}</propose>`

const subscribed: ReadonlyArray<Step> = [
  login('juliet/phone'),
  login('romeo/desk'),
  send('romeo/desk', "<presence type='subscribe' to='{juliet}'/>"),
  send('juliet/phone', "<presence type='subscribed' to='{romeo}'/>"),
]

const inRoster: Step = {
  do: 'iq',
  device: 'juliet/phone',
  type: 'set',
  attrs: '',
  payload: "<query xmlns='jabber:iq:roster'><item jid='{romeo}'/></query>",
}

type Row = readonly [id: string, title: string, rules: ReadonlyArray<string>, steps: ReadonlyArray<Step>]

const hello = romeoWrites(body('hello'))

const priorities: ReadonlyArray<Row> = [
  ['priority-unasked', 'the priority, not asked for', ['PRI-1'], [...goneWith(), hello]],
  ['priority-high', 'the priority of a message', ['PRI-1'], [...goneQuietly(), hello]],
  [
    'priority-low',
    'the priority of a typing notice',
    ['PRI-1'],
    [
      login('juliet/phone'),
      enable('juliet/phone', 'phone', priority),
      login('romeo/desk'),
      vanish('juliet/phone'),
      send('romeo/desk', message('{juliet}/phone', typing)),
      collected,
    ],
  ],
]

const senders: ReadonlyArray<Row> = [
  ['unknown-sender', 'a stranger writes', ['FIL-1'], [...goneQuietly(ignoreUnknown), hello]],
  [
    'unknown-in-roster',
    'somebody in the roster without a subscription writes',
    ['FIL-1'],
    [login('juliet/phone'), inRoster, logout('juliet/phone'), ...goneQuietly(ignoreUnknown), hello],
  ],
  [
    'unknown-subscribed',
    'somebody who sees the presence writes',
    ['FIL-1'],
    [...subscribed, enable('juliet/phone', 'phone', priority + ignoreUnknown), logout('juliet/phone'), hello],
  ],
  [
    'unknown-room',
    'strangers are ignored, a room writes',
    ['FIL-1'],
    [...goneQuietly(ignoreUnknown), inRoom(body('hi'))],
  ],
  [
    'muted-sender',
    'a muted sender, and another one',
    ['FIL-2'],
    [
      ...goneQuietly(muted('@', '{romeo}')),
      hello,
      login('tybalt/desk'),
      send('tybalt/desk', message('{juliet}', body('peace'))),
    ],
  ],
  ['muted-resource', 'a muted sender with a resource', ['FIL-2'], [...goneQuietly(muted('{romeo}/desk')), hello]],
  [
    'muted-letters',
    'a muted sender in other letters',
    ['FIL-2'],
    [
      ...goneQuietly(muted('Nurse@PUSH.localhost')),
      serviceSends("<message from='nurse@push.localhost/x' to='{juliet}' type='chat' id='n'><body>hi</body></message>"),
    ],
  ],
  [
    'muted-call',
    'a muted sender calls',
    ['FIL-2', 'FIL-4'],
    [...goneQuietly(muted('{romeo}')), romeoWrites(propose('audio'))],
  ],
  [
    'muted-queue',
    'a muted message is first in a queue',
    ['FIL-6'],
    [
      login('juliet/phone'),
      enable('juliet/phone', 'phone', priority + muted('{romeo}')),
      login('romeo/desk'),
      login('tybalt/desk'),
      vanish('juliet/phone'),
      hello,
      send('tybalt/desk', message('{juliet}', body('peace'))),
      collected,
    ],
  ],
  [
    'muted-replaced',
    'enabled again without filters',
    ['FIL-2', 'REG-4'],
    [
      ...goneQuietly(muted('{romeo}')),
      hello,
      login('juliet/phone'),
      enable('juliet/phone', 'phone', priority),
      logout('juliet/phone'),
      romeoWrites(body('and again')),
    ],
  ],
]

const roomRows: ReadonlyArray<Row> = [
  ['room-never', 'a room that is muted', ['FIL-3'], [...goneQuietly(rooms('never')), inRoom(body('hi'))]],
  ['room-always', 'a room that is heard', ['FIL-3'], [...goneQuietly(rooms('always')), inRoom(body('hi'))]],
  ['room-unheard-of', 'a word that nobody knows', ['FIL-3'], [...goneQuietly(rooms('sometimes')), inRoom(body('hi'))]],
  [
    'room-unlisted',
    'a room that is not listed',
    ['FIL-3'],
    [...goneQuietly(rooms('never')), inRoom(body('hi'), 'yard@push.localhost/nurse')],
  ],
  ['mention-none', 'no mention', ['FIL-3', 'MEN-1'], [...goneQuietly(rooms('mentioned')), inRoom(body('hi all'))]],
  [
    'mention-own-jid',
    'a mention of the own JID',
    ['FIL-3', 'MEN-1'],
    [...goneQuietly(rooms('mentioned')), inRoom(body('hi you') + mention('xmpp:{juliet}'))],
  ],
  [
    'mention-encoded',
    'a mention of the own JID in other signs',
    ['FIL-3', 'MEN-1'],
    [...goneQuietly(rooms('mentioned')), inRoom(body('hi you') + mention('xmpp:{juliet}?join'))],
  ],
  [
    'mention-nick-in-room',
    'a mention of the own place in the room',
    ['FIL-3', 'MEN-1'],
    [...goneQuietly(rooms('mentioned')), inRoom(body('hi you') + mention(`xmpp:${room}/jule`))],
  ],
  [
    'mention-in-body',
    'the own nick in the body',
    ['FIL-3', 'MEN-1'],
    [...goneQuietly(rooms('mentioned')), inRoom(body('jule: hi'))],
  ],
  [
    'mention-encrypted',
    'an encrypted message of a room',
    ['FIL-3', 'SET-1'],
    [...goneQuietly(rooms('mentioned')), inRoom(omemo('eu.siacs.conversations.axolotl'))],
  ],
]

const sealedRow = (id: string, title: string, ...steps: ReadonlyArray<Step>): Row => [
  `sealed-${id}`,
  title,
  ['SEAL'],
  [...goneQuietly(encrypt()), ...steps],
]

const refusedRow = (id: string, title: string, asked: string): Row => [
  `sealed-${id}`,
  title,
  ['SEAL'],
  [...goneQuietly(asked), hello],
]

const sealedRows: ReadonlyArray<Row> = [
  sealedRow('body', 'a message, sealed', hello),
  sealedRow('long', 'a long message, sealed', romeoWrites(body('word '.repeat(80)))),
  sealedRow('long-signs', 'a long message of signs of three octets, sealed', romeoWrites(body('愛'.repeat(100)))),
  sealedRow('typing', 'a typing notice, sealed', romeoWrites(typing)),
  sealedRow('room', 'a message of a room, sealed', inRoom(body('hi all'))),
  sealedRow('call', 'a call, sealed', romeoWrites(propose('audio', 'video'))),
  sealedRow('call-without-media', 'a call without media, sealed', romeoWrites(propose())),
  sealedRow(
    'omemo',
    'OMEMO of the first kind, sealed',
    romeoWrites(omemo('eu.siacs.conversations.axolotl') + body('OMEMO')),
  ),
  sealedRow(
    'omemo-2-named',
    'OMEMO 2 with its name, sealed',
    romeoWrites(omemo('urn:xmpp:omemo:2') + eme('urn:xmpp:omemo:2') + body('OMEMO')),
  ),
  sealedRow('omemo-2', 'OMEMO 2 without its name, sealed', romeoWrites(omemo('urn:xmpp:omemo:2') + body('OMEMO'))),
  sealedRow(
    'openpgp',
    'OpenPGP, sealed',
    romeoWrites(`<openpgp xmlns='urn:xmpp:openpgp:0'>AAAA</openpgp>${body('PGP')}`),
  ),
  [
    'sealed-options',
    'a sealed payload beside publish options',
    ['SEAL', 'PUB-1'],
    [...goneQuietly(encrypt(), publishOptions(['secret', 'thunder'])), hello],
  ],
  [
    'sealed-queue',
    'a queue, sealed',
    ['SEAL', 'TRG-5'],
    [
      login('juliet/phone'),
      enable('juliet/phone', 'phone', priority + encrypt()),
      login('romeo/desk'),
      vanish('juliet/phone'),
      hello,
      collected,
    ],
  ],
  [
    'sealed-unasked-priority',
    'sealed, without asking for the priority',
    ['SEAL', 'PRI-1'],
    [...goneWith(encrypt()), hello],
  ],
  refusedRow('algorithm', 'another algorithm', encrypt('aes-256-gcm')),
  refusedRow('no-algorithm', 'an empty algorithm', encrypt('')),
  refusedRow('letters', 'the algorithm in other letters', encrypt('AES-128-GCM')),
  refusedRow('short-key', 'a key that is too short', encrypt('aes-128-gcm', 'c2hvcnQ=')),
  refusedRow('no-key', 'no key', encrypt('aes-128-gcm', '')),
  refusedRow('bad-key', 'a key that is no base64', encrypt('aes-128-gcm', 'not a key at all')),
  refusedRow('broken-line', 'a key with a line break', encrypt('aes-128-gcm', `\n${sealKey}\n`)),
]

/** Filters, priority and sealed payloads (EXT-1). */
export const extensionScenes: ReadonlyArray<Scene> = [...priorities, ...senders, ...roomRows, ...sealedRows].map(
  ([id, title, rules, steps]) => ({ id: `ext-${id}`, title, rules, profile: 'extensions', steps }),
)
