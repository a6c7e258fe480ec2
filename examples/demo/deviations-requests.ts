/**
 * Deviations in how requests are read: what the module, as Debian packages it with Prosody 0.12.3, leaves unchecked, and
 * what it answers in another way. Its README describes none of it.
 */
import { both, onlyServer, refusedAs, refusedBefore, requestOf, sameSummary } from '../live/case.js'
import type { Deviation } from './deviations.js'
import type { Difference } from './difference.js'

/** A push that only one side made, since the two hold different registrations after a request of that kind. */
const leftBy = (it: Difference, request: string): boolean =>
  it.request === request &&
  ((it.aspect === 'only-module' && it.moduleHas) || (it.aspect === 'only-library' && !it.moduleHas))

export const requestDeviations: ReadonlyArray<Deviation> = [
  {
    id: 'disable-empty-node',
    rules: ['REG-3', 'DIS-2'],
    title: 'disabling the empty node disables every node of the service',
    there: 'Disabling the empty node disables nothing but an empty node, where the library reads it as no node.',
    replayed: (it) => leftBy(it, 'disable-empty-node'),
    onTheWire: (it) =>
      onlyServer(it) &&
      it.history.some(
        ({ event }) =>
          event._tag === 'IqReceived' &&
          requestOf(event.iq)?.name === 'disable' &&
          requestOf(event.iq)?.attrs['node'] === '',
      ),
  },
  {
    id: 'unbounded',
    rules: ['REG-10'],
    title: 'JIDs, nodes and forms are bounded',
    there: 'JIDs, nodes and forms of any length are taken.',
    replies: ({ library, module }) => library === 'modify/policy-violation' && module === 'result',
    replayed: (it) => leftBy(it, 'unbounded'),
    onTheWire: (it) => refusedAs(it, 'policy-violation'),
  },
  {
    id: 'jid-unchecked',
    rules: ['REG-1', 'REG-2', 'DIS-1'],
    title: 'a push service is a JID, and not the own one',
    there: 'What is no JID, and the own bare JID, are taken as a push service.',
    replies: ({ library, module, jid, forms }) =>
      library === 'modify/bad-request' && module === 'result' && jid !== undefined && forms === 0,
    replayed: (it) => leftBy(it, 'jid-unchecked'),
  },
  {
    id: 'form-unchecked',
    rules: ['REG-5'],
    title: 'publish options are the form that says so, else the one that says nothing',
    there:
      'Any form is taken as publish options: with another FORM_TYPE or none it goes out as it came, of two the first counts.',
    replies: ({ library, module, forms }) => library === 'modify/bad-request' && module === 'result' && forms > 0,
    replayed: (it) => leftBy(it, 'form-unchecked') || (it.aspect === 'publish-options' && it.asItCame),
    onTheWire: (it) => refusedBefore(it) || (both(it) && it.library?.options !== undefined && sameSummary(it)),
  },
  {
    id: 'form-type-hidden',
    rules: ['REG-5'],
    title: 'the FORM_TYPE of publish options goes out hidden',
    there: 'The FORM_TYPE of publish options goes out as it came, mostly without a type.',
    replayed: (it) => it.aspect === 'form-type' && it.library?.formType === 'hidden',
  },
  {
    id: 'unknown-request',
    rules: ['REG-9'],
    title: 'a get is not allowed, and another child of the namespace is not implemented',
    there: 'A get, and any other child of the namespace, is a service that is not there.',
    replies: ({ library, module }) =>
      ['cancel/not-allowed', 'cancel/feature-not-implemented'].includes(library) &&
      module === 'cancel/service-unavailable',
  },
]
