/**
 * The filter of the page. It is made of style: without any script, a checked button hides the laws that it leaves out.
 * What needs a script (search, how many laws are shown, copying a log) is hidden until the script shows it.
 */
import type { Level, Verdict } from '../report.js'
import { markup, type Html, none } from './html.js'
import { entriesOf, type Matrix } from './matrix.js'
import { LEVEL_ORDER, VERDICT_ORDER, VERDICTS } from './verdict.js'

interface Choice {
  readonly id: string
  /** Selects what is shown where this is chosen. */
  readonly selector: string
}

const verdictChoices: ReadonlyArray<Choice> = VERDICT_ORDER.map((verdict) => ({
  id: `verdict-${verdict}`,
  selector: `[data-verdicts~="${verdict}"]`,
}))

const levelChoices: ReadonlyArray<Choice> = LEVEL_ORDER.map((level) => ({
  id: `level-${level}`,
  selector: `[data-level="${level}"]`,
}))

const hide = (choices: ReadonlyArray<Choice>): string => {
  const chosen = choices.map(({ id }) => `:has(#${id}:checked)`).join('')
  const shown = choices.map(({ selector }) => selector).join('')
  return `:root${chosen} :is(.law:not(${shown}),.matrix tbody:not(:has(${shown}))){display:none}`
}

/** The rules that hide: for each choice, and for each pair, since a section goes where no law of it has both. */
export const filterStyle = [
  ...[...verdictChoices, ...levelChoices].map((choice) => hide([choice])),
  ...verdictChoices.flatMap((verdict) => levelChoices.map((level) => hide([verdict, level]))),
].join('\n')

const radio = (group: string, id: string, label: string, checked: boolean): Html =>
  markup`<label><input type="radio" name="${group}" id="${id}"${checked ? markup` checked` : none}>${label}</label>`

/** How many laws have a verdict somewhere. */
const withVerdict = ({ sections }: Matrix, wanted: Verdict): number =>
  sections.flatMap(({ rows }) => rows).filter((row) => entriesOf(row).some(({ result }) => result.verdict === wanted))
    .length

const withLevel = ({ laws }: Matrix, wanted: Level): number => laws.filter(({ level }) => level === wanted).length

/** The buttons, with the number of laws that each one shows; what would show none is left out. */
export const renderFilter = (matrix: Matrix): Html => {
  const verdicts = VERDICT_ORDER.map((verdict) => ({ verdict, count: withVerdict(matrix, verdict) })).filter(
    ({ count }) => count > 0,
  )
  const levels = LEVEL_ORDER.map((level) => ({ level, count: withLevel(matrix, level) })).filter(
    ({ count }) => count > 0,
  )
  return markup`<form class="filter" role="search" aria-label="Filter laws" autocomplete="off">
<fieldset><legend>Laws with the verdict</legend>
${radio('verdict', 'verdict-all', 'all', true)}
${verdicts.map(({ verdict, count }) => radio('verdict', `verdict-${verdict}`, `${VERDICTS[verdict].sign} ${VERDICTS[verdict].short} (${count})`, false))}
</fieldset>
<fieldset><legend>Level</legend>
${radio('level', 'level-all', 'all', true)}
${levels.map(({ level, count }) => radio('level', `level-${level}`, `${level} (${count})`, false))}
</fieldset>
<label class="find" hidden><span>Words in the law</span><input type="search" id="find"></label>
<output for="find" aria-live="polite"></output>
</form>`
}

/**
 * The script of the page; the page is whole without it. It must not hold a closing tag of its element.
 */
export const script = `(() => {
  const all = (selector) => [...document.querySelectorAll(selector)]
  const form = document.querySelector('.filter')
  const output = form.querySelector('output')
  const find = document.getElementById('find')
  const laws = all('.law').map((node) => ({ node, text: node.textContent.toLowerCase() }))
  const isShown = (node) => node.getClientRects().length > 0
  const update = () => {
    const words = find.value.toLowerCase().split(/\\s+/).filter(Boolean)
    for (const { node, text } of laws) node.hidden = !words.every((word) => text.includes(word))
    const sections = all('.matrix tbody')
    for (const section of sections) section.hidden = false
    for (const section of sections) section.hidden = ![...section.querySelectorAll('.law')].some(isShown)
    const rows = all('.matrix .law')
    const shown = rows.filter(isShown).length
    output.textContent = shown === rows.length ? '' : shown === 0 ? 'No law matches.' : shown + ' of ' + rows.length + ' laws'
  }
  const copy = async (button) => {
    const log = document.getElementById(button.dataset.log)
    try {
      await navigator.clipboard.writeText(log.textContent)
      button.textContent = 'Copied'
    } catch {
      log.closest('details').open = true
      getSelection().selectAllChildren(log)
      button.textContent = 'Selected'
    }
  }
  find.closest('label').hidden = false
  form.addEventListener('input', update)
  form.addEventListener('submit', (event) => event.preventDefault())
  for (const button of all('button[data-log]')) {
    button.hidden = false
    button.addEventListener('click', () => copy(button))
  }
  update()
})()`
