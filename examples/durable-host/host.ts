/**
 * The rules on PostgreSQL, on as many machines as there are. One transaction holds an account, its timers and what it
 * sends: an event is applied once or not at all. What goes out is a job of its own: sent at least once, with the same id.
 */
import { randomUUID } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { readFile } from 'node:fs/promises'
import * as E from 'fp-ts/lib/Either.js'
import { Logger, run, runMigrations, type WorkerEvents } from 'graphile-worker'
import type { Pool, PoolClient } from 'pg'
import {
  type Account,
  type Effect,
  emptyAccount,
  type Event,
  type Options,
  publishText,
  readAccount,
  readAnswer,
  replyText,
  step,
  type XmlElement,
} from '../contract.js'
import { readEvent, writeEvent } from './events.js'

/** What goes out. `number` grows: of two resume timeouts of a session the one with the higher number holds. */
export interface Outgoing {
  readonly number: string
  readonly id: string
  readonly jid: string
  readonly what:
    | { readonly _tag: 'Publish'; readonly service: string; readonly stanza: string }
    | { readonly _tag: 'Reply'; readonly resource: string; readonly stanza: string }
    | { readonly _tag: 'SetResumeTimeout'; readonly resource: string; readonly timeoutMs: number }
}

/** The way to the database, and the one port: what the server does with what goes out; it fails where it is to try again. */
export interface Settings {
  readonly pool: Pool
  readonly options: Options
  readonly send: (outgoing: Outgoing) => Promise<void>
  /** A worker that cannot say how its job ended is of no more use: the process should end, and be started again. */
  readonly broken: (error: unknown) => void
  readonly concurrency: number
  /** How late a row is before its job counts as lost, and how long a push service may take to answer. */
  readonly lateMs: number
  readonly patienceMs: number
}

/** So many events at most are applied in one transaction. */
const BATCH = 32

/** Calls a function of schema.sql. */
const call = async <Row>(
  database: Pick<PoolClient, 'query'>,
  name: string,
  values: ReadonlyArray<unknown>,
): Promise<ReadonlyArray<Row>> => {
  const places = values.map((_, index) => `$${index + 1}`).join()
  const { rows } = await database.query(`select * from push.${name}(${places})`, [...values])
  return rows as ReadonlyArray<Row>
}

/** All of it or nothing: a connection that is given up rolls back. */
const inTransaction = async (pool: Pool, work: (client: PoolClient) => Promise<void>): Promise<void> => {
  const client = await pool.connect()
  try {
    await client.query('begin')
    await work(client)
    await client.query('commit')
    client.release()
  } catch (error) {
    client.release(true)
    throw error
  }
}

const send = (client: PoolClient, jid: string, what: Outgoing['what'], id: string = randomUUID()): Promise<unknown> =>
  call(client, 'send', [id, jid, JSON.stringify(what), null, null, null])

const keyOf = ({ service, node }: { readonly service: string; readonly node: string }): string =>
  JSON.stringify([service, node])

/** What an effect writes, in the transaction of its event. */
const perform = (client: PoolClient, jid: string, at: number, effect: Effect): Promise<unknown> | undefined => {
  switch (effect._tag) {
    case 'Publish': {
      const { registration } = effect
      const id = randomUUID()
      const what = { _tag: 'Publish', service: registration.service, stanza: publishText(id)(effect) }
      const values = [JSON.stringify(what), JSON.stringify(registration), keyOf(registration), registration.service]
      return call(client, 'send', [id, jid, ...values])
    }
    case 'Reply':
      return send(client, jid, { _tag: 'Reply', resource: effect.resource, stanza: replyText(effect) })
    case 'SetResumeTimeout':
      return send(client, jid, effect)
    case 'Drop':
      return call(client, 'drop', [jid, keyOf(effect.registration)])
    case 'StartTimer': {
      const due = at + effect.delayMs
      const fired: Event = { _tag: 'TimerFired', at: due, timer: effect.timer }
      return call(client, 'start_timer', [jid, effect.timer, due, JSON.stringify(fired)])
    }
    case 'StopTimer':
      return call(client, 'stop_timer', [effect.timer])
    case 'Save': // the whole account is stored, whatever changed in it
    case 'Skip': // says why there was no push: a host that keeps reasons writes them here
      return undefined
  }
}

/** The account, locked until the transaction ends: nobody else applies an event to it. */
const lock = async (client: PoolClient, jid: string): Promise<E.Either<string, Account>> => {
  const { rows } = await client.query<{ state: unknown }>('select state from push.account where jid = $1 for update', [
    jid,
  ])
  if (rows[0] !== undefined) {
    const why = E.mapLeft((errors: ReadonlyArray<{ readonly path: string; readonly expected: string }>) =>
      errors.map(({ path, expected }) => `${path}: expected ${expected}`).join('; '),
    )
    return why(readAccount(rows[0].state))
  }
  const empty = emptyAccount(jid)
  const state = E.isRight(empty) ? JSON.stringify(empty.right) : 'null'
  await client.query('insert into push.account (jid, state) values ($1, $2) on conflict do nothing', [jid, state])
  return lock(client, jid)
}

/** Applies what is due for an account, the oldest first. */
const apply = async (client: PoolClient, options: Options, jid: string): Promise<void> => {
  const locked = await lock(client, jid)
  if (E.isLeft(locked)) {
    await client.query('update push.account set set_aside = $2 where jid = $1', [jid, locked.left])
    return
  }
  let account = locked.right
  for (let count = 0; count < BATCH; count += 1) {
    const [next] = await call<{ number: string; event: unknown }>(client, 'next', [jid])
    if (next === undefined) break
    if (count === BATCH - 1) await call(client, 'wake', [jid])
    const read = readEvent(next.event)
    if (E.isLeft(read)) {
      await call(client, 'bury', [next.number, jid, JSON.stringify(next.event), read.left])
      continue
    }
    const [effects, after] = step(options)(read.right)(account)
    for (const effect of effects) await perform(client, jid, read.right.at, effect)
    account = after
  }
  if (account === locked.right) return
  await client.query('update push.account set state = $2, set_aside = null where jid = $1', [
    jid,
    JSON.stringify(account),
  ])
}

/** Sends one that waits; of one that is gone (answered, dropped, sent by another) nothing is left to do. */
const sendOne = async (pool: Pool, out: Settings['send'], id: string): Promise<void> => {
  const { rows } = await pool.query<Outgoing>('select number, id, jid, what from push.outgoing where id = $1', [id])
  if (rows[0] === undefined) return
  await out(rows[0])
  await call(pool, 'sent', [id])
}

/** The tables, made or brought up to date; once, before the first worker starts. */
export const setUp = async (pool: Pool): Promise<void> => {
  await runMigrations({ pgPool: pool })
  await pool.query(await readFile(new URL('schema.sql', import.meta.url), 'utf8'))
}

/** Something happened to an account; it is kept when this comes back. */
export const takeIn = (database: Pick<PoolClient, 'query'>, jid: string, event: Event): Promise<unknown> =>
  call(database, 'take_in', [jid, event.at, writeEvent(event)])

/** A push service answered. False where nobody asked it that: a forged answer, or one that comes a second time. */
export const answered = async (database: Pick<PoolClient, 'query'>, iq: XmlElement): Promise<boolean> => {
  const values = [iq.attrs['id'], iq.attrs['from'], JSON.stringify(readAnswer(iq))]
  const [row] = await call<{ answered: boolean }>(database, 'answered', values)
  return row?.answered === true
}

/** Works until it is stopped, beside as many others as there are. */
export const work = async (settings: Settings): Promise<{ readonly stop: () => Promise<void> }> => {
  const { pool, options, send: out, broken, concurrency, lateMs, patienceMs } = settings
  const events: WorkerEvents = new EventEmitter()
  events.on('worker:fatalError', ({ error }) => broken(error))
  pool.on('error', () => undefined) // a connection broke while nobody used it: the next one that is needed says so
  const runner = await run({
    pgPool: pool,
    concurrency,
    events,
    pollInterval: 1000,
    noHandleSignals: true,
    noPreparedStatements: true,
    logger: new Logger(() => (level, message) => (String(level) === 'error' ? console.error(message) : undefined)),
    taskList: {
      account: (payload) => inTransaction(pool, (client) => apply(client, options, (payload as { jid: string }).jid)),
      send: (payload) => sendOne(pool, out, (payload as { id: string }).id),
    },
  })
  const sweep = async (): Promise<void> => {
    const overdue = await call<{ call: string; argument: string }>(pool, 'overdue', [lateMs, patienceMs])
    for (const one of overdue) await call(pool, one.call, [one.argument])
  }
  const broom = setInterval(() => void sweep().catch(() => undefined), lateMs / 2)
  const stop = async (): Promise<void> => {
    clearInterval(broom)
    await runner.stop()
  }
  return { stop }
}
