/**
 * The playground in Debian's chromium: one browser for all tests of a file.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import puppeteer, { type Browser, type Page } from 'puppeteer-core'
import { buildPage } from '../../examples/playground/build.js'

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export interface Playground {
  readonly url: string
  readonly browser: Browser
  readonly page: Page
  /** Everything that went wrong in the page, and everything that it asked for beside itself. */
  readonly complaints: Array<string>
  /** Opens the page with an address, and waits until it is drawn. */
  readonly open: (address?: string) => Promise<void>
  readonly close: () => Promise<void>
}

export const startPlayground = async (): Promise<Playground> => {
  const folder = await mkdtemp(join(tmpdir(), 'playground-'))
  const file = join(folder, 'playground.html')
  await writeFile(file, await buildPage())
  const url = pathToFileURL(file).href
  const browser = await puppeteer.launch({
    executablePath: '/usr/bin/chromium',
    userDataDir: join(folder, 'profile'),
    args: FLAGS,
  })
  const page = await browser.newPage()
  const complaints: Array<string> = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => complaints.push(message.text()))
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('request', (request) => {
    if (!request.url().startsWith(url)) complaints.push(`asked for ${request.url()}`)
  })
  return {
    url,
    browser,
    page,
    complaints,
    open: async (address = '') => {
      await page.goto('about:blank')
      await page.goto(`${url}${address === '' ? '' : `#${address}`}`)
      await page.waitForSelector('.device')
    },
    close: async () => {
      await browser.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** What the page says of one device. */
export interface Shown {
  readonly device: string
  readonly outcomes: ReadonlyArray<{
    readonly verdict: string
    readonly codes: ReadonlyArray<string>
    readonly request: string
  }>
}

/** Reads the answer; it runs in the page. */
export const readAnswer = (): ReadonlyArray<Shown> =>
  [...document.querySelectorAll('.device')].map((device) => ({
    device: device.querySelector('h3 code')?.textContent ?? '',
    outcomes: [...device.querySelectorAll('.outcome')].map((outcome) => ({
      verdict: outcome.querySelector('strong')?.textContent ?? '',
      codes: [...outcome.querySelectorAll('li')].map((item) => item.dataset['code'] ?? ''),
      request: [...outcome.querySelectorAll('.line')].map(({ textContent }) => textContent).join(''),
    })),
  }))
