/** Odd orders of events and odd inputs, each of which once went wrong. */
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { classify, defaultOptions, parseJid, publishText, type XmlElement } from 'xmpp-push-rules'
import { serializeXml } from 'xmpp-push-rules/xml'
import {
  body,
  el,
  enableIq,
  field,
  form,
  JULIET,
  juliet,
  key,
  loud,
  on,
  only,
  pushes,
  replies,
  run,
  runFrom,
  runWith,
  SERVICE,
  timerOf,
} from '../support/fixtures.js'

describe('DUP-1: whatever maxDevices is, a stanza is pushed once to each registration', () => {
  it('100 devices, told in two halves, then one of the last half again', () => {
    const many = { maxDevices: 100 }
    const names = Array.from({ length: 100 }, (_, index) => `n${index}`)
    const half = names.slice(0, 50)
    const { effects } = runWith(many)(
      ...names.map((name) => on.enabled('x', key(name))),
      ...half.flatMap((name) => [on.opened(name), on.enabled(name, key(name))]),
      on.archived(loud('m')), // the 50 that no session is bound to
      ...half.map((name) => on.hibernated(name, [loud('m')])), // the other 50, one by one
      ...half.map((name) => on.closed(name)),
      on.stored(loud('m')),
    )
    const published = pushes(effects)
    expect(published).toHaveLength(new Set(published).size)
  })
})

describe('DUP-1: maxNotified is a number of stanzas', () => {
  it('telling a second registration of a stanza forgets no other stanza', () => {
    const two = run(
      on.opened('phone'),
      on.enabled('phone'),
      on.opened('tablet'),
      on.enabled('tablet', key('n2')),
    ).account
    const { effects } = runFrom(two, { maxNotified: 2 })(
      on.hibernated('phone', [loud('a')]),
      on.resumed('phone'),
      on.hibernated('phone', [loud('b')]),
      on.hibernated('tablet', [loud('b')]),
      on.resumed('phone'),
      on.hibernated('phone', [loud('a')]),
    )
    expect(pushes(effects)).toEqual(['a > n1', 'b > n1', 'b > n2'])
  })
})

describe('DUP-1: out of a long queue', () => {
  it('what was pushed is remembered longest', () => {
    const two = run(on.opened('phone'), on.enabled('phone'), on.enabled('x', key('n2'))).account
    const { last } = runFrom(two, { maxNotified: 3 })(
      on.hibernated(
        'phone',
        ['a', 'b', 'c'].map((name) => loud(name)),
      ),
      on.stored(loud('e')),
      on.stored(loud('a')),
    )
    expect(pushes(last)).toEqual(['a > n2'])
  })
})

describe('REG-1, REG-2: a domain with two trailing dots', () => {
  it('is no JID', () => {
    expect(E.isLeft(parseJid('push.example..'))).toBe(true)
  })
  it('normalisation is idempotent', () => {
    const once = parseJid('push.example..')
    expect(E.flatMap(once, parseJid)).toEqual(once)
  })
  it('is no way around REG-2', () => {
    expect(replies(run(on.sent('phone', enableIq({ jid: `${JULIET}..` }))).last)).toEqual(['modify/bad-request'])
  })
  it('nor is a line separator a way around the check for empty labels', () => {
    expect(E.isLeft(parseJid('a\u2028b..c'))).toBe(true)
  })
})

describe('IMP: name and namespace always match together', () => {
  it('a prefix that is declared nowhere is not the content namespace', () => {
    const unbound = el('message', { xmlns: 'jabber:client' }, el('evil:body', {}, 'x'))
    expect(classify(defaultOptions)(juliet)(unbound).importance).toBe('unimportant')
    expect(classify(defaultOptions)(juliet)(el('evil:message', {}, body('x'))).importance).toBe('unimportant')
  })
})

describe('REG-10: maxFormBytes is octets of the form’s XML', () => {
  const answer = (maxFormBytes: number, ...fields: ReadonlyArray<XmlElement>) =>
    replies(runWith({ maxFormBytes })(on.sent('phone', enableIq({ jid: SERVICE }, form(...fields)))).last)[0]

  it.each([
    [
      'a field with everything',
      [el('field', { var: 'näme', type: 'text-multi' }, el('value', {}, 'süß'), el('value', {}, '🌹'))],
    ],
    ['two fields', [field('a', 'b'), field('c', 'd')]],
    ['what is escaped', [field('"', '&'), field("'", '<', '>'), field('\t\r\n', '\t\r\n')]],
  ])('is never less than what goes out of what the client sent: %s', (_, fields) => {
    const { effects } = run(on.sent('phone', enableIq({ jid: SERVICE }, form(...fields))), on.ping())
    const [text = ''] = only(effects, 'Publish').map(publishText('1'))
    const octets = Buffer.byteLength(
      /#publish-options<\/value><\/field>(.*)<\/x><\/publish-options>/su.exec(text)?.[1] ?? '',
    )
    expect(answer(octets - 1, ...fields)).toBe('modify/policy-violation')
    expect(answer(octets + 80, ...fields)).toBe('result')
  })

  it('to the octet, where each field has a type and each value a text', () => {
    const full = el('field', { var: 'näme', type: 'text-single' }, el('value', {}, 'süß &'))
    const octets = Buffer.byteLength(serializeXml(full)) + '&quot;'.length - '&amp;'.length
    expect(answer(octets, full)).toBe('result')
    expect(answer(octets - 1, full)).toBe('modify/policy-violation')
  })

  it('hostile sizes: what is far too long is refused before it is measured', () => {
    const huge = '<'.repeat(10_000_000)
    const timed = (work: () => unknown): number => {
      const started = performance.now()
      work()
      return performance.now() - started
    }
    const measuring = timed(() => huge.replaceAll(/[&<>]/gu, '&quot;').length)
    expect(timed(() => answer(8192, field('a', huge)))).toBeLessThan(measuring)
    expect(answer(8192, field('a', huge))).toBe('modify/policy-violation')
  })

  it('escapes count', () => {
    const { last } = run(on.sent('phone', enableIq({ jid: SERVICE }, form(field('a', '&'.repeat(8000))))))
    expect(replies(last)).toEqual(['modify/policy-violation'])
  })
})

describe('names of Object.prototype', () => {
  it.each(['__proto__', 'constructor', 'hasOwnProperty'])('%s as resource, node and stanza', (name) => {
    const { account, effects } = run(
      on.opened(name),
      on.enabled(name, key(name)),
      on.hibernated(name),
      on.queued(name, loud(name)),
      on.fired(timerOf(name)),
    )
    expect(pushes(effects)).toEqual([`${name} > ${name}`])
    expect(Object.keys(account.sessions)).toEqual([name])
    expect(
      run(on.sent(name, enableIq({ jid: SERVICE })), on.hibernated(name, [loud('m')]), on.fired(name)).account.sessions,
    ).toEqual({})
  })
})
