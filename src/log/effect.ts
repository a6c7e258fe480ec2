/**
 * Effects in JSON: as their types have them; they hold no stanzas.
 */
import type { Effect, Reply, StanzaError } from '../effect.js'
import type { PushDecision, SkipDecision } from '../rules/decision.js'
import { type Reason, REASON_CODES } from '../rules/reasons.js'
import type { Summary } from '../rules/summary.js'
import type { CallFacts } from '../state/facts.js'
import type { Failing, FormField, Registration, RoomFilter, Seal, Settings } from '../state/registration.js'
import {
  type Codec,
  flag,
  listOf,
  type Members,
  maybe,
  number,
  object,
  oneOf,
  option,
  text,
  time,
  union,
  whole,
  yes,
} from './codec.js'
import { registrationKey, registrationRef } from './event.js'

const error: Codec<StanzaError> = object<StanzaError>({
  type: oneOf('cancel', 'modify', 'wait'),
  condition: oneOf(
    'bad-request',
    'feature-not-implemented',
    'internal-server-error',
    'item-not-found',
    'not-allowed',
    'policy-violation',
  ),
})

const reply: Members<Omit<Reply, '_tag'>> = {
  resource: text,
  from: text,
  to: text,
  id: maybe(text),
  error: maybe(error),
}

const field: Codec<FormField> = object<FormField>({ name: maybe(text), type: maybe(text), values: listOf(text) })
const fields = option(listOf(field))

const room: Codec<RoomFilter> = object<RoomFilter>({
  room: text,
  allow: oneOf('always', 'never', 'mentioned'),
  nick: maybe(text),
})

const settings: Codec<Settings> = object<Settings>({
  ignoreUnknown: maybe(yes),
  muted: maybe(listOf(text)),
  rooms: maybe(listOf(room)),
  priority: maybe(yes),
  jingle: maybe(yes),
  seal: maybe(object<Seal>({ secret: text, maxSize: whole })),
  away: maybe(yes),
})

const registration: Codec<Registration> = object<Registration>({
  service: text,
  node: text,
  number: whole,
  publishOptions: fields,
  settings: maybe(settings),
  enabledAt: time,
  seenAt: maybe(time),
  client: maybe(text),
  errors: whole,
  failing: maybe(object<Failing>({ since: time, count: whole })),
})

const reasons: Codec<ReadonlyArray<Reason>> = listOf(object<Reason>({ rule: text, code: oneOf(...REASON_CODES) }))

const summary: Codec<Summary> = object<Summary>({
  messageCount: whole,
  pendingSubscriptionCount: maybe(whole),
  lastMessageSender: maybe(text),
  lastMessageBody: maybe(text),
})

const push: Codec<PushDecision> = union<PushDecision>({
  Push: { reasons, importance: oneOf('important', 'unimportant'), urgent: maybe(yes), summary },
})
const skip: Codec<SkipDecision> = union<SkipDecision>({ Skip: { reasons } })

const publishing = {
  registration: registrationRef,
  from: text,
  publishOptions: fields,
  decision: push,
  key: maybe(text),
  priority: maybe(oneOf('high', 'low')),
}

const call: Codec<CallFacts> = object<CallFacts>({ action: text, id: text, media: listOf(text) })

export const effect: Codec<Effect> = union<Effect>({
  Save: { registrations: listOf(registration), replyOnFailure: maybe(union<Reply>({ Reply: reply })) },
  Reply: reply,
  Publish: { ...publishing, jingle: maybe(call) },
  PublishSealed: { ...publishing, secret: text, plaintext: text, voip: flag },
  Skip: { registration: registrationKey, decision: skip, key: maybe(text) },
  Drop: {
    registration: registrationKey,
    reason: oneOf('evicted', 'disabled', 'errors', 'refused', 'remote', 'removed', 'replaced', 'expired', 'deleted'),
  },
  StartTimer: { timer: text, delayMs: number },
  StopTimer: { timer: text },
  SetResumeTimeout: { resource: text, timeoutMs: number },
})
