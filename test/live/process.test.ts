import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { freePorts, startProgram, temporaryFolder, waitFor } from '../../examples/live/process.js'

const forever = ['-e', 'setInterval(() => undefined, 1000)']

const runs = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('a program is stopped, and its folder removed', async () => {
  const folder = temporaryFolder('push-rules-test-')
  const program = startProgram(process.execPath, forever, { cwd: folder.path, env: {}, log: join(folder.path, 'log') })
  expect(program.isRunning()).toBe(true)
  await program.stop()
  expect(program.isRunning()).toBe(false)
  folder.remove()
  expect(existsSync(folder.path)).toBe(false)
})

test('waiting for a program that ended fails at once', async () => {
  const folder = temporaryFolder('push-rules-test-')
  const program = startProgram(process.execPath, ['-e', ''], {
    cwd: folder.path,
    env: {},
    log: join(folder.path, 'log'),
  })
  await expect(waitFor('it', () => false, program)).rejects.toThrow('it: the program ended')
  await program.stop()
  folder.remove()
})

test('ports are free and different', async () => {
  const ports = await freePorts(5)
  expect(new Set(ports).size).toBe(5)
})

/** A harness of its own, which says what it started and is then ended from outside. */
const harness = `
import { startProgram, temporaryFolder } from ${JSON.stringify(new URL('../../examples/live/process.ts', import.meta.url).href)}
const folder = temporaryFolder('push-rules-test-')
const script = 'require("node:fs").writeFileSync("pid", String(process.pid)); setInterval(() => undefined, 1000)'
startProgram(process.execPath, ['-e', script], { cwd: folder.path, env: {}, log: folder.path + '/log' })
const { existsSync, readFileSync } = await import('node:fs')
while (!existsSync(folder.path + '/pid') || readFileSync(folder.path + '/pid', 'utf8') === '') await new Promise((resolve) => setTimeout(resolve, 20))
console.log(JSON.stringify({ folder: folder.path, pid: Number(readFileSync(folder.path + '/pid', 'utf8')) }))
if (process.argv.includes('fail')) throw new Error('on purpose')
setInterval(() => undefined, 1000)
`

test.each(['SIGINT', 'SIGTERM', 'fail'] as const)('nothing is left behind after %s', async (ending) => {
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', harness, ending], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  const started = JSON.parse(line.toString('utf8')) as { readonly folder: string; readonly pid: number }
  const ended = once(child, 'exit')
  if (ending !== 'fail') child.kill(ending)
  await ended
  const until = Date.now() + 3000
  while (runs(started.pid) && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 20))
  expect(runs(started.pid)).toBe(false)
  expect(existsSync(started.folder)).toBe(false)
})
