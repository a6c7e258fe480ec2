/**
 * How other servers decide, where two behaviours are both legitimate: plain options to spread over one's own. What is
 * only a fault of a server is not here.
 */
import type { Options } from './options.js'
import { type ImportancePolicy, prosodyImportance } from './rules/importance.js'

const SECOND = 1000

/** A message is important when it has a body, and in no other case. */
const bodyOnly: ImportancePolicy = {
  'no-store': 'ignore',
  error: 'ignore',
  correction: 'ignore',
  retraction: 'ignore',
  'omemo-without-payload': 'ignore',
  'omemo-legacy': 'ignore',
  omemo: 'ignore',
  pgp: 'ignore',
  openpgp: 'ignore',
  eme: 'ignore',
  call: 'ignore',
  'mediated-invitation': 'ignore',
  'direct-invitation': 'ignore',
  'subject-with-body': 'ignore',
  subject: 'ignore',
  body: 'alert',
  store: 'ignore',
}

/**
 * Policies by server.
 *
 * - `prosody`: exactly mod_cloud_notify's importance rules (hg 556bf57d6417).
 * - `ejabberd`: mod_push and mod_push_keepalive (the sender is bare since 23.10). A body or an OMEMO payload is important; a node is required; the
 *   first error other than `wait` removes the registration; disabling what is not there is an error; the sender is
 *   bare; a hibernation makes one push, for an incoming chat message if there is one, and then every stanza makes its
 *   own; the device is woken two minutes before an extended hibernation ends.
 * - `mongooseim`: mod_event_pusher_push with its hints plugin. The user must be offline; a body is required, but for a
 *   message with a `store` hint, and `no-store` forbids a push; the sender is bare in chats and full in groupchats;
 *   only errors of type `cancel` count, and the first one removes.
 * - `openfire`: the push notification plugin. Any body is important, and only important messages are pushed, of at most
 *   five messages a second. Whether body and sender are sent are its switches `includeBody` and `includeSender`.
 *
 * @example
 * makeOptions({ ...policies.ejabberd, includeSender: true })
 * @since 0.1.0
 */
export const policies = {
  prosody: { importance: prosodyImportance },
  ejabberd: {
    importance: { ...bodyOnly, 'omemo-without-payload': 'quiet', 'omemo-legacy': 'alert', omemo: 'alert' },
    notifyOn: 'all',
    nodeRequired: 'feature-not-implemented',
    maxErrors: 1,
    disableUnknown: 'item-not-found',
    senderJid: 'bare',
    importantBody: 'New message',
    queuePushes: 'one',
    whileHibernating: 'each',
    wakeBeforeTimeoutMs: 120 * SECOND,
  },
  mongooseim: {
    importance: { ...bodyOnly, 'no-store': 'quiet', store: 'alert' },
    notifyOn: 'important',
    sessionsSilence: 'all',
    senderJid: 'full-in-groupchat',
    includeBody: true,
    includeSender: true,
    maxErrors: 1,
    toleratedErrors: ['auth', 'continue', 'modify', 'wait'],
  },
  openfire: {
    importance: bodyOnly,
    notifyOn: 'important',
    importantBody: 'New Message',
    maxStanzasPerSecond: 5,
  },
} as const satisfies Readonly<Record<string, Partial<Options>>>
