/**
 * REG-4, REG-6 to REG-8: which registrations there are (XEP-0357 §5).
 */
import * as fc from 'fast-check'
import { registrationKeys } from '../arbitraries/registration.js'
import { answered, noPush, pushes, that } from '../expect.js'
import { fixed, forAll, type Law, ofSection, seed } from '../law.js'
import {
  addressed,
  archived,
  closes,
  delivery,
  device,
  disables,
  enables,
  failSaves,
  gone,
  key,
  opens,
  OTHER_SERVICE,
  PHONE,
  queued,
  ROMEO,
  SERVICE,
  hibernates,
  JULIET,
  stored,
  TABLET,
  together,
  wait,
} from '../stage.js'
import { chat } from '../stanzas.js'

const law = ofSection('XEP-0357 §5')

const sent = delivery('k1', chat())

/** Letters that a server may be tempted to change: case, blanks, forms of Unicode. */
export const LETTERS = [
  'Phone',
  'phone',
  'PHONE',
  ' phone',
  'phone ',
  'Stra\u00dfe',
  'STRASSE',
  '\u00e9',
  'e\u0301',
  '\ufb01',
] as const

/** REG-4, REG-6 to REG-8. */
export const registrations: ReadonlyArray<Law> = [
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
        needs: ['offline', 'save-failure'],
      },
    ),
    ...gone(PHONE),
    opens('desk'),
    failSaves(true),
    enables('desk', key('new', OTHER_SERVICE), answered('wait/internal-server-error')),
    stored(delivery('k0', chat()), pushes(PHONE)),
    disables('desk', PHONE, answered('wait/internal-server-error')),
    failSaves(false),
    stored(sent, pushes(PHONE)),
  ),
  fixed(
    law(
      'seed/enabling/failed-save-binds-nothing',
      ['REG-8', 'REG-7', 'DIS-4'],
      'SEED',
      'Where saving fails, every session is bound to what it was bound to before, also to nothing.',
      { ...seed, needs: ['offline', 'archive', 'save-failure'] },
    ),
    ...gone(TABLET),
    ...device('phone', PHONE),
    opens('desk'),
    failSaves(true),
    enables('phone', key('new', OTHER_SERVICE), answered('wait/internal-server-error')),
    enables('desk', TABLET, answered('wait/internal-server-error')),
    disables('desk', PHONE, answered('wait/internal-server-error')),
    failSaves(false),
    archived(delivery('k1', chat()), pushes(TABLET)),
    closes('phone'),
    closes('desk'),
    stored(delivery('k2', chat()), pushes(PHONE, TABLET)),
  ),
  forAll(
    law(
      'xep-0357/enabling/to-own-account',
      ['REG-1'],
      'MUST',
      'A request is to the own account, which need not be named (RFC 6120 §8.1.1.1); to anybody else it changes nothing.',
      { needs: ['offline', 'several-accounts'] },
    ),
    { address: fc.constantFrom(undefined, JULIET, ROMEO, 'capulet.example'), on: fc.boolean() },
    ({ address, on }) => {
      const isOwn = address === undefined || address === JULIET
      const request = on ? enables('phone', PHONE) : disables('phone', TABLET)
      return [
        ...gone(TABLET),
        ...gone(TABLET, ROMEO),
        opens('phone'),
        {
          ...addressed(address)(request),
          expect: isOwn
            ? answered('result')
            : that('it is not accepted', ({ answers }) => answers.every(({ answer }) => answer !== 'result')),
        },
        closes('phone'),
        stored(sent, pushes(...(isOwn && !on ? [] : [TABLET]), ...(isOwn && on ? [PHONE] : []))),
        stored(
          sent,
          that(
            'the other account has what it had',
            ({ pushes: found }) => found.map(({ node }) => node).join() === TABLET.node,
          ),
          {},
          ROMEO,
        ),
      ]
    },
  ),
  forAll(
    law(
      'xep-0357/enabling/node-to-the-letter',
      ['REG-4'],
      'MUST',
      'A node is the client’s own text: it comes back to the letter, and nodes that differ in one are two.',
    ),
    { nodes: fc.shuffledSubarray([...LETTERS], { minLength: 2, maxLength: 3 }) },
    ({ nodes }) => [
      opens('phone'),
      ...nodes.map((node) => enables('phone', key(node), answered('result'))),
      stored(sent, pushes(...nodes.map((node) => key(node)))),
      disables('phone', key(nodes[0] ?? ''), answered('result')),
      stored(delivery('k2', chat()), pushes(...nodes.slice(1).map((node) => key(node)))),
    ],
  ),
  forAll(
    law(
      'xep-0357/enabling/service-to-the-letter',
      ['REG-4'],
      'MUST',
      'The resource of a push service is a text with case: services that differ in it are two.',
      { section: 'RFC 7622 §3.4' },
    ),
    { resources: fc.shuffledSubarray(['Android', 'android', 'ANDROID', 'Android 2'], { minLength: 2, maxLength: 3 }) },
    ({ resources }) => {
      const keys = resources.map((resource) => key('phone', `app@${SERVICE}/${resource}`))
      return [
        opens('phone'),
        ...keys.map((one) => enables('phone', one, answered('result'))),
        stored(sent, pushes(...keys)),
        ...keys.slice(0, 1).map((one) => disables('phone', one, answered('result'))),
        stored(delivery('k2', chat()), pushes(...keys.slice(1))),
      ]
    },
  ),
  forAll(
    law(
      'seed/enabling/at-once',
      ['REG-8'],
      'SEED',
      'Two requests of an account that come at once both count, however slowly the first is saved.',
      { ...seed, needs: ['offline', 'concurrent'] },
    ),
    { on: fc.boolean(), first: fc.boolean() },
    ({ on, first }) => {
      const other = on ? enables('desk', key('desk')) : disables('desk', PHONE)
      const one = enables('phone', TABLET)
      return [
        ...device('desk', PHONE),
        opens('phone'),
        together(first ? [one, other] : [other, one], answered('result,result')),
        closes('phone'),
        closes('desk'),
        stored(sent, pushes(TABLET, ...(on ? [PHONE, key('desk')] : []))),
      ]
    },
  ),
]
