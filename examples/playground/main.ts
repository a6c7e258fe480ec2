/**
 * The page: one scene, drawn anew whenever it changes.
 */
import { render, type VNode } from 'preact'
import { REASONS } from 'xmpp-push-rules'
import { fromAddress, toAddress } from './address.js'
import { answerPanel, type Column, type Compared, isTold, seenPanel } from './answer.js'
import { accountForm, happensForm } from './forms.js'
import { type LogPart, readLog } from './log.js'
import { optionsForm } from './options-form.js'
import PAGE from './page.json' with { type: 'json' }
import { firstScene, type Scene } from './scene.js'
import { happened, timeline } from './timeline.js'
import { button, type Change, fields, h, ruled, RULES } from './ui.js'
import { viewOf } from './view.js'

interface App {
  readonly scene: Scene
  /** The scene before the option that was changed last, until something else changes. */
  readonly before?: { readonly scene: Scene; readonly option: string } | undefined
  /** The accounts of the log that was dropped. */
  readonly parts: ReadonlyArray<LogPart>
  readonly rule: string
  /** The device of the table; none: the first that is pushed to. */
  readonly device?: number
  /** The link was just copied. */
  readonly isCopied?: boolean
}

const fresh: App = { scene: firstScene, parts: [], rule: '' }
let app = fresh
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
  render(page(app), document.querySelector('#page') as Element)
  document.querySelector('#took')?.replaceChildren(`${(performance.now() - began).toFixed(1)} ms`)
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
  if (parts.length > 0) become({ ...app, parts, scene: { ...app.scene, ...parts[0]?.scene }, before: undefined })
}

const dialog = () => document.querySelector('dialog')

const openRule = (rule: string): void => {
  become({ ...app, rule })
  if (dialog()?.open === false) dialog()?.showModal()
}

/** A rule: every case of it, and where each comes from. */
const ruleDialog = (rule: string): VNode => {
  const [level, text = '', source] = RULES[rule] ?? []
  const cases = Object.values(REASONS).filter((reason) => reason.rule === rule)
  const items = cases.map(({ sentence, source: from }) => h('li', sentence, ' ', h('small', from)))
  return h('dialog', { 'aria-labelledby': 'rule' }, [
    h('h2', { id: 'rule' }, rule, ' ', h('small', level)),
    h('p', ruled(text, openRule), ' ', h('small', source)),
    h('ul', items),
    button('primary', 'Close', () => dialog()?.close()),
  ])
}

const header = ({ scene, isCopied }: App): VNode =>
  h('header', [
    h('div', [
      h('h1', 'What is pushed, why, and who sees it'),
      h('p', 'Push notifications of XMPP, decided in this page. Nothing leaves it.'),
    ]),
    h('div.policies', [
      fields(scene, (patch) => change(patch, 'policy' in patch ? 'policy' : undefined), [
        { name: 'policy', label: 'Policy', id: 'policy', choices: PAGE.policies },
        { name: 'compare', label: 'Compare with', id: 'compare', choices: [['', 'nothing'], ...PAGE.policies] },
      ]),
      button('step', isCopied ? 'Copied' : 'Copy link', () => void copyLink(), { 'aria-live': 'polite' }),
    ]),
  ])

const page = (all: App): VNode => {
  const { scene, before, parts, rule, device = -1 } = all
  const view = viewOf(scene)
  const titleOf = (policy: string): string => PAGE.policies.find(([name]) => name === policy)?.[1] ?? ''
  const isChanged = Object.keys(scene.overrides).length > 0
  const own: Column = [`${titleOf(scene.policy)}${isChanged ? ', changed' : ''}`, view]
  const others: ReadonlyArray<Column> = scene.compare
    ? [[titleOf(scene.compare), viewOf(scene, scene.compare, {})]]
    : []
  const chosen = view.devices[device] ? device : Math.max(0, view.devices.findIndex(isTold))
  const choose = (index: number) => become({ ...app, device: index })
  const compared: Compared = others[0] ?? (before ? ['before', viewOf({ ...before.scene, at: scene.at })] : [''])
  return h('div', [
    header(all),
    h('main', [
      happensForm(scene, view, change, () => change(happened(scene, view))),
      h('div.results', [
        answerPanel([own, ...others], openRule),
        seenPanel(view, chosen, choose, compared),
        timeline(scene, view, change, { parts, take: (file) => void take(file) }),
      ]),
      accountForm(scene, view, change),
      optionsForm(scene, view, change, openRule),
    ]),
    ruleDialog(rule),
  ])
}

const arrive = async (): Promise<void> => {
  const text = location.hash.slice(1)
  if (text === '' || text !== address) become({ ...fresh, scene: text === '' ? firstScene : await fromAddress(text) })
}

addEventListener('hashchange', () => void arrive())
addEventListener('dragover', (event) => event.preventDefault())
addEventListener('drop', (event) => {
  event.preventDefault()
  void take(event.dataTransfer?.files[0])
})
void arrive()
