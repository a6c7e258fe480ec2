/**
 * FIELD: what other servers do, each behind an option.
 */
import * as fc from 'fast-check'
import { resourcepart } from '../arbitraries/jid.js'
import { registrationKeys } from '../arbitraries/registration.js'
import { all, classes, field, noPush, pushes } from '../expect.js'
import { forAll, inFolder, type Law } from '../law.js'
import {
  archived,
  closes,
  delivery,
  device,
  enables,
  gone,
  hibernates,
  opens,
  PHONE,
  queued,
  resumes,
  stored,
  wait,
} from '../stage.js'
import { body, chat, message, typing } from '../stanzas.js'

/** What a server does, by the clause of its documentation. */
const lawsOf = (section: string): ReturnType<typeof inFolder> => inFolder('field', { level: 'FIELD', section })

const ejabberd = lawsOf('ejabberd mod_push')
const keepalive = lawsOf('ejabberd mod_push_keepalive')
const mongoose = lawsOf('MongooseIM mod_event_pusher_push')
const openfire = lawsOf('Openfire push notification plugin')

const flags = fc.array(fc.boolean(), { minLength: 1, maxLength: 6 })

/** What options of other servers mean. */
export const otherServers: ReadonlyArray<Law> = [
  forAll(
    ejabberd(
      'notify-on/important',
      ['IMP'],
      'Where only important stanzas notify, nothing else is pushed, nor counts as pushed; a ping is no stanza.',
      {
        needs: ['offline', 'hibernation'],
        options: { notifyOn: 'important' },
      },
    ),
    { important: flags },
    ({ important }) => [
      ...device('phone', PHONE),
      ...important.map((flag, index) =>
        stored(delivery(`s${index}`, flag ? chat() : typing()), flag ? pushes(PHONE) : noPush),
      ),
      hibernates(
        'phone',
        important.map((flag, index) => delivery(`q${index}`, flag ? chat() : typing())),
        classes(PHONE, ...(important.includes(true) ? [true] : [])),
      ),
    ],
  ),
  forAll(
    mongoose(
      'sessions-silence/all',
      ['TRG-3'],
      'Where the user must be offline, any session keeps every registration silent.',
      {
        needs: ['offline', 'archive'],
        options: { sessionsSilence: 'all', maxDevices: 5 },
      },
    ),
    { registrations: registrationKeys(1, 3) },
    ({ registrations }) => [
      opens('phone'),
      ...registrations.map((one) => enables('phone', one)),
      archived(delivery('k1', chat()), noPush),
      stored(delivery('k2', chat()), noPush),
      closes('phone'),
      stored(delivery('k3', chat()), pushes(...registrations)),
    ],
  ),
  forAll(
    ejabberd(
      'queue-pushes/one',
      ['TRG-5'],
      'Where a queue makes one push, it is for an important stanza if there is one.',
      {
        needs: ['hibernation'],
        options: { queuePushes: 'one' },
      },
    ),
    { important: flags },
    ({ important }) => [
      ...device('phone', PHONE),
      hibernates(
        'phone',
        important.map((flag, index) => delivery(`q${index}`, flag ? chat() : typing())),
        classes(PHONE, important.includes(true)),
      ),
    ],
  ),
  forAll(
    ejabberd(
      'while-hibernating/each',
      ['TRG-6'],
      'Where nothing is collected, each stanza for a hibernating session is pushed as it comes.',
      {
        needs: ['hibernation'],
        options: { whileHibernating: 'each' },
      },
    ),
    { important: flags },
    ({ important }) => [
      ...device('phone', PHONE),
      hibernates('phone', []),
      ...important.map((flag, index) =>
        queued('phone', delivery(`q${index}`, flag ? chat() : typing()), classes(PHONE, flag)),
      ),
      wait(10_000, noPush),
    ],
  ),
  forAll(
    keepalive(
      'wake-before-timeout/once',
      ['RES-1'],
      'The device is woken once, wakeBeforeTimeoutMs before an extended hibernation ends, unless it was told or came back.',
      {
        needs: ['hibernation', 'virtual-clock'],
        options: { maxHibernationMs: 3_600_000, wakeBeforeTimeoutMs: 120_000 },
      },
    ),
    { end: fc.constantFrom('sleeps', 'told', 'resumes', 'closes') },
    ({ end }) => [
      ...device('phone', PHONE),
      hibernates('phone', [], noPush),
      ...(end === 'told'
        ? [queued('phone', delivery('k1', chat()))]
        : end === 'resumes'
          ? [resumes('phone')]
          : end === 'closes'
            ? [closes('phone')]
            : []),
      wait(10_000),
      wait(3_600_000 - 120_000 - 10_000 - 1, noPush),
      wait(1, end === 'sleeps' ? all(pushes(PHONE), field('message-count', '1')) : noPush),
      wait(3_600_000, noPush),
    ],
  ),
  forAll(
    openfire(
      'max-stanzas-per-second/bound',
      ['TRG-1'],
      'An account is notified of so many stanzas a second, and of more when the second is over.',
      {
        needs: ['offline', 'options:maxStanzasPerSecond'],
      },
    ),
    { maxStanzasPerSecond: fc.integer({ min: 1, max: 5 }), over: fc.integer({ min: 1, max: 3 }) },
    ({ maxStanzasPerSecond, over }) => [
      ...gone(PHONE),
      ...Array.from({ length: maxStanzasPerSecond }, (_, index) =>
        stored(delivery(`k${index}`, chat()), pushes(PHONE)),
      ),
      ...Array.from({ length: over }, (_, index) => stored(delivery(`over${index}`, chat()), noPush)),
      wait(2000),
      stored(delivery('later', chat()), pushes(PHONE)),
    ],
    ({ maxStanzasPerSecond }) => ({ maxStanzasPerSecond }),
  ),
  forAll(
    mongoose(
      'sender/full-in-groupchat',
      ['SUM-2'],
      'Where the option says so, the sender is full in a groupchat, where it names the nick, and bare elsewhere.',
      {
        needs: ['offline'],
        options: { includeSender: true, senderJid: 'full-in-groupchat' },
      },
    ),
    { resource: resourcepart, room: fc.boolean() },
    ({ resource, room }) => [
      ...gone(PHONE),
      stored(
        delivery(
          'k1',
          message([body('Hello')], { from: `hall@rooms.example/${resource}`, type: room ? 'groupchat' : 'chat' }),
        ),
        all(
          pushes(PHONE),
          field('last-message-sender', room ? `hall@rooms.example/${resource}` : 'hall@rooms.example'),
        ),
      ),
    ],
  ),
]
