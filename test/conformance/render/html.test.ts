import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { filterStyle, script } from '../../../src/conformance/render/html-filter.js'
import { renderHtml } from '../../../src/conformance/render/html-page.js'
import { DARK, LIGHT, type Scheme, style } from '../../../src/conformance/render/html-style.js'
import { crowd, empty, hostileReport, report } from './fixture.js'

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

const texts = ['ink', 'quiet', 'link', 'pass', 'fail', 'differs', 'absent'] as const satisfies ReadonlyArray<keyof Scheme>

describe('colours', () => {
  it.each([['light', LIGHT], ['dark', DARK]] as const)('%s: every text has a contrast of 4.5 at least, on paper and on tint', (_, scheme) => {
    const poor = texts.flatMap((text) => [scheme.paper, scheme.tint].map((ground) => [text, ground, contrast(scheme[text], ground)] as const)).filter(([, , ratio]) => ratio < 4.5)
    expect(poor).toEqual([])
  })
})

describe('the page', () => {
  const pages = { report: renderHtml(report), hostile: renderHtml(hostileReport), empty: renderHtml(empty), crowd: renderHtml(crowd(12)) }

  it.each(Object.entries(pages))('%s: allows its own script only, by its hash, and loads nothing', (_, page) => {
    const hash = createHash('sha256').update(script).digest('base64')
    expect(page).toContain(`script-src &apos;sha256-${hash}&apos;;`)
    expect(page).toContain(`<script>${script}</script>`)
    expect(page.match(/<script/g)).toHaveLength(1)
    expect(page).not.toMatch(/<(?:img|link|iframe|object|embed|base|form action)|@import|url\(/)
    expect(script).not.toContain('</')
    expect(style + filterStyle).not.toContain('</')
  })

  it('links to web addresses only', () => {
    const links = [...pages.hostile.matchAll(/<a [^>]*?href="([^"]*)"/g)].map(([, address]) => address ?? '')
    expect(links.length).toBeGreaterThan(10)
    expect(links.filter((address) => !/^(?:#[\w-]+|https:\/\/example\.org\/&quot;.*)$/.test(address))).toEqual([])
  })

  it('has each address once, and no link leads nowhere', () => {
    for (const page of Object.values(pages)) {
      const ids = [...page.matchAll(/<[a-z][^>]*? id="([^"]*)"/g)].map(([, id]) => id)
      expect(new Set(ids).size).toBe(ids.length)
      const targets = [...page.matchAll(/<a [^>]*?href="#([^"]*)"/g)].map(([, id]) => id)
      expect(targets.filter((target) => !ids.includes(target))).toEqual([])
    }
  })

  it('has the law\'s id as its address', () => {
    expect(pages.report).toContain('id="xep-0357/disabling/never-publish-after"')
    expect(pages.hostile).toContain('id="law-1"')
  })

  it('counts the laws of each choice', () => {
    expect([...pages.report.matchAll(/<label><input type="radio"[^>]*>([^<]*)/g)].map(([, label]) => label)).toEqual([
      'all', '✓ pass (63)', '✗ fail (4)', '≠ differs (7)', '– n/a (14)', 'all', 'MUST (17)', 'SHOULD (9)', 'MAY (9)', 'SEED (19)', 'FIELD (9)',
    ])
    expect(pages.crowd).not.toContain('verdict-differs"')
  })

  it('lets a wide matrix scroll in its own frame', () => {
    expect(pages.report).not.toContain('class="scroll"')
    expect(pages.crowd).toContain('<div class="scroll" role="region" aria-label="Laws by implementation" tabindex="0">')
  })

  it('of nothing says so', () => {
    expect(pages.empty).toContain('0 laws, 0 implementations: nothing was run.')
    expect(pages.empty).toContain('Nothing failed.')
    expect(pages.empty).not.toContain('class="notes"')
    expect(renderHtml({ title: 'a', implementations: [{ name: 'b', results: [] }] })).toContain('<rect class="pass" x="0" y="0" width="0" height="1"/>')
  })

  it('says where a law was not run', () => {
    expect(pages.report.match(/not run/g)).toHaveLength(1)
  })
})
