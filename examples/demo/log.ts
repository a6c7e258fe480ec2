/**
 * The event log: one JSON object a line.
 *
 *   {"format":"xmpp-push-rules/1","options":{…}}          options by mod_cloud_notify's README names or the library's;
 *                                                         begins a new server: nothing from before counts;
 *                                                         with "recorded":true the log has `sent` lines, and what the
 *                                                         library does is compared with them
 *   {"at":0,"account":"romeo@localhost","event":{…}}      an event without its `at`; XML elements as text
 *   {"at":0,"account":"romeo@localhost","sent":"<iq …>"}  what the server sent then: a publish, or a reply
 *   {"at":0}                                              time went by; timers that are due fire
 *
 * `at` is in epoch milliseconds and does not fall between two headers. Members that are not named are passed over.
 *
 * A line is read by decoders: small functions from a path and a value to what it is, or to a sentence for a person.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import {
  type Answer,
  type BareJid,
  type Delivery,
  type DeliveryContext,
  type Event,
  type EventOf,
  makeOptions,
  type Options,
  optionsFromProsody,
  parseBareJid,
  policies,
  type RegistrationKey,
  type RegistrationRef,
  type XmlElement,
} from 'xmpp-push-rules'
import { parseXml } from 'xmpp-push-rules/xml'
import { observe, type Observed } from './observed.js'

/** One line, read. */
export type LogLine =
  | { readonly _tag: 'Header'; readonly options: Options; readonly recorded: boolean }
  | { readonly _tag: 'Happened'; readonly at: number; readonly account: string; readonly event: Event }
  | { readonly _tag: 'Sent'; readonly at: number; readonly account: string; readonly observed: Observed }
  | { readonly _tag: 'Tick'; readonly at: number }

type Decoder<A> = (path: string, value: unknown) => E.Either<string, A>

const expected = (path: string, what: string): E.Either<string, never> => E.left(`${path}: expected ${what}`)

const is =
  <A>(what: string, test: (value: unknown) => value is A): Decoder<A> =>
  (path, value) =>
    test(value) ? E.right(value) : expected(path, what)

type Json = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

const object = is('an object', isObject)
const text = is('a text', (value) => typeof value === 'string')
const flag = is('true or false', (value) => typeof value === 'boolean')
const number = is('a number', (value): value is number => typeof value === 'number' && Number.isFinite(value))

/** The last millisecond that a date can name. */
const LAST = 8.64e15
const time = is(
  'epoch milliseconds, from 0 on',
  (value): value is number => typeof value === 'number' && value >= 0 && value <= LAST,
)

const oneOf = <A extends string>(...texts: ReadonlyArray<A>): Decoder<A> =>
  is(texts.join(' or '), (value): value is A => (texts as ReadonlyArray<unknown>).includes(value))

const maybe =
  <A>(decode: Decoder<A>): Decoder<A | undefined> =>
  (path, value) =>
    value === undefined ? E.right(undefined) : decode(path, value)

const listOf =
  <A>(decode: Decoder<A>): Decoder<ReadonlyArray<A>> =>
  (path, value) =>
    Array.isArray(value)
      ? E.traverseArray((item: readonly [number, unknown]) => decode(`${path}[${item[0]}]`, item[1]))([
          ...value.entries(),
        ])
      : expected(path, 'a list')

type Decoders<A> = { readonly [Member in keyof Required<A>]: Decoder<A[Member]> }

/** The members that are named; one that is absent stays so. */
const shape =
  <A>(decoders: Decoders<A>): Decoder<A> =>
  (path, value) =>
    pipe(
      object(path, value),
      E.flatMap((given) =>
        E.traverseArray(([name, decode]: readonly [string, Decoder<unknown>]) =>
          pipe(
            decode(`${path}.${name}`, given[name]),
            E.map((read) => (read === undefined ? [] : [[name, read] as const])),
          ),
        )(Object.entries<Decoder<unknown>>(decoders)),
      ),
      E.map((members) => Object.fromEntries(members.flat()) as A),
    )

const element: Decoder<XmlElement> = (path, value) =>
  typeof value !== 'string'
    ? expected(path, 'XML as text')
    : pipe(
        parseXml(value),
        E.mapLeft(({ code, offset }) => `${path}: ${code} at offset ${offset}`),
      )

const bareJid: Decoder<BareJid> = (path, value) =>
  pipe(
    text(path, value),
    E.flatMap((jid) =>
      pipe(
        parseBareJid(jid),
        E.mapLeft(({ code, part }) => `${path}: ${jid} is no user's bare JID: ${code} in the ${part}`),
      ),
    ),
  )

const key = shape<RegistrationKey>({ service: text, node: text })

const context = shape<DeliveryContext>({
  muted: maybe(flag),
  mutedFor: maybe(listOf(key)),
  own: maybe(flag),
  senderKnown: maybe(flag),
  ownNick: maybe(text),
  ownOccupantId: maybe(text),
  chatSetting: maybe(oneOf('always', 'on-mention', 'never')),
})

const delivery = shape<Delivery>({ stanza: element, key: text, context: maybe(context) })

const rejected = shape<Extract<Answer, { readonly _tag: 'Rejected' }>>({
  _tag: oneOf('Rejected'),
  type: text,
  condition: text,
  pubsubCondition: maybe(text),
})

const answer: Decoder<Answer> = (path, value) =>
  pipe(
    shape<Pick<Answer, '_tag'>>({ _tag: oneOf('Accepted', 'Rejected', 'TimedOut') })(path, value),
    E.flatMap(({ _tag }): E.Either<string, Answer> =>
      _tag === 'Rejected' ? rejected(path, value) : E.right({ _tag }),
    ),
  )

const COUNTS = { unread: maybe(number), pendingSubscriptions: maybe(number) }
const SESSION = { resource: text }
const STANZA = { delivery, ...COUNTS }

/** What a log has of an event: everything but its tag and its time, which is the line's. */
type Members<Tag extends Event['_tag']> = Decoders<Omit<EventOf<Tag>, '_tag' | 'at'>>

const EVENTS: { readonly [Tag in Event['_tag']]: Members<Tag> } = {
  SessionOpened: { ...SESSION, client: maybe(text) },
  SessionClosed: { ...SESSION, ...COUNTS },
  IqReceived: { ...SESSION, iq: element },
  StoredOffline: STANZA,
  Archived: STANZA,
  GroupchatToBare: STANZA,
  SubscriptionRequested: STANZA,
  HibernationStarted: { ...SESSION, ...COUNTS, queue: listOf(delivery), resumeTimeoutMs: number },
  QueuedWhileHibernating: { ...SESSION, ...STANZA },
  AckDelayed: { ...SESSION, ...COUNTS, queue: listOf(delivery), cause: maybe(delivery) },
  SessionResumed: SESSION,
  PresenceChanged: { ...SESSION, available: flag, show: maybe(text) },
  PingRequested: { ...COUNTS, registrations: maybe(listOf(key)) },
  UnreadChanged: { unread: number, pendingSubscriptions: maybe(number), resource: maybe(text) },
  PublishAnswered: {
    registration: shape<RegistrationRef>({ service: text, node: text, number: maybe(number) }),
    from: maybe(text),
    answer,
  },
  ServiceMessage: { message: element },
  RegistrationsRemoved: { registrations: maybe(listOf(key)), client: maybe(text) },
  TimerFired: { timer: text },
  AccountDeleted: {},
}

const event =
  (at: number): Decoder<Event> =>
  (path, value) =>
    pipe(
      object(path, value),
      E.flatMap(({ _tag }) =>
        typeof _tag === 'string' && Object.hasOwn(EVENTS, _tag)
          ? pipe(
              shape(EVENTS[_tag as Event['_tag']] as Decoders<Json>)(path, value),
              E.map((members) => ({ ...members, _tag, at }) as unknown as Event),
            )
          : E.left(`${path}._tag: unknown event ${String(_tag)}`),
      ),
    )

const sent: Decoder<Observed> = (path, value) =>
  pipe(
    element(path, value),
    E.flatMap((iq) => E.fromNullable(`${path}: neither a publish nor a reply`)(observe(iq))),
  )

/** Options by the names of mod_cloud_notify's README make the library behave as that module. */
const options: Decoder<Options> = (path, value) =>
  pipe(
    object(path, value ?? {}),
    E.flatMap((named) =>
      pipe(
        Object.keys(named).some((name) => name.startsWith('push_'))
          ? pipe(
              optionsFromProsody(named),
              E.map((decoded): Options => ({ ...decoded, ...policies.prosody })),
            )
          : makeOptions(named),
        E.mapLeft((faults) => faults.map((one) => `${path}.${one.option}: expected ${one.expected}`).join('; ')),
      ),
    ),
  )

const header = (line: Json): E.Either<string, LogLine> =>
  pipe(
    E.Do,
    E.apS('format', oneOf('xmpp-push-rules/1')('format', line['format'])),
    E.apS('options', options('options', line['options'])),
    E.apS('recorded', maybe(flag)('recorded', line['recorded'])),
    E.map((read): LogLine => ({ _tag: 'Header', options: read.options, recorded: read.recorded === true })),
  )

const body = (line: Json): E.Either<string, LogLine> =>
  pipe(
    time('at', line['at']),
    E.flatMap((at): E.Either<string, LogLine> => {
      if (line['event'] === undefined && line['sent'] === undefined) return E.right({ _tag: 'Tick', at })
      return pipe(
        bareJid('account', line['account']),
        E.flatMap((account) =>
          line['event'] === undefined
            ? pipe(
                sent('sent', line['sent']),
                E.map((observed): LogLine => ({ _tag: 'Sent', at, account, observed })),
              )
            : pipe(
                event(at)('event', line['event']),
                E.map((read): LogLine => ({ _tag: 'Happened', at, account, event: read })),
              ),
        ),
      )
    }),
  )

const json = (line: string): E.Either<string, unknown> =>
  E.tryCatch(
    () => JSON.parse(line) as unknown,
    (error) => `no JSON: ${error instanceof Error ? error.message : String(error)}`,
  )

/** Reads one line of a log; the reason is for a person. */
export const decodeLine = (line: string): E.Either<string, LogLine> =>
  pipe(
    json(line),
    E.flatMap((value) => object('the line', value)),
    E.flatMap((read) => (read['format'] === undefined ? body(read) : header(read))),
  )
