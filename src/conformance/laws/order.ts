/**
 * ORD, FIL-7, RATE, SET, MEN: what holds a stanza back, and that it then stands for nothing.
 */
import * as fc from 'fast-check'
import type { Delivery, DeliveryContext } from '../../event.js'
import { defaultImportance } from '../../options/importance.js'
import { NS } from '../../stanza/namespaces.js'
import { el } from '../../xml/build.js'
import type { XmlElement } from '../../xml/element.js'
import { classes, noPush, pushes } from '../expect.js'
import { fixed, forAll, inFolder, type Law } from '../law.js'
import { delivery, device, gone, hibernates, JULIET, PHONE, queued, stored, TABLET, wait } from '../stage.js'
import { body, chat, eme, message, propose, typing } from '../stanzas.js'

const law = inFolder('field', {
  level: 'FIELD',
  section: 'mod_cloud_notify, business rules',
})

const context = (key: string, stanza: XmlElement, known: DeliveryContext): Delivery => ({
  ...delivery(key, stanza),
  context: known,
})

const MUTED = { muted: true }

const ROOM = 'hall@rooms.example'
const inRoom = (children: ReadonlyArray<XmlElement>): XmlElement =>
  message(children, { type: 'groupchat', from: `${ROOM}/nurse` })

/** XEP-0372, 0461, 0513: what names the user. */
const MENTIONS: ReadonlyArray<XmlElement> = [
  el('reference', { xmlns: NS.reference, type: 'mention', uri: `xmpp:${JULIET}` }),
  el('reference', { xmlns: NS.reference, type: 'mention', uri: `xmpp:${ROOM}/Capulet%20girl` }),
  el('mention', { xmlns: NS.mentions, jid: JULIET }),
  el('mention', { xmlns: NS.mentions, occupantid: 'occupant-1' }),
  el('reply', { xmlns: NS.reply, to: `${ROOM}/Capulet girl`, id: 'm0' }),
]

const NO_MENTIONS: ReadonlyArray<XmlElement> = [
  el('reference', { xmlns: NS.reference, type: 'data', uri: `xmpp:${JULIET}` }),
  el('reference', { xmlns: NS.reference, type: 'mention', uri: 'xmpp:romeo@montague.example' }),
  el('mention', { xmlns: NS.mentions, jid: JULIET }, [el('noping')]),
  el('mention', { xmlns: NS.mentions, occupantid: 'somebody' }),
  el('reply', { xmlns: NS.reply, to: `${ROOM}/romeo`, id: 'm0' }),
  el('reply', { xmlns: 'urn:example:other', to: JULIET, id: 'm0' }),
]

const SELF = { ownNick: 'Capulet girl', ownOccupantId: 'occupant-1', chatSetting: 'on-mention' } as const

/** ORD and what it asks first. */
export const order: ReadonlyArray<Law> = [
  forAll(
    law(
      'muted/stands-for-nothing',
      ['ORD', 'FIL-7', 'FIL-6'],
      'A stanza that the server mutes is not pushed, and stands for nothing.',
      {
        needs: ['hibernation', 'context'],
      },
    ),
    { muted: fc.integer({ min: 1, max: 3 }) },
    ({ muted }) => [
      ...device('phone', PHONE),
      hibernates(
        'phone',
        [
          ...Array.from({ length: muted }, (_, index) => context(`room${index}`, chat(), MUTED)),
          delivery('direct', chat()),
        ],
        classes(PHONE, true),
      ),
      queued('phone', context('again', chat(), MUTED)),
      queued('phone', delivery('later', chat())),
      wait(10_000, classes(PHONE, true)),
    ],
  ),
  fixed(
    law(
      'muted/not-told',
      ['ORD', 'FIL-7', 'DUP-1'],
      'What was muted counts as nothing told: it is pushed when nothing mutes it any more.',
      {
        needs: ['offline', 'context'],
      },
    ),
    ...gone(PHONE),
    stored(context('k1', chat(), MUTED), noPush),
    stored(delivery('k1', chat()), pushes(PHONE)),
    stored(delivery('k1', chat()), noPush),
  ),
  fixed(
    law('muted/for-some', ['FIL-7'], 'A filter of the server may be for some registrations only.', {
      needs: ['offline', 'context'],
    }),
    ...gone(PHONE),
    ...gone(TABLET),
    stored(context('k1', chat(), { muted: true, mutedFor: [PHONE] }), pushes(TABLET)),
  ),
  fixed(
    law('rate/quiet-uses-up-nothing', ['RATE-1'], 'Quiet pushes use up nothing of a rate.', {
      needs: ['offline'],
      options: { maxStanzasPerSecond: 2 },
    }),
    ...gone(PHONE),
    ...['k1', 'k2', 'k3', 'k4'].map((key) => stored(delivery(key, typing()), pushes(PHONE))),
    stored(delivery('k5', chat()), pushes(PHONE)),
    stored(delivery('k6', chat()), pushes(PHONE)),
    stored(delivery('k7', chat()), noPush),
  ),
  fixed(
    law('rate/not-told', ['RATE-1', 'ORD'], 'What exceeds a rate counts as nothing told.', {
      needs: ['offline'],
      options: { maxStanzasPerSecond: 1 },
    }),
    ...gone(PHONE),
    stored(delivery('k1', chat()), pushes(PHONE)),
    stored(delivery('k2', chat()), noPush),
    wait(2000),
    stored(delivery('k2', chat()), pushes(PHONE)),
  ),
  fixed(
    law(
      'rate/told-uses-up-nothing',
      ['RATE-1', 'ORD', 'DUP-1'],
      'A stanza that was pushed before uses up nothing of a rate.',
      {
        needs: ['offline'],
        options: { maxStanzasPerSecond: 2 },
      },
    ),
    ...gone(PHONE),
    stored(delivery('k1', chat()), pushes(PHONE)),
    ...Array.from({ length: 3 }, () => stored(delivery('k1', chat()), noPush)),
    stored(delivery('k2', chat()), pushes(PHONE)),
    stored(delivery('k3', chat()), noPush),
  ),
  fixed(
    law(
      'rate/urgent-uses-up-nothing',
      ['RATE-1', 'CALL-1'],
      'A call is pushed whatever the rate, and uses up nothing of it.',
      {
        needs: ['offline'],
        options: { maxStanzasPerSecond: 2, urgent: 'always' },
      },
    ),
    ...gone(PHONE),
    ...['c1', 'c2', 'c3'].map((call) => stored(delivery(call, message([propose()])), pushes(PHONE))),
    stored(delivery('k1', chat()), pushes(PHONE)),
    stored(delivery('k2', chat()), pushes(PHONE)),
    stored(delivery('k3', chat()), noPush),
    stored(delivery('c4', message([propose()])), pushes(PHONE)),
  ),
  forAll(
    law('chat-setting/never', ['SET-1'], 'A chat that the user has muted is silent; one that is always loud is not.', {
      needs: ['offline', 'context'],
    }),
    { setting: fc.constantFrom('always', 'never', undefined) },
    ({ setting }) => [
      ...gone(PHONE),
      stored(context('k1', chat(), { chatSetting: setting }), setting === 'never' ? noPush : pushes(PHONE)),
    ],
  ),
  forAll(
    law(
      'chat-setting/on-mention',
      ['SET-1', 'MEN-1'],
      'Where the user wants to hear of mentions only, a mention is pushed, and nothing else.',
      {
        needs: ['offline', 'context'],
        options: { encryptedMention: 'push' },
      },
    ),
    { mention: fc.constantFrom(...MENTIONS), other: fc.constantFrom(...NO_MENTIONS) },
    ({ mention, other }) => [
      ...gone(PHONE),
      stored(context('k1', inRoom([body('hello all'), other]), SELF), noPush),
      stored(context('k2', inRoom([body('hello all'), mention]), SELF), pushes(PHONE)),
      stored(context('k3', inRoom([eme()]), SELF), pushes(PHONE)),
    ],
  ),
  forAll(
    law(
      'chat-setting/encrypted',
      ['SET-1'],
      'Where the user wants to hear of mentions only, the option says whether a message that nobody can read is pushed.',
      {
        needs: ['offline', 'context', 'options:encryptedMention'],
      },
    ),
    { encryptedMention: fc.constantFrom('push', 'skip') },
    ({ encryptedMention }) => [
      ...gone(PHONE),
      stored(context('k1', inRoom([eme()]), SELF), encryptedMention === 'push' ? pushes(PHONE) : noPush),
    ],
    ({ encryptedMention }) => ({ encryptedMention }),
  ),
  forAll(
    law(
      'chat-setting/nick-in-body',
      ['MEN-1'],
      'The own nick as a word of the body is a mention, where the option says so.',
      {
        needs: ['offline', 'context', 'options:nickInBody'],
      },
    ),
    {
      nickInBody: fc.boolean(),
      said: fc.constantFrom(
        { text: 'Is Capulet girl here?', named: true },
        { text: 'capulet girl: come', named: true },
        { text: 'Capulet girls', named: false },
        { text: 'nobody', named: false },
      ),
    },
    ({ nickInBody, said: { text, named } }) => [
      ...gone(PHONE),
      stored(context('k1', inRoom([body(text)]), SELF), nickInBody && named ? pushes(PHONE) : noPush),
    ],
    ({ nickInBody }) => ({ nickInBody }),
  ),
  fixed(
    law('own-reflection/quiet', ['IMP'], "The account's own message, as the room reflects it, is quiet.", {
      needs: ['offline', 'context'],
    }),
    ...gone(PHONE),
    stored(context('k1', inRoom([body('mine')]), { own: true }), classes(PHONE, false)),
  ),
  fixed(
    law(
      'policy/never',
      ['IMP', 'ORD'],
      'What a policy never pushes is not pushed, whatever the trigger, and stands for nothing.',
      {
        needs: ['hibernation', 'offline', 'options:importance'],
        options: { importance: { ...defaultImportance, 'chat-state': 'never' } },
      },
    ),
    ...device('phone', PHONE),
    hibernates('phone', [delivery('k1', typing()), delivery('k2', chat())], classes(PHONE, true)),
    stored(delivery('k3', typing()), noPush),
    stored(delivery('k4', chat()), pushes(PHONE)),
  ),
]
