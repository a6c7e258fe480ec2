import {
  accept, ackLate, answer, body, collected, disable, enable, holdAcks, login, logout, message, phoneEnabledAndGone, resume,
  romeoWrites, send, serviceSends, vanish, wait, type Scene, type Step,
} from '../scene.js'

const state = "<composing xmlns='http://jabber.org/protocol/chatstates'/>"
const propose = "<propose xmlns='urn:xmpp:jingle-message:0' id='c1'><description xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'/></propose>"

const join = (device: string, nick: string): Step =>
  send(device, `<presence to='{muc}/${nick}'><x xmlns='http://jabber.org/protocol/muc'><history maxstanzas='0'/></x></presence>`)

const phone: ReadonlyArray<Step> = [login('juliet/phone'), enable('juliet/phone', 'phone')]
const withRomeo: ReadonlyArray<Step> = [login('romeo/desk'), ...phone]

/** Stream management: hibernation, queues, late acks, resumption (TRG-5 to TRG-10, RES). */
const hibernation: ReadonlyArray<Scene> = [
  { id: 'hibernating', title: 'a message to a hibernating session', rules: ['TRG-6'], profile: 'plain',
    steps: [...withRomeo, vanish('juliet/phone'), romeoWrites(body('hello')), collected] },
  { id: 'hibernating-state', title: 'a chat state to a hibernating session', rules: ['TRG-6', 'IMP'], profile: 'plain',
    steps: [...withRomeo, vanish('juliet/phone'), romeoWrites(state), collected] },
  { id: 'hibernating-burst', title: 'a burst to a hibernating session', rules: ['TRG-6', 'DUP-1'], profile: 'plain',
    steps: [...withRomeo, vanish('juliet/phone'), romeoWrites(state, 'chat', 'm1'),
      romeoWrites(body('one'), 'chat', 'm2'), romeoWrites(body('two'), 'chat', 'm3'), collected,
      romeoWrites(body('later'), 'chat', 'm6'), collected] },
  { id: 'hibernating-burst-silent', title: 'a burst, where no body is sent at all', rules: ['TRG-5', 'TRG-6', 'SUM-3'], profile: 'silent',
    steps: [...withRomeo, vanish('juliet/phone'), romeoWrites(state, 'chat', 'm1'), romeoWrites(body('hello'), 'chat', 'm2'), collected] },
  { id: 'hibernating-burst-open', title: 'a burst, where body and sender are sent', rules: ['TRG-6', 'SUM-2', 'SUM-3'], profile: 'open',
    steps: [...withRomeo, vanish('juliet/phone'), romeoWrites(body('one'), 'chat', 'm1'), romeoWrites(body('two'), 'chat', 'm2'), collected] },
  { id: 'hibernating-call', title: 'a call to a hibernating session', rules: ['TRG-4', 'TRG-6', 'DUP-1'], profile: 'plain',
    steps: [...withRomeo, vanish('juliet/phone'), romeoWrites(propose), collected] },
  { id: 'hibernating-groupchat', title: 'a room writes to a hibernating session', rules: ['TRG-6'], profile: 'plain',
    steps: [...phone, vanish('juliet/phone'),
      serviceSends(`<message from='room@push.localhost/nick' to='{juliet}/phone' type='groupchat' id='m1'>${body('hello all')}</message>`), collected,
      serviceSends("<message from='room@push.localhost/nick' to='{juliet}/phone' type='groupchat' id='m2'><subject>verona</subject></message>"), collected] },
  { id: 'hibernating-in-room', title: 'an occupant of a room hibernates', rules: ['TRG-6', 'IMP'], profile: 'plain',
    steps: [...withRomeo, join('romeo/desk', 'romeo'), join('juliet/phone', 'juliet'), vanish('juliet/phone'),
      send('romeo/desk', message('{muc}', body('hello room'), 'groupchat', 'm1')), collected,
      send('romeo/desk', message('{muc}', '<subject>verona</subject>', 'groupchat', 'm2')), collected] },
  { id: 'hibernating-other-online', title: 'one device hibernates, another is online', rules: ['TRG-3', 'TRG-6'], profile: 'plain',
    steps: [...withRomeo, login('juliet/desk'), vanish('juliet/phone'), romeoWrites(body('hello')), collected] },
  { id: 'hibernating-reenabled', title: 'a new session takes over the node of a hibernating one', rules: ['REG-7', 'TRG-6'], profile: 'plain',
    steps: [...withRomeo, vanish('juliet/phone'), login('juliet/phone2'), enable('juliet/phone2', 'phone'), romeoWrites(body('hello')), collected] },
  { id: 'unacked-queue', title: 'hibernation starts with unacknowledged stanzas', rules: ['TRG-5'], profile: 'plain',
    steps: [...withRomeo, holdAcks('juliet/phone'), romeoWrites(state, 'chat', 'm1'), romeoWrites(body('one'), 'chat', 'm2'),
      romeoWrites(body('two'), 'chat', 'm3'), vanish('juliet/phone'), collected] },
  { id: 'unacked-queue-silent', title: 'hibernation starts with unacknowledged stanzas, where no body is sent', rules: ['TRG-5', 'SUM-3'], profile: 'silent',
    steps: [...withRomeo, holdAcks('juliet/phone'), romeoWrites(state, 'chat', 'm1'), romeoWrites(body('one'), 'chat', 'm2'), vanish('juliet/phone'), collected] },
  { id: 'unacked-states', title: 'hibernation starts with chat states only', rules: ['TRG-5', 'IMP'], profile: 'plain',
    steps: [...withRomeo, holdAcks('juliet/phone'), romeoWrites(state, 'chat', 'm1'), romeoWrites(state, 'chat', 'm2'), vanish('juliet/phone'), collected] },
  { id: 'ack-late', title: 'a client that stops answering', rules: ['TRG-7'], profile: 'plain',
    steps: [...withRomeo, holdAcks('juliet/phone'), romeoWrites(body('one'), 'chat', 'm1'), ackLate] },
  { id: 'ack-late-then-gone', title: 'a late ack, and then hibernation with the same queue', rules: ['TRG-5', 'TRG-7', 'DUP-1'], profile: 'plain',
    steps: [...withRomeo, holdAcks('juliet/phone'), romeoWrites(body('one'), 'chat', 'm1'), romeoWrites(body('two'), 'chat', 'm2'), ackLate,
      vanish('juliet/phone'), collected] },
  { id: 'resumed', title: 'resume, and vanish again', rules: ['TRG-8', 'TRG-6'], profile: 'plain',
    steps: [...withRomeo, vanish('juliet/phone'), romeoWrites(body('one'), 'chat', 'm1'), collected, resume('juliet/phone'), wait(400),
      romeoWrites(body('two'), 'chat', 'm2'), vanish('juliet/phone'), collected, romeoWrites(body('three'), 'chat', 'm3'), collected] },
  { id: 'resumed-in-time', title: 'resume before what was collected is pushed', rules: ['TRG-8'], profile: 'plain',
    steps: [...withRomeo, vanish('juliet/phone'), romeoWrites(body('one'), 'chat', 'm1'), resume('juliet/phone'), collected] },
  { id: 'closed-for-good', title: 'a hibernating session runs out of time with messages in its queue', rules: ['TRG-1', 'TRG-10', 'RES-1', 'RES-2', 'DUP-1'], profile: 'hasty',
    steps: [...withRomeo, vanish('juliet/phone'), romeoWrites(body('one'), 'chat', 'm1'), wait(7000), romeoWrites(body('two'), 'chat', 'm2')] },
  { id: 'sleeps-long', title: 'nothing to fetch: the session may sleep', rules: ['RES-1'], profile: 'hasty',
    steps: [...withRomeo, vanish('juliet/phone'), wait(5500), romeoWrites(body('one'), 'chat', 'm1'), collected] },
  { id: 'woken-before-the-end', title: 'nothing to fetch, and the session is about to end', rules: ['RES-1'], profile: 'waking',
    steps: [...withRomeo, vanish('juliet/phone'), wait(4000)] },
  { id: 'two-nodes-asleep', title: 'one session enables two nodes, and hibernates', rules: ['REG-7', 'TRG-3', 'TRG-6'], profile: 'plain',
    steps: [login('romeo/desk'), login('juliet/phone'), enable('juliet/phone', 'one'), enable('juliet/phone', 'two'), romeoWrites(body('online'), 'chat', 'm1'),
      vanish('juliet/phone'), romeoWrites(body('asleep'), 'chat', 'm2'), collected] },
  { id: 'disabled-other-then-online', title: 'one device disables another node, and stays online', rules: ['DIS-2', 'TRG-3'], profile: 'plain',
    steps: [login('romeo/desk'), login('juliet/phone'), enable('juliet/phone', 'phone'), login('juliet/tablet'), enable('juliet/tablet', 'tablet'),
      disable('juliet/phone', 'tablet'), romeoWrites(body('both online'), 'chat', 'm1'), collected,
      vanish('juliet/phone'), romeoWrites(body('phone asleep'), 'chat', 'm2'), collected] },
  { id: 'enabled-by-another', title: 'a second device enables the same node while the first is online', rules: ['REG-7', 'TRG-3'], profile: 'plain',
    steps: [login('romeo/desk'), login('juliet/phone'), enable('juliet/phone', 'phone'), login('juliet/tablet'), enable('juliet/tablet', 'phone'),
      logout('juliet/tablet'), romeoWrites(body('phone online'), 'chat', 'm1'), collected] },
  { id: 'presence-less', title: 'a message while the enabling device is connected without presence', rules: ['TRG-1', 'TRG-3'], profile: 'plain',
    steps: [login('romeo/desk'), login('juliet/phone', { presence: false }), enable('juliet/phone', 'phone'), romeoWrites(body('hello')), collected] },
  { id: 'disabled-elsewhere-while-asleep', title: 'a hibernating device is disabled from another one', rules: ['DIS-4'], profile: 'plain',
    steps: [...withRomeo, login('juliet/desk'), vanish('juliet/phone'), disable('juliet/desk', 'phone'), romeoWrites(body('hello')), collected] },
  { id: 'carbons', title: 'carbons to a hibernating device', rules: ['IMP', 'TRG-6', 'SUM-2'], profile: 'open',
    steps: [login('romeo/desk'), login('juliet/phone', { carbons: true }), enable('juliet/phone', 'phone'), login('juliet/desk', { carbons: true }), vanish('juliet/phone'),
      send('romeo/desk', message('{juliet}/desk', body('a received carbon'), 'chat', 'm1')), collected,
      send('juliet/desk', message('{romeo}', body('a sent carbon'), 'chat', 'm2')), collected] },
  { id: 'carbon-forged', title: 'a forged carbon to a hibernating device', rules: ['IMP'], profile: 'open',
    steps: [...withRomeo, vanish('juliet/phone'),
      send('romeo/desk', message('{juliet}/phone',
        "<received xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client' from='nurse@localhost' to='{juliet}' type='chat'><body>forged</body></message></forwarded></received>" +
        "<store xmlns='urn:xmpp:hints'/>")), collected] },
  { id: 'own-iq-and-presence', title: 'presence and iq to a hibernating device', rules: ['IMP', 'TRG-6'], profile: 'plain',
    steps: [...withRomeo, vanish('juliet/phone'), send('romeo/desk', "<presence to='{juliet}/phone'/>"), collected,
      send('romeo/desk', "<iq to='{juliet}/phone' type='get' id='v1'><query xmlns='jabber:iq:version'/></iq>"), collected] },
]

const many = (count: number, from = 1): ReadonlyArray<Step> =>
  Array.from({ length: count }, (_, index) => romeoWrites(body(`number ${from + index}`), 'chat', `m${from + index}`))

/** What the push service answers (ERR). */
const answers: ReadonlyArray<Scene> = [
  { id: 'answer-cancel', title: 'errors up to the limit', rules: ['ERR-2', 'ERR-3'], profile: 'plain',
    steps: [...phoneEnabledAndGone, login('romeo/desk'), answer('phone', 'cancel', 'item-not-found'), ...many(5)] },
  { id: 'answer-wait', title: 'errors of type wait', rules: ['ERR-2'], profile: 'plain',
    steps: [...phoneEnabledAndGone, login('romeo/desk'), answer('phone', 'wait', 'resource-constraint'), ...many(5)] },
  { id: 'answer-modify', title: 'errors of type modify', rules: ['ERR-2', 'ERR-3'], profile: 'plain',
    steps: [...phoneEnabledAndGone, login('romeo/desk'), answer('phone', 'modify', 'not-acceptable'), ...many(5)] },
  { id: 'answer-mixed', title: 'a result between errors', rules: ['ERR-4'], profile: 'plain',
    steps: [...phoneEnabledAndGone, login('romeo/desk'), answer('phone', 'cancel', 'item-not-found'), ...many(2), accept('phone'), ...many(1, 3),
      answer('phone', 'cancel', 'item-not-found'), ...many(4, 4)] },
  { id: 'answer-asleep', title: 'errors while the device hibernates', rules: ['ERR-3', 'DIS-4'], profile: 'plain',
    steps: [...withRomeo, vanish('juliet/phone'), answer('phone', 'cancel', 'item-not-found'),
      ...many(5).flatMap((step) => [step, collected])] },
  { id: 'answer-enabled-again', title: 'enabling again between errors', rules: ['REG-4', 'ERR-3'], profile: 'plain',
    steps: [...phoneEnabledAndGone, login('romeo/desk'), answer('phone', 'cancel', 'item-not-found'), ...many(2),
      login('juliet/phone'), enable('juliet/phone', 'phone'), logout('juliet/phone'), ...many(3, 3)] },
  { id: 'remote-disable', title: 'the push service takes the node back', rules: ['REM-1'], profile: 'plain',
    steps: [...phoneEnabledAndGone, login('romeo/desk'),
      serviceSends("<message from='{push}' to='{juliet}'><pubsub xmlns='http://jabber.org/protocol/pubsub' node='phone'><affiliation jid='{juliet}' affiliation='none'/></pubsub></message>"),
      romeoWrites(body('hello'))] },
]

export const sessionScenes: ReadonlyArray<Scene> = [...hibernation, ...answers]
