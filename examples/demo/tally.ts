/**
 * The summary at the end: what happened, what was decided and why, where the real server did something else.
 */
import { REASONS, type ReasonCode } from 'xmpp-push-rules'
import { type Deviation, knownDeviations } from './deviations.js'
import type { Step } from './engine.js'
import type { Paint } from './print.js'

/** Counts, added up step by step. */
export interface Tally {
  servers: number
  steps: number
  /** Steps of logs that say what the real server sent. */
  compared: number
  agree: number
  /** Steps that differ, all for a documented reason. */
  differ: number
  /** Differences that nothing explains. */
  unexplained: number
  readonly effects: Map<string, number>
  readonly reasons: Map<ReasonCode, number>
  /** By id. */
  readonly deviations: Map<string, number>
}

export const newTally = (): Tally => ({
  servers: 0,
  steps: 0,
  compared: 0,
  agree: 0,
  differ: 0,
  unexplained: 0,
  effects: new Map(),
  reasons: new Map(),
  deviations: new Map(),
})

const count = <Key>(counts: Map<Key, number>, key: Key): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

/** Adds a step. */
export const add = (tally: Tally, { replayed, comparison }: Step): void => {
  tally.steps += 1
  for (const effect of replayed.flatMap(({ effects }) => effects)) {
    count(tally.effects, effect._tag)
    if (!('decision' in effect)) continue
    for (const { code } of effect.decision.reasons) count(tally.reasons, code)
  }
  if (comparison === undefined) return
  tally.compared += 1
  const { differences, replies, registrationsAgree } = comparison
  const explained = [...differences, ...replies].map(({ deviation }) => deviation)
  for (const deviation of explained) if (deviation !== undefined) count(tally.deviations, deviation.id)
  tally.unexplained += explained.filter((one) => one === undefined).length + (registrationsAgree ? 0 : 1)
  if (explained.length === 0 && registrationsAgree) tally.agree += 1
  else tally.differ += 1
}

const of = (counts: Map<string, number>, key: string): number => counts.get(key) ?? 0

const plural = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : noun.endsWith('sh') ? 'es' : 's'}`

const decisionLines = ({ reasons }: Tally): ReadonlyArray<string> =>
  [...reasons]
    .sort(([a], [b]) => REASONS[a].rule.localeCompare(REASONS[b].rule, 'en', { numeric: true }))
    .map(([code, n]) => `  ${String(n).padStart(7)}  ${REASONS[code].rule.padEnd(6)}  ${REASONS[code].sentence}`)

/** The numbered ones as the README has them, then those of requests. */
const inOrder = (a: Deviation, b: Deviation): number =>
  (a.number ?? knownDeviations.length) - (b.number ?? knownDeviations.length)

const deviationLines = ({ deviations }: Tally): ReadonlyArray<string> =>
  knownDeviations
    .filter(({ id }) => deviations.has(id))
    .sort(inOrder)
    .map(({ id, number, title }) => {
      const label = number === undefined ? '' : `${number}.`
      return `  ${String(deviations.get(id) ?? 0).padStart(7)}  ${label.padStart(3)} ${title}`
    })

/** The summary. */
export const summaryLines = (tally: Tally, { bold, bad, push }: Paint): ReadonlyArray<string> => [
  '',
  bold(
    `${plural(tally.steps, 'step')} on ${plural(tally.servers, 'server')}: ${plural(of(tally.effects, 'Publish') + of(tally.effects, 'PublishSealed'), 'push')}, ${plural(of(tally.effects, 'Skip'), 'skip')}, ${plural(of(tally.effects, 'Drop'), 'dropped registration')}`,
  ),
  ...(tally.reasons.size > 0 ? ['', 'Reasons given', ...decisionLines(tally)] : []),
  ...(tally.compared > 0
    ? [
        '',
        'Beside mod_cloud_notify',
        `  ${String(tally.agree).padStart(7)}  steps agree`,
        `  ${String(tally.differ).padStart(7)}  steps differ`,
        '',
        'Differences, each under the deviation that explains it (README, "Deviations")',
        ...deviationLines(tally),
        tally.unexplained === 0
          ? push(`${'0'.padStart(9)}  unexplained`)
          : bad(`${String(tally.unexplained).padStart(9)}  UNEXPLAINED`),
      ]
    : []),
]
