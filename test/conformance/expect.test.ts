import { defaultOptions } from 'xmpp-push-rules'
import { expect, test } from 'vitest'
import {
  alerting,
  all,
  answered,
  classes,
  everyPush,
  field,
  noPush,
  pushes,
  that,
  timeouts,
} from '../../src/conformance/expect.js'
import type { Observed, Push } from '../../src/conformance/observe.js'
import type { Expectation } from '../../src/conformance/scene.js'
import { JULIET, key, PHONE, ROMEO, TABLET } from '../../src/conformance/stage.js'

const IMPORTANT = defaultOptions.importantBody

const push = (
  { node, service }: { readonly node: string; readonly service: string },
  values: Readonly<Record<string, string>> = {},
  account = JULIET,
): Push => ({
  account,
  iq: { name: 'iq', attrs: {}, children: [] },
  type: 'set',
  from: 'capulet.example',
  service,
  node,
  formType: 'submit',
  summary: Object.entries(values).map(([name, value]) => ({ name, values: [value] })),
  options: undefined,
})

const alert = (registration: typeof PHONE): Push => push(registration, { 'last-message-body': IMPORTANT })

const observed = (members: Partial<Observed>): Observed => ({
  pushes: [],
  answers: [],
  timeouts: [],
  explained: [],
  inspected: {},
  ...members,
})
const pushed = (...found: ReadonlyArray<Push>): Observed => observed({ pushes: found })
const answering = (...found: ReadonlyArray<string>): Observed =>
  observed({ answers: found.map((answer) => ({ account: JULIET, resource: 'phone', id: 'r1', answer })) })
const waiting = (...found: ReadonlyArray<number>): Observed =>
  observed({
    timeouts: found.map((timeoutMs) => ({ _tag: 'ResumeTimeout', account: JULIET, resource: 'phone', timeoutMs })),
  })

const faultOf = (expectation: Expectation, seen: Observed, before: ReadonlyArray<Observed> = []): string | undefined =>
  expectation(seen, { options: defaultOptions, before })

const RULE = everyPush('a phone', ({ node }) => node === 'phone')
const OTHER = key('phone', 'other.example')

test.each<readonly [name: string, expectation: Expectation, seen: Observed]>([
  ['pushes in any order', pushes(PHONE, TABLET), pushed(push(TABLET), push(PHONE))],
  ['no push', noPush, pushed()],
  ['every push: none', RULE, pushed()],
  ['every push: all', RULE, pushed(push(PHONE), push(OTHER))],
  ['important pushes', alerting(true), pushed(alert(PHONE), alert(TABLET))],
  ['unimportant pushes', alerting(false), pushed(push(PHONE), push(TABLET, { 'last-message-body': 'hello' }))],
  ['no push at all, of whatever class', alerting(true), pushed()],
  ['classes in any order', classes(PHONE, true, false), pushed(push(PHONE), alert(PHONE))],
  ['a field', field('message-count', '1'), pushed(push(PHONE, { 'message-count': '1' }))],
  ['no field', field('message-count', undefined), pushed(push(PHONE))],
  ['the answer', answered('result'), answering('result')],
  ['one of two answers', answered('result', 'cancel/item-not-found'), answering('cancel/item-not-found')],
  ['timeouts in order', timeouts(20, 10), waiting(20, 10)],
  ['no timeout', timeouts(), waiting()],
  ['all of nothing', all(), pushed()],
  ['all', all(noPush, answered('result')), answering('result')],
  ['what is said of the step', that('it answers', ({ answers }) => answers.length === 1), answering('result')],
])('holds: %s', (_, expectation, seen) => {
  expect(faultOf(expectation, seen)).toBeUndefined()
})

test.each<readonly [fault: string, expectation: Expectation, seen: Observed]>([
  ['expected the answer result; found an iq without type', answered('result'), answering('')],
  ['expected pushes to push.example#phone, push.example#tablet; found nothing', pushes(TABLET, PHONE), pushed()],
  [
    'expected pushes to push.example#phone; found push.example#phone, push.example#phone',
    pushes(PHONE),
    pushed(push(PHONE), push(PHONE)),
  ],
  [
    `expected pushes to push.example#phone; found ${ROMEO} push.example#phone`,
    pushes(PHONE),
    pushed(push(PHONE, {}, ROMEO)),
  ],
  ['expected pushes to nothing; found other.example#phone', noPush, pushed(push(OTHER))],
  ['the push to push.example#tablet: expected a phone', RULE, pushed(push(PHONE), push(TABLET))],
  [
    'the push to push.example#tablet is not important, but should be',
    alerting(true),
    pushed(alert(PHONE), push(TABLET)),
  ],
  [
    'the push to push.example#tablet is important, but should not be',
    alerting(false),
    pushed(push(PHONE), alert(TABLET)),
  ],
  [
    'expected pushes to push.example#phone important, push.example#phone unimportant; found push.example#phone important',
    classes(PHONE, false, true),
    pushed(alert(PHONE)),
  ],
  [
    'expected pushes to push.example#phone important; found push.example#phone unimportant',
    classes(PHONE, true),
    pushed(push(PHONE)),
  ],
  [
    `expected pushes to push.example#phone unimportant; found ${ROMEO} push.example#phone unimportant`,
    classes(PHONE, false),
    pushed(push(PHONE, {}, ROMEO)),
  ],
  ['expected a: "1"; found "2"', field('a', '1'), pushed(push(PHONE, { a: '1' }), push(PHONE, { a: '2' }))],
  ['expected a: none; found ""', field('a', undefined), pushed(push(PHONE, { a: '' }))],
  ['expected the answer result or error; found nothing', answered('result', 'error'), answering()],
  ['expected the answer result; found result, result', answered('result'), answering('result', 'result')],
  ['expected the answer result; found modify/bad-request', answered('result'), answering('modify/bad-request')],
  ['expected the answer result; found error, result', answered('result'), answering('result', 'error')],
  ['expected resume timeouts 10, 20; found nothing', timeouts(20, 10), waiting()],
  ['expected resume timeouts nothing; found 5', timeouts(), waiting(5)],
  ['expected resume timeouts 10, 20; found 10, 20', timeouts(10, 20), waiting(20, 10)],
  ['expected the answer result; found nothing', all(noPush, answered('result'), timeouts(1)), answering()],
  ['expected that it answers', that('it answers', ({ answers }) => answers.length === 1), pushed()],
])('does not hold: %s', (fault, expectation, seen) => {
  expect(faultOf(expectation, seen)).toBe(fault)
})

test('an expectation may look at what was seen before', () => {
  const again = that('it is the second', (_, before) => before.length === 1)
  expect(faultOf(again, pushed(), [pushed()])).toBeUndefined()
  expect(faultOf(again, pushed())).toBe('expected that it is the second')
})

test('what is important is what the options name', () => {
  const context = { options: { ...defaultOptions, importantBody: 'look' }, before: [] }
  expect(alerting(true)(pushed(push(PHONE, { 'last-message-body': 'look' })), context)).toBeUndefined()
  expect(alerting(true)(pushed(alert(PHONE)), context)).toMatch(/not important/u)
})
