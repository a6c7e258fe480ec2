/** PUB: the publish request, written with the id that the host gives it. */
import * as O from 'fp-ts/lib/Option.js'
import { describe, expect, it } from 'vitest'
import {
  discoFeatures,
  type EffectOf,
  type Extension,
  publishElement,
  publishText,
  type XmlElement,
} from 'xmpp-push-rules'
import { el, form, FORM_TYPE, NS_OPTIONS, on, only, options, run } from '../support/fixtures.js'

const publish = (rest: Partial<EffectOf<'Publish'>> = {}): EffectOf<'Publish'> => ({
  _tag: 'Publish',
  registration: { service: 'push@push.example/r', node: 'n1', number: 1 },
  from: 'capulet.example',
  publishOptions: O.none,
  decision: { _tag: 'Push', reasons: [], importance: 'unimportant', summary: { messageCount: 1 } },
  ...rest,
})

describe('PUB-1', () => {
  const summary = el(
    'x',
    { xmlns: 'jabber:x:data', type: 'submit' },
    el('field', { var: 'FORM_TYPE', type: 'hidden' }, el('value', {}, 'urn:xmpp:push:summary')),
    el('field', { var: 'message-count' }, el('value', {}, '1')),
  )
  const published = (attrs: Readonly<Record<string, string>>) =>
    el('publish', attrs, el('item', {}, el('notification', { xmlns: 'urn:xmpp:push:0' }, summary)))
  const request = (...children: ReadonlyArray<XmlElement>) =>
    el(
      'iq',
      { type: 'set', from: 'capulet.example', to: 'push@push.example/r', id: 'p1' },
      el('pubsub', { xmlns: 'http://jabber.org/protocol/pubsub' }, ...children),
    )

  it('from the domain to the service', () => {
    expect(publishElement('p1')(publish())).toEqual(request(published({ node: 'n1' })))
  })

  it('no node attribute where there is no node', () => {
    const plain = publish({ registration: { service: 'push@push.example/r', node: '' } })
    expect(publishElement('p1')(plain)).toEqual(request(published({})))
    expect(publishText('p1')(plain)).toContain('<publish><item>')
  })

  it('publish-options beside publish: fields with the name, the type and the values that they have', () => {
    const fields = [
      FORM_TYPE,
      { name: 'a', type: 'text-multi', values: ['b', ''] },
      { type: 'fixed', values: ['c'] },
      { name: 'd', values: ['e'] },
      { values: [] },
    ]
    const sent = form(
      el('field', { var: 'FORM_TYPE', type: 'hidden' }, el('value', {}, NS_OPTIONS)),
      el('field', { var: 'a', type: 'text-multi' }, el('value', {}, 'b'), el('value')),
      el('field', { type: 'fixed' }, el('value', {}, 'c')),
      el('field', { var: 'd' }, el('value', {}, 'e')),
      el('field'),
    )
    expect(publishElement('p1')(publish({ publishOptions: O.some(fields) }))).toEqual(
      request(published({ node: 'n1' }), el('publish-options', {}, sent)),
    )
  })

  it('as text', () => {
    expect(publishText('p1')(publish({ publishOptions: O.some([FORM_TYPE]) }))).toBe(
      '<iq type="set" from="capulet.example" to="push@push.example/r" id="p1">' +
        '<pubsub xmlns="http://jabber.org/protocol/pubsub"><publish node="n1"><item><notification xmlns="urn:xmpp:push:0">' +
        '<x xmlns="jabber:x:data" type="submit"><field var="FORM_TYPE" type="hidden"><value>urn:xmpp:push:summary</value></field>' +
        '<field var="message-count"><value>1</value></field></x></notification></item></publish>' +
        '<publish-options><x xmlns="jabber:x:data" type="submit"><field var="FORM_TYPE" type="hidden">' +
        `<value>${NS_OPTIONS}</value></field></x></publish-options></pubsub></iq>`,
    )
  })

  it('what is sent is escaped', () => {
    const odd = publish({
      registration: { service: 'push.example', node: `"<&>'` },
      publishOptions: O.some([{ name: '"<', type: '&', values: ['</value>\u0000'] }]),
    })
    expect(publishText('"')(odd)).toContain('id="&quot;"')
    expect(publishText('1')(odd)).toContain('<publish node="&quot;&lt;&amp;&gt;&apos;">')
    expect(publishText('1')(odd)).toContain(
      '<field var="&quot;&lt;" type="&amp;"><value>&lt;/value&gt;\ufffd</value></field>',
    )
  })
})

describe('PUB-2', () => {
  it('ids are the host’s: an argument, so that it cannot be forgotten', () => {
    const effects = run(on.opened('phone'), on.enabled('phone'), on.ping()).last
    const [one] = only(effects, 'Publish')
    expect(JSON.stringify(effects)).not.toContain('"id"')
    expect(one && publishElement('n12')(one).attrs['id']).toBe('n12')
    expect(one && publishElement('n13')(one).attrs['id']).toBe('n13')
  })
})

describe('DSC-1, EXT-2', () => {
  const features = (...extensions: ReadonlyArray<Extension>): ReadonlyArray<string> =>
    discoFeatures(options({ extensions }))

  it('urn:xmpp:push:0, where the account is provisioned', () => {
    expect(features()).toEqual(['urn:xmpp:push:0'])
    expect(discoFeatures(options({ provisioned: false, extensions: ['priority'] }))).toEqual([])
  })

  it('and what is on', () => {
    expect(features('filters')).toEqual([
      'urn:xmpp:push:0',
      'tigase:push:filter:ignore-unknown:0',
      'tigase:push:filter:muted:0',
      'tigase:push:filter:groupchat:0',
    ])
    expect(features('priority', 'jingle', 'encrypt', 'away').slice(1)).toEqual([
      'tigase:push:priority:0',
      'tigase:push:jingle:0',
      'tigase:push:encrypt:0',
      'tigase:push:encrypt:aes-128-gcm',
      'tigase:push:away:0',
    ])
  })
})
