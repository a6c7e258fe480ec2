import { type Either, isLeft } from 'fp-ts/lib/Either.js'
import {
  type Account,
  type Answer,
  type BareJid,
  type Delivery,
  type Effect,
  emptyAccount,
  type Event,
  makeOptions,
  type Options,
  parseBareJid,
  type RegistrationKey,
  step,
  type XmlElement,
} from 'xmpp-push-rules'

/* Small builders: an account, stanzas, events by name, and a run of events over an account. */

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
export const SERVICE = 'push.example'
export const NOW = 1_700_000_000_000

export const juliet: BareJid = right(parseBareJid(JULIET))
export const nobody: Account = right(emptyAccount(JULIET))
export const options = (partial: Partial<Options> = {}): Options => right(makeOptions(partial))

export const key = (node = 'n1', service = SERVICE): RegistrationKey => ({ service, node })

export const el = (
  name: string,
  attrs: Readonly<Record<string, string | undefined>> = {},
  ...children: ReadonlyArray<XmlElement | string>
): XmlElement => ({ name, attrs, children })

export const message = (
  attrs: Readonly<Record<string, string | undefined>>,
  ...children: ReadonlyArray<XmlElement | string>
): XmlElement => el('message', { xmlns: 'jabber:client', from: ROMEO, to: JULIET, type: 'chat', ...attrs }, ...children)
export const body = (text: string): XmlElement => el('body', {}, text)
export const chat = (text = 'Wherefore art thou?'): XmlElement => message({}, body(text))
/** A message with nothing to show: unimportant. */
export const chatState = message({}, el('active', { xmlns: 'http://jabber.org/protocol/chatstates' }))
export const propose = el('propose', { xmlns: 'urn:xmpp:jingle-message:0', id: 'c1' })

export const carbon = (
  direction: 'received' | 'sent',
  inner: XmlElement,
  outer: Readonly<Record<string, string>> = {},
): XmlElement =>
  message(
    { from: JULIET, to: PHONE, ...outer },
    el(direction, { xmlns: 'urn:xmpp:carbons:2' }, el('forwarded', { xmlns: 'urn:xmpp:forward:0' }, inner)),
  )

export const delivery = (name: string, stanza: XmlElement = chat()): Delivery => ({ key: name, stanza })
export const loud = (name: string): Delivery => delivery(name, chat(`text of ${name}`))
export const quiet = (name: string): Delivery => delivery(name, chatState)

const NS_PUSH = 'urn:xmpp:push:0'
export const NS_OPTIONS = 'http://jabber.org/protocol/pubsub#publish-options'
export const NS_STANZAS = 'urn:ietf:params:xml:ns:xmpp-stanzas'

export const field = (name: string, ...values: ReadonlyArray<string>): XmlElement =>
  el('field', { var: name }, ...values.map((value) => el('value', {}, value)))
export const form = (...fields: ReadonlyArray<XmlElement>): XmlElement =>
  el('x', { xmlns: 'jabber:x:data', type: 'submit' }, ...fields)
export const publishOptions = (...fields: ReadonlyArray<XmlElement>): XmlElement =>
  form(field('FORM_TYPE', NS_OPTIONS), ...fields)

export const iq = (child: XmlElement, attrs: Readonly<Record<string, string | undefined>> = {}): XmlElement =>
  el('iq', { xmlns: 'jabber:client', type: 'set', id: 'i1', to: JULIET, ...attrs }, child)
const request =
  (name: string) =>
  (attrs: Readonly<Record<string, string | undefined>>, ...children: ReadonlyArray<XmlElement>): XmlElement =>
    iq(el(name, { xmlns: NS_PUSH, ...attrs }, ...children))
export const enableIq = request('enable')
export const disableIq = request('disable')

type Body<Tag extends Event['_tag']> = Omit<Extract<Event, { readonly _tag: Tag }>, '_tag' | 'at'>
const event =
  <Tag extends Event['_tag']>(_tag: Tag) =>
  (rest: Body<Tag>, at = NOW): Event =>
    ({ _tag, at, ...rest }) as unknown as Event

const deliveries =
  (_tag: 'StoredOffline' | 'Archived' | 'GroupchatToBare') =>
  (
    one: Delivery,
    rest: { readonly unread?: number; readonly pendingSubscriptions?: number; readonly at?: number } = {},
  ): Event => ({
    _tag,
    at: NOW,
    delivery: one,
    ...rest,
  })

export const opened = (resource: string, at?: number): Event => event('SessionOpened')({ resource }, at)
export const closed = (resource: string, at?: number): Event => event('SessionClosed')({ resource }, at)
export const sent = (resource: string, stanza: XmlElement, at?: number): Event =>
  event('IqReceived')({ resource, iq: stanza }, at)
export const enabled = (resource: string, { service, node }: RegistrationKey = key(), at?: number): Event =>
  sent(resource, enableIq({ jid: service, node }), at)
export const disabled = (resource: string, { service, node }: RegistrationKey = key(), at?: number): Event =>
  sent(resource, disableIq({ jid: service, node }), at)
export const stored = deliveries('StoredOffline')
export const archived = deliveries('Archived')
export const groupchat = deliveries('GroupchatToBare')
export const hibernated = (
  resource: string,
  queue: ReadonlyArray<Delivery> = [],
  resumeTimeoutMs = 300_000,
  at?: number,
): Event => event('HibernationStarted')({ resource, queue, resumeTimeoutMs }, at)
export const queued = (resource: string, one: Delivery, at?: number): Event =>
  event('QueuedWhileHibernating')({ resource, delivery: one }, at)
export const ackDelayed = (resource: string, queue: ReadonlyArray<Delivery>, cause?: Delivery, at?: number): Event =>
  event('AckDelayed')({ resource, queue, ...(cause === undefined ? {} : { cause }) }, at)
export const resumed = (resource: string, at?: number): Event => event('SessionResumed')({ resource }, at)
export const ping = (registrations?: ReadonlyArray<RegistrationKey>, at?: number): Event =>
  event('PingRequested')(registrations === undefined ? {} : { registrations }, at)
export const answered = (
  registration: RegistrationKey,
  answer: Answer,
  from = registration.service,
  at?: number,
): Event => event('PublishAnswered')({ registration, from, answer }, at)
export const serviceMessage = (stanza: XmlElement, at?: number): Event =>
  event('ServiceMessage')({ message: stanza }, at)
export const fired = (timer: string, at?: number): Event => event('TimerFired')({ timer }, at)
export const deleted = (at?: number): Event => event('AccountDeleted')({}, at)

export const rejected = (type = 'cancel'): Answer => ({ _tag: 'Rejected', type, condition: 'service-unavailable' })
export const accepted: Answer = { _tag: 'Accepted' }

export interface Ran {
  readonly account: Account
  /** Of all events. */
  readonly effects: ReadonlyArray<Effect>
  /** Of the last event. */
  readonly last: ReadonlyArray<Effect>
}

/** Feeds events one by one. */
export const runFrom =
  (account: Account, partial: Partial<Options> = {}) =>
  (...events: ReadonlyArray<Event>): Ran =>
    events.reduce<Ran>(
      (ran, one) => {
        const [last, after] = step(options(partial))(one)(ran.account)
        return { account: after, effects: [...ran.effects, ...last], last }
      },
      { account, effects: [], last: [] },
    )

/** From an empty account, with the default options. */
export const run = runFrom(nobody)
export const runWith = (partial: Partial<Options>): typeof run => runFrom(nobody, partial)

export const only = <Tag extends Effect['_tag']>(
  effects: ReadonlyArray<Effect>,
  tag: Tag,
): ReadonlyArray<Extract<Effect, { readonly _tag: Tag }>> =>
  effects.filter((effect): effect is Extract<Effect, { readonly _tag: Tag }> => effect._tag === tag)

/** What was published, as `stanza > node`. */
export const pushes = (effects: ReadonlyArray<Effect>): ReadonlyArray<string> =>
  only(effects, 'Publish').map(({ key: stanza, registration }) => `${stanza ?? 'ping'} > ${registration.node}`)

export const tags = (effects: ReadonlyArray<Effect>): ReadonlyArray<string> => effects.map(({ _tag }) => _tag)

/** The first element of that name anywhere below. */
export const deep = (element: XmlElement, name: string): XmlElement | undefined =>
  element.name === name
    ? element
    : element.children.reduce<XmlElement | undefined>(
        (found, child) => found ?? (typeof child === 'string' ? undefined : deep(child, name)),
        undefined,
      )

const textIn = (element: XmlElement): string => element.children.filter((child) => typeof child === 'string').join('')

/** The form of a publish request as `var: values`. */
export const fieldsOf = (root: XmlElement | undefined): Readonly<Record<string, ReadonlyArray<string>>> =>
  Object.fromEntries(
    (root?.children ?? []).flatMap((child) =>
      typeof child === 'string'
        ? []
        : [
            [
              child.attrs['var'] ?? '',
              child.children.flatMap((value) => (typeof value === 'string' ? [] : [textIn(value)])),
            ],
          ],
    ),
  )

/** The summary of the only push there is. */
export const summaryOf = (effects: ReadonlyArray<Effect>): Readonly<Record<string, ReadonlyArray<string>>> => {
  const [first] = only(effects, 'Publish')
  return fieldsOf(first && deep(first.iq, 'x'))
}

/** Each reply as `type`, or `type/condition` of the error. */
export const replies = (effects: ReadonlyArray<Effect>): ReadonlyArray<string> =>
  only(effects, 'Reply').map(({ iq: answer }) => errorOf(answer) ?? answer.attrs['type'] ?? '')

export const errorOf = (answer: XmlElement): string | undefined => {
  const error = deep(answer, 'error')
  const condition = error?.children[0]
  return error === undefined || typeof condition !== 'object' ? undefined : `${error.attrs['type']}/${condition.name}`
}

/** Freezes all that can be reached, cycles included. */
export const deepFreeze = <A>(value: A): A => {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    Object.values(value).forEach(deepFreeze)
  }
  return value
}

export const overJson = <A>(value: A): A => JSON.parse(JSON.stringify(value)) as A

/** The same tree in objects of its own, whatever it holds; what is no element or list stays what it is. */
export const copied = (element: XmlElement): XmlElement => {
  const copy = (value: unknown): unknown =>
    typeof value === 'object' && value !== null && 'name' in value ? copied(value as XmlElement) : value
  const { name, attrs, children } = element
  const own: unknown =
    typeof attrs === 'object' && attrs !== null
      ? Object.assign(Object.create(Object.getPrototypeOf(attrs) as object) as object, attrs)
      : attrs
  return {
    name,
    attrs: own as XmlElement['attrs'],
    children: (Array.isArray(children) ? children.map(copy) : children) as XmlElement['children'],
  }
}
