/**
 * EXT, FIL, PRI, JIN, SEAL: what a client asks for when it enables.
 */
import * as fc from 'fast-check'
import { NS } from '../../stanza/namespaces.js'
import { el } from '../../xml/build.js'
import type { XmlElement } from '../../xml/element.js'
import { attr, textOf } from '../../xml/query.js'
import { all, answered, everyPush, noPush, POLICY_VIOLATION, pushes, that } from '../expect.js'
import { fixed, forAll, type Law } from '../law.js'
import {
  asks,
  closes,
  delivery,
  enableElement,
  happens,
  hibernates,
  JULIET,
  look,
  opens,
  PHONE,
  stored,
} from '../stage.js'
import { body, chat, message, propose, typing } from '../stanzas.js'
import { inNotification, asking, goneWith, inRoom, law, muted, rooms } from './extension-requests.js'

const seal = (alg: string, key: string): XmlElement => el('encrypt', { xmlns: NS.encrypt, alg }, [key])

/** EXT-1, EXT-2, FIL-1 to FIL-5, PRI-1, JIN-1, SEAL. */
export const extensions: ReadonlyArray<Law> = [
  fixed(
    law('passed-over', ['EXT-1'], 'What is not read of a request is passed over, never refused.', {
      options: { extensions: [] },
    }),
    ...goneWith(
      muted('nurse@verona.example'),
      seal('rot13', 'short'),
      el('unheard-of', { xmlns: 'urn:example:other' }),
    ),
    stored(delivery('k1', chat()), pushes(PHONE)),
  ),
  fixed(
    law('announced', ['EXT-2', 'DSC-1'], "The account's disco#info names what is on.", {
      needs: ['disco'],
      options: { extensions: ['filters', 'priority', 'jingle', 'encrypt', 'away'] },
    }),
    opens('phone'),
    look(
      that('every extension is announced', ({ inspected: { features } }) =>
        [
          NS.push,
          NS.ignoreUnknown,
          NS.muted,
          NS.groupchatFilter,
          NS.priority,
          NS.pushJingle,
          NS.encrypt,
          NS.encryptAes128Gcm,
          NS.away,
        ].every((feature) => features?.includes(feature) === true),
      ),
    ),
  ),
  forAll(
    law('unknown-senders', ['FIL-1'], 'A device may ignore senders whom the server does not know, but not rooms.', {
      needs: ['offline', 'context'],
      options: { extensions: ['filters'] },
    }),
    { senderKnown: fc.constantFrom(true, false, undefined), room: fc.boolean() },
    ({ senderKnown, room }) => [
      ...goneWith(el('ignore-unknown', { xmlns: NS.ignoreUnknown })),
      happens(
        {
          _tag: 'StoredOffline',
          delivery: { ...delivery('k1', room ? inRoom('Hi') : chat()), context: { senderKnown } },
        },
        senderKnown === false && !room ? noPush : pushes(PHONE),
      ),
    ],
  ),
  forAll(
    law(
      'muted-senders',
      ['FIL-2', 'FIL-5'],
      'A device may mute senders, by their bare JIDs; items that are none are passed over.',
      {
        options: { extensions: ['filters'] },
      },
    ),
    {
      item: fc.constantFrom(
        'nurse@verona.example',
        'Nurse@Verona.Example',
        'nurse@verona.example/other',
        'romeo@montague.example',
      ),
    },
    ({ item }) => [
      ...goneWith(muted('@', item)),
      stored(delivery('k1', chat()), item.startsWith('romeo') ? pushes(PHONE) : noPush),
      stored(delivery('k2', message([body('Hi')], { from: 'somebody@else.example' })), pushes(PHONE)),
    ],
  ),
  fixed(
    law('muted-stands-for-nothing', ['FIL-6', 'ORD'], 'What a device has muted stands for nothing in its queue.', {
      needs: ['hibernation'],
      options: { extensions: ['filters'] },
    }),
    opens('phone'),
    asks('phone', enableElement({ jid: PHONE.service, node: PHONE.node }, [muted('nurse@verona.example')])),
    hibernates(
      'phone',
      [delivery('k1', chat()), delivery('k2', message([body('Hi')], { from: 'somebody@else.example' }))],
      pushes(PHONE),
    ),
  ),
  forAll(
    law('rooms', ['FIL-3'], 'A device may hear of a room always, never, or where the user is mentioned.', {
      options: { extensions: ['filters'], nickInBody: true },
    }),
    { allow: fc.constantFrom('always', 'never', 'mentioned'), named: fc.boolean() },
    ({ allow, named }) => [
      ...goneWith(rooms(allow, 'juliet')),
      stored(
        delivery('k1', inRoom(named ? 'Juliet: hello' : 'hello')),
        allow === 'always' || (allow === 'mentioned' && named) ? pushes(PHONE) : noPush,
      ),
    ],
  ),
  forAll(
    law('unlisted-rooms', ['FIL-3'], 'Rooms that a device does not list are pushed or not, as the option says.', {
      needs: ['offline', 'options:unlistedRooms'],
      options: { extensions: ['filters'] },
    }),
    { unlistedRooms: fc.constantFrom('push', 'skip') },
    ({ unlistedRooms }) => [
      ...goneWith(rooms('always')),
      stored(
        delivery('k1', message([body('Hi')], { type: 'groupchat', from: 'yard@rooms.example/nurse' })),
        unlistedRooms === 'push' ? pushes(PHONE) : noPush,
      ),
      stored(delivery('k2', chat()), pushes(PHONE)),
    ],
    ({ unlistedRooms }) => ({ unlistedRooms: unlistedRooms === 'push' ? 'push' : 'skip' }),
  ),
  forAll(
    law('calls-and-filters', ['FIL-4'], 'A call of a muted sender is muted, unless the option says otherwise.', {
      needs: ['offline', 'options:callsPassFilters'],
      options: { extensions: ['filters'] },
    }),
    { callsPassFilters: fc.boolean() },
    ({ callsPassFilters }) => [
      ...goneWith(muted('nurse@verona.example')),
      stored(delivery('k1', message([propose()])), callsPassFilters ? pushes(PHONE) : noPush),
    ],
    ({ callsPassFilters }) => ({ callsPassFilters }),
  ),
  forAll(
    law('priority', ['PRI-1'], 'A device that asks for it is told the priority, beside the form.', {
      options: { extensions: ['priority'] },
    }),
    { loud: fc.boolean() },
    ({ loud }) => [
      ...goneWith(el('priority', { xmlns: NS.priority })),
      stored(
        delivery('k1', loud ? chat() : typing()),
        all(
          pushes(PHONE),
          everyPush(`the priority ${loud ? 'high' : 'low'}`, (push) => {
            const found = inNotification(push, 'priority', NS.priority)
            return found !== undefined && textOf(found) === (loud ? 'high' : 'low')
          }),
        ),
      ),
    ],
  ),
  fixed(
    law('jingle', ['JIN-1'], "A device that asks for it is told a call's action, id and media.", {
      options: { extensions: ['jingle'] },
    }),
    ...goneWith(el('jingle', { xmlns: NS.pushJingle })),
    stored(
      delivery('k1', message([propose()])),
      all(
        pushes(PHONE),
        everyPush('the call', (push) => {
          const found = inNotification(push, 'jingle', NS.pushJingle)
          return found !== undefined && attr(found, 'action') === 'propose' && attr(found, 'sid') === 'call-1'
        }),
      ),
    ),
    stored(
      delivery('k2', chat()),
      all(
        pushes(PHONE),
        everyPush('no call', (push) => inNotification(push, 'jingle', NS.pushJingle) === undefined),
      ),
    ),
  ),
  fixed(
    law('bounded', ['EXT-1', 'REG-10'], 'Settings beyond the bound are refused, and nothing is kept of the request.', {
      needs: ['offline', 'options:maxFormBytes'],
      options: { extensions: ['filters'], maxFormBytes: 300 },
    }),
    opens('gone'),
    asking(
      [muted(...Array.from({ length: 20 }, (_, index) => `somebody-${index}@far.example`))],
      answered(POLICY_VIOLATION),
    ),
    closes('gone'),
    stored(delivery('k1', chat()), noPush),
  ),
  fixed(
    law('replaced-whole', ['EXT-1', 'REG-4'], 'Enabling again replaces all that was asked for.', {
      options: { extensions: ['filters'] },
    }),
    ...goneWith(muted('nurse@verona.example')),
    stored(delivery('k1', chat()), noPush),
    ...goneWith(),
    stored(delivery('k2', chat()), pushes(PHONE)),
    stored(delivery('k3', message([body('Hi')], { from: JULIET })), pushes(PHONE)),
  ),
]
