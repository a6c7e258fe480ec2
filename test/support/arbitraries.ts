import fc from 'fast-check'
import {
  type Account,
  type Delivery,
  type Effect,
  type Event,
  type Options,
  policies,
  step,
  type XmlElement,
} from 'xmpp-push-rules'
import {
  accepted,
  ackDelayed,
  answered,
  archived,
  body,
  carbon,
  chatState,
  closed,
  deepFreeze,
  deleted,
  delivery,
  disabled,
  disableIq,
  el,
  enabled,
  enableIq,
  field,
  fired,
  groupchat,
  hibernated,
  JULIET,
  key,
  message,
  nobody,
  opened,
  options,
  PHONE,
  ping,
  propose,
  publishOptions,
  queued,
  rejected,
  resumed,
  sent,
  serviceMessage,
  stored,
} from './fixtures.js'

/* Random traces: events over few names, so that they meet; weighted towards bound and hibernating sessions. */

export const resource = fc.constantFrom('phone', 'phone', 'phone', 'tablet', 'tablet', '__proto__', 'constructor')
export const registrationKey = fc.constantFrom(
  key('n1'),
  key('n1'),
  key('n2'),
  key(''),
  key('__proto__'),
  key('n1', 'other.example'),
)
const stanzaKey = fc.constantFrom('m1', 'm2', 'm3', 'm4', '__proto__', 'constructor')

/** What of a stanza is private: two traces may differ in nothing else. */
export interface Private {
  readonly text: string
  readonly from: string
}

const shapes: ReadonlyArray<(hidden: Private) => XmlElement> = [
  ({ text, from }) => message({ from }, body(text)),
  ({ text, from }) => message({ from }, body(text)),
  ({ from }) => ({ ...chatState, attrs: { ...chatState.attrs, from } }),
  ({ from }) => ({ ...chatState, attrs: { ...chatState.attrs, from } }),
  ({ text, from }) => message({ from, type: 'groupchat' }, el('subject', {}, 'topic'), body(text)),
  ({ text, from }) => message({ from, type: 'error' }, body(text)),
  ({ from }) => message({ from }, propose),
  ({ text, from }) => message({ from }, el('encrypted', { xmlns: 'urn:xmpp:omemo:2' }, el('payload')), body(text)),
  ({ text, from }) => carbon('received', message({ from }, body(text))),
  ({ text, from }) => carbon('sent', message({ from: PHONE, to: from }, body(text))),
  ({ text, from }) => carbon('received', message({ from }, body(text)), { from }),
  ({ text, from }) => message({ from, to: 'romeo@montague.example' }, body(text)),
  ({ from }) => el('presence', { xmlns: 'jabber:client', from, to: JULIET }),
]

const anyPrivate: fc.Arbitrary<Private> = fc.record({
  text: fc.constantFrom('Wherefore art thou?', ' ', '<&>', '0', '__proto__'),
  from: fc.constantFrom('romeo@montague.example/orchard', 'montague.example', 'x@push.example', 'not a jid'),
})

interface Drawn {
  readonly name: string
  readonly shape: number
  readonly hidden: Private
}

/** A stanza's key names its content: copies are equal. */
const drawn: fc.Arbitrary<Drawn> = fc.record({ name: stanzaKey, shape: fc.nat(shapes.length - 1), hidden: anyPrivate })
const toDelivery = ({ name, shape, hidden }: Drawn): Delivery => delivery(name, shapes[shape]?.(hidden) ?? chatState)

/** A move: an event, or one that only the run can name: a timer that was started, a registration that is there. */
export type Move = (seen: {
  readonly timers: ReadonlyArray<string>
  readonly at: number
  readonly veil: (hidden: Private) => Private
}) => Event

const moves = (): fc.Arbitrary<Move> => {
  const always = (events: fc.Arbitrary<Event>): fc.Arbitrary<Move> =>
    events.map((event) => ({ at }) => ({ ...event, at }))
  const about = <A>(
    arbitrary: fc.Arbitrary<A>,
    make: (value: A, deliver: (one: Drawn) => Delivery) => Event,
  ): fc.Arbitrary<Move> =>
    arbitrary.map((value) => ({ at, veil }) => ({
      ...make(value, (one) => toDelivery({ ...one, hidden: veil(one.hidden) })),
      at,
    }))
  const queue = fc.array(drawn, { maxLength: 4 })
  const counts = fc.record(
    { unread: fc.integer({ min: 0, max: 9 }), pendingSubscriptions: fc.nat(2) },
    { requiredKeys: [] },
  )
  return fc.oneof(
    { weight: 2, arbitrary: always(resource.map((name) => opened(name))) },
    { weight: 1, arbitrary: always(resource.map((name) => closed(name))) },
    { weight: 5, arbitrary: always(fc.tuple(resource, registrationKey).map(([name, one]) => enabled(name, one))) },
    {
      weight: 1,
      arbitrary: always(
        resource.map((name) =>
          sent(name, enableIq({ jid: 'push.example', node: 'n1' }, publishOptions(field('secret', 'x')))),
        ),
      ),
    },
    { weight: 1, arbitrary: always(fc.tuple(resource, registrationKey).map(([name, one]) => disabled(name, one))) },
    {
      weight: 1,
      arbitrary: always(
        fc
          .tuple(resource, fc.constantFrom({ jid: 'push.example' }, {}, { jid: 'gone' }))
          .map(([name, attrs]) => sent(name, disableIq(attrs))),
      ),
    },
    {
      weight: 5,
      arbitrary: about(fc.tuple(resource, queue), ([name, all], deliver) => hibernated(name, all.map(deliver))),
    },
    { weight: 6, arbitrary: about(fc.tuple(resource, drawn), ([name, one], deliver) => queued(name, deliver(one))) },
    {
      weight: 3,
      arbitrary: about(fc.tuple(resource, queue, fc.boolean()), ([name, all, named], deliver) =>
        ackDelayed(name, all.map(deliver), named && all[0] ? deliver(all[0]) : undefined),
      ),
    },
    { weight: 2, arbitrary: always(resource.map((name) => resumed(name))) },
    { weight: 3, arbitrary: about(fc.tuple(drawn, counts), ([one, rest], deliver) => stored(deliver(one), rest)) },
    { weight: 3, arbitrary: about(fc.tuple(drawn, counts), ([one, rest], deliver) => archived(deliver(one), rest)) },
    { weight: 1, arbitrary: about(drawn, (one, deliver) => groupchat(deliver(one))) },
    {
      weight: 1,
      arbitrary: always(
        fc.option(fc.array(registrationKey, { maxLength: 2 }), { nil: undefined }).map((named) => ping(named)),
      ),
    },
    {
      weight: 3,
      arbitrary: always(
        fc
          .tuple(
            registrationKey,
            fc.constantFrom(accepted, rejected(), rejected(), rejected('wait'), { _tag: 'TimedOut' as const }),
            fc.constantFrom('push.example', 'push.example', 'evil.example'),
          )
          .map(([one, answer, from]) => answered(one, answer, from)),
      ),
    },
    {
      weight: 1,
      arbitrary: always(
        registrationKey.map(({ service, node }) =>
          serviceMessage(
            message(
              { from: service },
              el(
                'pubsub',
                { xmlns: 'http://jabber.org/protocol/pubsub', node },
                el('affiliation', { jid: JULIET, affiliation: 'none' }),
              ),
            ),
          ),
        ),
      ),
    },
    {
      weight: 7,
      arbitrary: fc
        .nat(9)
        .map((back): Move => ({ timers, at }) => ({ ...fired(timers.at(-1 - back) ?? timers.at(-1) ?? 'none'), at })),
    },
    { weight: 1, arbitrary: always(fc.constant(deleted())) },
  )
}

/** Mostly time goes on; sometimes it stands still, leaps or goes back. */
const onwards = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 2000 }) },
  { weight: 1, arbitrary: fc.constantFrom(3_600_000, 72 * 3_600_000) },
)
const anyhow = fc.oneof(
  { weight: 4, arbitrary: onwards },
  { weight: 1, arbitrary: fc.constantFrom(0, -1, -5000, -2_000_000_000_000) },
)

export type Trace = ReadonlyArray<{ readonly move: Move; readonly delta: number }>

const traceOf = (delta: fc.Arbitrary<number>): fc.Arbitrary<Trace> =>
  fc.array(fc.record({ move: moves(), delta }), { minLength: 1, maxLength: 50, size: 'max' })

/** Any order of events, any clock. */
export const anyTrace = traceOf(anyhow)
/** A clock that never stands still. */
export const timelyTrace = traceOf(onwards)

export const anyOptions: fc.Arbitrary<Options> = fc
  .record(
    {
      includeBody: fc.boolean(),
      includeSender: fc.boolean(),
      importantBody: fc.constantFrom('', 'New Message!'),
      maxErrors: fc.integer({ min: 1, max: 3 }),
      maxDevices: fc.integer({ min: 1, max: 3 }),
      maxHibernationMs: fc.constantFrom(0, 60_000, 259_200_000),
      coalesceMs: fc.constantFrom(0, 1000),
      importance: fc.constantFrom(policies.prosody.importance),
      disableUnknown: fc.constantFrom('result' as const, 'item-not-found' as const),
      senderJid: fc.constantFrom('full' as const, 'bare' as const),
    },
    { requiredKeys: [] },
  )
  .map(options)

export interface Step {
  readonly before: Account
  readonly event: Event
  readonly effects: ReadonlyArray<Effect>
  readonly after: Account
}

const asTheyAre = (hidden: Private): Private => hidden

/** Plays a trace over deep-frozen inputs: what mutates them throws. */
export const play = (
  chosen: Options,
  trace: Trace,
  veil: (hidden: Private) => Private = asTheyAre,
): ReadonlyArray<Step> => {
  const steps: Array<Step> = []
  const timers: Array<string> = []
  let account = deepFreeze(nobody)
  let at = 1_700_000_000_000
  for (const { move, delta } of [...opening, ...trace]) {
    at += delta
    const event = deepFreeze(move({ timers, at, veil }))
    const [effects, after] = step(deepFreeze(chosen))(event)(account)
    steps.push({ before: account, event, effects, after })
    for (const effect of effects) if (effect._tag === 'StartTimer') timers.push(effect.timer)
    account = deepFreeze(after)
  }
  return steps
}

/** Two sessions are there, one of them bound, before anything else happens. */
const opening: Trace = [opened('phone'), opened('tablet'), enabled('phone')].map((event) => ({
  move: ({ at }) => ({ ...event, at }),
  delta: 1,
}))

/** A tree that nobody vouched for: what a program that is not type-checked could hand over. */
export const wildTree: fc.Arbitrary<unknown> = fc.letrec<{ tree: unknown; child: unknown }>((tie) => ({
  child: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, undefined, 0, 1, true, '', 'text', [], {}, 'push.example'),
    tie('tree'),
  ),
  tree: fc.record(
    {
      name: fc.oneof(
        {
          weight: 9,
          arbitrary: fc.constantFrom(
            'iq',
            'message',
            'c:message',
            'enable',
            'disable',
            'x',
            'field',
            'value',
            'body',
            'subject',
            'encrypted',
            'received',
            'forwarded',
            'propose',
            'pubsub',
            'affiliation',
            'invite',
            '__proto__',
            'constructor',
            ':',
            '',
          ),
        },
        { weight: 1, arbitrary: fc.constantFrom(undefined, null, 1, {}) },
      ),
      attrs: fc.oneof(
        {
          weight: 9,
          arbitrary: fc.dictionary(
            fc.constantFrom(
              'xmlns',
              'xmlns:c',
              'type',
              'from',
              'to',
              'jid',
              'node',
              'var',
              'affiliation',
              '__proto__',
              'id',
            ),
            fc.constantFrom<unknown>(
              'jabber:client',
              'urn:xmpp:push:0',
              'jabber:x:data',
              'urn:xmpp:carbons:2',
              'urn:xmpp:forward:0',
              'http://jabber.org/protocol/pubsub',
              'set',
              'error',
              'groupchat',
              JULIET,
              'push.example',
              'none',
              '',
              1,
              null,
              undefined,
              {},
            ),
            { maxKeys: 5 },
          ),
        },
        { weight: 1, arbitrary: fc.constantFrom(undefined, null, 'attrs', 1, []) },
      ),
      children: fc.oneof(
        { weight: 9, arbitrary: fc.array(tie('child'), { maxLength: 4 }) },
        { weight: 1, arbitrary: fc.constantFrom(undefined, null, 'text', 1, {}, { length: 3 }) },
      ),
    },
    { requiredKeys: ['name'] },
  ),
})).tree

/** The same with `parent` and children in circles. */
export const tangledTree = fc.tuple(wildTree, fc.boolean(), fc.boolean()).map(([tree, up, down]) => {
  const tangled = tree as { parent?: unknown; children?: unknown }
  if (up) tangled.parent = tangled
  if (down && Array.isArray(tangled.children)) tangled.children.push(tangled)
  return tangled
})
