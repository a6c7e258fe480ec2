/**
 * REG: enabling (XEP-0357 §5).
 */
import * as fc from 'fast-check'
import { NS } from '../../stanza/namespaces.js'
import { el } from '../../xml/build.js'
import type { XmlElement } from '../../xml/element.js'
import { notAJid } from '../arbitraries/jid.js'
import { registrationKey, registrationKeys } from '../arbitraries/registration.js'
import { all, answered, BAD_REQUEST, everyPush, noPush, POLICY_VIOLATION, pushes, that } from '../expect.js'
import { fixed, forAll, type Law, LINKS, ofSection, seed } from '../law.js'
import {
  archived,
  asks,
  closes,
  delivery,
  device,
  disables,
  enableElement,
  enables,
  failSaves,
  gone,
  JULIET,
  key,
  opens,
  OTHER_SERVICE,
  PHONE,
  queued,
  hibernates,
  SERVICE,
  stored,
  TABLET,
  wait,
} from '../stage.js'
import { chat } from '../stanzas.js'

const law = ofSection('XEP-0357 §5')

const sent = delivery('k1', chat())

const octets = (letter: string): number => ({ x: 1, ß: 2 })[letter] ?? 4

const longer = (letter: string, bytes: number): string => letter.repeat(Math.ceil(bytes / octets(letter)))

/** The table: an enable with something over its bound. */
const TOO_LARGE: ReadonlyArray<(letter: string, over: number) => XmlElement> = [
  (_, over) => enableElement({ jid: `${'x'.repeat(1023 + over)}.example` }),
  (letter, over) => enableElement({ jid: SERVICE, node: longer(letter, 1024 + over) }),
  (letter, over) =>
    enableElement({ jid: SERVICE, node: 'n' }, [
      el('x', { xmlns: NS.dataForms, type: 'submit' }, [
        el('field', { var: 'secret' }, [el('value', {}, [longer(letter, 8192 + over)])]),
      ]),
    ]),
]

const requests: ReadonlyArray<Law> = [
  forAll(
    law(
      'xep-0357/enabling/result',
      ['REG-1'],
      'MUST',
      'A set with <enable/> and the JID of a push service gets a result, and from then on pushes go there.',
    ),
    { registration: registrationKey },
    ({ registration }) => [
      opens('phone'),
      enables('phone', registration, answered('result')),
      closes('phone', noPush),
      stored(sent, pushes(registration)),
    ],
  ),
  forAll(
    law(
      'xep-0357/enabling/bad-jid',
      ['REG-1'],
      'MUST',
      'An enable without jid, or with one that is no JID, gets modify / bad-request and changes nothing.',
    ),
    { jid: fc.option(notAJid, { nil: undefined }), node: fc.constantFrom('phone', 'other') },
    ({ jid, node }) => [
      ...device('phone', PHONE),
      asks('phone', enableElement({ ...(jid === undefined ? {} : { jid }), node }), answered(BAD_REQUEST)),
      stored(sent, pushes(PHONE)),
    ],
  ),
  forAll(
    law(
      'seed/enabling/own-jid',
      ['REG-2'],
      'SEED',
      "An enable whose jid is the requester's own full or bare JID gets modify / bad-request.",
      seed,
    ),
    { jid: fc.constantFrom(JULIET, `${JULIET}/phone`, JULIET.toUpperCase()) },
    ({ jid }) => [
      opens('phone'),
      asks('phone', enableElement({ jid, node: 'phone' }), answered(BAD_REQUEST)),
      stored(sent, noPush),
    ],
  ),
  forAll(
    law(
      'xep-0357/enabling/empty-node-is-none',
      ['REG-3'],
      'SHOULD',
      'A node that is absent and one that is empty are the same node; its publishes have no node attribute.',
      {
        options: { nodeRequired: 'no' },
      },
    ),
    { first: fc.boolean(), second: fc.boolean() },
    ({ first, second }) => [
      opens('phone'),
      asks('phone', enableElement(first ? { jid: SERVICE, node: '' } : { jid: SERVICE }), answered('result')),
      asks('phone', enableElement(second ? { jid: SERVICE, node: '' } : { jid: SERVICE }), answered('result')),
      stored(
        sent,
        all(
          pushes(key('')),
          everyPush('no node attribute', ({ node }) => node === undefined),
        ),
      ),
    ],
  ),
  forAll(
    law(
      'field/enabling/node-required',
      ['REG-3'],
      'FIELD',
      'Where a node is required, an enable without one gets the error that the option names.',
      {
        needs: ['offline', 'options:nodeRequired'],
      },
    ),
    { nodeRequired: fc.constantFrom('feature-not-implemented', 'bad-request'), empty: fc.boolean() },
    ({ nodeRequired, empty }) => [
      opens('phone'),
      asks(
        'phone',
        enableElement({ jid: SERVICE, ...(empty ? { node: '' } : {}) }),
        answered(nodeRequired === 'bad-request' ? BAD_REQUEST : 'cancel/feature-not-implemented'),
      ),
      stored(sent, noPush),
      enables('phone', PHONE, answered('result')),
      stored(delivery('k2', chat()), pushes(PHONE)),
    ],
    ({ nodeRequired }) => ({ nodeRequired }),
  ),
  fixed(
    law('xep-0357/enabling/get', ['REG-9'], 'MUST', 'A get gets cancel / not-allowed and changes nothing.'),
    opens('phone'),
    asks('phone', enableElement({ jid: SERVICE, node: 'phone' }), answered('cancel/not-allowed'), JULIET, 'get'),
    stored(sent, noPush),
  ),
  forAll(
    law(
      'xep-0357/enabling/unknown-request',
      ['REG-9'],
      'MUST',
      'A set with another child of the namespace gets cancel / feature-not-implemented.',
    ),
    { name: fc.constantFrom('toggle', 'notification', 'Enable') },
    ({ name }) => [
      opens('phone'),
      asks(
        'phone',
        el(name, { xmlns: NS.push, jid: SERVICE, node: 'phone' }),
        answered('cancel/feature-not-implemented'),
      ),
      stored(sent, noPush),
    ],
  ),
  forAll(
    law(
      'xep-0357/enabling/foreign-namespace',
      ['REG-9'],
      'MUST',
      'An enable or disable in another namespace is no push request: it changes nothing.',
    ),
    { xmlns: fc.constantFrom('urn:xmpp:push:1', 'urn:xmpp:carbons:2', 'urn:xmpp:push:0#x'), on: fc.boolean() },
    ({ xmlns, on }) => [
      ...device('phone', PHONE),
      asks(
        'phone',
        el(on ? 'enable' : 'disable', { xmlns, jid: SERVICE, node: on ? 'other' : 'phone' }),
        that('nothing of ours is answered', ({ answers }) => answers.length === 0),
      ),
      stored(sent, pushes(PHONE)),
    ],
  ),
  forAll(
    law(
      'xep-0357/enabling/bounded',
      ['REG-10'],
      'MUST',
      'JIDs, nodes and forms over their bounds get modify / policy-violation and change nothing.',
      {
        section: 'RFC 7622 §3.1',
        options: { maxNodeBytes: 1024, maxFormBytes: 8192 },
      },
    ),
    {
      tooLarge: fc.constantFrom(...TOO_LARGE),
      letter: fc.constantFrom('x', 'ß', '😀'),
      over: fc.integer({ min: 1, max: 40 }),
    },
    ({ tooLarge, letter, over }) => [
      opens('phone'),
      asks('phone', tooLarge(letter, over), answered(POLICY_VIOLATION)),
      stored(sent, noPush),
      enables('phone', key(letter.repeat(Math.floor(1024 / octets(letter)))), answered('result')),
    ],
  ),
]

const keys: ReadonlyArray<Law> = [
  forAll(
    law(
      'xep-0357/enabling/several-nodes',
      ['REG-4'],
      'MUST',
      'The key is service and node: several nodes of a service, and the same node of several services, are enabled side by side.',
      {
        options: { maxDevices: 5 },
      },
    ),
    { registrations: registrationKeys(2, 4) },
    ({ registrations }) => [
      opens('phone'),
      ...registrations.map((one) => enables('phone', one, answered('result'))),
      stored(sent, pushes(...registrations)),
    ],
  ),
  forAll(
    law(
      'xep-0357/enabling/again-is-newest',
      ['REG-4'],
      'SHOULD',
      'Enabling a key again keeps one registration and makes it the newest.',
      { options: { maxDevices: 2 } },
    ),
    { registrations: registrationKeys(3, 3) },
    ({ registrations: [first = PHONE, second = TABLET, third = TABLET] }) => [
      opens('phone'),
      ...[first, second, first, third].map((one) => enables('phone', one, answered('result'))),
      stored(sent, pushes(first, third)),
    ],
  ),
  forAll(
    law(
      'seed/enabling/device-cap',
      ['REG-6'],
      'SEED',
      'Above maxDevices, the registrations that were enabled least recently are removed.',
      {
        ...seed,
        needs: ['offline', 'options:maxDevices'],
      },
    ),
    { registrations: registrationKeys(2, 6), maxDevices: fc.integer({ min: 1, max: 4 }) },
    ({ registrations, maxDevices }) => [
      opens('phone'),
      ...registrations.map((one) => enables('phone', one, answered('result'))),
      stored(sent, pushes(...registrations.slice(-maxDevices))),
    ],
    ({ maxDevices }) => ({ maxDevices }),
  ),
  fixed(
    law(
      'seed/enabling/evicted-session-unbound',
      ['REG-6'],
      'SEED',
      'A session that was bound to an evicted registration is bound to none.',
      {
        ...seed,
        needs: ['hibernation', 'archive'],
        options: { maxDevices: 1 },
      },
    ),
    ...device('old', PHONE),
    hibernates('old', []),
    ...device('new', TABLET),
    queued('old', sent),
    wait(10_000, noPush),
    opens('third'),
    enables('third', PHONE),
    archived(delivery('k2', chat()), noPush),
    closes('third'),
    archived(delivery('k3', chat()), pushes(PHONE)),
  ),
  forAll(
    law(
      'seed/enabling/binds-session',
      ['REG-7'],
      'SEED',
      'The enabling session becomes bound to the registration that it enabled last, and to that one only.',
      {
        section: 'Business rules, point 3',
        link: LINKS.rules,
        needs: ['archive', 'hibernation'],
        options: { maxDevices: 5 },
      },
    ),
    { registrations: registrationKeys(1, 3) },
    ({ registrations }) => [
      opens('phone'),
      ...registrations.map((one) => enables('phone', one)),
      archived(delivery('k1', chat()), pushes(...registrations.slice(0, -1))),
      hibernates('phone', [delivery('k2', chat())], pushes(...registrations.slice(-1))),
    ],
  ),
  fixed(
    law(
      'xep-0357/enabling/saved-before-reply',
      ['REG-8'],
      'MUST',
      'Registrations are saved before the reply; when that fails the reply is wait / internal-server-error and nothing has changed.',
      {
        section: 'RFC 6120 §8.3.3.8',
        link: 'https://www.rfc-editor.org/rfc/rfc6120#section-8.3.3.8',
        needs: ['offline', 'save-failure'],
      },
    ),
    ...gone(PHONE),
    opens('desk'),
    failSaves(true),
    enables('desk', key('new', OTHER_SERVICE), answered('wait/internal-server-error')),
    disables('desk', PHONE, answered('wait/internal-server-error')),
    failSaves(false),
    stored(sent, pushes(PHONE)),
  ),
]

/** REG-1 to REG-4, REG-6 to REG-10. */
export const enabling: ReadonlyArray<Law> = [...requests, ...keys]
