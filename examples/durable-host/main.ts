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
import { decodeLine } from '../demo/log.js'
import { openDatabase } from './database.js'
import { setUp, takeIn, work } from './host.js'

/** The publish at which the process dies: it is out, and nobody has written that down. */
const FATAL = 6
const here = fileURLToPath(import.meta.url)
const [folder, crash] = process.argv.slice(2)

const lines = readFileSync(new URL('../recorded-session.ndjson', import.meta.url), 'utf8')
  .trim()
  .split('\n')
const log = lines.flatMap((line) => {
  const read = decodeLine(line)
  return E.isRight(read) ? [read.right] : []
})
const header = log.find((line) => line._tag === 'Header')
if (header === undefined) throw new Error('the log has no header')

/** The process that works, and dies if it is told to. */
const live = async (place: string, dies: boolean): Promise<void> => {
  const { pool, close } = await openDatabase(place)
  const count = async (what: string): Promise<string> =>
    String((await pool.query<{ n: string }>(`select count(*) as n from push.${what}`)).rows[0]?.n)
  const say = async (when: string): Promise<void> =>
    console.log(
      `${when}: ${await count('event')} events wait, ${await count('account')} accounts are stored, ` +
        `${await count('outgoing where not sent')} stanzas are to be sent, ${await count('outgoing where sent')} unanswered`,
    )
  if (dies) {
    await setUp(pool)
    if ((await count('account')) !== '0') throw new Error('this database has accounts: the demo needs one of its own')
    for (const line of log) if (line._tag === 'Happened') await takeIn(pool, line.account, line.event)
  }
  await say(dies ? 'Taken in' : 'Started again')
  const { stop } = await work({
    pool,
    options: header.options,
    send: async ({ id, what }) => {
      appendFileSync(join(place, 'sent'), `${what._tag} ${id}\n`)
      if (dies && readFileSync(join(place, 'sent'), 'utf8').split('Publish').length > FATAL)
        process.kill(process.pid, 'SIGKILL')
    },
    broken: console.error,
    concurrency: 2,
    batch: 8,
    lateMs: 1000,
    patienceMs: 60_000,
  })
  while ((await count('event')) !== '0' || (await count('outgoing where not sent')) !== '0') await sleep(100)
  await say('At rest')
  await stop()
  await close()
}

if (folder !== undefined) await live(folder, crash !== undefined)
else {
  const place = mkdtempSync(join(tmpdir(), 'durable-host-'))
  const start = (...args: ReadonlyArray<string>) =>
    spawnSync(process.execPath, [...process.execArgv, here, place, ...args], { stdio: 'inherit' })
  console.log(`The process died: ${start('crash').signal}`)
  const { status } = start()
  const sent = readFileSync(join(place, 'sent'), 'utf8').trim().split('\n')
  const twice = sent.length - new Set(sent).size
  console.log(`${new Set(sent).size} stanzas were sent, ${twice} of them again after the crash, with the same id.`)
  process.exitCode = status ?? 1
}
