/**
 * All options in their groups, each with what it means, its default, its README name and its precedents.
 */
import type { VNode } from 'preact'
import { defaultOptions, type Options, REASONS } from 'xmpp-push-rules'
import { FIELDS, PROSODY_NAMES } from '../../src/options/check.js'
import { optionsOf, type Scene } from './scene.js'
import { button, type Change, type Child, details, duration, field, h, type Open, ruled, same, section } from './ui.js'
import type { View } from './view.js'

/** The options as their source documents them; put in when the page is built. */
declare const OPTION_DOCS: ReadonlyArray<OptionDoc>

export interface OptionDoc {
  readonly name: keyof Options
  readonly meaning: string
  readonly precedents: string
  /** Options that belong together follow each other in the source, without an empty line. */
  readonly group: number
}

const GROUPS = [
  'What a push says',
  'What is important',
  'Whom a trigger reaches, and how often',
  'Hibernation',
  'Registrations and errors',
  'What clients ask for',
  'Bounds',
]

const VERDICTS: Readonly<Record<string, ReadonlyArray<string>>> = {
  importance: ['alert', 'quiet', 'never', 'ignore'],
  errors: ['ignored', 'transient', 'persistent', 'final'],
}

type Set = (value: unknown) => void

const meaningOf = (row: string): string => REASONS[row as keyof typeof REASONS]?.sentence ?? ''

/** A verdict for each cause of importance, or for each error. */
const verdicts = (name: string, table: Readonly<Record<string, string>>, set: Set): Child =>
  Object.entries(table).map(([key, verdict]) => {
    const label = [h('code', { key: 0 }, key), name === 'importance' && h('small', { key: 1 }, meaningOf(key))]
    return field(label, verdict, (next) => set({ ...table, [key]: next }), { key, choices: same(VERDICTS[name] ?? []) })
  })

/** The names in what an option's check expects: "one of …", "a list of …". */
const namesOf = (expected: string): ReadonlyArray<string> => expected.replace(/^(?:one|a list) of /u, '').split(', ')

/** Text as the value of an option that is a number, a list of JIDs, or text. */
const valueOf = (before: unknown, name: string, text: string): unknown =>
  typeof before === 'number' && /^-?\d+$/u.test(text)
    ? Number(text)
    : name === 'services' && text !== 'any'
      ? text.split(/[\s,]+/u).filter((one) => one !== '')
      : text

const control = (name: keyof Options, value: unknown, set: Set, isFaulty: boolean): Child => {
  const { expected } = FIELDS[name]
  const label = h('code', name)
  const list = Array.isArray(value) ? (value as ReadonlyArray<string>) : []
  const more = { id: `option-${name}`, 'aria-describedby': `hint-${name}`, 'aria-invalid': isFaulty }
  if (Object.hasOwn(VERDICTS, name))
    return [label, h('div.verdicts', verdicts(name, value as Readonly<Record<string, string>>, set))]
  if (typeof value === 'boolean') return field(label, value, set, more)
  if (expected.startsWith('one of')) return field(label, value, set, { ...more, choices: same(namesOf(expected)) })
  if (!expected.startsWith('a list'))
    return field(
      label,
      Array.isArray(value) ? list.join(' ') : String(value),
      (text: string) => set(valueOf(defaultOptions[name], name, text)),
      more,
    )
  const toggled = (one: string) => (isOn: boolean) =>
    set([...list.filter((other) => other !== one), ...(isOn ? [one] : [])])
  return [
    label,
    h(
      'div.checks',
      namesOf(expected).map((one) => field(one, list.includes(one), toggled(one), { key: one })),
    ),
  ]
}

const said = (value: unknown): string => (Array.isArray(value) ? value.join(', ') || 'none' : String(value) || 'empty')

const option = (
  { name, meaning, precedents }: OptionDoc,
  { overrides, policy }: Scene,
  { faults }: View,
  change: Change,
  open: Open,
): VNode => {
  const ofPolicy = optionsOf(policy, {}).options[name]
  const isChanged = Object.hasOwn(overrides, name)
  const value = isChanged ? overrides[name] : ofPolicy
  const readme = Object.entries(PROSODY_NAMES).find(([, [named]]) => named === name)?.[0]
  const { [name]: _before, ...others } = overrides
  const set = (next: unknown) =>
    change(
      { overrides: JSON.stringify(next) === JSON.stringify(ofPolicy) ? others : { ...others, [name]: next } },
      name,
    )
  const usual = Object.hasOwn(VERDICTS, name) ? '' : `Default: ${said(defaultOptions[name])}. `
  const now = name.endsWith('Ms') && typeof value === 'number' && value > 0 ? `Now: ${duration(value)}. ` : ''
  return h(
    isChanged ? 'div.option.changed' : 'div.option',
    { key: name, role: 'group', 'aria-label': name },
    control(name, value, set, Object.hasOwn(faults, name)),
    h(
      'div.hint',
      { id: `hint-${name}` },
      Object.hasOwn(faults, name) && h('p.fault', `Expected ${String(faults[name])}.`),
      h('p', ruled(meaning, open)),
      h('p', usual, now, precedents, readme && [' README: ', h('code', { key: 0 }, readme)]),
    ),
    button('plain', 'Reset', () => set(ofPolicy), { hidden: !isChanged, 'aria-label': `Reset ${name}` }),
  )
}

export const optionsForm = (scene: Scene, view: View, change: Change, open: Open): VNode => {
  const changed = Object.keys(scene.overrides).length
  const reset = button('plain', `Reset all (${changed})`, () => change({ overrides: {} }, 'all'), {
    hidden: changed === 0,
  })
  const group = (key: number) =>
    OPTION_DOCS.filter((doc) => doc.group === key).map((doc) => option(doc, scene, view, change, open))
  return section(
    'options',
    'Options',
    reset,
    GROUPS.map((title, key) => details(title, group(key), { key, open: key === 0 })),
  )
}
