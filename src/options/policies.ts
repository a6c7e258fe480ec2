/**
 * How other servers decide, where two behaviours are both legitimate: plain options to spread over one's own. What is
 * only a fault of a server is not here.
 */
import { deepFrozen } from '../state/defined.js'
import { ejabberdErrors, mongooseimErrors, openfireErrors, prosodyErrors, tigaseErrors } from './errors.js'
import {
  ejabberdImportance,
  mongooseimImportance,
  openfireImportance,
  prosodyImportance,
  quietPhonesImportance,
  tigaseImportance,
} from './importance.js'
import type { Options } from './options.js'

const SECOND = 1000

/**
 * Policies by server.
 *
 * - `prosody`: mod_cloud_notify to the letter (hg 556bf57d6417). It loses what it does not hold important, a call that
 *   waits in a queue behind a message (`urgent`), and, where nothing stores offline, what is archived while nobody is
 *   there (`archiveWithoutSession`).
 * - `ejabberd`: mod_push and mod_push_keepalive (the sender is bare since 23.10). A body or an OMEMO payload is important; a
 *   node is required; the first error other than `wait` removes the registration; disabling what is not there is an
 *   error; a hibernation makes one push, for an incoming chat message if there is one, and then every stanza makes its
 *   own; the device is woken two minutes before an extended hibernation ends. Calls are messages like others.
 * - `mongooseim`: mod_event_pusher_push of 6.8 with its hints plugin: chat and groupchat messages with a body, `no-store`
 *   forbids, of messages without body only Jingle messages with a `store` hint; the user must be offline; a node is
 *   required; unacknowledged messages of the own device are pushed at once, each for itself; an error of type `cancel`
 *   removes. What it cannot say: there a hibernating session silences other devices, a session of negative priority
 *   counts as offline, and an encrypted message's fallback body is sent. It loses what comes while another session is
 *   available (`sessionsSilence`).
 * - `openfire`: the push notification plugin. Any body is important, and only important messages are pushed; six a second
 *   pass for its setting of 5; a node is required; answers are not read. Whether body and sender are sent are its
 *   switches `includeBody` and `includeSender`. What it cannot say: there every message that is delivered is pushed,
 *   whoever is online. It loses what exceeds the rate (`maxStanzasPerSecond`).
 * - `tigase`: PushNotifications of 8.4: a body, OMEMO or a call's proposal; the user must be offline; sender and body are
 *   sent; rooms that a device does not list are muted; any error but a few removes at once. What it cannot say: there a
 *   call goes only to devices that asked for `jingle`, the messages of rooms go to a user who is online, too, and the form
 *   has no type. It loses
 *   what comes while a session is available (`sessionsSilence`), and what waits in a hibernating session's queue.
 * - `quietPhones`: for devices on which every push shows: no push at all for chat states, markers, receipts, reactions,
 *   displayed syncs, errors, moderation and the own reflection. It loses nothing else.
 *
 * @example
 * makeOptions({ ...policies.ejabberd, includeSender: true })
 * @since 0.1.0
 */
export const policies = deepFrozen({
  prosody: {
    importance: prosodyImportance,
    understands: [],
    errors: prosodyErrors,
    archiveWithoutSession: 'wait',
    urgent: 'archived',
    quietSummary: 'full',
  },
  ejabberd: {
    importance: ejabberdImportance,
    understands: ['mucsub'],
    errors: ejabberdErrors,
    maxErrors: 1,
    urgent: 'never',
    nodeRequired: 'feature-not-implemented',
    disableUnknown: 'item-not-found',
    senderJid: 'bare',
    importantBody: 'New message',
    archiveWithoutSession: 'wait',
    queuePushes: 'one',
    whileHibernating: 'each',
    wakeBeforeTimeoutMs: 120 * SECOND,
  },
  mongooseim: {
    importance: mongooseimImportance,
    understands: [],
    errors: mongooseimErrors,
    urgent: 'never',
    notifyOn: 'important',
    sessionsSilence: 'all',
    nodeRequired: 'bad-request',
    senderJid: 'full-in-groupchat',
    includeBody: true,
    includeSender: true,
    queuePushes: 'each',
    whileHibernating: 'each',
    maxHibernationMs: 0,
  },
  openfire: {
    importance: openfireImportance,
    understands: [],
    errors: openfireErrors,
    urgent: 'never',
    notifyOn: 'important',
    nodeRequired: 'bad-request',
    importantBody: 'New Message',
    maxStanzasPerSecond: 6,
  },
  tigase: {
    importance: tigaseImportance,
    understands: [],
    errors: tigaseErrors,
    urgent: 'always',
    notifyOn: 'important',
    sessionsSilence: 'all',
    includeBody: true,
    includeSender: true,
    clearPushes: 'zero',
    unlistedRooms: 'skip',
    maxHibernationMs: 0,
  },
  quietPhones: { importance: quietPhonesImportance },
} as const satisfies Readonly<Record<string, Partial<Options>>>)
