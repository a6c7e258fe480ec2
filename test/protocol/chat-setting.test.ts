/** SET-1: the user's own setting for a chat (XEP-0492), as it stands in a bookmark. */
import * as O from 'fp-ts/lib/Option.js'
import { describe, expect, it } from 'vitest'
import { chatSetting, type ClientIdentity, type XmlElement } from 'xmpp-push-rules'
import { el, wild } from '../support/fixtures.js'

const notify = (...children: ReadonlyArray<XmlElement>): XmlElement =>
  el('notify', { xmlns: 'urn:xmpp:notification-settings:1' }, ...children)
const identity = (category: string, type?: string) => ({ 'identity-category': category, 'identity-type': type })
const setting = (element: XmlElement, who: ClientIdentity = {}): string | undefined =>
  O.toUndefined(chatSetting(element, who))

describe('SET-1: chatSetting', () => {
  it.each(['always', 'on-mention', 'never'])('%s', (name) => {
    expect(setting(notify(el(name)))).toBe(name)
  })

  it('inside of the extensions of a bookmark', () => {
    expect(setting(el('extensions', {}, notify(el('never'))))).toBe('never')
  })

  it('the most specific entry counts', () => {
    const all = notify(el('always'), el('on-mention', identity('client')), el('never', identity('client', 'phone')))
    expect(setting(all)).toBe('always')
    expect(setting(all, { category: 'client' })).toBe('on-mention')
    expect(setting(all, { category: 'client', type: 'pc' })).toBe('on-mention')
    expect(setting(all, { category: 'client', type: 'phone' })).toBe('never')
    expect(setting(all, { category: 'bot', type: 'phone' })).toBe('always')
  })

  it('of two that fit alike, the first', () => {
    expect(setting(notify(el('never'), el('always')))).toBe('never')
  })

  it('none where the user has chosen nothing that is known', () => {
    expect(setting(notify())).toBeUndefined()
    expect(setting(notify(el('sometimes'), el('never', { xmlns: 'urn:other' })))).toBeUndefined()
    expect(setting(notify(el('never', identity('client', 'phone'))))).toBeUndefined()
    expect(setting(el('extensions'))).toBeUndefined()
    expect(setting(wild(undefined))).toBeUndefined()
  })
})
