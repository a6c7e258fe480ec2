/**
 * What the page says beside its matrix: every failure, and why laws were not applicable or differ.
 */
import { markup, type Html, link, none, preformatted, slug, text, words } from './html.js'
import { type Anchors, failureAnchor, noteAnchor, renderRules } from './html-matrix.js'
import { type Entry, labelOf, type Matrix, type Note, reasonOf } from './matrix.js'
import { visible } from './text.js'
import { VERDICTS } from './verdict.js'

const fact = (name: string, value: string | number | undefined): Html =>
  value === undefined ? none : markup`<div><dt>${name}</dt><dd><code>${value}</code></dd></div>`

const renderLog = (anchor: string, log: string | undefined): Html =>
  log === undefined
    ? none
    : markup`<div class="log"><details><summary>Event log, to be replayed with <code>npm run demo</code></summary>
<pre id="${anchor}-log" role="group" tabindex="0" aria-label="Event log">${preformatted(log)}</pre></details>
<button type="button" data-log="${anchor}-log" hidden>Copy the log</button></div>`

/** The deepest that a line which had to be broken goes on at, in characters. */
const DEEPEST = 12

/** Lines that go on below their own beginning where they are broken. */
const renderTranscript = (transcript: string): ReadonlyArray<Html> =>
  visible(transcript)
    .trimEnd()
    .split('\n')
    .map((line) => {
      const indent = Math.min(DEEPEST, line.length - line.trimStart().length)
      return markup`<span class="line" style="--in:${indent}">${text(`${line}\n`)}</span>`
    })

const renderFailure =
  (anchors: Anchors) =>
  (entry: Entry, index: number): Html => {
    const { law, runs, seed, path, transcript, log } = entry.result
    const anchor = failureAnchor(index)
    return markup`<article class="failure law" id="${anchor}" data-level="${law.level}" data-verdicts="fail" aria-labelledby="${anchor}-title">
<h3 id="${anchor}-title"><span class="sign" aria-hidden="true">${VERDICTS.fail.sign}</span>${labelOf(entry.implementation)}: <a class="id" href="#${anchors.ofLaw(law.id)}">${slug(law.id)}</a></h3>
<p>${law.requirement} <span class="quiet"><span class="level ${law.level}">${law.level}</span>${renderRules(anchors, law.rules)} · ${link(law.link, words(law.section))}</span></p>
<p class="reason">${reasonOf(entry.result)}</p>
${transcript === undefined ? none : markup`<pre role="group" tabindex="0" aria-label="Transcript">${renderTranscript(transcript)}</pre>`}
<dl>${fact('runs', runs)}${fact('seed', seed)}${fact('path', path)}</dl>
${renderLog(anchor, log)}
</article>
`
  }

/** Every failure, by law. */
export const renderFailures = ({ failures }: Matrix, anchors: Anchors): Html =>
  failures.length === 0 ? markup`<p>Nothing failed.</p>` : markup`${failures.map(renderFailure(anchors))}`

const renderNote =
  (anchors: Anchors) =>
  ({ implementation, verdict, reason, entries }: Note, index: number): Html =>
    markup`<li id="${noteAnchor(index)}"><span class="verdict ${verdict}"><span class="sign" aria-hidden="true">${VERDICTS[verdict].sign}</span>${VERDICTS[verdict].one}</span> · ${labelOf(implementation)}: ${reason}
<ul>${entries.map(({ result }) => markup`<li><a class="id" href="#${anchors.ofLaw(result.law.id)}">${slug(result.law.id)}</a></li>`)}</ul></li>
`

/** Why results differ, or do not apply. */
export const renderNotes = ({ notes }: Matrix, anchors: Anchors): Html =>
  markup`<ol class="notes">
${notes.map(renderNote(anchors))}</ol>`
