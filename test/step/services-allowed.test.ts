/** REG-1, REG-10, REG-11: which services and how much of it. */
import { describe, expect, it } from 'vitest'
import type { Options } from 'xmpp-push-rules'
import {
  disableIq,
  el,
  enableIq,
  field,
  form,
  key,
  on,
  publishOptions,
  replies,
  run,
  runFrom,
  runWith,
  SERVICE,
} from '../support/fixtures.js'

const phone = run(on.opened('phone'), on.enabled('phone')).account

describe('REG-1: a jid is payload, which no server has prepared', () => {
  it.each([
    ['an ideographic full stop', 'push\u3002example'],
    ['a full-width full stop', 'push\uff0eexample'],
    ['a half-width full stop', 'push\uff61example'],
    ['a full-width letter', '\uff50ush.example'],
    ['a soft hyphen', 'pu\u00adsh.example'],
    ['a zero-width space', 'push\u200b.example'],
    ['a zero-width joiner', 'push\u200d.example'],
    ['a letter that is composed', 'pu\u0301sh.example'],
    ['a ligature', 'pu\ufb01.example'],
  ])('%s: bad-request, so that one service is one registration', (_, jid) => {
    const { account, last } = runFrom(phone)(on.sent('phone', enableIq({ jid, node: 'n1' })))
    expect(replies(last)).toEqual(['modify/bad-request'])
    expect(account).toBe(phone)
  })

  it('letters that are prepared are taken, and so is any localpart and resource', () => {
    for (const jid of ['pú\u0073h.example', 'пример.example', 'p\uff50@push.example/\uff50']) {
      expect(replies(run(on.sent('phone', enableIq({ jid }))).last)).toEqual(['result'])
    }
  })
})

describe('REG-10', () => {
  it('fields without name, type and value count as the little that they are', () => {
    const many = form(...Array.from({ length: 150 }, () => el('field')))
    const { last } = runWith({ maxFormBytes: 5000 })(on.sent('phone', enableIq({ jid: SERVICE }, many)))
    expect(replies(last)).toEqual(['result'])
  })

  const violates = 'modify/policy-violation'
  const enableOf = (attrs: Readonly<Record<string, string>>, ...forms: ReadonlyArray<ReturnType<typeof form>>) =>
    replies(run(on.sent('phone', enableIq({ jid: SERVICE, ...attrs }, ...forms))).last)[0]

  it.each([
    ['localpart', (n: number) => `${'é'.repeat((n - (n % 2)) / 2)}${'a'.repeat(n % 2)}@push.example`],
    ['domainpart', (n: number) => 'a'.repeat(n)],
    ['resourcepart', (n: number) => `push.example/${'語'.repeat(n / 3)}`],
  ])('a %s of 1023 octets is taken, one above is not', (_, jid) => {
    expect(enableOf({ jid: jid(1023) })).toBe('result')
    expect(enableOf({ jid: jid(1026) })).toBe(violates)
  })

  it('node', () => {
    expect(enableOf({ node: 'é'.repeat(512) })).toBe('result')
    expect(enableOf({ node: `${'é'.repeat(512)}a` })).toBe(violates)
    expect(replies(runWith({ maxNodeBytes: 3 })(on.enabled('phone', key('abcd'))).last)).toEqual([violates])
  })

  it('form: values, names, types, number of fields', () => {
    expect(enableOf({}, publishOptions(field('a', 'x'.repeat(7000))))).toBe('result')
    expect(enableOf({}, publishOptions(field('a', 'x'.repeat(8192))))).toBe(violates)
    expect(enableOf({}, publishOptions(field('x'.repeat(8192))))).toBe(violates)
    expect(enableOf({}, publishOptions(el('field', { var: 'a', type: 'x'.repeat(8192) })))).toBe(violates)
    expect(enableOf({}, publishOptions(...Array.from({ length: 1000 }, () => field(''))))).toBe(violates)
    expect(enableOf({}, publishOptions(field('a', ...Array.from({ length: 2000 }, () => ''))))).toBe(violates)
  })

  it('10 MB of anything is refused, and nothing of it is kept', () => {
    const huge = 'a'.repeat(10_000_000)
    for (const request of [
      enableIq({ jid: huge }),
      enableIq({ jid: `${huge}@b` }),
      enableIq({ jid: SERVICE, node: huge }),
      enableIq({ jid: SERVICE }, form(field(huge, huge))),
      disableIq({ jid: huge }),
    ]) {
      const { account, last } = run(on.sent('phone', request))
      expect(replies(last)).toEqual([violates])
      expect(account.registrations).toEqual([])
    }
  })
})

describe('REG-11: services that may be enabled', () => {
  const asked = (services: Options['services'], jid: string): ReadonlyArray<string> =>
    replies(runWith({ services })(on.sent('phone', enableIq({ jid, node: 'n1' }))).last)

  it('any, by default', () => {
    expect(asked('any', 'anything.example')).toEqual(['result'])
  })

  it('or those of a list: JIDs or domains, compared as JIDs; any other: not-allowed', () => {
    const list = ['Push.Example', 'bot@app.example/proxy']
    expect(asked(list, 'push.example')).toEqual(['result'])
    expect(asked(list, 'x@push.example')).toEqual(['result'])
    expect(asked(list, 'bot@app.example/proxy')).toEqual(['result'])
    for (const jid of ['app.example', 'bot@app.example', 'sub.push.example', 'evil.example']) {
      expect(asked(list, jid)).toEqual(['cancel/not-allowed'])
    }
    expect(asked([], 'push.example')).toEqual(['cancel/not-allowed'])
  })

  it('DSC-1: an account that is not provisioned may enable nothing, but disable', () => {
    const barred = runFrom(phone, { provisioned: false })
    expect(replies(barred(on.enabled('phone', key('n2'))).last)).toEqual(['cancel/not-allowed'])
    expect(replies(barred(on.disabled('phone')).last)).toEqual(['result'])
  })
})
