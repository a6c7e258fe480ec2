import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { policies, step } from 'xmpp-push-rules'
import {
  adapterOver,
  defineConformance,
  everythingBut,
  type Framework,
  laws,
  reference,
  select,
} from 'xmpp-push-rules/conformance'
import { describe, expect, test, vi } from 'vitest'
import { adapter } from '../../examples/conformance/adapter.js'
// oxlint-disable-next-line import/no-unassigned-import -- its tests are defined here, and run
import '../../examples/conformance/vitest.test.js'

const root = fileURLToPath(new URL('../..', import.meta.url))

interface Defined {
  readonly name: string
  readonly skipped: boolean
  readonly body: (...context: ReadonlyArray<unknown>) => Promise<void>
}

/** A framework that only takes down what is defined. */
const recorder = (): {
  readonly framework: Framework
  readonly suites: Array<string>
  readonly tests: Array<Defined>
} => {
  const suites: Array<string> = []
  const tests: Array<Defined> = []
  const add =
    (skipped: boolean) =>
    (name: string, body: Defined['body']): void =>
      void tests.push({ name, skipped, body })
  return {
    suites,
    tests,
    framework: {
      describe: (name, body) => {
        suites.push(name)
        body()
      },
      test: Object.assign(add(false), { skip: add(true) }),
    },
  }
}

describe('defineConformance', () => {
  test('defines one test for every law, in one suite, and each passes', async () => {
    const { framework, suites, tests } = recorder()
    defineConformance(framework, reference, { runs: 3 })
    expect(suites).toEqual(['xmpp-push-rules: XEP-0357 push rules'])
    expect(tests.map(({ name }) => name)).toEqual(laws.map(({ id }) => id))
    await Promise.all(tests.map(({ body }) => body()))
  })

  test('skips what is not applicable, with the reason in the name', async () => {
    const { framework, tests } = recorder()
    defineConformance(
      framework,
      { ...reference, capabilities: everythingBut({ ping: 'no' }) },
      { laws: select({ rule: 'TRG-9' }) },
    )
    expect(tests.filter(({ skipped }) => skipped).map(({ name }) => name)).toEqual([
      'seed/ping/all-or-named (not applicable: ping: no)',
      'field/counts/of-a-ping (not applicable: ping: no)',
    ])
    await tests[0]?.body()
  })

  test('rejects with the law, the reason, seed, path and transcript', async () => {
    const { framework, tests } = recorder()
    defineConformance(
      framework,
      adapterOver('dead', () => () => (account) => [[], account]),
      { laws: select({ id: 'seed/stored-offline/all' }), seed: 3 },
    )
    await expect(tests[0]?.body()).rejects.toThrow(
      /^seed\/stored-offline\/all \(TRG-1, Business rules \(c\)\)\n.*\nexpected pushes to .*; found nothing\nseed 3, path [\d:]+\noptions \{"maxDevices":5\}\n1\. at 0 ms: juliet@capulet\.example SessionOpened/su,
    )
  })
})

describe('what differs is no failure, and not green either', () => {
  const law = select({ id: 'seed/importance/correction' })
  const prosody: typeof reference = {
    ...adapterOver('like prosody', (options) => step({ ...options, importance: policies.prosody.importance })),
    capabilities: everythingBut({ 'options:importance': 'it is built in' }),
  }
  const skipped = async (only: typeof reference): Promise<ReadonlyArray<string>> => {
    const { framework, tests } = recorder()
    const notes: Array<string> = []
    defineConformance(framework, only, { laws: law, runs: 10 })
    for (const { body } of tests) await body({ skip: (note: string) => notes.push(note) })
    return notes
  }

  test('it is skipped with its reason', async () => {
    expect(await skipped(prosody)).toEqual([expect.stringMatching(/^differs: as the policy \w+ has it: the push to /u)])
    expect(await skipped(reference)).toEqual([])
  })

  test('a framework without a context lets it pass, and a failure is never skipped', async () => {
    const { framework, tests } = recorder()
    defineConformance(framework, prosody, { laws: law, runs: 10 })
    await tests[0]?.body()
    const strict = recorder()
    defineConformance(strict.framework, prosody, { laws: law, runs: 10, policies: [] })
    const notes: Array<string> = []
    await expect(strict.tests[0]?.body({ skip: (note: string) => notes.push(note) })).rejects.toThrow('the push to ')
    expect(notes).toEqual([])
  })
})

test('a failure names every rule', async () => {
  const { framework, tests } = recorder()
  defineConformance(
    framework,
    adapterOver('dead', () => () => (account) => [[], account]),
    { laws: select({ id: 'model/registrations' }) },
  )
  await expect(tests[0]?.body()).rejects.toThrow(
    /^model\/registrations \(REG-4, REG-6, DIS-2, DIS-4, ERR-3, ERR-4, Rulebook\)\n/u,
  )
})

describe('the examples', () => {
  test('node:test runs the kit', async () => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', '--test', '--test-reporter', 'tap', 'examples/conformance/node.test.ts'],
      { cwd: root, env: { ...process.env, NODE_TEST_CONTEXT: undefined } },
    )
    const skipped = Number(/^# skipped (\d+)$/mu.exec(stdout)?.[1])
    expect(Number(/^# pass (\d+)$/mu.exec(stdout)?.[1])).toBe(laws.length - skipped)
    expect(skipped).toBeGreaterThan(5)
    expect(stdout).toMatch(/^# fail 0$/mu)
  }, 60_000)

  test('jest has describe and test as globals', async () => {
    const { framework, suites, tests } = recorder()
    vi.stubGlobal('describe', framework.describe)
    vi.stubGlobal('test', framework.test)
    await import('../../examples/conformance/jest.test.js')
    vi.unstubAllGlobals()
    expect(suites).toEqual([`${adapter.name}: XEP-0357 push rules`])
    expect(tests).toHaveLength(laws.length)
    await tests.find(({ skipped }) => !skipped)?.body()
  })
})
