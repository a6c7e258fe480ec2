/**
 * What happens, and to whom: the stanza, the trigger and the account.
 */
import type { VNode } from 'preact'
import PAGE from './page.json' with { type: 'json' }
import { firstScene, SAMPLES, type Scene, withSample } from './scene.js'
import { TRIGGERS } from './triggers.js'
import { button, type Change, details, field, fields, h, type Row, section, targetOf, withItem } from './ui.js'
import type { View } from './view.js'

const ROWS: Readonly<Record<string, ReadonlyArray<Row>>> = PAGE.rows

const sampleChoice = (scene: Scene, set: Change): VNode => {
  const groups = Object.entries(SAMPLES).map(([label, samples]) => {
    const option = (name: string) => h('option', { key: name, selected: name === scene.sample }, name)
    return h('optgroup', { key: label, label }, Object.keys(samples).map(option))
  })
  const onChange = (event: Event) => set(withSample(targetOf(event).value, scene))
  return h('label.field', h('span', 'Sample'), h('select', { id: 'sample', value: scene.sample, onChange }, groups))
}

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
  const attributes = { 'aria-invalid': fault !== undefined, 'aria-describedby': 'fault', spellcheck: false }
  const behind = [xml.slice(0, offset), h('mark', xml.slice(offset, offset + 1).trim() || '␣'), xml.slice(offset + 1)]
  const place = [`Line ${line}, column ${column}: ${message}. `, button('plain', 'Go there', goThere)]
  const told = fault ? place : 'A message, presence or iq, as it is on the wire.'
  return h('div.field', [
    h('label', { for: 'xml' }, 'Stanza'),
    h('div.editor', [
      h('pre', { 'aria-hidden': true }, fault && behind),
      h('textarea', { id: 'xml', value: xml, onInput, onScroll, ...attributes }),
    ]),
    h(fault ? 'p.fault' : 'p.hint', { id: 'fault', role: 'status' }, told),
  ])
}

export const happensForm = (scene: Scene, view: View, change: Change, letHappen: () => void): VNode => {
  const { registrations = [], sessions = {} } = view.chapters.at(-1)?.before.account ?? {}
  const isOff = (member: string): boolean => TRIGGERS.get(scene.trigger)?.some((one) => one.startsWith(member)) !== true
  const set: Change = (patch) => change({ ...patch, at: -1 })
  const known = registrations.map(({ service, node }, index) => [String(index), `${service} ${node}`])
  return section('happens', 'What happens', null, [
    sampleChoice(scene, set),
    stanza(scene, view, set),
    field('Trigger', scene.trigger, (trigger) => set({ trigger }), { id: 'trigger', choices: PAGE.triggers }),
    fields(scene, set, [
      { name: 'unread', label: 'Unread messages', placeholder: 'not known' },
      { name: 'pendingSubscriptions', label: 'Open subscription requests', placeholder: 'not known' },
      { name: 'resource', label: 'Session', choices: Object.keys(sessions), isOff: isOff('resource') },
      { name: 'registration', label: 'Registration', choices: known, isOff: isOff('registration') },
      { name: 'answer', label: 'Answer', choices: PAGE.answers, isOff: isOff('answer') },
      { name: 'seconds', label: 'Seconds', isOff: isOff('seconds') },
    ]),
    details('What only the server knows', [
      fields(scene, set, [{ name: 'key', label: 'Name of the stanza: copies have the same' }]),
      fields(scene.context, (patch) => set({ context: { ...scene.context, ...patch } }), ROWS['context'] ?? []),
    ]),
    button('primary', 'Let it happen', letHappen),
  ])
}

const devicesForm = ({ devices, sessions }: Scene, change: Change): ReadonlyArray<VNode> =>
  devices.map((device, key) => {
    const set = (patch: object) => change({ devices: withItem(devices, key, { ...device, ...patch }) })
    const moved = (bound: string): string => (Number(bound) > key ? String(Number(bound) - 1) : bound)
    const unbound = sessions.map((one) => ({ ...one, bound: one.bound === String(key) ? '' : moved(one.bound) }))
    const content = [
      fields(device, set, ROWS['device'] ?? []),
      h('p.hint', 'What it asks for; this is read where the option extensions names it:'),
      fields(device, set, ROWS['settings'] ?? []),
      button('plain', `Remove ${device.name}`, () => change({ devices: withItem(devices, key), sessions: unbound })),
    ]
    return details([device.name, ' ', h('code', `${device.service} ${device.node}`)], content, { key, class: 'item' })
  })

const sessionsForm = ({ devices, sessions }: Scene, change: Change): ReadonlyArray<VNode> => {
  const choices = [['', 'no device'], ...devices.map(({ name }, index) => [String(index), name])]
  const rows = [...(ROWS['session'] ?? []), { name: 'bound', label: 'Bound to', choices }]
  return sessions.map((session, key) => {
    const set = (patch: object) => change({ sessions: withItem(sessions, key, { ...session, ...patch }) })
    const remove = () => change({ sessions: withItem(sessions, key) })
    const more = { 'aria-label': `Remove session ${session.resource}` }
    return h('div.item.session', { key }, fields(session, set, rows), button('plain', 'Remove', remove, more))
  })
}

export const accountForm = (scene: Scene, { isNoJid }: View, change: Change): VNode => {
  const { jid, devices, sessions, fromLog } = scene
  const named = { name: `Device ${devices.length + 1}`, node: `node-${devices.length + 1}` }
  const opened = { resource: `session-${sessions.length + 1}` }
  const device = firstScene.devices.slice(0, 1).map((one) => ({ ...one, ...named }))
  const session = firstScene.sessions.slice(0, 1).map((one) => ({ ...one, ...opened }))
  return section('account', 'Account', null, [
    field('User', jid, (user) => change({ jid: user }), { 'aria-invalid': isNoJid }),
    fromLog && h('p.hint', 'Devices and sessions come out of the log.'),
    !fromLog && [
      h('h3', 'Devices'),
      devicesForm(scene, change),
      button('plain', 'Add a device', () => change({ devices: [...devices, ...device] })),
      h('h3', 'Sessions'),
      sessionsForm(scene, change),
      button('plain', 'Add a session', () => change({ sessions: [...sessions, ...session] })),
    ],
  ])
}
