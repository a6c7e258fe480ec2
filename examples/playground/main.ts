/** The page: one scene, drawn anew whenever it changes. */
import { render, type VNode } from 'preact'
import { answerPanel, type Column, seenPanel } from './answer.js'
import { accountForm, type Change, happensForm, optionsForm } from './forms.js'
import PAGE from './page.json' with { type: 'json' }
import { type LogPart, readLog } from './play.js'
import { firstScene, fromAddress, type Scene, toAddress } from './scene.js'
import { happened, timeline } from './timeline.js'
import { button, fields, find, h, ROWS } from './ui.js'
import { isTold, viewOf } from './view.js'

type App = Readonly<{
  scene: Scene
  /** The scene before the option that was changed last, until something else changes. */
  before?: Readonly<{ scene: Scene; option: string }> | undefined
  /** The accounts of the log that was dropped. */
  parts: ReadonlyArray<LogPart>
  /** The device of the table; none: the first that is pushed to. */
  device?: number
  /** The link was just copied. */
  isCopied?: boolean
}>

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
  const isLook = Object.keys(patch).join('') === 'at'
  const isSame = isLook || app.before?.option === option
  const before = isSame ? app.before : option === undefined ? undefined : { scene: app.scene, option }
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

const titleOf = (policy: string): string => PAGE.policies.find(([name]) => name === policy)?.[1] ?? ''

const panels = ({ scene, before, parts, device = -1 }: App): ReadonlyArray<VNode> => {
  const view = viewOf(scene)
  const isChanged = Object.keys(scene.overrides).length > 0
  const own: Column = [`${titleOf(scene.policy)}${isChanged ? ', changed' : ''}`, view]
  const other: Column | undefined = scene.compare
    ? [titleOf(scene.compare), viewOf(scene, scene.compare, {})]
    : undefined
  const past: Column | undefined = before && ['before', viewOf({ ...before.scene, at: scene.at })]
  const chosen = view.devices[device] ? device : Math.max(0, view.devices.findIndex(isTold))
  return [
    happensForm(scene, view, change, () => change(happened(scene, view))),
    h('div.results', [
      answerPanel(view, other ? [own, other] : [own]),
      seenPanel(view, chosen, (index) => become({ ...app, device: index }), other ?? past),
      timeline(scene, view, change, { parts, take: (file) => void take(file) }),
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
