/**
 * The plainest scene of every law, and what each step asks for: in the words that the law has for an implementation that
 * does nothing, for one that does what nobody asked for, and for one whose pushes are empty. A change of a law is a
 * change of this record; another fast-check may end at other scenes, which are to be read before they are recorded.
 */
import * as fc from 'fast-check'
import { defaultOptions } from 'xmpp-push-rules'
import type { Law, Scene } from 'xmpp-push-rules/conformance'
import { expect, test } from 'vitest'
import { type Observed, observe } from '../../src/conformance/observe.js'
import type { Step } from '../../src/conformance/scene.js'
import { actionText, generated, SILENCE } from './find.js'

/** The smallest scenes that searches from two sides end at. */
const plainest = ({ check }: Law): ReadonlyArray<Scene> =>
  check._tag === 'Generated'
    ? [1, 2].flatMap(
        (seed) =>
          fc.check(
            fc.property<[Scene]>(check.scenes, () => false),
            { seed, numRuns: 1 },
          ).counterexample?.[0] ?? [],
      )
    : []

const account = 'juliet@capulet.example'
const iq = { name: 'iq', attrs: { to: 'stranger.example', type: 'x' }, children: [] }

const NOISE: Observed = observe(
  [
    { _tag: 'Published', account, iq },
    { _tag: 'Replied', account, resource: 'r', iq },
    { _tag: 'ResumeTimeout', account, resource: 'r', timeoutMs: 1 },
    { _tag: 'Explained', account, registration: { service: 'stranger.example', node: '' }, pushed: true, rules: ['X'] },
  ],
  { registrations: [{ service: 'stranger.example', node: '' }], features: ['x'], size: 1 },
)

/** A push to the phone, with nothing in it. */
const PUBLISH = { name: 'publish', attrs: { node: 'phone' }, children: [] }
const EMPTY: Observed = observe([
  {
    _tag: 'Published',
    account,
    iq: {
      name: 'iq',
      attrs: { to: 'push.example' },
      children: [{ name: 'pubsub', attrs: { xmlns: 'http://jabber.org/protocol/pubsub' }, children: [PUBLISH] }],
    },
  },
])

const asked = ({ expect: expectation }: Step, observed: Observed): string | undefined =>
  expectation?.(observed, { options: defaultOptions, before: Array.from({ length: 50 }, () => observed) })

const told = (step: Step): string => {
  const wrong = [SILENCE, NOISE, EMPTY].flatMap((observed) => asked(step, observed) ?? [])
  return [`- ${actionText(step).replaceAll(account, 'juliet')}`, ...new Set(wrong)].join('\n  ! ')
}

test.each(generated)('%s', (_, law) => {
  const shown = plainest(law).map(({ options, steps }) =>
    [`options ${JSON.stringify(options)}`, ...steps.map(told)].join('\n'),
  )
  expect([...new Set(shown)].join('\n\n')).toMatchSnapshot()
})
