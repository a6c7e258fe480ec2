import { spawn, type ChildProcess } from 'node:child_process'
import { appendFileSync, closeSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { connect, createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

/** A program that the harness started, and the only way it is ever ended: by the process id of this very child. */
export interface Program {
  readonly isRunning: () => boolean
  readonly stop: () => Promise<void>
}

// What must be undone whatever happens: exit handlers are synchronous, so these are too.
const undo = new Set<() => void>()
process.on('exit', () => {
  // The last first: a program is ended before its folder goes.
  for (const action of [...undo].toReversed()) {
    try {
      action()
    } catch (error) {
      process.stderr.write(`${String(error)}\n`)
    }
  }
})
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)
  process.once(signal, () => process.exit(code))

/** Makes a temporary folder that is gone when the returned function was called, or the process has ended. */
export const temporaryFolder = (
  prefix: string,
  parent = tmpdir(),
): { readonly path: string; readonly remove: () => void } => {
  const path = mkdtempSync(join(parent, prefix))
  const remove = (): void => {
    undo.delete(remove)
    rmSync(path, { recursive: true, force: true, maxRetries: 5 })
  }
  undo.add(remove)
  return { path, remove }
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null

/** Starts a program in the foreground, its output going to `log`; it never outlives this process. */
export const startProgram = (
  command: string,
  args: ReadonlyArray<string>,
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>>; readonly log: string },
): Program => {
  // the program writes to it by itself: nothing here is still to be opened or written when its folder goes
  const log = openSync(options.log, 'a')
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  child.on('error', (error) => appendFileSync(options.log, `${error.message}\n`))
  const kill = (): void => {
    child.kill('SIGKILL')
  }
  undo.add(kill)
  return {
    isRunning: () => child.pid !== undefined && !hasEnded(child),
    stop: async () => {
      const ended = hasEnded(child) ? Promise.resolve() : new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await Promise.race([ended, delay(3000, undefined, { ref: false })])
      if (!hasEnded(child)) child.kill('SIGKILL')
      await ended
      undo.delete(kill)
    },
  }
}

// A port is free again until the server that it is for has taken it: no other server of this process may have it.
const promised = new Set<number>()

/** Ports of the loopback interface that nobody listens on now, and that nobody was given before. */
export const freePorts = async (count: number): Promise<ReadonlyArray<number>> => {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer()
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject)
        server.listen(0, '127.0.0.1', resolve)
      })
      return server
    }),
  )
  const ports = servers.map((server) => (server.address() as AddressInfo).port)
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  if (ports.some((port) => promised.has(port))) return freePorts(count)
  ports.forEach((port) => promised.add(port))
  return ports
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const end = (result: boolean) => (): void => {
      socket.destroy()
      resolve(result)
    }
    socket.once('connect', end(true)).once('error', end(false))
  })

/** Waits until the condition holds; fails when the program ended before, or after `timeoutMs`. */
export const waitFor = async (
  what: string,
  condition: () => boolean | Promise<boolean>,
  program: Program,
  timeoutMs = 120_000,
): Promise<void> => {
  const end = Date.now() + timeoutMs
  while (!(await condition())) {
    if (!program.isRunning()) throw new Error(`${what}: the program ended`)
    if (Date.now() > end) throw new Error(`${what}: not within ${timeoutMs} ms`)
    await delay(50)
  }
}

/** Waits until every port takes connections. */
export const waitForPorts = (what: string, ports: ReadonlyArray<number>, program: Program): Promise<void> =>
  waitFor(what, async () => (await Promise.all(ports.map(answers))).every(Boolean), program)
