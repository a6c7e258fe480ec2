/** Small builders, in the order in which a test needs them: people, stanzas, requests, events, a run, what came of it. */
import { type Either, isLeft } from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import {
  type Account,
  type Answer,
  type BareJid,
  type Counts,
  type Delivery,
  type DeliveryContext,
  type Effect,
  type EffectOf,
  emptyAccount,
  type Event,
  type EventOf,
  makeOptions,
  type Options,
  parseBareJid,
  type Registration,
  type RegistrationKey,
  type RegistrationRef,
  type ReasonCode,
  type Reply,
  step,
  type Summary,
  type XmlElement,
} from 'xmpp-push-rules'

export const right = <A>(either: Either<unknown, A>): A => {
  if (isLeft(either)) throw new Error(`left: ${JSON.stringify(either.left)}`)
  return either.right
}

export const left = <E>(either: Either<E, unknown>): E => {
  if (!isLeft(either)) throw new Error(`right: ${JSON.stringify(either.right)}`)
  return either.left
}

/** A value that no type allows: what a host without a type checker, or a wild element tree, may hand over. */
export const wild = (value: unknown): never => value as never

export const JULIET = 'juliet@capulet.example'
export const PHONE = `${JULIET}/phone`
export const ROMEO = 'romeo@montague.example/orchard'
export const ROOM = 'garden@muc.montague.example'
export const SERVICE = 'push.example'
export const NOW = 1_700_000_000_000
export const HOUR = 3_600_000

export const juliet: BareJid = right(parseBareJid(JULIET))
export const nobody: Account = right(emptyAccount(JULIET))
export const options = (partial: Partial<Options> = {}): Options => right(makeOptions(partial))

export const key = (node = 'n1', service = SERVICE): RegistrationKey => ({ service, node })
export const registration = (node = 'n1', rest: Partial<Registration> = {}): Registration => ({
  ...key(node),
  number: 1,
  publishOptions: O.none,
  enabledAt: NOW,
  errors: 0,
  ...rest,
})

type Attrs = Readonly<Record<string, string | undefined>>
type Children = ReadonlyArray<XmlElement | string>

export const el = (name: string, attrs: Attrs = {}, ...children: Children): XmlElement => ({ name, attrs, children })

export const message = (attrs: Attrs, ...children: Children): XmlElement =>
  el('message', { xmlns: 'jabber:client', from: ROMEO, to: JULIET, type: 'chat', ...attrs }, ...children)
export const body = (text: string): XmlElement => el('body', {}, text)
export const chat = (text = 'Wherefore art thou?'): XmlElement => message({}, body(text))
/** What somebody says in a room. */
export const roomMessage = (...children: Children): XmlElement =>
  message({ from: `${ROOM}/Romeo`, type: 'groupchat' }, ...children)
/** A message with nothing to show: unimportant. */
export const chatState = message({}, el('active', { xmlns: 'http://jabber.org/protocol/chatstates' }))
const NS_CALL = 'urn:xmpp:jingle-message:0'
export const propose = el(
  'propose',
  { xmlns: NS_CALL, id: 'c1' },
  el('description', { xmlns: 'urn:xmpp:jingle:apps:rtp:1', media: 'audio' }),
)
/** Another message of the same call: `retract`, `finish`, `proceed`, … */
export const callMessage = (name: string, attrs: Attrs = {}): XmlElement =>
  message(attrs, el(name, { xmlns: NS_CALL, id: 'c1' }))
export const call = message({}, propose)

export const carbon = (
  direction: 'received' | 'sent',
  inner: XmlElement,
  outer: Readonly<Record<string, string>> = {},
): XmlElement =>
  message(
    { from: JULIET, to: PHONE, ...outer },
    el(direction, { xmlns: 'urn:xmpp:carbons:2' }, el('forwarded', { xmlns: 'urn:xmpp:forward:0' }, inner)),
  )

export const delivery = (name: string, stanza: XmlElement = chat(), context?: DeliveryContext): Delivery => ({
  key: name,
  stanza,
  ...(context === undefined ? {} : { context }),
})
export const loud = (name: string, context?: DeliveryContext): Delivery =>
  delivery(name, chat(`text of ${name}`), context)
export const quiet = (name: string, context?: DeliveryContext): Delivery => delivery(name, chatState, context)
export const ringing = (name: string, context?: DeliveryContext): Delivery => delivery(name, call, context)

const NS_PUSH = 'urn:xmpp:push:0'
export const NS_OPTIONS = 'http://jabber.org/protocol/pubsub#publish-options'
export const NS_STANZAS = 'urn:ietf:params:xml:ns:xmpp-stanzas'

export const field = (name: string, ...values: ReadonlyArray<string>): XmlElement =>
  el('field', { var: name }, ...values.map((value) => el('value', {}, value)))
export const form = (...fields: ReadonlyArray<XmlElement>): XmlElement =>
  el('x', { xmlns: 'jabber:x:data', type: 'submit' }, ...fields)
export const publishOptions = (...fields: ReadonlyArray<XmlElement>): XmlElement =>
  form(field('FORM_TYPE', NS_OPTIONS), ...fields)
/** FORM_TYPE as every registration keeps it. */
export const FORM_TYPE = { name: 'FORM_TYPE', type: 'hidden', values: [NS_OPTIONS] } as const

export const iq = (child: XmlElement, attrs: Attrs = {}): XmlElement =>
  el('iq', { xmlns: 'jabber:client', type: 'set', id: 'i1', to: JULIET, ...attrs }, child)
const request =
  (name: string) =>
  (attrs: Attrs, ...children: ReadonlyArray<XmlElement>): XmlElement =>
    iq(el(name, { xmlns: NS_PUSH, ...attrs }, ...children))
export const enableIq = request('enable')
export const disableIq = request('disable')

type Rest = Counts & { readonly at?: number }
type OfStanza = 'StoredOffline' | 'Archived' | 'GroupchatToBare' | 'SubscriptionRequested'

const ofStanza =
  (_tag: OfStanza) =>
  (one: Delivery, rest: Rest = {}): EventOf<OfStanza> => ({ _tag, at: NOW, delivery: one, ...rest })

/** Events by name. */
export const on = {
  opened: (resource: string, at = NOW, client?: string): Event => ({
    _tag: 'SessionOpened',
    at,
    resource,
    ...(client === undefined ? {} : { client }),
  }),
  closed: (resource: string, at = NOW, counts: Counts = {}): Event => ({
    _tag: 'SessionClosed',
    at,
    resource,
    ...counts,
  }),
  sent: (resource: string, stanza: XmlElement, at = NOW): Event => ({ _tag: 'IqReceived', at, resource, iq: stanza }),
  enabled: (resource: string, { service, node }: RegistrationKey = key(), at = NOW): Event =>
    on.sent(resource, enableIq({ jid: service, node }), at),
  disabled: (resource: string, { service, node }: RegistrationKey = key(), at = NOW): Event =>
    on.sent(resource, disableIq({ jid: service, node }), at),
  stored: ofStanza('StoredOffline'),
  archived: ofStanza('Archived'),
  groupchat: ofStanza('GroupchatToBare'),
  subscribed: ofStanza('SubscriptionRequested'),
  hibernated: (
    resource: string,
    queue: ReadonlyArray<Delivery> = [],
    resumeTimeoutMs = 300_000,
    { at = NOW, ...counts }: Rest = {},
  ): Event => ({ _tag: 'HibernationStarted', at, resource, queue, resumeTimeoutMs, ...counts }),
  queued: (resource: string, one: Delivery, at = NOW, counts: Counts = {}): Event => ({
    _tag: 'QueuedWhileHibernating',
    at,
    resource,
    delivery: one,
    ...counts,
  }),
  ackDelayed: (
    resource: string,
    queue: ReadonlyArray<Delivery>,
    cause?: Delivery,
    { at = NOW, ...counts }: Rest = {},
  ): Event => ({ _tag: 'AckDelayed', at, resource, queue, ...(cause === undefined ? {} : { cause }), ...counts }),
  resumed: (resource: string, at = NOW): Event => ({ _tag: 'SessionResumed', at, resource }),
  presence: (resource: string, available: boolean, show?: string): Event => ({
    _tag: 'PresenceChanged',
    at: NOW,
    resource,
    available,
    ...(show === undefined ? {} : { show }),
  }),
  ping: (registrations?: ReadonlyArray<RegistrationKey>, { at = NOW, ...counts }: Rest = {}): Event => ({
    _tag: 'PingRequested',
    at,
    ...(registrations === undefined ? {} : { registrations }),
    ...counts,
  }),
  unread: (unread: number, resource?: string, pendingSubscriptions?: number): Event => ({
    _tag: 'UnreadChanged',
    at: NOW,
    unread,
    ...(resource === undefined ? {} : { resource }),
    ...(pendingSubscriptions === undefined ? {} : { pendingSubscriptions }),
  }),
  answered: (to: RegistrationRef, answer: Answer, from: string | undefined = to.service, at = NOW): Event => ({
    _tag: 'PublishAnswered',
    at,
    registration: to,
    from,
    answer,
  }),
  serviceMessage: (stanza: XmlElement): Event => ({ _tag: 'ServiceMessage', at: NOW, message: stanza }),
  removed: (named: Omit<EventOf<'RegistrationsRemoved'>, '_tag' | 'at'>): Event => ({
    _tag: 'RegistrationsRemoved',
    at: NOW,
    ...named,
  }),
  fired: (timer: string, at = NOW): Event => ({ _tag: 'TimerFired', at, timer }),
  deleted: (): Event => ({ _tag: 'AccountDeleted', at: NOW }),
} as const

/** TRG-6: the name of a session's timer. */
export const timerOf = (resource = 'phone', at = NOW): string => `${JULIET}/${resource}@${at}`
export const TIMER = timerOf()

export const rejected = (type = 'cancel', condition = 'item-not-found', pubsubCondition?: string): Answer => ({
  _tag: 'Rejected',
  type,
  condition,
  ...(pubsubCondition === undefined ? {} : { pubsubCondition }),
})
export const accepted: Answer = { _tag: 'Accepted' }
export const timedOut: Answer = { _tag: 'TimedOut' }

export interface Ran {
  readonly account: Account
  /** Of all events. */
  readonly effects: ReadonlyArray<Effect>
  /** Of the last event. */
  readonly last: ReadonlyArray<Effect>
}

/** Feeds events one by one. */
export const runFrom = (
  account: Account,
  partial: Partial<Options> = {},
): ((...events: ReadonlyArray<Event>) => Ran) => {
  const chosen = options(partial)
  return (...events) =>
    events.reduce<Ran>(
      (ran, one) => {
        const [last, after] = step(chosen)(one)(ran.account)
        return { account: after, effects: [...ran.effects, ...last], last }
      },
      { account, effects: [], last: [] },
    )
}

/** From an empty account, with the default options. */
export const run = runFrom(nobody)
export const runWith = (partial: Partial<Options>): typeof run => runFrom(nobody, partial)

export const only = <Tag extends Effect['_tag']>(
  effects: ReadonlyArray<Effect>,
  tag: Tag,
): ReadonlyArray<EffectOf<Tag>> => effects.filter((effect): effect is EffectOf<Tag> => effect._tag === tag)

type Published = EffectOf<'Publish'> | EffectOf<'PublishSealed'>

/** Pushes of both kinds. */
export const published = (effects: ReadonlyArray<Effect>): ReadonlyArray<Published> =>
  effects.filter((effect): effect is Published => effect._tag === 'Publish' || effect._tag === 'PublishSealed')

/** What was published, as `stanza > node`. */
export const pushes = (effects: ReadonlyArray<Effect>): ReadonlyArray<string> =>
  published(effects).map(({ key: stanza, registration: { node } }) => `${stanza ?? 'ping'} > ${node}`)

/** What was skipped, as `stanza: code`. */
export const skips = (effects: ReadonlyArray<Effect>): ReadonlyArray<string> =>
  only(effects, 'Skip').map(({ key: stanza, decision }) => `${stanza ?? 'ping'}: ${decision.reasons[0]?.code ?? ''}`)

export const drops = (effects: ReadonlyArray<Effect>): ReadonlyArray<string> =>
  only(effects, 'Drop').map(({ registration: { node }, reason }) => `${node} ${reason}`)

export const tags = (effects: ReadonlyArray<Effect>): ReadonlyArray<string> => effects.map(({ _tag }) => _tag)

/** Why each push or skip is one. */
export const codes = (effects: ReadonlyArray<Effect>): ReadonlyArray<ReadonlyArray<ReasonCode>> =>
  effects.flatMap((effect) =>
    effect._tag === 'Publish' || effect._tag === 'Skip' ? [effect.decision.reasons.map(({ code }) => code)] : [],
  )

export const summaries = (effects: ReadonlyArray<Effect>): ReadonlyArray<Summary> =>
  only(effects, 'Publish').map(({ decision }) => decision.summary)

export const nodes = ({ registrations }: Account): ReadonlyArray<string> => registrations.map(({ node }) => node)
export const boundTo = ({ sessions }: Account, resource: string): RegistrationKey | undefined =>
  O.toUndefined(sessions[resource]?.bound ?? O.none)

/** A reply as `result`, or `type/condition` of its error. */
export const answerOf = ({ error }: Reply): string =>
  error === undefined ? 'result' : `${error.type}/${error.condition}`
export const replies = (effects: ReadonlyArray<Effect>): ReadonlyArray<string> => only(effects, 'Reply').map(answerOf)

/** The first element of that name anywhere below. */
export const deep = (element: XmlElement, name: string): XmlElement | undefined =>
  element.name === name
    ? element
    : element.children.reduce<XmlElement | undefined>(
        (found, child) => found ?? (typeof child === 'string' ? undefined : deep(child, name)),
        undefined,
      )

/** Freezes all that can be reached, cycles included. */
export const deepFreeze = <A>(value: A): A => {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    Object.values(value).forEach(deepFreeze)
  }
  return value
}

export const overJson = <A>(value: A): A => JSON.parse(JSON.stringify(value)) as A
