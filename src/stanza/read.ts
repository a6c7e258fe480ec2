/**
 * Reading a stanza once, for every rule there is.
 */
import * as O from 'fp-ts/lib/Option.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Delivery } from '../event.js'
import type { Options } from '../options/options.js'
import { type Cause, type FixedCause, POLICY_CAUSES } from '../state/causes.js'
import type { CallFacts, Facts, HostFacts, Wrapping } from '../state/facts.js'
import { type BareJid, isOfAccount } from '../state/jid.js'
import { withoutUndefined } from '../state/defined.js'
import { keyOf } from '../state/registration.js'
import { cutAt, ownText } from '../state/text.js'
import { attr, childNamespace, findChild, fromOf, type Scope, scopeOf, textOf, toOf, typeOf } from '../xml/query.js'
import { readCall } from './call.js'
import { type Content, isEncrypted, readContent } from './content.js'
import { kindOf } from './kind.js'
import { readMention } from './mention.js'
import { NS } from './namespaces.js'
import { unwrapped } from './wrapping.js'

/** What was read of a stanza, or of the message in it. */
interface Reading {
  readonly wrapping: Wrapping
  readonly scope: Scope
  readonly causes: ReadonlyArray<Cause>
  readonly body?: string | undefined
  readonly content?: Content
  readonly call?: CallFacts | undefined
}

const fixed = (scope: Scope, cause: FixedCause): Reading => ({ wrapping: 'none', scope, causes: [cause] })

const callOf = (scope: Scope, { roles: { call } }: Content): CallFacts | undefined =>
  call && readCall(scope, call, childNamespace(scope, call))

const HEADLINE: ReadonlyArray<Cause> = ['headline']
const SYNC: ReadonlyArray<Cause> = ['displayed-sync', 'headline']
const RINGING: ReadonlyArray<Cause> = ['call', 'call-invite']
const NOTHING: ReadonlyArray<Cause> = ['nothing-to-show']
const SENT: ReadonlyArray<Cause> = ['sent-carbon']

/** A headline is never important, whatever it holds; URG-1: but a call rings in a message of any type. */
const ofHeadline = (causes: ReadonlyArray<Cause>): ReadonlyArray<Cause> => {
  const ringing = causes.filter((cause) => RINGING.includes(cause))
  return ringing.length > 0
    ? [...HEADLINE, ...ringing, ...NOTHING]
    : causes.includes('displayed-sync')
      ? SYNC
      : HEADLINE
}

const causesOf = (wrapping: Wrapping, { element }: Scope, { causes }: Content): ReadonlyArray<Cause> =>
  wrapping === 'sent'
    ? SENT
    : typeOf(element) === 'headline'
      ? ofHeadline(causes)
      : causes.length === 0
        ? NOTHING
        : [...causes, 'nothing-to-show']

const readMessage = (options: Pick<Options, 'understands'>, account: BareJid, outer: Scope): Reading => {
  const whole = readContent(options, outer)
  const { carbon, event, mention } = whole.roles
  const inner =
    carbon === undefined && event === undefined && mention === undefined
      ? O.none
      : unwrapped(options, account, outer, { carbon, event, mention })
  const wrapping = O.isSome(inner) ? inner.value.wrapping : 'none'
  const scope = O.isSome(inner) ? inner.value.inside : outer
  const content = O.isSome(inner) ? readContent(options, scope) : whole
  const causes = causesOf(wrapping, scope, content)
  return {
    wrapping,
    scope,
    causes,
    content,
    // What a sent carbon holds was never on its way to this device.
    body: wrapping === 'sent' || isEncrypted(content.causes) ? undefined : content.body,
    call: callOf(scope, content),
  }
}

/** A presence that asks for a subscription; any other is no message. */
const readPresence = (scope: Scope): Reading =>
  typeOf(scope.element) === 'subscribe'
    ? { ...fixed(scope, 'not-a-message'), causes: ['subscription-request', 'not-a-message'] }
    : fixed(scope, 'not-a-message')

/** A Jingle request that begins a session; any other iq is no message. */
const readIq = (scope: Scope): Reading =>
  pipe(
    O.fromNullable(typeOf(scope.element) === 'set' ? findChild(scope, 'jingle', NS.jingle) : undefined),
    O.filter(({ element }) => attr(element, 'action') === 'session-initiate'),
    O.match(
      () => fixed(scope, 'not-a-message'),
      ({ element }) => ({
        ...fixed(scope, 'not-a-message'),
        causes: ['jingle-request', 'not-a-message'],
        call: readCall(scope, element, NS.jingle),
      }),
    ),
  )

const read = (options: Pick<Options, 'understands'>, account: BareJid, stanza: Delivery['stanza']): Reading => {
  const scope = scopeOf(stanza)
  switch (kindOf(scope)) {
    case 'message':
      return readMessage(options, account, scope)
    case 'presence':
      return readPresence(scope)
    case 'iq':
      return readIq(scope)
    case 'other':
      return fixed(scope, 'not-a-message')
  }
}

const BEFORE_OWN: ReadonlyArray<Cause> = POLICY_CAUSES.slice(0, POLICY_CAUSES.indexOf('own-reflection'))

/** The causes with the account's own reflection in a room in its place, which is before all that the message holds. */
const withOwn = (causes: ReadonlyArray<Cause>): ReadonlyArray<Cause> => {
  const isAsked = (cause: Cause): boolean => BEFORE_OWN.includes(cause)
  return [...causes.filter(isAsked), 'own-reflection', ...causes.filter((cause) => !isAsked(cause))]
}

/** SEAL: beyond this a nick would leave no room for the message, and push services refuse what is too large. */
const MAX_NICK = 255

const hostFacts = ({ context }: Delivery): HostFacts | undefined => {
  if (context === undefined) return undefined
  const { muted, mutedFor, senderKnown, chatSetting } = context
  return { muted, mutedFor, senderKnown, chatSetting }
}

/**
 * Reads a stanza once, for every rule there is.
 *
 * @param options - `understands`: what is read beyond mod_cloud_notify
 * @param account - the bare JID of the user that the stanza reached
 * @returns what the rules need of it; total over any element tree
 * @example
 * readFacts(defaultOptions)(juliet)({ stanza, key: 'archive-1' }).causes // ['body', 'nothing-to-show']
 * @since 0.1.0
 */
export const readFacts =
  (options: Pick<Options, 'understands'>) =>
  (account: BareJid) =>
  (delivery: Delivery): Facts => {
    const { key, context } = delivery
    const outer = scopeOf(delivery.stanza).element
    const { wrapping, scope, causes, body, content, call } = read(options, account, delivery.stanza)
    const to = toOf(outer)
    const self = { account, nick: context?.ownNick, occupantId: context?.ownOccupantId }
    const mentioned = content && readMention(scope, self, content, body)
    const nick = content?.roles.nick
    return {
      key,
      causes: context?.own === true ? withOwn(causes) : causes,
      wrapping,
      groupchat: typeOf(scope.element) === 'groupchat',
      addressed: to === undefined || isOfAccount(to, account),
      from: fromOf(wrapping === 'sent' ? outer : scope.element),
      body,
      nickname: nick && cutAt(textOf(nick), MAX_NICK),
      mention: wrapping === 'mention-notification' && content !== undefined ? 'named' : mentioned?.mention,
      namedNicks: mentioned?.namedNicks,
      call,
      host: hostFacts(delivery),
    }
  }

/** What the host said, without what it knows besides of the registrations that it names. */
const ownHost = ({ mutedFor, ...host }: HostFacts): HostFacts =>
  withoutUndefined({ ...host, mutedFor: mutedFor?.map(keyOf) })

/** Facts in texts of their own, to be kept: the stanza that they were cut out of may go. */
export const ownFacts = (facts: Facts): Facts => {
  const { key, from, body, nickname, call } = facts
  const own = (text: string | undefined): string | undefined => (text === undefined ? undefined : ownText(text))
  return withoutUndefined({
    ...facts,
    key: ownText(key),
    from: own(from),
    body: own(body),
    nickname: own(nickname),
    host: facts.host && ownHost(facts.host),
    call: call && { action: ownText(call.action), id: ownText(call.id), media: call.media.map(ownText) },
  })
}
