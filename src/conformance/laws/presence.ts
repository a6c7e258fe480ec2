/**
 * FIELD, AWY, SUM-1, CNT-1, TRG-3, TRG-12: who is there, what is unread, who asks.
 */
import * as fc from 'fast-check'
import { stanza } from '../arbitraries/stanza.js'
import { NS } from '../../stanza/namespaces.js'
import { el } from '../../xml/build.js'
import { all, field, noPush, pushes } from '../expect.js'
import { fixed, forAll, inFolder, type Law } from '../law.js'
import {
  archived,
  asks,
  closes,
  delivery,
  device,
  enableElement,
  gone,
  happens,
  hibernates,
  JULIET,
  NURSE,
  opens,
  PHONE,
  queued,
  stored,
  TABLET,
  wait,
} from '../stage.js'
import { chat } from '../stanzas.js'
import type { Expectation, Step } from '../scene.js'

const law = inFolder('field', {
  level: 'FIELD',
  section: 'XEP-0357 §7',
})

const present = (resource: string, available: boolean, show?: string): Step =>
  happens({ _tag: 'PresenceChanged', resource, available, show })

const unread = (count: number, expect: Expectation, resource?: string): Step =>
  happens({ _tag: 'UnreadChanged', unread: count, resource }, expect)

const subscribe = el('presence', { xmlns: NS.client, type: 'subscribe', from: 'nurse@verona.example', to: JULIET })

const counts = (count: number): Expectation => all(pushes(PHONE), field('message-count', String(count)))

/** Who is there, and what is unread. */
export const presence: ReadonlyArray<Law> = [
  fixed(
    law(
      'archived/nobody-there',
      ['TRG-3'],
      'With no session at all an archived message reaches every registration, and once.',
      {
        level: 'FIELD',
        needs: ['archive', 'offline'],
        options: { archiveWithoutSession: 'notify' },
      },
    ),
    ...gone(PHONE),
    archived(delivery('k1', chat()), pushes(PHONE)),
    stored(delivery('k1', chat()), noPush),
  ),
  fixed(
    law(
      'subscription/unbound',
      ['TRG-12'],
      'A subscription request reaches the registrations that no session is bound to.',
      {
        needs: ['subscriptions', 'counts'],
      },
    ),
    ...gone(TABLET),
    ...device('phone', PHONE),
    happens(
      { _tag: 'SubscriptionRequested', delivery: delivery('s1', subscribe), pendingSubscriptions: 3 },
      all(pushes(TABLET), field('pending-subscription-count', '3')),
    ),
  ),
  forAll(
    law(
      'sessions-silence/available',
      ['FIELD'],
      'Only a session that is connected and available silences; one that hibernates does not.',
      {
        needs: ['offline', 'presence', 'hibernation'],
        options: { sessionsSilence: 'all' },
      },
    ),
    { show: fc.constantFrom(undefined, 'away', 'dnd') },
    ({ show }) => [
      ...gone(PHONE),
      opens('desk'),
      present('desk', true, show),
      stored(delivery('k1', chat()), noPush),
      present('desk', false),
      stored(delivery('k2', chat()), pushes(PHONE)),
      present('desk', true),
      stored(delivery('k3', chat()), noPush),
      hibernates('desk', []),
      stored(delivery('k4', chat()), pushes(PHONE)),
    ],
  ),
  forAll(
    law(
      'away/asked-for',
      ['AWY-1'],
      'A device that asks for it is pushed to unless a session is available without show.',
      {
        needs: ['offline', 'presence'],
        options: { sessionsSilence: 'all', extensions: ['away'] },
      },
    ),
    { show: fc.constantFrom('away', 'xa', 'dnd') },
    ({ show }) => [
      opens('gone'),
      asks('gone', enableElement({ jid: PHONE.service, node: PHONE.node, away: 'true' })),
      closes('gone'),
      ...gone(TABLET),
      opens('desk'),
      present('desk', true, show),
      stored(delivery('k1', chat()), pushes(PHONE)),
      present('desk', true),
      stored(delivery('k2', chat()), noPush),
    ],
  ),
  forAll(
    law(
      'counts/of-sessions',
      ['SUM-1'],
      "Sessions' events give counts, and those that give none use the last ones given.",
      {
        needs: ['hibernation', 'counts'],
      },
    ),
    { count: fc.integer({ min: 2, max: 99 }) },
    ({ count }) => [
      ...device('phone', PHONE),
      happens(
        {
          _tag: 'HibernationStarted',
          resource: 'phone',
          queue: [delivery('k1', chat())],
          resumeTimeoutMs: 300_000,
          unread: count,
        },
        counts(count),
      ),
      queued('phone', delivery('k2', chat())),
      wait(10_000, counts(count)),
    ],
  ),
  fixed(
    law('counts/of-a-ping', ['SUM-1', 'TRG-9'], 'A ping has the counts that it gives.', { needs: ['ping', 'counts'] }),
    ...gone(PHONE),
    happens({ _tag: 'PingRequested', unread: 7 }, counts(7)),
  ),
  fixed(
    law('clear/zero', ['CNT-1'], 'Devices that were told hear that nothing is unread any more, once.', {
      needs: ['offline', 'unread'],
      options: { clearPushes: 'zero' },
    }),
    ...gone(PHONE),
    unread(0, noPush),
    stored(delivery('k1', chat()), pushes(PHONE)),
    unread(3, noPush),
    unread(0, counts(0)),
    unread(0, noPush),
  ),
  fixed(
    law(
      'clear/every',
      ['CNT-1'],
      'Every change is told, never two equal ones in a row, and not to the device that caused it.',
      {
        needs: ['offline', 'unread'],
        options: { clearPushes: 'every' },
      },
    ),
    ...gone(PHONE),
    ...device('tablet', TABLET),
    stored(delivery('k1', chat()), pushes(PHONE, TABLET)),
    unread(2, counts(2), 'tablet'),
    unread(2, noPush, 'tablet'),
    unread(0, counts(0), 'tablet'),
    unread(0, noPush),
  ),
  fixed(
    law('clear/never', ['CNT-1'], 'Without the option nobody hears of it.', {
      needs: ['offline', 'unread'],
      options: { clearPushes: 'never' },
    }),
    ...gone(PHONE),
    stored(delivery('k1', chat()), pushes(PHONE)),
    unread(0, noPush),
  ),
  forAll(
    law('summary/quiet-is-silent', ['SUM-6'], 'The push of an unimportant stanza shows neither sender nor body.', {
      needs: ['offline'],
      options: { includeBody: true, includeSender: true, quietSummary: 'count', notifyOn: 'all' },
    }),
    {
      quiet: stanza(undefined, ['chat-state', 'error', 'correction', 'receipt', 'presence', 'carbon-sent', 'headline']),
    },
    ({ quiet }) => [
      ...gone(PHONE),
      stored(
        delivery('k1', quiet),
        all(pushes(PHONE), field('last-message-sender', undefined), field('last-message-body', undefined)),
      ),
      stored(
        delivery('k2', chat('Hi')),
        all(pushes(PHONE), field('last-message-sender', NURSE), field('last-message-body', 'Hi')),
      ),
    ],
  ),
]
