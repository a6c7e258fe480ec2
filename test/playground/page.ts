/**
 * The playground in Debian's chromium: one browser for all tests of a file.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { deflateRawSync } from 'node:zlib'
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
  /** Chooses or types in the page, which is drawn at once. */
  readonly choose: (selector: string, value: string) => Promise<void>
  readonly textOf: (selector: string) => Promise<string>
  /** Presses the button of that text. */
  readonly press: (text: string) => Promise<void>
  readonly dropLog: (text: string) => Promise<void>
  /** The address, once it is written. */
  readonly addressNow: () => Promise<string>
}

/** The address of a scene, as its text. */
export const addressOf = (text: string): string => deflateRawSync(text).toString('base64url')

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
    choose: (selector: string, value: string): Promise<void> =>
      page.$eval(
        selector,
        (control, text) => {
          const field = control as HTMLSelectElement
          field.value = text
          field.dispatchEvent(new Event(field.tagName === 'SELECT' ? 'change' : 'input', { bubbles: true }))
        },
        value,
      ),
    textOf: (selector: string): Promise<string> => page.$eval(selector, (one) => one.textContent),
    press: (text: string): Promise<void> =>
      page.evaluate((wanted) => {
        const found = [...document.querySelectorAll('button')].find(({ textContent }) => textContent === wanted)
        if (found === undefined) throw new Error(`no button ${wanted}`)
        found.click()
      }, text),
    dropLog: (text: string): Promise<void> =>
      page.evaluate((log) => {
        const dataTransfer = new DataTransfer()
        dataTransfer.items.add(new File([log], 'log.ndjson'))
        dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
        return new Promise<void>((resolve) => setTimeout(resolve, 100))
      }, text),
    addressNow: async (): Promise<string> => {
      await new Promise((resolve) => setTimeout(resolve, 400))
      return page.evaluate(() => location.hash.slice(1))
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
