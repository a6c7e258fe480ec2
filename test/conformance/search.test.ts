/**
 * How a failing scene is made smaller: one scene at a time, and no longer than to its fault.
 */
import { type Adapter, adapterOver, feed, type Host, reference, runLaw } from 'xmpp-push-rules/conformance'
import { expect, test } from 'vitest'
import { lawOf } from './find.js'
import { withEffects } from './mutants/mutant.js'

const quiet = adapterOver(
  'quiet',
  withEffects((effects) => effects.filter(({ _tag }) => _tag !== 'Publish')),
)

const stepsOf = (transcript = ''): ReadonlyArray<string> => transcript.match(/^(?:\d+\. |!! | {3}!! )/gmu) ?? []

test('no scene begins before the one before has ended, also where the time to make it smaller is over', async () => {
  const state = { running: 0, most: 0, starts: 0 }
  const slow: Adapter<Host> = {
    ...quiet,
    start: (options) => {
      state.running += 1
      state.starts += 1
      state.most = Math.max(state.most, state.running)
      return quiet.start(options)
    },
    dispatch: async (host, account, event) => {
      await new Promise((resolve) => setTimeout(resolve, 5))
      return quiet.dispatch(host, account, event)
    },
    stop: () => {
      state.running -= 1
    },
  }
  const { verdict, transcript } = await runLaw(slow, { shrinkMs: 40, policies: [] })(lawOf('model/a-servers-life'))
  expect(verdict).toBe('fail')
  expect(transcript).toContain('!! expected')
  expect(state.starts).toBeGreaterThan(3)
  expect(state).toMatchObject({ most: 1, running: 0 })
})

test('a hung adapter ends the search all the same', async () => {
  const scenes = { count: 0 }
  const hanging: Adapter<Host> = {
    ...quiet,
    start: (options) => {
      scenes.count += 1
      return quiet.start(options)
    },
    // The first one that is made smaller never answers.
    dispatch: (host, account, event) =>
      scenes.count === 2 ? new Promise(() => undefined) : quiet.dispatch(host, account, event),
  }
  const began = performance.now()
  const { verdict } = await runLaw(hanging, { shrinkMs: 50, timeoutMs: 100, policies: [] })(
    lawOf('model/registrations'),
  )
  expect(verdict).toBe('fail')
  expect(performance.now() - began).toBeLessThan(5000)
})

test.each([true, false])('nothing is played after the fault (made smaller: %s)', async (shrink) => {
  const { transcript } = await runLaw(quiet, { shrink, policies: [] })(lawOf('model/registrations'))
  expect(stepsOf(transcript).at(-1)).toBe('   !! ')
})

test('the path leads to the fault again, without being made smaller', async () => {
  const forgetful: Adapter<Host> = {
    ...reference,
    dispatch: (host, account, event) => {
      const outputs = feed(host, account, event)
      return event._tag === 'PingRequested' ? [] : outputs
    },
  }
  const law = lawOf('model/a-servers-life')
  const { seed = 0, path = '', ...first } = await runLaw(forgetful, { policies: [] })(law)
  const again = await runLaw(forgetful, { policies: [], shrink: false, seed, path })(law)
  expect(again).toMatchObject({ verdict: 'fail', reason: first.reason, transcript: first.transcript })
})
