import { closeSync, existsSync, openSync, readSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

/** What the server's own hooks saw, read as it is written: the proof that an event of a law really happened there. */
export interface Hooks {
  /** False: this server is only known from outside, and nothing is ever seen here. */
  readonly see: boolean
  /** The lines of one account so far. */
  readonly lines: (account: string) => ReadonlyArray<string>
  /** How many events of this kind the account has had. */
  readonly count: (account: string, tag: string, resource?: string) => number
  /** The last of them, and when the server had it. */
  readonly last: (account: string, tag: string) => Happened | undefined
  /** When the server sent the publish with this id. */
  readonly sentAt: (id: string) => number | undefined
}

export interface Happened {
  readonly at: number
  readonly event: Readonly<Record<string, unknown>>
}

interface Line {
  readonly account?: string
  readonly at?: number
  readonly event?: Readonly<Record<string, unknown>>
  readonly sent?: string
}

interface Seen {
  readonly text: string
  readonly at: number
  readonly event: Line['event']
}

const idOf = (xml: string): string | undefined => /^<iq[^>]*\sid=['"]([^'"]*)['"]/.exec(xml)?.[1]

/** Follows the log of one host. */
export const followHooks = (file: string): Hooks => {
  const accounts = new Map<string, Array<Seen>>()
  const sent = new Map<string, number>()
  const chunk = Buffer.alloc(65_536)
  let position = 0
  let rest = Buffer.alloc(0)
  const take = (text: string): void => {
    const { account, at = 0, event, sent: xml } = JSON.parse(text) as Line
    if (account === undefined) return
    const seen = accounts.get(account) ?? []
    seen.push({ text, at, event })
    accounts.set(account, seen)
    const id = xml === undefined ? undefined : idOf(xml)
    if (id !== undefined) sent.set(id, at)
  }
  const read = (): void => {
    if (!existsSync(file)) return
    const handle = openSync(file, 'r')
    for (
      let size = readSync(handle, chunk, 0, chunk.length, position);
      size > 0;
      size = readSync(handle, chunk, 0, chunk.length, position)
    ) {
      position += size
      rest = Buffer.concat([rest, chunk.subarray(0, size)])
    }
    closeSync(handle)
    const end = rest.lastIndexOf(10) + 1
    rest
      .subarray(0, end)
      .toString('utf8')
      .split('\n')
      .filter((text) => text !== '')
      .forEach(take)
    rest = rest.subarray(end)
  }
  const of = (account: string): ReadonlyArray<Seen> => {
    read()
    return accounts.get(account) ?? []
  }
  const events = (account: string, tag: string): ReadonlyArray<Happened> =>
    of(account).flatMap(({ at, event }) => (event?.['_tag'] === tag ? [{ at, event }] : []))
  return {
    see: true,
    lines: (account) => of(account).map(({ text }) => text),
    count: (account, tag, resource) =>
      events(account, tag).filter(({ event }) => resource === undefined || event['resource'] === resource).length,
    last: (account, tag) => events(account, tag).at(-1),
    sentAt: (id) => {
      read()
      return sent.get(id)
    },
  }
}

/** Of a server that is only known from outside. */
export const noHooks: Hooks = {
  see: false,
  lines: () => [],
  count: () => 0,
  last: () => undefined,
  sentAt: () => undefined,
}

/** Waits until a condition on the hooks holds; false: it does not, after all this time. */
export const comesTrue = async (condition: () => boolean, patienceMs: number): Promise<boolean> => {
  for (const end = Date.now() + patienceMs; ;) {
    if (condition()) return true
    if (Date.now() > end) return false
    await delay(5)
  }
}
