import { describe, expect, it } from 'vitest'
import { explain } from 'xmpp-push-rules'
import { loud, on, only, overJson, quiet, run, wild } from './support/fixtures.js'

describe('explain', () => {
  it('one sentence a rule, with rule ids and sources', () => {
    const { last } = run(on.enabled('phone'), on.stored(loud('m')), on.stored(loud('m')))
    const [skip] = only(last, 'Skip')
    expect(skip && explain(skip.decision)).toBe(
      'Skip. DUP-1: The stanza was already pushed to this registration. [mod_cloud_notify]',
    )
    const [push] = only(run(on.enabled('phone'), on.stored(loud('m'))).last, 'Publish')
    expect(push && explain(push.decision)).toBe(
      'Push (important). TRG-1: The message was stored offline, and that reaches every registration. [mod_cloud_notify, business rule (c)] ' +
        'IMP: It has a body. [mod_cloud_notify README] ' +
        'SUM-3: The summary has importantBody in place of the real body. [mod_cloud_notify README]',
    )
  })

  it('passes over codes that are none', () => {
    const reasons = [
      { rule: 'X', code: 'constructor' },
      { rule: 'X', code: 'of-another-version' },
    ]
    expect(explain(wild({ _tag: 'Skip', reasons }))).toBe('Skip.')
  })

  it('takes anything: what is no decision is a Skip', () => {
    for (const value of [
      undefined,
      null,
      1,
      'Push',
      [],
      {},
      { _tag: 'Push' },
      { reasons: 'none' },
      { reasons: [null, 1] },
    ]) {
      expect(explain(wild(value))).toMatch(/^(?:Skip|Push \(unimportant\))\.$/)
    }
  })

  it('a decision that was stored and read again', () => {
    const [push] = only(run(on.enabled('phone'), on.stored(quiet('m'))).last, 'Publish')
    expect(push && explain(overJson(push.decision))).toMatch(
      /^Push \(unimportant\)\. TRG-1: .* IMP: It says that somebody types/,
    )
  })
})
