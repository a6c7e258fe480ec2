export { type Account, emptyAccount, restoreAccount } from './account.js'
export {
  type Decision,
  type Push,
  type Reason,
  type ReasonCode,
  REASONS,
  type ReasonText,
  type Skip,
} from './decision.js'
export type {
  Drop,
  DropReason,
  Effect,
  Publish,
  Reply,
  Save,
  SetResumeTimeout,
  SkipEffect,
  StartTimer,
  StopTimer,
} from './effect.js'
export type { Answer, Counts, Delivery, Event } from './event.js'
export { explain } from './explain.js'
export { type BareJid, type Jid, type JidError, parseBareJid, parseJid } from './jid.js'
export { notice, type Notice } from './notice.js'
export { emptyNotified, type Notified } from './notified.js'
export {
  defaultOptions,
  type ErrorType,
  makeOptions,
  type OptionError,
  type Options,
  optionsFromProsody,
} from './options.js'
export { policies } from './policies.js'
export { disable, type DisableRequest, isDisabledBy } from './protocol/disable.js'
export { discoFeatures } from './protocol/disco.js'
export { enable, type EnableRequest } from './protocol/enable.js'
export { errorReply, type Requester, resultReply, type StanzaError, withId } from './protocol/iq.js'
export { publishRequest } from './protocol/publish.js'
export { remoteDisable } from './protocol/remote-disable.js'
export { readRequest, type Request } from './protocol/request.js'
export { type FormField, keyOf, type Registration, type RegistrationKey, sameKey } from './registration.js'
export { decide, type Decided, type Occasion, type Outcome, type Situation } from './rules/decide.js'
export { admit } from './rules/device-cap.js'
export { recordAnswer, type Recorded } from './rules/errors.js'
export {
  type Cause,
  type Classification,
  classify,
  type Importance,
  type ImportancePolicy,
  type Verdict,
} from './rules/importance.js'
export { type Recipient, recipients, type RecipientsInput, type Trigger } from './rules/recipients.js'
export { summarize, type Summary } from './rules/summary.js'
export { isUrgent } from './rules/urgency.js'
export { newSession, type Session, type Sessions } from './session.js'
export { step } from './step.js'
export type { XmlElement } from './xml/element.js'
