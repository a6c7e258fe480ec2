/**
 * IMP: the causes that make a stanza important or not, by name.
 */

/** The causes that a policy decides, in the order in which they are asked. */
export const POLICY_CAUSES = [
  'error',
  'no-store',
  'normal',
  'own-reflection',
  'moderation',
  'correction',
  'retraction',
  'reaction',
  'call-end',
  'omemo-without-payload',
  'omemo-legacy',
  'omemo',
  'pgp',
  'openpgp',
  'eme',
  'otr',
  'call',
  'call-invite',
  'jingle-request',
  'subscription-request',
  'mediated-invitation',
  'direct-invitation',
  'subject-with-body',
  'subject',
  'body',
  'stored-jingle-message',
  'displayed-sync',
  'chat-marker',
  'receipt',
  'chat-state',
] as const

/** The causes that no policy changes: never important. One of them ends every list of causes. */
export const FIXED_CAUSES = ['not-a-message', 'headline', 'sent-carbon', 'nothing-to-show'] as const

export type PolicyCause = (typeof POLICY_CAUSES)[number]
export type FixedCause = (typeof FIXED_CAUSES)[number]

/**
 * Why a stanza is important or not.
 *
 * @since 0.1.0
 */
export type Cause = PolicyCause | FixedCause
