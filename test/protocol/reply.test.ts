/** REG-9, RFC 6120 §8.2.3: replies, written. */
import { describe, expect, it } from 'vitest'
import { type Reply, replyElement, replyText, replyTo } from 'xmpp-push-rules'
import { el, JULIET, juliet, NS_STANZAS, PHONE } from '../support/fixtures.js'

const asked = (error?: Reply['error'], id: string | undefined = 'i1') =>
  replyTo({ account: juliet, resource: 'phone' }, el('iq', { id }), error)

describe('a reply', () => {
  it('a result is empty', () => {
    expect(replyElement(asked())).toEqual(el('iq', { type: 'result', from: JULIET, to: PHONE, id: 'i1' }))
    expect(replyText(asked())).toBe(`<iq type="result" from="${JULIET}" to="${PHONE}" id="i1"/>`)
  })

  it('an error has a condition of the namespace of stanza errors', () => {
    const refused = asked({ type: 'modify', condition: 'bad-request' })
    const condition = el('bad-request', { xmlns: NS_STANZAS })
    expect(replyElement(refused)).toEqual(
      el('iq', { type: 'error', from: JULIET, to: PHONE, id: 'i1' }, el('error', { type: 'modify' }, condition)),
    )
    expect(replyText(refused)).toBe(
      `<iq type="error" from="${JULIET}" to="${PHONE}" id="i1"><error type="modify"><bad-request xmlns="${NS_STANZAS}"/></error></iq>`,
    )
  })

  it('no id where the request had none', () => {
    const none = replyTo({ account: juliet, resource: 'phone' }, el('iq'))
    expect(none).not.toHaveProperty('id')
    expect(replyElement(none).attrs).not.toHaveProperty('id')
    expect(replyText(none)).toBe(`<iq type="result" from="${JULIET}" to="${PHONE}"/>`)
  })

  it('goes to the session that asked, whatever the iq says of itself', () => {
    expect(replyTo({ account: juliet, resource: '"<' }, el('iq', { from: 'mallory@evil.example' })).to).toBe(
      `${JULIET}/"<`,
    )
    expect(replyText(replyTo({ account: juliet, resource: '"<' }, el('iq', { id: '&' })))).toBe(
      `<iq type="result" from="${JULIET}" to="${JULIET}/&quot;&lt;" id="&amp;"/>`,
    )
  })
})
