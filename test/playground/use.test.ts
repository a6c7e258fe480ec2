import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { firstScene, optionsOf } from '../../examples/playground/scene.js'
import { addressOf, type Playground, startPlayground } from './page.js'

let playground: Playground
beforeAll(async () => {
  playground = await startPlayground()
}, 60_000)
afterAll(() => playground.close())
beforeEach(() => {
  playground.complaints.length = 0
})

describe('the timeline', () => {
  it('remembers what happened: a copy is not pushed again, until it is undone', async () => {
    await playground.open()
    await playground.press('Let it happen')
    expect(await playground.textOf('.headline')).toBe('Nobody gets a push.')
    expect(await playground.page.$$eval('li[data-code="already-notified"]', (all) => all.length)).toBe(2)
    await playground.press('Back')
    expect(await playground.textOf('.headline')).toContain('Push to Phone')
    await playground.press('Forward')
    await playground.press('Undo')
    expect(await playground.textOf('.headline')).toContain('Push to Phone')
    expect(await playground.page.$$('.chapter')).toHaveLength(1)
  })

  it('walks a log of the recorder, account by account', async () => {
    await playground.open()
    await playground.dropLog(readFileSync(new URL('../../examples/recorded-session.ndjson', import.meta.url), 'utf8'))
    const chapters = await playground.page.$$eval('.chapter', (all) => all.map(({ textContent }) => textContent))
    expect(chapters.length).toBeGreaterThan(15)
    expect(chapters.filter((text) => text.includes('push')).length).toBeGreaterThan(1)
    expect(chapters.join('')).not.toContain('cannot be read')
    const address = await playground.addressNow()
    await playground.open(address)
    expect(await playground.page.$$eval('.chapter', (all) => all.map(({ textContent }) => textContent))).toEqual(
      chapters,
    )
  })

  it('collects for a hibernating session, and pushes when the timer fires', async () => {
    await playground.open()
    await playground.choose('#trigger', 'QueuedWhileHibernating')
    await playground.page.evaluate(() => {
      const select = [...document.querySelectorAll('select')].find((one) => one.value === 'laptop')
      if (select === undefined) throw new Error('no choice of a session')
      select.value = 'tablet'
      select.dispatchEvent(new Event('change', { bubbles: true }))
    })
    expect(await playground.textOf('.headline')).toContain('Push to Tablet')
    expect(await playground.textOf('.device:nth-of-type(2)')).toContain('after 1 s')
  })
})

describe('for everybody', () => {
  it('a fault of the stanza is shown at its place, and the answer stays', async () => {
    await playground.open()
    const before = await playground.textOf('.device')
    await playground.choose('#xml', '<message>\n  <body>Call me & love</body>\n</message>')
    expect(await playground.textOf('#fault')).toMatch(/^Line 2, column 17: /u)
    expect(await playground.textOf('.editor mark')).toBe('&')
    expect(await playground.page.$eval('#xml', (area) => area.getAttribute('aria-invalid'))).toBe('true')
    expect(await playground.textOf('.device')).toBe(before)
    await playground.press('Go there')
    expect(
      await playground.page.evaluate(() => [
        document.activeElement?.id,
        (document.activeElement as HTMLTextAreaElement).selectionStart,
      ]),
    ).toEqual(['xml', 26])
  })

  it('what an option changes is marked in the table', async () => {
    await playground.open()
    await playground.page.$eval('#option-includeSender', (box) => (box as HTMLElement).click())
    const marks = await playground.page.$$eval('[aria-labelledby="seen"] td mark', (all) =>
      all.map(({ textContent }) => textContent),
    )
    expect(marks).toEqual(['romeo@montague.example/orchard', 'romeo@montague.example/orchard'])
    await playground.choose('#sample', 'Typing')
    expect(await playground.page.$$('[aria-labelledby="seen"] td mark')).toHaveLength(0)
  })

  it('what is sealed for a device is seen by nobody else', async () => {
    const seal = 'AAECAwQFBgcICQoLDA0ODw=='
    const [device] = firstScene.devices
    const overrides = { extensions: ['encrypt'], includeBody: true, includeSender: true }
    await playground.open(addressOf(JSON.stringify({ devices: [{ ...device, seal }], overrides })))
    expect(await playground.textOf('.device .xml')).not.toMatch(/Call me|romeo/u)
    expect(await playground.textOf('.outcome > .hint')).toContain('"message":"Call me but love"')
    const cells = await playground.page.$$eval('[aria-labelledby="seen"] tbody tr', (rows) =>
      rows.map((row) => [...row.children].map(({ textContent }) => textContent)),
    )
    expect(cells[1]).toEqual(['Body', 'Call me but love', 'sealed', 'sealed'])
    expect(cells[0]).toEqual(['Sender', 'romeo@montague.example/orchard', 'sealed', 'sealed'])
    expect(playground.complaints).toEqual([])
  })

  it('a policy that refuses a device says so', async () => {
    const [device] = firstScene.devices
    await playground.open(addressOf(JSON.stringify({ devices: [{ ...device, node: '' }], policy: 'ejabberd' })))
    expect(await playground.textOf('.device')).toContain('Enabling it is refused: feature-not-implemented.')
  })

  it('time goes by, and an app server that fails for good loses its device', async () => {
    await playground.open(
      addressOf(
        JSON.stringify({ trigger: 'PublishAnswered', answer: 'cancel item-not-found', overrides: { maxErrors: 2 } }),
      ),
    )
    await playground.press('Let it happen')
    expect(await playground.textOf('[aria-labelledby="answer"]')).toContain('Drop')
    await playground.press('Let it happen')
    expect(await playground.textOf('.device')).toContain('Its registration is gone: errors.')
    await playground.choose('#trigger', 'Time')
    await playground.press('Let it happen')
    expect(
      await playground.page.$$eval('.chapter', (all) => all.map(({ textContent }) => textContent).slice(2)),
    ).toEqual([expect.stringContaining('Time goes by'), expect.stringContaining('now')])
    expect(playground.complaints).toEqual([])
  })

  it('choices say what they are, not how they are spelled', async () => {
    await playground.open()
    const labels = await playground.page.$$eval('#policy, #trigger, #sample', (all) =>
      all.map((select) => (select as HTMLSelectElement).selectedOptions[0]?.label),
    )
    expect(labels).toEqual(['The defaults', 'Chat message', 'The message is archived'])
  })

  it('two policies stand side by side, and what differs is marked', async () => {
    await playground.open()
    await playground.choose('#sample', 'Direct invitation')
    await playground.choose('#compare', 'prosody')
    const marks = await playground.page.$$eval('.device h3 mark', (all) => all.length)
    expect(marks).toBe(2)
    await playground.choose('#compare', 'default')
    expect(await playground.page.$$('.device mark')).toHaveLength(0)
  })

  it('works by keyboard: a rule opens, and closes where it was opened', async () => {
    const { page } = playground
    await playground.open()
    await page.focus('.rule')
    const label = await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))
    await page.keyboard.press('Enter')
    expect(await playground.textOf('dialog[open] h2')).toBe('TRG-3 SEED')
    expect(await playground.textOf('dialog[open] li')).toContain('The message was archived')
    await page.keyboard.press('Escape')
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(label)
    expect(await page.$$eval('[role="status"]', (all) => all.length)).toBe(2)
  })

  it('every option, every rule id in its text, and every reason open what they speak of', async () => {
    const { page } = playground
    await playground.open()
    const options = await page.$$eval('.option', (all) => all.map((one) => one.getAttribute('aria-label')))
    expect(options).toEqual(Object.keys(optionsOf('default', {}).options))
    const opened = await page.$$eval('.rule', (buttons) =>
      buttons.map((button) => {
        ;(button as HTMLElement).click()
        const dialog = document.querySelector('dialog')
        const text = dialog?.querySelector('p')?.textContent ?? ''
        dialog?.close()
        return text.length
      }),
    )
    expect(opened.length).toBeGreaterThan(40)
    expect(Math.min(...opened)).toBeGreaterThan(20)
  })

  it('nothing moves while somebody types', async () => {
    const { page } = playground
    await page.setViewport({ width: 390, height: 844 })
    await playground.open()
    const places = (): Promise<ReadonlyArray<number>> =>
      page.$$eval('#xml, #trigger, #answer', (all) => all.map((one) => one.getBoundingClientRect().top + scrollY))
    const before = await places()
    await page.focus('#xml')
    await page.keyboard.type('<fault &')
    expect(await playground.textOf('#fault')).toMatch(/^Line 3/u)
    expect(await places()).toEqual(before)
  })

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 390],
    ['dark', 390],
  ])('axe finds nothing, %s at %i px, and nothing is wider than the page', async (scheme, width) => {
    const { page } = playground
    await page.setViewport({ width, height: 900 })
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }])
    await playground.open()
    await playground.choose('#compare', 'prosody')
    await playground.page.$eval('#option-includeSender', (box) => (box as HTMLElement).click())
    await playground.press('Let it happen')
    await playground.choose('#xml', '<message>')
    await page.$$eval('details', (all) => all.forEach((one) => one.setAttribute('open', '')))
    await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'))
    const found = await page.evaluate(async () => {
      const { axe } = window as unknown as {
        readonly axe: {
          readonly run: () => Promise<{
            readonly violations: ReadonlyArray<{
              readonly id: string
              readonly nodes: ReadonlyArray<{ readonly html: string }>
            }>
          }>
        }
      }
      // A verdict's colour is on its way for a moment: what counts is the page at rest.
      await Promise.all(document.getAnimations().map(({ finished }) => finished))
      const { violations } = await axe.run()
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
    })
    expect(found).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
  })

  it('answers within 16 ms for five devices', async () => {
    const { page } = playground
    await page.setViewport({ width: 1280, height: 900 })
    await playground.open()
    await playground.press('Add a device')
    await playground.press('Add a device')
    expect(await page.$$('.device')).toHaveLength(5)
    const times = await page.evaluate(() => {
      const area = document.querySelector('textarea')
      if (area === null) throw new Error('no stanza')
      return Array.from({ length: 60 }, (_, index) => {
        area.value = `<message from='romeo@montague.example'><body>${'love '.repeat(index)}</body></message>`
        area.dispatchEvent(new Event('input', { bubbles: true }))
        return Number.parseFloat(document.querySelector('#took')?.textContent ?? '')
      })
    })
    const [median = Infinity] = times.sort((a, b) => a - b).slice(30)
    expect(median).toBeLessThan(16)
    expect(median).toBeGreaterThan(0)
  })
})
