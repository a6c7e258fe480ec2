/** The answer, device by device; and who sees what of it. */
import * as O from 'fp-ts/lib/Option.js'
import type { VNode } from 'preact'
import * as push from 'xmpp-push-rules'
import { isSame } from './scene.js'
import { details, duration, field, h, marked, rule, section, xml } from './ui.js'
import type { DeviceAnswer, Outcome, View } from './view.js'

/** A policy by its name for readers, and what is shown under it. */
export type Column = readonly [title: string, view: View]

const importanceOf = ({ decision }: Outcome) => (decision._tag === 'Push' ? [decision.importance] : [])
const list = (names: ReadonlyArray<string>): string => new Intl.ListFormat('en').format(names)

/** One sentence for everybody, and for the live region. */
const headline = ({ devices }: View): string => {
  const kinds = ({ outcomes }: DeviceAnswer) => list([...new Set(outcomes.flatMap(importanceOf))])
  const told = devices.flatMap((one) => (one.isTold ? [`${one.name} (${kinds(one)})`] : []))
  const others = devices.flatMap(({ name, isTold }) => (isTold ? [] : [name]))
  if (told.length === 0) return 'Nobody gets a push.'
  return `Push to ${list(told)}.${others.length === 0 ? '' : ` No push for ${list(others)}.`}`
}

const outcome = (own: Outcome, other: Outcome | undefined, isOpen: boolean): VNode => {
  const { decision, request, sealed, afterMs } = own
  const isAlike = other?.decision._tag === decision._tag
  const codes = isAlike ? other.decision.reasons.map(({ code }) => code) : undefined
  const words = [...importanceOf(own), 'urgent' in decision && 'urgent', afterMs > 0 && `after ${duration(afterMs)}`]
  const reasons = decision.reasons.map(({ rule: id, code }) => {
    const { sentence, source } = push.REASONS[code]
    return h('li', { 'data-code': code }, rule(id), h('span', marked(codes, code, sentence), ' ', h('small', source)))
  })
  return h('div.outcome', [
    h('p.verdict', h(`strong.${decision._tag}`, decision._tag), h('span', words.filter(Boolean).join(', '))),
    h('ul.reasons', reasons),
    request &&
      details('Request', xml(request, other?.request), {
        open: isOpen || (isAlike && !isSame(other.request, request)),
      }),
    sealed && h('p.hint', 'The host seals this with the key of the device: ', h('code', sealed)),
  ])
}

/** What can be compared of a device's outcomes: all that a user or an app server would notice. */
const noticed = ({ outcomes, gone }: DeviceAnswer): unknown => {
  const pushes = outcomes.filter(({ request }) => request !== undefined)
  return [gone !== undefined, pushes.map((one) => [importanceOf(one), one.request, one.sealed, one.afterMs])]
}

const device = (columns: ReadonlyArray<Column>, index: number, isOpen: boolean): VNode => {
  const answers = columns.flatMap(([title, { devices }]) => (devices[index] ? [{ title, ...devices[index] }] : []))
  const [own, other] = answers
  const columnOf = ({ title, outcomes, gone }: (typeof answers)[0], place: number): VNode => {
    const others = other && answers[1 - place]?.outcomes
    const none = h('p.verdict', h('strong', 'None'), h('span', gone ?? 'This trigger is not about it.'))
    const told = outcomes.map((one, at) => outcome(one, others?.[at], isOpen && !other && at === 0))
    return h('div.column', other && h('h4', title), told.length > 0 ? told : none)
  }
  const differs = own && other && !isSame(noticed(own), noticed(other)) && h('mark', 'differs')
  const title = h('h3', own?.name, h('code', `${own?.key.service} ${own?.key.node}`), differs)
  return h('article.device', { key: `${index} ${own?.name}` }, title, h('div.columns', answers.map(columnOf)))
}

const SAID = ['service', 'node', 'resource', 'reason', 'timer', 'delayMs', 'timeoutMs']
const said = (effect: push.Effect): string => {
  const { service, node }: Partial<push.RegistrationKey> = 'registration' in effect ? effect.registration : {}
  const plain = Object.entries({ service, node, ...effect }).filter(([name, value]) => value && SAID.includes(name))
  return plain.map(([name, value]) => (name.endsWith('Ms') ? duration(Number(value)) : String(value))).join(', ')
}

export const answerPanel = (view: View, columns: ReadonlyArray<Column>): VNode => {
  const { fault, at, chapters, chapter, devices, firstTold } = view
  const isStale = fault !== undefined && at === chapters.length - 1
  const effects = chapter.effects.map(({ effect, at: told }) => {
    const reply = effect._tag === 'Reply' && xml(push.replyElement(effect))
    const after = told > chapter.entry.at && `after ${duration(told - chapter.entry.at)}`
    return h('li', h('code', effect._tag), ` ${said(effect)} `, after, reply)
  })
  const took = h('span.took', isStale && 'for the last stanza that was XML ', h('span', { id: 'took' }))
  return section('answer', 'Answer', took, [
    h('p.headline', { role: 'status' }, headline(view)),
    h(isStale ? 'div.stale' : 'div', [
      devices.map((_, index) => device(columns, index, index === firstTold)),
      details(`Effects (${effects.length})`, h('ol.effects', effects)),
      details('The account afterwards', h('pre.xml.json', JSON.stringify(chapter.after.account, null, 2))),
    ]),
  ])
}

const formIn = (form: push.Publish['publishOptions'] = O.none): string => {
  const all = O.isSome(form) ? form.value.filter(({ name }) => name !== 'FORM_TYPE') : []
  return all.map(({ name = '', values }) => `${name} = ${values.join(', ')}`).join('; ')
}
const callIn = (call?: push.CallFacts) => [call?.action, call?.id, ...(call?.media ?? [])].filter(Boolean).join(', ')

/** Every value that may leave the server with the first push of a device; what is empty is seen by nobody. */
type Row = readonly [value: string, server: string, appServer: string, platform: string]
const seenRows = ({ options, chapter, deliveries }: View, device: DeviceAnswer | undefined): ReadonlyArray<Row> => {
  const effects = device?.outcomes.map(({ effect }) => effect) ?? []
  const told = effects.find(({ _tag }) => _tag !== 'Skip') ?? effects[0]
  const sent = told?._tag === 'Skip' ? undefined : told
  const { jid } = chapter.before.account
  const delivery = deliveries.find(({ key }) => key === told?.key)
  const facts = delivery && push.readFacts(options)(jid)(delivery)
  const name = `${device?.key.service} ${device?.key.node}`
  const outside = (text: string | number = ''): string => (sent === undefined ? '' : String(text))
  /** What is in the form, or else sealed for the device alone. */
  const inside = (text: string | number | undefined, isKnown = true): string =>
    sent?._tag !== 'PublishSealed' ? outside(text) : isKnown ? 'sealed' : ''
  const both = (value: string, server: string, appServer: string): Row => [value, server, appServer, appServer]
  const summary = sent?.decision.summary
  const { messageCount: unread, pendingSubscriptionCount: pending } = summary ?? {}
  const guess = options.importantBody === '' ? '' : 'hardly: it has no body'
  const important = summary?.lastMessageBody === undefined ? guess : 'likely: it has a body'
  const importance = sent?.priority === undefined ? inside(important, false) : `priority ${sent.priority}`
  const kind = delivery && push.classify(options)(jid)(delivery.stanza).importance
  const body = facts && (facts.body ?? 'none that can be read')
  const [call, jingle] = [callIn(facts?.call), sent?._tag === 'Publish' ? callIn(sent.jingle) : '']
  return [
    both('Sender', facts?.from ?? '', inside(summary?.lastMessageSender, facts?.from !== undefined)),
    both('Body', body ?? '', inside(summary?.lastMessageBody, facts?.body !== undefined)),
    both('Unread count', outside(unread), inside(unread)),
    both('Subscription requests', outside(pending), inside(pending, false)),
    both('Important', sent?.decision.importance ?? kind ?? '', importance),
    both('Call', call, inside(jingle, call !== '')),
    ['User', jid, outside(`somebody at ${sent?.from}, by the node`), outside('the token of the app on the device')],
    ['Registration', name, outside(name), ''],
    ['Publish options', formIn(device?.registration?.publishOptions), formIn(sent?.publishOptions), ''],
  ]
}

const NOTHING = h('span.nothing', h('span', { 'aria-hidden': true }, '–'), h('span.unseen', 'nothing'))

/** Who sees what of the push to one device; compared with what was before a change, or under another policy. */
export const seenPanel = (view: View, index: number, choose: (at: number) => void, compared?: Column): VNode => {
  const [title, other] = compared ?? []
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
