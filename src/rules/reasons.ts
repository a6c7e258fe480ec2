/**
 * Why a push went out or not, as data: a code, and the rule that it hangs on. A decision carries these; what they say in
 * words is in `reason-texts.ts`, which `step` does not need.
 */
import type { Cause } from '../state/causes.js'

/** The table: the rule of every code. */
export const RULES = {
  'stored-offline': 'TRG-1',
  'groupchat-to-bare': 'TRG-2',
  'archived-unbound': 'TRG-3',
  'archived-nobody': 'TRG-3',
  'archived-bound': 'TRG-3',
  'archived-elsewhere': 'TRG-3',
  'archived-offline': 'TRG-3',
  'archived-urgent': 'TRG-4',
  hibernation: 'TRG-5',
  'stands-for': 'TRG-5',
  queued: 'TRG-6',
  'ack-delayed': 'TRG-7',
  ping: 'TRG-9',
  closed: 'TRG-10',
  'subscription-requested': 'TRG-12',
  'call-over': 'CALL-2',
  'unread-changed': 'CNT-1',
  'already-notified': 'DUP-1',
  'muted-by-server': 'FIL-7',
  'unknown-sender': 'FIL-1',
  muted: 'FIL-2',
  'room-muted': 'FIL-3',
  'room-unlisted': 'FIL-3',
  'not-mentioned': 'FIL-3',
  'chat-muted': 'SET-1',
  'chat-not-mentioned': 'SET-1',
  'never-pushed': 'IMP',
  'only-important': 'FIELD',
  'account-online': 'FIELD',
  'too-many': 'RATE-1',
  wake: 'FIELD',
  urgent: 'URG-1',
  'body-shown': 'SUM-3',
  'important-body': 'SUM-3',
  'no-body': 'SUM-3',
  'sender-shown': 'SUM-2',
  'count-only': 'SUM-6',
  sealed: 'SEAL',
  'not-a-message': 'IMP',
  headline: 'IMP',
  'sent-carbon': 'IMP',
  'nothing-to-show': 'IMP',
  'no-store': 'IMP',
  normal: 'IMP',
  'stored-jingle-message': 'IMP',
  error: 'IMP',
  'own-reflection': 'IMP',
  moderation: 'IMP',
  correction: 'IMP',
  retraction: 'IMP',
  reaction: 'IMP',
  'call-end': 'IMP',
  'omemo-without-payload': 'IMP',
  'omemo-legacy': 'IMP',
  omemo: 'IMP',
  pgp: 'IMP',
  openpgp: 'IMP',
  eme: 'IMP',
  otr: 'IMP',
  call: 'IMP',
  'call-invite': 'IMP',
  'jingle-request': 'IMP',
  'subscription-request': 'IMP',
  'mediated-invitation': 'IMP',
  'direct-invitation': 'IMP',
  'subject-with-body': 'IMP',
  subject: 'IMP',
  body: 'IMP',
  'displayed-sync': 'IMP',
  'chat-marker': 'IMP',
  receipt: 'IMP',
  'chat-state': 'IMP',
} as const satisfies Record<string, string> & Record<Cause, 'IMP'>

/**
 * Every code that a reason can have.
 *
 * @since 0.1.0
 */
export type ReasonCode = keyof typeof RULES

/**
 * One reason: the rule of the rulebook, and the case of it.
 *
 * @since 0.1.0
 */
export interface Reason {
  readonly rule: string
  readonly code: ReasonCode
}

/** Every code. */
export const REASON_CODES = Object.keys(RULES) as ReadonlyArray<ReasonCode>

const SHORT = Object.fromEntries(
  REASON_CODES.map((code): [ReasonCode, Reason] => [code, Object.freeze({ rule: RULES[code], code })]),
) as Readonly<Record<ReasonCode, Reason>>

/** The reason of that code. */
export const reason = (code: ReasonCode): Reason => SHORT[code]
