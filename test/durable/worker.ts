/**
 * A worker of the proof, in a process of its own. PLANTED_BUG makes it publish before it saves: what goes out is kept by
 * another transaction than the account.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { work } from '../../examples/durable-host/host.js'
import { options } from './options.js'

const {
  DATABASE_URL: connectionString,
  SERVICE_URL: service = '',
  PLANTED_BUG: bug,
  CONCURRENCY = '4',
  PATIENCE = '3000',
} = process.env
const concurrency = Number(CONCURRENCY)
const settings = { connectionString, options: '-c synchronous_commit=off' }
const pool = new pg.Pool({ ...settings, max: concurrency + 3, connectionTimeoutMillis: 5000 })

if (bug !== undefined) {
  const aside = new pg.Pool({ ...settings, max: concurrency })
  pool.on('connect', (client) => {
    const inside = client.query.bind(client) as (...given: ReadonlyArray<unknown>) => unknown
    const query = async (...[text, ...rest]: ReadonlyArray<unknown>): Promise<unknown> => {
      await aside.query(String(text), rest[0] as Array<unknown>)
      await sleep(20)
      return { rows: [] }
    }
    Object.assign(client, {
      query: (...given: ReadonlyArray<unknown>) =>
        String(given[0]).startsWith('select * from push.send(') ? query(...given) : inside(...given),
    })
  })
}

const broken = (error: unknown): never => {
  console.error(String(error))
  process.exit(1)
}

await work({
  pool,
  options,
  send: async (outgoing) => {
    if (service === '') return // nobody is asked: the figures are those of the host alone
    const { ok, status } = await fetch(service, { method: 'POST', body: JSON.stringify(outgoing) })
    if (!ok) throw new Error(`the service says ${status}`)
  },
  broken,
  concurrency,
  batch: 32,
  lateMs: 1000,
  patienceMs: Number(PATIENCE),
}).catch(broken)
