/** EXT-1: what a client asks for when it enables, as Siskin and Snikket iOS write it. */
import { describe, expect, it } from 'vitest'
import type { Extension, Options, Settings, XmlElement } from 'xmpp-push-rules'
import { serializeXml } from 'xmpp-push-rules/xml'
import {
  el,
  enableIq,
  field,
  FORM_TYPE,
  on,
  overJson,
  publishOptions,
  replies,
  ROOM,
  runFrom,
  runWith,
  SERVICE,
  wild,
} from '../support/fixtures.js'

const ALL: ReadonlyArray<Extension> = ['filters', 'priority', 'jingle', 'encrypt', 'away']
const KEY = 'MDEyMzQ1Njc4OWFiY2RlZg=='

const unknown = el('ignore-unknown', { xmlns: 'tigase:push:filter:ignore-unknown:0' })
const muted = (...jids: ReadonlyArray<string>): XmlElement =>
  el('muted', { xmlns: 'tigase:push:filter:muted:0' }, ...jids.map((jid) => el('item', { jid })))
const rooms = (...all: ReadonlyArray<Readonly<Record<string, string>>>): XmlElement =>
  el('groupchat', { xmlns: 'tigase:push:filter:groupchat:0' }, ...all.map((attrs) => el('room', attrs)))
const priority = el('priority', { xmlns: 'tigase:push:priority:0' })
const jingle = el('jingle', { xmlns: 'tigase:push:jingle:0' })
const encrypt = (attrs: Readonly<Record<string, string>> = {}, secret = KEY): XmlElement =>
  el('encrypt', { xmlns: 'tigase:push:encrypt:0', alg: 'aes-128-gcm', ...attrs }, secret)

const ask = (partial: Partial<Options>, children: ReadonlyArray<XmlElement>, attrs = {}) =>
  runWith({ extensions: ALL, ...partial })(on.sent('phone', enableIq({ jid: SERVICE, ...attrs }, ...children)))
const kept = (...children: ReadonlyArray<XmlElement>): Settings | undefined =>
  ask({}, children).account.registrations[0]?.settings

const everything = [
  unknown,
  muted('Romeo@Montague.example'),
  rooms({ jid: ROOM, allow: 'mentioned', nick: 'Juliet' }),
  priority,
  jingle,
  encrypt({ 'max-size': '2000' }),
]

describe('EXT-1', () => {
  it('everything at once, as plain data', () => {
    const { account, last } = ask({}, everything, { away: 'true' })
    expect(replies(last)).toEqual(['result'])
    expect(account.registrations[0]?.settings).toEqual({
      ignoreUnknown: true,
      muted: ['romeo@montague.example'],
      rooms: [{ room: ROOM, allow: 'mentioned', nick: 'Juliet' }],
      priority: true,
      jingle: true,
      seal: { secret: KEY, maxSize: 2000 },
      away: true,
    })
    expect(overJson(account)).toEqual(account)
  })

  it('beside a form of publish options', () => {
    const { account } = ask({}, [publishOptions(field('secret', 's')), priority])
    expect(account.registrations).toMatchObject([
      { settings: { priority: true }, publishOptions: { value: [FORM_TYPE, { name: 'secret' }] } },
    ])
  })

  it('by default nothing is read, and nothing is refused', () => {
    const { account, last } = ask({ extensions: [] }, [...everything, encrypt({ alg: 'rot13' })], { away: 'true' })
    expect(replies(last)).toEqual(['result'])
    expect(account.registrations[0]).not.toHaveProperty('settings')
  })

  it.each<readonly [Extension, ReadonlyArray<keyof Settings>]>([
    ['filters', ['ignoreUnknown', 'muted', 'rooms']],
    ['priority', ['priority']],
    ['jingle', ['jingle']],
    ['encrypt', ['seal']],
    ['away', ['away']],
  ])('%s alone reads %j', (extension, names) => {
    const { account } = ask({ extensions: [extension] }, everything, { away: '1' })
    expect(Object.keys(account.registrations[0]?.settings ?? {})).toEqual(names)
  })

  it('what is not known, or of another namespace, is passed over', () => {
    expect(
      kept(el('priority', { xmlns: 'urn:other' }), el('muted', {}), el('encrypt', { xmlns: 'tigase:push:encrypt:1' })),
    ).toBeUndefined()
  })

  it('enabling again replaces all of it', () => {
    const again = runFrom(ask({}, everything).account, { extensions: ALL })(
      on.sent('phone', enableIq({ jid: SERVICE }, jingle)),
    )
    expect(again.account.registrations[0]?.settings).toEqual({ jingle: true })
    const none = runFrom(again.account, { extensions: ALL })(on.sent('phone', enableIq({ jid: SERVICE })))
    expect(none.account.registrations[0]).not.toHaveProperty('settings')
  })

  it('REG-10: form and settings share one bound', () => {
    const list = muted(...Array.from({ length: 300 }, (_, index) => `somebody-${index}@example.org`))
    expect(replies(ask({}, [list]).last)).toEqual(['modify/policy-violation'])
    const half = muted(...Array.from({ length: 100 }, (_, index) => `somebody-${index}@example.org`))
    const form = publishOptions(field('secret', 'x'.repeat(4000)))
    expect(replies(ask({}, [half]).last)).toEqual(['result'])
    expect(replies(ask({}, [form]).last)).toEqual(['result'])
    expect(replies(ask({}, [form, half]).last)).toEqual(['modify/policy-violation'])
    expect(replies(ask({ extensions: ['priority'] }, [list]).last)).toEqual(['result'])
  })
})

describe('REG-10: settings are measured whatever tree they are', () => {
  const measured = (inside: unknown, maxFormBytes = 1_048_576): ReadonlyArray<string> =>
    replies(ask({ maxFormBytes }, [wild({ ...muted(), children: [inside] })]).last)

  it('elements without attributes, or with what is none', () => {
    for (const attrs of [null, undefined, 1, 'x', { a: null, b: 1, c: {} }]) {
      expect(measured({ name: 'x', attrs, children: null })).toEqual(['result'])
    }
  })

  it('nested without end, and in circles: refused, by a bound of any size', () => {
    const deepest: unknown = Array.from({ length: 200_000 }).reduce(
      (child) => ({ name: 'x', attrs: {}, children: [child] }),
      'x',
    )
    expect(measured(deepest)).toEqual(['modify/policy-violation'])
    const circle: { name: string; attrs: object; children: Array<unknown> } = { name: 'x', attrs: {}, children: [] }
    circle.children.push(circle, circle)
    expect(measured(circle)).toEqual(['modify/policy-violation'])
    expect(measured(circle, 10)).toEqual(['modify/policy-violation'])
  })

  it('to the octet', () => {
    const list = muted('romeo@montague.example', 'ünï@montague.example')
    const octets = Buffer.byteLength(serializeXml(list)) + 2 * '></item>'.length - 2 * '/>'.length
    const answer = (maxFormBytes: number): ReadonlyArray<string> => replies(ask({ maxFormBytes }, [list]).last)
    expect(answer(octets)).toEqual(['result'])
    expect(answer(octets - 1)).toEqual(['modify/policy-violation'])
  })
})

describe('FIL-5: JIDs are kept as parsed, and items that are none are passed over', () => {
  it('muted', () => {
    expect(kept(muted('A@B.example/res', '', 'a@', 'push\u3002example'))).toEqual({ muted: ['a@b.example'] })
    expect(kept(muted())).toEqual({ muted: [] })
  })

  it('rooms', () => {
    const list = rooms(
      { jid: 'Room@MUC.example', allow: 'always' },
      { jid: ROOM, allow: 'sometimes' },
      { jid: '@', allow: 'never' },
      { jid: ROOM, allow: 'never' },
      { jid: ROOM },
    )
    expect(kept(list)).toEqual({
      rooms: [
        { room: 'room@muc.example', allow: 'always' },
        { room: ROOM, allow: 'never' },
      ],
    })
  })
})

describe('SEAL: <encrypt/>', () => {
  it('max-size is 3000 where it is none', () => {
    for (const size of ['', 'x', '-1', '1.5', '12345678']) {
      expect(kept(encrypt({ 'max-size': size }))).toEqual({ seal: { secret: KEY, maxSize: 3000 } })
    }
    expect(kept(encrypt())).toEqual({ seal: { secret: KEY, maxSize: 3000 } })
  })

  it('alg may be written in other letters', () => {
    expect(kept(encrypt({ alg: 'AES-128-GCM' }))).toMatchObject({ seal: { secret: KEY } })
  })

  it('another alg: feature-not-implemented', () => {
    for (const alg of ['aes-256-gcm', '']) {
      const { account, last } = ask({}, [encrypt({ alg })])
      expect(replies(last)).toEqual(['modify/feature-not-implemented'])
      expect(account.registrations).toEqual([])
    }
  })

  it.each([
    ['of 15 octets', 'MDEyMzQ1Njc4OWFiY2Rl'],
    ['of 17 octets', 'MDEyMzQ1Njc4OWFiY2RlZmc='],
    ['of 32 octets', 'MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY='],
    ['that is no base64', 'not base64 at all!!!!!=='],
    ['that is none', ''],
  ])('a key %s: bad-request', (_, secret) => {
    expect(replies(ask({}, [encrypt({}, secret)]).last)).toEqual(['modify/bad-request'])
  })

  it('spaces around the key are none of it', () => {
    expect(kept(encrypt({}, `\n  ${KEY} \n`))).toMatchObject({ seal: { secret: KEY } })
  })
})

describe('REG-10: trees that no client sends', () => {
  const nested = (levels: number): XmlElement =>
    Array.from({ length: levels }).reduce<XmlElement>((inside) => el('a', {}, inside), el('a'))
  const filters = (child: XmlElement): XmlElement => el('muted', { xmlns: 'tigase:push:filter:muted:0' }, child)

  it('an element without attributes, as other libraries build them, is measured like one that has none', () => {
    expect(replies(ask({}, [filters(wild({ name: 'item', children: [] }))]).last)).toEqual(['result'])
  })

  it('elements nested as deep as no parser of ours goes are measured, and no exception', () => {
    const large = { maxFormBytes: 1_048_576 }
    expect(replies(ask(large, [filters(nested(100))]).last)).toEqual(['result'])
    expect(replies(ask(large, [filters(nested(100_000))]).last)).toEqual(['result'])
    expect(replies(ask(large, [filters(nested(1_000_000))]).last)).toEqual(['modify/policy-violation'])
  })
})
