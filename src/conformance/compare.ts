/**
 * The model: an implementation and the rules play the same scene, and what can be observed of both is compared step by
 * step, as multisets, since the order within one event is free.
 */
import { NS } from '../stanza/namespaces.js'
import type { Options } from '../options/options.js'
import type { Adapter, Facts } from './adapter.js'
import { whyMissing } from './capability.js'
import type { Host } from './host.js'
import { type Field, fieldsText, nameOf, namesIn, type Observed, type Push, summaryText } from './observe.js'
import { type Fault, play, type Played, type Seen } from './play.js'
import { reference } from './reference.js'
import type { Scene } from './scene.js'

const inOrder = (texts: ReadonlyArray<string>): ReadonlyArray<string> => [...texts].sort()

/** PRI-1, JIN-1, SEAL: what was asked for, beside the form or in its place. */
const ASKED = [NS.priority, NS.pushJingle, NS.encrypt]

const besideText = (push: Push): ReadonlyArray<string> => {
  const names = ASKED.flatMap((namespace) => namesIn(push, 'notification', namespace) ?? [])
  return names.length === 0 ? [] : [`with ${names.join(' and ')}`]
}

/**
 * FORM_TYPE has a law of its own; any other field goes out with the type that it came with. XEP-0004 §3.3: a field
 * without one is of the type `text-single`.
 */
const typed = ({ name, type = 'text-single', values }: Field): Field => ({
  name: type === 'text-single' || name === 'FORM_TYPE' ? name : `${name} (${type})`,
  values,
})

const optionsText = (fields: ReadonlyArray<Field>): string => fieldsText(fields.map(typed))

/** A push without what is free: see `canonical.ts`. */
const pushLine = (push: Push): string =>
  [
    `${push.account} publishes from ${push.from ?? '?'} to ${nameOf(push)}:`,
    summaryText(push),
    ...besideText(push),
    ...(push.options === undefined ? [] : [`with options ${optionsText(push.options)}`]),
  ].join(' ')

/** What was observed, a line a thing, sorted. */
export const linesOf = (observed: Observed, timeouts: boolean): ReadonlyArray<string> =>
  inOrder([
    ...observed.pushes.map(pushLine),
    ...observed.answers.map(
      ({ account, resource, id, answer }) => `${account}/${resource} is answered ${answer} (id ${id ?? '?'})`,
    ),
    ...(timeouts
      ? observed.timeouts.map(
          ({ account, resource, timeoutMs }) => `${account}/${resource} is waited for ${timeoutMs} ms`,
        )
      : []),
  ])

const show = (lines: ReadonlyArray<string>): string => (lines.length === 0 ? 'nothing' : lines.join('; '))

/** How many steps can be compared: where the adapter failed or gave up, the rest was not played. */
const playedSteps = ({ seen, fault, unplayable }: Played): number =>
  unplayable !== undefined ? seen.length - 1 : fault !== undefined ? seen.length : Infinity

/** The first step at which two plays differ. */
export const difference = (actual: Played, expected: Played, timeouts: boolean): Fault | undefined => {
  const lines = (seen: Seen | undefined): ReadonlyArray<string> =>
    seen === undefined ? [] : linesOf(seen.observed, timeouts)
  const faults = expected.seen.map((seen, step): Fault | undefined => {
    const wanted = lines(seen)
    const found = lines(actual.seen[step])
    return wanted.join('\n') === found.join('\n')
      ? undefined
      : { step, message: `expected ${show(wanted)}; found ${show(found)}` }
  })
  return faults.slice(0, playedSteps(actual)).find((fault) => fault !== undefined) ?? actual.fault
}

const bare = ({ options, steps }: Scene): Scene => ({ options, steps: steps.map(({ action }) => ({ action })) })

/**
 * The rules, configured as an implementation is, with the policy of another server: it fills in what a scene leaves
 * open. What a scene asks for is asked for, whatever the policy.
 */
export const rulesFor = ({ capabilities, options }: Facts, policy: Partial<Options>): Adapter<Host> => ({
  ...reference,
  capabilities,
  options: { ...options, ...policy },
})

/** Plays a scene's actions on two: how it went on the first, with the first difference as its fault. */
const beside = async <I>(
  adapter: Adapter<I>,
  rules: Adapter<Host>,
  scene: Scene,
  timeoutMs?: number,
): Promise<Played> => {
  const actual = await play(adapter, bare(scene), timeoutMs)
  const expected = await play(rules, bare(scene))
  const timeouts = whyMissing(adapter.capabilities, 'resume-timeout') === undefined
  return { ...actual, fault: difference(actual, expected, timeouts) }
}

/** The fault that an implementation has in a scene which does exactly what a policy says. */
export const policyFault = async (facts: Facts, scene: Scene, policy: Partial<Options>): Promise<Fault | undefined> =>
  (await beside(rulesFor(facts, policy), rulesFor(facts, {}), scene)).fault

/**
 * Plays a scene's actions on an implementation and on the rules.
 *
 * @param policy - another server's policy, for the options that the scene leaves open
 * @param timeoutMs - how long each call of the adapter may take
 * @returns how it went on the implementation, with the first difference as its fault
 * @since 0.1.0
 */
export const compare = async <I>(
  adapter: Adapter<I>,
  scene: Scene,
  policy: Partial<Options> = {},
  timeoutMs?: number,
): Promise<Played> => beside(adapter, rulesFor(adapter, policy), scene, timeoutMs)
