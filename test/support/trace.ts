/** Random traces: events over few names, so that they meet; weighted towards bound and hibernating sessions. */
import fc from 'fast-check'
import {
  type Account,
  type Delivery,
  type DeliveryContext,
  type Effect,
  type Event,
  type Options,
  step,
  type XmlElement,
} from 'xmpp-push-rules'
import {
  JULIET,
  ROMEO,
  SERVICE,
  NOW,
  HOUR,
  nobody,
  key,
  el,
  message,
  chatState,
  field,
  publishOptions,
  enableIq,
  disableIq,
  on,
  rejected,
  accepted,
  timedOut,
  deepFreeze,
} from './fixtures.js'
import { type Private, SHAPES, type Veil } from './kinds.js'

const anyPrivate: fc.Arbitrary<Private> = fc.record({
  text: fc.constantFrom('Wherefore art thou?', ' ', '<&>', '0', '__proto__'),
  from: fc.constantFrom(ROMEO, 'montague.example', 'x@push.example/r', 'not a jid', 'Romeo@Montague.example'),
  call: fc.constantFrom('c1', 'c2', ''),
})

const context: fc.Arbitrary<DeliveryContext | undefined> = fc.oneof(
  { weight: 6, arbitrary: fc.constant(undefined) },
  {
    weight: 1,
    arbitrary: fc.record(
      {
        muted: fc.boolean(),
        mutedFor: fc.constantFrom([], [key('n1')]),
        own: fc.boolean(),
        senderKnown: fc.boolean(),
        ownNick: fc.constantFrom('Juliet', ''),
        chatSetting: fc.constantFrom('always' as const, 'on-mention' as const, 'never' as const),
      },
      { requiredKeys: [] },
    ),
  },
)

interface Drawn {
  readonly name: string
  readonly shape: number
  readonly hidden: Private
  readonly context: DeliveryContext | undefined
}

/** A stanza's key names its content. */
const drawn: fc.Arbitrary<Drawn> = fc.record({
  name: fc.constantFrom('m1', 'm2', 'm3', 'm4', '__proto__', 'constructor'),
  shape: fc.nat(SHAPES.length - 1),
  hidden: anyPrivate,
  context,
})
const toDelivery = ({ name, shape, hidden, context: known }: Drawn): Delivery => ({
  key: name,
  stanza: SHAPES[shape]?.(hidden) ?? chatState,
  ...(known === undefined ? {} : { context: known }),
})

const resource = fc.constantFrom('phone', 'phone', 'phone', 'tablet', 'tablet', '__proto__', 'constructor')
const registrationKey = fc.constantFrom(
  key('n1'),
  key('n1'),
  key('n2'),
  key(''),
  key('__proto__'),
  key('n1', 'other.example'),
)

const SECRET = 'MDEyMzQ1Njc4OWFiY2RlZg=='
/** What a client may ask for; nobody who is drawn above is on its lists. */
export const WISHES: ReadonlyArray<XmlElement> = [
  publishOptions(field('secret', 'x')),
  el('priority', { xmlns: 'tigase:push:priority:0' }),
  el('jingle', { xmlns: 'tigase:push:jingle:0' }),
  el('muted', { xmlns: 'tigase:push:filter:muted:0' }, el('item', { jid: 'mallory@evil.example' })),
  el('ignore-unknown', { xmlns: 'tigase:push:filter:ignore-unknown:0' }),
  el('encrypt', { xmlns: 'tigase:push:encrypt:0', alg: 'aes-128-gcm' }, SECRET),
]
const asking = fc
  .tuple(registrationKey, fc.subarray([...WISHES], { minLength: 1 }), fc.constantFrom(undefined, 'true'))
  .map(([{ service, node }, wishes, away]) => enableIq({ jid: service, node, away }, ...wishes))

/** A move: an event, or one that only the run can name: a timer that was started. */
export type Move = (seen: { readonly timers: ReadonlyArray<string>; readonly at: number; readonly veil: Veil }) => Event

const counts = fc.record(
  { unread: fc.integer({ min: 0, max: 9 }), pendingSubscriptions: fc.nat(2) },
  { requiredKeys: [] },
)
const queue = fc.array(drawn, { maxLength: 4 })

const always = (events: fc.Arbitrary<Event>): fc.Arbitrary<Move> => events.map((one) => ({ at }) => ({ ...one, at }))
const about = <A>(
  arbitrary: fc.Arbitrary<A>,
  make: (value: A, deliver: (one: Drawn) => Delivery) => Event,
): fc.Arbitrary<Move> =>
  arbitrary.map((value) => ({ at, veil }) => ({
    ...make(value, (one) => toDelivery({ ...one, hidden: veil(one.hidden) })),
    at,
  }))

const revocation = (service: string, node: string): Event =>
  on.serviceMessage(
    message(
      { from: service },
      el(
        'pubsub',
        { xmlns: 'http://jabber.org/protocol/pubsub', node },
        el('affiliation', { jid: JULIET, affiliation: 'none' }),
      ),
    ),
  )

const MOVES: ReadonlyArray<readonly [weight: number, move: fc.Arbitrary<Move>]> = [
  [
    2,
    always(
      fc.tuple(resource, fc.constantFrom(undefined, undefined, 'client')).map(([name, id]) => on.opened(name, NOW, id)),
    ),
  ],
  [1, always(fc.tuple(resource, counts).map(([name, some]) => on.closed(name, NOW, some)))],
  [5, always(fc.tuple(resource, registrationKey).map(([name, one]) => on.enabled(name, one)))],
  [3, always(fc.tuple(resource, asking).map(([name, request]) => on.sent(name, request)))],
  [1, always(fc.tuple(resource, registrationKey).map(([name, one]) => on.disabled(name, one)))],
  [
    1,
    always(
      fc
        .tuple(resource, fc.constantFrom({ jid: SERVICE }, {}, { jid: 'gone' }))
        .map(([name, attrs]) => on.sent(name, disableIq(attrs))),
    ),
  ],
  [
    5,
    about(fc.tuple(resource, queue, counts), ([name, all, some], deliver) =>
      on.hibernated(name, all.map(deliver), 300_000, some),
    ),
  ],
  [
    6,
    about(fc.tuple(resource, drawn, counts), ([name, one, some], deliver) => on.queued(name, deliver(one), NOW, some)),
  ],
  [
    3,
    about(fc.tuple(resource, queue, fc.boolean()), ([name, all, named], deliver) =>
      on.ackDelayed(name, all.map(deliver), named && all[0] ? deliver(all[0]) : undefined),
    ),
  ],
  [2, always(resource.map((name) => on.resumed(name)))],
  [
    1,
    always(
      fc
        .tuple(resource, fc.boolean(), fc.constantFrom(undefined, 'away'))
        .map(([name, available, show]) => on.presence(name, available, show)),
    ),
  ],
  [3, about(fc.tuple(drawn, counts), ([one, some], deliver) => on.stored(deliver(one), some))],
  [3, about(fc.tuple(drawn, counts), ([one, some], deliver) => on.archived(deliver(one), some))],
  [1, about(drawn, (one, deliver) => on.groupchat(deliver(one)))],
  [1, about(drawn, (one, deliver) => on.subscribed(deliver(one)))],
  [
    1,
    always(fc.option(fc.array(registrationKey, { maxLength: 2 }), { nil: undefined }).map((named) => on.ping(named))),
  ],
  [
    1,
    always(fc.tuple(fc.nat(2), fc.constantFrom(undefined, 'phone')).map(([unread, name]) => on.unread(unread, name))),
  ],
  [
    3,
    always(
      fc
        .tuple(
          registrationKey,
          fc.constantFrom(accepted, rejected(), rejected(), rejected('wait', 'gone'), timedOut),
          fc.constantFrom(SERVICE, SERVICE, 'evil.example'),
          fc.constantFrom({}, { number: 1 }, { number: 3 }),
        )
        .map(([one, answer, from, number]) => on.answered({ ...one, ...number }, answer, from)),
    ),
  ],
  [1, always(registrationKey.map(({ service, node }) => revocation(service, node)))],
  [1, always(registrationKey.map((one) => on.removed({ registrations: [one] })))],
  [
    7,
    fc.nat(9).map(
      (back): Move =>
        ({ timers, at }) =>
          on.fired(timers.at(-1 - back) ?? timers.at(-1) ?? 'none', at),
    ),
  ],
  [1, always(fc.constant(on.deleted()))],
]

/** Mostly time goes on; sometimes it stands still, leaps or goes back. */
const onwards = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 2000 }) },
  { weight: 1, arbitrary: fc.constantFrom(HOUR, 72 * HOUR) },
)
const anyhow = fc.oneof(
  { weight: 4, arbitrary: onwards },
  { weight: 1, arbitrary: fc.constantFrom(0, -1, -5000, -2_000_000_000_000) },
)

export type Trace = ReadonlyArray<{ readonly move: Move; readonly delta: number }>

const traceOf = (delta: fc.Arbitrary<number>): fc.Arbitrary<Trace> =>
  fc.array(fc.record({ move: fc.oneof(...MOVES.map(([weight, arbitrary]) => ({ weight, arbitrary }))), delta }), {
    minLength: 1,
    maxLength: 40,
    size: 'max',
  })

/** Any order of events, any clock. */
export const anyTrace = traceOf(anyhow)
/** A clock that never stands still. */
export const timelyTrace = traceOf(onwards)

export interface Step {
  readonly before: Account
  readonly event: Event
  readonly effects: ReadonlyArray<Effect>
  readonly after: Account
}

const asTheyAre: Veil = (hidden) => hidden

/** Two sessions are there, one of them bound, before anything else happens. */
const opening: Trace = [on.opened('phone'), on.opened('tablet'), on.enabled('phone')].map((one) => ({
  move: ({ at }) => ({ ...one, at }),
  delta: 1,
}))

/** Plays a trace over deep-frozen inputs: what mutates them throws. */
export const play = (chosen: Options, trace: Trace, veil: Veil = asTheyAre): ReadonlyArray<Step> => {
  const steps: Array<Step> = []
  const timers: Array<string> = []
  const stepping = step(deepFreeze(chosen))
  let account = deepFreeze(nobody)
  let at = NOW
  for (const { move, delta } of [...opening, ...trace]) {
    at += delta
    const event_ = deepFreeze(move({ timers, at, veil }))
    const [effects, after] = stepping(event_)(account)
    steps.push({ before: account, event: event_, effects, after })
    for (const effect of effects) if (effect._tag === 'StartTimer') timers.push(effect.timer)
    account = deepFreeze(after)
  }
  return steps
}
