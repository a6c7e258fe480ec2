import { readFileSync } from 'node:fs'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'
import { laws, type LawResult } from 'xmpp-push-rules/conformance'
import { choose } from '../../examples/live/laws/choose.js'
import { readOwnServer, type OwnServer } from '../../examples/live/own/config.js'
import { laneService, ownNames } from '../../examples/live/own/names.js'
import { castsOf, noLonger, ownFacts, withKnown } from '../../examples/live/own/run-own.js'

const file = {
  name: 'A server',
  client: 'xmpp://127.0.0.1:5222',
  component: { address: 'xmpp://127.0.0.1:5347', domain: 'push.one.example', secret: 's' },
  accounts: [
    { jid: 'a@one.example', password: 'p' },
    { jid: 'b@one.example', password: 'p' },
    { jid: 'c@two.example', password: 'p' },
  ],
  can: ['offline', 'hibernation'],
}

const read = (change: Record<string, unknown> = {}): E.Either<ReadonlyArray<string>, OwnServer> =>
  readOwnServer(JSON.stringify({ ...file, ...change }))

const own = (change?: Record<string, unknown>): OwnServer => {
  const one = read(change)
  if (E.isLeft(one)) throw new Error(one.left.join('\n'))
  return one.right
}

describe('the file', () => {
  test('what is not said has its default', () => {
    expect(own()).toMatchObject({ quietMs: 250, options: {}, known: {} })
    expect(own()).not.toHaveProperty('policy')
  })

  test('everything that is wrong is said, each with its path', () => {
    const wrong = read({
      client: 5222,
      accounts: [{ jid: 'nobody', password: 'p' }],
      can: ['offline', 'flying'],
      policy: 'none',
      options: { coalesceMs: -1 },
      component: { ...file.component, domain: undefined },
      more: true,
    })
    const lines = E.isLeft(wrong) ? wrong.left : []
    for (const path of [
      'client',
      'accounts[0].jid',
      'can[1]',
      'policy',
      'options.coalesceMs',
      'component.domain',
      'more',
    ])
      expect(lines.filter((line) => line.startsWith(`${path}: `))).toHaveLength(1)
  })

  test('what is known is known of a law', () => {
    expect(own({ known: { 'xep-0357/enabling/result': 'why' } }).known).toEqual({ 'xep-0357/enabling/result': 'why' })
    expect(read({ known: { 'xep-0357/enabling/result': 'why', 'xep-0357/enabling/resutl': 'why' } })).toEqual(
      E.left(['known.xep-0357/enabling/resutl: the id of a law is expected']),
    )
  })

  test.each(['prosody', 'ejabberd'])('that of %s names laws', (name) => {
    const details = JSON.parse(
      readFileSync(new URL(`../../examples/live/own/${name}.json`, import.meta.url), 'utf8'),
    ) as object
    expect(E.isRight(read({ ...details }))).toBe(true)
  })

  test.each(['', '[]', '{', 'null'])('%j is no such file', (text) => {
    expect(E.isLeft(readOwnServer(text))).toBe(true)
  })
})

describe('accounts', () => {
  test('those of the first host play Juliet, those of another Romeo', () => {
    expect(castsOf(own()).map(({ juliet, romeo }) => [juliet.user, romeo?.user])).toEqual([
      ['a', 'c'],
      ['b', undefined],
    ])
  })

  test('a law about two users needs one of another host for every lane', () => {
    const law = laws.find(({ needs }) => needs.includes('several-accounts'))
    if (law === undefined) throw new Error('no such law')
    const why = (given: OwnServer): string | undefined => choose(law, ownFacts(given, castsOf(given))).why
    expect(why(own({ can: ['offline', 'archive', 'hibernation'] }))).toContain('several-accounts')
  })
})

describe('names', () => {
  const [cast] = castsOf(own())
  if (cast === undefined) throw new Error('no cast')
  const names = ownNames(cast, 3, 'push.one.example')

  test.each([
    'push.example',
    'xmpp.push.example',
    'app@push.example/android',
    'push.example/resource',
    'juliet@capulet.example/phone',
    'romeo@montague.example',
    'capulet.example',
  ])('%s comes back as it was', (name) => {
    const wire = names.toWire(`<x a="${name}">${name}</x>`)
    expect(wire).not.toContain(name)
    expect(names.toKit(wire)).toBe(`<x a="${name}">${name}</x>`)
  })

  test.each(['nurse@verona.example/kitchen', 'verona.example', 'mallory@evil.example/x', 'push.example.evil.example'])(
    '%s is an address of the component',
    (jid) => {
      expect(names.sender(jid).split('/')[0]).toMatch(/@push\.one\.example$/)
      expect(names.sender(jid)).not.toContain(laneService(3, 'push.one.example'))
      expect(names.toKit(names.sender(jid))).toBe(jid)
    },
  )

  test('a push service sends under its own name', () => {
    expect(names.sender('push.example')).toBe(laneService(3, 'push.one.example'))
    expect(names.sender('push.example/resource')).toBe(`${laneService(3, 'push.one.example')}/resource`)
  })

  test('nobody sends in the name of an account', () => {
    expect(() => names.sender('juliet@capulet.example')).toThrow('in the name of an account')
  })
})

test('a failure that is known is a difference, and nothing else changes', () => {
  const result = (id: string, verdict: LawResult['verdict']): LawResult =>
    ({ law: { id }, verdict, runs: 1, reason: 'found' }) as LawResult
  expect(noLonger({ b: 'known', c: 'known' }, [result('a', 'pass'), result('b', 'pass'), result('c', 'fail')])).toEqual(
    ['b'],
  )
  const change = withKnown({ a: 'known', b: 'known' })
  expect(change(result('a', 'fail'))).toMatchObject({ verdict: 'differs', reason: 'known' })
  const flaky = {
    ...result('a', 'fail'),
    reason: 'Flaky: it failed, and did not when it was played again from a clean start. no push',
  }
  expect(change(flaky)).toEqual(flaky)
  expect(change(result('b', 'pass'))).toMatchObject({ verdict: 'pass', reason: 'found' })
  expect(change(result('c', 'fail'))).toMatchObject({ verdict: 'fail' })
})
