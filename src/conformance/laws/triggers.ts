/**
 * TRG-1 to TRG-4, TRG-9, TRG-11, URG: which registrations a trigger reaches.
 */
import * as fc from 'fast-check'
import { NS } from '../../stanza/namespaces.js'
import { el } from '../../xml/build.js'
import { registrationKeys } from '../arbitraries/registration.js'
import { stanza, type StanzaKind, stanzaOfKind, STANZA_KINDS } from '../arbitraries/stanza.js'
import { all, alerting, field, noPush, pushes, that } from '../expect.js'
import { type Draft, fixed, forAll, type Law, seed } from '../law.js'
import { summaryText, valueOf } from '../observe.js'
import type { Step } from '../scene.js'
import {
  archived,
  closes,
  delivery,
  device,
  enables,
  gone,
  hibernates,
  key,
  opens,
  OTHER_SERVICE,
  PHONE,
  pings,
  stored,
  TABLET,
  toBare,
} from '../stage.js'
import { body, chat, message, prefixedPropose, propose, typing } from '../stanzas.js'
import type { RegistrationKey } from '../../state/registration.js'

const law = (id: string, rules: ReadonlyArray<string>, requirement: string, more: Partial<Draft> = {}): Draft => ({
  id,
  rules,
  level: 'SEED',
  ...seed,
  requirement,
  ...more,
})

const businessRules = (letter: string): Partial<Draft> => ({ section: `Business rules (${letter})` })

/** A session that is bound to each registration, named after its place; some of them sleep. */
const devices = (registrations: ReadonlyArray<RegistrationKey>, asleep = false): ReadonlyArray<Step> =>
  registrations.flatMap((one, index) => [
    ...device(`s${index}`, one),
    ...(asleep && index % 2 === 0 ? [hibernates(`s${index}`, [])] : []),
  ])

const CALLS: ReadonlyArray<StanzaKind> = ['call', 'call-prefixed']
/** What rings, or may: a received carbon holds any message. */
const RINGING: ReadonlyArray<StanzaKind> = [...CALLS, 'call-1', 'call-invite', 'jingle-request', 'carbon-received']
const NOT_CALLS = STANZA_KINDS.filter((kind) => !RINGING.includes(kind))

const everyone: ReadonlyArray<Law> = [
  forAll(
    law('seed/stored-offline/all', ['TRG-1'], 'A stanza that is stored offline is pushed to every registration.', {
      ...businessRules('c'),
      options: { maxDevices: 5 },
    }),
    { registrations: registrationKeys(1, 4), stanza: stanza() },
    ({ registrations, stanza: any }) => [
      opens('phone'),
      ...registrations.map((one) => enables('phone', one)),
      closes('phone'),
      stored(delivery('k1', any), pushes(...registrations)),
    ],
  ),
  forAll(
    law(
      'seed/groupchat-to-bare/all',
      ['TRG-2'],
      'A groupchat message to the bare JID is pushed to every registration, with or without a session.',
      {
        needs: ['groupchat-to-bare', 'hibernation'],
        options: { maxDevices: 5 },
      },
    ),
    {
      registrations: registrationKeys(1, 4),
      stanza: stanza(undefined, ['groupchat', 'subject', 'subject-with-body', 'omemo']),
      asleep: fc.boolean(),
    },
    ({ registrations, stanza: any, asleep }) => [
      ...devices(registrations, asleep),
      toBare(delivery('k1', any), pushes(...registrations)),
    ],
  ),
  forAll(
    law(
      'seed/ping/all-or-named',
      ['TRG-9'],
      'A ping reaches all registrations, or those that it names; its summary has the count and nothing else.',
      {
        needs: ['ping'],
        options: { maxDevices: 5 },
      },
    ),
    { registrations: registrationKeys(1, 4), first: fc.nat(3) },
    ({ registrations, first }) => {
      const countOnly = that('the summary has FORM_TYPE and message-count and nothing else', ({ pushes: found }) =>
        found.every((push) => push.summary.length === 2 && valueOf(push, 'message-count') === '1'),
      )
      const named = registrations.slice(first)
      return [
        ...devices(registrations),
        pings(undefined, all(pushes(...registrations), countOnly)),
        pings([...named, key('unknown')], all(pushes(...named), countOnly)),
      ]
    },
  ),
  forAll(
    law(
      'seed/the-server-decides/hints',
      ['TRG-11'],
      "What the server stored or archived is pushed, whatever hints or client states it has: those rules are the server's own.",
      {
        needs: ['offline', 'archive'],
      },
    ),
    { hint: fc.constantFrom('no-store', 'no-permanent-store', 'no-copy', 'store'), said: fc.boolean() },
    ({ hint, said }) => {
      const hinted = message([...(said ? [body('Hello')] : []), el(hint, { xmlns: NS.hints })])
      return [
        ...gone(PHONE),
        opens('desk'),
        archived(delivery('k1', hinted), pushes(PHONE)),
        closes('desk'),
        stored(delivery('k2', hinted), pushes(PHONE)),
        stored(delivery('k3', typing()), pushes(PHONE)),
      ]
    },
  ),
]

const archive: ReadonlyArray<Law> = [
  forAll(
    law(
      'seed/archived/unbound-only',
      ['TRG-3'],
      'An archived message is pushed to the registrations that no session, connected or hibernating, is bound to.',
      {
        ...businessRules('b'),
        needs: ['archive', 'hibernation'],
        options: { maxDevices: 5 },
      },
    ),
    {
      registrations: registrationKeys(2, 5),
      bound: fc.integer({ min: 0, max: 4 }),
      asleep: fc.boolean(),
      stanza: stanza(undefined, NOT_CALLS),
    },
    ({ registrations, bound, asleep, stanza: any }) => [
      ...registrations.slice(bound).flatMap((one) => gone(one)),
      opens('other'),
      ...devices(registrations.slice(0, bound), asleep),
      archived(
        delivery('k1', { ...any, attrs: { ...any.attrs, to: 'juliet@capulet.example' } }),
        pushes(...registrations.slice(bound)),
      ),
    ],
  ),
  forAll(
    law(
      'seed/archived/not-own',
      ['TRG-3'],
      'The archived copy of what the account itself sent is not pushed; without to it is addressed to the account.',
      {
        ...businessRules('b'),
        needs: ['archive'],
      },
    ),
    {
      to: fc.constantFrom(
        'romeo@montague.example',
        'romeo@montague.example/garden',
        'capulet.example',
        undefined,
        'juliet@capulet.example/desk',
      ),
      call: fc.boolean(),
    },
    ({ to, call }) => {
      const { to: _to, ...attrs } = chat().attrs
      const copy = {
        ...(call ? message([propose()]) : chat()),
        attrs: { ...attrs, ...(to === undefined ? {} : { to }) },
      }
      const own = to === undefined || to.startsWith('juliet@')
      return [...gone(PHONE), opens('desk'), archived(delivery('k1', copy), own ? pushes(PHONE) : noPush)]
    },
  ),
  fixed(
    law(
      'seed/archived/nobody-there',
      ['TRG-3', 'TRG-1'],
      'While the account has no session, archiving pushes nothing; storing offline does.',
      {
        ...businessRules('b'),
        needs: ['archive', 'offline'],
        options: { archiveWithoutSession: 'wait' },
      },
    ),
    ...gone(PHONE),
    archived(delivery('k1', chat()), noPush),
    stored(delivery('k1', chat()), pushes(PHONE)),
  ),
  forAll(
    law(
      'seed/archived/urgent-reaches-bound',
      ['TRG-4', 'URG-1'],
      'An urgent stanza that is archived is pushed to all registrations, bound or not.',
      {
        needs: ['archive', 'hibernation'],
        options: { maxDevices: 5 },
      },
    ),
    { registrations: registrationKeys(1, 4), stanza: stanza(undefined, CALLS), asleep: fc.boolean() },
    ({ registrations, stanza: call, asleep }) => [
      ...devices(registrations, asleep),
      archived(delivery('k1', call), pushes(...registrations)),
    ],
  ),
  forAll(
    law(
      'seed/urgency/only-propose',
      ['URG-1'],
      'What begins no call is not urgent: a propose, an invite or a Jingle request counts by its name and its namespace, as the stanza has it or the message in a genuine carbon, not inside of anything else.',
      {
        section: 'XEP-0353 §3',
        needs: ['archive'],
      },
    ),
    {
      child: fc.constantFrom(
        el('accept', { xmlns: NS.jingleMessage0, id: 'c' }),
        el('retract', { xmlns: NS.jingleMessage0, id: 'c' }),
        el('propose', {}),
        el('j:propose', { 'xmlns:j': 'urn:example:other', xmlns: NS.jingleMessage0 }),
        el('wrapper', { xmlns: 'urn:example:other' }, [propose()]),
      ),
    },
    ({ child }) => [
      ...device('phone', PHONE),
      archived(delivery('k1', message([child])), noPush),
      archived(delivery('k2', message([prefixedPropose()])), all(pushes(PHONE), alerting(true))),
    ],
  ),
  forAll(
    law(
      'seed/several-services/same-stanza',
      ['TRG-1', 'PUB-1'],
      'Registrations at several services get the same summary of a stanza.',
      { options: { maxDevices: 5 } },
    ),
    { sent: stanzaOfKind(undefined, ['body', 'omemo', 'chat-state', 'call']) },
    ({ sent }) => [
      opens('phone'),
      enables('phone', PHONE),
      enables('phone', TABLET),
      enables('phone', key('phone', OTHER_SERVICE)),
      closes('phone'),
      stored(
        delivery('k1', sent.stanza),
        all(
          pushes(PHONE, TABLET, key('phone', OTHER_SERVICE)),
          that('all summaries are the same', ({ pushes: found }) => new Set(found.map(summaryText)).size === 1),
          field('message-count', '1'),
        ),
      ),
    ],
  ),
]

/** TRG-1 to TRG-4, TRG-9, TRG-11, URG-1. */
export const triggers: ReadonlyArray<Law> = [...everyone, ...archive]
