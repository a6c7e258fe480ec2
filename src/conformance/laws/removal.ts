/**
 * REM: the other ways to be removed (XEP-0357 §8).
 */
import * as fc from 'fast-check'
import { NS } from '../../stanza/namespaces.js'
import { el } from '../../xml/build.js'
import type { XmlElement } from '../../xml/element.js'
import type { RegistrationKey } from '../../state/registration.js'
import { registrationKeys } from '../arbitraries/registration.js'
import { noPush, pushes } from '../expect.js'
import { fixed, forAll, type Law, ofSection, seed } from '../law.js'
import type { Step } from '../scene.js'
import {
  delivery,
  enables,
  gone,
  happens,
  hibernates,
  JULIET,
  opens,
  OTHER_SERVICE,
  PHONE,
  queued,
  ROMEO,
  SERVICE,
  stored,
  TABLET,
  wait,
} from '../stage.js'
import { chat } from '../stanzas.js'

const law = ofSection('XEP-0357 §6')

const sent = delivery('k1', chat())

interface Notice {
  readonly from?: string
  readonly jid?: string
  readonly affiliation?: string
}

const notice = (service: string, { from, jid, affiliation }: Notice, within: (child: XmlElement) => XmlElement): Step =>
  happens({
    _tag: 'ServiceMessage',
    message: el('message', { from: from ?? service, to: JULIET }, [
      within(el('affiliation', { jid: jid ?? JULIET, affiliation: affiliation ?? 'none' })),
    ]),
  })

/** A message of a push service that takes a node back. */
export const revokes = ({ service, node }: RegistrationKey, more: Notice = {}): Step =>
  notice(service, more, (child) => el('pubsub', { xmlns: NS.pubsub, node }, [child]))

/** The same as XEP-0060 §8.9.4 has it: the node is an attribute of the list. */
const revokesListed = ({ service, node }: RegistrationKey, more: Notice = {}): Step =>
  notice(service, more, (child) => el('pubsub', { xmlns: NS.pubsub }, [el('affiliations', { node }, [child])]))

const of = { section: 'XEP-0357 §8' } as const

/** REM-1, REM-2. */
export const removal: ReadonlyArray<Law> = [
  fixed(
    law(
      'xep-0357/removal/affiliation-none',
      ['REM-1'],
      'MAY',
      'A message of the push service that takes the affiliation back removes that service and node.',
      {
        ...of,
        needs: ['offline', 'service-message'],
      },
    ),
    ...gone(PHONE),
    ...gone(TABLET),
    revokes(PHONE),
    stored(sent, pushes(TABLET)),
  ),
  forAll(
    law(
      'xep-0357/removal/every-form',
      ['REM-1'],
      'MAY',
      'The notice is read as XEP-0357 and as XEP-0060 write it; none, outcast and member may not publish; it names the account by its bare or a full JID, or by its domain.',
      {
        ...of,
        needs: ['offline', 'service-message'],
      },
    ),
    {
      affiliation: fc.constantFrom('none', 'outcast', 'member'),
      jid: fc.constantFrom(JULIET, `${JULIET}/phone`, 'capulet.example'),
      listed: fc.boolean(),
    },
    ({ affiliation, jid, listed }) => [
      ...gone(PHONE),
      ...gone(TABLET),
      (listed ? revokesListed : revokes)(PHONE, { affiliation, jid }),
      stored(sent, pushes(TABLET)),
    ],
  ),
  forAll(
    law(
      'xep-0357/removal/only-by-its-service',
      ['REM-1'],
      'MAY',
      'From anyone else, for another JID, or with another affiliation, such a message is ignored.',
      {
        ...of,
        needs: ['offline', 'service-message'],
      },
    ),
    {
      forged: fc.constantFrom(
        { from: OTHER_SERVICE },
        { from: 'mallory@evil.example' },
        { from: `${SERVICE}.evil.example` },
        { jid: ROMEO },
        { jid: `${JULIET}.evil.example` },
        { affiliation: 'publisher' },
      ),
    },
    ({ forged }) => [...gone(PHONE), revokes(PHONE, forged), stored(sent, pushes(PHONE))],
  ),
  forAll(
    law('seed/removal/account-deleted', ['REM-2'], 'SEED', 'When the account is deleted everything goes.', {
      ...seed,
      needs: ['offline', 'hibernation', 'delete-account'],
    }),
    { registrations: registrationKeys(1, 4), asleep: fc.boolean() },
    ({ registrations, asleep }) => [
      opens('phone'),
      ...registrations.map((one) => enables('phone', one)),
      ...(asleep ? [hibernates('phone', []), queued('phone', delivery('before', chat()))] : []),
      happens({ _tag: 'AccountDeleted' }, noPush),
      wait(10_000, noPush),
      stored(sent, noPush),
    ],
  ),
]
