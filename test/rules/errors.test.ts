/** ERR as a host with registries of its own asks it; test/step/answers.test.ts has the table. */
import { describe, expect, it } from 'vitest'
import { type Answered, recordAnswer } from 'xmpp-push-rules'
import { accepted, NOW, options, registration, rejected, SERVICE, timedOut } from '../support/fixtures.js'

const record = recordAnswer(options({ maxErrors: 2 }))
const once = registration('a', { errors: 1, failing: { since: NOW, count: 1 } })
const from = (answer: Answered['answer'], who: string | undefined = SERVICE): Answered => ({
  from: who,
  answer,
  at: NOW + 5,
})

describe('recordAnswer', () => {
  it('ERR-4: a result ends the row, and where there is none nothing changes', () => {
    expect(record(registration('a'), from(accepted))).toEqual({ _tag: 'Unchanged' })
    expect(record(once, from(accepted))).toEqual({ _tag: 'Counted', registration: registration('a') })
  })

  it('ERR-3: one more, then the end', () => {
    expect(record(registration('a'), from(rejected()))).toEqual({
      _tag: 'Counted',
      registration: registration('a', { errors: 1, failing: { since: NOW + 5, count: 1 } }),
    })
    expect(record(once, from(rejected()))).toEqual({ _tag: 'Removed', reason: 'errors' })
  })

  it('ERR-2, ERR-5: transient errors and time-outs belong to the row alone', () => {
    const row = { _tag: 'Counted', registration: registration('a', { errors: 1, failing: { since: NOW, count: 2 } }) }
    expect(record(once, from(rejected('wait', 'resource-constraint')))).toEqual(row)
    expect(record(once, from(timedOut, undefined))).toEqual(row)
  })

  it('ERR-1: nobody else', () => {
    expect(record(once, from(rejected(), 'evil.example'))).toEqual({ _tag: 'Unchanged' })
    expect(record(once, { answer: accepted, at: NOW })).toEqual({ _tag: 'Unchanged' })
  })
})
