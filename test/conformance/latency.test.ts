import {
  type Adapter,
  everythingBut,
  feed,
  type Host,
  laws,
  pass,
  reference,
  runConformance,
} from 'xmpp-push-rules/conformance'
import { describe, expect, test } from 'vitest'

/** The rules on a wire: each call takes so long before and after, and while it does the timers run. */
const behind = (ms: number): Adapter<Host> => ({
  ...reference,
  name: `${ms} ms away`,
  capabilities: everythingBut({ 'virtual-clock': 'time is real' }),
  dispatch: (host, account, event) => [
    ...pass(host, ms),
    ...feed(host, account, { ...event, at: host.state.now }),
    ...pass(host, ms),
  ],
  dispatchTogether: (host, account, events) => [
    ...pass(host, ms),
    ...events.flatMap((event) => feed(host, account, { ...event, at: host.state.now })),
    ...pass(host, ms),
  ],
  advance: (host, wait) => pass(host, ms + wait + ms),
})

describe('a right implementation passes every law, though time is real', () => {
  test.each([5, 20])('each call takes %i ms to come and as long to go', async (ms) => {
    const { results } = await runConformance(behind(ms), { runs: 15, shrink: false, policies: [] })
    const others = results.filter(({ verdict }) => verdict !== 'pass' && verdict !== 'not-applicable')
    expect(others.map(({ law, reason }) => [law.id, reason])).toEqual([])
    expect(results).toHaveLength(laws.length)
  })
})
