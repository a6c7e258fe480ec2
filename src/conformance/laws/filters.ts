/**
 * FIL: what a device has muted.
 */
import * as fc from 'fast-check'
import { NS } from '../../stanza/namespaces.js'
import { el } from '../../xml/build.js'
import type { XmlElement } from '../../xml/element.js'
import { noPush, pushes } from '../expect.js'
import { fixed, forAll, type Law } from '../law.js'
import { asks, delivery, enableElement, happens, hibernates, opens, PHONE, stored } from '../stage.js'
import { body, chat, message, propose } from '../stanzas.js'
import { goneWith, inRoom, law, muted, ROOM, rooms } from './extension-requests.js'

const referenceTo = (uri: string): XmlElement => el('reference', { xmlns: NS.reference, type: 'mention', uri })

/** FIL-1 to FIL-6. */
export const filters: ReadonlyArray<Law> = [
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
    law('rooms', ['FIL-3', 'MEN-1'], 'A device may hear of a room always, never, or where its nick is mentioned.', {
      options: { extensions: ['filters'], nickInBody: true },
    }),
    {
      allow: fc.constantFrom('always', 'never', 'mentioned'),
      said: fc.constantFrom(
        { stanza: inRoom('hello'), named: false },
        { stanza: inRoom('Juliet: hello'), named: true },
        { stanza: inRoom('hello', referenceTo(`xmpp:${ROOM}/juliet`)), named: true },
        { stanza: inRoom('hello', referenceTo('xmpp:other@rooms.example/juliet')), named: false },
      ),
    },
    ({ allow, said: { stanza, named } }) => [
      ...goneWith(rooms(allow, 'juliet')),
      stored(delivery('k1', stanza), allow === 'always' || (allow === 'mentioned' && named) ? pushes(PHONE) : noPush),
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
]
