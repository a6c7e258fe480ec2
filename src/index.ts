export type {
  Drop,
  DropReason,
  Effect,
  EffectOf,
  Publish,
  PublishSealed,
  Reply,
  Save,
  SetResumeTimeout,
  Skip,
  StanzaError,
  StartTimer,
  StopTimer,
} from './effect.js'
export type {
  Accepted,
  AccountDeleted,
  AckDelayed,
  Answer,
  Archived,
  Delivery,
  DeliveryContext,
  Event,
  EventOf,
  EventWithoutTime,
  GroupchatToBare,
  HibernationStarted,
  IqReceived,
  PingRequested,
  PresenceChanged,
  PublishAnswered,
  QueuedWhileHibernating,
  RegistrationsRemoved,
  Rejected,
  ServiceMessage,
  SessionClosed,
  SessionOpened,
  SessionResumed,
  StoredOffline,
  SubscriptionRequested,
  TimedOut,
  TimerFired,
  UnreadChanged,
} from './event.js'
export { explain } from './explain.js'
export { makeOptions, type OptionError, optionsFromProsody } from './options/check.js'
export { defaultErrors, type ErrorTable, type ErrorVerdict } from './options/errors.js'
export { type CauseVerdict, defaultImportance, type ImportancePolicy } from './options/importance.js'
export { defaultOptions, type Extension, type Options, type Understanding } from './options/options.js'
export { policies } from './options/policies.js'
export { readAnswer } from './protocol/answer.js'
export { chatSetting, type ClientIdentity } from './protocol/chat-setting.js'
export { discoFeatures } from './protocol/disco.js'
export { publishElement, publishText } from './protocol/publish.js'
export {
  disable,
  type DisableRequest,
  enable,
  type EnableRequest,
  readRequest,
  type Request,
} from './protocol/push-iq.js'
export { replyElement, replyText, replyTo, type Requester } from './protocol/reply.js'
export { revoked } from './protocol/revocation.js'
export { type Ciphertext, sealedElement, sealedText } from './protocol/sealed.js'
export {
  type Decided,
  decideStanza,
  type Occasion,
  type Outcome,
  type Situation,
  type StanzaOccasion,
} from './rules/decide.js'
export type { Decision, PushDecision, SkipDecision } from './rules/decision.js'
export { type Admitted, admit, type Enabling } from './rules/device-cap.js'
export { type Answered, recordAnswer, type Recorded } from './rules/errors.js'
export { type Classification, classify, type Importance } from './rules/importance.js'
export { type Judged, judge } from './rules/judged.js'
export { type DecidedQueue, decideQueue, type QueueOccasion } from './rules/queue.js'
export type { Reason, ReasonCode } from './rules/reasons.js'
export { REASONS, type ReasonText } from './rules/reason-texts.js'
export { type Among, type Recipient, recipients, type Reaching, type Trigger } from './rules/recipients.js'
export { isDisabledBy } from './rules/removal.js'
export { plaintextOf } from './rules/sealed.js'
export { summarize, type Summary } from './rules/summary.js'
export { isUrgent } from './rules/urgency.js'
export { readFacts } from './stanza/read.js'
export { type Account, type Badge, emptyAccount, type RememberedCall, restoreAccount } from './state/account.js'
export type { Cause } from './state/causes.js'
export type { StoreError } from './state/check.js'
export type { CallFacts, Facts, HostFacts, Wrapping } from './state/facts.js'
export { type BareJid, type Jid, type JidError, parseBareJid, parseJid } from './state/jid.js'
export { emptyPushLog, type LogPage, type PushLog } from './state/push-log.js'
export {
  type FormField,
  keyOf,
  type Registration,
  type RegistrationKey,
  type RegistrationRef,
  type RoomFilter,
  sameKey,
  type Seal,
  type Settings,
} from './state/registration.js'
export { type Counts, type Hibernation, newSession, type Session, type Sessions } from './state/session.js'
export { readAccount, readRegistrations } from './state/stored.js'
export { step } from './step.js'
export type { XmlElement } from './xml/element.js'
