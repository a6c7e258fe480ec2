/**
 * Every expectation of every law expects something: an implementation that does nothing, one that does what nobody asked
 * for, and one whose pushes are empty are told apart from a right one wherever a law looks.
 */
import * as fc from 'fast-check'
import { defaultOptions } from 'xmpp-push-rules'
import { type Law, laws, type Scene } from 'xmpp-push-rules/conformance'
import { describe, expect, test } from 'vitest'
import { type Observed, observe } from '../../src/conformance/observe.js'
import type { Step } from '../../src/conformance/scene.js'
import { actionText, generated, SILENCE } from './find.js'

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

/** Whatever is asked for is granted. */
const GRANTED: Observed = observe([
  {
    _tag: 'Replied',
    account,
    resource: 'phone',
    iq: { name: 'iq', attrs: { type: 'result', id: 'r1' }, children: [] },
  },
])

const WRONG: ReadonlyArray<Observed> = [SILENCE, NOISE, EMPTY, GRANTED]

/** What a step says of each wrong implementation. */
const said = ({ expect: expectation }: Step): ReadonlyArray<string> =>
  WRONG.flatMap(
    (observed) =>
      expectation?.(observed, { options: defaultOptions, before: Array.from({ length: 50 }, () => observed) }) ?? [],
  )

const scenesOf = ({ check }: Law): ReadonlyArray<Scene> =>
  check._tag === 'Fixed'
    ? [check.scene]
    : check._tag === 'Generated'
      ? fc.sample(check.scenes, { seed: 1, numRuns: 20 })
      : []

/** A step that only notes what it sees, for a later one to compare with. */
const ONLY_NOTES = new Set(['seed/duplicates/state-does-not-grow'])

describe('no expectation lets everything pass', () => {
  test.each(laws.filter(({ check }) => check._tag !== 'Model').map((law) => [law.id, law] as const))(
    '%s',
    (id, law) => {
      const vain = scenesOf(law)
        .flatMap(({ steps }) => steps)
        .filter((step) => step.expect !== undefined && said(step).length === 0)
      expect(vain.map(actionText)).toHaveLength(ONLY_NOTES.has(id) ? 1 : 0)
    },
  )
})

/** The smallest scene that a search ends at where every scene fails. */
const plainest = ({ check }: Law): Scene | undefined =>
  check._tag === 'Generated'
    ? fc.check(
        fc.property<[Scene]>(check.scenes, () => false),
        { seed: 1, numRuns: 1 },
      ).counterexample?.[0]
    : undefined

describe('a failure comes down to a scene that a person reads at once', () => {
  test.each(generated)('%s', (_, law) => {
    const steps = plainest(law)?.steps ?? []
    expect(steps.length).toBeGreaterThan(0)
    expect(steps.length).toBeLessThanOrEqual(20)
    expect(steps.map(actionText).join('\n').length).toBeLessThan(6000)
  })
})
