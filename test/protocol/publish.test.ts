import * as O from 'fp-ts/lib/Option.js'
import { describe, expect, it } from 'vitest'
import { defaultOptions, discoFeatures, publishRequest, withId } from 'xmpp-push-rules'
import { field as formField, submitForm } from '../../src/protocol/data-form.js'

const registration = { service: 'push@push.example/r', node: 'n1', publishOptions: O.none }

describe('PUB-1', () => {
  const summary = el(
    'x',
    { xmlns: 'jabber:x:data', type: 'submit' },
    el('field', { var: 'FORM_TYPE', type: 'hidden' }, el('value', {}, 'urn:xmpp:push:summary')),
    el('field', { var: 'message-count' }, el('value', {}, '1')),
  )
  const publish = (attrs: Readonly<Record<string, string>>) =>
    el('publish', attrs, el('item', {}, el('notification', { xmlns: 'urn:xmpp:push:0' }, summary)))
  const request = (...children: ReadonlyArray<ReturnType<typeof el>>) =>
    el(
      'iq',
      { type: 'set', from: 'capulet.example', to: 'push@push.example/r' },
      el('pubsub', { xmlns: 'http://jabber.org/protocol/pubsub' }, ...children),
    )

  it('from the domain to the service', () => {
    expect(publishRequest(juliet)(registration, { messageCount: 1 })).toEqual(request(publish({ node: 'n1' })))
  })

  it('no node attribute where there is no node', () => {
    expect(publishRequest(juliet)({ ...registration, node: '' }, { messageCount: 1 })).toEqual(request(publish({})))
  })

  it('publish-options beside publish', () => {
    const options = O.some([
      { name: 'FORM_TYPE', values: [NS_OPTIONS] },
      { name: 'secret', values: ['x'] },
    ])
    expect(publishRequest(juliet)({ ...registration, publishOptions: options }, { messageCount: 1 })).toEqual(
      request(publish({ node: 'n1' }), el('publish-options', {}, publishOptions(field('secret', 'x')))),
    )
  })

  it('a field goes out with the name, the type and the values that it has', () => {
    const options = O.some([
      { name: 'a', type: 'text-multi', values: ['b', ''] },
      { type: 'fixed', values: ['c'] },
      { name: 'd', values: ['e'] },
      { values: [] },
    ])
    const sent = form(
      el('field', { var: 'a', type: 'text-multi' }, el('value', {}, 'b'), el('value')),
      el('field', { type: 'fixed' }, el('value', {}, 'c')),
      el('field', { var: 'd' }, el('value', {}, 'e')),
      el('field'),
    )
    expect(publishRequest(juliet)({ ...registration, publishOptions: options }, { messageCount: 1 })).toStrictEqual(
      request(publish({ node: 'n1' }), el('publish-options', {}, sent)),
    )
  })

  it('the type of the publish options is one element for all requests', () => {
    const typeOf = (secret: string): unknown =>
      submitForm(
        [
          { name: 'FORM_TYPE', type: 'hidden', values: [NS_OPTIONS] },
          { name: 'secret', values: [secret] },
        ].map(formField),
      ).children[0]
    expect(typeOf('x')).toBe(typeOf('y'))
  })

  it('what step publishes is the same request', () => {
    const { last, account } = run(on.opened('phone'), on.enabled('phone'), on.ping())
    const [one] = account.registrations
    expect(one).toBeDefined()
    expect(only(last, 'Publish').map(({ iq }) => iq)).toEqual(
      one === undefined ? [] : [publishRequest(juliet)(one, { messageCount: 1 })],
    )
    expect(only(last, 'Publish')[0]?.registration).toEqual(key())
  })
})

describe('PUB-2', () => {
  it('ids are the host’s', () => {
    const iq = publishRequest(juliet)(registration, { messageCount: 1 })
    expect(iq.attrs).not.toHaveProperty('id')
    expect(withId('n12')(iq)).toEqual({ ...iq, attrs: { ...iq.attrs, id: 'n12' } })
    expect(withId('b')(withId('a')(iq)).attrs['id']).toBe('b')
    expect(withId('b')({ ...iq, parent: iq })).not.toHaveProperty('parent')
    expect(iq.attrs).not.toHaveProperty('id')
  })
})

describe('DSC-1', () => {
  it('urn:xmpp:push:0', () => {
    expect(discoFeatures(defaultOptions)).toEqual(['urn:xmpp:push:0'])
  })
})
