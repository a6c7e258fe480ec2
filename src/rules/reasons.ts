/**
 * Why a push went out or not: the table that decisions, `explain` and the documentation are made of. A decision carries
 * codes; rule id, sentence and source hang on the code, so that a decision stays small.
 */
import type { Cause } from '../state/causes.js'

type Row = readonly [rule: string, sentence: string, source: string]

const MODULE = 'mod_cloud_notify'
const RULE_A = 'mod_cloud_notify, business rule (a)'
const RULE_B = 'mod_cloud_notify, business rule (b)'

const TABLE = {
  'stored-offline': [
    'TRG-1',
    'The message was stored offline, and that reaches every registration.',
    'mod_cloud_notify, business rule (c)',
  ],
  'groupchat-to-bare': [
    'TRG-2',
    'The groupchat message came to the bare JID, and that reaches every registration.',
    MODULE,
  ],
  'archived-unbound': ['TRG-3', 'The message was archived, and no session is bound to this registration.', RULE_B],
  'archived-nobody': [
    'TRG-3',
    'The message was archived while the account has no session, and that reaches every registration.',
    RULE_B,
  ],
  'archived-bound': ['TRG-3', 'A session is bound to this registration and gets the stanza itself.', RULE_B],
  'archived-elsewhere': ['TRG-3', 'The stanza is not addressed to this account.', RULE_B],
  'archived-offline': ['TRG-3', 'The account has no session; storing the message offline tells the devices.', RULE_B],
  'archived-urgent': [
    'TRG-4',
    'The archived message is urgent, and that reaches every registration, bound or not.',
    MODULE,
  ],
  hibernation: [
    'TRG-5',
    'The session that is bound to this registration began to hibernate with the stanza unacknowledged.',
    `${RULE_A}; XEP-0198 §5`,
  ],
  'stands-for': ['TRG-5', 'Another push out of the same queue stands for every stanza of its class.', RULE_A],
  queued: [
    'TRG-6',
    'The stanza was queued for the hibernating session that is bound to this registration.',
    `${RULE_A}; XEP-0198 §5`,
  ],
  'ack-delayed': [
    'TRG-7',
    'The session that is bound to this registration did not acknowledge the stanza in time.',
    `${RULE_A}; XEP-0198 §4`,
  ],
  ping: ['TRG-9', 'A ping was asked for this registration.', 'mod_cloud_notify, cloud-notify-ping'],
  closed: [
    'TRG-10',
    'The session that is bound to this registration closed while the stanza was waiting to be pushed.',
    MODULE,
  ],
  'subscription-requested': [
    'TRG-12',
    'Somebody asks to see the presence of the user, and no session of this registration is there.',
    'XEP-0357 §1',
  ],
  'call-over': [
    'CALL-2',
    'This registration was told of a call that is over or was answered elsewhere.',
    'XEP-0353 §3',
  ],
  'unread-changed': [
    'CNT-1',
    'This registration was told of something, and the number of unread messages changed.',
    'XEP-0490',
  ],
  'already-notified': ['DUP-1', 'The stanza was already pushed to this registration.', MODULE],
  'muted-by-server': ['FIL-7', "A filter of the server's own mutes the stanza.", 'XEP-0357 §7'],
  'unknown-sender': [
    'FIL-1',
    'The device wants nothing from unknown senders, and this one is.',
    'tigase:push:filter:ignore-unknown:0',
  ],
  muted: ['FIL-2', 'The device has muted the sender.', 'tigase:push:filter:muted:0'],
  'room-muted': ['FIL-3', 'The device has muted the room.', 'tigase:push:filter:groupchat:0'],
  'room-unlisted': [
    'FIL-3',
    'The device lists the rooms that it wants to hear of, and this one is not among them.',
    'tigase:push:filter:groupchat:0',
  ],
  'not-mentioned': [
    'FIL-3',
    'The device wants to hear of this room only where the user is mentioned.',
    'tigase:push:filter:groupchat:0',
  ],
  'chat-muted': ['SET-1', 'The user has muted this chat.', 'XEP-0492 §3'],
  'chat-not-mentioned': ['SET-1', 'The user wants to hear of this chat only where he is mentioned.', 'XEP-0492 §3'],
  'never-pushed': ['IMP', 'The policy lets no push go out for such a stanza.', 'the option importance'],
  'only-important': [
    'FIELD',
    'Only important stanzas are pushed here, and this one is not.',
    'ejabberd mod_push, notify_on',
  ],
  'account-online': [
    'FIELD',
    'Nothing is pushed here while the account has a session that is connected and available.',
    'MongooseIM mod_event_pusher_push',
  ],
  'too-many': [
    'RATE-1',
    'The account was notified of as many stanzas in this second as are allowed.',
    'Openfire push notification plugin, max-per-second',
  ],
  wake: [
    'FIELD',
    'The session that is bound to this registration is about to time out.',
    'ejabberd mod_push_keepalive, wake_on_timeout',
  ],
  urgent: ['URG-1', 'The stanza is a call that rings now, and that is urgent.', 'XEP-0353 §3'],
  'body-shown': ['SUM-3', 'The summary has the real body, since includeBody is on.', 'XEP-0357 §7'],
  'important-body': ['SUM-3', 'The summary has importantBody in place of the real body.', 'mod_cloud_notify README'],
  'no-body': ['SUM-3', 'The summary has no body.', 'mod_cloud_notify README'],
  'sender-shown': ['SUM-2', 'The summary has the sender, since includeSender is on.', 'XEP-0357 §7'],
  'count-only': ['SUM-6', 'It is not important, so neither sender nor body is shown.', 'XEP-0357 §9'],
  sealed: ['SEAL', 'What the push says is sealed for the device.', 'tigase:push:encrypt:0'],
  'not-a-message': ['IMP', 'It is not important: it is no message.', MODULE],
  headline: ['IMP', 'It is not important: it is a headline.', 'mod_cloud_notify; RFC 6121 §5.2.2'],
  'sent-carbon': ['IMP', 'It is not important: the user sent it from another device.', 'XEP-0280 §8'],
  'nothing-to-show': [
    'IMP',
    'It is not important: it has no body and no encrypted content.',
    'mod_cloud_notify README',
  ],
  'no-store': ['IMP', 'It asks not to be stored.', 'XEP-0334 §4.2; MongooseIM'],
  normal: ['IMP', 'It is neither a chat nor a groupchat message.', 'MongooseIM'],
  'stored-jingle-message': ['IMP', 'It is a Jingle message that asks to be stored.', 'XEP-0334 §4.4; MongooseIM'],
  error: ['IMP', 'It is an error message.', 'RFC 6121 §5.2.2'],
  'own-reflection': ['IMP', "It is the account's own message, as the room reflects it.", 'XEP-0045 §7.4'],
  moderation: ['IMP', 'A moderator retracted a message.', 'XEP-0425 §4'],
  correction: ['IMP', 'It corrects a message that was already there.', 'XEP-0308 §3'],
  retraction: ['IMP', 'It retracts a message.', 'XEP-0424 §3'],
  reaction: ['IMP', 'It is a reaction to a message.', 'XEP-0444 §3'],
  'call-end': ['IMP', 'It says that a call was answered or is over.', 'XEP-0353 §3; XEP-0482 §3'],
  'omemo-without-payload': ['IMP', 'It is an OMEMO message without payload: session management.', 'XEP-0384 §4'],
  'omemo-legacy': ['IMP', 'It is encrypted with OMEMO.', 'XEP-0384 (0.3 and before)'],
  omemo: ['IMP', 'It is encrypted with OMEMO.', 'XEP-0384 §4'],
  pgp: ['IMP', 'It is encrypted with OpenPGP.', 'XEP-0027 §3'],
  openpgp: ['IMP', 'It is encrypted with OpenPGP.', 'XEP-0373 §3'],
  eme: ['IMP', 'It says that it is encrypted.', 'XEP-0380 §3'],
  otr: ['IMP', 'It is encrypted with OTR.', 'XEP-0364 §4'],
  call: ['IMP', 'It proposes a call.', 'XEP-0353 §3'],
  'call-invite': ['IMP', 'It invites to a call.', 'XEP-0482 §3; XEP-0353 (0.4)'],
  'jingle-request': ['IMP', 'It begins a call.', 'XEP-0166 §7.2'],
  'subscription-request': ['IMP', 'It asks to see the presence of the user.', 'RFC 6121 §3.1'],
  'mediated-invitation': ['IMP', 'It invites to a room.', 'XEP-0045 §7.8.2'],
  'direct-invitation': ['IMP', 'It invites to a room.', 'XEP-0249 §2'],
  'subject-with-body': ['IMP', 'It sets the subject of a room and has a body.', MODULE],
  subject: ['IMP', 'It sets the subject of a room.', 'XEP-0045 §7.2.15'],
  body: ['IMP', 'It has a body.', 'mod_cloud_notify README'],
  'displayed-sync': ['IMP', 'It says what another device of the user has displayed.', 'XEP-0490 §3'],
  'chat-marker': ['IMP', 'It is a chat marker.', 'XEP-0333 §3'],
  receipt: ['IMP', 'It is a receipt.', 'XEP-0184 §5'],
  'chat-state': ['IMP', 'It says that somebody types, or does not.', 'XEP-0085 §5'],
} as const satisfies Record<string, Row> & Record<Cause, readonly ['IMP', string, string]>

/**
 * Every code that a reason can have.
 *
 * @since 0.1.0
 */
export type ReasonCode = keyof typeof TABLE

/**
 * One reason: the rule of the rulebook, and the case of it.
 *
 * @since 0.1.0
 */
export interface Reason {
  readonly rule: string
  readonly code: ReasonCode
}

/**
 * What a reason says, and where the rule comes from.
 *
 * @since 0.1.0
 */
export interface ReasonText extends Reason {
  readonly sentence: string
  readonly source: string
}

const byCode = <A>(make: (code: ReasonCode, row: Row) => A): Readonly<Record<ReasonCode, A>> =>
  Object.freeze(
    Object.fromEntries(Object.entries<Row>(TABLE).map(([code, row]) => [code, make(code as ReasonCode, row)])),
  ) as Readonly<Record<ReasonCode, A>>

/**
 * Every reason there is, by its code.
 *
 * @since 0.1.0
 */
export const REASONS: Readonly<Record<ReasonCode, ReasonText>> = byCode((code, [rule, sentence, source]) =>
  Object.freeze({ rule, code, sentence, source }),
)

const SHORT: Readonly<Record<ReasonCode, Reason>> = byCode((code, [rule]) => Object.freeze({ rule, code }))

/** The reason of that code. */
export const reason = (code: ReasonCode): Reason => SHORT[code]
