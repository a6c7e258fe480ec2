/** ERR-7: reading the iq that answers a publish. */
import { describe, expect, it } from 'vitest'
import { readAnswer, type XmlElement } from 'xmpp-push-rules'
import { accepted, el, NS_STANZAS, rejected, wild } from '../support/fixtures.js'

const PUBSUB = 'http://jabber.org/protocol/pubsub#errors'
const error = (
  attrs: Readonly<Record<string, string | undefined>>,
  ...children: ReadonlyArray<XmlElement>
): XmlElement => el('iq', { xmlns: 'jabber:client', type: 'error' }, el('error', attrs, ...children))
const condition = (name: string, xmlns = NS_STANZAS): XmlElement => el(name, { xmlns })

describe('ERR-7: readAnswer', () => {
  it('a result is Accepted, whatever it holds', () => {
    expect(readAnswer(el('iq', { type: 'result' }))).toEqual(accepted)
    expect(readAnswer(el('iq', { type: 'result' }, el('error', { type: 'cancel' })))).toEqual(accepted)
  })

  it.each<readonly [string, XmlElement, ReturnType<typeof rejected>]>([
    ['type and condition', error({ type: 'auth' }, condition('forbidden')), rejected('auth', 'forbidden')],
    [
      'text before the condition',
      error({ type: 'cancel' }, condition('text'), condition('gone')),
      rejected('cancel', 'gone'),
    ],
    [
      'the pubsub condition as well',
      error({ type: 'modify' }, condition('bad-request'), condition('payload-too-big', PUBSUB)),
      rejected('modify', 'bad-request', 'payload-too-big'),
    ],
    [
      'the pubsub condition first',
      error({ type: 'modify' }, condition('closed-node', PUBSUB), condition('gone')),
      rejected('modify', 'gone', 'closed-node'),
    ],
    [
      'the first of two conditions',
      error({ type: 'cancel' }, condition('gone'), condition('forbidden')),
      rejected('cancel', 'gone'),
    ],
    ['no type is cancel', error({}, condition('gone')), rejected('cancel', 'gone')],
    ['no condition is undefined-condition', error({ type: 'wait' }), rejected('wait', 'undefined-condition')],
    [
      'a text alone is no condition',
      error({ type: 'wait' }, condition('text')),
      rejected('wait', 'undefined-condition'),
    ],
    ['a condition of no namespace', error({ type: 'wait' }, el('gone')), rejected('wait', 'undefined-condition')],
    ['no error at all', el('iq', { type: 'error' }), rejected('cancel', 'undefined-condition')],
    [
      'an error of another namespace',
      el('iq', { xmlns: 'jabber:client', type: 'error' }, el('error', { xmlns: 'urn:x', type: 'wait' })),
      rejected('cancel', 'undefined-condition'),
    ],
    ['no answer at all', el('iq', { type: 'set' }), rejected('cancel', 'undefined-condition')],
  ])('%s', (_, iq, expected) => {
    expect(readAnswer(iq)).toEqual(expected)
  })

  it('takes any tree', () => {
    for (const tree of [
      undefined,
      null,
      1,
      'iq',
      [],
      {},
      { name: 'iq' },
      { name: 'iq', attrs: null, children: [null, 1] },
    ]) {
      expect(readAnswer(wild(tree))).toEqual(rejected('cancel', 'undefined-condition'))
    }
  })
})
