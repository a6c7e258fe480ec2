/** Trees and events that nobody vouched for: what a program that is not type-checked could hand over. */
import fc from 'fast-check'
import { JULIET } from './fixtures.js'

const NAMES =
  'iq message c:message presence enable disable x field value body subject encrypted received forwarded propose'
const MORE =
  'pubsub affiliation affiliations invite event items item mentions reply reference muted groupchat fallback __proto__ constructor : '
const ATTRIBUTES = 'xmlns xmlns:c type from to jid node var affiliation __proto__ id away alg start end for'
const VALUES = [
  'jabber:client urn:xmpp:push:0 jabber:x:data urn:xmpp:carbons:2 urn:xmpp:forward:0 urn:xmpp:fallback:0 urn:xmpp:reply:0',
  'http://jabber.org/protocol/pubsub http://jabber.org/protocol/pubsub#event urn:xmpp:mucsub:nodes:messages urn:xmpp:mmn:0',
  `tigase:push:encrypt:0 set error groupchat subscribe ${JULIET} push.example none `,
]
const words = (...texts: ReadonlyArray<string>): ReadonlyArray<string> => texts.flatMap((text) => text.split(' '))

const odd = fc.constantFrom<unknown>(undefined, null, 1, 'text', {}, { length: 3 }, Number.NaN)
const mostly = (arbitrary: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 9, arbitrary }, { weight: 1, arbitrary: odd })

export const wildTree: fc.Arbitrary<unknown> = fc.letrec<{ tree: unknown; child: unknown }>((tie) => ({
  child: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, undefined, 0, 1, true, '', 'text', [], {}, 'push.example'),
    tie('tree'),
  ),
  tree: fc.record(
    {
      name: mostly(fc.constantFrom(...words(NAMES, MORE))),
      attrs: mostly(
        fc.dictionary(
          fc.constantFrom(...words(ATTRIBUTES)),
          fc.constantFrom<unknown>(...words(...VALUES), 1, null, undefined, {}),
          { maxKeys: 5 },
        ),
      ),
      children: mostly(fc.array(tie('child'), { maxLength: 4 })),
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

const delivery = mostly(
  fc.record({ key: mostly(fc.constant('m')), stanza: wildTree, context: odd }, { requiredKeys: [] }),
)

const TAGS =
  'SessionOpened SessionClosed IqReceived StoredOffline Archived GroupchatToBare SubscriptionRequested HibernationStarted ' +
  'QueuedWhileHibernating AckDelayed SessionResumed PresenceChanged PingRequested UnreadChanged PublishAnswered ' +
  'ServiceMessage RegistrationsRemoved TimerFired AccountDeleted Nonsense __proto__ constructor'

/** Any value with members that events have. */
export const wildEvent: fc.Arbitrary<unknown> = mostly(
  fc.record(
    {
      _tag: mostly(fc.constantFrom(...words(TAGS))),
      at: mostly(fc.integer()),
      resource: mostly(fc.constantFrom('phone', 'tablet', '__proto__', '')),
      client: fc.oneof(odd, fc.constant('client')),
      iq: wildTree,
      message: wildTree,
      delivery,
      cause: delivery,
      queue: mostly(fc.array(delivery, { maxLength: 3 })),
      resumeTimeoutMs: mostly(fc.constantFrom<unknown>(7, -1, Infinity)),
      unread: odd,
      pendingSubscriptions: odd,
      available: mostly(fc.boolean()),
      show: odd,
      registration: mostly(
        fc.record({ service: mostly(fc.constant('push.example')), node: mostly(fc.constant('n1')), number: odd }),
      ),
      registrations: mostly(fc.array(mostly(fc.constant({ service: 'push.example', node: 'n1' })), { maxLength: 2 })),
      from: odd,
      answer: mostly(
        fc.record({ _tag: mostly(fc.constantFrom('Accepted', 'Rejected', 'TimedOut')), type: odd, condition: odd }),
      ),
      timer: mostly(fc.constant('none')),
    },
    { requiredKeys: ['_tag', 'at'] },
  ),
)
