/**
 * RES: how long a session that hibernates is waited for.
 */
import * as fc from 'fast-check'
import { all, alerting, pushes, timeouts } from '../expect.js'
import { fixed, forAll, inFolder, type Law, seed } from '../law.js'
import type { Delivery } from '../../event.js'
import {
  closes,
  delivery,
  device,
  disables,
  enables,
  gone,
  hibernates,
  opens,
  PHONE,
  queued,
  RESUME,
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

/** A queue with nothing important in it. */
const quietQueue = (length: number): ReadonlyArray<Delivery> =>
  Array.from({ length }, (_, index) => delivery(`q${index}`, typing()))

const needs = ['hibernation', 'resume-timeout'] as const

/** RES-1 to RES-3. */
export const resumeTimeout: ReadonlyArray<Law> = [
  forAll(
    law(
      'resume-timeout/extended',
      ['RES-1'],
      'A bound session that hibernates with nothing important in its queue is waited for maxHibernationMs.',
      {
        ...seed,
        needs: [...needs, 'options:maxHibernationMs'],
      },
    ),
    { maxHibernationMs: fc.constantFrom(259_200_000, 3_600_000), queue: fc.nat(3), bound: fc.boolean() },
    ({ maxHibernationMs, queue, bound }) => [
      ...gone(TABLET),
      opens('phone'),
      ...(bound ? [enables('phone', PHONE)] : []),
      hibernates('phone', quietQueue(queue), timeouts(...(bound ? [maxHibernationMs] : []))),
    ],
    ({ maxHibernationMs }) => ({ maxHibernationMs }),
  ),
  forAll(
    law('resume-timeout/only-extended', ['RES-1'], "A session's own timeout is never shortened; 0 extends nothing.", {
      ...seed,
      section: 'XEP-0198 §3',
      needs: [...needs, 'options:maxHibernationMs'],
    }),
    { maxHibernationMs: fc.constantFrom(0, 60_000, 600_000), own: fc.constantFrom(600_000, 3_600_000) },
    ({ own }) => [...device('phone', PHONE), hibernates('phone', [], timeouts(), own), wait(10_000, timeouts())],
    ({ maxHibernationMs }) => ({ maxHibernationMs }),
  ),
  fixed(
    law(
      'resume-timeout/important-queue',
      ['RES-1'],
      'With an important stanza in its queue the session keeps its own timeout.',
      { ...seed, needs },
    ),
    ...device('phone', PHONE),
    hibernates('phone', [delivery('k1', typing()), delivery('k2', chat())], timeouts()),
    queued('phone', delivery('k3', chat())),
    wait(10_000, timeouts()),
  ),
  forAll(
    law(
      'resume-timeout/told',
      ['RES-2'],
      'From the first walk that holds an important stanza, pushed now or before, the own timeout runs.',
      {
        ...seed,
        needs: [...needs, 'offline'],
        options: { coalesceMs: 1000 },
      },
    ),
    { before: fc.boolean(), quiet: fc.nat(3), extra: fc.nat(1000) },
    ({ before, quiet, extra }) => [
      ...device('phone', PHONE),
      ...(before ? [stored(delivery('k1', chat()), pushes(PHONE))] : []),
      hibernates('phone', [], undefined, RESUME + extra),
      ...quietQueue(quiet).map((one) => queued('phone', one)),
      wait(1000, timeouts()),
      queued('phone', delivery('k1', chat()), timeouts()),
      wait(1000, timeouts(RESUME + extra)),
      queued('phone', delivery('k2', chat())),
      wait(1000, timeouts()),
    ],
  ),
  fixed(
    law(
      'resume-timeout/any-stanza-without-body',
      ['RES-2'],
      'Where importantBody is empty, any stanza counts as important here.',
      {
        ...seed,
        needs,
        options: { importantBody: '', coalesceMs: 1000 },
      },
    ),
    ...device('phone', PHONE),
    hibernates('phone', []),
    queued('phone', delivery('k1', typing()), timeouts()),
    wait(1000, timeouts(RESUME)),
  ),
  fixed(
    law('resume-timeout/not-for-who-is-back', ['RES-3'], 'A session that closes or resumes gets no resume timeout.', {
      ...seed,
      needs,
      options: { coalesceMs: 1000 },
    }),
    ...device('phone', PHONE),
    hibernates('phone', []),
    queued('phone', delivery('k1', chat())),
    resumes('phone', timeouts()),
    hibernates('phone', []),
    queued('phone', delivery('k2', chat())),
    closes('phone', all(timeouts(), alerting(true), pushes(PHONE))),
    ...device('phone', PHONE),
    hibernates('phone', []),
    resumes('phone', timeouts()),
    disables('phone', PHONE, timeouts()),
  ),
]
