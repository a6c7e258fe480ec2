/**
 * All options in their groups, each with what it means, its default, its README name and its precedents.
 */
import type { VNode } from 'preact'
import { defaultOptions, type Options, REASONS } from 'xmpp-push-rules'
import { FIELDS, PROSODY_NAMES } from '../../src/options/check.js'
import PAGE from './page.json' with { type: 'json' }
import { optionsOf, type Scene } from './scene.js'
import { button, type Change, type Child, details, duration, field, h, type Open, ruled, section } from './ui.js'
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

type Set = (value: unknown) => void
type Texts = Readonly<Record<string, string>>

const VERDICTS: Readonly<Record<string, ReadonlyArray<string>>> = PAGE.verdicts
const isTable = (name: string): boolean => Object.hasOwn(VERDICTS, name)

/** A verdict for each cause of importance, or for each error. */
const verdicts = (name: string, table: Texts, set: Set): VNode => {
  const rows = Object.entries(table).map(([key, verdict]) => {
    const meaning = name === 'importance' && REASONS[key as keyof typeof REASONS].sentence
    const label = [h('code', key), h('small', meaning)]
    return field(label, verdict, (next) => set({ ...table, [key]: next }), { key, choices: VERDICTS[name] ?? [] })
  })
  return h('div.verdicts', rows)
}

/** Text as the value of an option that is a number, a list of JIDs, or text. */
const valueOf = (name: keyof Options, text: string): unknown => {
  if (typeof defaultOptions[name] === 'number' && /^-?\d+$/u.test(text)) return Number(text)
  return name === 'services' && text !== 'any' ? text.split(/[\s,]+/u).filter((one) => one !== '') : text
}

const control = (name: keyof Options, value: unknown, set: Set, isFaulty: boolean): Child => {
  const label = h('code', name)
  const more = { id: `option-${name}`, 'aria-describedby': `hint-${name}`, 'aria-invalid': isFaulty }
  const [, kind, names = ''] = /^(one|a list) of (.*)$/u.exec(FIELDS[name].expected) ?? []
  const list = Array.isArray(value) ? (value as ReadonlyArray<string>) : []
  if (isTable(name)) return [label, verdicts(name, value as Texts, set)]
  if (typeof value === 'boolean') return field(label, value, set, more)
  if (kind === 'one') return field(label, value, set, { ...more, choices: names.split(', ') })
  if (kind === undefined) return field(label, list.join(' ') || String(value), (text) => set(valueOf(name, text)), more)
  const boxes = names.split(', ').map((one) => {
    const others = list.filter((other) => other !== one)
    return field(one, list.includes(one), (isOn) => set(isOn ? [...others, one] : others), { key: one })
  })
  return [label, h('div.checks', boxes)]
}

const said = (value: unknown): string => (Array.isArray(value) ? value.join(', ') || 'none' : String(value) || 'empty')

const option = (doc: OptionDoc, { overrides, policy }: Scene, { faults }: View, change: Change, open: Open): VNode => {
  const { name, meaning, precedents } = doc
  const ofPolicy = optionsOf(policy, {}).options[name]
  const isChanged = Object.hasOwn(overrides, name)
  const isFaulty = Object.hasOwn(faults, name)
  // text is shown as it is typed; what else is wrong came with a link or a log
  const value = isChanged && !(isFaulty && typeof overrides[name] === 'object') ? overrides[name] : ofPolicy
  const isSame = (next: unknown): boolean => JSON.stringify(next) === JSON.stringify(ofPolicy)
  const { [name]: _before, ...others } = overrides
  const set: Set = (next) => change({ overrides: isSame(next) ? others : { ...others, [name]: next } }, name)
  const [readme, [, unit]] = Object.entries(PROSODY_NAMES).find(([, [named]]) => named === name) ?? ['', ['', 1]]
  return h(isChanged ? 'div.option.changed' : 'div.option', { key: name, role: 'group', 'aria-label': name }, [
    control(name, value, set, isFaulty),
    h('div.hint', { id: `hint-${name}` }, [
      isFaulty && h('p.fault', `Expected ${String(faults[name])}.`),
      h('p', ruled(meaning, open)),
      h('p', [
        !isTable(name) && ['Default: ', h('code', said(defaultOptions[name])), '. '],
        name.endsWith('Ms') && Number(value) > 0 && `Now: ${duration(Number(value))}. `,
        ruled(precedents, open),
        readme && [' README name: ', h('code', readme), unit > 1 ? ', in seconds.' : '.'],
      ]),
    ]),
    button('plain', 'Reset', () => set(ofPolicy), { hidden: !isChanged, 'aria-label': `Reset ${name}` }),
  ])
}

export const optionsForm = (scene: Scene, view: View, change: Change, open: Open): VNode => {
  const changed = Object.keys(scene.overrides).length
  const reset = () => change({ overrides: {} }, 'all')
  const aside = button('plain', `Reset all (${changed})`, reset, { hidden: changed === 0 })
  const groups = PAGE.groups.map((title, key) => {
    const docs = OPTION_DOCS.filter(({ group }) => group === key)
    const content = docs.map((doc) => option(doc, scene, view, change, open))
    return details(title, content, { key, open: key === 0 })
  })
  return section('options', 'Options', aside, groups)
}
