/**
 * The figures of examples/durable-host/README.md, on PostgreSQL as Debian configures it: what is committed is on the disk.
 *
 *   npx tsx test/durable/figures.ts
 */
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import * as E from 'fp-ts/lib/Either.js'
import { traverseArray } from 'fp-ts/lib/State.js'
import pg from 'pg'
import {
  type Delivery,
  emptyAccount,
  type Event,
  publishText,
  readAccount,
  step,
  type XmlElement,
} from 'xmpp-push-rules'
import { encodeEvent } from 'xmpp-push-rules/log'
import { setUp } from '../../examples/durable-host/host.js'
import { options } from './options.js'
import { newPostgres } from './postgres.js'
import { startWorkers } from './workers.js'

const ACCOUNTS = Number(process.env['ACCOUNTS'] ?? 100_000)
const EVENTS = Number(process.env['EVENTS'] ?? 2000)
const ROUNDS = Number(process.env['ROUNDS'] ?? 3)

const JABBER_FORM = 'jabber:x:data'
const el = (
  name: string,
  attrs: Record<string, string>,
  ...children: ReadonlyArray<XmlElement | string>
): XmlElement => ({
  name,
  attrs,
  children,
})
const field = (name: string, value: string): XmlElement => el('field', { var: name }, el('value', {}, value))
const enable = (node: string): XmlElement =>
  el(
    'iq',
    { type: 'set', id: node },
    el(
      'enable',
      { xmlns: 'urn:xmpp:push:0', jid: 'push.example', node },
      el(
        'x',
        { xmlns: JABBER_FORM, type: 'submit' },
        field('FORM_TYPE', 'http://jabber.org/protocol/pubsub#publish-options'),
        field('secret', `secret of ${node}`),
      ),
    ),
  )

/** Processor time of all processes that a process started, those that ended too, in milliseconds. */
const processorMs = (parent: number): number => {
  const read = (pid: string): ReadonlyArray<string> => {
    try {
      return readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /u, '')
        .split(' ')
    } catch {
      return []
    }
  }
  const sum = (fields: ReadonlyArray<string>, from: number): number =>
    Number(fields[from] ?? 0) + Number(fields[from + 1] ?? 0)
  const children = readdirSync('/proc')
    .map(read)
    .filter((fields) => fields[1] === String(parent))
  return 10 * children.reduce((total, fields) => total + sum(fields, 11), sum(read(String(parent)), 13))
}

const at = Date.now()
const message: Omit<Extract<Event, { readonly _tag: 'StoredOffline' }>, 'delivery'> = { _tag: 'StoredOffline', at }
const stanza = el(
  'message',
  { from: 'romeo@montague.example/orchard', type: 'chat' },
  el('body', {}, 'Call me but love'),
)

/** An account with two phones that are away. */
const jid = (index: number): string => `user${index}@capulet.example`
const stateOf = (index: number): string => {
  const empty = emptyAccount(jid(index))
  if (E.isLeft(empty)) throw new Error(empty.left.code)
  const events = ['phone', 'tablet'].flatMap((resource): ReadonlyArray<Event> => [
    { _tag: 'SessionOpened', at, resource },
    {
      _tag: 'IqReceived',
      at,
      resource,
      iq: enable(`${resource}-token-of-64-characters-${String(index).padStart(35, '0')}`),
    },
    { _tag: 'SessionClosed', at, resource },
  ])
  return JSON.stringify(traverseArray(step(options))(events)(empty.right)[1])
}

const settings = {
  shared_preload_libraries: 'pg_stat_statements',
  'pg_stat_statements.track': 'top',
  max_connections: '100',
}
const postgres = await newPostgres(settings)
await postgres.start()
const pool = new pg.Pool({ connectionString: postgres.url, max: 4 })
const value = async (text: string): Promise<number> => Number((await pool.query<{ v: string }>(text)).rows[0]?.v)
try {
  await setUp(pool)
  await pool.query('create extension pg_stat_statements')
  console.log((await pool.query<{ version: string }>('select version()')).rows[0]?.version, process.version)

  for (let from = 0; from < ACCOUNTS; from += 1000) {
    const some = Array.from({ length: 1000 }, (_, index) => from + index)
    await pool.query('insert into push.account (jid, state) select * from unnest($1::text[], $2::json[])', [
      some.map(jid),
      some.map(stateOf),
    ])
  }
  await pool.query('vacuum analyze push.account')
  const bytes = await value("select pg_total_relation_size('push.account') as v")
  const column = await value('select avg(pg_column_size(state)) as v from push.account')
  console.log(`${bytes / ACCOUNTS} bytes an account in table and index, ${column} in its state, ${bytes / 1e6} MB`)

  const run = async (workers: number, delivery: (key: string) => Delivery, of: string): Promise<number> => {
    const env = { DATABASE_URL: postgres.url, CONCURRENCY: '4', PATIENCE: '3600000' }
    const processes = await startWorkers(workers, env)
    await sleep(1500)
    await pool.query('select pg_stat_statements_reset()')
    const given = Array.from({ length: EVENTS }, (_, index) => Math.floor(((index * 7919) % ACCOUNTS) + 0))
    const events = given.map((index) =>
      encodeEvent({ ...message, delivery: delivery(`${of} ${index} ${Math.random()}`) }),
    )
    const before = [processorMs(postgres.pid()), processorMs(process.pid)] as const
    const started = Date.now()
    await pool.query('select push.take_in(jid, $3, event) from unnest($1::text[], $2::json[]) as given (jid, event)', [
      given.map((index) => (of === 'nobody' ? `stranger${index}@capulet.example` : jid(index))),
      events,
      at,
    ])
    const taken = Date.now()
    while (
      (await value(
        'select (select count(*) from push.event) + (select count(*) from push.outgoing where not sent) as v',
      )) > 0
    )
      await sleep(20)
    const seconds = (Date.now() - taken) / 1000
    const database = (processorMs(postgres.pid()) - before[0]) / EVENTS
    const own = (processorMs(process.pid) - before[1]) / EVENTS
    await processes.stop()
    await pool.query('truncate push.outgoing')
    const figures = [
      `${Math.round(EVENTS / seconds)} events/s`,
      `taken in ${Math.round((EVENTS * 1000) / (taken - started))}/s`,
    ]
    const cpu = `processor time an event: database ${database.toFixed(2)} ms, workers ${own.toFixed(2)} ms`
    console.log(`${workers} workers, ${of}: ${figures.join(', ')}; ${cpu}`)
    return EVENTS / seconds
  }
  for (const of of ['two phones', 'nobody']) {
    for (const workers of [1, 2, 4]) {
      const rounds: Array<number> = []
      for (let round = 0; round < ROUNDS; round += 1) rounds.push(await run(workers, (key) => ({ key, stanza }), of))
      console.log(`best: ${Math.round(Math.max(...rounds))}`)
      if (workers !== 1) continue
      const { rows } = await pool.query(
        'select left(query, 70) as query, calls, round(total_exec_time) as ms from pg_stat_statements order by total_exec_time desc limit 10',
      )
      console.table(rows)
    }
  }

  const state = stateOf(0)
  const began = performance.now()
  for (let count = 0; count < 5000; count += 1) {
    const account = readAccount(JSON.parse(state))
    if (E.isLeft(account)) throw new Error('not read')
    const event = { ...message, delivery: { key: `k${count}`, stanza } } as Event
    const [effects, after] = step(options)(event)(account.right)
    for (const effect of effects) if (effect._tag === 'Publish') publishText('id')(effect)
    JSON.stringify(after)
  }
  console.log(
    `read, step, write two publishes and the account: ${((performance.now() - began) / 5).toFixed(0)} us an event`,
  )

  await pool.query('truncate graphile_worker._private_jobs')
  for (const queues of [200, 10_000, 100_000]) {
    await pool.query(
      `select graphile_worker.add_job('nothing', '{}', queue_name := 'q' || n) from generate_series(1, $1) as n`,
      [queues],
    )
    await pool.query('vacuum analyze graphile_worker._private_job_queues')
    const ms: Array<number> = []
    for (let count = 0; count < 5; count += 1) {
      const start = performance.now()
      await pool.query(`with j as (select jobs.id from graphile_worker._private_jobs as jobs where is_available and run_at <= now()
        and (job_queue_id is null or job_queue_id in (select id from graphile_worker._private_job_queues where is_available
        for update skip locked)) order by priority, run_at limit 1 for update skip locked) select * from j`)
      ms.push(performance.now() - start)
    }
    console.log(`a look for a job beside ${queues} named queues: ${Math.min(...ms).toFixed(1)} ms`)
  }
} finally {
  await pool.end().catch(() => undefined)
  await postgres.remove()
}
