/**
 * Starts a Prosody and an ejabberd as anybody has them, and plays the laws on each by `npm run live -- --own FILE`, which
 * is told nothing but their addresses. The two wait more than they work, so they are played beside each other.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Column, columnsFor, findInstallation, whatIsMissing } from '../installation.js'
import { temporaryFolder } from '../process.js'
import { password, profiles, pushDomain, type HostProfile, type RunningServer, type Software } from '../server.js'
import { starterOf } from '../start-server.js'
import type { OwnServer } from './config.js'

const lanes = 8
const hosts = ['one.localhost', 'two.localhost'] as const
const hostProfiles = hosts.map((host): HostProfile => ({ ...profiles.plain, host }))
const accounts = hosts.flatMap((host) =>
  Array.from({ length: lanes }, (_, number) => ({ user: `user${number}`, host })),
)

/** What is known of each, and what differs: the reasons are those of the matrix, which hooks have confirmed. */
const detailsOf = (software: Software): Partial<OwnServer> =>
  JSON.parse(readFileSync(new URL(`${software}.json`, import.meta.url), 'utf8')) as Partial<OwnServer>

const describe = (server: RunningServer, software: Software): Partial<OwnServer> => ({
  ...detailsOf(software),
  version: server.version,
  client: server.clientService,
  component: { address: server.componentService, domain: pushDomain, secret: password },
  accounts: accounts.map(({ user, host }) => ({ jid: `${user}@${host}`, password })),
})

const main = fileURLToPath(new URL('../main.ts', import.meta.url))

/** What is said of one server is said in one piece, when it is over. */
const playOwn = async (file: string, out: string): Promise<number> => {
  const args = ['--import', 'tsx', main, '--own', file, '--out', out, ...process.argv.slice(2)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const said: Array<string> = []
  child.stdout.setEncoding('utf8').on('data', (text: string) => said.push(text))
  const [code] = (await once(child, 'close')) as [number | null]
  process.stdout.write(said.join(''))
  return code ?? 1
}

const tryColumn = async (column: Column): Promise<number> => {
  const installation = findInstallation(column)
  if (installation === undefined) return 2
  const folder = temporaryFolder('push-rules-own-')
  const server = await starterOf(installation)({ profiles: hostProfiles, accounts })
  try {
    const file = join(folder.path, 'own.json')
    writeFileSync(file, JSON.stringify(describe(server, column.software)))
    return await playOwn(file, join('reports', 'live', `own-${column.id}`))
  } finally {
    await server.stop()
    folder.remove()
  }
}

const columns = columnsFor('').filter(({ suite }) => suite === undefined)
whatIsMissing(columns, () => false).forEach((line) => console.error(line))
process.exitCode = Math.max(...(await Promise.all(columns.map(tryColumn))))
