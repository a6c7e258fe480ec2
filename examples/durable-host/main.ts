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
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import { defaultOptions } from 'xmpp-push-rules'
import { decodeLine } from 'xmpp-push-rules/log'
import { openDatabase } from './database.js'
import { type Settings, setUp, takeIn, work } from './host.js'

const recorded = readFileSync(new URL('../recorded-session.ndjson', import.meta.url), 'utf8')
const log = recorded.split('\n').flatMap((line) => RA.fromEither(decodeLine(line)))
const options = log.flatMap((line) => (line._tag === 'Header' ? [line.options] : []))[0] ?? defaultOptions

const KEPT = `select (select count(*)::int from push.event) as "waiting events",
  (select count(*)::int from push.account) as accounts, (select count(*)::int from push.outgoing where not sent) as unsent,
  (select count(*)::int from push.outgoing where sent) as unanswered`

/** The process that works; it dies at its sixth publish, which is out, and nobody has written that down. */
const live = async (folder: string, dies: boolean): Promise<void> => {
  const { pool, close } = await openDatabase(folder)
  const look = async () => (await pool.query<Record<string, number>>(KEPT)).rows[0] ?? {}
  const sent = () => readFileSync(join(folder, 'sent'), 'utf8').trim().split('\n')
  const send: Settings['send'] = async ({ id, what }) => {
    appendFileSync(join(folder, 'sent'), `${what._tag} ${id}\n`)
    if (dies && sent().filter((one) => one.startsWith('Publish')).length === 6) process.kill(process.pid, 'SIGKILL')
  }
  if (dies) {
    await setUp(pool)
    if ((await look())['accounts'] !== 0) throw new Error('it has accounts: the demo needs a database of its own')
    for (const line of log) if (line._tag === 'Happened') await takeIn(pool, line.account, line.event)
  }
  console.log(dies ? 'Taken in:' : 'Started again:', await look())
  const bounds = { concurrency: 1, batch: 8, lateMs: 1000, patienceMs: 60_000 }
  const { stop } = await work({ pool, options, send, broken: console.error, ...bounds })
  for (let left = await look(); left['unsent'] !== 0 || left['waiting events'] !== 0; left = await look())
    await sleep(100)
  console.log('At rest:', await look())
  const different = new Set(sent()).size
  console.log(`Sent: ${different}, and ${sent().length - different} of them twice, with the same id`)
  await stop()
  await close()
}

const [given, crash] = process.argv.slice(2)
if (given !== undefined) await live(given, crash !== undefined)
else {
  const folder = mkdtempSync(join(tmpdir(), 'durable-host-'))
  const program = [...process.execArgv, fileURLToPath(import.meta.url), folder]
  const died = spawnSync(process.execPath, [...program, 'crash'], { stdio: 'inherit' }).signal
  console.log(`The process died: ${died}`)
  process.exitCode = spawnSync(process.execPath, program, { stdio: 'inherit' }).status ?? 1
}
