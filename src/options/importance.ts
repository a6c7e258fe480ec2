/**
 * IMP as data: what each cause of importance means, by policy.
 */
import type { PolicyCause } from '../state/causes.js'

/**
 * What a policy says of a cause: it alerts, it keeps quiet, there is no push at all whatever the trigger, or the next
 * cause is asked.
 *
 * @since 0.1.0
 */
export type CauseVerdict = 'alert' | 'quiet' | 'never' | 'ignore'

/**
 * A verdict for every cause that a policy may decide.
 *
 * @since 0.1.0
 */
export type ImportancePolicy = Readonly<Record<PolicyCause, CauseVerdict>>

/**
 * The default: XEP-0384 (a message without payload is session management), XEP-0308, XEP-0424, XEP-0425, XEP-0444 and
 * XEP-0045 (§7.2.15: a subject is a message "with a <subject/> but no <body/>") as their authors meant them.
 *
 * @since 0.1.0
 */
export const defaultImportance: ImportancePolicy = Object.freeze({
  error: 'quiet',
  'no-store': 'ignore',
  normal: 'ignore',
  'own-reflection': 'quiet',
  moderation: 'quiet',
  correction: 'quiet',
  retraction: 'quiet',
  reaction: 'quiet',
  'call-end': 'quiet',
  'omemo-without-payload': 'quiet',
  'omemo-legacy': 'alert',
  omemo: 'alert',
  pgp: 'alert',
  openpgp: 'alert',
  eme: 'alert',
  otr: 'alert',
  call: 'alert',
  'call-invite': 'alert',
  'jingle-request': 'alert',
  'subscription-request': 'alert',
  'mediated-invitation': 'alert',
  'direct-invitation': 'alert',
  'subject-with-body': 'ignore',
  subject: 'quiet',
  body: 'alert',
  'stored-jingle-message': 'ignore',
  'displayed-sync': 'quiet',
  'chat-marker': 'quiet',
  receipt: 'quiet',
  'chat-state': 'quiet',
})

const NOTHING = Object.fromEntries(
  Object.keys(defaultImportance).map((cause) => [cause, 'ignore']),
) as unknown as ImportancePolicy

/** Only what is named here counts. */
const nothingBut = (verdicts: Partial<ImportancePolicy>): ImportancePolicy => Object.freeze({ ...NOTHING, ...verdicts })

/** Exactly what mod_cloud_notify holds important (hg 556bf57d6417). */
export const prosodyImportance: ImportancePolicy = nothingBut({
  'omemo-legacy': 'alert',
  pgp: 'alert',
  openpgp: 'alert',
  call: 'alert',
  'subject-with-body': 'quiet',
  subject: 'quiet',
  body: 'alert',
})

/** ejabberd's mod_push: a body, or OMEMO with a payload. */
export const ejabberdImportance: ImportancePolicy = nothingBut({
  'omemo-without-payload': 'quiet',
  'omemo-legacy': 'alert',
  omemo: 'alert',
  body: 'alert',
})

/** MongooseIM 6.8's mod_event_pusher_push with its hints plugin: chat and groupchat only. */
export const mongooseimImportance: ImportancePolicy = nothingBut({
  error: 'never',
  'no-store': 'never',
  normal: 'never',
  body: 'alert',
  'stored-jingle-message': 'alert',
})

/** Openfire's plugin: any body. */
export const openfireImportance: ImportancePolicy = nothingBut({ body: 'alert' })

/** Tigase's PushNotifications: a body, OMEMO, or a call's proposal. */
export const tigaseImportance: ImportancePolicy = nothingBut({
  'omemo-legacy': 'alert',
  omemo: 'alert',
  call: 'alert',
  body: 'alert',
})

/** For devices on which every push shows: what nobody needs to see is no push at all. */
export const quietPhonesImportance: ImportancePolicy = Object.freeze({
  ...defaultImportance,
  error: 'never',
  'own-reflection': 'never',
  moderation: 'never',
  reaction: 'never',
  'displayed-sync': 'never',
  'chat-marker': 'never',
  receipt: 'never',
  'chat-state': 'never',
})
