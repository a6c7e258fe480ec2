/** Two renderings of one thing: the text, parsed, is the element, for any publish and any reply. */
import fc from 'fast-check'
import * as O from 'fp-ts/lib/Option.js'
import { describe, expect, it } from 'vitest'
import {
  type EffectOf,
  type FormField,
  publishElement,
  publishText,
  type Reply,
  replyElement,
  replyText,
  sealedElement,
  sealedText,
  type Summary,
  type XmlElement,
} from 'xmpp-push-rules'
import { parseXml, serializeXml } from 'xmpp-push-rules/xml'
import { deep, deepFreeze, el, form, JULIET, key, right } from '../support/fixtures.js'

/** Texts of all kinds, empty ones and what has to be escaped among them; all that XML may hold. */
const text = fc.oneof(
  fc.constantFrom('', ' ', '<&>"\'', ']]>', '\n\t', '__proto__', '&amp;', '\u{1f339}', 'ü'),
  fc.string({ maxLength: 8 }),
  fc.string({ unit: 'grapheme', maxLength: 5 }),
)
/** As XML gives it back: what it forbids is replaced, and an empty text is no child. */
const asRead = (element: XmlElement): unknown => right(parseXml(serializeXml(element)))

const absent = { requiredKeys: [] as Array<never> }
const formField: fc.Arbitrary<FormField> = fc
  .tuple(fc.record({ name: text, type: text }, absent), fc.array(text, { maxLength: 3 }))
  .map(([named, values]) => ({ ...named, values }))
const publishOptions_ = fc.oneof(
  fc.constant(O.none),
  fc.array(formField, { maxLength: 4 }).map((fields) => O.some(fields)),
)
const summary: fc.Arbitrary<Summary> = fc
  .tuple(
    fc.nat(),
    fc.record({ pendingSubscriptionCount: fc.nat(), lastMessageSender: text, lastMessageBody: text }, absent),
  )
  .map(([messageCount, rest]) => ({ messageCount, ...rest }))
const addressed = fc
  .tuple(text, text, publishOptions_, fc.record({ priority: fc.constantFrom('high' as const, 'low' as const) }, absent))
  .map(([service, node, options_, rest]) => ({
    registration: { service, node, number: 1 },
    from: 'capulet.example',
    publishOptions: options_,
    ...rest,
  }))
const decision = summary.map((one) => ({ _tag: 'Push', reasons: [], importance: 'important', summary: one }) as const)

const publish: fc.Arbitrary<EffectOf<'Publish'>> = fc
  .tuple(
    addressed,
    decision,
    fc.record({ jingle: fc.record({ action: text, id: text, media: fc.array(text, { maxLength: 2 }) }) }, absent),
  )
  .map(([to, one, rest]) => ({ _tag: 'Publish', ...to, decision: one, ...rest }))
const sealed: fc.Arbitrary<EffectOf<'PublishSealed'>> = fc
  .tuple(addressed, decision, fc.boolean())
  .map(([to, one, voip]) => ({ _tag: 'PublishSealed', ...to, decision: one, secret: 's', plaintext: '{}', voip }))
const error: fc.Arbitrary<Reply['error']> = fc.constantFrom(
  undefined,
  { type: 'modify', condition: 'bad-request' } as const,
  { type: 'wait', condition: 'internal-server-error' } as const,
)
const reply: fc.Arbitrary<Reply> = fc
  .tuple(text, fc.record({ id: text }, absent), error)
  .map(([resource, rest, failure]) => ({
    _tag: 'Reply',
    resource,
    from: JULIET,
    to: `${JULIET}/${resource}`,
    ...rest,
    error: failure,
  }))

const runs = { numRuns: 300 }

describe('PUB-1: the text parsed is the element', () => {
  it('of any publish: empty values and empty forms included', () => {
    fc.assert(
      fc.property(text, publish, (id, one) => {
        deepFreeze(one)
        expect(right(parseXml(publishText(id)(one)))).toEqual(asRead(publishElement(id)(one)))
      }),
      runs,
    )
  })

  it('empty values and fields without value, as they are written', () => {
    const one: EffectOf<'Publish'> = {
      _tag: 'Publish',
      registration: key(),
      from: 'capulet.example',
      publishOptions: O.some([{ name: 'a', values: ['', 'b'] }, { values: [] }]),
      decision: {
        _tag: 'Push',
        reasons: [],
        importance: 'important',
        summary: { messageCount: 1, lastMessageBody: '' },
      },
    }
    expect(deep(publishElement('1')(one), 'publish-options')).toEqual(
      el('publish-options', {}, form(el('field', { var: 'a' }, el('value'), el('value', {}, 'b')), el('field'))),
    )
    expect(publishText('1')(one)).toContain('<field var="last-message-body"><value/></field>')
    expect(serializeXml(publishElement('1')(one))).toBe(publishText('1')(one))
  })

  it('SEAL: of any sealed publish', () => {
    fc.assert(
      fc.property(text, text, text, sealed, (id, iv, data, one) => {
        deepFreeze(one)
        expect(right(parseXml(sealedText(id, { iv, data })(one)))).toEqual(asRead(sealedElement(id, { iv, data })(one)))
      }),
      runs,
    )
  })

  it('REG-9: of any reply', () => {
    fc.assert(
      fc.property(reply, (one) => {
        expect(right(parseXml(replyText(one)))).toEqual(asRead(replyElement(one)))
      }),
      runs,
    )
  })
})
