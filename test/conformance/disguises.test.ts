import { laws, runConformance } from 'xmpp-push-rules/conformance'
import { describe, expect, test } from 'vitest'
import { DISGUISES, disguised } from './disguises.js'
import { mutants } from './mutants/index.js'
import { lawOf } from './find.js'

describe('a right implementation passes every law, however it writes', () => {
  test.each(Object.entries(DISGUISES))('%s', async (name, change) => {
    const { results } = await runConformance(disguised(name, change), { runs: 15, shrink: false, policies: [] })
    expect(results.flatMap(({ law, verdict, reason }) => (verdict === 'pass' ? [] : [[law.id, reason]]))).toEqual([])
    expect(results).toHaveLength(laws.length)
  })

  test('and no disguise is none', async () => {
    const iq = {
      name: 'iq',
      attrs: { type: 'set', id: '1', to: 'push.example' },
      children: [
        {
          name: 'pubsub',
          attrs: { xmlns: 'http://jabber.org/protocol/pubsub' },
          children: [
            {
              name: 'item',
              attrs: {},
              children: [
                {
                  name: 'notification',
                  attrs: { xmlns: 'urn:xmpp:push:0' },
                  children: [
                    {
                      name: 'x',
                      attrs: { xmlns: 'jabber:x:data' },
                      children: [
                        { name: 'field', attrs: { var: 'a' }, children: [] },
                        { name: 'field', attrs: { var: 'b' }, children: [] },
                      ],
                    },
                  ],
                },
              ],
            },
          ],
        },
      ],
    }
    for (const [name, change] of Object.entries(DISGUISES)) {
      const changed = change(iq)
      expect([name, changed.parent !== undefined || JSON.stringify(changed) !== JSON.stringify(iq)]).toEqual([
        name,
        true,
      ])
    }
  })
})

describe('a wrong one fails all the same', () => {
  test.each(['xep-0357/summary/private-sender', 'seed/summary/nothing-else', 'xep-0357/summary/form'])(
    '%s',
    async (id) => {
      const found = mutants.filter(({ caughtBy }) => caughtBy === id)
      expect(found.length).toBeGreaterThan(0)
      for (const { adapter } of found) {
        const { results } = await runConformance(adapter, { laws: [lawOf(id)], policies: [], shrink: false })
        expect(results.map(({ verdict }) => verdict)).toEqual(['fail'])
      }
    },
  )
})
