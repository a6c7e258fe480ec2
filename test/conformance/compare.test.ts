import { expect, test } from 'vitest'
import { defaultOptions } from 'xmpp-push-rules'
import { difference, linesOf, rulesFor } from '../../src/conformance/compare.js'
import type { Observed, Push } from '../../src/conformance/observe.js'
import type { Fault, Played, Seen } from '../../src/conformance/play.js'
import { JULIET } from '../../src/conformance/stage.js'
import { reference } from 'xmpp-push-rules/conformance'

const push = (members: Partial<Push>): Push => ({
  account: JULIET,
  iq: { name: 'iq', attrs: {}, children: [] },
  type: 'set',
  from: 'capulet.example',
  service: 'push.example',
  node: 'phone',
  formType: 'submit',
  summary: [],
  options: undefined,
  ...members,
})

const NOTHING: Observed = { pushes: [], answers: [], timeouts: [], explained: [], inspected: {} }
const answer = (resource: string, id: string | undefined, word = 'result'): Observed['answers'][number] => ({
  account: JULIET,
  resource,
  id,
  answer: word,
})
const timeout = (timeoutMs: number): Observed['timeouts'][number] => ({
  _tag: 'ResumeTimeout',
  account: JULIET,
  resource: 'phone',
  timeoutMs,
})

test('a push is a line: its fields sorted, its options in their order', () => {
  const summary = [
    { name: 'b', values: ['2', '3'] },
    { name: 'a', values: [] },
  ]
  const head = `${JULIET} publishes from capulet.example to push.example#phone:`
  expect(linesOf({ ...NOTHING, pushes: [push({ summary })] }, true)).toEqual([`${head} a=[] b=["2","3"]`])
  expect(linesOf({ ...NOTHING, pushes: [push({ options: summary })] }, true)).toEqual([
    `${head}  with options b=["2","3"] a=[]`,
  ])
  expect(linesOf({ ...NOTHING, pushes: [push({ from: undefined, node: undefined })] }, true)).toEqual([
    `${JULIET} publishes from ? to push.example#: `,
  ])
})

test('lines are sorted; timeouts are among them where they are compared', () => {
  const observed = {
    ...NOTHING,
    pushes: [push({ node: 'z' }), push({ node: 'a' })],
    answers: [answer('tablet', 'q'), answer('phone', undefined)],
    timeouts: [timeout(5)],
  }
  const others = [
    `${JULIET} publishes from capulet.example to push.example#a: `,
    `${JULIET} publishes from capulet.example to push.example#z: `,
    `${JULIET}/phone is answered result (id ?)`,
    `${JULIET}/tablet is answered result (id q)`,
  ]
  expect(linesOf(observed, false)).toEqual(others)
  expect(linesOf(observed, true)).toEqual([
    ...others.slice(0, 3),
    `${JULIET}/phone is waited for 5 ms`,
    ...others.slice(3),
  ])
})

const played = (fault: Fault | undefined, ...steps: ReadonlyArray<Observed>): Played => ({
  options: defaultOptions,
  seen: steps.map((observed): Seen => ({ action: { _tag: 'Advance', ms: 0 }, at: 0, outputs: [], observed })),
  fault,
})

const ONE: Observed = { ...NOTHING, answers: [answer('phone', 'a')] }
const TWO: Observed = { ...NOTHING, answers: [answer('phone', 'b'), answer('phone', 'a')] }
const SWAPPED: Observed = { ...NOTHING, answers: [answer('phone', 'a'), answer('phone', 'b')] }
const LATE: Observed = { ...NOTHING, timeouts: [timeout(5)] }
const GONE: Fault = { step: 1, message: 'the adapter failed: gone' }

const A = `${JULIET}/phone is answered result (id a)`
const B = `${JULIET}/phone is answered result (id b)`

test.each<readonly [name: string, actual: Played, expected: Played, timeouts: boolean, fault: Fault | undefined]>([
  ['none', played(undefined, ONE), played(undefined, ONE), true, undefined],
  ['the order within a step is free', played(undefined, SWAPPED), played(undefined, TWO), true, undefined],
  [
    'the first step at which they differ',
    played(undefined, NOTHING, ONE, ONE),
    played(undefined, NOTHING, TWO, NOTHING),
    true,
    { step: 1, message: `expected ${A}; ${B}; found ${A}` },
  ],
  [
    'something too much',
    played(undefined, ONE),
    played(undefined, NOTHING),
    true,
    { step: 0, message: `expected nothing; found ${A}` },
  ],
  ['a step that was not reached', played(GONE, NOTHING), played(undefined, NOTHING, ONE), true, GONE],
  [
    'a step before the adapter failed',
    played(GONE, NOTHING),
    played(undefined, ONE, NOTHING),
    true,
    { step: 0, message: `expected ${A}; found nothing` },
  ],
  [
    'a step that could not be brought about, and those after it',
    { ...played(undefined, ONE, NOTHING), unplayable: 'no' },
    played(undefined, ONE, ONE, ONE),
    true,
    undefined,
  ],
  [
    'a timeout',
    played(undefined, NOTHING),
    played(undefined, LATE),
    true,
    { step: 0, message: `expected ${JULIET}/phone is waited for 5 ms; found nothing` },
  ],
  ['a timeout that is not compared', played(undefined, NOTHING), played(undefined, LATE), false, undefined],
])('a difference: %s', (_, actual, expected, timeouts, fault) => {
  expect(difference(actual, expected, timeouts)).toEqual(fault)
})

test('the rules are configured as the implementation is, and by a policy before that', () => {
  const capabilities = { offline: true } as const
  const rules = rulesFor({ capabilities, options: { maxDevices: 2, maxErrors: 3 } }, { maxErrors: 4 })
  expect(rules).toEqual({ ...reference, capabilities, options: { maxDevices: 2, maxErrors: 4 } })
})
