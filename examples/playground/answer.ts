/**
 * The answer, device by device; and who sees what of it.
 */
import type { VNode } from 'preact'
import { type Effect, REASONS, replyElement } from 'xmpp-push-rules'
import { seenRows } from './seen.js'
import { details, duration, field, h, marked, type Open, rule, section, xml } from './ui.js'
import type { DeviceAnswer, Outcome, View } from './view.js'

/** A policy by its name for readers, and what is shown under it. */
export type Column = readonly [title: string, view: View]

const importanceOf = ({ effect: { decision } }: Outcome) => (decision._tag === 'Push' ? [decision.importance] : [])

/** Whether a device gets a push. */
export const isTold = ({ outcomes }: DeviceAnswer): boolean => outcomes.some(({ request }) => request !== undefined)

/** What can be compared of a device's outcomes: all that a user or an app server would notice. */
const noticed = ({ outcomes, gone }: DeviceAnswer): string => {
  const pushes = outcomes.filter(({ request }) => request !== undefined)
  return JSON.stringify([gone !== undefined, pushes.map((one) => [importanceOf(one), { ...one, effect: undefined }])])
}

const list = (names: ReadonlyArray<string>): string => new Intl.ListFormat('en').format(names)

/** One sentence for everybody, and for the live region. */
const headline = ({ devices }: View): string => {
  const kinds = ({ outcomes }: DeviceAnswer) => list([...new Set(outcomes.flatMap(importanceOf))])
  const told = devices.filter(isTold).map((device) => `${device.name} (${kinds(device)})`)
  const others = devices.filter((device) => !isTold(device)).map(({ name }) => name)
  if (told.length === 0) return 'Nobody gets a push.'
  return `Push to ${list(told)}.${others.length === 0 ? '' : ` No push for ${list(others)}.`}`
}

const outcome = (own: Outcome, other: Outcome | undefined, isOpen: boolean, open: Open): VNode => {
  const { effect, request, sealed, afterMs } = own
  const { decision } = effect
  const isAlike = other?.effect.decision._tag === decision._tag
  const codes = isAlike ? other.effect.decision.reasons.map(({ code }) => code) : undefined
  const isOther = isAlike && JSON.stringify(other.request) !== JSON.stringify(request)
  const words = [...importanceOf(own), 'urgent' in decision && 'urgent', afterMs > 0 && `after ${duration(afterMs)}`]
  const reasons = decision.reasons.map(({ rule: id, code }) => {
    const { sentence, source } = REASONS[code]
    const why = h('span', marked(codes, code, sentence), ' ', h('small', source))
    return h('li', { 'data-code': code }, rule(id, open), why)
  })
  return h('div.outcome', [
    h('p.verdict', h(`strong.${decision._tag}`, decision._tag), h('span', words.filter(Boolean).join(', '))),
    h('ul.reasons', reasons),
    request && details('Request', xml(request, other?.request), { open: isOpen || isOther }),
    sealed && h('p.hint', 'The host seals this with the key of the device: ', h('code', sealed)),
  ])
}

const device = (columns: ReadonlyArray<Column>, index: number, isOpen: boolean, open: Open): VNode => {
  const answers = columns.flatMap(([title, { devices }]) => (devices[index] ? [{ title, ...devices[index] }] : []))
  const isCompared = answers.length > 1
  const columnOf = ({ title, outcomes, gone }: (typeof answers)[0], place: number): VNode => {
    const others = isCompared ? answers[1 - place]?.outcomes : undefined
    const none = h('p.verdict', h('strong', 'None'), h('span', gone ?? 'This trigger is not about it.'))
    const told = outcomes.map((one, at) => outcome(one, others?.[at], isOpen && !isCompared && at === 0, open))
    return h('div.column', isCompared && h('h4', title), told.length > 0 ? told : none)
  }
  const [own] = answers
  const differs = new Set(answers.map(noticed)).size > 1 && h('mark', 'differs')
  const title = h('h3', own?.name, h('code', `${own?.registration.service} ${own?.registration.node}`), differs)
  return h('article.device', { key: `${index} ${own?.name}` }, title, h('div.columns', answers.map(columnOf)))
}

const SAID = ['resource', 'reason', 'timer', 'delayMs', 'timeoutMs']

/** What of an effect is short, for a reader. */
const said = (effect: Effect): string => {
  const { service = '', node = '' } = 'registration' in effect ? effect.registration : {}
  const plain = Object.entries(effect).filter(([name]) => SAID.includes(name))
  const texts = plain.map(([name, value]) => (name.endsWith('Ms') ? duration(Number(value)) : String(value)))
  return [service, node, ...texts].filter((text) => text !== '').join(', ')
}

export const answerPanel = (columns: readonly [Column, ...ReadonlyArray<Column>], open: Open): VNode => {
  const [[, { fault, at, chapters, chapter, devices }]] = columns
  const isStale = fault !== undefined && at === chapters.length - 1
  const firstTold = devices.findIndex(isTold)
  const effects = chapter.effects.map((one) => {
    const reply = one.effect._tag === 'Reply' && xml(replyElement(one.effect))
    const after = one.at > chapter.entry.at && `after ${duration(one.at - chapter.entry.at)}`
    return h('li', h('code', one.effect._tag), ` ${said(one.effect)} `, after, reply)
  })
  const took = h('span.took', isStale && 'for the last stanza that was XML ', h('span', { id: 'took' }))
  return section('answer', 'Answer', took, [
    h('p.headline', { role: 'status' }, headline(columns[0][1])),
    h(isStale ? 'div.stale' : 'div', [
      devices.map((_, index) => device(columns, index, index === firstTold, open)),
      details(`Effects (${effects.length})`, h('ol.effects', effects)),
      details('The account afterwards', h('pre.xml.json', JSON.stringify(chapter.after.account, null, 2))),
    ]),
  ])
}

const NOTHING = h('span.nothing', h('span', { 'aria-hidden': true }, '–'), h('span.unseen', 'nothing'))

/** What it is compared with: what was before the last change, or what would be under another policy. */
export type Compared = readonly [title: string, view?: View]
type Choose = (device: number) => void

/** Who sees what of the push to one device. */
export const seenPanel = (view: View, index: number, choose: Choose, [title, other]: Compared): VNode => {
  const others = other && seenRows(other, other.devices[index])
  const rows = seenRows(view, view.devices[index]).map(([value, ...cells], row) => {
    const shown = cells.map((text, place) => {
      const before = others?.[row]?.[place + 1] ?? text
      const content = text === '' ? { ...NOTHING } : text
      return h('td', before === text ? content : [h('mark', content), h('small', `${title}: ${before || 'nothing'}`)])
    })
    return h('tr', h('th', { scope: 'row' }, value), shown)
  })
  const titles = ['Value', 'Server', 'App server', 'Apple or Google'].map((text) => h('th', { scope: 'col' }, text))
  const choices = view.devices.map(({ name }, place) => [String(place), name])
  const device = field('Device', String(index), (one) => choose(Number(one)), { choices })
  return section('seen', 'Who sees what', device, [
    h('table', h('thead', h('tr', titles)), h('tbody', rows)),
    h('p.hint', 'Apple or Google see what the app server passes on to them: this much at most, and often less.'),
  ])
}
