/**
 * What happens, and to whom: the stanza, the trigger and the account.
 */
import type { VNode } from 'preact'
import { newDevice, newSession, SAMPLES, type Scene, withSample } from './scene.js'
import { ANSWERS, TRIGGERS } from './triggers.js'
import { button, type Change, details, field, fields, h, type Rows, same, section, targetOf, withItem } from './ui.js'
import type { View } from './view.js'

const sampleChoice = (scene: Scene, set: Change): VNode => {
  const groups = Object.entries(SAMPLES).map(([label, samples]) =>
    h(
      'optgroup',
      { key: label, label },
      Object.keys(samples).map((key) => h('option', { key, selected: key === scene.sample }, key)),
    ),
  )
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
  const behind = [
    xml.slice(0, offset),
    h('mark', { key: 0 }, xml.slice(offset, offset + 1).trim() || '␣'),
    xml.slice(offset + 1),
  ]
  const area = {
    id: 'xml',
    spellcheck: false,
    value: xml,
    'aria-invalid': fault !== undefined,
    'aria-describedby': 'fault',
    onInput: (event: Event) => set({ xml: targetOf(event).value }),
    onScroll: (event: Event) => targetOf(event).previousElementSibling?.scrollTo(0, targetOf(event).scrollTop),
  }
  const told = fault && [
    `Line ${line}, column ${column}: ${message}. `,
    button('plain', 'Go there', goThere, { key: 'go' }),
  ]
  return h(
    'div.field',
    h('label', { for: 'xml' }, 'Stanza'),
    h('div.editor', h('pre', { 'aria-hidden': true }, fault && behind), h('textarea', area)),
    h('p.fault', { id: 'fault', role: 'status' }, told),
  )
}

const CONTEXT: Rows = [
  ['senderKnown', 'Sender in the roster', { choices: [['', 'not said'], ...same(['yes', 'no'])] }],
  ['chatSetting', 'Setting for the chat', { choices: [['', 'not said'], ...same(['always', 'on-mention', 'never'])] }],
  ['ownNick', 'Own nick'],
  ['ownOccupantId', 'Own occupant id'],
  ['own', 'Own message, reflected'],
  ['muted', 'Muted by the server'],
]

export const happensForm = (scene: Scene, view: View, change: Change, letHappen: () => void): VNode => {
  const { registrations, sessions } = view.now.account
  const needs = (name: string): boolean => TRIGGERS[scene.trigger]?.some((member) => member.startsWith(name)) === true
  const set: Change = (patch) => change({ ...patch, at: -1 })
  const known = registrations.map(({ service, node }, index) => [String(index), `${service} ${node}`] as const)
  return section(
    'happens',
    'What happens',
    null,
    sampleChoice(scene, set),
    stanza(scene, view, set),
    field('Trigger', scene.trigger, (trigger) => set({ trigger }), {
      id: 'trigger',
      choices: Object.entries(TRIGGERS).map(([tag, [label]]) => [tag, label]),
    }),
    fields(scene, set, [
      ['unread', 'Unread messages', { placeholder: 'not known' }],
      ['pendingSubscriptions', 'Open subscription requests', { placeholder: 'not known' }],
      ['resource', 'Session', needs('resource') && { choices: same(Object.keys(sessions)) }],
      ['registration', 'Registration', needs('registration') && { choices: known }],
      ['answer', 'Answer', needs('answer') && { choices: same(ANSWERS) }],
      ['seconds', 'Seconds', needs('seconds') && {}],
    ]),
    details('What only the server knows', [
      fields(scene, set, [['key', 'Name of the stanza: copies have the same']]),
      fields(scene.context, (patch) => set({ context: { ...scene.context, ...patch } }), CONTEXT),
    ]),
    button('primary', 'Let it happen', letHappen),
  )
}

const DEVICE: Rows = [
  ['name', 'Name on this page'],
  ['service', 'App server'],
  ['node', 'Node'],
  ['options', 'Publish options', { placeholder: 'name=value' }],
]
const SETTINGS: Rows = [
  ['muted', 'Muted JIDs'],
  ['rooms', 'Rooms', { placeholder: 'room@service=mentioned' }],
  ['seal', 'Key to seal with', { placeholder: '16 octets in base64' }],
  ['away', 'Also while others are away'],
  ['ignoreUnknown', 'Nothing from unknown senders'],
  ['priority', 'Priority in the request'],
  ['jingle', 'Calls in the request'],
]
const STATES = same(['connected', 'away', 'unavailable', 'hibernating'])

const devicesForm = ({ devices, sessions }: Scene, change: Change): ReadonlyArray<VNode> => {
  const moved = (bound: string, gone: number): string => (Number(bound) > gone ? String(Number(bound) - 1) : bound)
  const remove = (gone: number) =>
    change({
      devices: withItem(devices, gone),
      sessions: sessions.map((one) => ({ ...one, bound: one.bound === String(gone) ? '' : moved(one.bound, gone) })),
    })
  return devices.map((device, key) => {
    const set = (patch: object) => change({ devices: withItem(devices, key, { ...device, ...patch }) })
    return details(
      [`${device.name} `, h('code', { key: 0 }, `${device.service} ${device.node}`)],
      [
        fields(device, set, DEVICE),
        h('p.hint', 'What it asks for; this is read where the option extensions names it:'),
        fields(device, set, SETTINGS),
        button('plain', `Remove ${device.name}`, () => remove(key)),
      ],
      { key, class: 'item' },
    )
  })
}

const sessionsForm = ({ devices, sessions }: Scene, change: Change): ReadonlyArray<VNode> => {
  const bound = {
    choices: [['', 'no device'], ...devices.map(({ name }, index) => [String(index), name] as const)] as const,
  }
  const rows: Rows = [
    ['resource', 'Session'],
    ['state', 'State', { choices: STATES }],
    ['bound', 'Bound to', bound],
  ]
  return sessions.map((session, key) =>
    h(
      'div.item.session',
      { key },
      fields(session, (patch) => change({ sessions: withItem(sessions, key, { ...session, ...patch }) }), rows),
      button('plain', 'Remove', () => change({ sessions: withItem(sessions, key) }), {
        'aria-label': `Remove session ${session.resource}`,
      }),
    ),
  )
}

export const accountForm = (scene: Scene, { isNoJid }: View, change: Change): VNode => {
  const { jid, devices, sessions, fromLog } = scene
  const own = () => [
    h('h3', 'Devices'),
    devicesForm(scene, change),
    button('plain', 'Add a device', () => change({ devices: [...devices, newDevice(devices.length + 1)] })),
    h('h3', 'Sessions'),
    sessionsForm(scene, change),
    button('plain', 'Add a session', () => change({ sessions: [...sessions, newSession(sessions.length + 1)] })),
  ]
  const user = field('User', jid, (text) => change({ jid: text }), { 'aria-invalid': isNoJid })
  return section(
    'account',
    'Account',
    null,
    user,
    fromLog ? h('p.hint', 'Devices and sessions come out of the log.') : own(),
  )
}
