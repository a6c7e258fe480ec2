import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import axe from 'axe-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { renderHtml } from '../../../src/conformance/render/html-page.js'
import { DARK, LIGHT } from '../../../src/conformance/render/html-style.js'
import type { Report } from '../../../src/conformance/report.js'
import { chromiumPath, openChromium, type Page } from './chromium.js'
import { crowd, empty, hostile, hostileReport, report } from './fixture.js'

/** The report, its failures found at the end of a long search. */
const withPath = (path: string): Report => ({
  ...report,
  implementations: report.implementations.map((one) => ({
    ...one,
    results: one.results.map((result) => (result.verdict === 'fail' ? { ...result, path } : result)),
  })),
})

const reason = chromiumPath === undefined ? ' (skipped: no chromium here; CHROMIUM names one that is elsewhere)' : ''

const rgb = (colour: string): string =>
  `rgb(${[1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16)).join(', ')})`

describe.skipIf(chromiumPath === undefined)(`the page in Chromium${reason}`, () => {
  const wide = { width: 1280 }
  const phone = { width: 360 }
  let folder = ''
  let page: Page

  const urlOf = (name: string): string => pathToFileURL(join(folder, `${name}.html`)).href
  const count = (selector: string): Promise<number> =>
    page.evaluate(
      `[...document.querySelectorAll(${JSON.stringify(selector)})].filter((node) => node.getClientRects().length > 0).length`,
    )
  const texts = (selector: string): Promise<ReadonlyArray<string>> =>
    page.evaluate(`[...document.querySelectorAll(${JSON.stringify(selector)})].map((node) => node.innerText)`)
  const click = (selector: string): Promise<void> =>
    page.evaluate(`document.querySelector(${JSON.stringify(selector)}).click()`)

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'report-'))
    for (const [name, data] of Object.entries({
      report,
      hostileReport,
      crowd: crowd(12),
      five: crowd(5),
      empty,
      longPath: withPath(`0:${'1:0:'.repeat(200)}`),
      named: {
        ...report,
        implementations: report.implementations.map((one) => ({ ...one, name: 'mod_cloud_notify' })),
      },
    })) {
      await writeFile(join(folder, `${name}.html`), renderHtml(data))
    }
    page = await openChromium(chromiumPath ?? '')
  }, 60_000)

  afterAll(async () => {
    await page.close()
    await rm(folder, { recursive: true, force: true })
  }, 60_000)

  it('opens from a file, asks for nothing else, and has nothing to complain about', async () => {
    await page.open(urlOf('report'), wide)
    expect(page.requests()).toEqual([urlOf('report')])
    expect(page.complaints()).toEqual([])
    expect(await page.evaluate('document.compatMode + document.documentElement.lang')).toBe('CSS1Compaten')
  })

  it('has the matrix: a row for each law, a column for each implementation', async () => {
    await page.open(urlOf('report'), wide)
    expect(await count('.matrix .law')).toBe(63)
    expect(await texts('.matrix thead th')).toEqual(['Law', 'xmpp-push-rules 0.1.0', 'Prosody 13.0.2', 'ejabberd'])
    expect(await texts('[id="xep-0357/disabling/never-publish-after"] td')).toEqual(['✓pass', '✗fail', '✓pass'])
    expect(await texts('[id="cloud-notify/importance/invitation"] td')).toEqual(['✓pass', '≠differs', 'not run'])
    expect(
      await page.evaluate(
        '[...document.querySelectorAll(".matrix tr")].every((row) => row.querySelector("th[scope]"))',
      ),
    ).toBe(true)
  })

  it('keeps its roles as a table on a phone', async () => {
    await page.open(urlOf('report'), phone)
    expect(await page.evaluate('getComputedStyle(document.querySelector(".matrix .law")).display')).toBe('flex')
    expect(
      await page.evaluate(
        '[...document.querySelectorAll("table, thead, tbody, tr, th, td")].every((node) => node.hasAttribute("role"))',
      ),
    ).toBe(true)
    expect(await texts('[id="xep-0357/disabling/never-publish-after"] .name')).toEqual([
      'xmpp-push-rules 0.1.0',
      'Prosody 13.0.2',
      'ejabberd',
    ])
  })

  it.each(['report', 'hostileReport', 'crowd', 'five', 'empty'])('%s: never scrolls sideways', async (name) => {
    for (const width of [320, 360, 412, 831, 833, 1280]) {
      await page.open(urlOf(name), { width })
      await page.evaluate('document.querySelectorAll("details").forEach((node) => { node.open = true })')
      expect([width, await page.evaluate('document.scrollingElement.scrollWidth')]).toEqual([width, width])
    }
  })

  it('breaks a long path, and no word that a person wrote', async () => {
    await page.open(urlOf('longPath'), wide)
    expect(await page.evaluate('document.scrollingElement.scrollWidth')).toBe(1280)
    await page.open(urlOf('longPath'), phone)
    expect(
      await page.evaluate(
        'Math.min(...[...document.querySelectorAll(".failure dt")].map((node) => node.getBoundingClientRect().width))',
      ),
    ).toBeGreaterThan(20)
    for (const width of [320, 832, 1280]) {
      await page.open(urlOf('named'), { width })
      const heights = await page.evaluate<ReadonlyArray<number>>(
        '[...document.querySelectorAll(".word")].filter((node) => node.textContent === "mod_cloud_notify" && node.getClientRects().length > 0).map((node) => node.getClientRects().length)',
      )
      expect(heights.length).toBeGreaterThan(2)
      expect(new Set(heights)).toEqual(new Set([1]))
    }
  })

  it.each(['report', 'hostileReport', 'crowd', 'five', 'empty'])('%s: axe finds nothing', async (name) => {
    for (const viewport of [wide, { ...wide, scheme: 'dark' }, { width: 390 }] as const) {
      await page.open(urlOf(name), viewport)
      await page.evaluate('document.querySelectorAll("details").forEach((node) => { node.open = true })')
      await page.evaluate(axe.source)
      const { violations, passes } = await page.evaluate<axe.AxeResults>('axe.run()')
      expect(passes.length).toBeGreaterThan(10)
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([])
    }
  })

  it('is dark where that is preferred, and never on paper', async () => {
    const ground = 'getComputedStyle(document.documentElement).backgroundColor'
    await page.open(urlOf('report'), { ...wide, scheme: 'light' })
    expect(await page.evaluate(ground)).toBe(rgb(LIGHT.paper))
    await page.open(urlOf('report'), { ...wide, scheme: 'dark' })
    expect(await page.evaluate(ground)).toBe(rgb(DARK.paper))
    expect(await page.evaluate('getComputedStyle(document.body).color')).toBe(rgb(DARK.ink))
    await page.open(urlOf('report'), { ...wide, scheme: 'dark', media: 'print' })
    expect(await page.evaluate(ground)).toBe('rgb(255, 255, 255)')
    expect(await page.evaluate('getComputedStyle(document.body).color')).toBe(rgb(LIGHT.ink))
    expect(await count('form, nav, button')).toBe(0)
  })

  it('filters by verdict and by level, and empty sections go', async () => {
    await page.open(urlOf('report'), wide)
    await click('#verdict-fail')
    expect(await count('.matrix .law')).toBe(4)
    expect(await count('.matrix tbody')).toBe(4)
    expect(await texts('output')).toEqual(['4 of 63 laws'])
    await click('#level-MUST')
    expect(await count('.matrix .law')).toBe(1)
    expect(await count('.matrix tbody')).toBe(1)
    expect(await count('.failure')).toBe(1)
    await click('#verdict-all')
    expect(await count('.matrix .law')).toBe(17)
    await click('#level-all')
    expect(await count('.matrix .law')).toBe(63)
    expect(await texts('output')).toEqual([''])
  })

  it('searches', async () => {
    await page.open(urlOf('report'), wide)
    const search = (words: string): Promise<void> =>
      page.evaluate(
        `{ const find = document.getElementById('find'); find.value = ${JSON.stringify(words)}; find.dispatchEvent(new Event('input', { bubbles: true })) }`,
      )
    await search('importance OMEMO')
    expect(await count('.matrix .law')).toBe(4)
    expect(await count('.matrix tbody')).toBe(1)
    await search('no such law')
    expect(await texts('output')).toEqual(['No law matches.'])
    await search('')
    expect(await count('.matrix .law')).toBe(63)
    expect(await count('.matrix tbody')).toBe(7)
  })

  it('works without its script: filter, failures and logs', async () => {
    await page.scripts(false)
    await page.open(urlOf('report'), wide)
    // scripts of the page are off; what is evaluated here still runs
    await click('#verdict-differs')
    expect(await count('.matrix .law')).toBe(7)
    expect(await count('.matrix tbody')).toBe(1)
    await click('#level-SHOULD')
    expect(await count('.matrix .law')).toBe(2)
    expect(await count('.find, button')).toBe(0)
    expect(await count('details > summary')).toBe(0)
    await click('#verdict-fail')
    await click('#level-all')
    expect(await count('details > summary')).toBe(3)
    await page.scripts(true)
  })

  it('is worked by the keyboard', async () => {
    await page.open(urlOf('report'), wide)
    await page.press('Tab')
    expect(await page.evaluate('document.activeElement.className')).toBe('skip')
    const walk = async (wanted: string, left = 40): Promise<boolean> => {
      if (await page.evaluate<boolean>(`document.activeElement.matches(${JSON.stringify(wanted)})`)) return true
      await page.press('Tab')
      return left > 0 && walk(wanted, left - 1)
    }
    expect(await walk('#verdict-all')).toBe(true)
    await page.press('ArrowRight')
    await page.press('ArrowRight')
    expect(await page.evaluate('document.getElementById("verdict-fail").checked')).toBe(true)
    expect(await count('.matrix .law')).toBe(4)
    expect(await walk('.verdict.fail a')).toBe(true)
    await page.press('Enter')
    expect(await page.evaluate('location.hash')).toBe('#failure-1')
  })

  it('has every failure with transcript, log, seed, path and clause', async () => {
    await page.open(urlOf('report'), wide)
    expect(await count('.failure')).toBe(4)
    const prosody = report.implementations[1]?.results.find(({ law }) => law.id.endsWith('never-publish-after'))
    const failure = '.failure:nth-of-type(2)'
    expect(await page.evaluate(`document.querySelector('${failure} > pre').textContent.trimEnd()`)).toBe(
      prosody?.transcript,
    )
    expect(await page.evaluate(`document.querySelector('${failure} details pre').textContent`)).toBe(prosody?.log)
    expect(await texts(`${failure} dd`)).toEqual(['37', '-1819283741', '36:0:1:1:3'])
    expect(await page.evaluate(`document.querySelector('${failure} p a').href`)).toBe(
      'https://xmpp.org/extensions/xep-0357.html#disabling',
    )
  })

  it('copies a log', async () => {
    await page.open(urlOf('report'), wide)
    await page.evaluate('navigator.clipboard.writeText = async (text) => { window.copied = text }')
    await click('button[data-log="failure-2-log"]')
    expect(await page.evaluate('window.copied')).toBe(
      await page.evaluate('document.getElementById("failure-2-log").textContent'),
    )
    expect(await texts('button[data-log="failure-2-log"]')).toEqual(['Copied'])
    await page.evaluate('navigator.clipboard.writeText = async () => { throw new Error("denied") }')
    await click('button[data-log="failure-4-log"]')
    expect(await page.evaluate('getSelection().toString().trim().split("\\n").length')).toBe(4)
    expect(await page.evaluate('document.getElementById("failure-4-log").closest("details").open')).toBe(true)
  })

  it('shows hostile strings as text', async () => {
    await page.open(urlOf('hostileReport'), wide)
    expect(page.requests()).toEqual([urlOf('hostileReport')])
    expect(page.complaints()).toEqual([])
    expect(await page.evaluate('document.documentElement.dataset.hacked ?? "no"')).toBe('no')
    expect(await count('img, [onerror], [onmouseover], main script, pre b')).toBe(0)
    const reasons = await texts('.failure .reason')
    expect(reasons.filter((text) => text === hostile[0])).toHaveLength(2)
    expect(reasons.filter((text) => text.includes('\\u{1b}[31mred'))).toHaveLength(2)
    const logs = await page.evaluate<ReadonlyArray<string>>(
      '[...document.querySelectorAll("details pre")].map((node) => node.textContent)',
    )
    for (const text of hostile.filter((line) => !line.includes('\u0000') && !line.includes('\ud83d ')))
      expect(logs).toContain(text)
  })
})
