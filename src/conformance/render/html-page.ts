/**
 * A report as a page.
 */
import type { Report } from '../report.js'
import { filterStyle, renderFilter, script } from './html-filter.js'
import { renderFailures, renderNotes } from './html-findings.js'
import { anchorsOf, renderMatrix, renderTotals } from './html-matrix.js'
import { markup, type Html, none, trusted } from './html.js'
import { style } from './html-style.js'
import { type Matrix, summaryOf, toMatrix } from './matrix.js'
import { LEVEL_ORDER, LEVELS, MEANINGS, VERDICT_ORDER, VERDICTS } from './verdict.js'

/** The SHA-256 of `script`: the page's policy lets no other script run, wherever it may have come from. */
const SCRIPT_HASH = 'UF2GODB/e/ju6mf2rSjeDr2JJ07syBLzouWpNOmoW0Y='

/** Nothing is loaded, from anywhere; what is in the page is all there is. */
const POLICY = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${SCRIPT_HASH}'; base-uri 'none'; form-action 'none'`

const renderKey = (): Html => markup`<dl class="key">
${VERDICT_ORDER.map(
  (
    verdict,
  ) => markup`<dt class="verdict ${verdict}"><span class="sign" aria-hidden="true">${VERDICTS[verdict].sign}</span>${VERDICTS[verdict].short}</dt><dd>${MEANINGS[verdict]}</dd>
`,
)}${LEVEL_ORDER.map(
  (level) => markup`<dt><span class="level ${level}">${level}</span></dt><dd>${LEVELS[level]}</dd>
`,
)}</dl>`

interface Part {
  readonly id: string
  readonly title: string
  readonly body: Html
  /** There is nothing in it to be led to. */
  readonly empty?: boolean
}

/**
 * A rule as a page shows it.
 *
 * @since 0.1.0
 */
export interface RuleText {
  readonly id: string
  readonly text: string
  /** Where it comes from, in words. */
  readonly source: string
}

/** How a page is made. */
export interface HtmlOptions {
  /** The address of a rule's text, relative to the page or absolute: the rules' ids become links to it. */
  readonly ruleReference?: (rule: string) => string
  /** Texts of rules: the page has those of its laws, and without `ruleReference` the rules' ids become links to them. */
  readonly rules?: ReadonlyArray<RuleText>
}

const ruleAnchor = (rule: string): string => `rule-${rule.toLowerCase()}`

const renderRuleTexts = (rules: ReadonlyArray<RuleText>): Html => markup`<dl class="key">
${rules.map(
  ({
    id,
    text,
    source,
  }) => markup`<dt id="${ruleAnchor(id)}">${id}</dt><dd>${text} <span class="quiet">${source}</span></dd>
`,
)}</dl>`

const partsOf = (matrix: Matrix, { ruleReference, rules = [] }: HtmlOptions): ReadonlyArray<Part> => {
  const named = new Set(matrix.laws.flatMap((law) => law.rules))
  const texts = rules.filter(({ id }) => named.has(id))
  const onPage = (rule: string): string => (texts.some(({ id }) => id === rule) ? `#${ruleAnchor(rule)}` : '')
  const anchors = anchorsOf(matrix, ruleReference ?? onPage)
  const isPartly = matrix.notes.some(({ verdict }) => verdict === 'pass')
  const title = isPartly ? 'Differs, not applicable, or partly played' : 'Differs, or not applicable'
  const notes = { id: 'notes', title, body: renderNotes(matrix, anchors) }
  return [
    {
      id: 'laws',
      title: 'Laws',
      body: markup`${renderFilter(matrix)}
${renderMatrix(matrix, anchors)}`,
    },
    {
      id: 'failures',
      title: 'Failures',
      body: renderFailures(matrix, anchors),
      empty: matrix.failures.length === 0,
    },
    ...(matrix.notes.length === 0 ? [] : [notes]),
    ...(texts.length === 0 ? [] : [{ id: 'rules', title: 'Rules', body: renderRuleTexts(texts) }]),
    { id: 'key', title: 'Key', body: renderKey() },
  ]
}

const renderPart = ({ id, title, body }: Part): Html => markup`<section aria-labelledby="${id}">
<h2 id="${id}">${title}</h2>
${body}
</section>
`

/**
 * A report as one page that needs nothing beside itself: it opens from a file, on a phone, in the dark and on paper.
 *
 * It has a matrix of laws by implementation, to be filtered by verdict and level; every failure with its requirement,
 * reason, transcript, seed, path, event log and a link to the clause; and the reasons of all that was not applicable or
 * differs. The address of a law within the page is its id. Whatever the report holds is shown as text, never obeyed.
 *
 * @param options - where the rules' texts are
 * @returns the HTML document
 * @example
 * renderHtml(report) // '<!doctype html>\n<html lang="en">…', to be written to conformance.html
 * @since 0.1.0
 */
export const renderHtml = (report: Report, options: HtmlOptions = {}): string => {
  const matrix = toMatrix(report)
  const parts = partsOf(matrix, options)
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${report.title}</title>
<style>${trusted(style)}${trusted(filterStyle)}</style>
</head>
<body>
<a class="skip" href="#laws">Skip to the laws</a>
<header>
<h1>${report.title}</h1>
<p class="lead">${summaryOf(matrix)}</p>
${report.when === undefined ? none : markup`<p class="quiet">${report.when}</p>`}
<nav aria-label="Contents"><ol>${parts.filter(({ empty }) => empty !== true).map(({ id, title }) => markup`<li><a href="#${id}">${title}</a></li>`)}</ol></nav>
</header>
<main>
<section aria-label="Totals">
${renderTotals(matrix)}
</section>
${parts.map(renderPart)}</main>
<script>${trusted(script)}</script>
</body>
</html>
`.markup
}
