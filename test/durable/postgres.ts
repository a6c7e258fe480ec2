/** PostgreSQL of Debian in a temporary folder, on a free port of the loopback interface, and not as root. */
import { execFile } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

export interface Postgres {
  readonly url: string
  readonly start: () => Promise<void>
  /** As a machine that loses its power: nothing is written any more, what was committed is found in the log. */
  readonly crash: () => Promise<void>
  readonly remove: () => Promise<void>
  /** The process that all others are started by. */
  readonly pid: () => number
}

const ROOM = '/usr/lib/postgresql'

const programs = (): string => {
  const version = existsSync(ROOM) ? readdirSync(ROOM).sort((a, b) => Number(b) - Number(a))[0] : undefined
  if (version === undefined)
    throw new Error('PostgreSQL is not there: apt-get install --no-install-recommends postgresql')
  return join(ROOM, version, 'bin')
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })

/** @param settings - of postgresql.conf */
export const newPostgres = async (settings: Readonly<Record<string, string>> = {}): Promise<Postgres> => {
  const bin = programs()
  const folder = mkdtempSync(join(tmpdir(), 'durable-'))
  chmodSync(folder, 0o777)
  const data = join(folder, 'data')
  const run = (program: string, ...args: ReadonlyArray<string>): Promise<unknown> => {
    const command = [join(bin, program), ...args]
    const whole = process.getuid?.() === 0 ? ['runuser', '-u', 'postgres', '--', ...command] : command
    return promisify(execFile)(whole[0] as string, whole.slice(1), { cwd: folder, timeout: 60_000 })
  }
  const port = await freePort()
  const asked = { listen_addresses: '127.0.0.1', unix_socket_directories: folder, port: String(port), ...settings }
  const options = Object.entries(asked).map(([name, value]) => `-c ${name}=${value}`)
  const log = join(folder, 'log')
  await run('initdb', '-D', data, '-U', 'push', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync')
  return {
    url: `postgres://push@127.0.0.1:${port}/postgres`,
    start: async () => void (await run('pg_ctl', '-D', data, '-l', log, '-w', '-o', options.join(' '), 'start')),
    crash: async () => void (await run('pg_ctl', '-D', data, '-m', 'immediate', '-w', 'stop')),
    pid: () => Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]),
    remove: async () => {
      await run('pg_ctl', '-D', data, '-m', 'immediate', '-w', 'stop').catch(() => undefined)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
