/**
 * The reference adapter, which is also the example of one.
 */
import { step } from '../step.js'
import type { Adapter } from './adapter.js'
import { everythingBut } from './capability.js'
import { feed, feedTogether, type Host, look, newHost, pass, restart, type Step, type Write } from './host.js'

/**
 * An adapter over anything with the signature of `step`.
 *
 * @param name - shown in reports
 * @param rules - `step`, or a step of one's own
 * @param write - writes its publish requests, where the library is not to
 * @example
 * adapterOver('my rules', (options) => (event) => step({ ...options, maxDevices: 1 })(event))
 * @since 0.1.0
 */
export const adapterOver = (name: string, rules: Step, write?: Write): Adapter<Host> => ({
  name,
  capabilities: everythingBut(),
  start: newHost(rules, undefined, write),
  dispatch: feed,
  dispatchTogether: feedTogether,
  restart,
  advance: pass,
  inspect: look,
  failSaves: ({ state }, failing) => Object.assign(state, { failing }),
  stop: () => undefined,
})

/**
 * The library itself. It passes every law.
 *
 * @since 0.1.0
 */
export const reference: Adapter<Host> = adapterOver('xmpp-push-rules', step)
