/**
 * ERR: answers of the push service (XEP-0357 §7.1).
 */
import * as fc from 'fast-check'
import { prosodyErrors } from '../../options/errors.js'
import { noPush, pushes, that } from '../expect.js'
import { type Draft, fixed, forAll, type Law, seed } from '../law.js'
import { nameOf } from '../observe.js'
import type { Answer } from '../../event.js'
import type { RegistrationKey } from '../../state/registration.js'
import type { Expectation, Step } from '../scene.js'
import {
  ACCEPTED,
  answers,
  answersNth,
  delivery,
  device,
  disables,
  enables,
  failSaves,
  gone,
  key,
  look,
  opens,
  OTHER_SERVICE,
  PHONE,
  rejected,
  ROMEO,
  SERVICE,
  stored,
  TABLET,
  TIMED_OUT,
  together,
} from '../stage.js'
import { chat } from '../stanzas.js'

const law = (id: string, rules: ReadonlyArray<string>, requirement: string, more: Partial<Draft> = {}): Draft => ({
  id: `${more.level === 'FIELD' ? 'field' : 'seed'}/errors/${id}`,
  rules,
  level: 'SEED',
  ...seed,
  requirement,
  needs: ['offline', 'errors'],
  ...more,
})

/** A push to PHONE, and its answer. */
const round = (name: string, answer: Answer, from?: string): ReadonlyArray<Step> => [
  stored(delivery(name, chat()), pushes(PHONE)),
  answers(PHONE, answer, undefined, undefined, from),
]

const rounds = (times: number, name: string, answer: Answer, from?: string): ReadonlyArray<Step> =>
  Array.from({ length: times }, (_, index) => round(`${name}-${index}`, answer, from)).flat()

const last = (expect: Expectation): Step => stored(delivery('last', chat()), expect)

const listed = (...expected: ReadonlyArray<RegistrationKey>): Expectation => {
  const names = (keys: ReadonlyArray<RegistrationKey>): string => keys.map(nameOf).sort().join(' and ')
  return that(
    `${names(expected)} ${expected.length === 1 ? 'is' : 'are'} left`,
    ({ inspected: { registrations } }) => registrations !== undefined && names(registrations) === names(expected),
  )
}

/** ERR-1 to ERR-6. */
/** RFC 6120 §8.3.2. */
const ERROR_TYPES = ['auth', 'cancel', 'continue', 'modify', 'wait'] as const

export const errors: ReadonlyArray<Law> = [
  forAll(
    law('from-stranger', ['ERR-1'], 'An answer counts only when it comes from the service JID of the registration.', {
      needs: ['offline', 'errors', 'stranger-answers'],
      options: { maxErrors: 2 },
    }),
    {
      from: fc.constantFrom(
        OTHER_SERVICE,
        'mallory@evil.example/x',
        `${SERVICE}/resource`,
        `${SERVICE}.evil.example`,
        '',
      ),
      accepted: fc.boolean(),
    },
    ({ from, accepted }) => [
      ...gone(PHONE),
      ...(accepted
        ? [...round('real', rejected()), ...round('forged', ACCEPTED, from), ...round('again', rejected())]
        : rounds(3, 'forged', rejected(), from)),
      last(accepted ? noPush : pushes(PHONE)),
    ],
  ),
  forAll(
    law('from-spelled', ['ERR-1'], 'An answer of the service counts, however its domain is written.', {
      needs: ['offline', 'errors', 'stranger-answers'],
      options: { maxErrors: 1 },
    }),
    { from: fc.constantFrom('Push.EXAMPLE', 'PUSH.example', 'push.Example') },
    ({ from }) => [...gone(PHONE), ...round('first', rejected(), from), last(noPush)],
  ),
  fixed(
    law('of-removed', ['ERR-1'], 'An answer for a registration that is gone changes nothing.', {
      options: { maxErrors: 1 },
    }),
    ...gone(PHONE),
    ...round('first', rejected()),
    ...gone(TABLET),
    answers(PHONE, rejected()),
    answers(key('never-there'), rejected()),
    last(pushes(TABLET)),
  ),
  forAll(
    law(
      'late-answer',
      ['ERR-1', 'DIS-4'],
      'A registration that was removed and enabled again is a new one: an answer to what the old one was told changes nothing.',
      { options: { maxErrors: 2 } },
    ),
    { accepted: fc.boolean() },
    ({ accepted }) => [
      ...device('phone', PHONE),
      stored(delivery('old', chat()), pushes(PHONE)),
      stored(delivery('old-2', chat()), pushes(PHONE)),
      disables('phone', PHONE),
      enables('phone', PHONE),
      stored(delivery('new', chat()), pushes(PHONE)),
      ...(accepted ? [answersNth(PHONE, 2, rejected())] : []),
      answersNth(PHONE, 0, accepted ? ACCEPTED : rejected()),
      answersNth(PHONE, 1, accepted ? ACCEPTED : rejected()),
      stored(delivery('new-2', chat()), pushes(PHONE)),
      ...(accepted ? [answersNth(PHONE, 3, rejected())] : []),
      last(accepted ? noPush : pushes(PHONE)),
    ],
  ),
  forAll(
    law('wait-not-counted', ['ERR-2'], 'An error of type wait is not counted.', {
      options: { maxErrors: 2, errors: prosodyErrors },
    }),
    { times: fc.integer({ min: 1, max: 4 }) },
    ({ times }) => [
      ...gone(PHONE),
      ...rounds(times, 'wait', rejected('wait', 'resource-constraint')),
      ...round('one', rejected()),
      last(pushes(PHONE)),
    ],
  ),
  forAll(
    law(
      'every-other-type-counted',
      ['ERR-2', 'ERR-3'],
      'Every other type of error adds one, and at maxErrors the registration is removed.',
      {
        needs: ['offline', 'errors', 'options:maxErrors'],
        options: { errors: prosodyErrors },
      },
    ),
    {
      maxErrors: fc.integer({ min: 1, max: 5 }),
      types: fc.array(fc.constantFrom('cancel', 'auth', 'modify', 'continue', 'unheard-of'), {
        minLength: 5,
        maxLength: 5,
      }),
    },
    ({ maxErrors, types }) => [
      ...gone(PHONE),
      ...types.slice(0, maxErrors).flatMap((type, index) => round(`error-${index}`, rejected(type))),
      last(noPush),
    ],
    ({ maxErrors }) => ({ maxErrors }),
  ),
  forAll(
    law('ignored-types', ['ERR-2'], 'Where the table says so, errors of other types are not counted.', {
      level: 'FIELD',
      needs: ['offline', 'errors', 'options:errors'],
      options: { maxErrors: 1 },
    }),
    { ignored: fc.subarray([...ERROR_TYPES]), type: fc.constantFrom(...ERROR_TYPES) },
    ({ ignored, type }) => [
      ...gone(PHONE),
      ...round('error', rejected(type)),
      last(ignored.includes(type) ? pushes(PHONE) : noPush),
    ],
    ({ ignored }) => ({ errors: Object.fromEntries(ignored.map((type) => [`type:${type}`, 'ignored'])) }),
  ),
  fixed(
    law('removed-and-saved', ['ERR-3'], 'At maxErrors the registration is removed, and that is saved.', {
      needs: ['offline', 'errors', 'inspect', 'several-accounts'],
      options: { maxErrors: 2 },
    }),
    ...gone(TABLET),
    ...device('phone', PHONE),
    ...gone(key('other'), ROMEO),
    look(listed(PHONE, TABLET)),
    look(listed(key('other')), ROMEO),
    stored(delivery('k1', chat())),
    answers(PHONE, rejected()),
    look(listed(PHONE, TABLET)),
    stored(delivery('k2', chat())),
    answers(PHONE, rejected()),
    look(listed(TABLET)),
    last(pushes(TABLET)),
  ),
  forAll(
    law('result-resets', ['ERR-4'], 'A result sets the count to 0.', { options: { maxErrors: 3 } }),
    { before: fc.integer({ min: 1, max: 2 }), after: fc.integer({ min: 1, max: 2 }) },
    ({ before, after }) => [
      ...gone(PHONE),
      ...rounds(before, 'before', rejected()),
      ...round('success', ACCEPTED),
      ...rounds(after, 'after', rejected()),
      last(pushes(PHONE)),
    ],
  ),
  forAll(
    law('at-once', ['ERR-3', 'REG-8'], 'Answers that come at once, or beside a request, all count.', {
      needs: ['offline', 'errors', 'concurrent'],
      options: { maxErrors: 2 },
    }),
    { besideRequest: fc.boolean(), first: fc.boolean() },
    ({ besideRequest, first }) => {
      const one = answersNth(PHONE, 0, rejected())
      const other = answersNth(PHONE, 1, rejected())
      const beside = besideRequest ? enables('desk', TABLET) : one
      return [
        ...gone(PHONE),
        opens('desk'),
        ...['k1', 'k2'].map((name) => stored(delivery(name, chat()), pushes(PHONE))),
        ...(besideRequest ? [one] : []),
        together(first ? [beside, other] : [other, beside]),
        last(besideRequest ? pushes(TABLET) : noPush),
      ]
    },
  ),
  fixed(
    law(
      'failed-save',
      ['REG-8', 'ERR-3'],
      'Where a removal cannot be saved the registration is there, until the next error.',
      {
        needs: ['offline', 'errors', 'save-failure'],
        options: { maxErrors: 1 },
      },
    ),
    ...gone(PHONE),
    stored(delivery('k1', chat()), pushes(PHONE)),
    stored(delivery('k2', chat()), pushes(PHONE)),
    failSaves(true),
    answersNth(PHONE, 0, rejected()),
    failSaves(false),
    stored(delivery('k3', chat()), pushes(PHONE)),
    answersNth(PHONE, 1, rejected()),
    last(noPush),
  ),
  fixed(
    law('no-answer', ['ERR-5'], 'No answer in time changes nothing.', {
      needs: ['offline', 'errors', 'answer-timeout'],
      options: { maxErrors: 2 },
    }),
    ...gone(PHONE),
    ...round('one', rejected()),
    ...rounds(3, 'silent', TIMED_OUT),
    ...round('two', rejected()),
    last(noPush),
  ),
  fixed(
    law(
      'each-account',
      ['ERR-6'],
      'Counts belong to one registration of one account: two users of one service and node do not share them.',
      {
        needs: ['offline', 'errors', 'several-accounts'],
        options: { maxErrors: 2 },
      },
    ),
    ...gone(PHONE),
    ...gone(PHONE, ROMEO),
    ...round('first', rejected()),
    stored(delivery('romeo-1', chat()), undefined, {}, ROMEO),
    answers(PHONE, rejected(), undefined, ROMEO),
    last(pushes(PHONE)),
    stored(
      delivery('romeo-2', chat()),
      that('there is one push of the other account', ({ pushes: found }) => found.length === 1),
      {},
      ROMEO,
    ),
  ),
  fixed(
    law('kept-when-enabled-again', ['REG-4'], 'Enabling a key again does not reset its error count.', {
      options: { maxErrors: 2 },
    }),
    ...device('phone', PHONE),
    ...round('first', rejected()),
    enables('phone', PHONE),
    ...round('second', rejected()),
    last(noPush),
  ),
]
