import { describe, expect, it } from 'vitest'
import { explain, type ReasonCode, REASONS } from 'xmpp-push-rules'

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

  it('every reason has a rule, one sentence and a source', () => {
    for (const code of Object.keys(REASONS) as ReadonlyArray<ReasonCode>) {
      const reason = REASONS[code]
      expect(reason.code).toBe(code)
      expect(reason.rule).toMatch(/^(?:(?:TRG|DUP|URG|SUM)-\d+|IMP|FIELD)$/)
      expect(reason.sentence).toMatch(/^[A-Z][^.]*\.$/)
      expect(reason.source).not.toBe('')
    }
  })
})
