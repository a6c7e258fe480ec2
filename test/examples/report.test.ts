import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { list } from 'xmpp-push-rules/conformance'

const root = fileURLToPath(new URL('../..', import.meta.url))

const report = (...args: ReadonlyArray<string>): Promise<{ readonly stdout: string }> =>
  promisify(execFile)(process.execPath, ['--import', 'tsx', 'examples/conformance/report.ts', ...args], { cwd: root })

it('lists every law', async () => {
  const { stdout } = await report('--list')
  expect(list().filter(({ id, requirement }) => !stdout.includes(`${id} [`) || !stdout.includes(requirement))).toEqual(
    [],
  )
})

it('prints the table and writes the page', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'report-'))
  const page = join(folder, 'page.html')
  const { stdout } = await report(page)
  const html = readFileSync(page, 'utf8')
  rmSync(folder, { recursive: true })
  expect(stdout).toContain(`xmpp-push-rules     ${list().length} passed`)
  expect(stdout).toContain('a small server 1.0')
  expect(list().filter(({ id }) => !html.includes(id))).toEqual([])
})

it.each([
  [['--bogus'], "Unknown option '--bogus'"],
  [['a.html', 'b.html'], 'one page is written, not b.html as well'],
  [['nowhere/a.html'], 'nowhere/a.html: there is no directory nowhere'],
])('%j is one line and status 2', async (args, why) => {
  const ended = await report(...args).catch((error: unknown) => error)
  expect(ended).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^report: [^\n]*\n$/u) as unknown })
  expect(ended).toMatchObject({ stderr: expect.stringContaining(why) as unknown })
})
