/** The lives of many accounts, as the kit's arbitraries make them; answers and timers are left to the host. */
import * as E from 'fp-ts/lib/Either.js'
import * as fc from 'fast-check'
import type { Pool } from 'pg'
import { arbitraries } from 'xmpp-push-rules/conformance'
import type { Event } from 'xmpp-push-rules'
import { decodeEvent, encodeEvent } from 'xmpp-push-rules/log'

/** An event with a number of its own, by which it is found again. */
export interface Numbered {
  readonly jid: string
  readonly event: Omit<Event, 'at'> & { readonly n: number }
}

const JULIET = 'juliet@capulet.example'

const lifeOf = (jid: string, length: number, seed: number): ReadonlyArray<Omit<Event, 'at'>> => {
  const trace = arbitraries.trace({ most: 60, can: (capability) => capability !== 'several-accounts' })
  const scenes = fc.sample(trace, { seed, numRuns: Math.ceil(length / 5) })
  const events = scenes.flatMap(({ steps }) =>
    steps.flatMap(({ action }) =>
      action._tag === 'Dispatch' && action.event._tag !== 'PublishAnswered' ? [action.event] : [],
    ),
  )
  const text = JSON.stringify(events.slice(0, length)).replaceAll(JULIET, jid)
  return JSON.parse(text) as ReadonlyArray<Omit<Event, 'at'>>
}

/** The accounts' events, mixed; those of one account in their order. */
export const randomEvents = (accounts: number, total: number, seed: number): ReadonlyArray<Numbered> => {
  const lives = Array.from({ length: accounts }, (_, index) => {
    const jid = `user${index}@capulet.example`
    return lifeOf(jid, Math.ceil(total / accounts), seed + index).map((event) => ({ jid, event }))
  })
  const order = fc.sample(
    fc.shuffledSubarray(
      lives.flatMap((life, index) => life.map(() => index)),
      { minLength: lives.flat().length },
    ),
    { seed, numRuns: 1 },
  )[0]
  const taken = lives.map(() => 0)
  return (order ?? []).flatMap((index, n) => {
    const next = lives[index]?.[taken[index] ?? 0]
    taken[index] = (taken[index] ?? 0) + 1
    return next === undefined ? [] : [{ jid: next.jid, event: { ...next.event, n } }]
  })
}

/** As `takeIn` of the host, with the number in the event: whoever reads events passes over it. */
export const takeInNumbered = (pool: Pool, jid: string, { n, ...happened }: Numbered['event']): Promise<unknown> => {
  const event = { ...happened, at: Date.now() } as Event
  return pool.query('select push.take_in($1, $2, $3)', [jid, event.at, `{"n":${n},${encodeEvent(event).slice(1)}`])
}

/** An event of the journal, as the host read it; of a timer there is no number. */
export const numberedEvent = (stored: unknown): Event & { readonly n?: number } => {
  const event = decodeEvent(JSON.stringify(stored))
  if (E.isLeft(event)) throw new Error(JSON.stringify(event.left))
  const { n } = stored as { readonly n?: number }
  return n === undefined ? event.right : { ...event.right, n }
}
