/** REG-4, REG-5: what a registration is, and the publish options that it keeps. */
import * as O from 'fp-ts/lib/Option.js'
import { describe, expect, it } from 'vitest'
import type { FormField } from 'xmpp-push-rules'
import {
  el,
  enableIq,
  field,
  form,
  FORM_TYPE,
  key,
  nodes,
  NOW,
  NS_OPTIONS,
  on,
  only,
  publishOptions,
  rejected,
  replies,
  run,
  SERVICE,
} from '../support/fixtures.js'

const otherForm = form(field('FORM_TYPE', 'urn:xmpp:push:summary'))
const cancelled = el('x', { xmlns: 'jabber:x:data', type: 'cancel' }, field('b', '2'))

describe('REG-4', () => {
  it('one JID with several nodes', () => {
    expect(nodes(run(on.enabled('phone', key('a')), on.enabled('phone', key('b'))).account)).toEqual(['a', 'b'])
  })

  it('node names are told apart by case', () => {
    expect(nodes(run(on.enabled('phone', key('a')), on.enabled('phone', key('A'))).account)).toEqual(['a', 'A'])
  })

  it('enabling again replaces the options, makes it the newest and keeps the error count', () => {
    const { account } = run(
      on.sent('phone', enableIq({ jid: SERVICE, node: 'a' }, publishOptions(field('secret', '1')))),
      on.enabled('phone', key('b')),
      on.answered(key('a'), rejected()),
      on.sent('phone', enableIq({ jid: 'PUSH.example', node: 'a' }), NOW + 5),
    )
    expect(account.registrations).toMatchObject([
      { node: 'b' },
      { node: 'a', errors: 1, enabledAt: NOW + 5, publishOptions: O.none },
    ])
  })
})

describe('REG-5', () => {
  const enableWith = (...forms: ReadonlyArray<ReturnType<typeof form>>): ReturnType<typeof run> =>
    run(on.sent('phone', enableIq({ jid: SERVICE, node: 'n1' }, ...forms)), on.ping())
  const sentOptions = ({ effects }: ReturnType<typeof run>): ReadonlyArray<FormField> | undefined =>
    O.toUndefined(only(effects, 'Publish')[0]?.publishOptions ?? O.none)

  it('every field and every value goes out with every publish, in order', () => {
    const sent = enableWith(publishOptions(field('secret', 'x'), field('many', 'a', '', 'b'), field('none')))
    expect(sentOptions(sent)).toEqual([
      FORM_TYPE,
      { name: 'secret', values: ['x'] },
      { name: 'many', values: ['a', '', 'b'] },
      { name: 'none', values: [] },
    ])
  })

  it('a form without FORM_TYPE gets it when sent, also an empty one', () => {
    expect(sentOptions(enableWith(form(field('secret', 'x'))))).toEqual([FORM_TYPE, { name: 'secret', values: ['x'] }])
    expect(sentOptions(enableWith(form()))).toEqual([FORM_TYPE])
  })

  it('a FORM_TYPE that is not the first field stays where it is', () => {
    const sent = enableWith(form(field('secret', 'x'), field('FORM_TYPE', NS_OPTIONS)))
    expect(sentOptions(sent)?.map(({ name }) => name)).toEqual(['secret', 'FORM_TYPE'])
  })

  it('FORM_TYPE goes out hidden, whatever the client wrote', () => {
    for (const type of [undefined, 'hidden', 'text-single', 'fixed']) {
      const formType = el('field', { var: 'FORM_TYPE', type }, el('value', {}, NS_OPTIONS))
      expect(sentOptions(enableWith(form(formType)))).toEqual([FORM_TYPE])
    }
  })

  it('without a form there are no publish options', () => {
    expect(sentOptions(enableWith())).toBeUndefined()
    expect(sentOptions(enableWith(el('x', { xmlns: 'jabber:x:data', type: 'cancel' })))).toBeUndefined()
  })

  it.each<readonly [string, ReadonlyArray<ReturnType<typeof form>>, string]>([
    ['publish options, then another form', [publishOptions(field('a', '1')), form(field('b', '2'))], 'a'],
    ['a form of another type, then publish options', [otherForm, publishOptions(field('a', '1'))], 'a'],
    ['a form without FORM_TYPE, then publish options', [form(field('b', '2')), publishOptions(field('a', '1'))], 'a'],
    ['a form of another type, then one without', [otherForm, form(field('a', '1'))], 'a'],
    ['two of publish options', [publishOptions(field('a', '1')), publishOptions(field('b', '2'))], 'a'],
    ['a cancelled one, then publish options', [cancelled, publishOptions(field('a', '1'))], 'a'],
  ])('of several forms one counts: %s', (_, forms, name) => {
    const ran = enableWith(...forms)
    expect(replies(ran.effects)).toEqual(['result'])
    expect(sentOptions(ran)).toEqual([FORM_TYPE, { name, values: ['1'] }])
  })

  it.each([
    ['another FORM_TYPE', [otherForm]],
    ['two FORM_TYPE values', [form(field('FORM_TYPE', NS_OPTIONS, 'other'))]],
    ['two FORM_TYPE fields', [publishOptions(field('FORM_TYPE', NS_OPTIONS))]],
    ['two FORM_TYPE fields, one without value', [publishOptions(field('FORM_TYPE'))]],
    ['a FORM_TYPE without value', [form(field('FORM_TYPE'), field('a', 'b'))]],
  ])('%s: bad-request', (_, forms) => {
    const { account, effects } = enableWith(...forms)
    expect(replies(effects)).toEqual(['modify/bad-request'])
    expect(account.registrations).toEqual([])
  })

  it('elements of other namespaces are no form', () => {
    const other = el('x', { xmlns: 'urn:other' }, field('FORM_TYPE', 'z'))
    expect(sentOptions(enableWith(other, el('y', { xmlns: 'jabber:x:data' })))).toBeUndefined()
  })

  it('what is kept is nothing but fields, each with the attributes that it has', () => {
    const odd = form(el('title', {}, 't'), field('a', 'b'), el('field', { type: 'fixed' }, el('value')), el('field'))
    expect(sentOptions(enableWith(odd))).toStrictEqual([
      FORM_TYPE,
      { name: 'a', values: ['b'] },
      { type: 'fixed', values: [''] },
      { values: [] },
    ])
  })

  it('a field that is like FORM_TYPE in all but its name', () => {
    const other = el('field', { var: 'other', type: 'hidden' }, el('value', {}, NS_OPTIONS))
    expect(sentOptions(enableWith(form(other)))).toEqual([
      FORM_TYPE,
      { name: 'other', type: 'hidden', values: [NS_OPTIONS] },
    ])
  })

  it('the FORM_TYPE of all registrations is one value', () => {
    const first = (): unknown => sentOptions(enableWith(publishOptions()))?.[0]
    expect(first()).toBe(first())
  })
})
