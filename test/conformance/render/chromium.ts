/**
 * A headless Chromium, driven over the pipe of its DevTools protocol: no more than the page's tests need.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'

/** Where distributions put it; `CHROMIUM` names another place. */
const places = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** The browser's executable, or undefined where there is none. */
export const chromiumPath = places.find((place): place is string => place !== undefined && existsSync(place))

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-extensions',
  '--hide-scrollbars',
  '--remote-debugging-pipe',
]

type Json = Readonly<Record<string, unknown>>

interface Message {
  readonly id?: number
  readonly method?: string
  readonly params?: Json
  readonly result?: Json
  readonly error?: { readonly message: string }
}

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
  readonly press: (key: 'Tab' | 'Enter' | 'ArrowRight' | 'Space') => Promise<void>
  /** A PNG of the viewport, or of the whole page, in base64. */
  readonly screenshot: (whole?: boolean) => Promise<string>
  readonly scripts: (enabled: boolean) => Promise<void>
  /** Addresses that were asked for since the page was opened, and what the console said. */
  readonly requests: () => ReadonlyArray<string>
  readonly complaints: () => ReadonlyArray<string>
  readonly close: () => Promise<void>
}

const keys: Readonly<Record<string, Json>> = {
  Tab: { key: 'Tab', code: 'Tab', windowsVirtualKeyCode: 9 },
  Enter: { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13, text: '\r' },
  ArrowRight: { key: 'ArrowRight', code: 'ArrowRight', windowsVirtualKeyCode: 39 },
  Space: { key: ' ', code: 'Space', windowsVirtualKeyCode: 32, text: ' ' },
}

/** Messages of the pipe: JSON, each ended by a NUL. */
const connect = (child: ChildProcess) => {
  const out = child.stdio[3] as Writable
  const into = child.stdio[4] as Readable
  const waiting = new Map<number, (message: Message) => void>()
  const listeners = new Set<(message: Message) => void>()
  let buffer = ''
  let last = 0
  out.on('error', () => undefined)
  into.setEncoding('utf8').on('data', (chunk: string) => {
    const messages = (buffer + chunk).split('\0')
    buffer = messages.pop() ?? ''
    for (const text of messages) {
      const message = JSON.parse(text) as Message
      if (message.id === undefined) listeners.forEach((listen) => listen(message))
      else waiting.get(message.id)?.(message)
    }
  })
  const send = (method: string, params: Json = {}, sessionId?: string): Promise<Json> =>
    new Promise((resolve, reject) => {
      const id = ++last
      waiting.set(id, ({ result, error }) => {
        waiting.delete(id)
        if (error === undefined) resolve(result ?? {})
        else reject(new Error(`${method}: ${error.message}`))
      })
      out.write(`${JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) })}\0`)
    })
  const once = (method: string): Promise<void> =>
    new Promise((resolve) => {
      const listen = (message: Message): void => {
        if (message.method !== method) return
        listeners.delete(listen)
        resolve()
      }
      listeners.add(listen)
    })
  return { send, once, listeners }
}

/** Starts a browser with a profile of its own and opens one empty page. */
export const openChromium = async (path: string): Promise<Page> => {
  const profile = await mkdtemp(join(tmpdir(), 'chromium-'))
  const child = spawn(path, [...flags, `--user-data-dir=${profile}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  })
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const { send, once, listeners } = connect(child)
  const { targetId } = await send('Target.createTarget', { url: 'about:blank' })
  const session = String((await send('Target.attachToTarget', { targetId, flatten: true }))['sessionId'])
  const call = (method: string, params?: Json): Promise<Json> => send(method, params, session)
  let requests: ReadonlyArray<string> = []
  let complaints: ReadonlyArray<string> = []
  listeners.add(({ method, params }) => {
    if (method === 'Network.requestWillBeSent')
      requests = [...requests, (params as { readonly request: { readonly url: string } }).request.url]
    if (method === 'Log.entryAdded' || method === 'Runtime.exceptionThrown')
      complaints = [...complaints, JSON.stringify(params)]
  })
  await Promise.all(['Page.enable', 'Runtime.enable', 'Network.enable', 'Log.enable'].map((method) => call(method)))
  return {
    open: async (url, { width, height = 800, scheme = 'light', media = 'screen' }) => {
      requests = []
      complaints = []
      await call('Emulation.setDeviceMetricsOverride', {
        width,
        height,
        deviceScaleFactor: width < 500 ? 2 : 1,
        mobile: width < 500,
      })
      await call('Emulation.setEmulatedMedia', { media, features: [{ name: 'prefers-color-scheme', value: scheme }] })
      const loaded = once('Page.loadEventFired')
      await call('Page.navigate', { url })
      await loaded
    },
    evaluate: async <A>(expression: string) => {
      const { result, exceptionDetails } = await call('Runtime.evaluate', {
        expression,
        returnByValue: true,
        awaitPromise: true,
        userGesture: true,
      })
      if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails))
      return (result as { readonly value: unknown }).value as A
    },
    press: async (key) => {
      await call('Input.dispatchKeyEvent', { type: 'keyDown', ...keys[key] })
      await call('Input.dispatchKeyEvent', { type: 'keyUp', ...keys[key] })
    },
    screenshot: async (whole = false) =>
      String((await call('Page.captureScreenshot', { format: 'png', captureBeyondViewport: whole }))['data']),
    scripts: async (enabled) => {
      await call('Emulation.setScriptExecutionDisabled', { value: !enabled })
    },
    requests: () => requests,
    complaints: () => complaints,
    close: async () => {
      await send('Browser.close').catch(() => undefined)
      await gone
      await rm(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
