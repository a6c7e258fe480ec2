/**
 * Mutants of orders that the rulebook names, of sessions that are not kept apart, and of options that are not heeded.
 */
import * as O from 'fp-ts/lib/Option.js'
import { type Account, defaultOptions, type Options, step, type XmlElement } from 'xmpp-push-rules'
import { adapterOver, feed, type Host, type HostStep } from 'xmpp-push-rules/conformance'
import {
  isElement,
  mapDeep,
  type Mutant,
  mutant,
  setAttrs,
  withEvent,
  withIq,
  withOptions,
  withPublish,
  withState,
} from './mutant.js'

const PUBLISH_OPTIONS = 'http://jabber.org/protocol/pubsub#publish-options'

const isForm = (child: XmlElement | string): child is XmlElement => isElement(child) && child.name === 'x'

const isFormType = (field: XmlElement | string): field is XmlElement =>
  isElement(field) && field.attrs['var'] === 'FORM_TYPE'

const isPublishOptions = (form: XmlElement): boolean =>
  form.children.some((field) => isFormType(field) && JSON.stringify(field.children).includes(PUBLISH_OPTIONS))

/** Other forms than the client sent. */
const forms = (change: (forms: ReadonlyArray<XmlElement>) => ReadonlyArray<XmlElement>): HostStep =>
  withIq((iq) =>
    mapDeep(iq, 'enable', (enable) => ({
      ...enable,
      children: [...enable.children.filter((child) => !isForm(child)), ...change(enable.children.filter(isForm))],
    })),
  )

const lastFirst =
  (counts: (form: XmlElement) => boolean) =>
  (all: ReadonlyArray<XmlElement>): ReadonlyArray<XmlElement> => [
    ...all.filter(counts).toReversed(),
    ...all.filter((form) => !counts(form)),
  ]

const withOneFormType = (form: XmlElement): XmlElement => {
  const first = form.children.find(isFormType)
  return { ...form, children: form.children.filter((child) => !isFormType(child) || child === first) }
}

const formMutants: ReadonlyArray<Mutant> = [
  mutant('last-options-form', 'xep-0357/publish-options/several-forms', forms(lastFirst(isPublishOptions))),
  mutant(
    'last-untyped-form',
    'xep-0357/publish-options/several-forms',
    forms(lastFirst((form) => !form.children.some(isFormType))),
  ),
  mutant(
    'untyped-form-first',
    'xep-0357/publish-options/several-forms',
    forms((all) =>
      all.some((form) => !form.children.some(isFormType)) ? all.filter((form) => !form.children.some(isFormType)) : all,
    ),
  ),
  mutant(
    'cancelled-form-taken',
    'xep-0357/publish-options/several-forms',
    forms((all) => all.map((form) => setAttrs(form, { type: 'submit' }))),
  ),
  mutant(
    'form-type-twice',
    'xep-0357/publish-options/foreign-form',
    forms((all) => all.map(withOneFormType)),
  ),
  mutant(
    'priority-before-the-form',
    'field/extensions/priority',
    withPublish((iq) => mapDeep(iq, 'notification', (one) => ({ ...one, children: one.children.toReversed() }))),
  ),
]

type Row = string | undefined

/** A table that is asked in another order: the first of these rows that it has, then the rest. */
const asked =
  (rows: (type: string, condition: string, pubsub: Row) => ReadonlyArray<Row>): HostStep =>
  (options) =>
  (event) => {
    if (event._tag !== 'PublishAnswered' || event.answer._tag !== 'Rejected') return step(options)(event)
    const { type, condition, pubsubCondition } = event.answer
    const found = rows(`type:${type}`, condition, pubsubCondition).find(
      (row) => row !== undefined && Object.hasOwn(options.errors, row),
    )
    const says = options.errors[found ?? 'other'] ?? 'persistent'
    return step({ ...options, errors: { other: says } })(event)
  }

const tableMutants: ReadonlyArray<Mutant> = [
  mutant(
    'type-before-condition',
    'field/registrations/errors/by-condition',
    asked((type, condition, pubsub) => [type, condition, pubsub]),
  ),
  mutant(
    'condition-before-pubsub',
    'field/registrations/errors/by-condition',
    asked((type, condition, pubsub) => [condition, pubsub, type]),
  ),
]

const sessionsOf = (
  account: Account,
  change: (session: Account['sessions'][string], resource: string) => Account['sessions'][string],
): Account => ({
  ...account,
  sessions: Object.fromEntries(
    Object.entries(account.sessions).map(([resource, session]) => [resource, change(session, resource)]),
  ),
})

/** What was collected is walked from its end when this happens. */
const fromItsEnd =
  (tag: 'TimerFired' | 'SessionClosed'): HostStep =>
  (options) =>
  (event) =>
  (account) =>
    step(options)(event)(
      event._tag === tag
        ? sessionsOf(account, (session) => ({ ...session, collected: session.collected.toReversed() }))
        : account,
    )

const boundTo = (account: Account, resource: string): string =>
  JSON.stringify(O.toUndefined(account.sessions[resource]?.bound ?? O.none))

/** The other sessions that are bound to what this one is bound to are bound no more. */
const unbindsOthers = (as: Account, resource: string, after: Account): Account =>
  sessionsOf(after, (session, name) =>
    name !== resource && boundTo(after, name) === boundTo(as, resource) ? { ...session, bound: O.none } : session,
  )

const queueMutants: ReadonlyArray<Mutant> = [
  mutant(
    'ack-delay-from-its-end',
    'seed/ack-delayed/oldest-speaks',
    withEvent((event) => (event._tag === 'AckDelayed' ? { ...event, queue: event.queue.toReversed() } : event)),
  ),
  mutant('collected-from-its-end', 'seed/ack-delayed/oldest-speaks', fromItsEnd('TimerFired')),
  mutant('closed-from-its-end', 'seed/ack-delayed/oldest-speaks', fromItsEnd('SessionClosed')),
  mutant(
    'told-uses-up-the-rate',
    'field/rate/told-uses-up-nothing',
    withState(({ event, after }, effects) =>
      effects.some((one) => one._tag === 'Skip' && one.decision.reasons.some(({ code }) => code === 'already-notified'))
        ? { ...after, recent: [...after.recent, event.at] }
        : after,
    ),
  ),
  mutant(
    'urgent-uses-up-the-rate',
    'field/rate/urgent-uses-up-nothing',
    withState(({ event, after }, effects) =>
      effects.some((one) => one._tag === 'Publish' && one.decision.urgent)
        ? { ...after, recent: [...after.recent, event.at] }
        : after,
    ),
  ),
  mutant('urgent-is-held-back', 'field/rate/urgent-uses-up-nothing', withOptions({ urgent: 'never' })),
  {
    id: 'one-stops-all-timers',
    caughtBy: 'seed/several-sessions/own-timers',
    adapter: {
      ...adapterOver('one-stops-all-timers', step),
      dispatch: (host: Host, account, event) => {
        const before = new Set(host.timers.keys())
        const outputs = feed(host, account, event)
        if ([...before].some((name) => !host.timers.has(name))) {
          for (const [name, timer] of host.timers) if (timer.account === account) host.timers.delete(name)
        }
        return outputs
      },
    },
  },
  mutant(
    'enabling-takes-the-binding',
    'seed/several-sessions/one-registration',
    withState(({ event, after }) =>
      event._tag === 'IqReceived' ? unbindsOthers(after, event.resource, after) : after,
    ),
  ),
  mutant(
    'closing-unbinds-others',
    'seed/several-sessions/one-registration',
    withState(({ event, before, after }) =>
      event._tag === 'SessionClosed' ? unbindsOthers(before, event.resource, after) : after,
    ),
  ),
]

const deafTo = (name: keyof Options): HostStep => withOptions({ [name]: defaultOptions[name] })

const deaf: ReadonlyArray<Mutant> = [
  mutant('mentions-nobody-can-read', 'field/chat-setting/encrypted', deafTo('encryptedMention')),
  mutant('encrypted-text-of-its-own', 'field/extensions/sealed/encrypted-text', deafTo('encryptedText')),
  mutant('bodies-of-any-length', 'field/summary/body-cut', deafTo('maxBodyChars')),
  mutant('bodies-cut-in-a-letter', 'field/summary/body-cut', (options) =>
    withPublish((iq) =>
      mapDeep(iq, 'field', (field) =>
        field.attrs['var'] === 'last-message-body'
          ? mapDeep(field, 'value', (value) => ({
              ...value,
              children: value.children.map((one) => (isElement(one) ? one : one.slice(0, options.maxBodyChars))),
            }))
          : field,
      ),
    )(options),
  ),
  mutant('nodes-of-one-bound', 'field/enabling/node-bounded', deafTo('maxNodeBytes')),
  mutant('understands-all', 'field/importance/understands', deafTo('understands')),
  mutant('understands-nothing', 'field/importance/understands', withOptions({ understands: [] })),
]

export const orderMutants: ReadonlyArray<Mutant> = [...formMutants, ...tableMutants, ...queueMutants, ...deaf]
