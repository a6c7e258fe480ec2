/**
 * Decisions: for one stanza and one registration, Push or Skip, always with the reasons.
 *
 * A reason is a code of the table below; rule id, sentence and source hang on the code, so that a decision stays small
 * and `explain` and the documentation cannot disagree.
 */
import type { Cause, Importance } from './rules/importance.js'
import type { Summary } from './rules/summary.js'

const REGISTRY = {
  'stored-offline': [
    'TRG-1',
    'The message was stored offline, and that reaches every registration.',
    'mod_cloud_notify, business rule (c)',
  ],
  'groupchat-to-bare': [
    'TRG-2',
    'The groupchat message came to the bare JID, and that reaches every registration.',
    'mod_cloud_notify',
  ],
  'archived-unbound': [
    'TRG-3',
    'The message was archived, and no session is bound to this registration.',
    'mod_cloud_notify, business rule (b)',
  ],
  'archived-bound': [
    'TRG-3',
    'The message was archived, but a session is bound to this registration and gets it itself.',
    'mod_cloud_notify, business rule (b)',
  ],
  'archived-elsewhere': [
    'TRG-3',
    'The archived message is not addressed to this account.',
    'mod_cloud_notify, business rule (b)',
  ],
  'archived-offline': [
    'TRG-3',
    'The message was archived while the account has no session; storing it offline tells the devices.',
    'mod_cloud_notify, business rule (b)',
  ],
  'archived-urgent': [
    'TRG-4',
    'The archived message is urgent, and that reaches every registration, bound or not.',
    'mod_cloud_notify',
  ],
  hibernation: [
    'TRG-5',
    'The session that is bound to this registration began to hibernate with the stanza unacknowledged.',
    'mod_cloud_notify, business rule (a); XEP-0198 §5',
  ],
  'stands-for': [
    'TRG-5',
    'Another push out of the same queue stands for every stanza of its importance class.',
    'mod_cloud_notify, business rule (a)',
  ],
  queued: [
    'TRG-6',
    'The stanza was queued for the hibernating session that is bound to this registration.',
    'mod_cloud_notify, business rule (a); XEP-0198 §5',
  ],
  'ack-delayed': [
    'TRG-7',
    'The session that is bound to this registration did not acknowledge the stanza in time.',
    'mod_cloud_notify, business rule (a); XEP-0198 §4',
  ],
  ping: ['TRG-9', 'A ping was asked for this registration.', 'mod_cloud_notify, cloud-notify-ping'],
  closed: [
    'TRG-10',
    'The session that is bound to this registration closed while the stanza was waiting to be pushed.',
    'mod_cloud_notify',
  ],
  'already-notified': ['DUP-1', 'The stanza was already pushed to this registration.', 'mod_cloud_notify'],
  'only-important': [
    'FIELD',
    'Only important stanzas are pushed here, and this one is not.',
    'ejabberd mod_push, notify_on',
  ],
  'account-online': [
    'FIELD',
    'Nothing is pushed here while the account has a session.',
    'MongooseIM mod_event_pusher_push',
  ],
  'too-many': [
    'FIELD',
    'The account was notified of as many stanzas in this second as are allowed.',
    'Openfire push notification plugin, max-per-second',
  ],
  wake: [
    'FIELD',
    'The session that is bound to this registration is about to time out.',
    'ejabberd mod_push_keepalive, wake_on_timeout',
  ],
  urgent: ['URG-1', 'The stanza is a call proposal, and that is urgent.', 'XEP-0353 §3'],
  'body-shown': ['SUM-3', 'The summary has the real body, since includeBody is on.', 'XEP-0357 §7'],
  'important-body': ['SUM-3', 'The summary has importantBody in place of the real body.', 'mod_cloud_notify README'],
  'no-body': ['SUM-3', 'The summary has no body.', 'mod_cloud_notify README'],
  'sender-shown': ['SUM-2', 'The summary has the sender, since includeSender is on.', 'XEP-0357 §7'],
  'not-a-message': ['IMP', 'It is not important: it is no message.', 'mod_cloud_notify'],
  headline: ['IMP', 'It is not important: it is a headline.', 'mod_cloud_notify; RFC 6121 §5.2.2'],
  'sent-carbon': ['IMP', 'It is not important: the user sent it from another device.', 'XEP-0280 §8'],
  'nothing-to-show': [
    'IMP',
    'It is not important: it has no body and no encrypted content.',
    'mod_cloud_notify README',
  ],
  'no-store': ['IMP', 'It asks not to be stored.', 'XEP-0334 §4.2; MongooseIM'],
  store: ['IMP', 'It asks to be stored although it has no body.', 'XEP-0334 §4.4; MongooseIM'],
  error: ['IMP', 'It is an error message.', 'RFC 6121 §5.2.2'],
  correction: ['IMP', 'It corrects a message that was already there.', 'XEP-0308 §3'],
  retraction: ['IMP', 'It retracts a message.', 'XEP-0424 §3'],
  'omemo-without-payload': ['IMP', 'It is an OMEMO message without payload: session management.', 'XEP-0384 §4'],
  'omemo-legacy': ['IMP', 'It is encrypted with OMEMO.', 'XEP-0384 (0.3 and before)'],
  omemo: ['IMP', 'It is encrypted with OMEMO.', 'XEP-0384 §4'],
  pgp: ['IMP', 'It is encrypted with OpenPGP.', 'XEP-0027 §3'],
  openpgp: ['IMP', 'It is encrypted with OpenPGP.', 'XEP-0373 §3'],
  eme: ['IMP', 'It says that it is encrypted.', 'XEP-0380 §3'],
  call: ['IMP', 'It proposes a call.', 'XEP-0353 §3'],
  'mediated-invitation': ['IMP', 'It invites to a room.', 'XEP-0045 §7.8.2'],
  'direct-invitation': ['IMP', 'It invites to a room.', 'XEP-0249 §2'],
  'subject-with-body': ['IMP', 'It sets the subject of a room and has a body.', 'mod_cloud_notify'],
  subject: ['IMP', 'It sets the subject of a room.', 'XEP-0045 §7.2.15'],
  body: ['IMP', 'It has a body.', 'mod_cloud_notify README'],
} as const satisfies Record<string, readonly [rule: string, sentence: string, source: string]> &
  Record<Cause, readonly [rule: 'IMP', sentence: string, source: string]>

/** Every code that a reason can have. */
export type ReasonCode = keyof typeof REGISTRY

/** One reason: the rule of the rulebook, and the case of it. */
export interface Reason {
  readonly rule: string
  readonly code: ReasonCode
}

/** What a reason says, and where the rule comes from. */
export interface ReasonText extends Reason {
  readonly sentence: string
  readonly source: string
}

/** Every reason there is, by its code: the table that decisions, `explain` and the documentation are made of. */
export const REASONS = Object.fromEntries(
  Object.entries(REGISTRY).map(([code, [rule, sentence, source]]) => [code, { rule, code, sentence, source }]),
) as unknown as Readonly<Record<ReasonCode, ReasonText>>

const BARE_REASONS = Object.fromEntries(
  Object.values(REASONS).map(({ rule, code }): [ReasonCode, Reason] => [code, { rule, code }]),
) as Readonly<Record<ReasonCode, Reason>>

/** The reason of that code. */
export const reason = (code: ReasonCode): Reason => BARE_REASONS[code]

/** A push goes out: why, how important it is, and what its summary says. */
export interface Push {
  readonly _tag: 'Push'
  readonly reasons: ReadonlyArray<Reason>
  readonly importance: Importance
  readonly summary: Summary
}

/** No push goes out, and why. */
export interface Skip {
  readonly _tag: 'Skip'
  readonly reasons: ReadonlyArray<Reason>
}

/**
 * What is decided for one stanza and one registration.
 *
 * @since 0.1.0
 */
export type Decision = Push | Skip
