/**
 * The proof: random events for many accounts, workers that are killed, a database that crashes twice, and then every
 * account, publish and timer beside the fold of `step`.
 *
 *   npx tsx test/durable/proof.ts             20 000 events; red where anything was lost, doubled or made up
 *   npx tsx test/durable/proof.ts --planted   fewer events, workers that save after publishing; red where that is not seen
 */
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { answered, setUp } from '../../examples/durable-host/host.js'
import { options } from './options.js'
import { newPostgres } from './postgres.js'
import { newPushService } from './push-service.js'
import { type Numbered, numberedEvent, randomEvents, takeInNumbered } from './random-events.js'
import { type Evidence, judge, type Taken } from './verdict.js'
import { startWorkers } from './workers.js'

const planted = process.argv.includes('--planted')
const [accounts, total, seed] = [
  200,
  planted ? 3000 : Number(process.env['TOTAL'] ?? 20_000),
  Number(process.env['SEED'] ?? Date.now() % 1_000_000),
]
/** More than this many may not wait: the workers are to be killed at work, not after it. */
const MOST_WAITING = 1500
const deadline = Date.now() + 230_000

const inTime = (): void => {
  if (Date.now() > deadline) throw new Error('it takes too long')
}

/** mulberry32: the same run for the same seed, as far as the machine lets it. */
const randomOf = (from: number) => {
  let state = from
  return (): number => {
    state = (state + 0x6d2b79f5) | 0
    const mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    const more = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((more ^ (more >>> 14)) >>> 0) / 4_294_967_296
  }
}
const random = randomOf(seed)

const say = (text: string): void => console.log(`${((Date.now() - began) / 1000).toFixed(1).padStart(6)} s  ${text}`)
const began = Date.now()
say(`${total} events for ${accounts} accounts, seed ${seed}${planted ? ', workers save after publishing' : ''}`)

/** What was started, to be stopped in the opposite order, whatever happens. */
const cleaning: Array<() => unknown> = []

const prove = async (): Promise<boolean> => {
  const postgres = await newPostgres({ fsync: 'off', client_connection_check_interval: '1s' })
  cleaning.push(postgres.remove)
  await postgres.start()
  const pool = new pg.Pool({ connectionString: postgres.url, max: 8, connectionTimeoutMillis: 5000 })
  pool.on('error', () => undefined)
  cleaning.push(() => pool.end())
  await setUp(pool)
  await pool.query(await readFile(new URL('journal.sql', import.meta.url), 'utf8'))

  /** Until it is done: the database may be down. */
  const insist = async <A>(work: () => Promise<A>): Promise<A> => {
    for (;;) {
      inTime()
      try {
        return await work()
      } catch {
        await sleep(200)
      }
    }
  }
  const rows = <Row>(text: string, values: Array<unknown> = []): Promise<ReadonlyArray<Row>> =>
    insist(async () => (await pool.query(text, values)).rows as ReadonlyArray<Row>)
  const number = async (text: string): Promise<number> => Number((await rows<{ n: string }>(text))[0]?.n)

  const service = await newPushService(random, (iq) => insist(() => answered(pool, iq)))
  cleaning.push(service.stop)
  const environment = { DATABASE_URL: postgres.url, SERVICE_URL: service.url, ...(planted ? { PLANTED_BUG: '1' } : {}) }
  const workers = await startWorkers(4, environment)
  cleaning.push(workers.stop)

  const events = randomEvents(accounts, total, seed)
  say(`${events.length} events are ready`)

  const isThere = async (n: number): Promise<boolean> => {
    const found = await rows<object>(
      `select from push.event where event::text like $1 union all select from proof.journal where event::text like $1`,
      [`%"n":${n},%`],
    )
    return found.length > 0
  }

  /** An event is given in; where nobody knows whether it was, it is looked up and not given twice. */
  const feed = ({ jid, event }: Numbered): Promise<void> =>
    insist(async () => {
      try {
        await takeInNumbered(pool, jid, event)
      } catch (error) {
        if (!(await isThere(event.n))) throw error
      }
    })

  /** Several machines give events in; those of one account all come by the same. */
  const machines = 4
  let given = 0
  let nextKill = 0
  const pace = { waiting: 0 }
  const giving = Array.from({ length: machines }, async (_, machine) => {
    for (const one of events.filter(({ jid }) => Number(/\d+/u.exec(jid)) % machines === machine)) {
      await feed(one)
      given += 1
      if (given > nextKill) {
        nextKill = given + 100 + random() * 900
        workers.killOne(Math.floor(random() * 4))
      }
      while (pace.waiting > MOST_WAITING) await sleep(50)
    }
  })
  const crashing = (async () => {
    for (let crashes = 0; given < events.length; await sleep(100)) {
      inTime()
      pace.waiting = await number('select count(*) as n from push.event where due <= push.now()')
      if (crashes === 2 || given < ((crashes + 1) * events.length) / 3) continue
      crashes += 1
      say(`${given} events are in; the database crashes`)
      await postgres.crash()
      await sleep(500)
      await postgres.start()
      say('and is back')
    }
  })()
  await Promise.all([...giving, crashing])
  say(`all events are in; ${workers.killed()} workers were killed, ${workers.started()} were started`)

  /** Quiet: nothing is due within the next seconds, nothing waits to be sent or answered. */
  const busy = (): Promise<number> =>
    number(
      `select (select count(*) from push.event where due < push.now() + 3000) + (select count(*) from push.outgoing) as n`,
    )
  while ((await busy()) > 0) {
    inTime()
    await sleep(200)
  }
  await workers.stop()
  say('everything came to rest')

  const numbers = (row: { due: string }): { due: number } => ({ due: Number(row.due) })
  const journal = await rows<Omit<Taken, 'due'> & { due: string }>('select * from proof.journal order by place')
  const timers = await rows<{ jid: string; timer: string; due: string }>(
    'select * from push.event where timer is not null',
  )
  const stored = await rows<{ jid: string; state: unknown }>('select jid, state from push.account')
  const evidence: Evidence = {
    fed: events.map(({ event: { n } }) => n),
    journal: journal.map((row) => ({ ...row, ...numbers(row), event: numberedEvent(row.event) })),
    timers: timers.map((row) => ({ ...row, ...numbers(row) })),
    accounts: new Map(stored.map(({ jid, state }) => [jid, state])),
    sent: [...service.received.values()].map(({ outgoing }) => outgoing),
  }
  const { faults: found, counted } = judge(options, evidence)
  const twice = [...service.received.values()].filter(({ times }) => times > 1).length
  const dead = await rows<{ reason: string }>('select reason from push.dead_letter')
  const faults = [...found, ...service.faults, ...dead.map(({ reason }) => `a dead letter: ${reason}`)]
  say(`${JSON.stringify(counted)}; ${twice} were sent again with their id`)
  faults.slice(0, 10).forEach((fault) => console.log(`  ${fault.slice(0, 300)}`))
  say(`${faults.length} faults`)
  const empty = Object.entries(counted).filter(([name, value]) => name !== 'droppedUnsent' && value === 0)
  if (empty.length > 0) console.log(`it proves nothing: no ${empty.map(([name]) => name).join(', ')}`)
  const red = faults.length > 0 || empty.length > 0
  if (planted) console.log(red ? 'the planted bug was seen' : 'the planted bug was NOT seen')
  return red === planted
}

const proven = await prove().catch((error: unknown) => {
  say(String(error))
  return false
})
for (const clean of cleaning.toReversed()) await Promise.resolve(clean()).catch((error: unknown) => say(String(error)))
process.exit(proven ? 0 : 1)
