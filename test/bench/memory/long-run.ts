/**
 * The heap while many messages go to the same accounts. Keys are made on the way, as a host makes them: what DUP holds
 * of them counts here.
 */
import { importantMessage } from '../data/messages.js'
import { keyOf } from '../data/random.js'
import { jidOf } from '../data/requests.js'
import { accountOf, handle, parse, START, type Work } from '../host.js'
import { heap } from '../measure.js'

const PARTS = 10

/**
 * Bytes of heap that the accounts hold, after each tenth of the messages.
 *
 * @param accounts - how many accounts; a hundred messages go to each
 * @param everyMs - how much simulated time is between two messages to one account
 */
export const longRun = (accounts: number, everyMs: number): ReadonlyArray<number> => {
  const stanza = parse(importantMessage(jidOf(0), 1))
  const before = heap()
  const started = Array.from({ length: accounts }, (_, user) => accountOf(user))
  const workOf = (index: number): Work => ({
    slot: index % accounts,
    event: {
      _tag: 'StoredOffline',
      at: START + Math.floor((index * everyMs) / accounts),
      delivery: { stanza, key: keyOf(index) },
    },
  })
  const part = (accounts * 100) / PARTS
  return Array.from({ length: PARTS }, (_, tenth) => {
    for (let index = tenth * part; index < (tenth + 1) * part; index += 1) handle(started, [workOf(index)])
    return heap() - before
  })
}
