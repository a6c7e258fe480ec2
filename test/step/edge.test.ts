/** Odd orders of events and odd inputs, each of which once went wrong. */
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { classify, defaultOptions, type Event, parseJid, step, type XmlElement } from 'xmpp-push-rules'
import { serializeXml } from 'xmpp-push-rules/xml'

const bound = run(on.opened('phone'), on.enabled('phone')).account

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
    const two = run(on.opened('phone'), on.enabled('phone'), on.opened('tablet'), on.enabled('tablet', key('n2'))).account
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
      on.hibernated('phone', ['a', 'b', 'c'].map(loud)),
      on.stored(loud('e')),
      on.stored(loud('a')),
    )
    expect(pushes(last)).toEqual(['a > n2'])
  })
})

describe('RES-2: hibernating again without a resume in between', () => {
  it('an important queue ends the extension that the host was told of', () => {
    const { effects } = runFrom(bound)(on.hibernated('phone', [], 7), on.hibernated('phone', [loud('a')], 7))
    expect(only(effects, 'SetResumeTimeout').map(({ timeoutMs }) => timeoutMs)).toEqual([72 * 3_600_000, 7])
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

describe('wakeBeforeTimeoutMs: "the device is woken once"', () => {
  const wakeful = { wakeBeforeTimeoutMs: 60_000, maxHibernationMs: 100_000 }
  const asleep = runFrom(bound, wakeful)(on.hibernated('phone'))
  const timer = only(asleep.last, 'StartTimer')[0]?.timer ?? ''
  it('the timer firing twice wakes it once', () => {
    expect(pushes(runFrom(asleep.account, wakeful)(on.fired(timer), on.fired(timer)).effects)).toEqual(['ping > n1'])
  })
  it('effects in order: StopTimer before Publish', () => {
    const { last } = runFrom(asleep.account, wakeful)(on.queued('phone', loud('a')), on.fired(`phone@${NOW}`))
    expect(tags(last)).toEqual(['StopTimer', 'Publish', 'SetResumeTimeout'])
  })
})

describe('IMP: name and namespace always match together', () => {
  it('a prefix that is declared nowhere is not the content namespace', () => {
    const unbound = el('message', { xmlns: 'jabber:client' }, el('evil:body', {}, 'x'))
    expect(classify(defaultOptions)(juliet)(unbound).importance).toBe('unimportant')
    expect(classify(defaultOptions)(juliet)(el('evil:message', {}, body('x'))).importance).toBe('unimportant')
  })
})

describe('maxStanzasPerSecond: a clock that was ahead once', () => {
  it('does not silence the account until it is that late again', () => {
    const few = { maxStanzasPerSecond: 1 }
    const { last } = runFrom(bound, few)(
      on.stored(loud('a'), { at: NOW + 3_600_000 }),
      on.stored(loud('b'), { at: NOW }),
      on.stored(loud('c'), { at: NOW + 60_000 }),
    )
    expect(pushes(last)).toEqual(['c > n1'])
  })
})

describe('step is total', () => {
  it('a key that is a number is a key as well', () => {
    const { last, account } = run(
      on.opened('phone'),
      on.enabled('phone'),
      on.closed('phone'),
      on.stored({ key: wild(5), stanza: chat() }),
    )
    expect(only(last, 'Publish')).toHaveLength(1)
    expect(only(runFrom(account)(on.stored({ key: wild(5), stanza: chat() })).last, 'Publish')).toEqual([])
  })

  it.each(['Nonsense', '__proto__', 'constructor', 'toString'])('an event of the tag %s has no effect', (_tag) => {
    const event: Event = wild({ _tag, at: NOW })
    expect(step(defaultOptions)(event)(nobody)).toEqual([[], nobody])
  })
})

describe('REG-5', () => {
  const optionsAfter = (...fields: ReadonlyArray<XmlElement>) => {
    const { last } = run(on.sent('phone', enableIq({ jid: SERVICE, node: 'n1' }, form(...fields))), on.ping())
    const [publish] = only(last, 'Publish')
    return publish && deep(publish.iq, 'publish-options')
  }
  it('every field: one without var is kept as well', () => {
    expect(
      JSON.stringify(optionsAfter(field('a', 'b'), el('field', { type: 'fixed' }, el('value', {}, 'caption')))),
    ).toContain('caption')
  })
  it('a form without FORM_TYPE, here an empty one, is taken and gets it when sent', () => {
    expect(optionsAfter()).toBeDefined()
  })
})

describe('REG-10: maxFormBytes is octets of the form’s XML', () => {
  const answer = (maxFormBytes: number, ...fields: ReadonlyArray<XmlElement>) =>
    replies(runWith({ maxFormBytes })(on.sent('phone', enableIq({ jid: SERVICE }, form(...fields)))).last)[0]

  it.each([
    ['an empty form', []],
    [
      'a field with everything',
      [el('field', { var: 'näme', type: 'text-multi' }, el('value', {}, 'süß'), el('value', {}, '🌹'))],
    ],
    ['two fields', [field('a', 'b'), field('c', 'd')]],
    ['what is escaped', [field('"', '&'), field("'", '<', '>'), field('\t\r\n', '\t\r\n')]],
  ])('is never less than what is sent: %s', (_, fields) => {
    const { effects } = run(on.sent('phone', enableIq({ jid: SERVICE }, form(...fields))), on.ping())
    const [publish] = only(effects, 'Publish')
    const sentForm = publish?.iq.children.flatMap((pubsub) => (typeof pubsub === 'string' ? [] : pubsub.children))[1]
    const octets =
      typeof sentForm === 'object'
        ? Buffer.byteLength(serializeXml(sentForm)) - '<publish-options></publish-options>'.length
        : NaN
    expect(answer(octets - 1, ...fields)).toBe('modify/policy-violation')
    expect(answer(octets + 80, ...fields)).toBe('result')
  })

  it('to the octet, where each field has a type and each value a text', () => {
    const full = el('field', { var: 'näme', type: 'text-single' }, el('value', {}, 'süß &'))
    const formType = el(
      'field',
      { var: 'FORM_TYPE', type: 'hidden' },
      el('value', {}, 'http://jabber.org/protocol/pubsub#publish-options'),
    )
    const written = serializeXml(el('x', { xmlns: 'jabber:x:data', type: 'submit' }, formType, full))
    const octets = Buffer.byteLength(written) + '&quot;'.length - '&amp;'.length
    expect(answer(octets, full)).toBe('result')
    expect(answer(octets - 1, full)).toBe('modify/policy-violation')
  })

  it('escapes count', () => {
    const { last } = run(on.sent('phone', enableIq({ jid: SERVICE }, form(field('a', '&'.repeat(8000))))))
    expect(replies(last)).toEqual(['modify/policy-violation'])
  })
})

describe('TRG-10 under sessionsSilence all', () => {
  it('the session that closes does not silence its own collected stanzas', () => {
    const { last } = runFrom(bound, { sessionsSilence: 'all' })(
      on.hibernated('phone'),
      on.queued('phone', loud('a')),
      on.closed('phone'),
    )
    expect(pushes(last)).toEqual(['a > n1'])
  })
})
