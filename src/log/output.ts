/**
 * Outputs of the conformance kit in JSON: what came out of an implementation.
 */
import type { Output } from '../conformance/adapter.js'
import { type Codec, flag, listOf, maybe, number, text, union, xml } from './codec.js'
import { registrationKey } from './event.js'

export const output: Codec<Output> = union<Output>({
  Published: { account: text, iq: xml },
  Replied: { account: text, resource: text, iq: xml },
  ResumeTimeout: { account: text, resource: text, timeoutMs: number },
  Unplayable: { reason: text },
  Explained: { account: text, registration: registrationKey, key: maybe(text), pushed: flag, rules: listOf(text) },
})
