import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { filterStyle, script } from '../../../src/conformance/render/html-filter.js'
import { renderHtml } from '../../../src/conformance/render/html-page.js'
import { link, markup, reference } from '../../../src/conformance/render/html.js'
import { DARK, LIGHT, type Scheme, style } from '../../../src/conformance/render/html-style.js'
import { crowd, empty, hostileReport, report, small } from './fixture.js'

/** WCAG 2.2, relative luminance. */
const luminance = (colour: string): number =>
  [1, 3, 5]
    .map((start) => Number.parseInt(colour.slice(start, start + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
    .reduce((sum, value, index) => sum + value * ([0.2126, 0.7152, 0.0722][index] ?? 0), 0)

const contrast = (one: string, other: string): number => {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

const texts = ['ink', 'quiet', 'link', 'pass', 'fail', 'differs', 'absent'] as const satisfies ReadonlyArray<
  keyof Scheme
>

describe('colours', () => {
  it.each([
    ['light', LIGHT],
    ['dark', DARK],
  ] as const)('%s: every text has a contrast of 4.5 at least, on paper and on tint', (_, scheme) => {
    const poor = texts
      .flatMap((text) =>
        [scheme.paper, scheme.tint].map((ground) => [text, ground, contrast(scheme[text], ground)] as const),
      )
      .filter(([, , ratio]) => ratio < 4.5)
    expect(poor).toEqual([])
  })
})

describe('the page', () => {
  const reports = { report, hostile: hostileReport, empty, crowd: crowd(12) }
  const pageOf = (name: keyof typeof reports): string => renderHtml(reports[name])

  it.each(Object.entries(reports))('%s: allows its own script only, by its hash, and loads nothing', (_, data) => {
    const page = renderHtml(data)
    const hash = createHash('sha256').update(script).digest('base64')
    expect(page).toContain(`script-src &apos;sha256-${hash}&apos;;`)
    expect(page).toContain(`<script>${script}</script>`)
    expect(page.match(/<script/g)).toHaveLength(1)
    expect(page).not.toMatch(/<(?:img|link|iframe|object|embed|base|form action)|@import|url\(/)
    expect(script).not.toContain('</')
    expect(style + filterStyle).not.toContain('</')
  })

  it('links to web addresses only', () => {
    const links = [...pageOf('hostile').matchAll(/<a [^>]*?href="([^"]*)"/g)].map(([, address]) => address ?? '')
    expect(links.length).toBeGreaterThan(10)
    expect(links.filter((address) => !/^(?:#[\w-]+|https:\/\/example\.org\/&quot;.*)$/.test(address))).toEqual([])
  })

  it('has each address once, and no link leads nowhere', () => {
    for (const page of Object.values(reports).map((data) => renderHtml(data))) {
      const ids = [...page.matchAll(/<[a-z][^>]*? id="([^"]*)"/g)].map(([, id]) => id)
      expect(new Set(ids).size).toBe(ids.length)
      const targets = [...page.matchAll(/<a [^>]*?href="#([^"]*)"/g)].map(([, id]) => id)
      expect(targets.filter((target) => !ids.includes(target))).toEqual([])
    }
  })

  it("has the law's id as its address", () => {
    expect(pageOf('report')).toContain('id="xep-0357/disabling/never-publish-after"')
    expect(pageOf('hostile')).toContain('id="law-1"')
  })

  it('leads to no failures where there are none', () => {
    expect(pageOf('report')).toContain('<a href="#failures">')
    expect(pageOf('empty')).not.toContain('<a href="#failures">')
    expect(renderHtml(crowd(1))).toMatch(/<a href="#failures">|Nothing failed/)
  })

  it('links rules to their reference where it is told of one, and only there', () => {
    const page = renderHtml(small, { ruleReference: (rule) => `../rules/README.md#${rule.toLowerCase()}` })
    expect(page.match(/<a href="\.\.\/rules\/README\.md#b-2">B-2<\/a>/g)?.length).toBeGreaterThan(2)
    expect(pageOf('report')).not.toContain('README.md#')
    expect(renderHtml(small, { ruleReference: () => 'javascript:alert(1)' })).not.toContain('javascript:')
  })

  it('has the texts of the rules of its laws, and links to them', () => {
    const texts = ['B-2', 'X-1'].map((id) => ({ id, text: `the <text> of ${id}`, source: 'the book' }))
    const page = renderHtml(small, { rules: texts })
    expect(page.match(/<a href="#rule-b-2">B-2<\/a>/g)?.length).toBeGreaterThan(2)
    expect(page).toContain('<dt id="rule-b-2">B-2</dt><dd>the &lt;text&gt; of B-2 ')
    expect(page).not.toContain('X-1')
    expect(renderHtml(small, { rules: texts, ruleReference: () => 'r.html' })).not.toContain('href="#rule-')
  })

  it('says where only a part could be played, and why', () => {
    const part = renderHtml({
      title: 'Part',
      implementations: small.implementations.slice(0, 1).map((one) => ({
        ...one,
        results: one.results.map((result) => ({
          ...result,
          verdict: 'pass',
          notPlayed: { cases: 3, reason: 'no rooms' },
        })),
      })),
    })
    expect(part).toContain('passed</span> · one 1.0: some cases were not played: no rooms')
    expect(part).toContain('>Differs, not applicable, or partly played<')
  })

  it('counts the laws of each choice', () => {
    expect(
      [...pageOf('report').matchAll(/<label><input type="radio"[^>]*>([^<]*)/g)].map(([, label]) => label),
    ).toEqual([
      'all',
      '✓ pass (63)',
      '✗ fail (4)',
      '≠ differs (7)',
      '– n/a (14)',
      'all',
      'MUST (17)',
      'SHOULD (9)',
      'MAY (9)',
      'SEED (19)',
      'FIELD (9)',
    ])
    expect(pageOf('crowd')).not.toContain('verdict-differs"')
  })

  it('lets a wide matrix scroll in its own frame', () => {
    expect(pageOf('report')).not.toContain('class="scroll"')
    expect(pageOf('crowd')).toContain(
      '<div class="scroll" role="region" aria-label="Laws by implementation" tabindex="0">',
    )
  })

  it('of nothing says so', () => {
    expect(pageOf('empty')).toContain('0 laws, 0 implementations: nothing was run.')
    expect(pageOf('empty')).toContain('Nothing failed.')
    expect(pageOf('empty')).not.toMatch(/class="(?:notes|totals)"/)
    expect(renderHtml({ title: 'a', implementations: [{ name: 'b', results: [] }] })).toContain(
      '<rect class="pass" x="0" y="0" width="0" height="1"/>',
    )
  })

  it('says where a law was not run', () => {
    expect(pageOf('report').match(/not run/g)).toHaveLength(1)
  })

  it.each([
    ['https://a.example/?b&c', '<a href="https://a.example/?b&amp;c" rel="noreferrer">here</a>'],
    ['HTTP://a.example', '<a href="HTTP://a.example" rel="noreferrer">here</a>'],
    ['javascript:location="https://a.example"', 'here'],
    ['ftp://a.example', 'here'],
    ['../beside.md', 'here'],
    ['', 'here'],
  ])('a link to %j', (address, written) => {
    expect(link(address, markup`here`).markup).toBe(written)
  })

  it.each([
    ['../rules/README.md#dis-4', '<a href="../rules/README.md#dis-4">here</a>'],
    ['#dis-4', '<a href="#dis-4">here</a>'],
    ['https://a.example', '<a href="https://a.example" rel="noreferrer">here</a>'],
    ['javascript:alert(1)', 'here'],
    [' javascript:alert(1)', 'here'],
    ['java\nscript:alert(1)', 'here'],
    ['data:text/html,x', 'here'],
    ['', 'here'],
  ])('a reference to %j', (address, written) => {
    expect(reference(address, markup`here`).markup).toBe(written)
  })

  it('is written so, but for style and script', () => {
    const page = renderHtml(small)
    expect(page.slice(0, page.indexOf('<style>'))).toMatchInlineSnapshot(`
      "<!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="default-src &apos;none&apos;; style-src &apos;unsafe-inline&apos;; script-src &apos;sha256-UF2GODB/e/ju6mf2rSjeDr2JJ07syBLzouWpNOmoW0Y=&apos;; base-uri &apos;none&apos;; form-action &apos;none&apos;">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>Small</title>
      "
    `)
    expect(page).toContain(`<style>${style}${filterStyle}</style>\n</head>`)
    expect(page.slice(page.indexOf('<body>'), page.indexOf('<script>'))).toMatchInlineSnapshot(`
      "<body>
      <a class="skip" href="#laws">Skip to the laws</a>
      <header>
      <h1>Small</h1>
      <p class="lead">4 laws, 2 implementations: 2 passed, 2 failed, 1 differs, 2 not applicable.</p>
      <p class="quiet">today</p>
      <nav aria-label="Contents"><ol><li><a href="#laws">Laws</a></li><li><a href="#failures">Failures</a></li><li><a href="#notes">Differs, or not applicable</a></li><li><a href="#key">Key</a></li></ol></nav>
      </header>
      <main>
      <section aria-label="Totals">
      <table role="table" class="totals">
      <thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Implementation</th><th role="columnheader" scope="col" class="number">✓ pass</th><th role="columnheader" scope="col" class="number">✗ fail</th><th role="columnheader" scope="col" class="number">≠ differs</th><th role="columnheader" scope="col" class="number">– n/a</th><td role="cell"></td></tr></thead>
      <tbody role="rowgroup">
      <tr role="row"><th role="rowheader" scope="row"><span class="word">one</span> <span class="word">1.0</span></th><td role="cell" class="number"><span class="name" aria-hidden="true">pass </span>1</td><td role="cell" class="number"><span class="name" aria-hidden="true">fail </span>1</td><td role="cell" class="number"><span class="name" aria-hidden="true">differs </span>1</td><td role="cell" class="number"><span class="name" aria-hidden="true">n/a </span>0</td><td role="cell" class="drawn"><svg class="bar" viewBox="0 0 3 1" preserveAspectRatio="none" aria-hidden="true"><rect class="pass" x="0" y="0" width="1" height="1"/><rect class="fail" x="1" y="0" width="1" height="1"/><rect class="differs" x="2" y="0" width="1" height="1"/><rect class="not-applicable" x="3" y="0" width="0" height="1"/></svg></td></tr>
      <tr role="row"><th role="rowheader" scope="row"><span class="word">two</span></th><td role="cell" class="number"><span class="name" aria-hidden="true">pass </span>1</td><td role="cell" class="number"><span class="name" aria-hidden="true">fail </span>1</td><td role="cell" class="number"><span class="name" aria-hidden="true">differs </span>0</td><td role="cell" class="number"><span class="name" aria-hidden="true">n/a </span>2</td><td role="cell" class="drawn"><svg class="bar" viewBox="0 0 4 1" preserveAspectRatio="none" aria-hidden="true"><rect class="pass" x="0" y="0" width="1" height="1"/><rect class="fail" x="1" y="0" width="1" height="1"/><rect class="differs" x="2" y="0" width="0" height="1"/><rect class="not-applicable" x="2" y="0" width="2" height="1"/></svg></td></tr>
      </tbody>
      </table>
      </section>
      <section aria-labelledby="laws">
      <h2 id="laws">Laws</h2>
      <form class="filter" role="search" aria-label="Filter laws" autocomplete="off">
      <fieldset><legend>Laws with the verdict</legend>
      <label><input type="radio" name="verdict" id="verdict-all" checked>all</label>
      <label><input type="radio" name="verdict" id="verdict-pass">✓ pass (1)</label><label><input type="radio" name="verdict" id="verdict-fail">✗ fail (2)</label><label><input type="radio" name="verdict" id="verdict-differs">≠ differs (1)</label><label><input type="radio" name="verdict" id="verdict-not-applicable">– n/a (2)</label>
      </fieldset>
      <fieldset><legend>Level</legend>
      <label><input type="radio" name="level" id="level-all" checked>all</label>
      <label><input type="radio" name="level" id="level-MUST">MUST (2)</label><label><input type="radio" name="level" id="level-SHOULD">SHOULD (1)</label><label><input type="radio" name="level" id="level-FIELD">FIELD (1)</label>
      </fieldset>
      <label class="find" hidden><span>Words in the law</span><input type="search" id="find"></label>
      <output for="find" aria-live="polite"></output>
      </form>
      <table role="table" class="matrix">
      <caption>A verdict that is a link leads to what happened, or to why.</caption>
      <thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Law</th><th role="columnheader" scope="col"><span class="word">one</span> <span class="word">1.0</span></th><th role="columnheader" scope="col"><span class="word">two</span></th></tr></thead>
      <tbody role="rowgroup">
      <tr role="row" class="section"><th role="rowheader" scope="rowgroup" colspan="3"><a href="https://example.org/1" rel="noreferrer"><span class="word">Section</span> <span class="word">1</span></a></th></tr>
      <tr role="row" class="law" id="a/first" data-level="MUST" data-verdicts="fail pass">
      <th role="rowheader" scope="row"><span class="level MUST">MUST</span><span class="id">a/<wbr>first</span> <span class="rules">A-1 LONGER-22</span><span class="requirement">The requirement of a/first.</span></th>
      <td role="cell"><span class="name" aria-hidden="true"><span class="word">one</span> <span class="word">1.0</span></span><span class="verdict fail"><a href="#failure-1"><span class="sign" aria-hidden="true">✗</span>fail</a></span><span class="verdict pass"><span class="sign" aria-hidden="true">✓</span>pass</span></td><td role="cell"><span class="name" aria-hidden="true"><span class="word">two</span></span><span class="verdict pass"><span class="sign" aria-hidden="true">✓</span>pass</span></td>
      </tr>
      <tr role="row" class="law" id="a/second" data-level="SHOULD" data-verdicts="differs not-applicable">
      <th role="rowheader" scope="row"><span class="level SHOULD">SHOULD</span><span class="id">a/<wbr>second</span> <span class="rules">A-1</span><span class="requirement">The requirement of a/second.</span></th>
      <td role="cell"><span class="name" aria-hidden="true"><span class="word">one</span> <span class="word">1.0</span></span><span class="verdict differs"><a href="#note-1"><span class="sign" aria-hidden="true">≠</span>differs</a></span></td><td role="cell"><span class="name" aria-hidden="true"><span class="word">two</span></span><span class="verdict not-applicable"><a href="#note-2"><span class="sign" aria-hidden="true">–</span>n/a</a></span></td>
      </tr>
      </tbody>
      <tbody role="rowgroup">
      <tr role="row" class="section"><th role="rowheader" scope="rowgroup" colspan="3"><span class="word">Section</span> <span class="word">2</span></th></tr>
      <tr role="row" class="law" id="law-3" data-level="FIELD" data-verdicts="fail">
      <th role="rowheader" scope="row"><span class="level FIELD">FIELD</span><span class="id">no slug</span> <span class="rules">B-1 B-2</span><span class="requirement">The requirement of no slug.</span></th>
      <td role="cell"><span class="name" aria-hidden="true"><span class="word">one</span> <span class="word">1.0</span></span><span class="verdict quiet">not run</span></td><td role="cell"><span class="name" aria-hidden="true"><span class="word">two</span></span><span class="verdict fail"><a href="#failure-2"><span class="sign" aria-hidden="true">✗</span>fail</a></span></td>
      </tr>
      <tr role="row" class="law" id="a-law/with-an-id/that-is-longer-than-the-column-that-it-gets" data-level="MUST" data-verdicts="not-applicable">
      <th role="rowheader" scope="row"><span class="level MUST">MUST</span><span class="id">a-<wbr>law/<wbr>with-<wbr>an-<wbr>id/<wbr>that-<wbr>is-<wbr>longer-<wbr>than-<wbr>the-<wbr>column-<wbr>that-<wbr>it-<wbr>gets</span> <span class="rules">B-2</span><span class="requirement">The requirement of a-law/with-an-id/that-is-longer-than-the-column-that-it-gets.</span></th>
      <td role="cell"><span class="name" aria-hidden="true"><span class="word">one</span> <span class="word">1.0</span></span><span class="verdict quiet">not run</span></td><td role="cell"><span class="name" aria-hidden="true"><span class="word">two</span></span><span class="verdict not-applicable"><a href="#note-2"><span class="sign" aria-hidden="true">–</span>n/a</a></span></td>
      </tr>
      </tbody>
      </table>
      </section>
      <section aria-labelledby="failures">
      <h2 id="failures">Failures</h2>
      <article class="failure law" id="failure-1" data-level="MUST" data-verdicts="fail" aria-labelledby="failure-1-title">
      <h3 id="failure-1-title"><span class="sign" aria-hidden="true">✗</span>one 1.0: <a class="id" href="#a/first">a/<wbr>first</a></h3>
      <p>The requirement of a/first. <span class="quiet"><span class="level MUST">MUST</span>A-1 LONGER-22 · <a href="https://example.org/1" rel="noreferrer"><span class="word">Section</span> <span class="word">1</span></a></span></p>
      <p class="reason">It went wrong.</p>
      <pre role="group" tabindex="0" aria-label="Transcript"><span class="line" style="--in:0">1. begin
      </span><span class="line" style="--in:1">	then
      </span><span class="line" style="--in:12">                                        deep in: word word word word word word word word word word word word
      </span></pre>
      <dl><div><dt>runs</dt><dd><code>37</code></dd></div><div><dt>seed</dt><dd><code>-1819283741</code></dd></div><div><dt>path</dt><dd><code>36:0:1:1:3</code></dd></div></dl>
      <div class="log"><details><summary>Event log, to be replayed with <code>npm run demo</code></summary>
      <pre id="failure-1-log" role="group" tabindex="0" aria-label="Event log">
      {"a":1}
      {"b":"&lt;"}
      </pre></details>
      <button type="button" data-log="failure-1-log" hidden>Copy the log</button></div>
      </article>
      <article class="failure law" id="failure-2" data-level="FIELD" data-verdicts="fail" aria-labelledby="failure-2-title">
      <h3 id="failure-2-title"><span class="sign" aria-hidden="true">✗</span>two: <a class="id" href="#law-3">no slug</a></h3>
      <p>The requirement of no slug. <span class="quiet"><span class="level FIELD">FIELD</span>B-1 B-2 · <span class="word">Section</span> <span class="word">2</span></span></p>
      <p class="reason">No reason was given.</p>

      <dl><div><dt>runs</dt><dd><code>2</code></dd></div></dl>

      </article>

      </section>
      <section aria-labelledby="notes">
      <h2 id="notes">Differs, or not applicable</h2>
      <ol class="notes">
      <li id="note-1"><span class="verdict differs"><span class="sign" aria-hidden="true">≠</span>differs</span> · one 1.0: The policy is built in.
      <ul><li><a class="id" href="#a/second">a/<wbr>second</a></li></ul></li>
      <li id="note-2"><span class="verdict not-applicable"><span class="sign" aria-hidden="true">–</span>not applicable</span> · two: It cannot.
      <ul><li><a class="id" href="#a/second">a/<wbr>second</a></li><li><a class="id" href="#a-law/with-an-id/that-is-longer-than-the-column-that-it-gets">a-<wbr>law/<wbr>with-<wbr>an-<wbr>id/<wbr>that-<wbr>is-<wbr>longer-<wbr>than-<wbr>the-<wbr>column-<wbr>that-<wbr>it-<wbr>gets</a></li></ul></li>
      </ol>
      </section>
      <section aria-labelledby="key">
      <h2 id="key">Key</h2>
      <dl class="key">
      <dt class="verdict pass"><span class="sign" aria-hidden="true">✓</span>pass</dt><dd>no case broke the law</dd>
      <dt class="verdict fail"><span class="sign" aria-hidden="true">✗</span>fail</dt><dd>a case broke the law; the one that is shown ends with its fault, and was made smaller for a while</dd>
      <dt class="verdict differs"><span class="sign" aria-hidden="true">≠</span>differs</dt><dd>a named policy of another server explains the result</dd>
      <dt class="verdict not-applicable"><span class="sign" aria-hidden="true">–</span>n/a</dt><dd>the implementation cannot do what the law is about</dd>
      <dt><span class="level MUST">MUST</span></dt><dd>XEP-0357, or what it is built on, demands it</dd>
      <dt><span class="level SHOULD">SHOULD</span></dt><dd>XEP-0357 recommends it</dd>
      <dt><span class="level MAY">MAY</span></dt><dd>XEP-0357 allows it</dd>
      <dt><span class="level SEED">SEED</span></dt><dd>documented behaviour of mod_cloud_notify</dd>
      <dt><span class="level FIELD">FIELD</span></dt><dd>what other servers do, behind an option</dd>
      </dl>
      </section>
      </main>
      "
    `)
    expect(page.slice(page.indexOf('</script>'))).toBe('</script>\n</body>\n</html>\n')
  })

  it('says no time where none is known', () => {
    const { when: _when, ...timeless } = small
    expect(renderHtml(timeless)).toContain('</p>\n\n<nav')
  })

  it.each([
    [5, false],
    [6, true],
  ])('of %i implementations scrolls: %j', (count, scrolls) => {
    expect(renderHtml(crowd(count)).includes('class="scroll"')).toBe(scrolls)
  })
})
