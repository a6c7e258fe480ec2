/**
 * The tables of the page: totals by implementation, and laws by implementation.
 */
import type { Verdict } from '../report.js'
import { type Html, link, markup, none, reference, slug, words } from './html.js'
import { type Cell, entriesOf, type Entry, labelOf, type Matrix, type Row, type Section } from './matrix.js'
import { type Counts, countVerdicts, VERDICT_ORDER, VERDICTS } from './verdict.js'

/** Addresses within the page. */
export interface Anchors {
  readonly ofLaw: (id: string) => string
  /** Of the failure or the note that a result is part of; a pass has none. */
  readonly ofEntry: (entry: Entry) => string | undefined
  /** Of a rule, beside the page; empty where there is none. */
  readonly ofRule: (rule: string) => string
}

export const failureAnchor = (index: number): string => `failure-${index + 1}`

export const noteAnchor = (index: number): string => `note-${index + 1}`

/** What can be an address, and is none of the page's own, for it has a slash. */
const ADDRESS = /^[\w.-]+(?:\/[\w.-]+)+$/u

/** An address for all that is linked to. A law's is its id where it can be: links to a law work from report to report. */
export const anchorsOf = ({ laws, failures, notes }: Matrix, ofRule: Anchors['ofRule'] = () => ''): Anchors => {
  const findings = new Map([
    ...failures.map((entry, index) => [entry, failureAnchor(index)] as const),
    ...notes.flatMap(({ entries }, index) => entries.map((entry) => [entry, noteAnchor(index)] as const)),
  ])
  return {
    ofLaw: (id) => (ADDRESS.test(id) ? id : `law-${laws.findIndex((law) => law.id === id) + 1}`),
    ofEntry: (entry) => findings.get(entry),
    ofRule,
  }
}

/** The rules of a law, each a link where the rule reference has an address. */
export const renderRules = (anchors: Anchors, rules: ReadonlyArray<string>): Html =>
  markup`${rules.map((rule, index) => markup`${index === 0 ? '' : ' '}${reference(anchors.ofRule(rule), markup`${rule}`)}`)}`

const renderVerdict =
  (anchors: Anchors) =>
  (entry: Entry): Html => {
    const { verdict } = entry.result
    const { sign, short } = VERDICTS[verdict]
    const anchor = anchors.ofEntry(entry)
    const sentence = markup`<span class="sign" aria-hidden="true">${sign}</span>${short}`
    return markup`<span class="verdict ${verdict}">${anchor === undefined ? sentence : markup`<a href="#${anchor}">${sentence}</a>`}</span>`
  }

const renderCell =
  (anchors: Anchors) =>
  ({ implementation, entries }: Cell): Html =>
    markup`<td role="cell"><span class="name" aria-hidden="true">${words(labelOf(implementation))}</span>${
      entries.length === 0 ? markup`<span class="verdict quiet">not run</span>` : entries.map(renderVerdict(anchors))
    }</td>`

const renderRow =
  (anchors: Anchors) =>
  (row: Row): Html => {
    const { law, cells } = row
    const verdicts = [...new Set(entriesOf(row).map(({ result }) => result.verdict))].join(' ')
    return markup`<tr role="row" class="law" id="${anchors.ofLaw(law.id)}" data-level="${law.level}" data-verdicts="${verdicts}">
<th role="rowheader" scope="row"><span class="level ${law.level}">${law.level}</span><span class="id">${slug(law.id)}</span> <span class="rules">${renderRules(anchors, law.rules)}</span><span class="requirement">${law.requirement}</span></th>
${cells.map(renderCell(anchors))}
</tr>
`
  }

const renderSection =
  (anchors: Anchors, columns: number) =>
  ({ name, link: address, rows }: Section): Html =>
    markup`<tbody role="rowgroup">
<tr role="row" class="section"><th role="rowheader" scope="rowgroup" colspan="${columns}">${link(address, words(name))}</th></tr>
${rows.map(renderRow(anchors))}</tbody>
`

/** More implementations than these do not fit beside the laws: the matrix scrolls inside its own frame. */
const BESIDE = 5

/** Laws by section, and a column for each implementation. */
export const renderMatrix = (matrix: Matrix, anchors: Anchors): Html => {
  const names = matrix.report.implementations.map(labelOf)
  const hasLinks = matrix.failures.length + matrix.notes.length > 0
  const table = markup`<table role="table" class="matrix">
${hasLinks ? markup`<caption>A verdict that is a link leads to what happened, or to why.</caption>` : none}
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Law</th>${names.map((name) => markup`<th role="columnheader" scope="col">${words(name)}</th>`)}</tr></thead>
${matrix.sections.map(renderSection(anchors, names.length + 1))}</table>`
  return names.length > BESIDE
    ? markup`<div class="scroll" role="region" aria-label="Laws by implementation" tabindex="0">${table}</div>`
    : table
}

const renderBar = (counts: Counts): Html => {
  const sum = (verdicts: ReadonlyArray<Verdict>): number =>
    verdicts.reduce((total, verdict) => total + counts[verdict], 0)
  const rects = VERDICT_ORDER.map(
    (verdict, index) =>
      markup`<rect class="${verdict}" x="${sum(VERDICT_ORDER.slice(0, index))}" y="0" width="${counts[verdict]}" height="1"/>`,
  )
  return markup`<svg class="bar" viewBox="0 0 ${Math.max(1, sum(VERDICT_ORDER))} 1" preserveAspectRatio="none" aria-hidden="true">${rects}</svg>`
}

/** How often each verdict was reached, a row for each implementation. */
export const renderTotals = ({ report }: Matrix): Html => {
  const heads = VERDICT_ORDER.map(
    (verdict) =>
      markup`<th role="columnheader" scope="col" class="number">${VERDICTS[verdict].sign} ${VERDICTS[verdict].short}</th>`,
  )
  const rows = report.implementations.map((implementation) => {
    const counts = countVerdicts(implementation.results)
    const cells = VERDICT_ORDER.map(
      (verdict) =>
        markup`<td role="cell" class="number"><span class="name" aria-hidden="true">${VERDICTS[verdict].short} </span>${counts[verdict]}</td>`,
    )
    return markup`<tr role="row"><th role="rowheader" scope="row">${words(labelOf(implementation))}</th>${cells}<td role="cell" class="drawn">${renderBar(counts)}</td></tr>
`
  })
  if (rows.length === 0) return none
  return markup`<table role="table" class="totals">
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Implementation</th>${heads}<td role="cell"></td></tr></thead>
<tbody role="rowgroup">
${rows}</tbody>
</table>`
}
