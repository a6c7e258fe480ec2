/** Clients as they are: what fourteen of them send to enable and disable (structure theirs, tokens replaced). */
import { readFileSync } from 'node:fs'
import * as O from 'fp-ts/lib/Option.js'
import { describe, expect, it } from 'vitest'
import { policies, publishText } from 'xmpp-push-rules'
import { parseXml } from 'xmpp-push-rules/xml'
import { boundTo, loud, NS_OPTIONS, on, only, replies, right, runFrom, runWith } from '../support/fixtures.js'

interface Captured {
  readonly client: string
  readonly enable: string
  readonly node: string
  readonly options: ReadonlyArray<readonly [name: string, values: ReadonlyArray<string>]> | null
  readonly disable?: string
  readonly kind?: 'foreign'
}

const read = (file: string): string => readFileSync(new URL(`../fixtures/${file}`, import.meta.url), 'utf8')
const all = JSON.parse(read('client-requests.json')) as ReadonlyArray<Captured>
const ours = all.filter(({ kind }) => kind !== 'foreign')
const parsed = (text: string) => right(parseXml(text))
const enabling = (one: Captured, partial: Parameters<typeof runWith>[0] = {}) =>
  runWith(partial)(on.opened('phone'), on.sent('phone', parsed(one.enable)))

describe.each(ours.map((one) => [one.client, one] as const))('%s', (_, one) => {
  it('REG: is not refused, with any policy and with every extension on', () => {
    const everything = { extensions: ['filters', 'priority', 'jingle', 'encrypt', 'away'] } as const
    for (const partial of [{}, everything, ...Object.values(policies)]) {
      expect(replies(enabling(one, partial).last)).toEqual(['result'])
    }
  })

  it('REG-5: nothing of what it asked is lost', () => {
    const { account, last } = enabling(one)
    expect(account.registrations).toMatchObject([{ node: one.node }])
    expect(boundTo(account, 'phone')).toMatchObject({ node: one.node })
    const kept = O.toUndefined(account.registrations[0]?.publishOptions ?? O.none)
    expect(kept?.map(({ name, values }) => [name, values])).toEqual(
      one.options === null ? undefined : [['FORM_TYPE', [NS_OPTIONS]], ...one.options],
    )
    expect(only(last, 'Reply')[0]?.id).toBe(parsed(one.enable).attrs['id'])
  })

  it('REG-5: what goes out has FORM_TYPE hidden, and every value', () => {
    const [text = ''] = only(runFrom(enabling(one).account)(on.ping()).last, 'Publish').map(publishText('1'))
    expect(right(parseXml(text)).name).toBe('iq')
    expect(text.includes('<publish-options>')).toBe(one.options !== null)
    for (const [name, values] of one.options ?? []) {
      expect(text).toContain(`var="${name}"`)
      for (const value of values) expect(text).toContain(value.replaceAll('&', '&amp;'))
    }
    expect(text.match(/var="FORM_TYPE" type="hidden"/gu)).toHaveLength(one.options === null ? 1 : 2)
  })
})

describe('DIS: its disable leaves nothing', () => {
  const known = ours.flatMap((one) => (one.disable === undefined ? [] : [[one.client, one, one.disable] as const]))

  it.each(known)('%s', (_, one, disable) => {
    const { account, last } = runFrom(enabling(one).account)(on.sent('phone', parsed(disable)))
    expect(replies(last)).toEqual(['result'])
    expect(account.registrations).toEqual([])
    expect(runFrom(account)(on.stored(loud('m'))).last).toEqual([])
  })
})

describe('all of them', () => {
  it('are fourteen, each with a service and a node', () => {
    expect(ours.length).toBeGreaterThanOrEqual(14)
    expect(new Set(all.map(({ client }) => client)).size).toBe(all.length)
  })

  it.each(all.filter(({ kind }) => kind === 'foreign').map((one) => [one.client, one] as const))(
    '%s: addressed to somebody else, no effect',
    (_, one) => {
      expect(enabling(one).last).toEqual([])
    },
  )
})
