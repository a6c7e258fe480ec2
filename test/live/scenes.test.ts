import { describe, expect, test } from 'vitest'
import { ejabberdConfig } from '../../examples/live/ejabberd.js'
import { prosodyConfig } from '../../examples/live/prosody.js'
import { reasons } from '../../examples/live/reasons.js'
import { accountsOf } from '../../examples/live/run-scene.js'
import type { Scene } from '../../examples/live/scene.js'
import { extensionScenes } from '../../examples/live/scenes/extensions.js'
import { scenes } from '../../examples/live/scenes/index.js'
import { recordedScene } from '../../examples/live/scenes/recorded.js'
import { profiles } from '../../examples/live/server.js'
import { parseElement } from '../../examples/live/xml.js'

const all: ReadonlyArray<Scene> = [...scenes, ...extensionScenes, recordedScene]

describe('the table of scenes', () => {
  test('ids are unique, and parts of addresses', () => {
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
    for (const { id } of all) expect(id).toMatch(/^[a-z0-9-]+$/)
  })

  test('every scene names the rules that it is about', () => {
    for (const { rules } of all) {
      expect(rules.length).toBeGreaterThan(0)
      for (const rule of rules)
        expect(rule).toMatch(/^(REG|DIS|TRG|DUP|IMP|URG|SUM|PUB|ERR|RES|REM|FIL|MEN|PRI|SEAL|SET)(-\d+)?$/)
    }
  })

  test.each(all.map((scene) => [scene.id, scene] as const))('%s: devices log in before they act', (_, { steps }) => {
    const online = new Set<string>()
    const early = steps.flatMap((step) => {
      if (!('device' in step)) return []
      if (step.do === 'login') online.add(step.device)
      const absent = !online.has(step.device)
      if (step.do === 'logout') online.delete(step.device)
      return absent ? [step] : []
    })
    expect(early).toEqual([])
  })

  test('all XML can be read', () => {
    const texts = all.flatMap(({ steps }) =>
      steps.flatMap((step) => (step.do === 'iq' ? [step.payload] : 'stanza' in step ? [step.stanza] : [])),
    )
    expect(texts.map((text) => parseElement(text).name)).toHaveLength(texts.length)
  })

  test('no two scenes share an account', () => {
    const accounts = accountsOf([...scenes, ...extensionScenes]).map(({ user, host }) => `${user}@${host}`)
    expect(new Set(accounts).size).toBe(accounts.length)
  })
})

test('the id of a reason is its own, and each names rules', () => {
  for (const known of Object.values(reasons)) {
    expect(new Set(known.map(({ id }) => id)).size).toBe(known.length)
    for (const { rules } of known) expect(rules.length).toBeGreaterThan(0)
  }
})

describe('configurations', () => {
  const setup = { profiles: Object.values(profiles), accounts: [] }
  const configs = [
    prosodyConfig(setup, '/folder', { client: 1, component: 2 }, '/plugins'),
    ejabberdConfig(setup, { client: 1, component: 2 }),
  ]

  test.each(configs)('listen on the loopback interface alone', (config) => {
    expect(config).toContain('127.0.0.1')
    expect(config).not.toMatch(/0\.0\.0\.0|"::"|"\*"/)
  })

  test.each(configs)('know every host', (config) => {
    for (const { host } of setup.profiles) expect(config).toContain(`"${host}"`)
  })

  test('modules that read more of an enable are on the host for it alone', () => {
    const [prosody = ''] = configs
    const hostsWith = prosody.split('VirtualHost ').filter((host) => host.includes('cloud_notify_encrypted'))
    expect(hostsWith.map((host) => host.split('\n')[0])).toEqual(['"extensions.localhost"'])
  })
})
