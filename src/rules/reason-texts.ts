/**
 * What every reason says in words, and where its rule comes from: the table that `explain` and the documentation are made of.
 */
import { REASON_CODES, type Reason, type ReasonCode, RULES } from './reasons.js'

const MODULE = 'mod_cloud_notify'
const RULE_A = 'mod_cloud_notify, business rule (a)'
const RULE_B = 'mod_cloud_notify, business rule (b)'

const TEXTS: Readonly<Record<ReasonCode, readonly [sentence: string, source: string]>> = {
  'stored-offline': [
    'The message was stored offline, and that reaches every registration.',
    'mod_cloud_notify, business rule (c)',
  ],
  'groupchat-to-bare': ['The groupchat message came to the bare JID, and that reaches every registration.', MODULE],
  'archived-unbound': ['The message was archived, and no session is bound to this registration.', RULE_B],
  'archived-nobody': [
    'The message was archived while the account has no session, and that reaches every registration.',
    RULE_B,
  ],
  'archived-bound': ['A session is bound to this registration and gets the stanza itself.', RULE_B],
  'archived-elsewhere': ['The stanza is not addressed to this account.', RULE_B],
  'archived-offline': ['The account has no session; storing the message offline tells the devices.', RULE_B],
  'archived-urgent': ['The archived message is urgent, and that reaches every registration, bound or not.', MODULE],
  hibernation: [
    'The session that is bound to this registration began to hibernate with the stanza unacknowledged.',
    `${RULE_A}; XEP-0198 §5`,
  ],
  'stands-for': ['Another push out of the same queue stands for every stanza of its class.', RULE_A],
  queued: [
    'The stanza was queued for the hibernating session that is bound to this registration.',
    `${RULE_A}; XEP-0198 §5`,
  ],
  'ack-delayed': [
    'The session that is bound to this registration did not acknowledge the stanza in time.',
    `${RULE_A}; XEP-0198 §4`,
  ],
  ping: ['A ping was asked for this registration.', 'mod_cloud_notify, cloud-notify-ping'],
  closed: ['The session that is bound to this registration closed while the stanza was waiting to be pushed.', MODULE],
  'subscription-requested': [
    'Somebody asks to see the presence of the user, and no session of this registration is there.',
    'XEP-0357 §1',
  ],
  'call-over': ['This registration was told of a call that is over or was answered elsewhere.', 'XEP-0353 §3'],
  'unread-changed': ['This registration was told of something, and the number of unread messages changed.', 'XEP-0490'],
  'already-notified': ['The stanza was already pushed to this registration.', MODULE],
  'muted-by-server': ["A filter of the server's own mutes the stanza.", 'XEP-0357 §7'],
  'unknown-sender': [
    'The device wants nothing from unknown senders, and this one is.',
    'tigase:push:filter:ignore-unknown:0',
  ],
  muted: ['The device has muted the sender.', 'tigase:push:filter:muted:0'],
  'room-muted': ['The device has muted the room.', 'tigase:push:filter:groupchat:0'],
  'room-unlisted': [
    'The device lists the rooms that it wants to hear of, and this one is not among them.',
    'tigase:push:filter:groupchat:0',
  ],
  'not-mentioned': [
    'The device wants to hear of this room only where the user is mentioned.',
    'tigase:push:filter:groupchat:0',
  ],
  'chat-muted': ['The user has muted this chat.', 'XEP-0492 §3'],
  'chat-not-mentioned': ['The user wants to hear of this chat only where he is mentioned.', 'XEP-0492 §3'],
  'never-pushed': ['The policy lets no push go out for such a stanza.', 'the option importance'],
  'only-important': ['Only important stanzas are pushed here, and this one is not.', 'ejabberd mod_push, notify_on'],
  'account-online': [
    'Nothing is pushed here while the account has a session that is connected and available.',
    'MongooseIM mod_event_pusher_push',
  ],
  'too-many': [
    'The account was notified of as many stanzas in this second as are allowed.',
    'Openfire push notification plugin, max-per-second',
  ],
  wake: [
    'The session that is bound to this registration is about to time out.',
    'ejabberd mod_push_keepalive, wake_on_timeout',
  ],
  urgent: ['The stanza is a call that rings now, and that is urgent.', 'XEP-0353 §3'],
  'body-shown': ['The summary has the real body, since includeBody is on.', 'XEP-0357 §7'],
  'important-body': ['The summary has importantBody in place of the real body.', 'mod_cloud_notify README'],
  'no-body': ['The summary has no body.', 'mod_cloud_notify README'],
  'sender-shown': ['The summary has the sender, since includeSender is on.', 'XEP-0357 §7'],
  'count-only': ['It is not important, so neither sender nor body is shown.', 'XEP-0357 §9'],
  sealed: ['What the push says is sealed for the device.', 'tigase:push:encrypt:0'],
  'not-a-message': ['It is not important: it is no message.', MODULE],
  headline: ['It is not important: it is a headline.', 'mod_cloud_notify; RFC 6121 §5.2.2'],
  'sent-carbon': ['It is not important: the user sent it from another device.', 'XEP-0280 §8'],
  'nothing-to-show': ['It is not important: it has no body and no encrypted content.', 'mod_cloud_notify README'],
  'no-store': ['It asks not to be stored.', 'XEP-0334 §4.2; MongooseIM'],
  normal: ['It is neither a chat nor a groupchat message.', 'MongooseIM'],
  'stored-jingle-message': ['It is a Jingle message that asks to be stored.', 'XEP-0334 §4.4; MongooseIM'],
  error: ['It is an error message.', 'RFC 6121 §5.2.2'],
  'own-reflection': ["It is the account's own message, as the room reflects it.", 'XEP-0045 §7.4'],
  moderation: ['A moderator retracted a message.', 'XEP-0425 §4'],
  correction: ['It corrects a message that was already there.', 'XEP-0308 §3'],
  retraction: ['It retracts a message.', 'XEP-0424 §3'],
  reaction: ['It is a reaction to a message.', 'XEP-0444 §3'],
  'call-end': ['It says that a call was answered or is over.', 'XEP-0353 §3; XEP-0482 §3'],
  'omemo-without-payload': ['It is an OMEMO message without payload: session management.', 'XEP-0384 §4'],
  'omemo-legacy': ['It is encrypted with OMEMO.', 'XEP-0384 (0.3 and before)'],
  omemo: ['It is encrypted with OMEMO.', 'XEP-0384 §4'],
  pgp: ['It is encrypted with OpenPGP.', 'XEP-0027 §3'],
  openpgp: ['It is encrypted with OpenPGP.', 'XEP-0373 §3'],
  eme: ['It says that it is encrypted.', 'XEP-0380 §3'],
  otr: ['It is encrypted with OTR.', 'XEP-0364 §4'],
  call: ['It proposes a call.', 'XEP-0353 §3'],
  'call-invite': ['It invites to a call.', 'XEP-0482 §3; XEP-0353 (0.4)'],
  'jingle-request': ['It begins a call.', 'XEP-0166 §7.2'],
  'subscription-request': ['It asks to see the presence of the user.', 'RFC 6121 §3.1'],
  'mediated-invitation': ['It invites to a room.', 'XEP-0045 §7.8.2'],
  'direct-invitation': ['It invites to a room.', 'XEP-0249 §2'],
  'subject-with-body': ['It sets the subject of a room and has a body.', MODULE],
  subject: ['It sets the subject of a room.', 'XEP-0045 §7.2.15'],
  body: ['It has a body.', 'mod_cloud_notify README'],
  'displayed-sync': ['It says what another device of the user has displayed.', 'XEP-0490 §3'],
  'chat-marker': ['It is a chat marker.', 'XEP-0333 §3'],
  receipt: ['It is a receipt.', 'XEP-0184 §5'],
  'chat-state': ['It says that somebody types, or does not.', 'XEP-0085 §5'],
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

const textOf = (code: ReasonCode): ReasonText => {
  const [sentence, source] = TEXTS[code]
  return Object.freeze({ rule: RULES[code], code, sentence, source })
}

/**
 * Every reason there is, by its code.
 *
 * @since 0.1.0
 */
export const REASONS: Readonly<Record<ReasonCode, ReasonText>> = Object.freeze(
  Object.fromEntries(REASON_CODES.map((code) => [code, textOf(code)])),
) as Readonly<Record<ReasonCode, ReasonText>>
