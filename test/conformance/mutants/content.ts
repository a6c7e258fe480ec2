/**
 * Mutants of IMP, SUM and PUB.
 */
import { defaultOptions, type Effect, type XmlElement } from 'xmpp-push-rules'
import type { HostStep } from 'xmpp-push-rules/conformance'
import {
  isElement,
  mapChildren,
  mapDeep,
  type Mutant,
  mutant,
  setAttrs,
  withEffects,
  withEvent,
  withOptions,
  withPublish,
  withStanza,
} from './mutant.js'

type Policy = typeof defaultOptions.importance

const policy = (change: Partial<Policy>): HostStep =>
  withOptions(({ importance }) => ({ importance: { ...importance, ...change } }))

/** A mutant of the policy: one cause has another verdict. */
const cause = (name: keyof Policy, verdict: 'alert' | 'quiet' | 'ignore', law: string = name): Mutant =>
  mutant(`${name}-${verdict}`, `seed/importance/${law}`, policy({ [name]: verdict }))

/** Children of that name count whatever their namespace. */
const anyNamespace = (name: string, xmlns: string): HostStep =>
  withStanza((stanza) => mapChildren(stanza, (child) => (child.name === name ? setAttrs(child, { xmlns }) : child)))

const CARBONS = 'urn:xmpp:carbons:2'
const isCarbon = ({ attrs }: XmlElement): boolean => attrs['xmlns'] === CARBONS

const withoutChild = (xmlns: string): HostStep =>
  withStanza((stanza) => mapChildren(stanza, (child) => (child.attrs['xmlns'] === xmlns ? undefined : child)))

const inForm = (change: (form: XmlElement) => XmlElement): HostStep =>
  withPublish((iq) => mapDeep(iq, 'notification', (one) => mapDeep(one, 'x', change)))

const inField = (name: string, change: (value: string, from: string) => string): HostStep =>
  withPublish((iq, { event }) =>
    mapDeep(iq, 'field', (field) => {
      const from = 'delivery' in event ? (event.delivery.stanza.attrs['from'] ?? '') : ''
      return field.attrs['var'] === name
        ? mapDeep(field, 'value', (value) => ({
            ...value,
            children: [change(value.children.filter((one) => typeof one === 'string').join(''), from)],
          }))
        : field
    }),
  )

const bodyOf = (stanza: XmlElement): XmlElement | undefined =>
  stanza.children.find((child): child is XmlElement => isElement(child) && child.name === 'body')

const importanceMutants: ReadonlyArray<Mutant> = [
  cause('body', 'quiet'),
  cause('omemo-legacy', 'ignore'),
  cause('omemo-legacy', 'quiet', 'omemo-0'),
  cause('omemo', 'ignore', 'omemo-1'),
  cause('pgp', 'quiet'),
  cause('openpgp', 'quiet'),
  cause('eme', 'quiet'),
  cause('call', 'ignore'),
  cause('error', 'ignore'),
  cause('correction', 'ignore'),
  cause('retraction', 'ignore'),
  cause('subject', 'alert'),
  cause('subject-with-body', 'quiet'),
  cause('mediated-invitation', 'ignore'),
  cause('direct-invitation', 'ignore'),
  mutant(
    'empty-body-counts',
    'seed/importance/empty-body',
    withStanza((stanza) =>
      mapChildren(stanza, (child) =>
        child.name === 'body' && child.children.length === 0 ? { ...child, children: ['?'] } : child,
      ),
    ),
  ),
  mutant(
    'iq-is-a-message',
    'seed/importance/not-a-message',
    withStanza((stanza) =>
      ['iq', 'r'].includes(stanza.name)
        ? { ...stanza, name: 'message', attrs: { ...stanza.attrs, xmlns: 'jabber:client' } }
        : stanza,
    ),
  ),
  mutant(
    'headline-is-chat',
    'seed/importance/headline',
    withStanza((stanza) => (stanza.attrs['type'] === 'headline' ? setAttrs(stanza, { type: 'chat' }) : stanza)),
  ),
  mutant('carbon-not-unwrapped', 'seed/importance/carbon-received', withoutChild(CARBONS)),
  mutant(
    'carbon-judged-outside',
    'seed/importance/carbon-received-quiet',
    withStanza((stanza) =>
      bodyOf(stanza) === undefined ? stanza : mapChildren(stanza, (child) => (isCarbon(child) ? undefined : child)),
    ),
  ),
  mutant(
    'sent-carbon-alerts',
    'seed/importance/carbon-sent',
    withStanza((stanza) => mapChildren(stanza, (child) => (isCarbon(child) ? { ...child, name: 'received' } : child))),
  ),
  mutant(
    'forged-carbon-unwrapped',
    'seed/importance/carbon-forged',
    withStanza((stanza, { jid }) =>
      stanza.children.some((child) => isElement(child) && isCarbon(child)) ? setAttrs(stanza, { from: jid }) : stanza,
    ),
  ),
  mutant(
    'room-news-is-invitation',
    'seed/importance/not-an-invitation',
    withStanza((stanza) => mapDeep(mapDeep(stanza, 'decline', invite), 'status', invite)),
  ),
  mutant(
    'retract-of-any-namespace',
    'seed/importance/name-and-namespace',
    anyNamespace('retract', 'urn:xmpp:message-retract:1'),
  ),
  mutant(
    'body-of-any-namespace',
    'seed/importance/foreign-body',
    withStanza((stanza) => mapDeep(stanza, 'body', (one) => setAttrs(one, { xmlns: undefined }))),
  ),
  mutant('any-x-is-encrypted', 'seed/importance/form-is-not-encryption', anyNamespace('x', 'jabber:x:encrypted')),
  mutant('policy-ignored', 'field/importance/policy', withOptions({ importance: defaultOptions.importance })),
]

function invite(element: XmlElement): XmlElement {
  return { ...element, name: 'invite' }
}

const summaryMutants: ReadonlyArray<Mutant> = [
  mutant(
    'count-always-one',
    'seed/summary/counts',
    inField('message-count', () => '1'),
  ),
  mutant(
    'no-pending-count',
    'seed/summary/counts',
    withEvent((event) => {
      if (!('delivery' in event) || event._tag === 'QueuedWhileHibernating') return event
      const { pendingSubscriptions: _pending, ...rest } = event
      return rest
    }),
  ),
  mutant('sender-always', 'seed/summary/sender', withOptions({ includeSender: true })),
  mutant('sender-never', 'seed/summary/sender', withOptions({ includeSender: false })),
  mutant(
    'sender-of-the-copy',
    'seed/summary/sender-of-carbon',
    inField('last-message-sender', (_, from) => from),
  ),
  mutant('sender-always-full', 'field/summary/sender-bare', withOptions({ senderJid: 'full' })),
  mutant('body-never', 'seed/summary/body', withOptions({ includeBody: false })),
  mutant('important-body-fixed', 'seed/summary/important-body', withOptions({ importantBody: 'New Message!' })),
  mutant(
    'empty-body-field',
    'xep-0357/summary/form',
    inForm((form) =>
      form.children.some((field) => isElement(field) && field.attrs['var'] === 'last-message-body')
        ? form
        : {
            ...form,
            children: [
              ...form.children,
              {
                name: 'field',
                attrs: { var: 'last-message-body' },
                children: [{ name: 'value', attrs: {}, children: [] }],
              },
            ],
          },
    ),
  ),
  mutant(
    'form-of-type-form',
    'xep-0357/summary/form',
    inForm((form) => setAttrs(form, { type: 'form' })),
  ),
  mutant(
    'item-has-stanza-id',
    'seed/summary/nothing-else',
    withPublish((iq, { event }) =>
      'delivery' in event
        ? mapDeep(iq, 'item', (item) => setAttrs(item, { id: event.delivery.stanza.attrs['id'] }))
        : iq,
    ),
  ),
  mutant(
    'body-length-leaks',
    'xep-0357/summary/private-body',
    withPublish((iq, { event }) =>
      'delivery' in event
        ? mapDeep(iq, 'item', (item) =>
            setAttrs(item, { size: String(JSON.stringify(bodyOf(event.delivery.stanza)?.children ?? []).length) }),
          )
        : iq,
    ),
  ),
]

const publishMutants: ReadonlyArray<Mutant> = [
  mutant(
    'published-by-the-user',
    'xep-0357/publish/request',
    withPublish((iq, { before }) => setAttrs(iq, { from: before.jid })),
  ),
  mutant(
    'published-without-item',
    'xep-0357/publish/request',
    withPublish((iq) =>
      mapDeep(iq, 'publish', (one) => ({
        ...one,
        children: one.children.flatMap((item) => (isElement(item) ? item.children : [])),
      })),
    ),
  ),
  mutant(
    'empty-node-attribute',
    'xep-0357/publish/node',
    withPublish((iq) => mapDeep(iq, 'publish', (one) => setAttrs(one, { node: one.attrs['node'] ?? '' }))),
  ),
  mutant(
    'options-inside-publish',
    'xep-0357/publish/options-beside',
    withPublish((iq) =>
      mapDeep(iq, 'pubsub', (pubsub) => {
        const [publish, ...others] = pubsub.children.filter(isElement)
        return publish === undefined
          ? pubsub
          : { ...pubsub, children: [{ ...publish, children: [...publish.children, ...others] }] }
      }),
    ),
  ),
  mutant(
    'options-always',
    'xep-0357/publish/options-beside',
    withPublish((iq) =>
      mapDeep(iq, 'pubsub', (pubsub) =>
        pubsub.children.length > 1
          ? pubsub
          : { ...pubsub, children: [...pubsub.children, { name: 'publish-options', attrs: {}, children: [] }] },
      ),
    ),
  ),
  mutant(
    'published-twice',
    'xep-0357/publish/request',
    withEffects((effects) =>
      effects.flatMap((one): ReadonlyArray<Effect> => (one._tag === 'Publish' ? [one, one] : [one])),
    ),
  ),
]

export const contentMutants: ReadonlyArray<Mutant> = [...importanceMutants, ...summaryMutants, ...publishMutants]
