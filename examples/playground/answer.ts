/**
 * The answer, device by device; and who sees what of it.
 */
import type { VNode } from 'preact'
import { type Effect, REASONS, replyElement } from 'xmpp-push-rules'
import { seenRows } from './seen.js'
import { type Child, details, duration, field, h, marked, type Open, rule, section, xml } from './ui.js'
import type { DeviceAnswer, Outcome, View } from './view.js'

/** A policy by its name for readers, and what is shown under it. */
export type Column = readonly [title: string, view: View]

const importanceOf = ({ effect: { decision } }: Outcome) => (decision._tag === 'Push' ? [decision.importance] : [])

/** Whether a device gets a push. */
export const isTold = ({ outcomes }: DeviceAnswer): boolean =>
  outcomes.some((outcome) => importanceOf(outcome).length > 0)

/** What can be compared of a device's outcomes: all that a user or an app server would notice. */
const noticed = ({ outcomes, gone }: DeviceAnswer): string =>
  JSON.stringify([
    gone !== undefined,
    outcomes.filter(({ request }) => request).map((one) => [importanceOf(one), one.request, one.sealed]),
  ])

const list = (names: ReadonlyArray<string>): string => new Intl.ListFormat('en').format(names)

/** One sentence for everybody, and for the live region. */
const headline = ({ devices }: View): string => {
  const told = devices
    .filter(isTold)
    .map(({ name, outcomes }) => `${name} (${list([...new Set(outcomes.flatMap(importanceOf))])})`)
  const others = devices.filter((device) => !isTold(device)).map(({ name }) => name)
  return told.length === 0
    ? 'Nobody gets a push.'
    : `Push to ${list(told)}.${others.length === 0 ? '' : ` No push for ${list(others)}.`}`
}

const verdict = (outcome: Outcome, other: Outcome | undefined, isOpen: boolean, open: Open): VNode => {
  const { effect, request, sealed, afterMs } = outcome
  const { decision } = effect
  const others = other?.effect.decision.reasons.map(({ code }) => code)
  const words = [
    ...importanceOf(outcome),
    'urgent' in decision && 'urgent',
    afterMs > 0 && `after ${duration(afterMs)}`,
  ]
  const why = decision.reasons.map(({ rule: id, code }) =>
    h(
      'li',
      { key: code, 'data-code': code },
      rule(id, open),
      h('span', marked(others, code, REASONS[code].sentence), ' ', h('small', REASONS[code].source)),
    ),
  )
  return h(
    'div.outcome',
    h('p.verdict', h(`strong.${decision._tag}`, decision._tag), h('span', words.filter(Boolean).join(', '))),
    h('ul.reasons', why),
    request && details('Request', xml(request, other?.request), { open: isOpen }),
    sealed !== undefined && h('p.hint', 'The host seals this with the key of the device: ', h('code', sealed)),
  )
}

const device = (columns: ReadonlyArray<Column>, index: number, isOpen: boolean, open: Open): VNode => {
  const answers = columns.flatMap(([title, { devices }]) => (devices[index] ? [{ title, ...devices[index] }] : []))
  const { name, service, node } = { name: '', ...answers[0], service: '', node: '', ...answers[0]?.registration }
  const none = (gone: string | undefined) =>
    h('p.verdict', h('strong', 'None'), h('span', gone ?? 'This trigger is not about it.'))
  const column = ({ title, outcomes, gone }: (typeof answers)[number], key: number) => {
    const others = answers.length > 1 ? answers[1 - key]?.outcomes : undefined
    const told = outcomes.map((outcome, place) => verdict(outcome, others?.[place], isOpen && place === 0, open))
    return h('div.column', { key }, answers.length > 1 && h('h4', title), told.length > 0 ? told : none(gone))
  }
  const differs = new Set(answers.map(noticed)).size > 1 && h('mark', 'differs')
  return h(
    'article.device',
    { key: `${index} ${name}` },
    h('h3', name, ' ', h('code', `${service} ${node}`), differs),
    h('div.columns', answers.map(column)),
  )
}

const SAID = ['resource', 'reason', 'timer', 'delayMs', 'timeoutMs']

/** The members of an effect that are short, for a reader. */
const said = (effect: Effect): string => {
  const { service = '', node = '' } = 'registration' in effect ? effect.registration : {}
  const plain = Object.entries(effect).filter(([name]) => SAID.includes(name))
  const texts = plain.map(([name, value]) => (name.endsWith('Ms') ? duration(Number(value)) : String(value)))
  const count = effect._tag === 'Save' ? `${effect.registrations.length} registrations` : ''
  return [service, node, count, ...texts].join(' ').trim()
}

const effectItem = ({ effect, afterMs }: View['effects'][number], key: number): VNode =>
  h(
    'li',
    { key },
    h('code', effect._tag),
    ` ${said(effect)} `,
    afterMs > 0 && h('small', `after ${duration(afterMs)}`),
    effect._tag === 'Reply' && xml(replyElement(effect)),
  )

export const answerPanel = (columns: readonly [Column, ...ReadonlyArray<Column>], open: Open): VNode => {
  const [[, view]] = columns
  const isStale = view.fault !== undefined && view.at === view.chapters.length - 1
  const first = view.devices.findIndex(isTold)
  const account = () => JSON.stringify(view.chapter.after.account, null, 2)
  return section(
    'answer',
    'Answer',
    h('span.took', isStale ? 'for the last stanza that was XML ' : '', h('span', { id: 'took' })),
    h('p.headline', { role: 'status' }, headline(view)),
    h(
      isStale ? 'div.stale' : 'div',
      view.devices.map((_, index) => device(columns, index, index === first, open)),
      details(`Effects (${view.effects.length})`, h('ol.effects', view.effects.map(effectItem))),
      details('The account afterwards', h('pre.xml.json', account())),
    ),
  )
}

const cell = (text: string, other: string | undefined, label: string, key: number): VNode => {
  const content =
    text === '' ? h('span.nothing', h('span', { 'aria-hidden': true }, '–'), h('span.unseen', 'nothing')) : text
  return h(
    'td',
    { key },
    other === undefined || other === text
      ? content
      : [h('mark', { key: 0 }, content), h('small', { key: 1 }, `${label}: ${other || 'nothing'}`)],
  )
}

/** For one device, beside what was before the last change, or what would be under another policy: the label says which. */
export const seenPanel = (
  view: View,
  index: number,
  choose: (index: number) => void,
  other: View | undefined,
  label: string,
): VNode => {
  const others = other && seenRows(other, other.devices[index])
  const choices = view.devices.map(({ name }, place) => [String(place), name] as const)
  const titles = ['Value', 'Server', 'App server', 'Apple or Google'].map((title) =>
    h('th', { key: title, scope: 'col' }, title),
  )
  const rows = seenRows(view, view.devices[index]).map(([value, ...cells], row): Child =>
    h(
      'tr',
      { key: value },
      h('th', { scope: 'row' }, value),
      cells.map((text, place) => cell(text, others?.[row]?.[place + 1], label, place)),
    ),
  )
  return section(
    'seen',
    'Who sees what',
    field('Device', String(index), (place) => choose(Number(place)), { choices }),
    h('table', h('thead', h('tr', titles)), h('tbody', rows)),
    h('p.hint', 'Apple or Google see what the app server passes on to them: this much at most, and often less.'),
  )
}
