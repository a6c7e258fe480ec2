import { describe, expect, test } from 'vitest'
import { laws, reference, type LawResult, type Scene } from 'xmpp-push-rules/conformance'
import { playLaw, type Player } from '../../examples/live/laws/play-law.js'
import { judgeScene, type Found } from '../../examples/live/laws/verdict.js'

const [law] = laws
if (law === undefined) throw new Error('no law')

const scene: Scene = { options: {}, steps: [] }

/** A server on which the plays of one scene go as they are named here, one after the other. */
const going = (...verdicts: ReadonlyArray<Found['verdict']>): Player => {
  const left = [...verdicts]
  return (_, played) => {
    const verdict = left.shift()
    if (verdict === undefined) throw new Error('played too often')
    const fault = verdict === 'fail' ? { step: 0, message: `fault ${left.length}` } : undefined
    return Promise.resolve({
      verdict,
      reason: `reason ${left.length}`,
      scene: played,
      played: { options: {}, seen: [], fault } as unknown as Found['played'],
    })
  }
}

const playing = (...verdicts: ReadonlyArray<Found['verdict']>): Promise<LawResult> =>
  playLaw(going(...verdicts), { law, scenes: [scene], runs: 1, why: undefined })

describe('a law in real time', () => {
  test('is played in as many scenes as are asked for, and in others for those that cannot be brought about', async () => {
    const four = { law, scenes: [scene, scene, scene, scene], runs: 2, why: undefined }
    expect(await playLaw(going('pass', 'unreachable', 'differs'), four)).toMatchObject({
      verdict: 'differs',
      runs: 2,
      notPlayed: { cases: 1, reason: 'reason 1' },
    })
  })

  test('that holds is not played again', async () => {
    expect(await playing('pass')).toMatchObject({ verdict: 'pass', runs: 1 })
  })

  test('that fails twice fails', async () => {
    const result = await playing('fail', 'fail')
    expect(result.verdict).toBe('fail')
    expect(result.reason).not.toContain('Flaky')
  })

  test.each(['pass', 'differs', 'unreachable'] as const)(
    'that fails once and then is %s is flaky, never a pass',
    async (then) => {
      const result = await playing('fail', then)
      expect(result.verdict).toBe('fail')
      expect(result.reason).toMatch(/^Flaky: /)
      expect(result.transcript).toContain('The first time:')
      expect(result.transcript).toContain(`Played again (${then}):`)
    },
  )
})

test('what the adapter could not do is a failure, never a difference of the server', async () => {
  const played = { options: {}, seen: [], fault: { step: 0, message: 'the adapter failed: no mark' } }
  const run = { state: { cast: { left: new Set() } }, stage: {} }
  const found = await judgeScene(
    { ...reference, start: () => run } as unknown as Parameters<typeof judgeScene>[0],
    run as unknown as Parameters<typeof judgeScene>[1],
    scene,
    played as unknown as Found['played'],
  )
  expect(found).toMatchObject({ verdict: 'fail', reason: 'the adapter failed: no mark' })
})

test('what the server could not be brought to is not played, with the reason', async () => {
  const played = { options: {}, seen: [], fault: undefined, unplayable: 'It never sleeps.' }
  const run = { state: { cast: { left: new Set() } }, stage: {} }
  const found = await judgeScene(
    reference as unknown as Parameters<typeof judgeScene>[0],
    run as unknown as Parameters<typeof judgeScene>[1],
    scene,
    played as unknown as Found['played'],
  )
  expect(found).toMatchObject({ verdict: 'unreachable', reason: 'It never sleeps.' })
})
