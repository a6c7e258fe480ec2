/**
 * The rules on PostgreSQL, on as many machines as there are. One transaction holds an account, its timers and what it
 * sends: an event is applied once or not at all. What goes out is a job of its own: sent at least once, with the same id.
 */
import { randomBytes, randomUUID } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { readFile } from 'node:fs/promises'
import { setInterval } from 'node:timers/promises'
import * as E from 'fp-ts/lib/Either.js'
import { Logger, run, runMigrations, type WorkerEvents } from 'graphile-worker'
import type { Pool, PoolClient } from 'pg'
import * as push from 'xmpp-push-rules'
import { decodeEvent, encodeEvent } from 'xmpp-push-rules/log'
import { seal } from '../host/seal.js'

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

export interface Settings {
  readonly pool: Pool
  readonly options: push.Options
  readonly send: (outgoing: Outgoing) => Promise<void> // where it fails it is tried again; the same may come twice
  readonly broken: (error: unknown) => void // a job's end could not be written down: end the process, and start it again
  readonly concurrency: number
  readonly batch: number // so many events at most are applied in one transaction
  readonly lateMs: number // so late may a row be before its job counts as lost
  readonly patienceMs: number // so long may a push service take to answer
}

type Database = Pick<PoolClient, 'query'>

/** Calls a function of schema.sql. */
const call = async <Row>(database: Database, name: string, ...values: ReadonlyArray<unknown>) => {
  const places = values.map((_, index) => `$${index + 1}`).join()
  const { rows } = await database.query(`select * from push.${name}(${places})`, [...values])
  return rows as ReadonlyArray<Row>
}

/** All of it or nothing: a connection that is thrown away rolls back. */
const inTransaction = async (pool: Pool, work: (client: PoolClient) => Promise<void>): Promise<void> => {
  const client = await pool.connect()
  try {
    await client.query('begin; set local synchronous_commit = on')
    await work(client)
    await client.query('commit')
    client.release()
  } catch (error) {
    client.release(true)
    throw error
  }
}

const send = (client: Database, jid: string, what: Outgoing['what']): Promise<unknown> =>
  call(client, 'send', randomUUID(), jid, JSON.stringify(what), null, null, null)

const keyOf = (registration: push.RegistrationRef): string => JSON.stringify(push.keyOf(registration))

const publish = (client: Database, jid: string, to: push.RegistrationRef, write: (id: string) => string) => {
  const id = randomUUID()
  const what = JSON.stringify({ _tag: 'Publish', service: to.service, stanza: write(id) })
  return call(client, 'send', id, jid, what, JSON.stringify(to), keyOf(to), to.service)
}

/** What an effect writes, in the transaction of its event. */
const perform = (client: Database, jid: string, at: number, effect: push.Effect): Promise<unknown> | undefined => {
  switch (effect._tag) {
    case 'Publish':
      return publish(client, jid, effect.registration, (id) => push.publishText(id)(effect))
    case 'PublishSealed':
      return publish(client, jid, effect.registration, (id) =>
        push.sealedText(id, seal(effect, randomBytes(12)))(effect),
      )
    case 'Reply':
      return send(client, jid, { _tag: 'Reply', resource: effect.resource, stanza: push.replyText(effect) })
    case 'SetResumeTimeout':
      return send(client, jid, effect)
    case 'Drop': // "When a service is not enabled, the server MUST NOT attempt publishing notifications" (XEP-0357 §6)
      return client.query('delete from push.outgoing where jid = $1 and key = $2', [jid, keyOf(effect.registration)])
    case 'StartTimer': {
      const fired: push.Event = { _tag: 'TimerFired', at: at + effect.delayMs, timer: effect.timer }
      return call(client, 'start_timer', jid, fired.timer, fired.at, encodeEvent(fired))
    }
    case 'StopTimer':
      return call(client, 'stop_timer', effect.timer)
    case 'Save': // the whole account is saved, whatever changed in it
    case 'Skip': // why there was no push: a server that keeps reasons writes them here
      return undefined
  }
}

/** What is wrong with something that was stored, each fault with its path. */
const faults = (found: ReadonlyArray<{ readonly path: string; readonly expected: string }>): string =>
  found.map(({ path, expected }) => `${path}: expected ${expected}`).join('; ')

/** The account, locked until the transaction ends: nobody else applies an event to it. Left: why it cannot be read. */
const lock = async (client: Database, jid: string): Promise<E.Either<string, push.Account>> => {
  const found = 'select state from push.account where jid = $1 for update'
  const [row] = (await client.query<{ readonly state: unknown }>(found, [jid])).rows
  if (row !== undefined) return E.mapLeft(faults)(push.readAccount(row.state))
  const state = JSON.stringify(E.toUnion(push.emptyAccount(jid))) // where the JID is none: why, and set aside as such
  await client.query('insert into push.account values ($1, $2) on conflict do nothing', [jid, state])
  return lock(client, jid)
}

/** Applies what is due for an account, the oldest first. */
const apply = async (client: Database, { options, batch }: Settings, jid: string): Promise<void> => {
  const locked = await lock(client, jid)
  if (E.isLeft(locked)) {
    await client.query('update push.account set set_aside = $2 where jid = $1', [jid, locked.left])
    return
  }
  let account = locked.right
  for (let count = 1; count <= batch; count += 1) {
    const [next] = await call<{ readonly number: string; readonly event: unknown }>(client, 'next', jid)
    if (next === undefined) break
    if (count === batch) await call(client, 'wake', jid)
    const read = decodeEvent(JSON.stringify(next.event))
    if (E.isLeft(read)) {
      const letter = [next.number, jid, JSON.stringify(next.event), faults(read.left)]
      await client.query('insert into push.dead_letter values ($1, $2, $3, $4)', letter)
      continue
    }
    const [effects, after] = push.step(options)(read.right)(account)
    for (const effect of effects) await perform(client, jid, read.right.at, effect)
    account = after
  }
  if (account === locked.right) return
  const values = [jid, JSON.stringify(account)]
  await client.query('update push.account set state = $2, set_aside = null where jid = $1', values)
}

/** Sends one that waits; where it is gone (answered, dropped, sent by another) nothing is left to do. */
const sendOne = async ({ pool, send, patienceMs }: Settings, id: string): Promise<void> => {
  const { rows } = await pool.query<Outgoing>('select number, id, jid, what from push.outgoing where id = $1', [id])
  if (rows[0] === undefined) return
  await send(rows[0])
  await call(pool, 'sent', id, patienceMs)
}

/** Makes the tables, or brings them up to date: once, before the first worker starts. */
export const setUp = async (pool: Pool): Promise<void> => {
  await runMigrations({ pgPool: pool })
  await pool.query(await readFile(new URL('schema.sql', import.meta.url), 'utf8'))
}

/** Something happened to an account; it is kept when this comes back. */
export const takeIn = (database: Database, jid: string, event: push.Event): Promise<unknown> =>
  call(database, 'take_in', jid, event.at, encodeEvent(event))

/** A push service answered. False where nobody asked it that: a forged answer, or one that comes a second time. */
export const answered = async (database: Database, iq: push.XmlElement): Promise<boolean> => {
  const { id, from = '' } = iq.attrs
  const sender = E.getOrElseW(() => from)(push.parseJid(from)) // as the registration has it
  const answer = JSON.stringify(push.readAnswer(iq))
  return (await call<{ readonly answered: boolean }>(database, 'answered', id, sender, answer))[0]?.answered === true
}

/** Works until it is stopped, beside as many others as there are. */
export const work = async (settings: Settings): Promise<{ readonly stop: () => Promise<void> }> => {
  const { pool, broken, concurrency, lateMs } = settings
  const events: WorkerEvents = new EventEmitter()
  events.on('worker:fatalError', ({ error }) => broken(error))
  pool.on('error', () => undefined) // a connection broke while nobody used it: the next query says so
  const runner = await run({
    pgPool: pool,
    concurrency,
    events,
    pollInterval: 1000,
    noHandleSignals: true,
    noPreparedStatements: true, // the connections to PGlite share one session
    logger: new Logger(() => (level, message) => (['error'].includes(level) ? console.error(message) : undefined)),
    taskList: {
      account: (job) => inTransaction(pool, (client) => apply(client, settings, (job as { readonly jid: string }).jid)),
      send: (job) => sendOne(settings, (job as { readonly id: string }).id),
    },
  })
  const end = new AbortController()
  const sweep = async (): Promise<void> => {
    const overdue = await call<{ readonly call: string; readonly argument: string }>(pool, 'overdue', lateMs)
    for (const one of overdue) await call(pool, one.call, one.argument)
  }
  const sweepOften = async (): Promise<void> => {
    const { signal } = end // what fails is swept next time
    for await (const _ of setInterval(lateMs / 2, undefined, { signal })) await sweep().catch(() => undefined)
  }
  const sweeping = sweepOften().catch(() => undefined) // aborted
  const stop = async (): Promise<void> => {
    end.abort()
    await sweeping
    await runner.stop()
  }
  return { stop }
}
