/** The proof's judgement: what the database and the push service hold, beside the fold of `step` over what was taken in. */
import { isDeepStrictEqual } from 'node:util'
import * as E from 'fp-ts/lib/Either.js'
import {
  type Account,
  type Effect,
  emptyAccount,
  type Event,
  type Options,
  publishText,
  replyText,
  step,
} from 'xmpp-push-rules'
import type { Outgoing } from '../../examples/durable-host/host.js'

/** A row that left the mailbox. */
export interface Taken {
  readonly jid: string
  readonly due: number
  readonly event: Event & { readonly n?: number }
  readonly stopped: boolean
}

export interface Evidence {
  readonly fed: ReadonlyArray<number>
  /** In the order of the journal, stopped timers among them. */
  readonly journal: ReadonlyArray<Taken>
  readonly accounts: ReadonlyMap<string, unknown>
  /** Timers that are still to fire. */
  readonly timers: ReadonlyArray<{ readonly jid: string; readonly timer: string; readonly due: number }>
  readonly sent: ReadonlyArray<Outgoing>
}

/** What was looked at, so that nobody takes an empty proof for one. */
export interface Counted {
  readonly applied: number
  readonly publishes: number
  readonly droppedUnsent: number
  readonly replies: number
  readonly fired: number
  readonly stopped: number
  readonly pending: number
}

interface Expected {
  readonly text: string
  dropped: boolean
  readonly key?: string
}

const ID = 'id'
const keyOf = ({ service, node }: { readonly service: string; readonly node: string }): string =>
  JSON.stringify([service, node])

const wanted = (effect: Effect): Expected | undefined => {
  switch (effect._tag) {
    case 'Publish': {
      const { registration } = effect
      return { text: `${registration.service} ${publishText(ID)(effect)}`, dropped: false, key: keyOf(registration) }
    }
    case 'Reply':
      return { text: `${effect.resource} ${replyText(effect)}`, dropped: false }
    case 'SetResumeTimeout':
      return { text: `${effect.resource} ${effect.timeoutMs}`, dropped: false }
    default:
      return undefined
  }
}

const seen = ({ id, what }: Outgoing): string => {
  switch (what._tag) {
    case 'Publish':
      return `${what.service} ${what.stanza.replace(`id="${id}"`, `id="${ID}"`)}`
    case 'Reply':
      return `${what.resource} ${what.stanza}`
    case 'SetResumeTimeout':
      return `${what.resource} ${what.timeoutMs}`
  }
}

const count = (texts: ReadonlyArray<string>): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  return counts
}

/** One account: its fold, and everything that differs from it. */
const judgeAccount = (options: Options, jid: string, evidence: Evidence, taken: ReadonlyArray<Taken>) => {
  const faults: Array<string> = []
  const expected: Array<Expected> = []
  const timers = new Map<string, number>()
  const counted = { fired: 0, stopped: 0 }
  const empty = emptyAccount(jid)
  if (E.isLeft(empty)) return { faults: [`${jid} is no JID`], expected, timers, counted }
  let account: Account = empty.right
  for (const { event, due } of taken) {
    if (event._tag === 'TimerFired') {
      counted.fired += 1
      if (timers.get(event.timer) !== due) faults.push(`${jid}: ${event.timer} fired and was not to`)
      timers.delete(event.timer)
    }
    const [effects, after] = step(options)(event)(account)
    account = after
    for (const effect of effects) {
      if (effect._tag === 'StartTimer') timers.set(effect.timer, event.at + effect.delayMs)
      if (effect._tag === 'StopTimer' && timers.delete(effect.timer)) counted.stopped += 1
      if (effect._tag === 'Drop') {
        for (const one of expected) if (one.key === keyOf(effect.registration)) one.dropped = true
      }
      const one = wanted(effect)
      if (one !== undefined) expected.push(one)
    }
  }
  if (!isDeepStrictEqual(evidence.accounts.get(jid) ?? empty.right, JSON.parse(JSON.stringify(account)))) {
    faults.push(`${jid}: the account is not the fold of its ${taken.length} events`)
  }
  return { faults, expected, timers, counted }
}

const judgeSent = (jid: string, expected: ReadonlyArray<Expected>, sent: ReadonlyArray<Outgoing>) => {
  const faults: Array<string> = []
  let droppedUnsent = 0
  const was = count(sent.map(seen))
  const all = count(expected.map(({ text }) => text))
  const kept = count(expected.filter(({ dropped }) => !dropped).map(({ text }) => text))
  for (const [text, times] of was) {
    if (times > (all.get(text) ?? 0)) faults.push(`${jid}: sent ${times} times, not ${all.get(text) ?? 0}: ${text}`)
  }
  for (const [text, times] of all) {
    const missing = times - (was.get(text) ?? 0)
    if (missing > times - (kept.get(text) ?? 0)) faults.push(`${jid}: never sent: ${text}`)
    else if (missing > 0) droppedUnsent += missing
  }
  return { faults, droppedUnsent }
}

const byAccount = <A extends { readonly jid: string }>(
  all: ReadonlyArray<A>,
): ReadonlyMap<string, ReadonlyArray<A>> => {
  const groups = new Map<string, Array<A>>()
  for (const one of all) groups.set(one.jid, [...(groups.get(one.jid) ?? []), one])
  return groups
}

/** Every fault; none in a host that loses nothing. */
export const judge = (
  options: Options,
  evidence: Evidence,
): { readonly faults: ReadonlyArray<string>; readonly counted: Counted } => {
  const { fed, journal, accounts, timers, sent } = evidence
  const faults: Array<string> = []
  const applied = journal.filter(({ stopped }) => !stopped)
  const times = count(applied.flatMap(({ event: { n } }) => (n === undefined ? [] : [String(n)])))
  for (const n of fed)
    if (times.get(String(n)) !== 1) faults.push(`event ${n} was applied ${times.get(String(n)) ?? 0} times`)
  const taken = byAccount(applied)
  const out = byAccount(sent)
  const waiting = byAccount(timers)
  const totals = {
    applied: applied.length,
    publishes: 0,
    droppedUnsent: 0,
    replies: 0,
    fired: 0,
    stopped: 0,
    pending: 0,
  }
  for (const jid of new Set([...taken.keys(), ...out.keys(), ...waiting.keys(), ...accounts.keys()])) {
    const one = judgeAccount(options, jid, evidence, taken.get(jid) ?? [])
    const two = judgeSent(jid, one.expected, out.get(jid) ?? [])
    faults.push(...one.faults, ...two.faults)
    const pending = (waiting.get(jid) ?? []).map(({ timer, due }) => [timer, due] as const).sort()
    if (!isDeepStrictEqual(new Map(pending), new Map([...one.timers].sort()))) {
      faults.push(`${jid}: timers ${JSON.stringify(pending)}, not ${JSON.stringify([...one.timers])}`)
    }
    totals.publishes += one.expected.filter(({ key }) => key !== undefined).length
    totals.replies += one.expected.filter(({ key }) => key === undefined).length
    totals.droppedUnsent += two.droppedUnsent
    totals.fired += one.counted.fired
    totals.stopped += one.counted.stopped
    totals.pending += pending.length
  }
  return { faults, counted: totals }
}
