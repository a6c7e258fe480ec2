import { closeSync, existsSync, openSync, readSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

/** What the server's own hooks saw, read as it is written: the proof that an event of a law really happened there. */
export interface Hooks {
  /** The lines of one account so far. */
  readonly lines: (account: string) => ReadonlyArray<string>
  /** How many events of this kind the account has had. */
  readonly count: (account: string, tag: string, resource?: string) => number
  /** The last of them. */
  readonly last: (account: string, tag: string) => Readonly<Record<string, unknown>> | undefined
}

interface Line {
  readonly account?: string
  readonly event?: Readonly<Record<string, unknown>>
}

interface Seen {
  readonly text: string
  readonly event: Line['event']
}

/** Follows the log of one host. */
export const followHooks = (file: string): Hooks => {
  const accounts = new Map<string, Array<Seen>>()
  const chunk = Buffer.alloc(65_536)
  let position = 0
  let rest = Buffer.alloc(0)
  const take = (text: string): void => {
    const { account, event } = JSON.parse(text) as Line
    if (account === undefined) return
    const seen = accounts.get(account) ?? []
    seen.push({ text, event })
    accounts.set(account, seen)
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
  const events = (account: string, tag: string): ReadonlyArray<Readonly<Record<string, unknown>>> =>
    of(account).flatMap(({ event }) => (event?.['_tag'] === tag ? [event] : []))
  return {
    lines: (account) => of(account).map(({ text }) => text),
    count: (account, tag, resource) =>
      events(account, tag).filter((event) => resource === undefined || event['resource'] === resource).length,
    last: (account, tag) => events(account, tag).at(-1),
  }
}

/** Waits until a condition on the hooks holds; false: it does not, after all this time. */
export const comesTrue = async (condition: () => boolean, patienceMs: number): Promise<boolean> => {
  for (const end = Date.now() + patienceMs; ;) {
    if (condition()) return true
    if (Date.now() > end) return false
    await delay(5)
  }
}
