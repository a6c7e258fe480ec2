/**
 * What a failing law shows in a test framework: the kit's own words, before the framework gives up.
 */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { reference, select } from 'xmpp-push-rules/conformance'
import { defineConformance, type Framework } from 'xmpp-push-rules/conformance'
import { describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** What a command prints, whatever its exit code, without colours. */
const printed = (...args: ReadonlyArray<string>): Promise<string> =>
  new Promise((resolve) => {
    const env = { ...process.env, NODE_TEST_CONTEXT: undefined, NO_COLOR: '1', FORCE_COLOR: undefined }
    execFile(process.execPath, args, { cwd: root, env, timeout: 60_000 }, (_, stdout, stderr) =>
      resolve(stdout + stderr),
    )
  })

const COMMANDS = {
  vitest: ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/conformance/frameworks/vitest.config.ts'],
  'node:test': ['--import', 'tsx', '--test', '--test-reporter', 'tap', 'test/conformance/frameworks/failing.node.ts'],
} as const

describe('a failing law', () => {
  test.each(Object.entries(COMMANDS))(
    'in %s shows transcript, seed and path',
    async (_, command) => {
      const output = await printed(...command)
      expect(output).toMatch(/expected .*; found nothing/u)
      expect(output).toMatch(/!! expected .*; found nothing/u)
      expect(output).toMatch(/seed 20160216, path \d+(?::\d+)*/u)
      expect(output).toMatch(/!! the adapter failed at step \d+, dispatch of \w+: no answer within 1500 ms/u)
      expect(output).not.toMatch(/timed out in/u)
      // What could not be played is skipped, not passed.
      expect(output).toMatch(/1 skipped|^# skipped 1$/mu)
      expect(output).not.toMatch(/1 passed|^# pass 1$/mu)
    },
    90_000,
  )

  test('in jest, which has the limit as the third argument of test', () => {
    const limits: Array<number | undefined> = []
    const lengths: Array<number> = []
    const take = (_: string, body: (...context: ReadonlyArray<unknown>) => Promise<void>, limit?: number): void => {
      limits.push(limit)
      lengths.push(body.length)
    }
    const framework: Framework = { describe: (_, body) => body(), test: Object.assign(take, { skip: take }) }
    defineConformance(framework, reference, { laws: select({ rule: 'DUP-1' }) })
    expect(limits.length).toBeGreaterThan(5)
    expect(new Set(lengths)).toEqual(new Set([0]))
    expect(limits.every((limit) => limit !== undefined && limit > 60_000)).toBe(true)
  })
})
