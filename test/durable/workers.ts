/** Worker processes that are killed at random and started again, as a supervisor would. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('../..', import.meta.url))

export interface Workers {
  /** Kills one, by the id that it was started with. */
  readonly killOne: (which: number) => void
  readonly started: () => number
  readonly killed: () => number
  readonly stop: () => Promise<void>
}

/** One file, inside the package so that it finds its dependencies: a worker starts in a fraction of the time. */
const bundle = async (folder: string): Promise<string> => {
  const outfile = join(folder, 'worker.mjs')
  const alias = {
    'xmpp-push-rules': join(root, 'src/index.ts'),
    'xmpp-push-rules/xml': join(root, 'src/xml.ts'),
    'xmpp-push-rules/log': join(root, 'src/log.ts'),
  }
  const external = ['pg', 'graphile-worker', 'fp-ts', 'fast-xml-parser']
  const entryPoints = [join(root, 'test/durable/worker.ts')]
  await build({
    entryPoints,
    outfile,
    alias,
    external,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
  })
  return outfile
}

export const startWorkers = async (count: number, env: Readonly<Record<string, string>>): Promise<Workers> => {
  const folder = mkdtempSync(join(root, 'node_modules/.durable-'))
  const file = await bundle(folder)
  const children: Array<ChildProcess | undefined> = []
  let stopping = false
  let started = 0
  let killed = 0
  const start = (place: number): void => {
    if (stopping) return
    started += 1
    const stdio = process.env['VERBOSE'] === undefined ? 'ignore' : 'inherit'
    const child = spawn(process.execPath, [file], { cwd: root, env: { ...process.env, ...env }, stdio })
    children[place] = child
    child.once('exit', () => {
      children[place] = undefined
      setTimeout(() => start(place), 200)
    })
  }
  const kill = (child: ChildProcess | undefined): void => {
    if (child?.pid === undefined) return
    killed += 1
    process.kill(child.pid, 'SIGKILL')
  }
  Array.from({ length: count }, (_, place) => start(place))
  return {
    killOne: (which) => kill(children[which % count]),
    started: () => started,
    killed: () => killed,
    stop: async () => {
      stopping = true
      const alive = children.filter((child) => child !== undefined)
      const ends = alive.map((child) => new Promise((resolve) => child.once('exit', resolve)))
      alive.forEach((child) => child.kill('SIGTERM'))
      await Promise.all(ends)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
