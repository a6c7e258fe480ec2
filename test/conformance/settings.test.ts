import * as fc from 'fast-check'
import { policies, step } from 'xmpp-push-rules'
import {
  type Adapter,
  adapterOver,
  everythingBut,
  type Host,
  type Law,
  reference,
  runConformance,
  runLaw,
  whyNotApplicable,
} from 'xmpp-push-rules/conformance'
import { describe, expect, test } from 'vitest'
import type { Given } from '../../src/conformance/law.js'
import { wait } from '../../src/conformance/stage.js'
import { lawOf } from './find.js'
import { withEffects, withOptions } from './mutants/mutant.js'

/** An adapter, and how often it was started. */
const counted = (adapter: Adapter<Host>): { readonly adapter: Adapter<Host>; readonly starts: () => number } => {
  const calls: Array<unknown> = []
  return {
    adapter: {
      ...adapter,
      start: (options) => {
        calls.push(options)
        return adapter.start(options)
      },
    },
    starts: () => calls.length,
  }
}

const likeProsody: Adapter<Host> = {
  ...adapterOver('like prosody', withOptions(policies.prosody)),
  capabilities: everythingBut({ 'options:importance': 'it is built in' }),
}

const mine = { name: 'mine', options: { importance: policies.prosody.importance } }

describe('the settings of a run', () => {
  test('a path begins at the scene that failed', async () => {
    const choosy = adapterOver(
      'choosy',
      withEffects((effects, { event }) =>
        event._tag === 'StoredOffline' && JSON.stringify(event.delivery.stanza).length % 4 === 0 ? [] : effects,
      ),
    )
    const first = await runLaw(choosy, { seed: 3, shrink: false, policies: [] })(lawOf('seed/stored-offline/all'))
    expect(first.runs).toBeGreaterThan(1)
    const again = await runLaw(choosy, { seed: 3, shrink: false, policies: [], path: first.path ?? '' })(
      lawOf('seed/stored-offline/all'),
    )
    expect(again).toMatchObject({ verdict: 'fail', runs: 1, transcript: first.transcript })
  })

  test('a policy explains where it gives the same in as many scenes as the law has', async () => {
    const { adapter, starts } = counted(likeProsody)
    const result = await runLaw(adapter, { runs: 6, shrink: false, policies: [mine] })(
      lawOf('seed/importance/correction'),
    )
    expect([result.verdict, starts()]).toEqual(['differs', result.runs + 1 + 6])
  })

  test('a policy that has not the fault is not searched with', async () => {
    const { adapter, starts } = counted(likeProsody)
    const named = [{ name: 'other', options: { maxDevices: 1 } }]
    const result = await runLaw(adapter, { runs: 10, shrink: false, policies: named })(lawOf('model/a-servers-life'))
    expect([result.verdict, starts()]).toEqual(['fail', result.runs + 1])
  })

  test('the search for a policy ends at the first scene that it does not explain', async () => {
    // As the policy has it in the scene that fails, and in some others.
    const { adapter, starts } = counted({
      ...adapterOver('like prosody, at times', (options) => (event) => {
        const isOdd = event._tag === 'StoredOffline' && JSON.stringify(event.delivery.stanza).length % 2 === 1
        return (isOdd ? withOptions(policies.prosody)(options) : step(options))(event)
      }),
      capabilities: likeProsody.capabilities,
    })
    const result = await runLaw(adapter, { runs: 100, shrink: false, policies: [mine] })(
      lawOf('seed/importance/correction'),
    )
    const searched = starts() - result.runs - 1
    expect(result.verdict).toBe('fail')
    expect(searched).toBeGreaterThan(0)
    expect(searched).toBeLessThan(20)
  })

  test.each([Number(undefined), Number(''), 0, -3, 2.5, Number.POSITIVE_INFINITY])(
    'there are as many runs as usual where their number is %d, which is none',
    async (runs) => {
      const law = lawOf('seed/importance/body')
      const real = { ...reference, capabilities: everythingBut({ 'virtual-clock': 'real time' }) }
      expect(await runLaw(reference, { runs })(law)).toMatchObject({ verdict: 'pass', runs: 100 })
      expect(await runLaw(real, { runs })(law)).toMatchObject({ verdict: 'pass', runs: 5 })
      expect(await runLaw(likeProsody, { runs, policies: [] })(lawOf('seed/importance/correction'))).toMatchObject({
        verdict: 'fail',
      })
    },
  )

  test('a law of which nothing was played does not pass', async () => {
    const law = lawOf('seed/importance/body')
    expect(await runLaw(reference, { seed: 1, path: '1:99999' })(law)).toMatchObject({
      verdict: 'fail',
      reason: 'no scene was played: there is none at this path, or fast-check was told to end before the first',
      runs: 0,
    })
  })

  test('a seed that is no number is none', async () => {
    const law = lawOf('model/a-servers-life')
    const result = await runLaw(likeProsody, { policies: [], shrink: false, seed: Number(undefined) })(law)
    expect(result.seed).toBe(20_160_216)
  })

  test('a failing scene is made smaller for the usual time where that time is no number', async () => {
    const later: Adapter<Host> = {
      ...likeProsody,
      start: async (options) => {
        await new Promise((resolve) => setTimeout(resolve, 1))
        return likeProsody.start(options)
      },
    }
    const law = lawOf('model/a-servers-life')
    const long = await runLaw(later, { policies: [], shrink: false })(law)
    const small = await runLaw(later, { policies: [], shrinkMs: Number(undefined) })(law)
    expect(small.transcript?.length).toBeLessThan((long.transcript?.length ?? 0) / 2)
  })

  test('the seed is the same by default', async () => {
    const law = lawOf('model/a-servers-life')
    const result = await runLaw(likeProsody, { policies: [], shrink: false })(law)
    expect(result.seed).toBe(20_160_216)
    expect(await runLaw(likeProsody, { policies: [], shrink: false, seed: 20_160_216, runs: 100 })(law)).toEqual(result)
  })
})

test('a model law is told what an implementation can do, and how it is configured', async () => {
  const told: Array<Given> = []
  const law: Law = {
    ...lawOf('model/a-servers-life'),
    check: {
      _tag: 'Model',
      scenes: (given) => {
        told.push(given)
        return fc.constant({ options: {}, steps: [wait(1)] })
      },
    },
  }
  await runLaw({ ...reference, capabilities: everythingBut({ ping: 'no' }), options: { maxDevices: 2 } })(law)
  await runLaw(reference)(law)
  expect(told.map(({ can, options }) => [can('ping'), can('offline'), options])).toEqual([
    [false, true, { maxDevices: 2 }],
    [true, true, {}],
  ])
})

test('every reason why a law is not applicable is given', () => {
  const law: Law = {
    ...lawOf('seed/ping/all-or-named'),
    needs: ['ping', 'offline', 'errors'],
    options: { maxErrors: 3, maxDevices: 5 },
  }
  expect(
    whyNotApplicable(
      {
        capabilities: everythingBut({
          ping: 'no',
          errors: 'never',
          'options:maxErrors': 'fixed',
          'options:maxDevices': 'fixed',
        }),
      },
      law,
    ),
  ).toBe('ping: no; errors: never; options:maxErrors: fixed')
  expect(
    whyNotApplicable(
      { capabilities: everythingBut({ 'options:maxErrors': 'fixed' }) },
      { ...law, needs: ['options:maxErrors'], options: { maxErrors: 3 } },
    ),
  ).toBe('options:maxErrors: fixed')
  expect(
    whyNotApplicable(
      { capabilities: everythingBut({ 'options:maxErrors': 'fixed' }), options: { maxErrors: 3 } },
      { ...law, needs: [] },
    ),
  ).toBeUndefined()
})

test('a report has a version only where the adapter has one', async () => {
  expect(await runConformance(reference, { laws: [] })).toStrictEqual({ name: 'xmpp-push-rules', results: [] })
})
