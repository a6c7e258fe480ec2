/**
 * One fault each, and the words in which a law says so; and what a law lets pass.
 */
import * as fc from 'fast-check'
import { type Effect, step, type XmlElement } from 'xmpp-push-rules'
import {
  type Adapter,
  feed,
  type Happening,
  type Host,
  type HostStep,
  type Inspection,
  type Output,
  reference,
  runLaw,
} from 'xmpp-push-rules/conformance'
import { expect, test } from 'vitest'
import { lawOf, mutantOf } from './find.js'
import {
  isElement,
  mapChildren,
  mapDeep,
  over,
  setAttrs,
  withEffects,
  withOptions,
  withPublish,
  withStanza,
} from './mutants/mutant.js'

const JULIET = 'juliet@capulet.example'

const rules = (change: HostStep): Adapter<Host> => over('one fault', change)

/** The reference, but for what comes out of it. */
const giving = (
  change: (outputs: ReadonlyArray<Output>, event: Happening, account: string) => ReadonlyArray<Output>,
): Adapter<Host> => ({
  ...reference,
  dispatch: (host, account, event) => change(feed(host, account, event), event, account),
})

const looking = (inspect: () => Inspection): Adapter<Host> => ({ ...reference, inspect })

const field = (name: string, ...values: ReadonlyArray<string>): XmlElement => ({
  name: 'field',
  attrs: { var: name },
  children: values.map((value) => ({ name: 'value', attrs: {}, children: [value] })),
})

const twice = (name: string, within: string): HostStep =>
  withPublish((iq) =>
    mapDeep(iq, within, (one) => ({
      ...one,
      children: one.children.flatMap((child) => (isElement(child) && child.name === name ? [child, child] : [child])),
    })),
  )

const inSummary = (
  change: (fields: XmlElement['children']) => XmlElement['children'],
  when: (index: number) => boolean = () => true,
): HostStep =>
  withPublish((iq, _, index) =>
    when(index)
      ? mapDeep(iq, 'notification', (one) =>
          mapDeep(one, 'x', (form) => ({ ...form, children: change(form.children) })),
        )
      : iq,
  )

const inOptions = (change: (form: XmlElement) => XmlElement): HostStep =>
  withPublish((iq) => mapDeep(iq, 'publish-options', (one) => mapDeep(one, 'x', change)))

const withoutOptions = (iq: XmlElement): XmlElement =>
  mapDeep(iq, 'pubsub', (one) => mapChildren(one, (child) => (child.name === 'publish-options' ? undefined : child)))

const bodyOf = (stanza: XmlElement): string =>
  JSON.stringify(stanza.children.filter((child) => isElement(child) && child.name === 'body'))

const isTo =
  (service: string, node: string) =>
  (one: Effect): boolean =>
    one._tag === 'Publish' && one.registration.service === service && one.registration.node === node

const isFormType = (child: XmlElement | string): boolean => isElement(child) && child.attrs['var'] === 'FORM_TYPE'

/** Keeps the publish options of a registration that is enabled again without any. */
const keepsOptions: HostStep = (options) => (event) => (account) => {
  const [effects, after] = step(options)(event)(account)
  if (event._tag !== 'IqReceived') return [effects, after]
  const registrations = after.registrations.map((one) => {
    const before = account.registrations.find(({ service, node }) => service === one.service && node === one.node)
    return before !== undefined && one.publishOptions._tag === 'None'
      ? { ...one, publishOptions: before.publishOptions }
      : one
  })
  return [effects, { ...after, registrations }]
}

const explaining = (
  change: (one: Extract<Output, { readonly _tag: 'Explained' }>) => ReadonlyArray<Output>,
): Adapter<Host> => giving((outputs) => outputs.flatMap((one) => (one._tag === 'Explained' ? change(one) : [one])))

const CONFLICT: XmlElement = {
  name: 'conflict',
  attrs: { xmlns: 'urn:ietf:params:xml:ns:xmpp-stanzas' },
  children: [],
}

const refuse = (iq: XmlElement): XmlElement => ({
  ...iq,
  attrs: { ...iq.attrs, type: 'error' },
  children: [{ name: 'error', attrs: { type: 'cancel' }, children: [CONFLICT] }],
})

/** Refuses to disable a whole service while there is another one. */
const fussy: Adapter<Host> = {
  ...reference,
  dispatch: (host, account, event) => {
    const services = new Set(host.accounts.get(account)?.registrations.map(({ service }) => service))
    const isFussy = event._tag === 'IqReceived' && JSON.stringify(event.iq).includes('"disable"') && services.size > 1
    return feed(host, account, event).map((one) =>
      isFussy && one._tag === 'Replied' ? { ...one, iq: refuse(one.iq) } : one,
    )
  },
}

/** Bounds letters rather than octets. */
const counting =
  (bound: 'maxNodeBytes' | 'maxFormBytes'): HostStep =>
  (options) =>
  (event) =>
    step(
      event._tag === 'IqReceived' && /[ß😀]/u.test(JSON.stringify(event.iq))
        ? { ...options, [bound]: 2 * options[bound] }
        : options,
    )(event)

/** Tells stanzas apart by their first child, which element it is, besides their key. */
const byElement = (): HostStep => {
  const seen = new WeakMap<XmlElement, number>()
  const ids = [0]
  const idOf = (one: XmlElement): number => {
    const id = seen.get(one) ?? ids.push(0)
    seen.set(one, id)
    return id
  }
  return (options) => (event) => {
    if (event._tag !== 'StoredOffline') return step(options)(event)
    const first = event.delivery.stanza.children.find(isElement)
    return step(options)({
      ...event,
      delivery: { ...event.delivery, key: `${event.delivery.key} ${first === undefined ? '' : idOf(first)}` },
    })
  }
}

const romeo = (change: (outputs: ReadonlyArray<Output>) => ReadonlyArray<Output>): Adapter<Host> =>
  giving((outputs, event, account) =>
    account !== JULIET && event._tag === 'StoredOffline' && event.delivery.key === 'romeo-2'
      ? change(outputs)
      : outputs,
  )

/** Another id of the first publish for the first stanza. */
const firstId = (id: string | undefined): Adapter<Host> =>
  giving((outputs, event) => {
    const first = outputs.find(({ _tag }) => _tag === 'Published')
    return outputs.map((one) =>
      one === first && one._tag === 'Published' && event._tag === 'StoredOffline' && event.delivery.key === 'k1'
        ? { ...one, iq: setAttrs(one.iq, { id }) }
        : one,
    )
  })

const faults: ReadonlyArray<readonly [law: string, fault: string, adapter: Adapter<Host>, says: string]> = [
  [
    'xep-0357/publish/request',
    'a get',
    rules(withPublish((iq) => setAttrs(iq, { type: 'get' }))),
    "an iq of type set from the account's domain",
  ],
  [
    'xep-0357/publish/request',
    'from the user',
    mutantOf('published-by-the-user'),
    "an iq of type set from the account's domain",
  ],
  ['xep-0357/publish/request', 'two items', rules(twice('item', 'publish')), 'one item with one notification'],
  [
    'xep-0357/publish/request',
    'two notifications',
    rules(twice('notification', 'item')),
    'one item with one notification',
  ],
  ['xep-0357/publish/request', 'two forms', rules(twice('x', 'notification')), 'one form in the notification'],
  [
    'xep-0357/publish/request',
    'a notification of another namespace',
    rules(withPublish((iq) => mapDeep(iq, 'notification', (one) => setAttrs(one, { xmlns: 'urn:xmpp:push:1' })))),
    'one item with one notification',
  ],
  ['xep-0357/publish/node', 'an empty node', mutantOf('empty-node-attribute'), 'the node of the registration'],
  ['xep-0357/publish/options-beside', 'options always', mutantOf('options-always'), 'publish alone'],
  [
    'xep-0357/publish/options-beside',
    'options never',
    rules(withPublish(withoutOptions)),
    'publish and publish-options',
  ],
  ['xep-0357/publish/ids', 'one id is missing', firstId(undefined), 'ids are there and distinct'],
  ['xep-0357/publish/ids', 'one id is empty', firstId(''), 'ids are there and distinct'],
  [
    'seed/decisions/say-why',
    'the contrary',
    explaining((one) => [{ ...one, pushed: !one.pushed }]),
    'a push for TRG-3, IMP, SUM-3, of k1 to push.example#tablet',
  ],
  [
    'seed/decisions/say-why',
    'one rule is missing',
    explaining((one) => [{ ...one, rules: one.rules.filter((rule) => rule !== 'SUM-3') }]),
    'a push for TRG-3, IMP, SUM-3, of k1 to push.example#tablet',
  ],
  ['xep-0357/discovery/feature', 'no features', looking(() => ({})), 'the features have urn:xmpp:push:0'],
  ['field/registrations/provisioned', 'no features', looking(() => ({})), 'no push is announced'],
  [
    'field/registrations/provisioned',
    'an extension is announced',
    looking(() => ({ features: ['urn:xmpp:mam:2', 'tigase:push:priority:0'] })),
    'no push is announced',
  ],
  [
    'seed/errors/removed-and-saved',
    'no registrations',
    looking(() => ({})),
    'push.example#phone and push.example#tablet are left',
  ],
  [
    'seed/errors/each-account',
    'two pushes of the other account',
    romeo((outputs) => [...outputs, ...outputs]),
    'there is one push of the other account',
  ],
  ['seed/errors/each-account', 'none of the other account', romeo(() => []), 'there is one push of the other account'],
  ['xep-0357/enabling/empty-node-is-none', 'an empty node', mutantOf('empty-node-attribute'), 'no node attribute'],
  [
    'xep-0357/enabling/bounded',
    'a node bounded by its letters',
    rules(counting('maxNodeBytes')),
    'the answer modify/policy-violation; found result',
  ],
  [
    'xep-0357/enabling/bounded',
    'a form bounded by its letters',
    rules(counting('maxFormBytes')),
    'the answer modify/policy-violation; found result',
  ],
  [
    'xep-0357/disabling/all-nodes',
    'refused because of another service',
    fussy,
    'the answer result; found cancel/conflict',
  ],
  [
    'xep-0357/disabling/never-publish-after',
    'not there when it is enabled again, but others are',
    rules(
      withEffects((effects, { event }) =>
        event._tag === 'StoredOffline' &&
        event.delivery.key === 'again' &&
        effects.filter(({ _tag }) => _tag === 'Publish').length > 1
          ? effects.filter((one) => !isTo('push.example', 'phone')(one))
          : effects,
      ),
    ),
    'a push goes to it when it is enabled again',
  ],
  [
    'seed/ping/all-or-named',
    'a count of two',
    rules(inSummary((fields) => fields.map((one) => (isFormType(one) ? one : field('message-count', '2'))))),
    'the summary has FORM_TYPE and message-count and nothing else',
  ],
  [
    'seed/several-services/same-stanza',
    'more for the first',
    rules(
      inSummary(
        (fields) => [...fields, field('more', '1')],
        (index) => index === 0,
      ),
    ),
    'all summaries are the same',
  ],
  ['xep-0357/publish-options/kept', 'no options', rules(withPublish(withoutOptions)), 'publish options [["'],
  [
    'xep-0357/publish-options/kept',
    'no form type',
    rules(inOptions((form) => ({ ...form, children: form.children.filter((one) => !isFormType(one)) }))),
    'one FORM_TYPE of publish options',
  ],
  [
    'xep-0357/publish-options/kept',
    'two form types',
    rules(inOptions((form) => ({ ...form, children: [...form.children.filter(isFormType), ...form.children] }))),
    'one FORM_TYPE of publish options',
  ],
  [
    'xep-0357/publish-options/kept',
    'a second form type without a value',
    rules(inOptions((form) => ({ ...form, children: [...form.children, field('FORM_TYPE')] }))),
    'one FORM_TYPE of publish options',
  ],
  [
    'xep-0357/publish-options/kept',
    'another form type',
    rules(
      inOptions((form) => ({
        ...form,
        children: form.children.map((one) => (isFormType(one) ? field('FORM_TYPE', 'urn:example:other') : one)),
      })),
    ),
    'one FORM_TYPE of publish options',
  ],
  ['xep-0357/publish-options/replaced', 'options stay', rules(keepsOptions), 'no publish options'],
  [
    'seed/summary/fallback-body',
    'the body where it is first',
    rules(
      withStanza((stanza) => {
        const [first] = stanza.children
        return first !== undefined && isElement(first) && first.name === 'body'
          ? { ...stanza, children: [first] }
          : stanza
      }),
    ),
    'nothing of the fallback body',
  ],
  [
    'xep-0357/summary/form',
    'a form type twice',
    rules(inSummary((fields) => [...fields.filter(isFormType), ...fields])),
    'each field once, with one value',
  ],
  [
    'xep-0357/summary/form',
    'an unknown field',
    rules(inSummary((fields) => [...fields, field('more', '1')])),
    'each field once, with one value',
  ],
  [
    'xep-0357/summary/form',
    'a field of two values',
    rules(inSummary((fields) => [...fields, field('pending-subscription-count', '1', '2')])),
    'each field once, with one value',
  ],
  [
    'xep-0357/summary/private-body',
    'the body beside the item',
    rules(
      withPublish((iq, { event }) =>
        'delivery' in event ? setAttrs(iq, { size: String(bodyOf(event.delivery.stanza).length) }) : iq,
      ),
    ),
    'the payload is that of the stanza before',
  ],
  [
    'xep-0357/summary/private-body',
    'no push at all',
    rules(withEffects((effects) => effects.filter(({ _tag }) => _tag !== 'Publish'))),
    'the payload is that of the stanza before',
  ],
  [
    'seed/duplicates/stored-twice',
    'stanzas told apart by an element in them',
    rules(byElement()),
    'pushes to nothing; found push.example#phone',
  ],
]

test.each(faults)('%s: %s', async (law, _, adapter, says) => {
  const { verdict, reason } = await runLaw(adapter, { shrink: false, policies: [] })(lawOf(law))
  expect([verdict, reason]).toEqual(['fail', expect.stringContaining(says)])
})

/** Half as much again when it is looked at again. */
const growing = (): Adapter<Host> => {
  const seen = new WeakSet<Host>()
  return {
    ...reference,
    inspect: (host) => {
      const size = seen.has(host) ? 150 : 100
      seen.add(host)
      return { size }
    },
  }
}

const passes: ReadonlyArray<readonly [law: string, what: string, adapter: Adapter<Host>]> = [
  [
    'seed/decisions/say-why',
    'more decisions than were asked for',
    explaining((one) => [{ ...one, pushed: !one.pushed, rules: ['X'] }, one]),
  ],
  ['seed/duplicates/state-does-not-grow', 'half as much again, and no more', growing()],
  [
    'field/registrations/provisioned',
    'features that are no matter of push',
    looking(() => ({ features: ['urn:xmpp:mam:2', 'urn:xmpp:carbons:2'] })),
  ],
  [
    'xep-0357/summary/private-body',
    'a push when a session closes, which no stanza is the cause of',
    giving((outputs, event, account) =>
      event._tag === 'SessionClosed'
        ? [{ _tag: 'Published', account, iq: { name: 'iq', attrs: { to: 'push.example' }, children: [] } }]
        : outputs,
    ),
  ],
  [
    'xep-0357/disabling/all-nodes',
    'nothing to remove is refused',
    rules(withOptions({ disableUnknown: 'item-not-found' })),
  ],
  [
    'xep-0357/enabling/bounded',
    'markup is not counted',
    rules(withOptions(({ maxFormBytes }) => ({ maxFormBytes: maxFormBytes + 40 }))),
  ],
]

test.each(passes)('%s lets pass: %s', async (law, _, adapter) => {
  const { verdict, reason } = await runLaw(adapter, { policies: [] })(lawOf(law))
  expect([verdict, reason]).toEqual(['pass', undefined])
})

test.each(['seed/importance/carbon-forged', 'seed/importance/carbon-forged-with-body'])(
  '%s: a forged carbon is never from the account',
  (id) => {
    const { check } = lawOf(id)
    const scenes = check._tag === 'Generated' ? fc.sample(check.scenes, { seed: 1, numRuns: 3000 }) : []
    const senders = scenes.flatMap(({ steps }) =>
      steps.flatMap(({ action }) =>
        action._tag === 'Dispatch' && action.event._tag === 'StoredOffline'
          ? [action.event.delivery.stanza.attrs['from']]
          : [],
      ),
    )
    expect(senders).toHaveLength(3000)
    expect(senders).not.toContain(JULIET)
  },
)
