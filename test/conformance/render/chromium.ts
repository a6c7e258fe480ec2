/**
 * A headless Chromium with a profile of its own, by puppeteer: what the page's tests ask of it, and nothing else.
 */
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import puppeteer, { type KeyInput } from 'puppeteer-core'

/** Where distributions put it; `CHROMIUM` names another place. */
const places = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** The browser's executable, or undefined where there is none. */
export const chromiumPath = places.find((place): place is string => place !== undefined && existsSync(place))

const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export interface Viewport {
  readonly width: number
  readonly height?: number
  readonly scheme?: 'light' | 'dark'
  readonly media?: 'screen' | 'print'
}

export interface Page {
  /** Opens an address in a viewport and waits until it is loaded. */
  readonly open: (url: string, viewport: Viewport) => Promise<void>
  /** What an expression gives, as JSON. */
  readonly evaluate: <A>(expression: string) => Promise<A>
  readonly press: (key: KeyInput) => Promise<void>
  /** Writes a PNG of the whole page. */
  readonly screenshot: (file: `${string}.png`) => Promise<void>
  readonly scripts: (enabled: boolean) => Promise<void>
  /** Addresses that were asked for since the page was opened, and what the console said. */
  readonly requests: () => ReadonlyArray<string>
  readonly complaints: () => ReadonlyArray<string>
  readonly close: () => Promise<void>
}

/** Starts a browser with a profile of its own and opens one empty page. */
export const openChromium = async (executablePath: string): Promise<Page> => {
  const userDataDir = await mkdtemp(join(tmpdir(), 'chromium-'))
  const browser = await puppeteer.launch({ executablePath, userDataDir, args, headless: true, pipe: true })
  const page = await browser.newPage()
  const session = await page.createCDPSession()
  const requests: Array<string> = []
  const complaints: Array<string> = []
  page.on('request', (request) => requests.push(request.url()))
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(String(error)))
  return {
    open: async (url, { width, height = 800, scheme = 'light', media = 'screen' }) => {
      requests.length = 0
      complaints.length = 0
      const isPhone = width < 500
      await page.setViewport({ width, height, deviceScaleFactor: isPhone ? 2 : 1, isMobile: isPhone })
      const features = [{ name: 'prefers-color-scheme', value: scheme }]
      // One command for both: of two, the second one takes the first one back.
      await session.send('Emulation.setEmulatedMedia', { media, features })
      await page.goto(url)
    },
    evaluate: async <A>(expression: string) => (await page.evaluate(expression)) as A,
    press: (key) => page.keyboard.press(key),
    screenshot: async (path) => {
      await page.screenshot({ path, fullPage: true })
    },
    scripts: (enabled) => page.setJavaScriptEnabled(enabled),
    requests: () => requests,
    complaints: () => complaints,
    close: async () => {
      await browser.close()
      await rm(userDataDir, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
