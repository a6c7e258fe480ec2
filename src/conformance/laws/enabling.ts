/**
 * REG-1 to REG-3, REG-9, REG-10: what is answered to an enable (XEP-0357 §5).
 */
import * as fc from 'fast-check'
import { NS } from '../../stanza/namespaces.js'
import { el } from '../../xml/build.js'
import type { XmlElement } from '../../xml/element.js'
import { notAJid } from '../arbitraries/jid.js'
import { registrationKey } from '../arbitraries/registration.js'
import { all, answered, BAD_REQUEST, everyPush, noPush, POLICY_VIOLATION, pushes, that } from '../expect.js'
import { fixed, forAll, type Law, ofSection, seed } from '../law.js'
import {
  asks,
  closes,
  delivery,
  device,
  enableElement,
  enables,
  JULIET,
  key,
  opens,
  PHONE,
  SERVICE,
  stored,
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

/** Ways to write `push.example` that a server of the other side prepares into it, or a screen shows as it. */
const SPELLINGS = [
  'push\u3002example',
  'push\uff0eexample',
  'push\uff61example',
  '\uff50ush.example',
  'pu\u00adsh.example',
  'pu\u200bsh.example',
  '\u{1d429}ush.example',
] as const

/** REG-1 to REG-3, REG-9, REG-10. */
export const enabling: ReadonlyArray<Law> = [
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
      'xep-0357/enabling/one-spelling',
      ['REG-1'],
      'MUST',
      'A domain that would be prepared into another text, by more than its case, is no JID here: one service is enabled once.',
      { section: 'RFC 7622 §3.2' },
    ),
    { spelling: fc.constantFrom(...SPELLINGS), local: fc.constantFrom('', 'app@'), upper: fc.boolean() },
    ({ spelling, local, upper }) => [
      opens('phone'),
      asks('phone', enableElement({ jid: `${local}${SERVICE}`, node: 'phone' }), answered('result')),
      asks('phone', enableElement({ jid: `${local}${spelling}`, node: 'phone' }), answered(BAD_REQUEST)),
      asks(
        'phone',
        enableElement({ jid: upper ? `${local}Push.EXAMPLE` : `${local}${SERVICE}`, node: 'phone' }),
        answered('result'),
      ),
      closes('phone'),
      stored(sent, pushes({ service: `${local}${SERVICE}`, node: 'phone' })),
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
  forAll(
    law(
      'field/enabling/node-bounded',
      ['REG-10'],
      'FIELD',
      'A node may have as many octets as the option says, and no more.',
      { needs: ['offline', 'options:maxNodeBytes'] },
    ),
    { maxNodeBytes: fc.integer({ min: 8, max: 100 }), letter: fc.constantFrom('x', 'ß', '😀') },
    ({ maxNodeBytes, letter }) => [
      opens('phone'),
      enables('phone', key(longer(letter, maxNodeBytes + 1)), answered(POLICY_VIOLATION)),
      stored(sent, noPush),
      enables('phone', key(letter.repeat(Math.floor(maxNodeBytes / octets(letter)))), answered('result')),
    ],
    ({ maxNodeBytes }) => ({ maxNodeBytes }),
  ),
]
