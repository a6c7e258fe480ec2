/**
 * What users and operators reported of servers, each as a mutant: registrations that are lost, or there five times.
 */
import type { XmlElement } from 'xmpp-push-rules'
import type { HostStep } from 'xmpp-push-rules/conformance'
import { mapDeep, type Mutant, mutant, setAttrs, withEvent, withIq, withOptions, withPublish } from './mutant.js'

const notice = (change: (message: XmlElement) => XmlElement): HostStep =>
  withEvent((event) => (event._tag === 'ServiceMessage' ? { ...event, message: change(event.message) } : event))

const WAY = ['remote-server-not-found', 'remote-server-timeout', 'service-unavailable']

/** Rows of what was reported of requests, notices and answers. */
export const reportedRequests: ReadonlyArray<Mutant> = [
  mutant(
    'outage-unregisters',
    'field/registrations/errors/outage',
    withOptions(({ errors }) => ({
      errors: { ...errors, ...Object.fromEntries(WAY.map((one) => [one, 'persistent'])) },
    })),
  ),
  mutant('outage-for-ever', 'field/registrations/errors/outage', withOptions({ maxFailingMs: 1e12 })),
  mutant(
    'wait-for-ever',
    'field/registrations/errors/no-answer-lasts',
    withOptions(({ errors }) => ({ errors: { ...errors, 'type:wait': 'ignored' } })),
  ),
  mutant(
    'silence-for-ever',
    'field/registrations/errors/no-answer-lasts',
    withEvent((event) => (event._tag === 'PublishAnswered' && event.answer._tag === 'TimedOut' ? undefined : event)),
  ),
  mutant(
    'pubsub-condition-unread',
    'field/registrations/errors/by-condition',
    withEvent((event) =>
      event._tag === 'PublishAnswered' && event.answer._tag === 'Rejected'
        ? { ...event, answer: { ...event.answer, pubsubCondition: undefined } }
        : event,
    ),
  ),
  mutant(
    'form-type-shown',
    'xep-0357/publish-options/form-type-hidden',
    withPublish((iq) =>
      mapDeep(iq, 'publish-options', (options) =>
        mapDeep(options, 'field', (field) =>
          field.attrs['var'] === 'FORM_TYPE' ? setAttrs(field, { type: undefined }) : field,
        ),
      ),
    ),
  ),
  mutant(
    'second-form-refused',
    'xep-0357/publish-options/several-forms',
    withIq((iq) =>
      mapDeep(iq, 'enable', (enable) =>
        enable.children.length > 1 ? { ...enable, children: enable.children.slice(0, 1) } : enable,
      ),
    ),
  ),
  mutant(
    'notice-of-xep-0060-unread',
    'xep-0357/removal/every-form',
    notice((message) => mapDeep(message, 'affiliations', (list) => ({ ...list, children: [] }))),
  ),
  mutant(
    'outcast-may-publish',
    'xep-0357/removal/every-form',
    notice((message) =>
      mapDeep(message, 'affiliation', (one) =>
        one.attrs['affiliation'] === 'none' ? one : setAttrs(one, { affiliation: 'publisher' }),
      ),
    ),
  ),
  mutant(
    'full-jid-is-another',
    'xep-0357/removal/every-form',
    notice((message) =>
      mapDeep(message, 'affiliation', (one) =>
        one.attrs['jid']?.includes('/') === true ? setAttrs(one, { jid: 'romeo@montague.example' }) : one,
      ),
    ),
  ),
  mutant(
    'five-spellings-of-one-service',
    'xep-0357/enabling/one-spelling',
    withIq((iq) =>
      mapDeep(iq, 'enable', (enable) =>
        /[^\p{ASCII}]/u.test(enable.attrs['jid'] ?? '')
          ? setAttrs(enable, { jid: `xn--${(enable.attrs['jid'] ?? '').replaceAll(/[^a-z]/gu, '')}.example` })
          : enable,
      ),
    ),
  ),
]
