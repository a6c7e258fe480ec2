/**
 * Mutants of REG, DIS, REM, ERR and DSC.
 */
import * as O from 'fp-ts/lib/Option.js'
import { type Account, type Effect, step, type XmlElement } from 'xmpp-push-rules'
import { adapterOver } from 'xmpp-push-rules/conformance'
import {
  isElement,
  mapChildren,
  mapDeep,
  type Mutant,
  mutant,
  remove,
  setAttrs,
  withEffects,
  withEvent,
  withIq,
  withOptions,
  withPublish,
  withState,
} from './mutant.js'

const request = (iq: XmlElement): XmlElement | undefined => iq.children.find(isElement)

const same = (
  a: { readonly service: string; readonly node: string },
  b: { readonly service: string; readonly node: string },
): boolean => a.service === b.service && a.node === b.node

const lastOf = (before: Account, after: Account): Account['registrations'][number] | undefined =>
  after.registrations !== before.registrations ? after.registrations.at(-1) : undefined

type Ghosts = Account & { readonly ghosts?: Account['registrations'] }

const revoke =
  (attrs: Readonly<Record<string, string>>): Parameters<typeof withEvent>[0] =>
  (event) =>
    event._tag === 'ServiceMessage'
      ? { ...event, message: mapDeep(event.message, 'affiliation', (one) => setAttrs(one, attrs)) }
      : event

const badJid =
  (name: string): Parameters<typeof withIq>[0] =>
  (iq) =>
    mapDeep(iq, name, (one) =>
      /^[a-z.]+$/u.test(one.attrs['jid'] ?? '') ? one : setAttrs(one, { jid: 'push.example' }),
    )

export const registrationMutants: ReadonlyArray<Mutant> = [
  mutant(
    'enable-answered-twice',
    'xep-0357/enabling/result',
    withEffects((effects) =>
      effects.flatMap((one): ReadonlyArray<Effect> => (one._tag === 'Reply' ? [one, one] : [one])),
    ),
  ),
  mutant('bad-jid-enabled', 'xep-0357/enabling/bad-jid', withIq(badJid('enable'))),
  mutant(
    'own-jid-enabled',
    'seed/enabling/own-jid',
    withIq((iq, { jid }) =>
      mapDeep(iq, 'enable', (one) =>
        one.attrs['jid']?.toLowerCase().startsWith(jid) === true ? setAttrs(one, { jid: 'push.example' }) : one,
      ),
    ),
  ),
  mutant('node-never-required', 'field/enabling/node-required', withOptions({ nodeRequired: 'no' })),
  mutant(
    'get-is-set',
    'xep-0357/enabling/get',
    withIq((iq) => setAttrs(iq, { type: 'set' })),
  ),
  mutant(
    'unknown-request-unanswered',
    'xep-0357/enabling/unknown-request',
    withIq((iq) => (['enable', 'disable'].includes(request(iq)?.name ?? '') ? iq : undefined)),
  ),
  mutant(
    'any-namespace-enables',
    'xep-0357/enabling/foreign-namespace',
    withIq((iq) => mapChildren(iq, (child) => setAttrs(child, { xmlns: 'urn:xmpp:push:0' }))),
  ),
  mutant(
    'nothing-is-bounded',
    'xep-0357/enabling/bounded',
    withOptions({ maxNodeBytes: 65_536, maxFormBytes: 1_000_000 }),
  ),
  mutant(
    'one-node-a-service',
    'xep-0357/enabling/several-nodes',
    withState(({ before, after }) => {
      const newest = lastOf(before, after)
      return newest === undefined
        ? after
        : {
            ...after,
            registrations: after.registrations.filter((one) => one === newest || one.service !== newest.service),
          }
    }),
  ),
  mutant(
    'again-stays-old',
    'xep-0357/enabling/again-is-newest',
    withState(({ before, after }) => {
      const newest = lastOf(before, after)
      return newest === undefined ||
        !before.registrations.some((one) => same(one, newest)) ||
        after.registrations.length !== before.registrations.length
        ? after
        : { ...after, registrations: before.registrations.map((one) => (same(one, newest) ? newest : one)) }
    }),
  ),
  mutant(
    'one-device-too-many',
    'seed/enabling/device-cap',
    withOptions(({ maxDevices }) => ({ maxDevices: maxDevices + 1 })),
  ),
  mutant(
    'enable-does-not-bind',
    'seed/enabling/binds-session',
    withState(({ event, before, after }) => {
      const session = event._tag === 'IqReceived' ? before.sessions[event.resource] : undefined
      return session === undefined || event._tag !== 'IqReceived'
        ? after
        : { ...after, sessions: { ...after.sessions, [event.resource]: session } }
    }),
  ),
  mutant(
    'first-enable-binds',
    'seed/enabling/binds-session',
    withState(({ event, before, after }) => {
      const session = event._tag === 'IqReceived' ? before.sessions[event.resource] : undefined
      return session === undefined || O.isNone(session.bound) || event._tag !== 'IqReceived'
        ? after
        : { ...after, sessions: { ...after.sessions, [event.resource]: session } }
    }),
  ),
  {
    id: 'save-failure-ignored',
    caughtBy: 'xep-0357/enabling/saved-before-reply',
    adapter: { ...adapterOver('save-failure-ignored', step), failSaves: () => undefined },
  },
  mutant(
    'options-without-form-type',
    'xep-0357/publish-options/form-type-added',
    withPublish((iq) =>
      mapDeep(iq, 'publish-options', (found) =>
        mapDeep(found, 'x', (form) => mapChildren(form, (one) => (one.attrs['var'] === 'FORM_TYPE' ? undefined : one))),
      ),
    ),
  ),
  mutant(
    'any-form-taken',
    'xep-0357/publish-options/foreign-form',
    withIq((iq) =>
      mapDeep(iq, 'enable', (one) => ({
        ...one,
        children: one.children
          .slice(0, 1)
          .map((form) =>
            isElement(form)
              ? mapChildren(form, (field) => (field.attrs['var'] === 'FORM_TYPE' ? undefined : field))
              : form,
          ),
      })),
    ),
  ),
  mutant(
    'options-in-another-order',
    'xep-0357/publish-options/kept',
    withPublish((iq) =>
      mapDeep(iq, 'publish-options', (found) =>
        mapDeep(found, 'x', (form) => ({ ...form, children: form.children.toReversed() })),
      ),
    ),
  ),
  mutant(
    'old-options-kept',
    'xep-0357/publish-options/replaced',
    withState(({ before, after }) => ({
      ...after,
      registrations: after.registrations.map((one) => ({
        ...one,
        publishOptions: before.registrations.find((old) => same(old, one))?.publishOptions ?? one.publishOptions,
      })),
    })),
  ),
  mutant('bad-jid-disabled', 'xep-0357/disabling/bad-jid', withIq(badJid('disable'))),
  mutant(
    'disable-removes-the-service',
    'xep-0357/disabling/one-node',
    withIq((iq) => mapDeep(iq, 'disable', (one) => setAttrs(one, { node: undefined }))),
  ),
  mutant(
    'nothing-to-remove-is-an-error',
    'seed/disabling/nothing-to-remove',
    withOptions({ disableUnknown: 'item-not-found' }),
  ),
  mutant('nothing-to-remove-is-no-error', 'field/disabling/item-not-found', withOptions({ disableUnknown: 'result' })),
  mutant(
    'errors-outlive-registration',
    'xep-0357/disabling/forgets-errors',
    withState(({ before, after }) => {
      const ghosts = [...((before as Ghosts).ghosts ?? []), ...before.registrations]
      return {
        ...after,
        ghosts,
        registrations: after.registrations.map((one) =>
          before.registrations.some((old) => same(old, one))
            ? one
            : { ...one, errors: ghosts.findLast((old) => same(old, one))?.errors ?? 0 },
        ),
      } as Account
    }),
  ),
  mutant(
    'collected-goes-with-registration',
    'xep-0357/disabling/collected-belongs-to-session',
    withState(({ after }, effects) =>
      effects.some(({ _tag }) => _tag === 'Drop')
        ? {
            ...after,
            sessions: Object.fromEntries(
              Object.entries(after.sessions).map(([name, one]) => [name, { ...one, collected: [] }]),
            ),
          }
        : after,
    ),
  ),
  mutant(
    'revoke-ignored',
    'xep-0357/removal/affiliation-none',
    withEvent((event) => remove(event, 'ServiceMessage')),
  ),
  mutant(
    'revoked-by-anyone',
    'xep-0357/removal/only-by-its-service',
    withEvent((event, { registrations: [first] }) =>
      event._tag === 'ServiceMessage' && first !== undefined
        ? { ...event, message: setAttrs(event.message, { from: first.service }) }
        : event,
    ),
  ),
  mutant(
    'revoked-for-anyone',
    'xep-0357/removal/only-by-its-service',
    withEvent(revoke({ jid: 'juliet@capulet.example' })),
  ),
  mutant(
    'revoked-by-any-affiliation',
    'xep-0357/removal/only-by-its-service',
    withEvent(revoke({ affiliation: 'none' })),
  ),
  mutant(
    'deleted-account-lives-on',
    'seed/removal/account-deleted',
    withEvent((event) => remove(event, 'AccountDeleted')),
  ),
  mutant(
    'errors-reset-by-enable',
    'seed/errors/kept-when-enabled-again',
    withState(({ before, after }) => {
      const newest = lastOf(before, after)
      return newest === undefined
        ? after
        : { ...after, registrations: after.registrations.map((one) => (one === newest ? { ...one, errors: 0 } : one)) }
    }),
  ),
  mutant(
    'answer-for-removed-counts',
    'seed/errors/of-removed',
    withEvent((event, { registrations }) => {
      const newest = registrations.at(-1)
      return event._tag === 'PublishAnswered' &&
        newest !== undefined &&
        !registrations.some((one) => same(one, event.registration))
        ? { ...event, registration: newest, from: newest.service }
        : event
    }),
  ),
  mutant(
    'removed-answer-brings-back',
    'seed/errors/of-removed',
    withState(({ event, options, after }) =>
      event._tag === 'PublishAnswered' &&
      event.answer._tag === 'Rejected' &&
      options.maxErrors === 1 &&
      !after.registrations.some((one) => same(one, event.registration))
        ? {
            ...after,
            registrations: [
              ...after.registrations,
              { ...event.registration, number: 0, publishOptions: O.none, enabledAt: 0, errors: 0 },
            ],
          }
        : after,
    ),
  ),
  mutant(
    'only-cancel-counts',
    'seed/errors/every-other-type-counted',
    withEvent((event) =>
      event._tag === 'PublishAnswered' && event.answer._tag === 'Rejected' && event.answer.type !== 'cancel'
        ? undefined
        : event,
    ),
  ),
  mutant('only-wait-ignored', 'field/errors/ignored-types', withOptions({ errors: { 'type:wait': 'ignored' } })),
  mutant(
    'one-error-too-many',
    'seed/errors/removed-and-saved',
    withOptions(({ maxErrors }) => ({ maxErrors: maxErrors + 1 })),
  ),
  mutant(
    'no-answer-counts',
    'seed/errors/no-answer',
    withEvent((event) =>
      event._tag === 'PublishAnswered' && event.answer._tag === 'TimedOut'
        ? { ...event, answer: { _tag: 'Rejected', type: 'cancel', condition: 'item-not-found' } }
        : event,
    ),
  ),
  mutant(
    'no-answer-resets',
    'seed/errors/no-answer',
    withEvent((event) =>
      event._tag === 'PublishAnswered' && event.answer._tag === 'TimedOut'
        ? { ...event, answer: { _tag: 'Accepted' } }
        : event,
    ),
  ),
  mutant(
    'answer-counts-for-the-service',
    'xep-0357/publish/answer-matched',
    withState(({ event, before, after }) => {
      if (event._tag !== 'PublishAnswered') return after
      const counted = after.registrations.find((one) => same(one, event.registration))
      return {
        ...after,
        registrations: after.registrations.flatMap((one) =>
          one.service !== event.registration.service || same(one, event.registration)
            ? [one]
            : counted === undefined && before.registrations.length !== after.registrations.length
              ? []
              : [{ ...one, errors: counted?.errors ?? one.errors }],
        ),
      }
    }),
  ),
  {
    id: 'no-feature',
    caughtBy: 'xep-0357/discovery/feature',
    adapter: { ...adapterOver('no-feature', step), inspect: () => ({ features: [], registrations: [], size: 1 }) },
  },
  mutant(
    'no-reasons',
    'seed/decisions/say-why',
    withEffects((effects) =>
      effects.map((one) =>
        one._tag === 'Publish'
          ? { ...one, decision: { ...one.decision, reasons: [] } }
          : one._tag === 'Skip'
            ? { ...one, decision: { ...one.decision, reasons: [] } }
            : one,
      ),
    ),
  ),
]
