/** Temporary: the names of the contract over the code of today. */
import * as E from 'fp-ts/lib/Either.js'
import {
  type Account,
  type Answer,
  type Effect as OldEffect,
  type Event as OldEvent,
  type Options,
  type RegistrationKey,
  step as oldStep,
  withId,
  type XmlElement,
} from 'xmpp-push-rules'
import { serializeXml } from 'xmpp-push-rules/xml'

export { defaultOptions, discoFeatures, emptyAccount, makeOptions, restoreAccount } from 'xmpp-push-rules'
export type { Account, Answer, Options, Registration, XmlElement } from 'xmpp-push-rules'
export type RegistrationRef = RegistrationKey & { readonly number?: number }
export type Event = OldEvent
export type Effect = OldEffect
export type Publish = Extract<OldEffect, { readonly _tag: 'Publish' }>
export type Reply = Omit<Extract<OldEffect, { readonly _tag: "Reply" }>, "_tag">
export type { RegistrationKey } from "xmpp-push-rules"
export const publishText = (id: string) => (publish: Publish) => serializeXml(withId(id)(publish.iq))
export const publishElement = (id: string) => (publish: Publish) => withId(id)(publish.iq)
export const replyText = (reply: Reply) => serializeXml(reply.iq)
export const replyElement = (reply: Reply) => reply.iq
interface StoreError { readonly path: string; readonly expected: string }
export const readAccount = (stored: unknown): E.Either<readonly [StoreError, ...ReadonlyArray<StoreError>], Account> =>
  typeof stored === 'object' && stored !== null && Array.isArray((stored as Account).registrations)
    ? E.right(stored as Account)
    : E.left([{ path: 'registrations', expected: 'a list' }])
export const readRegistrations = (stored: unknown) =>
  Array.isArray(stored) ? E.right(stored as Account['registrations']) : E.left([{ path: '', expected: 'a list' }] as const)
export const readAnswer = (iq: XmlElement): Answer => {
  if (iq.attrs['type'] !== 'error') return { _tag: 'Accepted' }
  const error = iq.children.find((child) => typeof child !== 'string' && child.name === 'error') as XmlElement | undefined
  const condition = error?.children.find((child) => typeof child !== 'string') as XmlElement | undefined
  return { _tag: 'Rejected', type: error?.attrs['type'] ?? 'cancel', condition: condition?.name ?? 'undefined-condition' }
}
export const step = (options: Options) => (event: Event) => (account: Account): [ReadonlyArray<Effect>, Account] => {
  const prefix = `${account.jid} `
  const own = event._tag === 'TimerFired' ? { ...event, timer: event.timer.slice(prefix.length) } : event
  const [effects, after] = oldStep(options)(own)(account)
  return [effects.map((e) => ('timer' in e ? { ...e, timer: prefix + e.timer } : e)), after]
}
