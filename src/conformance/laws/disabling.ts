/**
 * DIS: disabling (XEP-0357 §6).
 */
import * as fc from 'fast-check'
import { NS } from '../../stanza/namespaces.js'
import { el } from '../../xml/build.js'
import type { RegistrationKey } from '../../state/registration.js'
import { notAJid } from '../arbitraries/jid.js'
import { registrationKeys } from '../arbitraries/registration.js'
import { stanza } from '../arbitraries/stanza.js'
import { answered, BAD_REQUEST, everyPush, noPush, pushes, that, timeouts } from '../expect.js'
import { fixed, forAll, type Law, ofSection, seed } from '../law.js'
import { nameOf } from '../observe.js'
import type { Expectation, Step } from '../scene.js'
import {
  answers,
  archived,
  asks,
  closes,
  delivery,
  device,
  disables,
  enables,
  happens,
  hibernates,
  key,
  opens,
  OTHER_SERVICE,
  PHONE,
  pings,
  queued,
  rejected,
  RESUME,
  SERVICE,
  stored,
  TABLET,
  toBare,
  wait,
} from '../stage.js'
import { chat } from '../stanzas.js'
import { revokes } from './removal.js'

const law = ofSection('XEP-0357 §6')

const sent = delivery('k1', chat())

const requests: ReadonlyArray<Law> = [
  forAll(
    law(
      'xep-0357/disabling/bad-jid',
      ['DIS-1'],
      'MUST',
      'A disable without jid, or with one that is no JID, gets modify / bad-request and removes nothing.',
    ),
    { jid: fc.option(notAJid, { nil: undefined }) },
    ({ jid }) => [
      ...device('phone', PHONE),
      asks(
        'phone',
        el('disable', { xmlns: NS.push, ...(jid === undefined ? {} : { jid }), node: 'phone' }),
        answered(BAD_REQUEST),
      ),
      stored(sent, pushes(PHONE)),
    ],
  ),
  forAll(
    law(
      'xep-0357/disabling/one-node',
      ['DIS-2'],
      'SHOULD',
      'A disable with a node removes that registration and no other.',
      { options: { maxDevices: 5 } },
    ),
    { registrations: registrationKeys(2, 4).filter(([{ node } = PHONE]) => node !== '') },
    ({ registrations: [first = PHONE, ...others] }) => [
      opens('phone'),
      ...[first, ...others].map((one) => enables('phone', one)),
      disables('phone', first, answered('result')),
      stored(sent, pushes(...others)),
    ],
  ),
  forAll(
    law(
      'xep-0357/disabling/all-nodes',
      ['DIS-2'],
      'SHOULD',
      'A disable without node removes every registration of that service, and none of another.',
      { options: { maxDevices: 5 } },
    ),
    { registrations: registrationKeys(2, 5) },
    ({ registrations }) => [
      opens('phone'),
      ...registrations.map((one) => enables('phone', one)),
      disables(
        'phone',
        key(''),
        registrations.some(({ service }) => service === SERVICE) ? answered('result') : undefined,
      ),
      stored(sent, pushes(...registrations.filter(({ service }) => service !== SERVICE))),
    ],
  ),
  fixed(
    law('seed/disabling/nothing-to-remove', ['DIS-3'], 'SEED', 'Nothing to remove is still a result.', {
      ...seed,
      options: { disableUnknown: 'result' },
    }),
    ...device('phone', PHONE),
    disables('phone', TABLET, answered('result')),
    disables('phone', key('', OTHER_SERVICE), answered('result')),
    stored(sent, pushes(PHONE)),
  ),
  fixed(
    law(
      'field/disabling/item-not-found',
      ['DIS-3'],
      'FIELD',
      'Where the option says so, nothing to remove gets cancel / item-not-found.',
      {
        options: { disableUnknown: 'item-not-found' },
      },
    ),
    ...device('phone', PHONE),
    disables('phone', TABLET, answered('cancel/item-not-found')),
    disables('phone', PHONE, answered('result')),
    disables('phone', PHONE, answered('cancel/item-not-found')),
  ),
]

const exhausted: ReadonlyArray<Step> = [1, 2].flatMap((round) => [
  stored(delivery(`error-${round}`, chat()), undefined),
  answers(PHONE, rejected()),
])

/** The table: every way in which PHONE can be removed, and what an implementation must be able to for it. */
const WAYS: Readonly<
  Record<'disabled' | 'disabled by service' | 'evicted' | 'revoked' | 'given up', ReadonlyArray<Step>>
> = {
  disabled: [disables('desk', PHONE)],
  'disabled by service': [disables('desk', key(''))],
  evicted: ['a', 'b', 'c'].map((node) => enables('desk', key(node, OTHER_SERVICE))),
  revoked: [revokes(PHONE)],
  'given up': exhausted,
}

const ALL_WAYS = Object.keys(WAYS) as ReadonlyArray<keyof typeof WAYS>

const never = (to: RegistrationKey): Expectation =>
  everyPush(`no push to ${nameOf(to)}, which was removed`, (push) => nameOf(push) !== nameOf(to))

const removed: ReadonlyArray<Law> = [
  forAll(
    law(
      'xep-0357/disabling/never-publish-after',
      ['DIS-4', 'REG-6'],
      'MUST',
      'Once a registration is disabled or evicted, nothing is published to it.',
      {
        options: { maxDevices: 3 },
      },
    ),
    { way: fc.constantFrom(...ALL_WAYS.slice(0, 3)), stanzas: fc.array(stanza(), { minLength: 1, maxLength: 4 }) },
    ({ way, stanzas }) => [
      ...device('phone', PHONE),
      opens('desk'),
      ...WAYS[way],
      ...stanzas.map((any, index) => stored(delivery(`k${index}`, any), never(PHONE))),
      enables('phone', PHONE),
      stored(
        delivery('again', chat()),
        that('a push goes to it when it is enabled again', ({ pushes: found }) =>
          found.some((push) => nameOf(push) === nameOf(PHONE)),
        ),
      ),
    ],
  ),
  forAll(
    law(
      'xep-0357/disabling/never-publish-after-by-any-trigger',
      ['DIS-4', 'REG-6', 'ERR-3', 'REM-1'],
      'MUST',
      'Once a registration is removed, for whatever reason, nothing is published to it by any trigger.',
      {
        needs: ['offline', 'archive', 'groupchat-to-bare', 'hibernation', 'ping', 'errors', 'service-message'],
        options: { maxDevices: 3, maxErrors: 2 },
      },
    ),
    { way: fc.constantFrom(...ALL_WAYS), asleep: fc.boolean(), stanza: stanza() },
    ({ way, asleep, stanza: any }) => [
      opens('desk'),
      ...device('phone', PHONE),
      ...(asleep ? [hibernates('phone', []), queued('phone', delivery('before', any))] : []),
      ...WAYS[way],
      wait(10_000, never(PHONE)),
      ...(asleep
        ? [queued('phone', delivery('late', any), never(PHONE)), wait(10_000, never(PHONE))]
        : [hibernates('phone', [delivery('late', any)], never(PHONE))]),
      archived(delivery('k1', any), never(PHONE)),
      toBare(delivery('k2', any), never(PHONE)),
      pings(undefined, never(PHONE)),
      closes('phone', never(PHONE)),
      stored(delivery('k3', any), never(PHONE)),
    ],
  ),
  fixed(
    law('xep-0357/disabling/forgets-errors', ['DIS-4'], 'MUST', 'With a registration its error count is forgotten.', {
      needs: ['offline', 'errors'],
      options: { maxErrors: 2 },
    }),
    ...device('phone', PHONE),
    stored(delivery('k1', chat()), pushes(PHONE)),
    answers(PHONE, rejected()),
    disables('phone', PHONE, answered('result')),
    enables('phone', PHONE, answered('result')),
    stored(delivery('k2', chat()), pushes(PHONE)),
    answers(PHONE, rejected()),
    stored(delivery('k3', chat()), pushes(PHONE)),
  ),
  forAll(
    law(
      'xep-0357/disabling/restores-timeout',
      ['DIS-4', 'RES-3'],
      'MUST',
      'When a session is unbound, an extended hibernation goes back to its own timeout.',
      {
        needs: ['hibernation', 'resume-timeout', 'offline', 'errors', 'service-message'],
        options: { maxDevices: 3, maxErrors: 2, maxHibernationMs: 259_200_000 },
      },
    ),
    { way: fc.constantFrom(...ALL_WAYS), extra: fc.nat(1000) },
    ({ way, extra }) => {
      const steps = WAYS[way]
      return [
        opens('desk'),
        ...device('phone', PHONE),
        hibernates('phone', [], timeouts(259_200_000), RESUME + extra),
        ...steps.map((one, index) => ({
          ...one,
          expect: index === steps.length - 1 ? timeouts(RESUME + extra) : timeouts(),
        })),
      ]
    },
  ),
  fixed(
    law(
      'xep-0357/disabling/collected-belongs-to-session',
      ['DIS-4'],
      'MUST',
      'What was collected goes to the registration that the session is bound to when the timer fires.',
      {
        needs: ['ack-delay'],
        options: { coalesceMs: 1000 },
      },
    ),
    ...device('phone', PHONE),
    happens({ _tag: 'AckDelayed', resource: 'phone', queue: [sent] }, noPush),
    disables('phone', PHONE, noPush),
    enables('phone', TABLET, noPush),
    wait(1000, pushes(TABLET)),
  ),
]

/** DIS-1 to DIS-4. */
export const disabling: ReadonlyArray<Law> = [...requests, ...removed]
