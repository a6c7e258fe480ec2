import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { deflateRawSync } from 'node:zlib'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  type Account,
  type Effect,
  emptyAccount,
  type Event,
  policies,
  publishText,
  readFacts,
  step,
} from 'xmpp-push-rules'
import { parseXml, type XmlElement } from 'xmpp-push-rules/xml'
import { accountEntries, MINUTE, START } from '../../examples/playground/account.js'
import { firstScene, optionsOf, SAMPLE, type Scene, withSample } from '../../examples/playground/scene.js'
import { eventOf } from '../../examples/playground/triggers.js'
import { FIXED_CAUSES, POLICY_CAUSES } from '../../src/state/causes.js'
import { type Playground, readAnswer, type Shown, startPlayground } from './page.js'

const POLICIES = ['default', ...Object.keys(policies)]

const element = (xml: string): XmlElement => {
  const read = parseXml(xml)
  if (E.isLeft(read)) throw new Error(read.left.message)
  return read.right
}

const juliet = (): Account => {
  const account = emptyAccount(firstScene.jid)
  if (E.isLeft(account)) throw new Error(account.left.code)
  return account.right
}

/** What `step` itself says of a scene. */
const stepped = (scene: Scene): ReadonlyArray<Shown> => {
  const { options } = optionsOf(scene.policy, scene.overrides)
  const run = ([, account]: readonly [ReadonlyArray<Effect>, Account], event: Event) => step(options)(event)(account)
  const before = accountEntries(scene.devices, scene.sessions)
    .map(({ event }) => event as Event)
    .reduce(run, [[], juliet()] as readonly [ReadonlyArray<Effect>, Account])
  const [effects] = run(before, eventOf(scene, element(scene.xml), before[1], START + MINUTE))
  return scene.devices.map(({ service, node }) => ({
    device: `${service} ${node}`,
    outcomes: effects.flatMap((effect) =>
      (effect._tag === 'Publish' || effect._tag === 'Skip') &&
      effect.registration.service === service &&
      effect.registration.node === node
        ? [
            {
              verdict: effect.decision._tag,
              codes: effect.decision.reasons.map(({ code }) => code),
              request: effect._tag === 'Publish' ? publishText('push-1')(effect) : '',
            },
          ]
        : [],
    ),
  }))
}

let playground: Playground
beforeAll(async () => {
  playground = await startPlayground()
}, 60_000)
afterAll(() => playground.close())
beforeEach(() => {
  playground.complaints.length = 0
})

/** Chooses in the page; it is drawn at once. */
const choose = (selector: string, value: string): Promise<void> =>
  playground.page.$eval(
    selector,
    (control, text) => {
      const field = control as HTMLSelectElement
      field.value = text
      field.dispatchEvent(new Event(field.tagName === 'SELECT' ? 'change' : 'input', { bubbles: true }))
    },
    value,
  )

const textOf = (selector: string): Promise<string> => playground.page.$eval(selector, (one) => one.textContent)

const press = (text: string): Promise<void> =>
  playground.page.evaluate((wanted) => {
    const found = [...document.querySelectorAll('button')].find(({ textContent }) => textContent === wanted)
    if (found === undefined) throw new Error(`no button ${wanted}`)
    found.click()
  }, text)

const addressNow = async (): Promise<string> => {
  await new Promise((resolve) => setTimeout(resolve, 400))
  return playground.page.evaluate(() => location.hash.slice(1))
}

/** The address of a scene, as its text. */
const addressOf = (text: string): string => deflateRawSync(text).toString('base64url')

const dropLog = (text: string): Promise<void> =>
  playground.page.evaluate((log) => {
    const dataTransfer = new DataTransfer()
    dataTransfer.items.add(new File([log], 'log.ndjson'))
    dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
    return new Promise<void>((resolve) => setTimeout(resolve, 100))
  }, text)

describe('samples', () => {
  it('show every cause of importance', () => {
    const causes = Object.values(SAMPLE).flatMap(({ xml, context }) => {
      const { options } = optionsOf('default', {})
      const delivery = { stanza: element(xml), key: 'k', context: { own: context?.own === true } }
      return readFacts(options)(juliet().jid)(delivery).causes
    })
    expect([...POLICY_CAUSES, ...FIXED_CAUSES].filter((cause) => !causes.includes(cause))).toEqual([])
  })

  it('are answered under every policy as step answers them', async () => {
    await playground.open()
    await playground.page.evaluate(`window.readAnswer = ${readAnswer.toString()}`)
    const shown = await playground.page.evaluate(
      (names, samples) => {
        const set = (id: string, value: string): void => {
          const select = document.querySelector<HTMLSelectElement>(id)
          if (select === null) throw new Error(id)
          select.value = value
          select.dispatchEvent(new Event('change', { bubbles: true }))
        }
        return names.map((policy) => {
          set('#policy', policy)
          return samples.map((sample) => {
            set('#sample', sample)
            return (window as unknown as { readonly readAnswer: () => ReadonlyArray<Shown> }).readAnswer()
          })
        })
      },
      POLICIES,
      Object.keys(SAMPLE),
    )
    // What a sample enables comes after the devices of the form.
    // In the page the trigger of one sample is what the next one finds; so it is here.
    let scene: Scene = firstScene
    for (const [index, policy] of POLICIES.entries()) {
      for (const [place, sample] of Object.keys(SAMPLE).entries()) {
        scene = { ...scene, policy, ...withSample(sample, scene) }
        expect({ policy, sample, answer: shown[index]?.[place]?.slice(0, 3) }).toEqual({
          policy,
          sample,
          answer: stepped(scene),
        })
      }
    }
    expect(playground.complaints).toEqual([])
  })

  it('push and hold back, each of them under some policy', () => {
    const verdicts = POLICIES.flatMap((policy) =>
      Object.keys(SAMPLE).flatMap((sample) =>
        stepped({ ...firstScene, policy, ...withSample(sample, firstScene) }).flatMap(({ outcomes }) =>
          outcomes.map(({ verdict }) => verdict),
        ),
      ),
    )
    expect(new Set(verdicts)).toEqual(new Set(['Push', 'Skip']))
    expect(verdicts.length).toBeGreaterThan(700)
  })
})

describe('what is pasted is only ever text', () => {
  const attack = `<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>`
  const escaped = attack.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

  /** Elements that no part of the page makes itself. */
  const foreign = (): Promise<number> =>
    playground.page.evaluate(
      () =>
        document.querySelectorAll('#page :is(img, script, svg, iframe, object, a, style, link)').length +
        ('hacked' in window ? 1 : 0),
    )

  it('in a stanza, well-formed or not, and in what is sent of it', async () => {
    await playground.open()
    await choose('#policy', 'tigase')
    const stanza = `<message xmlns='jabber:client' type='chat' from='a@b.example/${escaped}' to='juliet@capulet.example'><body>${escaped}</body></message>`
    await choose('#trigger', 'StoredOffline')
    await choose('#sample', 'Forged carbon')
    await choose('#xml', stanza)
    expect(await textOf('.results')).toContain('window.hacked')
    expect(await foreign()).toBe(0)
    await choose('#xml', attack)
    expect(await textOf('#fault')).toMatch(/Line 1, column \d+/u)
    expect(await foreign()).toBe(0)
    expect(playground.complaints).toEqual([])
  })

  it('in a log, wherever it may be in it', async () => {
    await playground.open()
    const account = 'juliet@capulet.example'
    const lines = [
      { format: 'xmpp-push-rules/1', options: { importantBody: attack } },
      { format: 'xmpp-push-rules/1', options: { [attack]: attack, importantBody: attack } },
      { at: 1, account, event: { _tag: attack, resource: attack } },
      { at: 2, account, event: { _tag: 'constructor' } },
      {
        at: 2,
        account,
        event: { _tag: { dangerouslySetInnerHTML: { __html: attack } }, resource: { __html: attack } },
      },
      { at: 3, account, event: { _tag: 'StoredOffline', delivery: { key: attack, stanza: attack } } },
      { at: 4, account, sent: attack },
      { at: 5, account, event: { _tag: 'SessionOpened', resource: attack } },
      {
        at: 6,
        account,
        event: {
          _tag: 'IqReceived',
          resource: attack,
          iq: `<iq type='set'><enable xmlns='urn:xmpp:push:0' jid='push.example' node='${escaped}'/></iq>`,
        },
      },
      {
        at: 7,
        account,
        event: {
          _tag: 'StoredOffline',
          delivery: { key: attack, stanza: `<message><body>${escaped}</body></message>` },
        },
      },
    ]
    await dropLog([...lines.map((line) => JSON.stringify(line)), attack, '{"at":8,', 'null', '[]'].join('\n'))
    expect(await textOf('.chapters')).toContain('window.hacked')
    const chapters = await playground.page.$$('.chapter')
    expect(chapters).toHaveLength(14)
    for (const chapter of chapters) {
      await chapter.evaluate((one) => (one as HTMLElement).click())
      expect(await foreign()).toBe(0)
    }
    expect(playground.complaints).toEqual([])
  })

  it('in an address that somebody made by hand', async () => {
    await playground.open('bm90IGRlZmxhdGVk')
    expect(await textOf('.headline')).toContain('Push to Phone')
    const text = JSON.stringify({
      jid: attack,
      devices: [{ name: attack, node: attack }, 7],
      sessions: 'none',
      at: 'x',
      lines: [attack],
      overrides: {
        [attack]: 1,
        maxDevices: attack,
        importance: null,
        errors: { [attack]: { dangerouslySetInnerHTML: { __html: attack } } },
        extensions: [{ __html: attack }],
        services: [attack],
      },
      context: null,
      trigger: attack,
    })
    const address = addressOf(text)
    await playground.open(address)
    expect(await textOf('.results')).toContain('window.hacked')
    expect(await foreign()).toBe(0)
    expect(playground.complaints).toEqual([])
  })
})

describe('the address', () => {
  it('shows the same to somebody else', async () => {
    await playground.open()
    await choose('#sample', 'Call')
    await choose('#policy', 'ejabberd')
    await choose('#compare', 'mongooseim')
    await choose('#option-importantBody', 'Grüße 👋')
    await press('Let it happen')
    await choose('#sample', 'Typing')
    const before = await playground.page.$eval('#page', (page) => page.innerHTML.replace(/[\d.]+ ms/u, ''))
    const address = await addressNow()
    expect(address).toMatch(/^[\w-]{50,900}$/u)
    await playground.open(address)
    expect(await playground.page.$eval('#page', (page) => page.innerHTML.replace(/[\d.]+ ms/u, ''))).toBe(before)
    expect(await addressNow()).toBe(address)
  })

  it('is copied with what was changed just now', async () => {
    const { browser, page } = playground
    await browser
      .defaultBrowserContext()
      .setPermission(
        'file://',
        { permission: { name: 'clipboard-write' }, state: 'granted' },
        { permission: { name: 'clipboard-read' }, state: 'granted' },
      )
    await playground.open()
    await choose('#policy', 'tigase')
    await press('Copy link')
    await page.waitForFunction(() => document.querySelector('.policies > button')?.textContent === 'Copied')
    const link = await page.evaluate(() => navigator.clipboard.readText())
    await playground.open(link.split('#')[1])
    expect(await page.$eval('#policy', (select) => (select as HTMLSelectElement).value)).toBe('tigase')
  })
})

describe('the timeline', () => {
  it('remembers what happened: a copy is not pushed again, until it is undone', async () => {
    await playground.open()
    await press('Let it happen')
    expect(await textOf('.headline')).toBe('Nobody gets a push.')
    expect(await playground.page.$$eval('li[data-code="already-notified"]', (all) => all.length)).toBe(2)
    await press('Back')
    expect(await textOf('.headline')).toContain('Push to Phone')
    await press('Forward')
    await press('Undo')
    expect(await textOf('.headline')).toContain('Push to Phone')
    expect(await playground.page.$$('.chapter')).toHaveLength(1)
  })

  it('walks a log of the recorder, account by account', async () => {
    await playground.open()
    await dropLog(readFileSync(new URL('../../examples/recorded-session.ndjson', import.meta.url), 'utf8'))
    const chapters = await playground.page.$$eval('.chapter', (all) => all.map(({ textContent }) => textContent))
    expect(chapters.length).toBeGreaterThan(15)
    expect(chapters.filter((text) => text.includes('push')).length).toBeGreaterThan(1)
    expect(chapters.join('')).not.toContain('cannot be read')
    const address = await addressNow()
    await playground.open(address)
    expect(await playground.page.$$eval('.chapter', (all) => all.map(({ textContent }) => textContent))).toEqual(
      chapters,
    )
  })

  it('collects for a hibernating session, and pushes when the timer fires', async () => {
    await playground.open()
    await choose('#trigger', 'QueuedWhileHibernating')
    await playground.page.evaluate(() => {
      const select = [...document.querySelectorAll('select')].find((one) => one.value === 'laptop')
      if (select === undefined) throw new Error('no choice of a session')
      select.value = 'tablet'
      select.dispatchEvent(new Event('change', { bubbles: true }))
    })
    expect(await textOf('.headline')).toContain('Push to Tablet')
    expect(await textOf('.device:nth-of-type(2)')).toContain('after 1 s')
  })
})

describe('for everybody', () => {
  it('a fault of the stanza is shown at its place, and the answer stays', async () => {
    await playground.open()
    const before = await textOf('.device')
    await choose('#xml', '<message>\n  <body>Call me & love</body>\n</message>')
    expect(await textOf('#fault')).toMatch(/^Line 2, column 17: /u)
    expect(await textOf('.editor mark')).toBe('&')
    expect(await playground.page.$eval('#xml', (area) => area.getAttribute('aria-invalid'))).toBe('true')
    expect(await textOf('.device')).toBe(before)
    await press('Go there')
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
    await choose('#sample', 'Typing')
    expect(await playground.page.$$('[aria-labelledby="seen"] td mark')).toHaveLength(0)
  })

  it('what is sealed for a device is seen by nobody else', async () => {
    const seal = 'AAECAwQFBgcICQoLDA0ODw=='
    const [device] = firstScene.devices
    const overrides = { extensions: ['encrypt'], includeBody: true, includeSender: true }
    await playground.open(addressOf(JSON.stringify({ devices: [{ ...device, seal }], overrides })))
    expect(await textOf('.device .xml')).not.toMatch(/Call me|romeo/u)
    expect(await textOf('.outcome > .hint')).toContain('"message":"Call me but love"')
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
    expect(await textOf('.device')).toContain('Enabling it is refused: feature-not-implemented.')
  })

  it('time goes by, and an app server that fails for good loses its device', async () => {
    await playground.open(
      addressOf(
        JSON.stringify({ trigger: 'PublishAnswered', answer: 'cancel item-not-found', overrides: { maxErrors: 2 } }),
      ),
    )
    await press('Let it happen')
    expect(await textOf('[aria-labelledby="answer"]')).toContain('Drop')
    await press('Let it happen')
    expect(await textOf('.device')).toContain('Its registration is gone: errors.')
    await choose('#trigger', 'Time')
    await press('Let it happen')
    expect(
      await playground.page.$$eval('.chapter', (all) => all.map(({ textContent }) => textContent).slice(2)),
    ).toEqual([expect.stringContaining('Time goes by'), expect.stringContaining('now')])
    expect(playground.complaints).toEqual([])
  })

  it('two policies stand side by side, and what differs is marked', async () => {
    await playground.open()
    await choose('#sample', 'Direct invitation')
    await choose('#compare', 'prosody')
    const marks = await playground.page.$$eval('.device h3 mark', (all) => all.length)
    expect(marks).toBe(2)
    await choose('#compare', 'default')
    expect(await playground.page.$$('.device mark')).toHaveLength(0)
  })

  it('works by keyboard: a rule opens, and closes where it was opened', async () => {
    const { page } = playground
    await playground.open()
    await page.focus('.rule')
    const label = await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))
    await page.keyboard.press('Enter')
    expect(await textOf('dialog[open] h2')).toBe('TRG-3 SEED')
    expect(await textOf('dialog[open] li')).toContain('The message was archived')
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
    expect(await textOf('#fault')).toMatch(/^Line 3/u)
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
    await choose('#compare', 'prosody')
    await playground.page.$eval('#option-includeSender', (box) => (box as HTMLElement).click())
    await press('Let it happen')
    await choose('#xml', '<message>')
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
    await press('Add a device')
    await press('Add a device')
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
