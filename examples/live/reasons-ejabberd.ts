import {
  type Case,
  bodyField,
  answers,
  aboutTheJid,
  hasForm,
  hasBody,
  refusedBefore,
  refusedAs,
  enablerDisabledAnother,
  skips,
  onlyServer,
  onlyLibrary,
  lastEnabler,
  ownSession,
  closedAtTheEnd,
  disabledAnother,
  isCarbon,
  isEncrypted,
  isOmemo,
  isMucSub,
  both,
  value,
  sameBut,
} from './case.js'
import { isArchivedForSender, wentWithAnother } from './ejabberd-sessions.js'
import type { Reason } from './reason.js'

const noCount = (it: Case): boolean => value(it.server, 'message-count') === undefined
const bodyless = (it: Case): boolean => value(it.library, bodyField) === undefined

/**
 * Where ejabberd's mod_push 23.01 is known to differ, with the library under `policies.ejabberd`, in scenes and in laws.
 * Each reason is recognised by what was on the wire beside what the library did on the same events, and its title is the
 * sentence that the matrix shows. `no-count`, `empty-notification`, `mucsub-in-queues-alone`, `encrypted-placeholder` and
 * `body-beside` are about the summary; `carbons-are-sent` and `own-archive` about direction; `one-session-a-registration`, `session-covers-its-nodes`,
 * `disabling-unbinds` and `disabling-removes-all` follow from its keeping registrations by session; `own-jid`,
 * `form-unchecked`, `unbounded` and `other-child` are about requests. A law's row also says `As the policy of ejabberd
 * has it`: then the rules with `policies.ejabberd` do not hold that law either, at the very same step.
 */
export const ejabberdReasons: ReadonlyArray<Reason> = [
  {
    id: 'no-count',
    rules: ['SUM-1'],
    title: 'The summary has no message-count.',
    explains: (it) => noCount(it) && sameBut(it, 'message-count'),
  },
  {
    id: 'carbons-are-sent',
    rules: ['IMP', 'SUM-3'],
    title: 'A carbon, received or sent, counts as sent by the user: the notification is empty.',
    explains: (it) => both(it) && isCarbon(it) && it.server?.summary === undefined,
  },
  {
    id: 'empty-notification',
    rules: ['SUM-1', 'SUM-2'],
    title: 'Without a body to tell of, the notification has no summary at all, nor the sender.',
    explains: (it) => both(it) && it.server?.summary === undefined && bodyless(it),
  },
  {
    id: 'mucsub-in-queues-alone',
    rules: ['IMP', 'SUM-3'],
    title: 'What MucSub carries is looked into in the queue of a session alone: stored offline, it has no body.',
    explains: (it) =>
      both(it) &&
      isMucSub(it) &&
      it.server?.summary === undefined &&
      it.difference.library?.cause.event._tag === 'StoredOffline',
  },
  {
    id: 'body-beside',
    rules: ['IMP'],
    title: 'A body makes important what it stands beside: a carbon, or an OMEMO message without a payload.',
    explains: (it) =>
      (isCarbon(it) || isOmemo(it)) &&
      hasBody(it) &&
      bodyless(it) &&
      value(it.server, bodyField) === it.options.importantBody &&
      sameBut(it, 'message-count', bodyField),
  },
  {
    id: 'encrypted-placeholder',
    rules: ['SUM-3'],
    title: 'With bodies on, the fallback body of an encrypted message is sent, and (encrypted) where there is none.',
    explains: (it) => it.options.includeBody && isEncrypted(it) && sameBut(it, 'message-count', bodyField),
  },
  {
    id: 'own-archive',
    rules: ['TRG-3'],
    title: "The archived copy of what the user sent wakes the user's other devices, with an empty notification.",
    explains: (it) =>
      onlyServer(it) && it.server?.summary === undefined && skips(it, 'now').includes('archived-elsewhere'),
  },
  {
    id: 'one-session-a-registration',
    rules: ['REG-7'],
    title: 'Enabling takes the registration away from the session that had it, connected or hibernating.',
    explains: (it) =>
      (onlyLibrary(it) &&
        it.library !== undefined &&
        ownSession(it) !== undefined &&
        ownSession(it) !== lastEnabler(it, it.library)) ||
      (onlyServer(it) &&
        skips(it, 'now').includes('archived-bound') &&
        it.server !== undefined &&
        closedAtTheEnd(it, lastEnabler(it, it.server))),
  },
  {
    id: 'session-covers-its-nodes',
    rules: ['REG-7', 'TRG-3'],
    title: 'A session is bound to every node that it enabled, but its queue goes to one of them.',
    explains: (it) =>
      onlyLibrary(it) &&
      it.library !== undefined &&
      it.difference.library?.cause.event._tag === 'Archived' &&
      Object.keys(it.difference.library.cause.before.sessions).includes(lastEnabler(it, it.library) ?? ''),
  },
  {
    id: 'disabling-unbinds',
    rules: ['DIS-2', 'TRG-3'],
    title:
      'A session that disables any registration is no longer bound to its own: archived messages reach it by push as well.',
    explains: (it) => onlyServer(it) && skips(it, 'now').includes('archived-bound') && disabledAnother(it),
  },
  {
    id: 'disabling-removes-all',
    rules: ['DIS-2'],
    title: 'Disabling one registration removes every registration that the same session enabled.',
    explains: (it) => onlyLibrary(it) && enablerDisabledAnother(it),
  },
  {
    id: 'enabling-again-removes-all',
    rules: ['REG-4', 'REG-7'],
    title: 'Enabling one registration again removes every other one of the session that had enabled it.',
    explains: (it) => onlyLibrary(it) && wentWithAnother(it),
  },
  {
    id: 'archived-for-sender',
    rules: ['TRG-1'],
    title: 'What was archived for its sender, a user of the same server, is not pushed when it is stored offline.',
    explains: (it) =>
      onlyLibrary(it) && it.difference.library?.cause.event._tag === 'StoredOffline' && isArchivedForSender(it),
  },
  {
    id: 'unbounded',
    rules: ['REG-10'],
    title: 'Nodes and forms of any length are taken; a JID whose parts are too long is none, and a bad request.',
    explains: (it) =>
      answers(it, 'modify/policy-violation', 'result') ||
      refusedAs(it, 'policy-violation') ||
      (answers(it, 'modify/policy-violation', 'modify/bad-request') && aboutTheJid(it)),
  },
  {
    id: 'own-jid',
    rules: ['REG-1', 'REG-2'],
    title: "The user's own JID is taken as a push service, and so is a JID that would be prepared into another.",
    explains: (it) => answers(it, 'modify/bad-request', 'result') && aboutTheJid(it),
  },
  {
    id: 'form-unchecked',
    rules: ['REG-5'],
    title:
      'Any form is taken as publish options: with another FORM_TYPE or none it goes out as it came, of two the last counts.',
    explains: (it) =>
      (answers(it, 'modify/bad-request', 'result') && hasForm(it)) ||
      refusedBefore(it) ||
      (both(it) && it.library?.options !== undefined && noCount(it)),
  },
  {
    id: 'other-child',
    rules: ['REG-9'],
    title: 'Another child of the namespace is a bad request, and what only a server sends is not allowed.',
    explains: (it) =>
      answers(it, 'cancel/feature-not-implemented', 'modify/bad-request') ||
      answers(it, 'cancel/feature-not-implemented', 'cancel/not-allowed'),
  },
]
