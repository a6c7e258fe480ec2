/** The durable host on PGlite: what it does with bad input, with answers, and after a crash. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { defaultOptions, type XmlElement } from 'xmpp-push-rules'
import { encodeEvent } from 'xmpp-push-rules/log'
import { parseXml } from 'xmpp-push-rules/xml'
import { type Database, openDatabase } from '../../examples/durable-host/database.js'
import { answered, type Outgoing, setUp, takeIn, work } from '../../examples/durable-host/host.js'

const xml = (text: string): XmlElement => {
  const parsed = parseXml(text)
  if (E.isLeft(parsed)) throw new Error(parsed.left.code)
  return parsed.right
}

const folder = mkdtempSync(join(tmpdir(), 'embedded-'))
const sent: Array<Outgoing> = []
let database: Database
let stop: () => Promise<void>

const rows = async <Row extends object>(text: string): Promise<ReadonlyArray<Row>> =>
  (await database.pool.query<Row>(text)).rows

/** Until it holds, for ten seconds at most. */
const until = async (holds: () => Promise<boolean> | boolean): Promise<void> => {
  for (let count = 0; count < 200; count += 1) {
    if (await holds()) return
    await sleep(50)
  }
  throw new Error('it does not come to hold')
}

const publishesTo = (jid: string): ReadonlyArray<Outgoing> =>
  sent.filter((one) => one.jid === jid && one.what._tag === 'Publish')

/** An account with one device, which is away. */
const enabled = async (jid: string): Promise<void> => {
  const at = Date.now()
  const iq = xml("<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='push.example' node='f00'/></iq>")
  await takeIn(database.pool, jid, { _tag: 'SessionOpened', at, resource: 'phone' })
  await takeIn(database.pool, jid, { _tag: 'IqReceived', at, resource: 'phone', iq })
  await takeIn(database.pool, jid, { _tag: 'SessionClosed', at, resource: 'phone' })
}

const tell = (jid: string, key: string): Promise<unknown> => {
  const stanza = xml("<message from='romeo@montague.example'><body>Call me but love</body></message>")
  return takeIn(database.pool, jid, { _tag: 'StoredOffline', at: Date.now(), delivery: { key, stanza } })
}

beforeAll(async () => {
  database = await openDatabase(folder, undefined)
  await setUp(database.pool)
  const worker = await work({
    pool: database.pool,
    options: defaultOptions,
    send: async (outgoing) => void sent.push(outgoing),
    broken: (error) => {
      throw error
    },
    concurrency: 2,
    batch: 8,
    lateMs: 200,
    patienceMs: 60_000,
  })
  stop = worker.stop
}, 120_000)

afterAll(async () => {
  await stop()
  await database.close()
  rmSync(folder, { recursive: true })
})

it('an unknown event goes to the dead letters with its reason, and the ones around it are applied', async () => {
  const jid = 'juliet@capulet.example'
  await enabled(jid)
  // from another version of the server
  for (const event of ['{"_tag":"Teleported","at":1}', '{"_tag":"SessionOpened","at":1,"resource":7}']) {
    await database.pool.query('select push.take_in($1, 1, $2)', [jid, event])
  }
  await tell(jid, 'a1')
  await until(() => publishesTo(jid).length === 1)
  expect(await rows('select jid, event, reason from push.dead_letter order by number')).toEqual([
    {
      jid,
      event: { _tag: 'Teleported', at: 1 },
      reason: expect.stringMatching(/^_tag: expected one of .*TimerFired/) as string,
    },
    { jid, event: { _tag: 'SessionOpened', at: 1, resource: 7 }, reason: 'resource: expected a text' },
  ])
})

it('a damaged account is set aside by name, loses nothing, and goes on when it is mended', async () => {
  const jid = 'nurse@capulet.example'
  await enabled(jid)
  await until(async () => (await rows(`select from push.event where jid = '${jid}'`)).length === 0)
  const [whole] = await rows<{ state: unknown }>(`select state from push.account where jid = '${jid}'`)
  await database.pool.query(`update push.account set state = '{"jid":"${jid}","registrations":7}' where jid = $1`, [
    jid,
  ])
  await tell(jid, 'a1')
  await enabled('tybalt@capulet.example')
  await tell('tybalt@capulet.example', 'a1')
  await until(() => publishesTo('tybalt@capulet.example').length === 1)
  await until(async () => (await rows('select from push.account where set_aside is not null')).length === 1)
  const [aside] = await rows<{ jid: string; set_aside: string }>(
    'select * from push.account where set_aside is not null',
  )
  expect(aside?.jid).toBe(jid)
  expect(aside?.set_aside).toContain('registrations: expected a list')
  expect(publishesTo(jid)).toEqual([])
  const values = [jid, JSON.stringify(whole?.state)]
  await database.pool.query('update push.account set state = $2, set_aside = null where jid = $1', values)
  await until(() => publishesTo(jid).length === 1)
})

it('an answer counts from the service that was asked, and once', async () => {
  const jid = 'benvolio@montague.example'
  await enabled(jid)
  await tell(jid, 'a1')
  await until(async () => (await rows(`select from push.outgoing where jid = '${jid}' and sent`)).length === 1)
  const id = publishesTo(jid)[0]?.id
  const answer = (from: string): XmlElement => xml(`<iq type='result' id='${id}' from='${from}'/>`)
  expect(await answered(database.pool, answer('mallory.example'))).toBe(false)
  expect(await answered(database.pool, xml(`<iq type='result' id='${id}'/>`))).toBe(false)
  expect(await answered(database.pool, answer('push.example'))).toBe(true)
  expect(await answered(database.pool, answer('push.example'))).toBe(false)
})

it('an event whose job was lost is found, and so is a stanza that was not sent', async () => {
  const jid = 'mercutio@verona.example'
  await enabled(jid)
  await until(async () => (await rows(`select from push.event where jid = '${jid}'`)).length === 0)
  const stanza = xml("<message from='a@b.example'><body>Hi</body></message>")
  const event = encodeEvent({ _tag: 'StoredOffline', at: Date.now(), delivery: { key: 'a1', stanza } })
  await database.pool.query('insert into push.event (jid, due, event) values ($1, push.now(), $2)', [jid, event])
  await until(() => publishesTo(jid).length === 1)
  const what = JSON.stringify({ _tag: 'Reply', resource: 'phone', stanza: '<iq/>' })
  const values = ['an-id', jid, what]
  await database.pool.query('insert into push.outgoing (id, jid, what, due) values ($1, $2, $3, push.now())', values)
  await until(() => sent.some(({ id }) => id === 'an-id'))
  expect(publishesTo(jid)).toHaveLength(1)
})

it('the demo crashes in the middle and loses nothing', async () => {
  const args = ['--import', 'tsx', 'examples/durable-host/main.ts']
  const cwd = fileURLToPath(new URL('../..', import.meta.url))
  const env = { ...process.env }
  delete env['DATABASE_URL']
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd, env })
  const lines = stdout.trim().split('\n')
  const kept = (waiting: string, accounts: number, unsent: string, unanswered: string): RegExp =>
    new RegExp(
      `: \\{ 'waiting events': ${waiting}, accounts: ${accounts}, unsent: ${unsent}, unanswered: ${unanswered} \\}$`,
      'u',
    )
  expect(lines[0]).toMatch(kept('105', 0, '0', '0'))
  expect(lines[1]).toBe('The process died: SIGKILL')
  expect(lines[2]).toMatch(kept('[1-9]\\d*', 4, '[1-9]\\d*', '[1-9]\\d*'))
  expect(lines[3]).toMatch(kept('0', 4, '0', '[1-9]\\d*'))
  expect(lines[4]).toMatch(/^Sent: \d\d, and [12] of them twice, with the same id$/u)
}, 120_000)
