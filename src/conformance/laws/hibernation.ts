/**
 * TRG-5 to TRG-8, TRG-10: queues of sessions.
 */
import * as fc from 'fast-check'
import { all, classes, field, noPush, pushes, that } from '../expect.js'
import { fixed, forAll, inFolder, type Law, seed } from '../law.js'
import type { Delivery } from '../../event.js'
import {
  ackDelayed,
  archived,
  closes,
  delivery,
  device,
  gone,
  JULIET,
  ROMEO,
  to,
  hibernates,
  opens,
  PHONE,
  queued,
  resumes,
  stored,
  TABLET,
  wait,
} from '../stage.js'
import { chat, typing } from '../stanzas.js'

const law = inFolder('seed', {
  level: 'SEED',
  section: 'Business rules (a)',
  needs: ['hibernation'],
})

/** A queue by its importance, stanza by stanza. */
const queueOf = (important: ReadonlyArray<boolean>, prefix = 'q'): ReadonlyArray<Delivery> =>
  important.map((flag, index) => delivery(`${prefix}${index}`, flag ? chat(`${prefix}${index}`) : typing()))

const distinct = (flags: ReadonlyArray<boolean>): ReadonlyArray<boolean> => [...new Set(flags)]

const flags = fc.array(fc.boolean(), { minLength: 1, maxLength: 8 })

const hibernating: ReadonlyArray<Law> = [
  forAll(
    law(
      'hibernation/one-push-per-class',
      ['TRG-5'],
      "When hibernation starts, its queue gives at most one push per importance class, to the session's own registration.",
    ),
    { important: flags },
    ({ important }) => [
      ...gone(TABLET),
      ...device('phone', PHONE),
      hibernates('phone', queueOf(important), classes(PHONE, ...distinct(important))),
      wait(10_000, noPush),
    ],
  ),
  forAll(
    law(
      'hibernation/oldest-speaks',
      ['TRG-5', 'TRG-6'],
      'A queue is walked from its oldest stanza on: of those of a class that were not pushed before, the push shows the oldest.',
      { needs: ['hibernation', 'offline'], options: { includeBody: true, coalesceMs: 1000 } },
    ),
    { length: fc.integer({ min: 2, max: 5 }), pushed: fc.nat(1), collected: fc.boolean() },
    ({ length, pushed, collected }) => {
      const queue = queueOf(Array<boolean>(length).fill(true))
      const shown = all(pushes(PHONE), field('last-message-body', `q${pushed}`))
      return [
        ...device('phone', PHONE),
        ...queue.slice(0, pushed).map((one) => stored(one, pushes(PHONE))),
        ...(collected
          ? [hibernates('phone', []), ...queue.map((one) => queued('phone', one, noPush)), wait(1000, shown)]
          : [hibernates('phone', queue, shown)]),
      ]
    },
  ),
  forAll(
    law(
      'hibernation/one-class-without-body',
      ['TRG-5'],
      'Where importantBody is empty there is one class: one push for the queue, of its first important stanza where there is one.',
      { options: { importantBody: '' } },
    ),
    { important: flags },
    ({ important }) => [...device('phone', PHONE), hibernates('phone', queueOf(important), pushes(PHONE))],
  ),
  forAll(
    law(
      'hibernation/push-stands-for-queue',
      ['TRG-5', 'DUP-1'],
      'A push stands for every stanza of its class in that queue: they count as pushed.',
      { needs: ['hibernation', 'offline'] },
    ),
    { important: flags },
    ({ important }) => [
      ...device('phone', PHONE),
      hibernates('phone', queueOf(important)),
      closes('phone', noPush),
      ...queueOf(important).map((one) => stored(one, noPush)),
    ],
  ),
  forAll(
    law(
      'hibernation/passes-over-pushed',
      ['TRG-5', 'DUP-1'],
      'Stanzas that were already pushed to the registration are passed over.',
      { needs: ['hibernation', 'offline'] },
    ),
    { important: flags, pushed: flags },
    ({ important, pushed }) => {
      const queue = queueOf(important)
      const before = queue.filter((_, index) => pushed[index] === true)
      const left = important.filter((_, index) => pushed[index] !== true)
      return [
        ...device('phone', PHONE),
        ...before.map((one) => stored(one, pushes(PHONE))),
        hibernates('phone', queue, classes(PHONE, ...distinct(left))),
      ]
    },
  ),
  forAll(
    law(
      'hibernation/collects',
      ['TRG-6'],
      'Stanzas queued while hibernating are collected for coalesceMs, and then pushed as one queue.',
      {
        needs: ['hibernation', 'options:coalesceMs', 'virtual-clock'],
      },
    ),
    { important: flags, coalesceMs: fc.constantFrom(1000, 5000, 60_000), early: fc.nat(900) },
    ({ important, coalesceMs, early }) => [
      ...device('phone', PHONE),
      hibernates('phone', []),
      ...queueOf(important).map((one) => queued('phone', one, noPush)),
      wait(coalesceMs - 1 - early, noPush),
      queued('phone', delivery('late', chat()), noPush),
      wait(1 + early, classes(PHONE, ...distinct([...important, true]))),
      wait(10 * coalesceMs, noPush),
      queued('phone', delivery('new', chat()), noPush),
      wait(coalesceMs, pushes(PHONE)),
    ],
    ({ coalesceMs }) => ({ coalesceMs }),
  ),
  fixed(
    law(
      'hibernation/each-account',
      ['TRG-6'],
      'Two accounts whose sessions have the same name collect in the same millisecond, and each has its push.',
      { needs: ['hibernation', 'several-accounts'], options: { coalesceMs: 1000 } },
    ),
    ...[JULIET, ROMEO].flatMap((account) => [...device('phone', PHONE, account), to(account)(hibernates('phone', []))]),
    ...[JULIET, ROMEO].map((account) => to(account)(queued('phone', delivery('k1', chat()), noPush))),
    wait(
      1000,
      that('each account has its push', ({ pushes: found }) =>
        [JULIET, ROMEO].every((account) => found.filter((push) => push.account === account).length === 1),
      ),
    ),
  ),
  forAll(
    law(
      'ack-delayed/collects',
      ['TRG-7'],
      'When an ack is delayed, the stanza that caused it is collected where it is named, else the whole queue.',
      {
        ...seed,
        needs: ['ack-delay', 'hibernation'],
        options: { coalesceMs: 1000 },
      },
    ),
    { important: flags, named: fc.boolean() },
    ({ important, named }) => {
      const queue = queueOf(important)
      const cause = queue.at(-1)
      return [
        ...device('phone', PHONE),
        ackDelayed('phone', queue, named ? cause : undefined, noPush),
        // Where time is real each step takes some of its own: there is slack on either side of the second.
        wait(700, noPush),
        wait(600, classes(PHONE, ...(named ? important.slice(-1) : distinct(important)))),
        // What was not named was not pushed, and goes out with the next queue.
        hibernates('phone', queue, classes(PHONE, ...(named ? distinct(important.slice(0, -1)) : []))),
      ]
    },
  ),
  forAll(
    law(
      'ack-delayed/oldest-speaks',
      ['TRG-7', 'TRG-10'],
      'What was collected is walked from its oldest stanza on, when its time is over and when its session closes.',
      { needs: ['ack-delay'], options: { includeBody: true, coalesceMs: 1000 } },
    ),
    { length: fc.integer({ min: 2, max: 5 }), closed: fc.boolean() },
    ({ length, closed }) => {
      const shown = all(pushes(PHONE), field('last-message-body', 'q0'))
      return [
        ...device('phone', PHONE),
        ackDelayed('phone', queueOf(Array<boolean>(length).fill(true)), undefined, noPush),
        closed ? closes('phone', shown) : wait(1000, shown),
      ]
    },
  ),
  fixed(
    law(
      'resumed/drops-collected',
      ['TRG-8'],
      'When a session resumes, its timer is stopped and what was collected is dropped.',
      { ...seed, options: { coalesceMs: 1000 } },
    ),
    ...device('phone', PHONE),
    hibernates('phone', []),
    queued('phone', delivery('k1', chat()), noPush),
    resumes('phone', noPush),
    wait(10_000, noPush),
    closes('phone', noPush),
  ),
  fixed(
    law('resumed/starts-afresh', ['TRG-8'], 'After a session resumed, the next hibernation starts afresh.', {
      ...seed,
      options: { coalesceMs: 1000 },
    }),
    ...device('phone', PHONE),
    hibernates('phone', [], undefined),
    queued('phone', delivery('k1', chat()), noPush),
    wait(600),
    resumes('phone', noPush),
    hibernates('phone', [delivery('k2', typing())], classes(PHONE, false)),
    queued('phone', delivery('k3', chat()), noPush),
    wait(600, noPush),
    wait(400, classes(PHONE, true)),
  ),
  forAll(
    law(
      'closed/pushes-collected',
      ['TRG-10'],
      'When a session closes, what was collected is pushed at once, to its registration; that registration stays, without a session.',
      {
        ...seed,
        needs: ['hibernation', 'ack-delay', 'archive', 'offline'],
      },
    ),
    { important: flags, asleep: fc.boolean() },
    ({ important, asleep }) => [
      opens('desk'),
      ...device('phone', PHONE),
      ...(asleep
        ? [hibernates('phone', []), ...queueOf(important).map((one) => queued('phone', one))]
        : [ackDelayed('phone', queueOf(important))]),
      closes('phone', classes(PHONE, ...distinct(important))),
      wait(10_000, noPush),
      archived(delivery('k1', chat()), pushes(PHONE)),
      closes('desk'),
      stored(delivery('k2', chat()), pushes(PHONE)),
    ],
  ),
  forAll(
    law(
      'closed/taken-over',
      ['TRG-10', 'TRG-6'],
      'A resource that opens again was taken over (RFC 6120 §7.7.2.2): what was collected for the session before is pushed at once.',
      { ...seed, needs: ['hibernation'] },
    ),
    { important: flags },
    ({ important }) => [
      ...device('phone', PHONE),
      hibernates('phone', []),
      ...queueOf(important).map((one) => queued('phone', one)),
      opens('phone', undefined, classes(PHONE, ...distinct(important))),
      wait(10_000, noPush),
    ],
  ),
  fixed(
    law(
      'hibernation/only-its-own',
      ['TRG-5', 'TRG-6', 'TRG-7'],
      'The queue of a session that is bound to nothing is pushed to nobody.',
      { needs: ['hibernation', 'ack-delay'] },
    ),
    ...gone(TABLET),
    opens('plain'),
    ackDelayed('plain', [delivery('k1', chat())]),
    wait(10_000, noPush),
    hibernates('plain', [delivery('k2', chat())], noPush),
    queued('plain', delivery('k3', chat())),
    wait(10_000, noPush),
    closes('plain', noPush),
  ),
]

/** TRG-5 to TRG-8, TRG-10. */
export const hibernation: ReadonlyArray<Law> = hibernating
