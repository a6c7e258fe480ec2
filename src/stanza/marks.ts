/**
 * IMP as a table: what a child element of a message means, by its local name and namespace, which always match together.
 */
import type { PolicyCause } from '../state/causes.js'
import { CONTENT_NAMESPACES, NS } from './namespaces.js'

/** What a child can be to the rules besides a cause; of several the first one counts. */
export type Role =
  | 'body'
  | 'subject'
  | 'payload'
  | 'fallback'
  | 'nick'
  | 'carbon'
  | 'event'
  | 'mention'
  | 'naming'
  | 'call'
  | 'jingle-message'
  | 'store'

/** What a child element means; with `inside`, only where it holds an element of that name and namespace. */
export interface Mark {
  readonly cause?: PolicyCause
  readonly role?: Role
  readonly inside?: readonly [name: string, namespace: string]
}

type Row = readonly [names: ReadonlyArray<string>, namespaces: ReadonlyArray<string>, marks: ReadonlyArray<Mark>]

const omemo = (cause: PolicyCause, namespace: string): Row => [
  ['encrypted'],
  [namespace],
  [{ cause }, { role: 'payload', inside: ['payload', namespace] }],
]

const CALL_ENDS = ['proceed', 'accept', 'reject', 'retract', 'finish', 'left']

const ROWS: ReadonlyArray<Row> = [
  [['body'], CONTENT_NAMESPACES, [{ role: 'body' }]],
  [['subject'], CONTENT_NAMESPACES, [{ role: 'subject' }]],
  [['fallback'], [NS.fallback], [{ role: 'fallback' }]],
  [['nick'], [NS.nick], [{ role: 'nick' }]],
  [['received', 'sent'], [NS.carbons], [{ role: 'carbon' }]],
  [['event'], [NS.pubsubEvent], [{ role: 'event' }]],
  [['mentions'], [NS.mentionNotification], [{ role: 'mention' }]],
  [['reference'], [NS.reference], [{ role: 'naming' }]],
  [['mention'], [NS.mentions], [{ role: 'naming' }]],
  [['reply'], [NS.reply], [{ role: 'naming' }]],
  omemo('omemo-legacy', NS.omemoLegacy),
  omemo('omemo-legacy', NS.omemo0),
  omemo('omemo', NS.omemo1),
  omemo('omemo', NS.omemo2),
  [['x'], [NS.pgp], [{ cause: 'pgp' }]],
  [['openpgp'], [NS.openpgp], [{ cause: 'openpgp' }]],
  [['encryption'], [NS.eme], [{ cause: 'eme' }]],
  [['x'], [NS.directInvitation], [{ cause: 'direct-invitation' }]],
  [['x'], [NS.mucUser], [{ cause: 'mediated-invitation', inside: ['invite', NS.mucUser] }]],
  [['propose'], [NS.jingleMessage0], [{ cause: 'call', role: 'call' }, { role: 'jingle-message' }]],
  [['propose'], [NS.jingleMessage1], [{ cause: 'call-invite', role: 'call' }]],
  [['invite'], [NS.callInvites], [{ cause: 'call-invite', role: 'call' }]],
  [['ringing'], [NS.jingleMessage0], [{ role: 'jingle-message' }]],
  [CALL_ENDS, [NS.jingleMessage0], [{ cause: 'call-end', role: 'call' }, { role: 'jingle-message' }]],
  [CALL_ENDS, [NS.jingleMessage1, NS.callInvites], [{ cause: 'call-end', role: 'call' }]],
  [['no-store'], [NS.hints], [{ cause: 'no-store' }]],
  [['store'], [NS.hints], [{ role: 'store' }]],
  [['replace'], [NS.correction], [{ cause: 'correction' }]],
  // XEP-0425: `retract / moderated`, and before 0.3 `apply-to / moderated`
  [
    ['retract'],
    [NS.retraction1],
    [{ cause: 'retraction' }, { cause: 'moderation', inside: ['moderated', NS.moderation1] }],
  ],
  [
    ['apply-to'],
    [NS.fasten],
    [
      { cause: 'retraction', inside: ['retract', NS.retraction0] },
      { cause: 'moderation', inside: ['moderated', NS.moderation0] },
    ],
  ],
  [['reactions'], [NS.reactions], [{ cause: 'reaction' }]],
  [['received', 'displayed', 'acknowledged'], [NS.chatMarkers], [{ cause: 'chat-marker' }]],
  [['received'], [NS.receipts], [{ cause: 'receipt' }]],
  [['active', 'composing', 'paused', 'inactive', 'gone'], [NS.chatStates], [{ cause: 'chat-state' }]],
]

/** The marks by local name and then namespace. */
export const MARKS: ReadonlyMap<string, ReadonlyMap<string, ReadonlyArray<Mark>>> = new Map(
  ROWS.flatMap(([names]) => names).map((name) => [
    name,
    new Map(
      ROWS.filter(([names]) => names.includes(name)).flatMap(([, namespaces, marks]) =>
        namespaces.map((namespace) => [namespace, marks] as const),
      ),
    ),
  ]),
)
