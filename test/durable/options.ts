/** Some timers run out while the proof runs, and some are still there at its end. */
import * as E from 'fp-ts/lib/Either.js'
import { makeOptions, type Options } from 'xmpp-push-rules'

const made = makeOptions({ coalesceMs: 300, maxHibernationMs: 600_000, wakeBeforeTimeoutMs: 300_000 })
if (E.isLeft(made)) throw new Error(JSON.stringify(made.left))
export const options: Options = made.right
