/** What a server would lose with a host that is a little less careful than the one of examples/host. */
import { createDecipheriv, randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defaultOptions, type EventWithoutTime, makeOptions, type Options, type XmlElement } from 'xmpp-push-rules'
import { parseXml, serializeXml } from 'xmpp-push-rules/xml'
import { fileStore } from '../../examples/host/file-store.js'
import { type Host, newHost, type Ports } from '../../examples/host/host.js'

const juliet = 'juliet@capulet.example'

const xml = (text: string): XmlElement => {
  const parsed = parseXml(text)
  if (E.isLeft(parsed)) throw new Error(parsed.left.code)
  return parsed.right
}

const optionsWith = (some: Partial<Options>): Options => {
  const made = makeOptions(some)
  if (E.isLeft(made)) throw new Error(JSON.stringify(made.left))
  return made.right
}

const push = (name: 'enable' | 'disable', node: string, children = ''): EventWithoutTime => ({
  _tag: 'IqReceived',
  resource: 'phone',
  iq: xml(
    `<iq type='set' id='${name}'><${name} xmlns='urn:xmpp:push:0' jid='push.example' node='${node}'>${children}</${name}></iq>`,
  ),
})
const opened: EventWithoutTime = { _tag: 'SessionOpened', resource: 'phone' }
const closed: EventWithoutTime = { _tag: 'SessionClosed', resource: 'phone' }
const stored = (key: string): EventWithoutTime => ({ _tag: 'StoredOffline', delivery: { key, stanza: message } })
const message = xml("<message from='romeo@montague.example/orchard'><body>Call me but love</body></message>")

const folders: Array<string> = []
let folder = ''
let stop: () => void = () => undefined
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  folder = mkdtempSync(join(tmpdir(), 'host-'))
  folders.push(folder)
})
afterEach(() => {
  stop()
  vi.useRealTimers()
  folders.splice(0).forEach((used) => rmSync(used, { recursive: true }))
})

interface Server extends Host {
  readonly sent: ReadonlyArray<XmlElement>
  readonly notes: ReadonlyArray<string>
  readonly timeouts: ReadonlyArray<number>
  readonly feedAll: (...events: ReadonlyArray<EventWithoutTime>) => Promise<void>
  /** The nodes that were pushed to since the last time. */
  readonly pushed: () => ReadonlyArray<string>
  readonly lastId: () => string
}

/** A server on the folder of this test: another one on the same folder is the same server, started again. */
const serve = (options: Options = defaultOptions, ports: Partial<Ports> = {}): Server => {
  const sent: Array<XmlElement> = []
  const notes: Array<string> = []
  const timeouts: Array<number> = []
  const host = newHost(options, {
    ...fileStore(folder),
    send: (element) => sent.push(element),
    setResumeTimeout: (_jid, _resource, timeoutMs) => timeouts.push(timeoutMs),
    now: Date.now,
    after: (ms, run) => {
      const timer = setTimeout(run, ms)
      return () => clearTimeout(timer)
    },
    random: randomBytes,
    note: (jid, what) => notes.push(`${jid} ${what instanceof Error ? what.message : what._tag}`),
    ...ports,
  })
  stop = host.stop
  let looked = 0
  return {
    ...host,
    sent,
    notes,
    timeouts,
    feedAll: async (...events) => {
      for (const event of events) await host.feed(juliet, event)
    },
    pushed: () => {
      const fresh = sent.slice(looked)
      looked = sent.length
      return fresh.flatMap((iq) => /node="([^"]*)"/u.exec(serializeXml(iq))?.[1] ?? [])
    },
    lastId: () => String(sent.at(-1)?.attrs['id']),
  }
}

const accept = (id: string, from: string): XmlElement => xml(`<iq type='result' id='${id}' from='${from}'/>`)
const refuse = (id: string): XmlElement =>
  xml(
    `<iq type='error' id='${id}' from='push.example'><error type='cancel'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>`,
  )

describe('answers', () => {
  it('a forged answer does not eat the real one', async () => {
    const server = serve(optionsWith({ maxErrors: 1 }))
    await server.feedAll(opened, push('enable', 'f00'), closed, stored('1'))
    const id = server.lastId()
    expect(await server.answered(accept(id, 'mallory.example'))).toBe(false)
    expect(await server.answered(xml(`<iq type='result' id='${id}'/>`))).toBe(false)
    expect(await server.answered(refuse(id))).toBe(true)
    server.pushed()
    await server.feedAll(stored('2'))
    expect(server.pushed()).toEqual([])
  })

  it('an answer counts once, however often it comes', async () => {
    const server = serve(optionsWith({ maxErrors: 2 }))
    await server.feedAll(opened, push('enable', 'f00'), closed, stored('1'))
    const id = server.lastId()
    expect(await server.answered(refuse(id))).toBe(true)
    expect(await server.answered(refuse(id))).toBe(false)
    server.pushed()
    await server.feedAll(stored('2'))
    expect(server.pushed()).toEqual(['f00'])
  })

  it('ids are drawn from the octets that nobody can guess, and never come twice', async () => {
    const drawn: Array<number> = []
    const random = (octets: number): Buffer => {
      drawn.push(octets)
      return randomBytes(octets)
    }
    const server = serve(defaultOptions, { random })
    await server.feedAll(opened, push('enable', 'f00'), closed, stored('1'))
    const first = server.lastId()
    await server.feedAll(stored('2'))
    expect(drawn).toEqual([16, 16])
    expect(new Set([first, server.lastId()]).size).toBe(2)
  })

  it('no answer in time is an error, and one that comes later is none', async () => {
    const server = serve(optionsWith({ maxErrors: 1, maxFailingMs: 0 }))
    await server.feedAll(opened, push('enable', 'f00'), push('enable', 'f01'), closed, stored('1'))
    const [first, second] = server.sent.slice(-2).map(({ attrs }) => String(attrs['id']))
    await vi.advanceTimersByTimeAsync(59_999)
    expect(await server.answered(accept(String(first), 'push.example'))).toBe(true)
    await vi.advanceTimersByTimeAsync(1)
    expect(await server.answered(accept(String(second), 'push.example'))).toBe(false)
    server.pushed()
    await server.feedAll(stored('2'))
    expect(server.pushed()).toEqual(['f00'])
  })

  it('with a registration go its unanswered publishes', async () => {
    const server = serve()
    await server.feedAll(opened, push('enable', 'f00'), push('enable', 'f01'), closed, stored('1'))
    const [first, second] = server.sent.slice(-2).map(({ attrs }) => String(attrs['id']))
    await server.feedAll(opened, push('disable', 'f00'))
    expect(await server.answered(accept(String(first), 'push.example'))).toBe(false)
    expect(await server.answered(accept(String(second), 'push.example'))).toBe(true)
  })
})

describe('saving', () => {
  it('a save that fails is answered with an error, and nothing of the event stays', async () => {
    let full = true
    const files = fileStore(folder)
    const save: Ports['save'] = (...given) => (full ? Promise.reject(new Error('no space left')) : files.save(...given))
    const server = serve(defaultOptions, { save })
    await server.feedAll(opened, push('enable', 'f00'))
    expect(server.sent.map((iq) => iq.attrs['type'])).toEqual(['error'])
    expect(server.notes).toEqual([`${juliet} no space left`])
    await server.feedAll(stored('1'))
    expect(server.pushed()).toEqual([])
    full = false
    await server.feedAll(push('enable', 'f00'), stored('2'))
    expect(server.pushed()).toEqual(['f00'])
  })

  it('events of an account wait for each other, however long a save takes', async () => {
    const files = fileStore(folder)
    const save: Ports['save'] = async (...given) => {
      await new Promise((resolve) => setImmediate(resolve))
      return files.save(...given)
    }
    const server = serve(defaultOptions, { save })
    await Promise.all(
      [opened, push('enable', 'f00'), push('enable', 'f01'), closed].map((one) => server.feed(juliet, one)),
    )
    await serve().feed(juliet, stored('1'))
    const again = serve()
    await again.feedAll(stored('1'))
    expect(again.pushed()).toEqual(['f00', 'f01'])
  })

  it('another account does not wait', async () => {
    const server = serve(defaultOptions, { save: () => new Promise(() => undefined) })
    void server.feed(juliet, push('enable', 'f00'))
    await server.feed('romeo@montague.example', opened)
    expect(server.notes).toEqual([])
  })
})

describe('starting again', () => {
  it('in the middle: what was enabled is pushed to, and sessions are gone', async () => {
    const before = serve()
    await before.feedAll(opened, push('enable', 'f00'), push('enable', 'f01'), push('disable', 'f00'))
    before.stop()
    const server = serve()
    await server.feedAll(stored('1'))
    expect(server.pushed()).toEqual(['f01'])
  })

  it('after a crash in the middle of a write: the old file holds', async () => {
    const before = serve()
    await before.feedAll(opened, push('enable', 'f00'))
    const [file] = readdirSync(folder)
    writeFileSync(join(folder, `${file}.new`), '[{"service":"push.exa')
    const server = serve()
    await server.feedAll(stored('1'))
    expect(server.pushed()).toEqual(['f00'])
    await server.feedAll(opened, push('enable', 'f01'))
    expect(readdirSync(folder)).toEqual([file])
  })

  it('a damaged file is named with its path, its account is left alone, and the others go on', async () => {
    const before = serve()
    await before.feedAll(opened, push('enable', 'f00'))
    const [file = ''] = readdirSync(folder)
    writeFileSync(join(folder, file), '[{"service":"push.example","node":7}]')
    const server = serve()
    await server.feedAll(stored('1'))
    expect(server.notes[0]).toContain(`${juliet} [0].node: expected `)
    expect(server.sent).toEqual([])
    await server.feed('romeo@montague.example', opened)
    await server.feed('romeo@montague.example', push('enable', 'r00'))
    await server.feed('romeo@montague.example', stored('1'))
    expect(server.pushed()).toEqual(['r00'])
  })

  it('a file that cannot be read is no empty account', async () => {
    const before = serve()
    await before.feedAll(opened, push('enable', 'f00'))
    const [file = ''] = readdirSync(folder)
    rmSync(join(folder, file))
    mkdirSync(join(folder, file))
    chmodSync(join(folder, file), 0o000)
    const server = serve()
    await server.feedAll(opened, push('enable', 'f01'))
    expect(server.sent).toEqual([])
    expect(server.notes).toHaveLength(2)
  })
})

describe('timers', () => {
  const queue: EventWithoutTime = {
    _tag: 'QueuedWhileHibernating',
    resource: 'phone',
    delivery: { key: 'q', stanza: message },
  }
  const asleep: EventWithoutTime = {
    _tag: 'HibernationStarted',
    resource: 'phone',
    queue: [],
    resumeTimeoutMs: 300_000,
  }

  it('what was collected is pushed when the time has come', async () => {
    const server = serve()
    await server.feedAll(opened, push('enable', 'f00'), asleep, queue)
    expect(server.timeouts).toEqual([defaultOptions.maxHibernationMs])
    expect(server.pushed()).toEqual([])
    await vi.advanceTimersByTimeAsync(999)
    expect(server.pushed()).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(server.pushed()).toEqual(['f00'])
  })

  it('and not after the session is back', async () => {
    const server = serve()
    await server.feedAll(opened, push('enable', 'f00'), asleep, queue, { _tag: 'SessionResumed', resource: 'phone' })
    expect(vi.getTimerCount()).toBe(0)
    await vi.advanceTimersByTimeAsync(5000)
    expect(server.pushed()).toEqual([])
  })
})

it('tells only its owner that an account has push', () => {
  const server = serve()
  expect(server.features(juliet, juliet)).toContain('urn:xmpp:push:0')
  expect(server.features(juliet, 'romeo@montague.example')).toEqual([])
})

it('seals what only the device can read, each time with other octets', async () => {
  const secret = Buffer.from('0123456789abcdef')
  const server = serve(optionsWith({ extensions: ['encrypt'] }))
  const ask = `<encrypt xmlns='tigase:push:encrypt:0' alg='aes-128-gcm'>${secret.toString('base64')}</encrypt>`
  await server.feedAll(opened, push('enable', 'f00', ask), closed, stored('1'), stored('2'))
  const sealed = server.sent.slice(-2).map((iq) => /<encrypted [^>]*iv="([^"]+)"[^>]*>([^<]+)</u.exec(serializeXml(iq)))
  const opens = sealed.map((found) => {
    const [iv, data] = [Buffer.from(found?.[1] ?? '', 'base64'), Buffer.from(found?.[2] ?? '', 'base64')]
    const decipher = createDecipheriv('aes-128-gcm', secret, iv)
    decipher.setAuthTag(data.subarray(-16))
    return decipher.update(data.subarray(0, -16), undefined, 'utf8') + decipher.final('utf8')
  })
  expect(opens.map((text) => (JSON.parse(text) as { readonly message: string }).message)).toEqual([
    'Call me but love',
    'Call me but love',
  ])
  expect(sealed[0]?.[1]).not.toBe(sealed[1]?.[1])
})
