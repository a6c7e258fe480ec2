/**
 * Options: what a host may choose. README: what each option reveals, and to whom.
 */
import { deepFrozen } from '../state/defined.js'
import { defaultErrors, type ErrorTable } from './errors.js'
import { defaultImportance, type ImportancePolicy } from './importance.js'

/**
 * EXT-1: what a client may ask for when it enables.
 *
 * @since 0.1.0
 */
export type Extension = 'filters' | 'priority' | 'jingle' | 'encrypt' | 'away'

/**
 * What of a stanza is read beyond mod_cloud_notify: messages of rooms inside of others, and fallback bodies.
 *
 * @since 0.1.0
 */
export type Understanding = 'mucsub' | 'mention-notification' | 'fallback'

/**
 * Everything that a host may choose; each default names its precedents.
 *
 * @since 0.1.0
 */
export interface Options {
  /** SUM-3: put the real body into the summary. Precedent: mod_cloud_notify `push_notification_with_body`, off. */
  readonly includeBody: boolean
  /** SUM-2: put the sender into the summary. Precedent: mod_cloud_notify `push_notification_with_sender`, off. */
  readonly includeSender: boolean
  /**
   * SUM-3: sent in place of the real body for important stanzas; empty: no body is sent.
   * Precedent: mod_cloud_notify `push_notification_important_body`, `New Message!`.
   */
  readonly importantBody: string
  /** SUM-3: a real body is cut after so many code points; 0: never. Precedent: Prosody's sealed payloads, 255 octets. */
  readonly maxBodyChars: number
  /**
   * SUM-2: the sender as it is, without its resource, or with it only in a groupchat, where it is the nick.
   * Precedents: mod_cloud_notify, `full`; ejabberd, `bare`; MongooseIM, `full-in-groupchat`.
   */
  readonly senderJid: 'full' | 'bare' | 'full-in-groupchat'
  /**
   * SUM-6: what the push of an unimportant stanza shows: the counts alone, or sender and body as the others.
   * Precedents: mod_cloud_notify, `full`; nobody, `count`: a typing notice tells an app server nothing about whom.
   */
  readonly quietSummary: 'count' | 'full'

  /** IMP: which causes alert, which keep quiet, and which make no push. */
  readonly importance: ImportancePolicy
  /** IMP: what is read beyond mod_cloud_notify. Precedents: mod_cloud_notify, nothing; ejabberd, `mucsub`. */
  readonly understands: ReadonlyArray<Understanding>
  /**
   * URG: calls are never held back and never collected; or only reach bound devices when archived (TRG-4); or are
   * messages like others. Precedents: mod_cloud_notify, `archived`; ejabberd, MongooseIM, Openfire, `never`.
   */
  readonly urgent: 'always' | 'archived' | 'never'
  /** CALL-2: whether devices that were told of a call hear that it is over. Precedent: Tigase tells of other devices' answers. */
  readonly callEnds: 'never' | 'told'

  /**
   * FIELD: whether every stanza that a trigger reaches is pushed, or only an important one.
   * Precedents: mod_cloud_notify, `all`; ejabberd `notify_on: all | messages`, `all`; MongooseIM and Openfire push
   * messages with a body alone.
   */
  readonly notifyOn: 'all' | 'important'
  /**
   * FIELD: whether sessions keep only their own registrations from being notified, or, while one is connected and
   * available, all of them. Precedents: mod_cloud_notify and ejabberd, `own`; MongooseIM, Tigase, `all`.
   */
  readonly sessionsSilence: 'own' | 'all'
  /**
   * TRG-3: an archived message of an account without session is pushed, or left to `StoredOffline`.
   * Precedents: mod_cloud_notify, `wait`; a server with an archive and no offline store needs `notify`.
   */
  readonly archiveWithoutSession: 'notify' | 'wait'
  /**
   * TRG-5, FIELD: one push per importance class out of a queue, one alone, or one for every stanza.
   * Precedents: mod_cloud_notify, `per-class`; ejabberd, `one`; MongooseIM, `each`.
   */
  readonly queuePushes: 'per-class' | 'one' | 'each'
  /**
   * TRG-6, FIELD: whether stanzas for a hibernating session are collected, or each is pushed as it comes.
   * Precedents: mod_cloud_notify, `collect`; ejabberd, MongooseIM, `each`.
   */
  readonly whileHibernating: 'collect' | 'each'
  /**
   * TRG-6: how long stanzas queued for one session are collected, in milliseconds; a queue of more than `maxNotified`
   * stanzas does not wait for it. Precedent: mod_cloud_notify, 1 s.
   */
  readonly coalesceMs: number
  /**
   * RATE-1: of how many important stanzas a second an account is notified; 0: any number.
   * Precedent: Openfire `pushnotifications.max-per-second`, 5, which lets six pass.
   */
  readonly maxStanzasPerSecond: number
  /**
   * CNT-1: whether devices that were told of something hear of a changed unread count: never, when it is 0, or every
   * time. Precedent: Tigase, `zero`.
   */
  readonly clearPushes: 'never' | 'zero' | 'every'

  /**
   * RES-1: how long a bound hibernating session may wait for its first important push, in milliseconds; 0: its own
   * timeout runs. Precedents: mod_cloud_notify `push_max_hibernation_timeout`, ejabberd `mod_push_keepalive`: 72 h.
   */
  readonly maxHibernationMs: number
  /**
   * RES, FIELD: how long before an extended hibernation ends the device is woken once, in milliseconds; 0: never.
   * Precedents: mod_cloud_notify, never; ejabberd `wake_on_timeout`, 120 s.
   */
  readonly wakeBeforeTimeoutMs: number

  /** ERR-3: persistent errors in a row until a registration is removed. Precedent: mod_cloud_notify `push_max_errors`, 16. */
  readonly maxErrors: number
  /** ERR-3: how long a row of `maxErrors` errors of either kind has to last until a registration is removed, in milliseconds. */
  readonly maxFailingMs: number
  /** ERR-2: what each error means. Precedents: `policies`. */
  readonly errors: ErrorTable
  /** REG-6: registrations per account. Precedent: mod_cloud_notify `push_max_devices`, 5. */
  readonly maxDevices: number
  /** REM-3: a registration whose device was not seen for longer goes, in milliseconds; 0: never. Precedent: Tigase `deviceRegistrationTTL`. */
  readonly maxIdleMs: number
  /** REG-11, DSC-1: whether this account may have push at all. */
  readonly provisioned: boolean
  /** REG-11: the service JIDs or domains that may be enabled, or any. */
  readonly services: 'any' | ReadonlyArray<string>
  /** REG-3: what to answer to an enable without node; `no`: it is taken (XEP-0357 §5: "It SHOULD contain"). */
  readonly nodeRequired: 'no' | 'feature-not-implemented' | 'bad-request'
  /** DIS-3: what to answer when there is nothing to disable. Precedents: mod_cloud_notify, `result`; ejabberd, `item-not-found`. */
  readonly disableUnknown: 'result' | 'item-not-found'
  /** CLI-2: enabling removes the other registrations that the same client has with the service. */
  readonly oneNodePerClient: boolean

  /** EXT-1: what is read of what a client asks for when it enables. Precedents: Tigase, all; Prosody, with modules. */
  readonly extensions: ReadonlyArray<Extension>
  /** FIL-3: messages of a room that a device's list does not name. Precedents: Prosody, `push`; Tigase, `skip`. */
  readonly unlistedRooms: 'push' | 'skip'
  /** FIL-4: whether calls pass the filters of a device. Precedents: Prosody, Tigase: no. */
  readonly callsPassFilters: boolean
  /** MEN-1: the own nick as a word of the body is a mention. Precedents: Tigase, any part of a word; Prosody, no. */
  readonly nickInBody: boolean
  /** SET-1: an encrypted room message in which no mention can be seen. */
  readonly encryptedMention: 'push' | 'skip'
  /** SEAL: what a sealed payload says of an encrypted message. Precedent: Tigase `encrypted-message-body`. */
  readonly encryptedText: string

  /** REG-10: the longest node that a client may enable, in octets of UTF-8. */
  readonly maxNodeBytes: number
  /** REG-10: the largest publish options and settings that a client may leave, in octets of XML, an escaped character as 6. */
  readonly maxFormBytes: number
  /**
   * DUP-1: how many stanzas are remembered as pushed; TRG-6: and how many may wait in one queue that is collected.
   * Precedent: the 500 stanzas that Prosody's `smacks_max_queue_size` lets a session leave unacknowledged.
   */
  readonly maxNotified: number
  /** DUP-1: how long a stanza is remembered as pushed, in milliseconds. Precedent: the longest hibernation, 72 h. */
  readonly maxNotifiedAgeMs: number
}

const SECOND = 1000
const HOUR = 3600 * SECOND

/**
 * The defaults: mod_cloud_notify's where it has the option, the rulebook's otherwise.
 *
 * @since 0.1.0
 */
export const defaultOptions: Options = deepFrozen({
  includeBody: false,
  includeSender: false,
  importantBody: 'New Message!',
  maxBodyChars: 0,
  senderJid: 'full',
  quietSummary: 'count',
  importance: defaultImportance,
  understands: ['mucsub', 'mention-notification', 'fallback'],
  urgent: 'always',
  callEnds: 'never',
  notifyOn: 'all',
  sessionsSilence: 'own',
  archiveWithoutSession: 'notify',
  queuePushes: 'per-class',
  whileHibernating: 'collect',
  coalesceMs: SECOND,
  maxStanzasPerSecond: 0,
  clearPushes: 'never',
  maxHibernationMs: 72 * HOUR,
  wakeBeforeTimeoutMs: 0,
  maxErrors: 16,
  maxFailingMs: 72 * HOUR,
  errors: defaultErrors,
  maxDevices: 5,
  maxIdleMs: 0,
  provisioned: true,
  services: 'any',
  nodeRequired: 'no',
  disableUnknown: 'result',
  oneNodePerClient: true,
  extensions: [],
  unlistedRooms: 'push',
  callsPassFilters: false,
  nickInBody: true,
  encryptedMention: 'push',
  encryptedText: 'New secure message. Open to see the message.',
  maxNodeBytes: 1024,
  maxFormBytes: 8192,
  maxNotified: 512,
  maxNotifiedAgeMs: 72 * HOUR,
})
