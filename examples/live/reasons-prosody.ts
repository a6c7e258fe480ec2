import {
  bodyField,
  senderField,
  answers,
  requestOf,
  aboutTheJid,
  hasForm,
  refusedBefore,
  refusedAs,
  skips,
  onlyServer,
  onlyLibrary,
  removedUnderItsSession,
  isCarbon,
  isForgedCarbon,
  isEncrypted,
  hasBody,
  both,
  value,
  sameBut,
  sameSummary,
} from './case.js'
import type { Reason } from './reason.js'

/**
 * Where Prosody's mod_cloud_notify is known to differ, in scenes and in laws. Each reason is recognised by what was on the
 * wire beside what the library did on the same events, and its title is the sentence that the matrix shows. Those that
 * begin with a number are the rulebook's deviations, each made on purpose. The others are what the module, as Debian
 * packages it with 0.12.3, leaves unchecked (`jid-unchecked`, `form-unchecked`, `unbounded`), answers in another way
 * (`unknown-request`), reads in another way (`disable-empty-node`, `empty-node`), or gets wrong: `carbon-forged` is the
 * unwrapping of carbons from anybody (the fault of CVE-2017-5589), and `collected-is-lost` forgets what a
 * session had collected when it closes. A law's row also says `As the policy of prosody has it`: then the rules with
 * `policies.prosody` do not hold that law either, at the very same step.
 */
export const prosodyReasons: ReadonlyArray<Reason> = [
  {
    id: 'empty-important-body',
    rules: ['SUM-3', 'TRG-5'],
    title: 'Deviation 1: an empty important body is sent as a body, and counts as a class of its own.',
    explains: (it) =>
      it.options.importantBody === '' &&
      !it.options.includeBody &&
      value(it.server, bodyField) === '' &&
      (onlyServer(it) || sameBut(it, bodyField)),
  },
  {
    id: 'disable-empty-node',
    rules: ['REG-3', 'DIS-2'],
    title: 'Disabling the empty node disables nothing but an empty node, where the library reads it as no node.',
    explains: (it) =>
      onlyServer(it) &&
      it.history.some(
        ({ event }) =>
          event._tag === 'IqReceived' &&
          requestOf(event.iq)?.name === 'disable' &&
          requestOf(event.iq)?.attrs['node'] === '',
      ),
  },
  {
    id: 'removed-registration',
    rules: ['DIS-4'],
    title: 'Deviation 3: a session pushes on to a registration that was removed from elsewhere.',
    explains: (it) => onlyServer(it) && removedUnderItsSession(it),
  },
  {
    id: 'queue-told-again',
    rules: ['TRG-5', 'DUP-1'],
    title: 'Deviation 12: a stanza that a push of the same queue stood for is pushed when the queue is walked again.',
    explains: (it) =>
      onlyServer(it) && skips(it, 'ever').includes('stands-for') && skips(it, 'now').includes('already-notified'),
  },
  {
    id: 'copy-pushed-again',
    rules: ['DUP-1'],
    title: 'Deviation 4: a copy of a stanza has lost its mark and is pushed again.',
    explains: (it) => onlyServer(it) && skips(it, 'now').includes('already-notified'),
  },
  {
    id: 'carbon-outside',
    rules: ['SUM-2', 'SUM-3'],
    title: 'Deviation 5: the summary of a received carbon shows the carbon, not the message inside.',
    explains: (it) => isCarbon(it) && sameBut(it, senderField, bodyField),
  },
  {
    id: 'encrypted-body',
    rules: ['SUM-3'],
    title: 'Deviation 6: with bodies on, an important message without a body to show has its fallback body or none.',
    explains: (it) =>
      it.options.includeBody &&
      (isEncrypted(it) || !hasBody(it)) &&
      sameBut(it, bodyField) &&
      value(it.library, bodyField) === it.options.importantBody,
  },
  {
    id: 'empty-body',
    rules: ['SUM-4'],
    title: 'Deviation 8: an empty body is sent as an empty field.',
    explains: (it) =>
      value(it.server, bodyField) === '' && value(it.library, bodyField) === undefined && sameBut(it, bodyField),
  },
  {
    id: 'carbon-forged',
    rules: ['IMP'],
    title: 'What looks like a carbon is judged by the message inside, whoever it is from.',
    explains: (it) => isForgedCarbon(it) && sameBut(it, bodyField),
  },
  {
    id: 'empty-node',
    rules: ['REG-3', 'PUB-1'],
    title: 'A registration that was enabled with an empty node is published to with an empty node attribute.',
    explains: (it) => both(it) && it.server?.node === '' && it.library?.node === undefined,
  },
  {
    id: 'collected-is-lost',
    rules: ['TRG-10'],
    title: 'What was collected for a session is never pushed when the session closes within that second.',
    explains: (it) => onlyLibrary(it) && it.difference.library?.cause.event._tag === 'SessionClosed',
  },
  {
    id: 'unbounded',
    rules: ['REG-10'],
    title: 'JIDs, nodes and forms of any length are taken.',
    explains: (it) => answers(it, 'modify/policy-violation', 'result') || refusedAs(it, 'policy-violation'),
  },
  {
    id: 'jid-unchecked',
    rules: ['REG-1', 'REG-2', 'DIS-1'],
    title: 'What is no JID, and the own bare JID, are taken as a push service.',
    explains: (it) => answers(it, 'modify/bad-request', 'result') && aboutTheJid(it),
  },
  {
    id: 'form-unchecked',
    rules: ['REG-5'],
    title:
      'Any form is taken as publish options: with another FORM_TYPE or none it goes out as it came, of two the first counts.',
    explains: (it) =>
      (answers(it, 'modify/bad-request', 'result') && hasForm(it)) ||
      refusedBefore(it) ||
      (both(it) && it.library?.options !== undefined && sameSummary(it)),
  },
  {
    id: 'unknown-request',
    rules: ['REG-9'],
    title: 'A get, and any other child of the namespace, is a service that is not there.',
    explains: (it) =>
      ['cancel/not-allowed', 'cancel/feature-not-implemented'].some((library) =>
        answers(it, library, 'cancel/service-unavailable'),
      ),
  },
]
