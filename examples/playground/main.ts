/** The page: one scene, drawn anew whenever it changes. */
import { render, type VNode } from 'preact'
import { answerPanel, type Column, seenPanel } from './answer.js'
import { accountForm, type Change, happensForm, optionsForm } from './forms.js'
import PAGE from './page.json' with { type: 'json' }
import { firstScene, fromAddress, isSame, readLog, type Scene, toAddress, TRIGGERS, writeLine } from './scene.js'
import { button, field, fields, find, h, ROWS, section, targetOf } from './ui.js'
import { type Chapter, type View, viewOf } from './view.js'

/** `before` is what was before the last change, if that was of an option; `device` is that of the table. */
type Parts = ReturnType<typeof readLog>
type Before = Readonly<{ scene: Scene; option: string }>
type App = Readonly<{ scene: Scene; parts: Parts; before?: Before | undefined; device?: number; isCopied?: boolean }>

let app: App = { scene: firstScene, parts: [] }
let address = ''
let waiting: ReturnType<typeof setTimeout> | undefined

const writeAddress = async (): Promise<void> => {
  address = await toAddress(app.scene)
  history.replaceState(null, '', `#${address}`)
}

/** Draws, says how long it took, and writes the address once nothing changes any more. */
const become = (next: App): void => {
  const began = performance.now()
  app = next
  render(policiesForm(app), find('.policies'))
  render(panels(app), find('main'))
  find('#took').replaceChildren(`${(performance.now() - began).toFixed(1)} ms`)
  clearTimeout(waiting)
  waiting = setTimeout(() => void writeAddress(), 200)
}

const change: Change = (patch, option) => {
  const isOld = Object.keys(patch).join('') === 'at' || app.before?.option === option
  const before = isOld ? app.before : option === undefined ? undefined : { scene: app.scene, option }
  become({ ...app, scene: { ...app.scene, ...patch }, before, isCopied: false })
}

const copyLink = async (): Promise<void> => {
  await writeAddress()
  await navigator.clipboard.writeText(location.href)
  become({ ...app, isCopied: true })
}

const take = async (file?: File): Promise<void> => {
  const parts = readLog((await file?.text()) ?? '')
  if (parts.length > 0) become({ ...app, parts, scene: { ...app.scene, ...parts[0] }, before: undefined })
}

const policiesForm = ({ scene, isCopied }: App): ReadonlyArray<VNode> => {
  const set = (patch: Partial<Scene>) => change(patch, 'policy' in patch ? 'policy' : undefined)
  const lists = { policy: PAGE.policies, compare: [['', 'nothing'], ...PAGE.policies] }
  const copy = button('step', isCopied ? 'Copied' : 'Copy link', () => void copyLink(), { 'aria-live': 'polite' })
  return [fields(ROWS.policies, scene, set, lists), copy]
}

const told = ({ entry, effects }: Chapter, isNow: boolean): readonly [time: string, label: string, counts: string] => {
  const { at, event, note = 'Time goes by' } = entry
  const [label = event?._tag] = TRIGGERS.get(event?._tag) ?? []
  const time = Math.abs(at) < 8e15 ? new Date(at).toISOString().slice(11, 19) : ''
  const count = (tag: string) => effects.filter(({ effect }) => effect._tag.startsWith(tag)).length
  const texts = [`${count('Publish')} push`, `${count('Skip')} skip`].filter((text) => !text.startsWith('0 '))
  const what = event && 'resource' in event ? `${label} (${event.resource})` : event ? `${label}` : note
  return [isNow ? 'now' : time, what, texts.join(', ')]
}

/** What happened so far: each can be looked at and undone; a log can be dropped in. */
const timeline = ({ lines, fromLog, jid }: Scene, { chapters, at }: View, parts: Parts): VNode => {
  const last = chapters.length - 1
  const go = (index: number) => {
    change({ at: index >= last ? -1 : index })
    find('.chapters [aria-current]').scrollIntoView({ block: 'nearest' })
  }
  const without = (index: number) => change({ lines: lines.toSpliced(index, 1), at: -1 })
  const anew = () => change({ lines: [], fromLog: false, jid: fromLog ? firstScene.jid : jid, at: -1 })
  const items = chapters.map((chapter, index) => {
    const [time, label, counts] = told(chapter, index === last)
    const shown = [h('time', time), h('span', label), h('small', counts)]
    const more = { hidden: index === last, 'aria-label': `Remove ${index + 1}: ${label}` }
    const remove = button('plain', 'Remove', () => without(index), more)
    const look = button('chapter', shown, () => go(index), { 'aria-current': index === at ? 'step' : undefined })
    return h('li', look, remove)
  })
  const chosen = String(parts.findIndex((part) => part.lines === lines))
  const choices = parts.map((part, index) => [String(index), `${part.jid}, ${part.lines.length} lines`])
  const onChange = (event: Event) => void take(targetOf(event).files?.[0])
  return section('timeline', 'Timeline', null, [
    h('div.bar', [
      button('step', 'Back', () => go(at - 1), { disabled: at === 0 }),
      button('step', 'Forward', () => go(at + 1), { disabled: at === last }),
      button('step', 'Undo', () => without(lines.length - 1), { disabled: lines.length === 0 }),
      button('step', 'Begin anew', anew, { disabled: lines.length === 0 && !fromLog }),
      h('label.file', h('span', 'Open a log'), h('input', { type: 'file', onChange })),
    ]),
    parts.length > 1 && field('Account of the log', chosen, (index) => change(parts[Number(index)] ?? {}), { choices }),
    h('ol.chapters', items),
    h('p.hint', 'An event log (NDJSON, as the recorder writes it) can be dropped anywhere on the page.'),
  ])
}

const titleOf = (policy: string): string => PAGE.policies.find(([name]) => name === policy)?.[1] ?? ''
const panels = ({ scene, before, parts, device = -1 }: App): ReadonlyArray<VNode> => {
  const view = viewOf(scene)
  const { policy, overrides, compare } = scene
  const own: Column = [`${titleOf(policy)}${isSame(overrides, {}) ? '' : ', changed'}`, view]
  const letHappen = () => {
    const line = view.chapters.slice(-1).map(({ before: { account }, entry }) => writeLine(account.jid, entry))
    change({ lines: [...scene.lines, ...line], at: -1 })
  }
  const other: Column | undefined = compare ? [titleOf(compare), viewOf(scene, compare, {})] : undefined
  const past: Column | undefined = before && ['before', viewOf({ ...before.scene, at: scene.at })]
  const chosen = view.devices[device] ? device : Math.max(0, view.firstTold)
  return [
    happensForm(scene, view, change, letHappen),
    h('div.results', [
      answerPanel(view, other ? [own, other] : [own]),
      seenPanel(view, chosen, (index) => become({ ...app, device: index }), other ?? past),
      timeline(scene, view, parts),
    ]),
    accountForm(scene, view, change),
    optionsForm(scene, view, change),
  ]
}

const arrive = async (): Promise<void> => {
  const text = location.hash.slice(1)
  if (text === '' || text !== address) become({ scene: text ? await fromAddress(text) : firstScene, parts: [] })
}

addEventListener('hashchange', () => void arrive())
addEventListener('dragover', (event) => event.preventDefault())
addEventListener('drop', (event) => {
  event.preventDefault()
  void take(event.dataTransfer?.files[0])
})
void arrive()
