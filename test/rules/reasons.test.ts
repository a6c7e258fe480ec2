/** Reasons: every code has a rule, a sentence and a source. */
import { describe, expect, it } from 'vitest'
import { defaultImportance, type ReasonCode, REASONS } from 'xmpp-push-rules'

describe('REASONS', () => {
  it.each(Object.keys(REASONS) as ReadonlyArray<ReasonCode>)('%s', (code) => {
    const reason = REASONS[code]
    expect(reason.code).toBe(code)
    expect(reason.rule).toMatch(/^(?:(?:TRG|DUP|URG|SUM|CALL|CNT|FIL|SET|RATE)-\d+|IMP|FIELD|SEAL)$/)
    expect(reason.sentence).toMatch(/^[A-Z][^.]*\.$/)
    expect(reason.source).not.toBe('')
    expect(Object.isFrozen(reason)).toBe(true)
  })

  it('IMP: every cause that a policy decides is a reason of that rule', () => {
    for (const cause of Object.keys(defaultImportance) as ReadonlyArray<ReasonCode>) {
      expect(REASONS[cause].rule).toBe('IMP')
    }
  })
})
