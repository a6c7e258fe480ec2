/**
 * A recorded session through the durable host, with a crash in the middle.
 *
 *   npm run durable                             PGlite in a folder of its own
 *   DATABASE_URL=postgres://… npm run durable   a server; its database has to be without accounts
 */
import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import * as E from 'fp-ts/lib/Either.js'
import { defaultOptions } from 'xmpp-push-rules'
import { decodeLine } from '../demo/log.js'
import { openDatabase } from './database.js'
import { setUp, takeIn, work } from './host.js'

const lines = readFileSync(new URL('../recorded-session.ndjson', import.meta.url), 'utf8')
  .trim()
  .split('\n')
const log = lines.map(decodeLine).flatMap((line) => (E.isRight(line) ? [line.right] : []))

/** The process that works; it dies at its sixth publish, which is out, and nobody has written that down. */
const live = async (folder: string, dies: boolean): Promise<void> => {
  const sent: () => ReadonlyArray<string> = () => readFileSync(join(folder, 'sent'), 'utf8').trim().split('\n')
  const { pool, close } = await openDatabase(folder)
  const count = async (what: string): Promise<number> =>
    Number((await pool.query<{ n: string }>(`select count(*) as n from push.${what}`)).rows[0]?.n)
  const say = async (when: string): Promise<void> => {
    const [events, accounts] = [await count('event'), await count('account')]
    const [unsent, unanswered] = [await count('outgoing where not sent'), await count('outgoing where sent')]
    console.log(`${when}: ${events} events wait, ${accounts} accounts are stored,`)
    console.log(`  ${unsent} stanzas are to be sent, ${unanswered} publishes wait for their answer`)
  }
  const send = async ({
    id,
    what,
  }: {
    readonly id: string
    readonly what: { readonly _tag: string }
  }): Promise<void> => {
    appendFileSync(join(folder, 'sent'), `${what._tag} ${id}\n`)
    if (dies && sent().filter((one) => one.startsWith('Publish')).length === 6) process.kill(process.pid, 'SIGKILL')
  }
  if (dies) {
    await setUp(pool)
    if ((await count('account')) > 0) throw new Error('this database has accounts: the demo needs one of its own')
    for (const line of log) if (line._tag === 'Happened') await takeIn(pool, line.account, line.event)
  }
  await say(dies ? 'Taken in' : 'Started again')
  const options = log.flatMap((line) => (line._tag === 'Header' ? [line.options] : []))[0] ?? defaultOptions
  const times = { lateMs: 1000, patienceMs: 60_000 }
  const { stop } = await work({ pool, options, send, broken: console.error, concurrency: 1, batch: 8, ...times })
  while ((await count('event')) + (await count('outgoing where not sent')) > 0) await sleep(100)
  await say('At rest')
  console.log(
    `${new Set(sent()).size} stanzas were sent, ${sent().length - new Set(sent()).size} of them twice, with the same id`,
  )
  await stop()
  await close()
}

const [given, crash] = process.argv.slice(2)
if (given !== undefined) await live(given, crash !== undefined)
else {
  const folder = mkdtempSync(join(tmpdir(), 'durable-host-'))
  const start = (...args: ReadonlyArray<string>): ReturnType<typeof spawnSync> =>
    spawnSync(process.execPath, [...process.execArgv, fileURLToPath(import.meta.url), folder, ...args], {
      stdio: 'inherit',
    })
  console.log(`The process died: ${start('crash').signal}`)
  process.exitCode = start().status ?? 1
}
