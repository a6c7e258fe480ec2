/**
 * CLI, DIS-5, REG-11, REM-3, ERR-3, ERR-7: who may enable, whose registration it is, and when it goes.
 */
import * as fc from 'fast-check'
import { defaultErrors, type ErrorTable } from '../../options/errors.js'
import { defaultOptions } from '../../options/options.js'
import { discoFeatures } from '../../protocol/disco.js'
import { answered, noPush, pushes, that } from '../expect.js'
import { fixed, forAll, inFolder, type Law } from '../law.js'
import {
  answers,
  archived,
  closes,
  delivery,
  device,
  enables,
  gone,
  happens,
  key,
  look,
  OTHER_SERVICE,
  PHONE,
  rejected,
  stored,
  TABLET,
  TIMED_OUT,
  wait,
} from '../stage.js'
import { chat } from '../stanzas.js'
import type { Step } from '../scene.js'

const law = inFolder('field/registrations', {
  level: 'FIELD',
  section: 'XEP-0357 §5',
})

const HOUR = 3_600_000

/** What an account with push may be told of: whatever else there is in its disco#info is no matter of push. */
const PUSH_FEATURES = discoFeatures({
  ...defaultOptions,
  extensions: ['filters', 'priority', 'jingle', 'encrypt', 'away'],
})

const opensAs = (client: string, resource: string): Step => happens({ _tag: 'SessionOpened', resource, client })

/** As many errors as said, an hour apart. */
const failing = (times: number, from: string, condition: string): ReadonlyArray<Step> =>
  Array.from({ length: times }, (_, index) => [
    stored(delivery(`${from}${index}`, chat()), pushes(PHONE)),
    answers(PHONE, rejected('cancel', condition)),
    wait(HOUR),
  ]).flat()

/** The rows that may speak of one error, in the order in which they are asked. */
const ROWS = ['device-not-registered', 'not-acceptable', 'type:cancel', 'other'] as const

/** A table whose first row says one thing, and every other one the contrary. */
const tableOf = (rows: ReadonlyArray<string>, final: boolean): ErrorTable => ({
  'type:wait': 'final',
  ...Object.fromEntries(rows.map((row, index) => [row, (index === 0) === final ? 'final' : 'ignored'] as const)),
})

/** Whose a registration is, and when it goes. */
export const clients: ReadonlyArray<Law> = [
  fixed(
    law(
      'client/bound-from-the-start',
      ['CLI-1'],
      'A session whose client enabled a registration is bound to it before it enables again.',
      {
        needs: ['archive', 'clients'],
      },
    ),
    opensAs('client-1', 'phone'),
    enables('phone', PHONE),
    closes('phone'),
    ...gone(TABLET),
    opensAs('client-1', 'other'),
    archived(delivery('k1', chat()), pushes(TABLET)),
  ),
  forAll(
    law(
      'client/one-node',
      ['CLI-2'],
      "Enabling removes the client's other registrations of the same service, where the option says so.",
      {
        needs: ['offline', 'clients', 'options:oneNodePerClient'],
      },
    ),
    { oneNodePerClient: fc.boolean() },
    ({ oneNodePerClient }) => [
      opensAs('client-1', 'phone'),
      enables('phone', key('old')),
      enables('phone', key('elsewhere', OTHER_SERVICE)),
      enables('phone', key('new')),
      closes('phone'),
      stored(
        delivery('k1', chat()),
        pushes(key('new'), key('elsewhere', OTHER_SERVICE), ...(oneNodePerClient ? [] : [key('old')])),
      ),
    ],
    ({ oneNodePerClient }) => ({ oneNodePerClient }),
  ),
  forAll(
    law(
      'removed-by-the-server',
      ['DIS-5', 'DIS-4'],
      'The server itself removes registrations, named or of a client, and unbinds their sessions.',
      {
        needs: ['offline', 'clients', 'remove-registrations'],
      },
    ),
    { named: fc.boolean() },
    ({ named }) => [
      ...gone(TABLET),
      opensAs('client-1', 'phone'),
      enables('phone', PHONE),
      happens(
        named
          ? { _tag: 'RegistrationsRemoved', registrations: [PHONE] }
          : { _tag: 'RegistrationsRemoved', client: 'client-1' },
      ),
      stored(delivery('k1', chat()), pushes(TABLET)),
    ],
  ),
  forAll(
    law('services', ['REG-11'], 'Only services that are named may be enabled, by their JID or their domain.', {
      needs: ['offline', 'options:services'],
    }),
    { services: fc.constantFrom(['push.example'], ['app@push.example'], ['other.example']) },
    ({ services }) => [
      ...device('gone', PHONE).slice(0, 1),
      enables('gone', PHONE, answered(services[0] === 'push.example' ? 'result' : 'cancel/not-allowed')),
      enables(
        'gone',
        key('a', 'app@push.example'),
        answered(services[0] === 'other.example' ? 'cancel/not-allowed' : 'result'),
      ),
    ],
    ({ services }) => ({ services }),
  ),
  fixed(
    law(
      'provisioned',
      ['REG-11', 'DSC-1'],
      'An account that is not provisioned has no push, and is not told that it has.',
      {
        needs: ['disco', 'options:provisioned'],
        options: { provisioned: false },
      },
    ),
    ...device('gone', PHONE).slice(0, 1),
    enables('gone', PHONE, answered('cancel/not-allowed')),
    look(
      that(
        'no push is announced',
        ({ inspected: { features } }) => features !== undefined && !features.some((one) => PUSH_FEATURES.includes(one)),
      ),
    ),
  ),
  fixed(
    law('idle', ['REM-3'], 'A registration whose device was not seen for longer than allowed goes.', {
      needs: ['offline', 'virtual-clock', 'options:maxIdleMs'],
      options: { maxIdleMs: HOUR },
    }),
    ...gone(PHONE),
    wait(HOUR / 2),
    ...gone(TABLET),
    wait(HOUR * 0.75),
    stored(delivery('k1', chat()), pushes(TABLET)),
    wait(HOUR),
    stored(delivery('k2', chat()), noPush),
  ),
  fixed(
    law('errors/outage', ['ERR-2', 'ERR-3'], 'An outage on the way, however many errors it makes, has to last.', {
      needs: ['offline', 'errors', 'virtual-clock'],
      options: { maxErrors: 3, maxFailingMs: 10 * HOUR, errors: defaultErrors },
    }),
    ...gone(PHONE),
    ...failing(9, 'a', 'remote-server-not-found'),
    stored(delivery('k1', chat()), pushes(PHONE)),
    wait(3 * HOUR),
    answers(PHONE, rejected('cancel', 'remote-server-not-found')),
    stored(delivery('k2', chat()), noPush),
  ),
  forAll(
    law(
      'errors/no-answer-lasts',
      ['ERR-2', 'ERR-5', 'ERR-3'],
      'No answer in time, and a service that says wait, count towards a row that has to last.',
      {
        needs: ['offline', 'errors', 'answer-timeout', 'virtual-clock'],
        options: { maxErrors: 2, maxFailingMs: HOUR, errors: defaultErrors },
      },
    ),
    { answer: fc.constantFrom(TIMED_OUT, rejected('wait', 'unexpected-request')) },
    ({ answer }) => [
      ...gone(PHONE),
      stored(delivery('k1', chat()), pushes(PHONE)),
      answers(PHONE, answer),
      wait(2 * HOUR),
      stored(delivery('k2', chat()), pushes(PHONE)),
      answers(PHONE, answer),
      stored(delivery('k3', chat()), noPush),
    ],
  ),
  forAll(
    law(
      'errors/by-condition',
      ['ERR-2', 'ERR-7'],
      'The table is asked for the pubsub condition, the condition, the type, and then for the rest: the first row that it has counts.',
      {
        needs: ['offline', 'errors', 'options:errors'],
        options: { maxErrors: 100 },
      },
    ),
    { rows: fc.subarray([...ROWS]), final: fc.boolean() },
    ({ rows, final }) => [
      ...gone(PHONE),
      stored(delivery('k1', chat()), pushes(PHONE)),
      answers(PHONE, {
        _tag: 'Rejected',
        type: 'cancel',
        condition: 'not-acceptable',
        pubsubCondition: 'device-not-registered',
      }),
      stored(delivery('k2', chat()), rows.length > 0 && final ? noPush : pushes(PHONE)),
    ],
    ({ rows, final }) => ({ errors: tableOf(rows, final) }),
  ),
]
