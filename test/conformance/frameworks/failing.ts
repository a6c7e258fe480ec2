/** Servers that do not pass: one loses every push after long work, one never answers, one can do nothing. */
import { type Adapter, adapterOver, type Host, reference, select, type Settings } from 'xmpp-push-rules/conformance'

const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

export const slow: Adapter<Host> = {
  ...adapterOver('slow', () => () => (account) => [[], account]),
  start: async (options) => {
    await later(150)
    return reference.start(options)
  },
  dispatch: () => [],
}

export const silent: Adapter<Host> = { ...reference, name: 'silent', dispatch: () => new Promise(() => undefined) }

/** A server that can play nothing of its law. */
export const unable: Adapter<Host> = {
  ...reference,
  name: 'unable',
  dispatch: () => [{ _tag: 'Unplayable', reason: 'nobody is there' }],
}

export const unplayed: Settings = { laws: select({ id: 'seed/stored-offline/all' }), runs: 3 }

/** Its answer would come after the limit that the test runs the frameworks with. */
export const settings: Settings = { laws: select({ id: 'model/a-servers-life' }), timeoutMs: 1500, policies: [] }
