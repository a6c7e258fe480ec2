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
import {
  accountEntries,
  eventOf,
  firstScene,
  MINUTE,
  optionsOf,
  SAMPLE,
  type Scene,
  START,
  withSample,
} from '../../examples/playground/scene.js'

import { FIXED_CAUSES, POLICY_CAUSES } from '../../src/state/causes.js'
import { addressOf, type Playground, readAnswer, type Shown, startPlayground } from './page.js'

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
    await playground.choose('#policy', 'tigase')
    const stanza = `<message xmlns='jabber:client' type='chat' from='a@b.example/${escaped}' to='juliet@capulet.example'><body>${escaped}</body></message>`
    await playground.choose('#trigger', 'StoredOffline')
    await playground.choose('#sample', 'Forged carbon')
    await playground.choose('#xml', stanza)
    expect(await playground.textOf('.results')).toContain('window.hacked')
    expect(await foreign()).toBe(0)
    await playground.choose('#xml', attack)
    expect(await playground.textOf('#fault')).toMatch(/Line 1, column \d+/u)
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
    await playground.dropLog(
      [...lines.map((line) => JSON.stringify(line)), attack, '{"at":8,', 'null', '[]'].join('\n'),
    )
    expect(await playground.textOf('.chapters')).toContain('window.hacked')
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
    expect(await playground.textOf('.headline')).toContain('Push to Phone')
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
    expect(await playground.textOf('.results')).toContain('window.hacked')
    expect(await foreign()).toBe(0)
    expect(playground.complaints).toEqual([])
  })
})

describe('the address', () => {
  it('shows the same to somebody else', async () => {
    await playground.open()
    await playground.choose('#sample', 'Call')
    await playground.choose('#policy', 'ejabberd')
    await playground.choose('#compare', 'mongooseim')
    await playground.choose('#option-importantBody', 'Grüße 👋')
    await playground.press('Let it happen')
    await playground.choose('#sample', 'Typing')
    const before = await playground.page.$eval('#page', (page) => page.innerHTML.replace(/[\d.]+ ms/u, ''))
    const address = await playground.addressNow()
    expect(address).toMatch(/^[\w-]{50,900}$/u)
    await playground.open(address)
    expect(await playground.page.$eval('#page', (page) => page.innerHTML.replace(/[\d.]+ ms/u, ''))).toBe(before)
    expect(await playground.addressNow()).toBe(address)
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
    await playground.choose('#policy', 'tigase')
    await playground.press('Copy link')
    await page.waitForFunction(() => document.querySelector('.policies > button')?.textContent === 'Copied')
    const link = await page.evaluate(() => navigator.clipboard.readText())
    await playground.open(link.split('#')[1])
    expect(await page.$eval('#policy', (select) => (select as HTMLSelectElement).value)).toBe('tigase')
  })
})
