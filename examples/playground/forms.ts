/** What somebody chooses: the stanza, the trigger, the account, and all options. */
import type { VNode } from 'preact'
import { defaultOptions, type Options, REASONS } from 'xmpp-push-rules'
import { FIELDS } from '../../src/options/check.js'
import PAGE from './page.json' with { type: 'json' }
import { isSame, type Json, optionsOf, SAMPLE_NAMES, type Scene, TRIGGERS, withSample } from './scene.js'
import { button, type Child, details, duration, field, fields, h, ROWS, ruled, section, targetOf } from './ui.js'
import type { View } from './view.js'

/** Changes the scene; `option` names the option that was changed, if it was one. */
export type Change = (patch: Partial<Scene>, option?: string) => void

/** The stanza; behind the text area the same text, in which the place of a fault is marked. */
const stanza = ({ xml }: Scene, { fault }: View, set: Change): VNode => {
  const { offset = 0, line, column, message } = fault ?? {}
  const goThere = () => {
    const area = document.querySelector('textarea')
    area?.focus()
    area?.setSelectionRange(offset, offset + 1)
  }
  const onInput = (event: Event) => set({ xml: targetOf(event).value })
  const onScroll = (event: Event) => targetOf(event).previousElementSibling?.scrollTo(0, targetOf(event).scrollTop)
  const behind = [xml.slice(0, offset), h('mark', xml.slice(offset, offset + 1).trim() || '␣'), xml.slice(offset + 1)]
  const place = [`Line ${line}, column ${column}: ${message}. `, button('plain', 'Go there', goThere)]
  const told = fault ? place : 'A message, presence or iq, as it is on the wire.'
  const more = { 'aria-invalid': fault !== undefined, 'aria-describedby': 'fault', spellcheck: false }
  const area = h('textarea', { id: 'xml', value: xml, onInput, onScroll, ...more })
  return h('div.field', [
    h('label', { for: 'xml' }, 'Stanza'),
    h('div.editor', h('pre', { 'aria-hidden': true }, fault && behind), area),
    h(fault ? 'p.fault' : 'p.hint', { id: 'fault', role: 'status' }, told),
  ])
}

export const happensForm = (scene: Scene, view: View, change: Change, letHappen: () => void): VNode => {
  const { sample, trigger, context } = scene
  const { registrations = [], sessions = {} } = view.chapters.at(-1)?.before.account ?? {}
  const registration = registrations.map(({ service, node }, index) => [String(index), `${service} ${node}`])
  const has = (member: string) => TRIGGERS.get(trigger)?.some((one) => one.startsWith(member))
  const rows = ROWS.happens.filter(({ needs }) => needs === undefined || has(needs))
  const set: Change = (patch) => change({ ...patch, at: -1 })
  const setContext = (patch: object) => set({ context: { ...context, ...patch } })
  return section('happens', 'What happens', null, [
    field('Sample', sample, (name) => set(withSample(name, scene)), { id: 'sample', choices: SAMPLE_NAMES }),
    stanza(scene, view, set),
    field('Trigger', trigger, (tag) => set({ trigger: tag }), { id: 'trigger', choices: PAGE.triggers }),
    fields(rows, scene, set, { resource: Object.keys(sessions), registration, answer: Object.keys(PAGE.answers) }),
    details('What only the server knows', [fields(ROWS.key, scene, set), fields(ROWS.context, context, setContext)]),
    button('primary', 'Let it happen', letHappen),
  ])
}

export const accountForm = ({ jid, devices, sessions, fromLog }: Scene, { isNoJid }: View, change: Change): VNode => {
  const bound = [['', 'no device'], ...devices.map(({ name }, index) => [String(index), name])]
  const deviceForm = (device: Scene['devices'][number], key: number): VNode => {
    const set = (patch: object) => change({ devices: devices.with(key, { ...device, ...patch }) })
    const moved = (place: string) => (Number(place) > key ? String(Number(place) - 1) : place)
    const unbound = sessions.map((one) => ({ ...one, bound: one.bound === String(key) ? '' : moved(one.bound) }))
    const remove = () => change({ devices: devices.toSpliced(key, 1), sessions: unbound })
    const title = [device.name, ' ', h('code', `${device.service} ${device.node}`)]
    const hint = h('p.hint', 'What it asks for; this is read where the option extensions names it:')
    const forms = [fields(ROWS.device, device, set), hint, fields(ROWS.settings, device, set)]
    return details(title, [...forms, button('plain', `Remove ${device.name}`, remove)], { key, class: 'item' })
  }
  const sessionForm = (session: Scene['sessions'][number], key: number): VNode => {
    const set = (patch: object) => change({ sessions: sessions.with(key, { ...session, ...patch }) })
    const remove = () => change({ sessions: sessions.toSpliced(key, 1) })
    const label = { 'aria-label': `Remove session ${session.resource}` }
    const form = fields(ROWS.session, session, set, { bound })
    return h('div.item.session', { key }, form, button('plain', 'Remove', remove, label))
  }
  const device = { ...PAGE.new.device, name: `Device ${devices.length + 1}`, node: `node-${devices.length + 1}` }
  const session = { ...PAGE.new.session, resource: `session-${sessions.length + 1}` }
  return section('account', 'Account', null, [
    field('User', jid, (user) => change({ jid: user }), { 'aria-invalid': isNoJid }),
    fromLog && h('p.hint', 'Devices and sessions come out of the log.'),
    !fromLog && [
      [h('h3', 'Devices'), devices.map(deviceForm)],
      button('plain', 'Add a device', () => change({ devices: [...devices, device] })),
      [h('h3', 'Sessions'), sessions.map(sessionForm)],
      button('plain', 'Add a session', () => change({ sessions: [...sessions, session] })),
    ],
  ])
}

/** An option as its source documents it, put in when the page is built; an empty line begins a group. */
export type OptionDoc = Readonly<{ name: keyof Options; text: string; group: number }>
declare const OPTION_DOCS: ReadonlyArray<OptionDoc>
type Set = (value: unknown) => void
const VERDICTS: Readonly<Record<string, ReadonlyArray<string>>> = PAGE.verdicts
const MEANINGS: Readonly<Record<string, { readonly sentence: string }>> = REASONS

/** Text as the value of an option that is a number, a list of JIDs, or text. */
const valueOf = (name: keyof Options, text: string): unknown => {
  if (typeof defaultOptions[name] === 'number' && /^-?\d+$/u.test(text)) return Number(text)
  return name === 'services' && text !== 'any' ? text.split(/[\s,]+/u).filter((one) => one !== '') : text
}

const control = (name: keyof Options, value: unknown, set: Set, isFaulty: boolean): Child => {
  const label = h('code', name)
  const more = { id: `option-${name}`, 'aria-describedby': `hint-${name}`, 'aria-invalid': isFaulty }
  const [, kind, names = ''] = /^(one|a list) of (.*)$/u.exec(FIELDS[name].expected) ?? []
  const choices = VERDICTS[name] ?? names.split(', ')
  const list: ReadonlyArray<unknown> = Array.isArray(value) ? value : []
  if (VERDICTS[name]) {
    // a verdict for each cause of importance, or for each error
    const labelOf = (key: string) => [h('code', key), h('small', MEANINGS[key]?.sentence)]
    const rows = Object.keys(value as Json).map((key) => ({ name: key, label: labelOf(key), choices }))
    return [label, fields(rows, value as Json, (patch) => set({ ...(value as Json), ...patch }))]
  }
  if (typeof value === 'boolean') return field(label, value, set, more)
  if (kind === 'one') return field(label, value, set, { ...more, choices })
  if (kind === undefined) return field(label, list.join(' ') || String(value), (text) => set(valueOf(name, text)), more)
  const flags: Json = Object.fromEntries(choices.map((one) => [one, list.includes(one)]))
  const rows = choices.map((one) => ({ name: one, label: one }))
  return [label, fields(rows, flags, (patch) => set(choices.filter((one) => patch[one] ?? flags[one])))]
}

const said = (value: unknown): string => (Array.isArray(value) ? value.join(', ') || 'none' : String(value) || 'empty')
const option = ({ name, text }: OptionDoc, { overrides, policy }: Scene, { faults }: View, change: Change): VNode => {
  const ofPolicy = optionsOf(policy, {}).options[name]
  const [isChanged, isFaulty] = [overrides, faults].map((names) => Object.hasOwn(names, name))
  // text is shown as it is typed; what else is wrong came with a link or a log
  const value = isChanged && !(isFaulty && typeof overrides[name] === 'object') ? overrides[name] : ofPolicy
  const { [name]: _before, ...others } = overrides
  const set: Set = (next) => change({ overrides: isSame(next, ofPolicy) ? others : { ...others, [name]: next } }, name)
  const normal = !VERDICTS[name] && ['Default: ', h('code', said(defaultOptions[name])), '. ']
  const now = name.endsWith('Ms') && Number(value) > 0 && `Now: ${duration(Number(value))}. `
  const expected = isFaulty && h('p.fault', `Expected ${String(faults[name])}.`)
  const hints = [expected, h('p', ruled(text)), normal && h('p', normal, now)]
  const kind = `div.option${VERDICTS[name] ? '.table' : ''}${isChanged ? '.changed' : ''}`
  return h(kind, { key: name, role: 'group', 'aria-label': name }, [
    control(name, value, set, isFaulty === true),
    h('div.hint', { id: `hint-${name}` }, hints),
    button('plain', 'Reset', () => set(ofPolicy), { hidden: !isChanged, 'aria-label': `Reset ${name}` }),
  ])
}

export const optionsForm = (scene: Scene, view: View, change: Change): VNode => {
  const hidden = isSame(scene.overrides, {})
  const reset = button('plain', 'Reset all', () => change({ overrides: {} }, 'all'), { hidden })
  const groups = PAGE.groups.map((title, key) => {
    const forms = OPTION_DOCS.flatMap((doc) => (doc.group === key ? [option(doc, scene, view, change)] : []))
    return details(title, forms, { key, open: key === 0 })
  })
  return section('options', 'Options', reset, groups)
}
