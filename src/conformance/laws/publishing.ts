/**
 * PUB: the publish request (XEP-0357 §7); DSC: service discovery (§4); and that decisions say why.
 */
import * as fc from 'fast-check'
import { NS } from '../../stanza/namespaces.js'
import { attr } from '../../xml/query.js'
import type { RegistrationKey } from '../../state/registration.js'
import type { Explained } from '../adapter.js'
import { registrationKeys, registrationKey } from '../arbitraries/registration.js'
import { stanza } from '../arbitraries/stanza.js'
import { all, everyPush, noPush, pushes, that } from '../expect.js'
import { fixed, forAll, type Law, ofSection } from '../law.js'
import { isIq, nameOf, namesIn, type Push } from '../observe.js'
import type { Expectation } from '../scene.js'
import {
  answers,
  archived,
  delivery,
  device,
  enables,
  gone,
  hibernates,
  JULIET,
  look,
  opens,
  PHONE,
  rejected,
  stored,
  TABLET,
} from '../stage.js'
import { chat, form } from '../stanzas.js'

const law = ofSection('XEP-0357 §7')

/** The parts of the request that are pubsub's own, whatever stands beside them. */
const PUBSUB = `{${NS.pubsub}}pubsub`
const PUBLISH = `{${NS.pubsub}}publish`
const PUBLISH_OPTIONS = `{${NS.pubsub}}publish-options`

const isOnly = (names: ReadonlyArray<string> | undefined, ...expected: ReadonlyArray<string>): boolean =>
  names !== undefined && [...names].sort().join() === [...expected].sort().join()

const idsOf = (observed: { readonly pushes: ReadonlyArray<Push> }): ReadonlyArray<string> =>
  observed.pushes.map(({ iq }) => attr(iq, 'id') ?? '')

/** PUB-1, PUB-2. */
export const publishing: ReadonlyArray<Law> = [
  forAll(
    law(
      'xep-0357/publish/request',
      ['PUB-1'],
      'MUST',
      "A publish is an iq of type set from the account's domain to the service, with the notification in the one item of the node.",
    ),
    { registration: registrationKey, stanza: stanza() },
    ({ registration, stanza: any }) => [
      ...gone(registration),
      stored(
        delivery('k1', any),
        all(
          pushes(registration),
          everyPush(
            "that a server would route it: an iq of type set from the account's domain",
            ({ iq, type, from }) => isIq(iq) && type === 'set' && from === 'capulet.example',
          ),
          // RFC 6120 §8.2.3: a set "MUST contain exactly one child element".
          everyPush('one pubsub in the iq', (push) => isOnly(namesIn(push, 'iq'), PUBSUB)),
          everyPush(
            'one item with one notification',
            (push) =>
              isOnly(namesIn(push, 'publish', NS.pubsub), `{${NS.pubsub}}item`) &&
              isOnly(namesIn(push, 'item'), `{${NS.push}}notification`),
          ),
          everyPush('one form in the notification', (push) =>
            isOnly(namesIn(push, 'notification', NS.dataForms), `{${NS.dataForms}}x`),
          ),
        ),
      ),
    ],
  ),
  forAll(
    law(
      'xep-0357/publish/node',
      ['PUB-1'],
      'MUST',
      'The node is that of the registration; without one there is no node attribute.',
    ),
    { registration: registrationKey },
    ({ registration }) => [
      ...gone(registration),
      stored(
        delivery('k1', chat()),
        all(
          pushes(registration),
          everyPush(
            'the node of the registration',
            ({ node }) => node === (registration.node === '' ? undefined : registration.node),
          ),
        ),
      ),
    ],
  ),
  forAll(
    law(
      'xep-0357/publish/options-beside',
      ['PUB-1'],
      'MUST',
      'The publish-options stand beside publish where the registration has options, and only there.',
    ),
    { has: fc.boolean() },
    ({ has }) => [
      opens('phone'),
      enables('phone', PHONE, undefined, has ? [form(NS.publishOptions, [['secret', 's3']])] : []),
      stored(
        delivery('k1', chat()),
        all(
          pushes(PHONE),
          everyPush(has ? 'publish and publish-options' : 'publish alone', (push) =>
            isOnly(namesIn(push, 'pubsub', NS.pubsub), PUBLISH, ...(has ? [PUBLISH_OPTIONS] : [])),
          ),
        ),
      ),
    ],
  ),
  forAll(
    law('xep-0357/publish/ids', ['PUB-2'], 'MUST', 'Every publish has an id of its own.', {
      section: 'RFC 6120 §8.1.3',
      needs: ['offline', 'publish-ids'],
    }),
    { registrations: registrationKeys(2, 4) },
    ({ registrations }) => [
      opens('phone'),
      ...registrations.map((one) => enables('phone', one)),
      stored(delivery('k1', chat())),
      stored(
        delivery('k2', chat()),
        that('ids are there and distinct', (observed, before) => {
          const ids = [...before.flatMap(idsOf), ...idsOf(observed)]
          return ids.every((id) => id !== '') && new Set(ids).size === ids.length
        }),
      ),
    ],
  ),
  fixed(
    law(
      'xep-0357/publish/answer-matched',
      ['PUB-2', 'ERR-6'],
      'MUST',
      'An answer counts for the registration that was published to, and for no other of the service.',
      {
        needs: ['offline', 'errors'],
        options: { maxErrors: 2 },
      },
    ),
    ...gone(PHONE),
    ...gone(TABLET),
    stored(delivery('k1', chat()), pushes(PHONE, TABLET)),
    answers(PHONE, rejected()),
    answers(TABLET, rejected()),
    stored(delivery('k2', chat()), pushes(PHONE, TABLET)),
    answers(PHONE, rejected()),
    stored(delivery('k3', chat()), pushes(TABLET)),
  ),
]

/** Rules that each name one kind of event: a decision of another event does not rest on them. */
const TRIGGERS: ReadonlyArray<string> = [1, 2, 3, 5, 6, 7, 9, 12].map((number) => `TRG-${number}`)

/** A decision that rests on these rules, and on no other event than that of its trigger. */
const because =
  (trigger: string, ...rules: ReadonlyArray<string>) =>
  (registration: RegistrationKey, key: string, pushed: boolean): Expectation => {
    const isOf = (one: Explained): boolean =>
      one.account === JULIET &&
      nameOf(one.registration) === nameOf(registration) &&
      one.key === key &&
      one.pushed === pushed
    const rests = (named: ReadonlyArray<string>): boolean =>
      rules.every((rule) => named.includes(rule)) && named.every((rule) => rule === trigger || !TRIGGERS.includes(rule))
    return that(
      `there is a ${pushed ? 'push' : 'skip'} for ${rules.join(', ')}, of ${key} to ${nameOf(registration)}`,
      ({ explained }) => explained.some((one) => isOf(one) && rests(one.rules)),
    )
  }

const pushOf = (trigger: string): ReturnType<typeof because> => because(trigger, trigger, 'IMP', 'SUM-3')

/** DSC-1, and the reasons of decisions. */
export const discovery: ReadonlyArray<Law> = [
  fixed(
    law(
      'xep-0357/discovery/feature',
      ['DSC-1'],
      'MUST',
      "The account's disco#info has urn:xmpp:push:0 for its owner.",
      { section: 'XEP-0357 §4.1', needs: ['disco'] },
    ),
    opens('phone'),
    look(that('the features have urn:xmpp:push:0', ({ inspected }) => inspected.features?.includes(NS.push) === true)),
  ),
  fixed(
    law(
      'seed/decisions/say-why',
      ['TRG-1', 'TRG-3', 'DUP-1', 'IMP'],
      'SEED',
      'Every decision, push or none, names the rules that it rests on.',
      {
        section: 'Rulebook, Words',
        needs: ['offline', 'archive', 'explain'],
      },
    ),
    ...gone(TABLET),
    ...device('phone', PHONE),
    archived(
      delivery('k1', chat()),
      all(pushes(TABLET), pushOf('TRG-3')(TABLET, 'k1', true), because('TRG-3', 'TRG-3')(PHONE, 'k1', false)),
    ),
    stored(
      delivery('k1', chat()),
      all(pushes(PHONE), pushOf('TRG-1')(PHONE, 'k1', true), because('TRG-1', 'DUP-1')(TABLET, 'k1', false)),
    ),
    stored(delivery('k1', chat()), all(noPush, because('TRG-1', 'DUP-1')(PHONE, 'k1', false))),
  ),
  fixed(
    law(
      'seed/decisions/say-why-of-queues',
      ['TRG-5', 'DUP-1', 'IMP'],
      'SEED',
      'So does every decision of a queue, stanza by stanza.',
      {
        section: 'Rulebook, Words',
        needs: ['offline', 'hibernation', 'explain'],
      },
    ),
    ...gone(TABLET),
    ...device('phone', PHONE),
    stored(delivery('k1', chat()), pushes(PHONE, TABLET)),
    hibernates(
      'phone',
      [delivery('k1', chat()), delivery('k2', chat()), delivery('k3', chat())],
      all(
        pushes(PHONE),
        because('TRG-5', 'DUP-1')(PHONE, 'k1', false),
        pushOf('TRG-5')(PHONE, 'k2', true),
        because('TRG-5', 'TRG-5')(PHONE, 'k3', false),
      ),
    ),
  ),
]
